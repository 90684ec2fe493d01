//===- LevelCount.cpp - Level counts as text ------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/quant/LevelCount.h"

#include <charconv>

using namespace lowres;

std::string lowres::levelsName(int levels) {
  return levels == 0 ? "f32" : std::to_string(levels);
}

std::optional<int> lowres::parseLevels(const std::string &text) {
  if (text == levelsName(0))
    return 0;
  int levels = 0;
  const char *end = text.data() + text.size();
  std::from_chars_result result = std::from_chars(text.data(), end, levels);
  if (result.ec != std::errc() || result.ptr != end || levels < 2 ||
      levels > 256)
    return std::nullopt;
  return levels;
}
