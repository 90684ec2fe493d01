//===- RadixPackingTest.cpp -----------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/quant/RadixPacking.h"

#include "lowres-rt/support/Random.h"

#include "UnpackRadix.h"

#include "gtest/gtest.h"

#include <cmath>

using namespace lowres;

namespace {

TEST(RadixPackingTest, KnownFormats) {
  const int expected[][3] = {{2, 1, 1},  {3, 5, 8},  {4, 1, 2},   {5, 3, 7},
                             {9, 5, 16}, {16, 1, 4}, {17, 3, 13}, {256, 1, 8}};
  for (const int *row : expected) {
    RadixFormat format = canonicalRadix(row[0]);
    EXPECT_EQ(format.digits, row[1]) << row[0];
    EXPECT_EQ(format.bits, row[2]) << row[0];
  }
}

TEST(RadixPackingTest, NoFieldIsDenser) {
  for (int levels = 2; levels <= 256; ++levels) {
    RadixFormat format = canonicalRadix(levels);
    double density = double(format.bits) / format.digits;
    EXPECT_LE(std::pow(levels, format.digits), std::exp2(format.bits));
    EXPECT_GE(density, std::log2(levels) - 1e-12);
    for (int bits = 1; bits <= 16; ++bits) {
      int digits = 0;
      while (std::pow(levels, digits + 1) <= std::exp2(bits))
        ++digits;
      if (digits == 0)
        continue;
      EXPECT_LE(density, double(bits) / digits + 1e-12) << levels;
      if (bits < format.bits) {
        EXPECT_LT(density, double(bits) / digits - 1e-12) << levels;
      }
    }
  }
}

TEST(RadixPackingTest, RoundTripOfEveryLevelCount) {
  Random random(1);
  for (int levels = 2; levels <= 256; ++levels) {
    RadixFormat format = canonicalRadix(levels);
    for (size_t count : {size_t(0), size_t(1), size_t(format.digits),
                         size_t(format.digits + 1), size_t(1000)}) {
      std::vector<uint8_t> codes(count);
      for (uint8_t &code : codes)
        code =
            static_cast<uint8_t>(random.below(static_cast<uint32_t>(levels)));
      if (count > 0)
        codes[0] = static_cast<uint8_t>(levels - 1);
      std::vector<uint8_t> bytes = packRadix(format, codes);
      size_t fields = (count + format.digits - 1) / format.digits;
      EXPECT_EQ(bytes.size(), (fields * format.bits + 7) / 8);
      EXPECT_EQ(unpackRadix(format, bytes, count), codes) << levels;
    }
  }
}

TEST(RadixPackingTest, BytesAreAsDocumented) {
  // Fields of 3 digits in 7 bits: 4 + 1*5 + 3*25 = 84, then 2.
  EXPECT_EQ(packRadix(canonicalRadix(5), {4, 1, 3, 2}),
            std::vector<uint8_t>({0x54, 0x01}));
  // One bit each, the first code lowest.
  EXPECT_EQ(packRadix(canonicalRadix(2), {1, 0, 0, 1, 0, 0, 0, 0, 1}),
            std::vector<uint8_t>({0x09, 0x01}));
  // A byte of five digits: 1 + 2*3 + 0*9 + 2*27 + 1*81 = 142.
  EXPECT_EQ(packRadix(canonicalRadix(3), {1, 2, 0, 2, 1}),
            std::vector<uint8_t>({142}));
  // A field wider than a byte: 8 + 7*9 + 6*81 + 5*729 + 4*6561 = 30446.
  EXPECT_EQ(packRadix(canonicalRadix(9), {8, 7, 6, 5, 4}),
            std::vector<uint8_t>({30446 & 255, 30446 >> 8}));
}

TEST(RadixPackingTest, SizeOfALayer) {
  EXPECT_EQ(canonicalRadix(5).bytes(512 * 3072), 458752u);
}

} // namespace
