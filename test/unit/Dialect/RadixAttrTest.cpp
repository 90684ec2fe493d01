//===- RadixAttrTest.cpp --------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CodecTest.h"

using namespace mlir;
using namespace mlir::lowres;

namespace {

using RadixAttrTest = test::CodecTest;
using test::Bytes;

/// The stream by its definition, bit by bit.
Bytes modelStream(const Bytes &codes, unsigned levels, unsigned digits,
                  unsigned bits) {
  std::vector<bool> stream;
  for (size_t first = 0; first < codes.size(); first += digits) {
    uint64_t field = 0, power = 1;
    for (size_t j = 0; j < digits && first + j < codes.size(); ++j) {
      field += codes[first + j] * power;
      power *= levels;
    }
    for (unsigned bit = 0; bit < bits; ++bit)
      stream.push_back(field >> bit & 1);
  }
  Bytes bytes((stream.size() + 7) / 8);
  for (size_t b = 0; b < stream.size(); ++b)
    bytes[b / 8] |= stream[b] << b % 8;
  return bytes;
}

TEST_F(RadixAttrTest, DensestOfSomeLevels) {
  struct {
    unsigned levels, digits, bits;
  } expected[] = {{2, 1, 1},  {3, 5, 8},   {4, 1, 2},  {5, 3, 7},
                  {6, 5, 13}, {7, 1, 3},   {8, 1, 3},  {9, 5, 16},
                  {16, 1, 4}, {17, 3, 13}, {256, 1, 8}};
  for (auto [levels, digits, bits] : expected) {
    auto densest = RadixAttr::getDensest(&context, levels);
    EXPECT_EQ(densest.getDigits(), digits) << levels;
    EXPECT_EQ(densest.getBits(), bits) << levels;
  }
}

TEST_F(RadixAttrTest, DensestOfAllLevels) {
  for (unsigned levels = 2; levels <= 256; ++levels) {
    auto densest = RadixAttr::getDensest(&context, levels);
    // Whether `digits` fit `bits`, and how that compares with the choice.
    bool found = false;
    for (unsigned bits = 1; bits <= RadixAttr::kMaxBits; ++bits) {
      uint64_t count = levels;
      for (unsigned digits = 1; count <= (1u << bits);
           ++digits, count *= levels) {
        found |= digits == densest.getDigits() && bits == densest.getBits();
        unsigned density = digits * densest.getBits();
        unsigned chosen = densest.getDigits() * bits;
        EXPECT_LE(density, chosen) << levels << " levels";
        if (density == chosen) {
          EXPECT_GE(bits, densest.getBits()) << levels << " levels";
        }
      }
    }
    EXPECT_TRUE(found) << levels << " levels do not fit " << densest.getDigits()
                       << " digits in " << densest.getBits() << " bits";
  }
}

TEST_F(RadixAttrTest, BitsPerCode) {
  auto bitsPerCode = [&](unsigned levels) {
    return RadixAttr::getDensest(&context, levels).getBitsPerCode();
  };
  EXPECT_DOUBLE_EQ(bitsPerCode(3), 1.6);
  EXPECT_DOUBLE_EQ(bitsPerCode(5), 7 / 3.0);
  for (unsigned levels = 2; levels <= 256; ++levels) {
    EXPECT_GE(bitsPerCode(levels), std::log2(levels) - 1e-9);
    EXPECT_LE(bitsPerCode(levels), std::ceil(std::log2(levels)));
  }
}

TEST_F(RadixAttrTest, StreamByHand) {
  // 0 + 1*5 + 2*25 = 55 and 3 + 4*5 + 2*25 = 73 in 7 bits each.
  auto radix = RadixAttr::get(&context, 3, 7);
  EXPECT_EQ(encode(radix, {0, 1, 2, 3, 4, 2}, {2, 3}, 5),
            (Bytes{55 | (73 & 1) << 7, 73 >> 1}));
  // The last field is filled with zero digits.
  EXPECT_EQ(encode(radix, {1}, {1}, 5), (Bytes{1}));
  EXPECT_EQ(encode(radix, {}, {0, 4}, 5), Bytes());
}

TEST_F(RadixAttrTest, AllLevelsFollowTheModel) {
  const std::vector<std::vector<int64_t>> shapes = {
      {}, {1}, {2}, {7}, {0, 3}, {3, 5}, {13, 11}, {2, 3, 4}, {31, 29}};
  for (unsigned levels = 2; levels <= 256; ++levels) {
    auto radix = RadixAttr::getDensest(&context, levels);
    for (const std::vector<int64_t> &shape : shapes) {
      Bytes codes = draw(shape, levels);
      Bytes storage = encode(radix, codes, shape, levels);
      EXPECT_EQ(storage,
                modelStream(codes, levels, radix.getDigits(), radix.getBits()))
          << levels;
      EXPECT_EQ(decode(radix, storage, shape, levels), codes) << levels;
    }
  }
}

TEST_F(RadixAttrTest, AllFieldsFollowTheModel) {
  for (unsigned levels : {2, 3, 5, 6, 11, 100, 256})
    for (unsigned bits = 1; bits <= RadixAttr::kMaxBits; ++bits) {
      uint64_t count = levels;
      for (unsigned digits = 1; count <= (1u << bits);
           ++digits, count *= levels) {
        auto radix = RadixAttr::get(&context, digits, bits);
        Bytes codes = draw({37}, levels);
        Bytes storage = encode(radix, codes, {37}, levels);
        EXPECT_EQ(storage, modelStream(codes, levels, digits, bits));
        EXPECT_EQ(decode(radix, storage, {37}, levels), codes);
      }
    }
}

TEST_F(RadixAttrTest, HighestCodesFit) {
  for (unsigned levels = 2; levels <= 256; ++levels) {
    auto radix = RadixAttr::getDensest(&context, levels);
    Bytes codes(50, levels - 1);
    EXPECT_EQ(decode(radix, encode(radix, codes, {50}, levels), {50}, levels),
              codes);
  }
}

TEST_F(RadixAttrTest, FieldsThatAreNoCodes) {
  // In the first, a middle and the last field, the first value too large and
  // the largest one that the field can have.
  auto radix = RadixAttr::get(&context, 3, 7);
  for (unsigned position : {0, 3, 6})
    for (unsigned value : {125, 127}) {
      Bytes storage(7);
      for (unsigned bit = 0; bit < 7; ++bit) {
        unsigned b = 7 * position + bit;
        storage[b / 8] |= (value >> bit & 1) << b % 8;
      }
      EXPECT_EQ(decode(radix, storage, {20}, 5), Bytes());
      EXPECT_EQ(message, "stored field " + std::to_string(position) +
                             " has the value " + std::to_string(value) +
                             ", which is no sequence of 3 codes below 5");
    }
  EXPECT_EQ(decode(radix, Bytes{124, 0, 0, 0, 0, 0, 0}, {20}, 5).size(), 20u);
}

} // namespace
