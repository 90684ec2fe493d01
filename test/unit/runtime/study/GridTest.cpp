//===- GridTest.cpp -------------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/study/Grid.h"

#include "lowres-rt/train/TrainOptions.h"

#include "gtest/gtest.h"

#include <algorithm>

using namespace lowres;

namespace {

TEST(GridTest, NamesTellRunsApart) {
  EXPECT_EQ(runName({"fcnn1", 5, false, 1}), "fcnn1-n5-seed1");
  EXPECT_EQ(runName({"cvnn1", 0, true, 20}), "cvnn1-f32-augment-seed20");
}

TEST(GridTest, AllCombinationsOnce) {
  std::vector<RunKey> grid =
      makeGrid({"b", "a"}, {0, 2, 2}, {false, true}, {7, 3, 7});
  std::vector<std::string> names;
  for (const RunKey &key : grid)
    names.push_back(runName(key));
  std::vector<std::string> expected;
  for (const char *model : {"b", "a"})
    for (const char *augment : {"", "-augment"})
      for (const char *levels : {"-f32", "-n2"})
        for (const char *seed : {"-seed7", "-seed3"})
          expected.push_back(std::string(model) + levels + augment + seed);
  EXPECT_EQ(names, expected);
}

TEST(GridTest, ReportsHaveFloatFirst) {
  std::vector<RunKey> grid =
      makeGrid({"b", "a"}, {17, 2, 0}, {true, false}, {2, 1});
  std::sort(grid.begin(), grid.end());
  EXPECT_EQ(runName(grid[0]), "a-f32-seed1");
  EXPECT_EQ(runName(grid[1]), "a-f32-seed2");
  EXPECT_EQ(runName(grid[2]), "a-n2-seed1");
  EXPECT_EQ(runName(grid[6]), "a-f32-augment-seed1");
  EXPECT_EQ(runName(grid.back()), "b-n17-augment-seed2");
}

// What describeRun() writes is what parseRunKey() reads.
TEST(GridTest, KeyOfARunsDescription) {
  TrainOptions options;
  options.model = Model::Cvnn2;
  options.augment = true;
  options.seed = 18446744073709551615u;
  for (int levels : {0, 2, 256}) {
    options.levels = levels;
    std::optional<RunKey> key =
        parseRunKey(describeRun(options, "synthetic", 10));
    ASSERT_TRUE(key);
    EXPECT_EQ(*key, (RunKey{"cvnn2", levels, true, options.seed}));
  }
}

TEST(GridTest, NoKeyInOtherText) {
  const std::string good = "model=a\nlevels=2\naugment=no\nseed=1\n";
  EXPECT_TRUE(parseRunKey(good));
  for (const char *line : {"model=a", "levels=2", "augment=no", "seed=1"}) {
    std::string text = good;
    text.erase(text.find(line), std::string(line).size());
    EXPECT_FALSE(parseRunKey(text)) << line;
  }
  EXPECT_FALSE(parseRunKey(good + "levels=two\n"));
  EXPECT_FALSE(parseRunKey(good + "levels=257\n"));
  EXPECT_FALSE(parseRunKey(good + "augment=maybe\n"));
  EXPECT_FALSE(parseRunKey(good + "seed=99999999999999999999\n"));
  EXPECT_FALSE(parseRunKey(""));
}

TEST(GridTest, ConflictsAreInCommonSettings) {
  std::string levels = "model=a\nlevels=2\nseed=1\nepochs=3\nscale=absmax\n";
  std::string floats = "model=b\nlevels=f32\nseed=2\nepochs=3\n";
  EXPECT_EQ(conflictingSetting(levels, floats), "");
  EXPECT_EQ(conflictingSetting(floats, levels), "");
  EXPECT_EQ(conflictingSetting(levels, "epochs=4\nscale=fixed1\n"), "epochs");
  EXPECT_EQ(conflictingSetting(levels, "epochs=3\nscale=fixed1\n"), "scale");
  EXPECT_EQ(commonSettings(levels), "epochs=3\nscale=absmax\n");
}

// Networks of one name, and only these, must have the same layers.
TEST(GridTest, LayersBelongToTheName) {
  TrainOptions options;
  options.network = {"net", {{LayerDescription::Type::Flatten}}};
  auto describe = [&] { return describeRun(options, "synthetic", 10); };
  std::string shorter = describe();
  options.network->layers.push_back({LayerDescription::Type::Dense, 10});
  std::string whole = describe();
  options.levels = 0;
  EXPECT_EQ(conflictingSetting(whole, describe()), "");
  options.network->layers.back().outputs = 20;
  EXPECT_EQ(conflictingSetting(whole, describe()), "layers[1]");
  EXPECT_EQ(conflictingSetting(whole, shorter), "layers[1]");
  EXPECT_EQ(conflictingSetting(shorter, whole), "layers[1]");
  options.network->name = "other";
  EXPECT_EQ(conflictingSetting(whole, describe()), "");
  EXPECT_EQ(commonSettings(whole), commonSettings(shorter));
  EXPECT_EQ(parseRunKey(whole), (RunKey{"net", 5, false, 1}));
}

} // namespace
