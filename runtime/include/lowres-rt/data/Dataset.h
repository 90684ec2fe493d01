//===- Dataset.h - Labelled images ------------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Image classification data sets, held in memory as bytes. They are named by a
// specification string, the same in every tool:
//
//   synthetic[:SEED]     procedural images, nothing to download
//   cifar10:DIR          data_batch_{1..5}.bin, test_batch.bin
//   mnist:DIR            {train,t10k}-{images-idx3,labels-idx1}-ubyte
//   fashion-mnist:DIR    the same file names
//
// Each file may be plain or carry .gz or .xz.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_DATA_DATASET_H
#define LOWRES_RT_DATA_DATASET_H

#include "lowres-rt/support/Result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace lowres {

/// Images of one size with one label each.
struct Dataset {
  std::string name;
  int classes = 0;
  int channels = 0;
  int height = 0;
  int width = 0;
  /// size() x channels x height x width bytes; planes of a channel are
  /// contiguous, as in CIFAR.
  std::vector<uint8_t> images;
  /// size() labels in [0, classes).
  std::vector<uint8_t> labels;

  size_t size() const { return labels.size(); }
  /// Elements of one image: the length of a network's input row.
  size_t imageSize() const {
    return static_cast<size_t>(channels) * height * width;
  }
};

enum class Split { Train, Test };

/// Loads one split of the data set that `spec` names (see above). Errors name
/// the file and what was expected and found: missing, empty, truncated, too
/// long, corrupt, wrong magic, label out of range, counts that differ.
Result<Dataset> loadDataset(const std::string &spec, Split split);

/// The input convention of the whole project: f32 = (byte - 127.5) / 127.5,
/// an image's channels, rows, columns flattened in this order. Writes `count`
/// rows of imageSize() floats, images [first, first + count).
void imagesToInput(const Dataset &dataset, size_t first, size_t count,
                   float *out);

/// The 256 input values of the byte values.
const float *inputTable();

/// Keeps only the first `count` images, if there are more.
void limitDataset(Dataset &dataset, size_t count);

} // namespace lowres

#endif // LOWRES_RT_DATA_DATASET_H
