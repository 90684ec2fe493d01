//===- InterleavedAttrTest.cpp --------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CodecTest.h"

#include "mlir/Support/DebugStringHelper.h"

#include <numeric>

using namespace mlir;
using namespace mlir::lowres;

namespace {

using InterleavedAttrTest = test::CodecTest;
using test::Bytes;

/// The layout by its definition: every stored bit is put where the description
/// of `#lowres.interleaved` has it.
class Model {
public:
  Model(unsigned lanes, unsigned digits, unsigned bits, int64_t group,
        unsigned levels, bool shared)
      : lanes(lanes), digits(digits), bits(bits), group(group), levels(levels),
        sharesFields(shared && digits == 1),
        sharesDigits(shared && digits > 1) {
    const unsigned divisor = std::gcd(bits, 8u);
    fields = 8 / divisor;
    vectors = bits / divisor;
    // First the fields that lie whole in a byte, then what is left at the top
    // of the bytes.
    const unsigned whole = 8 / bits * bits;
    for (auto [first, last] : {std::pair(0u, whole), std::pair(whole, 8u)})
      for (unsigned vector = 0; vector < vectors; ++vector)
        for (unsigned bit = first; bit < last; ++bit)
          bitPlaces.push_back({vector, bit});
  }

  Bytes encode(const Bytes &codes, int64_t outputs, int64_t k) const {
    Bytes storage;
    const int64_t groupSize = group == 0 ? k : std::min(group, k);
    const int64_t tiles = sharesFields ? fields : sharesDigits ? digits : 1;
    const int64_t together = tiles * lanes;
    for (int64_t firstOutput = 0; firstOutput < outputs;
         firstOutput += together)
      for (int64_t start = 0; start < k; start += groupSize) {
        const int64_t end = std::min(start + groupSize, k);
        // Every group takes as many chunks as a full one.
        const int64_t chunk = 4 * digits * fields / tiles;
        for (int64_t base = start; base < start + groupSize; base += chunk)
          appendChunk(codes, outputs, k, firstOutput, base, end, storage);
      }
    return storage;
  }

private:
  void appendChunk(const Bytes &codes, int64_t outputs, int64_t k,
                   int64_t firstOutput, int64_t base, int64_t end,
                   Bytes &storage) const {
    const size_t at = storage.size(), vectorBytes = 4 * lanes;
    storage.resize(at + vectors * vectorBytes);
    for (unsigned lane = 0; lane < lanes; ++lane)
      for (unsigned b = 0; b < 4; ++b)
        for (unsigned v = 0; v < fields; ++v) {
          unsigned value = 0, power = 1;
          for (unsigned j = 0; j < digits; ++j, power *= levels) {
            const unsigned step = sharesFields   ? 0
                                  : sharesDigits ? v
                                                 : v * digits + j;
            const unsigned tile = sharesFields ? v : sharesDigits ? j : 0;
            const int64_t input = base + 4 * step + b;
            const int64_t output = firstOutput + tile * lanes + lane;
            if (output < outputs && input < end)
              value += codes[output * k + input] * power;
          }
          for (unsigned bit = 0; bit < bits; ++bit) {
            auto [vector, place] = bitPlaces[v * bits + bit];
            storage[at + vector * vectorBytes + 4 * lane + b] |=
                (value >> bit & 1) << place;
          }
        }
  }

  unsigned lanes, digits, bits;
  int64_t group;
  unsigned levels;
  bool sharesFields, sharesDigits;
  unsigned fields, vectors;
  /// Stored vector and bit of each bit of the chunk's fields.
  std::vector<std::pair<unsigned, unsigned>> bitPlaces;
};

TEST_F(InterleavedAttrTest, Geometry) {
  // Three 5-level codes in 7 bits: eight fields share seven bytes.
  auto layout = InterleavedAttr::get(&context, 16, 3, 7, 0);
  EXPECT_EQ(layout.getFieldsPerChunk(), 8u);
  EXPECT_EQ(layout.getStoredVectors(), 7u);
  EXPECT_EQ(layout.getChunkInputs(), 96);
  EXPECT_EQ(layout.getNumTiles(512), 32);
  EXPECT_EQ(layout.getPaddedInputs(97), 192);
  EXPECT_EQ(layout.getStorageSize({512, 3072}, 5), 512 * 3072 / 3 * 7 / 8);
  EXPECT_EQ(layout.getStorageSize({1, 1}, 5), 7 * 64);
  // Groups start new chunks.
  auto grouped = InterleavedAttr::get(&context, 16, 3, 7, 100);
  EXPECT_EQ(grouped.getNumGroups(250), 3);
  EXPECT_EQ(grouped.getChunksPerGroup(250), 2);
  EXPECT_EQ(grouped.getPaddedInputs(250), 3 * 192);
}

TEST_F(InterleavedAttrTest, OneLaneByHand) {
  // Byte b holds the codes of k = b, 4 + b, 8 + b, 12 + b in two bits each.
  auto layout = InterleavedAttr::get(&context, 1, 1, 2, 0);
  Bytes codes = {0, 1, 2, 3, 1, 1, 1, 1, 2, 0, 0, 0, 3, 0, 0, 2};
  EXPECT_EQ(encode(layout, codes, {1, 16}, 4),
            (Bytes{0 | 1 << 2 | 2 << 4 | 3 << 6, 1 | 1 << 2, 2 | 1 << 2,
                   3 | 1 << 2 | 2 << 6}));
}

TEST_F(InterleavedAttrTest, SharedBytesByHand) {
  // A byte has the codes of an input for two outputs a vector apart.
  auto layout = InterleavedAttr::get(&context, 2, 1, 4, 0, /*container=*/8,
                                     /*shared=*/true);
  EXPECT_EQ(layout.getTilesPerChunk(), 2u);
  EXPECT_EQ(layout.getChunkInputs(), 4);
  // Three outputs take two tiles, five take four.
  EXPECT_EQ(layout.getNumTiles(3), 2);
  EXPECT_EQ(layout.getNumTiles(5), 4);
  EXPECT_EQ(layout.getStorageSize({5, 5}, 16), 2 * 2 * 8);
  EXPECT_DOUBLE_EQ(layout.getBitsPerCode(), 4);
  Bytes codes = {1, 2,  3,  4,  //
                 5, 6,  7,  8,  //
                 9, 10, 11, 12, //
                 0, 0,  0,  13};
  EXPECT_EQ(encode(layout, codes, {4, 4}, 16),
            (Bytes{0x91, 0xa2, 0xb3, 0xc4, 0x05, 0x06, 0x07, 0xd8}));
}

TEST_F(InterleavedAttrTest, SharedDigitsByHand) {
  // A byte has the codes of an input for three outputs a vector apart.
  auto layout = InterleavedAttr::get(&context, 1, 3, 8, 0, /*container=*/8,
                                     /*shared=*/true);
  EXPECT_EQ(layout.getTilesPerChunk(), 3u);
  EXPECT_EQ(layout.getChunkInputs(), 4);
  // Three outputs take three tiles, four take six.
  EXPECT_EQ(layout.getNumTiles(3), 3);
  EXPECT_EQ(layout.getNumTiles(4), 6);
  EXPECT_EQ(layout.getStorageSize({4, 5}, 5), 2 * 2 * 4);
  Bytes codes = {1, 2, 3, 4, //
                 0, 1, 2, 3, //
                 4, 3, 2, 1, //
                 0, 0, 0, 2};
  EXPECT_EQ(encode(layout, codes, {4, 4}, 5),
            (Bytes{1 + 5 * 0 + 25 * 4, 2 + 5 * 1 + 25 * 3, 3 + 5 * 2 + 25 * 2,
                   4 + 5 * 3 + 25 * 1, 0, 0, 0, 2}));
}

TEST_F(InterleavedAttrTest, LeftOverBitsByHand) {
  // Eight 7-bit fields of one digit; the eighth lies in the others' top bits.
  auto layout = InterleavedAttr::get(&context, 1, 1, 7, 0);
  Bytes codes(32);
  codes[4 * 7] = 0b1010011;
  Bytes expected(28);
  for (unsigned i : {0, 1, 4, 6})
    expected[4 * i] = 0x80;
  EXPECT_EQ(encode(layout, codes, {1, 32}, 128), expected);
}

TEST_F(InterleavedAttrTest, DwordsByHand) {
  // Dword of lane 0: three codes, five bits apart, and of lane 1 likewise; a
  // field of two digits has the codes of k and k + 1.
  auto layout = InterleavedAttr::get(&context, 2, 2, 5, 0, /*container=*/32,
                                     /*shared=*/false);
  EXPECT_EQ(layout.getFieldsPerChunk(), 6u);
  EXPECT_EQ(layout.getStoredVectors(), 1u);
  EXPECT_EQ(layout.getChunkInputs(), 12);
  EXPECT_DOUBLE_EQ(layout.getBitsPerCode(), 32.0 / 12);
  EXPECT_EQ(layout.getStorageSize({3, 13}, 5), 2 * 2 * 8);
  Bytes codes = {4, 1, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, //
                 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0};
  uint32_t first = 9 | 10 << 5 | 15 << 15 | 20u << 25, second = 1u << 25;
  Bytes expected;
  for (uint32_t lane : {first, second})
    for (unsigned byte = 0; byte < 4; ++byte)
      expected.push_back(lane >> 8 * byte & 0xff);
  EXPECT_EQ(encode(layout, codes, {2, 12}, 5), expected);
}

TEST_F(InterleavedAttrTest, DwordsSurvive) {
  for (unsigned levels : {2, 3, 5, 16, 17, 256})
    for (unsigned bits = 1; bits <= 8; ++bits) {
      uint64_t count = levels;
      for (unsigned digits = 1; count <= (1u << bits);
           ++digits, count *= levels)
        for (int64_t group : {0, 5, 31}) {
          auto layout =
              InterleavedAttr::get(&context, 4, digits, bits, group,
                                   /*container=*/32, /*shared=*/false);
          Bytes codes = draw({5, 83}, levels);
          EXPECT_EQ(decode(layout, encode(layout, codes, {5, 83}, levels),
                           {5, 83}, levels),
                    codes);
        }
    }
}

TEST_F(InterleavedAttrTest, AllFieldsFollowTheModel) {
  for (unsigned bits = 1; bits <= 8; ++bits)
    for (unsigned digits = 1; digits <= bits; ++digits) {
      // As many levels as fit.
      unsigned levels = std::floor(std::pow(2, double(bits) / digits) + 1e-9);
      for (unsigned lanes : {1, 4, 8, 16})
        for (int64_t group : {0, 5, 32, 1000}) {
          for (bool shared : {false, true}) {
            if (shared && digits == 1 && (bits > 4 || 8 % bits != 0))
              continue;
            auto layout = InterleavedAttr::get(&context, lanes, digits, bits,
                                               group, /*container=*/8, shared);
            Model model(lanes, digits, bits, group, levels, shared);
            const int64_t chunk = layout.getChunkInputs();
            for (int64_t outputs : {1, 17})
              for (int64_t k : {int64_t(1), int64_t(7), chunk, chunk + 1}) {
                Bytes codes = draw({outputs, k}, levels);
                Bytes storage = encode(layout, codes, {outputs, k}, levels);
                ASSERT_EQ(storage, model.encode(codes, outputs, k))
                    << mlir::debugString(layout) << ", " << outputs << "x" << k;
                ASSERT_EQ(decode(layout, storage, {outputs, k}, levels), codes);
              }
          }
        }
    }
}

// Dimensions after the first are the inputs of one output, in their order.
TEST_F(InterleavedAttrTest, WindowsAreRows) {
  auto layout = InterleavedAttr::get(&context, 4, 3, 7, 0);
  for (SmallVector<int64_t> shape :
       {SmallVector<int64_t>{1, 1, 1, 1}, SmallVector<int64_t>{5, 3, 3, 7},
        SmallVector<int64_t>{4, 1, 5, 1}, SmallVector<int64_t>{17, 2, 7, 3},
        SmallVector<int64_t>{3, 33, 1, 3}, SmallVector<int64_t>{9, 5, 19}}) {
    const int64_t inputs =
        ShapedType::getNumElements(ArrayRef(shape).drop_front());
    SmallVector<int64_t> matrix = {shape[0], inputs};
    Bytes codes = draw(shape, 5);
    EXPECT_EQ(layout.getStorageSize(shape, 5),
              layout.getStorageSize(matrix, 5));
    Bytes storage = encode(layout, codes, shape, 5);
    EXPECT_EQ(storage, encode(layout, codes, matrix, 5));
    EXPECT_EQ(decode(layout, storage, shape, 5), codes);
    EXPECT_EQ(decode(layout, storage, matrix, 5), codes);
  }
}

TEST_F(InterleavedAttrTest, AllLevelsSurvive) {
  for (unsigned levels = 2; levels <= 256; ++levels)
    for (unsigned bits = 1; bits <= 8; ++bits) {
      uint64_t count = levels;
      for (unsigned digits = 1; count <= (1u << bits);
           ++digits, count *= levels) {
        auto layout = InterleavedAttr::get(&context, 4, digits, bits, 0);
        Bytes codes = draw({5, 83}, levels);
        codes.back() = levels - 1;
        EXPECT_EQ(decode(layout, encode(layout, codes, {5, 83}, levels),
                         {5, 83}, levels),
                  codes);
      }
    }
}

TEST_F(InterleavedAttrTest, FieldPiecesCoverTheBits) {
  for (unsigned bits = 1; bits <= 8; ++bits) {
    auto layout = InterleavedAttr::get(&context, 4, 1, bits, 0);
    std::vector<unsigned> used(8 * layout.getStoredVectors());
    for (unsigned field = 0; field < layout.getFieldsPerChunk(); ++field) {
      unsigned length = 0;
      for (InterleavedAttr::Piece piece : layout.getFieldPieces(field)) {
        EXPECT_EQ(piece.fieldBit, length);
        length += piece.length;
        for (unsigned i = 0; i < piece.length; ++i)
          ++used[8 * piece.vector + piece.bit + i];
      }
      EXPECT_EQ(length, bits);
    }
    EXPECT_EQ(used, std::vector<unsigned>(used.size(), 1)) << bits;
  }
}

TEST_F(InterleavedAttrTest, LookupBytes) {
  // 5 levels take three bits: two digits a byte, the second times 8.
  auto layout = InterleavedAttr::get(&context, 16, 3, 7, 0);
  EXPECT_EQ(layout.getDigitsPerLookup(5), 2u);
  EXPECT_EQ(layout.getMaxLookupWeight(5), 4u << 3);
  auto ternary = InterleavedAttr::get(&context, 16, 5, 8, 0);
  EXPECT_EQ(ternary.getDigitsPerLookup(3), 4u);
  EXPECT_EQ(ternary.getMaxLookupWeight(3), 2u << 6);
  auto bytes = InterleavedAttr::get(&context, 16, 1, 8, 0);
  EXPECT_EQ(bytes.getDigitsPerLookup(256), 1u);
  EXPECT_EQ(bytes.getMaxLookupWeight(256), 255u);
}

TEST_F(InterleavedAttrTest, FieldsThatAreNoCodes) {
  auto layout = InterleavedAttr::get(&context, 4, 5, 8, 0);
  for (unsigned position : {0, 7, 15}) {
    Bytes storage(16);
    storage[position] = 243;
    EXPECT_EQ(decode(layout, storage, {4, 20}, 3), Bytes());
    EXPECT_EQ(message, "stored field " + std::to_string(position) +
                           " has the value 243, which is no sequence of 5 "
                           "codes below 3");
    storage[position] = 242;
    EXPECT_EQ(decode(layout, storage, {4, 20}, 3).size(), 80u);
  }
}

} // namespace
