//===- lowres-bench.cpp - Times networks beside float32 -------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Times a network beside the libraries that a user would take for it, in one
// run (see Modes.h).
//
//===----------------------------------------------------------------------===//

#include "Modes.h"

#include "lowres-rt/support/File.h"

#include "llvm/Support/InitLLVM.h"

using namespace lowres;

static int reportError(const Error &error) {
  return mlir::lowres::reportBadInput(toolName,
                                      llvm::createStringError(error.message));
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  llvm::cl::OptionCategory category("lowres-bench options");
  BenchOptions options(category);
  if (std::optional<int> code = mlir::lowres::parseCommandLine(
          argc, argv, category,
          "Times a network beside the same network in float32\n"))
    return *code;
  if (std::optional<int> code = options.check())
    return *code;
  // Before minutes of measuring.
  for (llvm::StringRef path :
       {options.json.getValue(), options.output.getValue()})
    if (!path.empty() && path != "-")
      if (Status status = checkWritable(path.str()); !status)
        return reportError(status.error());
  if (options.calibrate)
    return calibrate(options);
  if (options.getSubject() == BenchOptions::Subject::ModelFile)
    return timeDenseModel(options);
  if (options.getSubject() == BenchOptions::Subject::Layers)
    return timeLayers(options);
  Result<NetworkDescription> network = options.getNetwork();
  if (!network)
    return reportError(network.error());
  if (options.compile)
    return timeCompilation(options, *network);
  return options.train ? timeTraining(options, *network)
                       : timeInference(options, *network);
}
