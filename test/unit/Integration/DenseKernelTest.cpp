//===- DenseKernelTest.cpp - Kernels chosen by hand -----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every field that holds a level count, by every way to decode it, in blocks
// that the selection would not choose. Lookups run by their portable expansion
// on processors without the instructions.
//
//===----------------------------------------------------------------------===//

#include "Execution.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir::lowres;
using namespace mlir::lowres::test;

namespace {

struct Field {
  unsigned digits, bits;
};

/// Fields of at most a byte that hold `levels`: all of them, or those that hold
/// the most digits.
std::vector<Field> getFields(unsigned levels, bool all) {
  std::vector<Field> fields;
  for (unsigned bits = 1; bits <= 8; ++bits) {
    unsigned count = levels, digits = 0;
    for (; count <= (1u << bits); count *= levels) {
      ++digits;
      if (all)
        fields.push_back({digits, bits});
    }
    if (!all && digits > 0)
      fields.push_back({digits, bits});
  }
  return fields;
}

class DenseKernel : public ::testing::TestWithParam<unsigned> {
protected:
  static LayerSpec getLayer() {
    LayerSpec spec;
    spec.levels = GetParam();
    spec.inputs = 77;
    spec.outputs = 37;
    spec.bias = true;
    spec.activation = "relu";
    return spec;
  }

  /// Checks a kernel, also by AArch64's instructions where its lanes fill the
  /// vectors of one; machines of AArch64 take turns.
  static void checkLanes(NetworkChecker &checker, unsigned lanes,
                         const std::string &kernel, unsigned turn) {
    checker.check("native", kernel);
    if (lanes == 4 && canRun(getEmulated(turn)))
      checker.check(getEmulated(turn), kernel);
  }

  /// Checks every field and way to decode it. Block sizes and lanes, which
  /// hardly interact with them, take turns.
  void checkFields(const LayerSpec &spec, const char *strategy,
                   ActivationMode activations, bool all) {
    NetworkChecker checker(Network::create({spec}, spec.levels), activations,
                           spec.levels);
    unsigned turn = spec.levels;
    for (const Field &field : getFields(spec.levels, all))
      for (const char *decode : {"divide", "lookup"}) {
        // There is nothing to look up, or more entries than any target looks
        // up, which take long to compile.
        if (decode == std::string("lookup") &&
            (field.digits == 1 || (field.bits == 8 && spec.levels != 5)))
          continue;
        unsigned lanes = 4u << turn / 2 % 3;
        std::string kernel = llvm::formatv(
            "strategy = {0}, decode = {1}, packing = <lanes = {2}, digits = "
            "{3}, bits = {4}, group = {5}>, rows = {6}, tiles = {7}",
            strategy, decode, lanes, field.digits, field.bits, spec.group,
            turn % 3 == 0 ? 2 : 1, turn % 3 == 1 ? 2 : 1);
        checkLanes(checker, lanes, kernel, turn);
        ++turn;
      }
  }
};

// Sparser fields of the other level counts are left out for time.
TEST_P(DenseKernel, DecodeDot) {
  checkFields(getLayer(), "decode_dot", ActivationMode::I8, GetParam() == 5);
}

TEST_P(DenseKernel, DecodeFMA) {
  checkFields(getLayer(), "decode_fma", ActivationMode::F32, GetParam() == 5);
}

/// Fields in bytes and in dwords, of all digits that fit tables which registers
/// hold; the portable expansion of larger ones takes long to compile.
TEST_P(DenseKernel, TableSum) {
  constexpr unsigned maxBits = 5;
  if (GetParam() > 1u << maxBits)
    GTEST_SKIP() << "no field holds a code";
  for (bool grouped : {false, true}) {
    LayerSpec spec = getLayer();
    if (grouped) {
      spec.scale = ScaleKind::Group;
      spec.group = 26; // 26, 26, 25
      spec.codebook = createCodebook(spec.levels);
    }
    NetworkChecker checker(Network::create({spec}, spec.levels),
                           ActivationMode::F32, spec.levels);
    unsigned turn = spec.levels;
    for (const Field &field : getFields(spec.levels, GetParam() == 5))
      for (unsigned container : {8, 32}) {
        if (field.bits > maxBits)
          continue;
        unsigned lanes = field.bits <= 3 ? 4u << turn / 2 % 3 : 16;
        std::string kernel = llvm::formatv(
            "strategy = table_sum, packing = <lanes = {0}, digits = {1}, bits "
            "= {2}, group = {3}, container = {4}>, rows = {5}, tiles = {6}",
            lanes, field.digits, field.bits, spec.group, container,
            turn % 3 == 0 ? 2 : 1, turn % 3 == 1 ? 2 : 1);
        checkLanes(checker, lanes, kernel, turn);
        ++turn;
      }
  }
}

/// Fields of one digit in dwords: levels are looked up or computed.
TEST_P(DenseKernel, DecodeFMAInDwords) {
  LayerSpec spec = getLayer();
  NetworkChecker checker(Network::create({spec}, spec.levels),
                         ActivationMode::F32, spec.levels);
  for (unsigned bits = llvm::Log2_32_Ceil(spec.levels); bits <= 8; ++bits)
    checkLanes(checker, 4u << bits % 3,
               llvm::formatv("strategy = decode_fma, packing = <lanes = {0}, "
                             "digits = 1, bits = {1}, container = 32>",
                             4u << bits % 3, bits),
               bits);
}

TEST_P(DenseKernel, DecodeDotInGroups) {
  LayerSpec spec = getLayer();
  spec.scale = ScaleKind::Group;
  spec.group = 26; // 26, 26, 25
  checkFields(spec, "decode_dot", ActivationMode::I8, /*all=*/false);
}

TEST_P(DenseKernel, DecodeFMAFromCodebook) {
  LayerSpec spec = getLayer();
  spec.codebook = createCodebook(spec.levels);
  checkFields(spec, "decode_fma", ActivationMode::F32, /*all=*/false);
}

/// Fields of one digit summed at every number of places, also where bytes have
/// bits left over that make further fields.
TEST_P(DenseKernel, Places) {
  LayerSpec spec = getLayer();
  if (spec.levels > 16)
    GTEST_SKIP() << "a byte has one field";
  spec.scale = ScaleKind::Group;
  spec.group = 26; // 26, 26, 25
  NetworkChecker checker(Network::create({spec}, spec.levels),
                         ActivationMode::I8, spec.levels);
  for (unsigned bits = llvm::Log2_32_Ceil(spec.levels); bits <= 4; ++bits)
    for (unsigned places = 2; places <= 8 / bits; ++places)
      checkLanes(checker, 4u << places % 3,
                 llvm::formatv("strategy = decode_dot, places = {0}, packing = "
                               "<lanes = {1}, digits = 1, bits = {2}, group = "
                               "26>, rows = {3}",
                               places, 4u << places % 3, bits, places % 2 + 1),
                 bits);
}

/// Lanes as threads, which are rounds of a loop here.
TEST_P(DenseKernel, Threads) {
  for (ActivationMode mode : {ActivationMode::I8, ActivationMode::F32})
    for (int64_t group : {0, 26}) { // 26, 26, 25
      bool isInt8 = mode == ActivationMode::I8;
      LayerSpec spec = getLayer();
      // The other combinations of most level counts are left out for time.
      if (isInt8 != (group == 0) && spec.levels != 5 && spec.levels != 256)
        continue;
      spec.scale = group == 0 ? ScaleKind::Row : ScaleKind::Group;
      spec.group = group;
      if (!isInt8 && group != 0)
        spec.codebook = createCodebook(spec.levels);
      NetworkChecker checker(Network::create({spec}, spec.levels), mode,
                             spec.levels);
      unsigned turn = spec.levels;
      for (const Field &field : getFields(
               spec.levels, /*all=*/spec.levels == 5 && group == 0 && isInt8)) {
        unsigned places =
            isInt8 && field.digits == 1 ? turn % (8 / field.bits) + 1 : 1;
        checker.check(
            "native",
            llvm::formatv("strategy = {0}, places = {1}, packing = <lanes = "
                          "{2}, digits = {3}, bits = {4}, group = {5}>, rows = "
                          "{6}, threads = {7}",
                          isInt8 ? "decode_dot" : "decode_fma", places,
                          turn % 2 ? 32 : 3, field.digits, field.bits, group,
                          turn % 6 + 1, group == 0 ? turn % 3 + 1 : 1));
        ++turn;
      }
    }
}

/// Tiles that share bytes, with some that have no outputs.
TEST_P(DenseKernel, SharedBytes) {
  LayerSpec spec = getLayer();
  if (spec.levels > 16)
    GTEST_SKIP() << "a byte has one field";
  for (int64_t group : {0, 26}) { // 26, 26, 25
    spec.scale = group == 0 ? ScaleKind::Row : ScaleKind::Group;
    spec.group = group;
    NetworkChecker checker(Network::create({spec}, spec.levels),
                           ActivationMode::I8, spec.levels);
    unsigned turn = spec.levels + group;
    for (unsigned bits : {1, 2, 4}) {
      if (spec.levels > 1u << bits)
        continue;
      std::string kernel = llvm::formatv(
          "strategy = decode_dot, packing = <lanes = {0}, digits = 1, bits = "
          "{1}, group = {2}, shared = true>, rows = {3}, tiles = {4}",
          4u << turn % 3, bits, group, turn % 3 + 1, turn % 2 ? 8 : 8 / bits);
      // Also where weights above 127 need several instructions.
      for (const std::string &target : getRunnable({"native", "x86-64-v3"}))
        checker.check(target, kernel);
      ++turn;
    }
  }
}

/// Tiles that share the digits of fields, by every way to decode these.
TEST_P(DenseKernel, SharedDigits) {
  LayerSpec spec = getLayer();
  if (spec.levels > 16)
    GTEST_SKIP() << "a byte has one digit";
  // All of the inputs have a scale, or groups of 26, 26 and 25.
  for (int64_t group : {0, 26}) {
    if (group != 0 && spec.levels != 5)
      continue;
    spec.scale = group == 0 ? ScaleKind::Row : ScaleKind::Group;
    spec.group = group;
    NetworkChecker checker(Network::create({spec}, spec.levels),
                           ActivationMode::I8, spec.levels);
    unsigned turn = spec.levels + group;
    for (const Field &field :
         getFields(spec.levels, /*all=*/group == 0 && spec.levels == 5)) {
      if (field.digits == 1)
        continue;
      unsigned highest = 1;
      for (unsigned digit = 1; digit < field.digits; ++digit)
        highest *= spec.levels;
      // As the description of #lowres.kernel has it.
      bool hasTwoLevels =
          field.bits >= 6 && highest + (1 << (field.bits - 5)) - 1 <= 32;
      for (const char *decode : {"divide", "lookup", "two_level_lookup"}) {
        if (!hasTwoLevels && decode == std::string("two_level_lookup"))
          continue;
        // More entries than any target looks up take long to compile.
        if (field.bits == 8 && decode == std::string("lookup"))
          continue;
        unsigned lanes = 4u << turn / 2 % 3;
        std::string kernel = llvm::formatv(
            "strategy = decode_dot, decode = {0}, packing = <lanes = {1}, "
            "digits = {2}, bits = {3}, group = {4}, shared = true>, rows = "
            "{5}, tiles = {6}",
            decode, lanes, field.digits, field.bits, group, turn % 3 + 1,
            turn % 2 && field.digits < 8 ? 2 * field.digits : field.digits);
        checker.check("native", kernel);
        const char *const others[] = {"aarch64", "aarch64+dotprod",
                                      "aarch64+i8mm", "x86-64-v3"};
        if (lanes == 4 || others[turn % 4][0] == 'x')
          for (const std::string &target : getRunnable({others[turn % 4]}))
            checker.check(target, kernel);
        ++turn;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Levels, DenseKernel,
                         ::testing::Values(2, 3, 5, 6, 9, 16, 17, 100, 256),
                         ::testing::PrintToStringParamName());

/// Blocks of rows and tiles, for each number of lanes.
TEST(DenseKernel, Blocks) {
  LayerSpec spec;
  spec.inputs = 50;
  spec.outputs = 70;
  for (ActivationMode mode : {ActivationMode::F32, ActivationMode::I8}) {
    NetworkChecker checker(Network::create({spec}, 1), mode, 1);
    for (unsigned lanes : {1, 4, 16})
      for (unsigned rows : {1, 3, 8}) // Above 4, left over rows in fours.
        for (unsigned tiles = 1; tiles <= 4; ++tiles)
          checker.check(
              "native",
              llvm::formatv(
                  "strategy = {0}, packing = <lanes = {1}, digits = 3, bits = "
                  "8>, rows = {2}, tiles = {3}",
                  mode == ActivationMode::I8 ? "decode_dot" : "decode_fma",
                  lanes, rows, tiles));
  }
}

/// A panel, and a layer and kernel for it.
struct PanelCase {
  unsigned rows, panelInputs, tiles, depth, levels;
  int64_t inputs, outputs;
  const char *kernel;
};

/// Numbers of rows around those of a block, and more than are packed at once;
/// inputs and outputs that fill blocks, and not.
TEST(DenseKernel, Panels) {
  const PanelCase cases[] = {
      {16, 64, 2, 64, 5, 64, 32,
       "packing = <lanes = 16, digits = 3, bits = 7>"},
      {16, 64, 2, 64, 3, 65, 33,
       "packing = <lanes = 16, digits = 5, bits = 8>"},
      {16, 64, 2, 100, 5, 200, 17,
       "decode = lookup, packing = <lanes = 16, digits = 3, bits = 7>"},
      {16, 64, 2, 64, 9, 1, 70, "packing = <lanes = 16, digits = 1, bits = 4>"},
      {16, 64, 1, 1024, 17, 300, 16,
       "packing = <lanes = 16, digits = 1, bits = 5>"},
      {16, 64, 3, 1, 256, 97, 100,
       "packing = <lanes = 16, digits = 1, bits = 8>"},
      {3, 64, 2, 64, 2, 77, 37,
       "places = 4, packing = <lanes = 16, digits = 1, bits = 1>"},
      {12, 4, 2, 1, 5, 77, 37,
       "decode = lookup, packing = <lanes = 16, digits = 2, bits = 5>"},
      {12, 4, 2, 32, 3, 96, 64,
       "places = 4, packing = <lanes = 16, digits = 1, bits = 2>"},
      {16, 64, 2, 64, 9, 70, 70,
       "tiles = 2, packing = <lanes = 16, digits = 1, bits = 4, shared = "
       "true>"},
      {16, 64, 4, 96, 4, 130, 130,
       "tiles = 4, packing = <lanes = 16, digits = 1, bits = 2, shared = "
       "true>"},
      {12, 4, 8, 32, 2, 33, 20,
       "tiles = 8, packing = <lanes = 4, digits = 1, bits = 1, shared = true>"},
      {16, 64, 3, 96, 5, 130, 130,
       "decode = lookup, tiles = 3, packing = <lanes = 16, digits = 3, bits = "
       "7, shared = true>"},
      {12, 4, 4, 32, 6, 33, 20,
       "tiles = 2, packing = <lanes = 8, digits = 2, bits = 6, shared = true>"},
      {8, 8, 4, 64, 5, 70, 37,
       "decode = lookup, tiles = 2, packing = <lanes = 4, digits = 2, bits = "
       "5, shared = true>"},
      {8, 8, 6, 64, 5, 70, 90,
       "decode = two_level_lookup, tiles = 3, packing = <lanes = 4, digits = "
       "3, bits = 7, shared = true>"},
      {6, 8, 3, 24, 16, 77, 45, "packing = <lanes = 4, digits = 1, bits = 4>"},
      {8, 8, 3, 17, 6, 50, 70, "packing = <lanes = 8, digits = 3, bits = 8>"},
      {5, 12, 1, 12, 100, 50, 9, "packing = <lanes = 4, digits = 1, bits = 7>"},
      {26, 4, 4, 1000, 16, 33, 3,
       "packing = <lanes = 1, digits = 2, bits = 8>"},
  };
  for (const PanelCase &panel : cases) {
    LayerSpec spec;
    spec.levels = panel.levels;
    spec.inputs = panel.inputs;
    spec.outputs = panel.outputs;
    spec.bias = panel.rows % 2;
    spec.scale = panel.tiles == 2 ? ScaleKind::Row : ScaleKind::Tensor;
    int64_t rows = panel.rows;
    NetworkChecker checker(
        Network::create({spec}, panel.levels), ActivationMode::I8, panel.levels,
        {1, rows - 1, rows, rows + 1, 2 * rows, 4 * rows + 3, 600});
    std::string kernel = llvm::formatv(
        "strategy = decode_dot, {0}, rows = 2, panel = "
        "<rows = {1}, inputs = {2}, tiles = {3}, depth = {4}>",
        panel.kernel, panel.rows, panel.panelInputs, panel.tiles, panel.depth);
    // Without AMX, and without dot products in one instruction.
    const char *const others[] = {"icelake-server", "x86-64-v3", "x86-64"};
    for (const std::string &target :
         getRunnable({"native", others[panel.levels % std::size(others)]}))
      checker.check(target, kernel);
    if (llvm::StringRef(panel.kernel).contains("lanes = 4"))
      for (const std::string &target : getRunnable({"aarch64+i8mm"}))
        checker.check(target, kernel);
  }
}

/// A batch that is known decides whether there are panels at all.
TEST(DenseKernel, PanelsOfKnownBatch) {
  LayerSpec spec;
  spec.inputs = 70;
  spec.outputs = 40;
  for (int64_t batch : {3, 16, 45}) {
    Network network = Network::create({spec}, 1);
    network.batch = batch;
    NetworkChecker(network, ActivationMode::I8, 1)
        .check("native", "strategy = decode_dot, packing = <lanes = 16, digits "
                         "= 3, bits = 7>, panel = <rows = 16, inputs = 64, "
                         "tiles = 2, depth = 64>");
  }
}

} // namespace
