//===- Options.h - Command line of lowres-compile ---------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRES_COMPILE_OPTIONS_H
#define LOWRES_TOOLS_LOWRES_COMPILE_OPTIONS_H

#include "lowres/Driver/CommandLine.h"
#include "lowres/Target/Codegen.h"

/// What lowres-compile writes.
enum class Emit {
  Object,
  Assembly,
  LLVMIR,
  SharedObject,
  SPIRV,
  PTX,
  Cubin,
  Kernels,
  MLIR
};

/// The command line of lowres-compile.
struct CompileOptions : mlir::lowres::ModelOptions {
  explicit CompileOptions(llvm::cl::OptionCategory &category);

  llvm::cl::opt<Emit> emit;
  llvm::cl::opt<mlir::lowres::OptimizationGoal> goal;
  llvm::cl::opt<std::string> output;
  llvm::cl::opt<std::string> name;
  llvm::cl::opt<bool> tune;
  llvm::cl::opt<unsigned> tuneBatch;
  llvm::cl::opt<bool> report;
  llvm::cl::opt<bool> verbose;

  /// Fails if the options make no sense together.
  llvm::Error check() const;

  /// As that of ModelOptions, with the C name that --name gives, or else the
  /// file's name as the one to fall back to.
  mlir::lowres::LoweringOptions getLowering() const;

  /// Where the code goes; `-` is the standard output.
  std::string getOutputPath() const;

  /// Where the header goes; empty if none is written.
  std::string getHeaderPath() const;

private:
  /// Fails if the target has no code of the kind that is to be written.
  llvm::Error checkEmit(bool severalTargets) const;
  llvm::Error checkTuning(bool severalTargets) const;
};

#endif // LOWRES_TOOLS_LOWRES_COMPILE_OPTIONS_H
