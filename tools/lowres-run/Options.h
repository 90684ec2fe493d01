//===- Options.h - Command line of lowres-run -------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRES_RUN_OPTIONS_H
#define LOWRES_TOOLS_LOWRES_RUN_OPTIONS_H

#include "lowres/Driver/CommandLine.h"
#include "lowres/Driver/Tolerance.h"
#include "lowres/Target/ModelInterface.h"

/// The command line of lowres-run.
struct RunOptions : mlir::lowres::ModelOptions {
  explicit RunOptions(llvm::cl::OptionCategory &category);

  llvm::cl::opt<std::string> data;
  llvm::cl::list<std::string> inputs;
  llvm::cl::list<std::string> outputs;
  llvm::cl::opt<int64_t> limit;
  llvm::cl::opt<int64_t> batch;
  llvm::cl::opt<int64_t> threads;
  llvm::cl::opt<bool> compareReference;
  llvm::cl::opt<std::string> compare;
  llvm::cl::opt<double> tolerance;
  llvm::cl::opt<bool> report;
  llvm::cl::opt<bool> verbose;

  /// Fails if values or their combination make no sense.
  llvm::Error check() const;

  /// Fails if they make no sense for this model.
  llvm::Error check(const mlir::lowres::ModelInterface &interface) const;

  /// Rows a call.
  int64_t getBatch(const mlir::lowres::ModelInterface &interface) const;

  /// `chosen`, unless the user has said otherwise.
  std::optional<mlir::lowres::Tolerance>
  getTolerance(std::optional<mlir::lowres::Tolerance> chosen) const;
};

#endif // LOWRES_TOOLS_LOWRES_RUN_OPTIONS_H
