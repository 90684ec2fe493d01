//===- Dataset.cpp - Labelled images --------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/data/Dataset.h"

#include "lowres-rt/data/Cifar10.h"
#include "lowres-rt/data/Idx.h"
#include "lowres-rt/data/Synthetic.h"

#include <array>
#include <cassert>

using namespace lowres;

/// Parses a decimal number of at most 19 digits, which 64 bits hold, that fills
/// the whole of `text`.
static bool parseSeed(const std::string &text, uint64_t &seed) {
  if (text.empty() || text.size() > 19)
    return false;
  seed = 0;
  for (char c : text) {
    if (c < '0' || c > '9')
      return false;
    seed = seed * 10 + static_cast<uint64_t>(c - '0');
  }
  return true;
}

Result<Dataset> lowres::loadDataset(const std::string &spec, Split split) {
  size_t colon = spec.find(':');
  std::string name = spec.substr(0, colon);
  std::string argument =
      colon == std::string::npos ? std::string() : spec.substr(colon + 1);

  if (name == "synthetic") {
    uint64_t seed = 0;
    if (colon != std::string::npos && !parseSeed(argument, seed))
      return Error{"data set '" + spec +
                   "': expected synthetic:SEED with a decimal number of at "
                   "most 19 digits, found '" +
                   argument + "'"};
    return makeSynthetic(seed, split);
  }
  if (name != "cifar10" && name != "mnist" && name != "fashion-mnist")
    return Error{"unknown data set '" + spec +
                 "': expected synthetic[:SEED], cifar10:DIR, mnist:DIR or "
                 "fashion-mnist:DIR"};
  if (argument.empty())
    return Error{"data set '" + spec + "': expected " + name +
                 ":DIR, found no directory"};
  if (name == "cifar10")
    return loadCifar10(argument, split);
  return loadIdx(name, argument, split);
}

const float *lowres::inputTable() {
  static const std::array<float, 256> table = [] {
    std::array<float, 256> values;
    for (int byte = 0; byte < 256; ++byte)
      values[byte] = (static_cast<float>(byte) - 127.5f) / 127.5f;
    return values;
  }();
  return table.data();
}

void lowres::imagesToInput(const Dataset &dataset, size_t first, size_t count,
                           float *out) {
  assert(first + count <= dataset.size() && "images out of range");
  const float *table = inputTable();
  const uint8_t *bytes = dataset.images.data() + first * dataset.imageSize();
  for (size_t i = 0, e = count * dataset.imageSize(); i != e; ++i)
    out[i] = table[bytes[i]];
}

void lowres::limitDataset(Dataset &dataset, size_t count) {
  if (count >= dataset.size())
    return;
  dataset.labels.resize(count);
  dataset.images.resize(count * dataset.imageSize());
}
