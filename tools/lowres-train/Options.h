//===- Options.h - The command line of lowres-train -------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRES_TRAIN_OPTIONS_H
#define LOWRES_TOOLS_LOWRES_TRAIN_OPTIONS_H

#include "lowres-rt/train/TrainOptions.h"

#include <cstddef>
#include <string>
#include <vector>

namespace lowres {

/// The program, in its messages.
constexpr const char *toolName = "lowres-train";

struct RunOptions {
  TrainOptions train;
  std::string networkFile; // Becomes train.network; empty: train.model.
  std::string data;
  std::string output;      // Empty: no model is written.
  std::string predictions; // Empty: none are written.
  std::string dumpTest;    // Prefix of the test images' files; empty: none.
  bool resume = false;     // Continue from train.checkpoint.
  size_t limit = 0;        // Training images; 0: all.
  unsigned threads = 0;    // 0: all cores.
  bool exportBest = false;

  /// The files of --dump-test.
  std::string getImagesPath() const { return dumpTest + "-images.npy"; }
  std::string getLabelsPath() const { return dumpTest + "-labels.npy"; }

  /// All files that the run writes, but not the standard output.
  std::vector<std::string> getOutputPaths() const;
};

/// The runs of --study: all combinations. Everything else is as in RunOptions.
struct StudyOptions {
  std::string folder;        // Empty: a single run.
  std::vector<Model> models; // Unless there is a networkFile.
  std::vector<int> levels;   // 0 for float weights.
  std::vector<bool> augment;
  std::vector<uint64_t> seeds;
  std::string command; // The command line, for a shell.
};

/// Fills `options` for a single run, and `study`. Returns 0, or the exit code
/// after saying on stderr what is wrong. --help and --version exit.
int parseCommandLine(int argc, char **argv, RunOptions &options,
                     StudyOptions &study);

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRES_TRAIN_OPTIONS_H
