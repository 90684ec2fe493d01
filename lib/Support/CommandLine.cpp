//===- CommandLine.cpp - Set-up of LLVM's command line --------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Support/CommandLine.h"

#include "lowres/Support/Version.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"

#include <csignal>

using namespace mlir::lowres;
namespace cl = llvm::cl;

void mlir::lowres::removeForeignOptions() {
  constexpr llvm::StringLiteral kept[] = {
      "h", "help", "help-hidden", "help-list", "help-list-hidden", "version"};
  llvm::SmallVector<cl::Option *> foreign;
  for (const auto &entry : cl::getRegisteredOptions())
    if (!llvm::is_contained(kept, entry.first))
      foreign.push_back(entry.second);
  for (cl::Option *option : foreign)
    option->removeArgument();
}

void mlir::lowres::setVersionPrinter() {
  cl::SetVersionPrinter([](llvm::raw_ostream &os) {
    os << "lowres " << getVersion() << " (LLVM " << getLLVMVersion() << ")\n";
  });
}

void mlir::lowres::ignoreFileSizeSignal() {
#ifdef SIGXFSZ
  std::signal(SIGXFSZ, SIG_IGN);
#endif
}
