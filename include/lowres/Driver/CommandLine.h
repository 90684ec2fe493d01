//===- CommandLine.h - What tools on models have in common ------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_DRIVER_COMMANDLINE_H
#define LOWRES_DRIVER_COMMANDLINE_H

#include "lowres/Driver/Lowering.h"
#include "lowres/Support/CommandLine.h"
#include "lowres/Support/DiagnosticPrinter.h"
#include "lowres/Support/ModelIO.h"
#include "llvm/Support/CommandLine.h"

#include <optional>

namespace mlir {
namespace lowres {

/// Parses the command line into the options of `category`, which alone --help
/// shows, and those of the pass manager. Returns the exit code if the tool is
/// to end now.
std::optional<int> parseCommandLine(int argc, char **argv,
                                    llvm::cl::OptionCategory &category,
                                    StringRef overview);

/// The options that say what to compile and how.
struct ModelOptions {
  explicit ModelOptions(llvm::cl::OptionCategory &category);

  llvm::cl::opt<std::string> input;
  llvm::cl::opt<std::string> target;
  llvm::cl::opt<std::string> targetConfig;
  llvm::cl::opt<ActivationMode> activations;
  llvm::cl::opt<bool> reference;
  llvm::cl::opt<std::string> entry;
  llvm::cl::opt<unsigned> maxLevels;

  /// Fails if an option makes no sense.
  llvm::Error check() const;

  LoweringOptions getLowering() const;
};

} // namespace lowres
} // namespace mlir

#endif // LOWRES_DRIVER_COMMANDLINE_H
