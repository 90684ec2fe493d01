//===- Checkpoint.h - A run on disk -----------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Layout, little-endian:
//
//   8 bytes   magic "LOWRESCK"
//   u32       version
//   u32       n, then n bytes: the run's description, "key=value" lines
//   u32 epoch, u64 step, u32 best epoch, u64 best correct
//   u32       1 when the weights of the best epoch follow
//   u32       number of parameters, and for each
//               u64 elements, u32 moments (none for what is not trained)
//               elements x f32: latent weights, or state
//               moments x elements x f32
//               elements x f32: best weights, if present
//   u32       CRC-32 of all bytes before
//
// Scales and codes are not stored: they follow from the latents.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_TRAIN_CHECKPOINT_H
#define LOWRES_RT_TRAIN_CHECKPOINT_H

#include "lowres-rt/nn/Parameter.h"
#include "lowres-rt/support/Result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lowres {

/// How far a run has come.
struct TrainState {
  uint32_t epoch = 0; // Epochs done.
  uint64_t step = 0;  // Optimiser steps done.
  uint32_t bestEpoch = 0;
  uint64_t bestCorrect = 0;
};

/// Writes a checkpoint, atomically. `best` is empty or has the weights of the
/// best epoch for each parameter.
Status writeCheckpoint(const std::string &path, const std::string &description,
                       const TrainState &state,
                       const std::vector<Parameter *> &parameters,
                       const std::vector<std::vector<float>> &best);

/// Reads a checkpoint into `parameters`, whose shapes and moments must match.
/// Errors: not a checkpoint, damaged or incomplete, another version, made by a
/// run with another description (the first line that differs is quoted).
/// On an error the parameters may be partly overwritten.
Result<TrainState> readCheckpoint(const std::string &path,
                                  const std::string &description,
                                  const std::vector<Parameter *> &parameters,
                                  std::vector<std::vector<float>> &best);

} // namespace lowres

#endif // LOWRES_RT_TRAIN_CHECKPOINT_H
