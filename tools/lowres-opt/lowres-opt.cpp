//===- lowres-opt.cpp - Runs passes on MLIR files -------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/InitAllDialects.h"
#include "lowres/InitAllPasses.h"
#include "lowres/Support/CommandLine.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::lowres::reportFullOutput(argv[0]);
  mlir::DialectRegistry registry;
  mlir::lowres::registerAllDialects(registry);
  mlir::lowres::registerAllPasses();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "lowres optimizer driver\n", registry));
}
