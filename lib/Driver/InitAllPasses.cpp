//===- InitAllPasses.cpp - Every pass and pipeline ------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/InitAllPasses.h"

#include "lowres/Conversion/Passes.h"
#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/GPU/Passes.h"
#include "lowres/Pipelines/Pipelines.h"
#include "mlir/InitAllPasses.h"

void mlir::lowres::registerAllPasses() {
  mlir::registerAllPasses();
  registerLowResConversionPasses();
  registerLowResGPUPasses();
  registerLowResTransformsPasses();
  registerLowResPipelines();
}
