//===- DepthwiseTest.cpp - Depthwise convolutions of odd shapes -----------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Execution.h"

using namespace mlir::lowres;
using namespace mlir::lowres::test;

namespace {

/// A depthwise convolution of one shape.
struct DepthwiseCase {
  const char *name;
  std::array<int64_t, 2> image;
  int64_t channels;
  std::array<int64_t, 2> window = {3, 3};
  std::array<int64_t, 2> strides = {1, 1};
  std::array<int64_t, 2> dilations = {1, 1};
  std::array<int64_t, 4> padding = {1, 1, 1, 1};
  unsigned levels = 5;
};

class Depthwise : public ::testing::TestWithParam<DepthwiseCase> {
protected:
  static void TearDownTestSuite() { NetworkChecker::printCounts(); }
};

TEST_P(Depthwise, AgreesWithReference) {
  const DepthwiseCase &shape = GetParam();
  ConvSpec conv;
  conv.image = shape.image;
  conv.channels = conv.groups = shape.channels;
  conv.window = shape.window;
  conv.strides = shape.strides;
  conv.dilations = shape.dilations;
  conv.padding = shape.padding;
  LayerSpec spec = LayerSpec::createConv(conv, conv.channels);
  spec.levels = shape.levels;
  spec.scale = ScaleKind::Row;
  spec.bias = true;
  Network network = Network::create({spec}, 5);
  NetworkChecker(network, ActivationMode::F32, 1).check("native");
  NetworkChecker checker(network, ActivationMode::I8, 1);
  // (ConvKernel has floats for AArch64, too.)
  for (const std::string &target :
       getRunnable({"native", "x86-64-v3", getEmulated(shape.channels)}))
    checker.check(target);
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, Depthwise,
    ::testing::Values(
        DepthwiseCase{"OneChannel", {5, 4}, 1},
        DepthwiseCase{"OnePixel", {1, 1}, 37},
        DepthwiseCase{"OneTile", {4, 6}, 16},
        // Tiles that are made up: one of two, one of four.
        DepthwiseCase{"ThreeTiles", {5, 5}, 48},
        DepthwiseCase{"FiveTiles", {5, 5}, 79},
        DepthwiseCase{"FourTilesAndOne", {5, 5}, 65},
        DepthwiseCase{"TwoTimesFourTiles", {6, 5}, 128, {3, 3}, {2, 2}},
        DepthwiseCase{
            "PrimeChannels", {7, 9}, 101, {5, 3}, {2, 1}, {1, 2}, {0, 3, 1, 2}},
        DepthwiseCase{
            "NoPadding", {8, 9}, 20, {2, 4}, {1, 1}, {1, 1}, {0, 0, 0, 0}},
        // Some windows, and whole lines of them, have nothing but padding.
        DepthwiseCase{"PaddingBeyondWindow",
                      {3, 4},
                      18,
                      {2, 1},
                      {1, 1},
                      {1, 1},
                      {4, 3, 2, 5}},
        DepthwiseCase{"SkippedPixels",
                      {11, 13},
                      33,
                      {2, 2},
                      {4, 3},
                      {1, 1},
                      {1, 0, 0, 1}},
        DepthwiseCase{
            "LargeWindow", {9, 8}, 34, {8, 8}, {1, 1}, {1, 1}, {3, 4, 4, 3}},
        // As many products as words take, fewer, and one.
        DepthwiseCase{
            "Levels17", {6, 6}, 64, {7, 7}, {1, 1}, {1, 1}, {3, 3, 3, 3}, 17},
        DepthwiseCase{
            "Levels100", {6, 6}, 40, {3, 3}, {1, 1}, {1, 1}, {1, 1, 1, 1}, 100},
        DepthwiseCase{
            "Levels256", {6, 6}, 40, {3, 3}, {1, 1}, {1, 1}, {1, 1, 1, 1}, 256},
        // More lines than a patch has, so that the last has fewer.
        DepthwiseCase{"SeveralPatches",
                      {23, 400},
                      35,
                      {3, 2},
                      {2, 1},
                      {1, 1},
                      {2, 1, 0, 1}},
        // More patches than there may be rounds.
        DepthwiseCase{"SeveralPatchesInARound", {211, 700}, 1},
        DepthwiseCase{"SeveralVectorsInARound", {2, 3}, 65 * 64 + 7}),
    [](const ::testing::TestParamInfo<DepthwiseCase> &info) {
      return info.param.name;
    });

} // namespace
