//===- UnpackRadix.h - Codes out of fields of digits ------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_UNITTESTS_RUNTIME_QUANT_UNPACKRADIX_H
#define LOWRES_UNITTESTS_RUNTIME_QUANT_UNPACKRADIX_H

#include "lowres-rt/quant/RadixPacking.h"

namespace lowres {

/// The first `count` codes of `bytes`, a bit at a time.
inline std::vector<uint8_t> unpackRadix(const RadixFormat &format,
                                        const std::vector<uint8_t> &bytes,
                                        size_t count) {
  std::vector<uint8_t> codes;
  for (size_t field = 0; codes.size() < count; ++field) {
    unsigned value = 0;
    for (int bit = 0; bit < format.bits; ++bit) {
      size_t at = field * format.bits + bit;
      value |= (bytes.at(at / 8) >> at % 8 & 1u) << bit;
    }
    for (int j = 0; j < format.digits && codes.size() < count; ++j) {
      codes.push_back(static_cast<uint8_t>(value % format.levels));
      value /= format.levels;
    }
  }
  return codes;
}

} // namespace lowres

#endif // LOWRES_UNITTESTS_RUNTIME_QUANT_UNPACKRADIX_H
