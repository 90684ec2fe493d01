//===- Options.h - The command line of lowres-bench -------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_OPTIONS_H
#define LOWRES_TOOLS_LOWRESBENCH_OPTIONS_H

#include "LayerShapes.h"
#include "Timing.h"

#include "lowres-rt/nn/ModelZoo.h"
#include "lowres-rt/quant/LevelCount.h"

#include "lowres/Driver/CommandLine.h"
#include "lowres/Driver/Execution.h"

namespace lowres {

inline constexpr llvm::StringLiteral toolName = "lowres-bench";

struct BenchOptions : mlir::lowres::ModelOptions {
  explicit BenchOptions(llvm::cl::OptionCategory &category);

  /// What is timed.
  enum class Subject { ModelFile, Network, Layers };
  Subject getSubject() const;

  /// Reports what is wrong with the values, as bad usage.
  std::optional<int> check() const;

  /// The network of --model or --network. Errors: those of readNetworkFile().
  Result<NetworkDescription> getNetwork() const;

  /// Those of the command line, or the usual ones.
  std::vector<unsigned> getBatches(std::vector<unsigned> usual) const;

  /// Starts the threads that run compiled code: a set for each number of
  /// --threads. Fails if the system cannot start as many.
  llvm::Expected<std::vector<mlir::lowres::LoopThreads>> startThreads() const;

  /// The layers of --layers. Not if check() refuses them.
  std::vector<LayerShape> getLayers() const {
    return llvm::cantFail(parseLayerShapes(layers));
  }

  /// Each 2 to 256, or 0 for float weights; one for networks. Not if check()
  /// refuses them.
  std::vector<int> getLevels() const;

  /// --levels of a network as it is written.
  std::string getLevelsText() const {
    return levels.empty() ? "5" : levels.front();
  }

  TimingOptions getTiming() const;

  llvm::cl::opt<Model> model;
  llvm::cl::opt<std::string> network;
  llvm::cl::list<std::string> layers;
  llvm::cl::list<std::string> levels;
  llvm::cl::list<std::string> kernels;
  llvm::cl::opt<bool> train;
  llvm::cl::opt<bool> compile;
  llvm::cl::opt<bool> calibrate;
  llvm::cl::list<unsigned> batches;
  llvm::cl::list<unsigned> threads;
  llvm::cl::opt<unsigned> repetitions;
  llvm::cl::opt<double> minTime;
  llvm::cl::opt<std::string> filter;
  llvm::cl::opt<std::string> json;
  llvm::cl::opt<std::string> output;
};

/// Says why the network of the command line can not be timed; returns the exit
/// code.
int reportNetworkError(const BenchOptions &options, const Error &error);

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_OPTIONS_H
