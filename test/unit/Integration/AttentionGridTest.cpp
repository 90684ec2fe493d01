//===- AttentionGridTest.cpp - Attention of many shapes -------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Attention as the compiler lowers it, and the compiler's own reference,
// executed, against the reference in f64.
//
//===----------------------------------------------------------------------===//

#include "Attention.h"
#include "Deck.h"
#include "Execution.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>
#include <limits>

using namespace mlir::lowres;
using namespace mlir::lowres::test;

namespace {

const std::vector<int64_t> kTokens = {1,  2,  3,  5,  16,  17,
                                      31, 33, 64, 65, 100, 197};
/// Layers for each number of tokens; to compile one takes a second or two.
constexpr int kLayers = 2;
/// Every so many layers are compiled as the compiler's reference, too.
constexpr size_t kReferenceEvery = 3;
/// Every so many layers, of either kind of activations, are run for AArch64
/// too.
constexpr size_t kEmulatedEvery = 3;
/// Products of an image; those of larger ones would take their time.
constexpr int64_t kMaxProducts = 1 << 21;

//===----------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------===//

/// Images of random tokens in [-1, 1]. Some have a token of zeros or of
/// denormals, and every fourth image, from the third on, one that is not
/// finite.
std::vector<float> createImages(const Attention &layer, int64_t images,
                                unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> values(images * layer.getRowSize());
  for (float &x : values)
    x = random() / 2147483648.0f - 1;
  const int64_t features = layer.query.spec.inputs;
  for (int64_t image = 0; image < images; ++image) {
    float *token = &values[image * layer.getRowSize() +
                           random() % layer.tokens * features];
    switch ((image + seed) % 4) {
    case 0:
      std::fill(token, token + features, 0.0f);
      break;
    case 1:
      std::for_each(token, token + features, [](float &x) { x *= 1e-39f; });
      break;
    case 2:
      if (image > 0)
        token[random() % features] =
            seed % 2 ? std::nanf("") : std::numeric_limits<float>::infinity();
      break;
    default: // Random.
      break;
    }
  }
  return values;
}

/// Compiles attention layers and compares them with the reference.
class AttentionChecker {
public:
  AttentionChecker(const Attention &layer, ActivationMode activations,
                   unsigned seed)
      : layer(layer) {
    options.activations = activations;
    std::vector<int64_t> batches = {1, 2, 3};
    if (layer.batch)
      batches = {*layer.batch};
    for (int64_t images : batches) {
      std::vector<float> input = createImages(layer, images, seed + images);
      std::vector<Bounded> exact =
          computeAttention(layer, activations == ActivationMode::I8, input);
      for (const Bounded &y : exact)
        numLoose += y.bound > 1e-2 * std::fabs(y.value);
      numExact += exact.size();
      runs.push_back({images, std::move(input), std::move(exact)});
    }
  }

  void checkReference() {
    options.target = "x86-64";
    options.reference = true;
    compareRuns();
    options.reference = false;
  }

  void check(const std::string &target) {
    options.target = target;
    compareRuns();
  }

  /// Says how many layers have been compiled and outputs compared since the
  /// last time, and how many of the expected values are known badly.
  static void printCounts() {
    llvm::outs() << "[   NOTE   ] " << numCompiled << " layers compiled, "
                 << numCompared << " outputs compared, "
                 << llvm::formatv("{0:f1}", 100.0 * numLoose / numExact)
                 << " % of them to worse than 1 %\n";
    numCompiled = numCompared = numExact = numLoose = 0;
  }

private:
  static int64_t numCompiled, numCompared, numExact, numLoose;

  struct Run {
    int64_t images;
    std::vector<float> input;
    std::vector<Bounded> exact;
  };

  void compareRuns() {
    std::string what = llvm::formatv(
        "{0}{1}, {2}, {3}", options.target,
        options.reference ? " reference" : "",
        options.activations == ActivationMode::I8 ? "i8" : "f32", layer.str());
    mlir::FailureOr<std::unique_ptr<Program>> model =
        compile(layer.getModule(), options);
    ASSERT_TRUE(mlir::succeeded(model)) << what;
    ++numCompiled;
    for (const Run &run : runs) {
      std::vector<float> output = (*model)->run(run.input, run.images);
      numCompared += output.size();
      EXPECT_TRUE(isWithin(output, run.exact))
          << run.images << " images: " << what;
    }
  }

  Attention layer;
  CompileOptions options;
  std::vector<Run> runs;
};

int64_t AttentionChecker::numCompiled = 0;
int64_t AttentionChecker::numCompared = 0;
int64_t AttentionChecker::numExact = 0;
int64_t AttentionChecker::numLoose = 0;

//===----------------------------------------------------------------------===//
// Grid
//===----------------------------------------------------------------------===//

struct GridCase {
  Attention layer;
  ActivationMode activations;
  std::string target;
};

/// Deals attention layers.
class AttentionDeck {
public:
  explicit AttentionDeck(std::mt19937 &random)
      : heads({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, random),
        keySizes({1, 5, 8, 20, 64, 80}, random),
        valueSizes({kSame, kSame, kSame, 1, 3, 8, 20, 33, 64}, random),
        features({1, 3, 8, 17, 32, 64, 96}, random),
        outputs({kSame, kSame, 1, 7, 40}, random),
        levels({2, 3, 5, 6, 9, 17, 256}, random), sameLevels({0, 1, 1}, random),
        biases({0, 1}, random), packed({0, 1}, random),
        freeCodebooks({0, 0, 0, 0, 0, 1}, random),
        batches({0, 0, 0, 1, 2, 3}, random),
        scales({ScaleKind::Tensor, ScaleKind::Row, ScaleKind::Tensor,
                ScaleKind::Row, ScaleKind::Group},
               random),
        masks({MaskKind::None, MaskKind::Shared, MaskKind::Each}, random),
        spreads({0.5, 2, 8, 60}, random) {}

  AttentionSpec next(int64_t tokens, ActivationMode activations) {
    AttentionSpec spec;
    spec.tokens = tokens;
    spec.features = features.next();
    spec.heads = heads.next();
    spec.keySize = keySizes.next();
    spec.valueSize = valueSizes.next();
    if (spec.valueSize == kSame)
      spec.valueSize = spec.keySize;
    spec.outputs = outputs.next();
    if (spec.outputs == kSame)
      spec.outputs = spec.features;
    while (spec.getNumProducts() > kMaxProducts && spec.heads > 1)
      spec.heads = (spec.heads + 1) / 2;

    const bool same = sameLevels.next();
    spec.query = nextLayer(spec.features);
    spec.key = nextLayer(spec.features);
    spec.value = nextLayer(spec.features);
    spec.output = nextLayer(spec.heads * spec.valueSize);
    if (same)
      for (LayerSpec *layer : {&spec.key, &spec.value}) {
        layer->levels = spec.query.levels;
        layer->codebook = spec.query.codebook;
      }
    spec.mask = masks.next();
    if (int batch = batches.next())
      spec.batch = batch;
    spec.spread = spreads.next();
    // Bounds of f32 sums grow with their length, and with the scores.
    if (activations == ActivationMode::F32 && spec.features > 32)
      spec.spread = std::min(spec.spread, 8.0);
    return spec;
  }

private:
  static constexpr int64_t kSame = 0;

  LayerSpec nextLayer(int64_t inputs) {
    LayerSpec layer;
    layer.levels = levels.next();
    layer.bias = biases.next();
    layer.packed = packed.next();
    layer.scale = scales.next();
    if (layer.scale == ScaleKind::Group) {
      if (inputs % 2)
        layer.scale = ScaleKind::Row;
      layer.group = inputs / 2;
    }
    if (freeCodebooks.next())
      layer.codebook = createCodebook(layer.levels);
    return layer;
  }

  Deck<int64_t> heads, keySizes, valueSizes, features, outputs;
  Deck<unsigned> levels;
  Deck<int> sameLevels, biases, packed, freeCodebooks, batches;
  Deck<ScaleKind> scales;
  Deck<MaskKind> masks;
  Deck<double> spreads;
};

/// All cases, in an order that does not depend on which are run.
std::vector<GridCase> createCases() {
  std::mt19937 random(2028);
  AttentionDeck layers(random);
  Deck<std::string> targets({"native", "native", "x86-64", "x86-64-v2",
                             "x86-64-v3", "x86-64-v4", "icelake-server"},
                            random);
  std::vector<GridCase> cases;
  for (int64_t tokens : kTokens)
    for (int i = 0; i < kLayers; ++i) {
      ActivationMode activations =
          i % 2 ? ActivationMode::I8 : ActivationMode::F32;
      AttentionSpec spec = layers.next(tokens, activations);
      cases.push_back(
          {Attention::create(spec, random()), activations, targets.next()});
    }
  return cases;
}

class AttentionGrid : public ::testing::TestWithParam<size_t> {
protected:
  static void TearDownTestSuite() { AttentionChecker::printCounts(); }
};

TEST_P(AttentionGrid, AgreesWithReference) {
  static const std::vector<GridCase> cases = createCases();
  for (int i = 0; i < kLayers; ++i) {
    const size_t index = GetParam() * kLayers + i;
    const GridCase &gridCase = cases[index];
    AttentionChecker checker(gridCase.layer, gridCase.activations, index);
    checker.check(canRun(gridCase.target) ? gridCase.target : "native");
    std::string emulated = getEmulated(index / kEmulatedEvery);
    if (index % kEmulatedEvery == 1 && canRun(emulated))
      checker.check(emulated);
    if (index % kReferenceEvery == 0)
      checker.checkReference();
  }
}

INSTANTIATE_TEST_SUITE_P(Tokens, AttentionGrid,
                         ::testing::Range<size_t>(0, kTokens.size()),
                         [](const ::testing::TestParamInfo<size_t> &info) {
                           return std::to_string(kTokens[info.param]);
                         });

//===----------------------------------------------------------------------===//
// Cases of their own
//===----------------------------------------------------------------------===//

class AttentionLayers : public ::testing::Test {
protected:
  static void TearDownTestSuite() { AttentionChecker::printCounts(); }

  static void check(const Attention &layer) {
    AttentionChecker checker(layer, ActivationMode::F32, /*seed=*/0);
    for (const std::string &target : getRunnable({"native", getEmulated(0)}))
      checker.check(target);
    checker.checkReference();
  }
};

// The scores of one head are about 98, those of the other about -98: the
// exponentials of the ones are infinite in f32, and those of the others zero.
TEST_F(AttentionLayers, LargeScores) {
  AttentionSpec spec;
  spec.tokens = 19;
  spec.features = 3;
  spec.heads = 2;
  spec.keySize = 4;
  spec.valueSize = 5;
  spec.outputs = 3;
  Attention layer = Attention::create(spec, 2);
  layer.query.spec.bias = layer.key.spec.bias = true;
  layer.query.bias.assign(8, 7.0f);
  // 4 * 7 * 7 / sqrt(4) is 98.
  layer.key.bias = {7, 7, 7, 7, -7, -7, -7, -7};
  layer.query.scale = {0.05f};
  layer.key.scale = {0.02f};
  check(layer);
}

// One key is left to every query, another to each.
TEST_F(AttentionLayers, OneKeyLeft) {
  AttentionSpec spec;
  spec.tokens = 18;
  spec.mask = MaskKind::Shared;
  Attention layer = Attention::create(spec, 3);
  for (int64_t i = 0; i < spec.tokens * spec.tokens; ++i)
    layer.mask[i] = i % spec.tokens == i / spec.tokens * 7 % spec.tokens
                        ? 0
                        : -std::numeric_limits<float>::infinity();
  check(layer);
}

} // namespace
