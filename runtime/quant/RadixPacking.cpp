//===- RadixPacking.cpp - Codes as fields of digits -----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/quant/RadixPacking.h"

#include <cassert>

using namespace lowres;

size_t RadixFormat::bytes(size_t count) const {
  size_t fields = (count + digits - 1) / digits;
  return (fields * bits + 7) / 8;
}

RadixFormat lowres::canonicalRadix(int levels) {
  assert(levels >= 2 && levels <= 256 && "level count out of range");
  constexpr int maxBits = 16;
  RadixFormat best = {levels, 0, 1};
  for (int bits = 1; bits <= maxBits; ++bits) {
    int digits = 0;
    for (uint32_t power = levels; power <= uint32_t(1) << bits; power *= levels)
      ++digits;
    // bits / digits < best.bits / best.digits, in integers.
    if (digits > 0 &&
        (best.digits == 0 || bits * best.digits < best.bits * digits))
      best = {levels, digits, bits};
  }
  return best;
}

std::vector<uint8_t> lowres::packRadix(const RadixFormat &format,
                                       const std::vector<uint8_t> &codes) {
  std::vector<uint8_t> bytes;
  bytes.reserve(format.bytes(codes.size()));
  uint32_t pending = 0; // Bits not yet written, the first one lowest.
  int pendingBits = 0;
  for (size_t first = 0; first < codes.size(); first += format.digits) {
    uint32_t field = 0;
    for (int j = format.digits; j-- > 0;) {
      uint32_t digit = first + j < codes.size() ? codes[first + j] : 0;
      assert(digit < uint32_t(format.levels) && "code out of range");
      field = field * format.levels + digit;
    }
    pending |= field << pendingBits;
    for (pendingBits += format.bits; pendingBits >= 8; pendingBits -= 8) {
      bytes.push_back(static_cast<uint8_t>(pending));
      pending >>= 8;
    }
  }
  if (pendingBits > 0)
    bytes.push_back(static_cast<uint8_t>(pending));
  return bytes;
}
