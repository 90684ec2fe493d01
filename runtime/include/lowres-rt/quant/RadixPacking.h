//===- RadixPacking.h - Codes as fields of digits ---------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The canonical storage of N-level codes in model files: D codes are the
// base-N digits of a field of F bits (N^D <= 2^F), fields lie back to back.
//
//   field value = sum over j < D of code_j * N^j, the first code least
//   significant; the last field is filled with zero digits. Bit b of the
//   stream is bit b % 8 of byte b / 8; unused bits of the last byte are zero.
//
//   N            2    3    4    5     9    16   17    256
//   D / F bits   1/1  5/8  1/2  3/7   5/16 1/4  3/13  1/8
//   bits/weight  1    1.6  2    2.33  3.2  4    4.33  8
//
// For example codes 4 1 3 2 with N = 5: fields 4 + 5*1 + 25*3 = 84 and 2,
// stream 0x54 | 0x02 << 7 = bytes 54 01.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_QUANT_RADIXPACKING_H
#define LOWRES_RT_QUANT_RADIXPACKING_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lowres {

struct RadixFormat {
  int levels; // N
  int digits; // D
  int bits;   // F

  /// Bytes for `count` codes: ceil(ceil(count / D) * F / 8).
  size_t bytes(size_t count) const;
};

/// The densest field of 1 to 16 bits; of equally dense ones the narrowest.
RadixFormat canonicalRadix(int levels);

/// Codes (each < levels) to bytes.
std::vector<uint8_t> packRadix(const RadixFormat &format,
                               const std::vector<uint8_t> &codes);

} // namespace lowres

#endif // LOWRES_RT_QUANT_RADIXPACKING_H
