//===- RunRecordTest.cpp --------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/study/RunRecord.h"

#include "lowres-rt/nn/ModelZoo.h"
#include "lowres-rt/nn/NetworkBuilder.h"
#include "lowres-rt/quant/LevelCount.h"
#include "lowres-rt/quant/LevelQuantizer.h"

#include "TestFiles.h"

using namespace lowres;

namespace {

class RunRecordTest : public FileTest {
protected:
  /// A finished run in the folder of `key`.
  void writeRun(const RunKey &key) const {
    std::string name = runName(key);
    std::filesystem::create_directories(path(name));
    writeText(name + "/settings.txt",
              "model=" + key.model + "\nlevels=" + levelsName(key.levels) +
                  "\naugment=" + (key.augment ? "yes" : "no") +
                  "\nseed=" + std::to_string(key.seed) + "\nepochs=2\n");
    Result<MetricsFile> file =
        MetricsFile::open(path(name + "/metrics.csv"), 0);
    ASSERT_TRUE(file) << file.error().message;
    EpochMetrics metrics;
    while (++metrics.epoch <= 2)
      ASSERT_TRUE(file->append(metrics));
    writeText(name + "/model.mlirbc", "12345");
    writeText(name + "/result.txt", formatResult({30, 5, {{0, 10}, {9, 20}}}));
  }
};

TEST_F(RunRecordTest, StudyIsSortedAndSkipsTheRest) {
  writeRun({"b", 2, false, 1});
  writeRun({"a", 5, false, 1});
  writeRun({"a", 0, false, 1});
  std::filesystem::create_directories(path("notes"));
  writeText("study.csv", "");
  Result<std::vector<RunRecord>> runs = readStudy(folder);
  ASSERT_TRUE(runs) << runs.error().message;
  ASSERT_EQ(runs->size(), 3u);
  EXPECT_EQ(runName((*runs)[0].key), "a-f32-seed1");
  EXPECT_EQ(runName((*runs)[1].key), "a-n5-seed1");
  EXPECT_EQ(runName((*runs)[2].key), "b-n2-seed1");
  for (const RunRecord &run : *runs) {
    ASSERT_TRUE(run.result);
    EXPECT_EQ(run.result->parameters, 30u);
    EXPECT_EQ(run.result->modelBytes, 5u);
    EXPECT_EQ(run.result->weights, (std::map<int, uint64_t>{{0, 10}, {9, 20}}));
    EXPECT_EQ(run.history.size(), 2u);
  }
}

TEST_F(RunRecordTest, NoFolderIsNoRuns) {
  Result<std::vector<RunRecord>> runs = readStudy(path("none"));
  ASSERT_TRUE(runs);
  EXPECT_TRUE(runs->empty());
}

TEST_F(RunRecordTest, IncompleteIsNotFinished) {
  RunKey key{"a", 2, false, 1};
  auto isFinished = [&] {
    Result<std::vector<RunRecord>> runs = readStudy(folder);
    EXPECT_TRUE(runs);
    return runs->size() == 1 && runs->front().result.has_value();
  };
  writeRun(key);
  EXPECT_TRUE(isFinished());
  for (const char *torn :
       {"", "weights=f32", "weights=f32:10,9:20\nparameters=30\n",
        "weights=f32:10,9\nparameters=30\nmodel-bytes=5\n",
        "parameters=30\n"}) {
    writeText("a-n2-seed1/result.txt", torn);
    EXPECT_FALSE(isFinished()) << torn;
  }
  writeRun(key);
  writeText("a-n2-seed1/model.mlirbc", "1234");
  EXPECT_FALSE(isFinished());
  writeRun(key);
  std::filesystem::remove(path("a-n2-seed1/result.txt"));
  EXPECT_FALSE(isFinished());
}

// Results of before weights were counted: these have the levels of the run, if
// no layer has its own.
TEST_F(RunRecordTest, OlderResult) {
  writeRun({"a", 2, false, 1});
  writeText("a-n2-seed1/result.txt", "parameters=30\nmodel-bytes=5\n");
  Result<std::vector<RunRecord>> runs = readStudy(folder);
  ASSERT_TRUE(runs && runs->front().result);
  EXPECT_TRUE(runs->front().result->hasOnly(2));

  Bytes settings = read("a-n2-seed1/settings.txt");
  writeText("a-n2-seed1/settings.txt",
            "layers[0]=dense levels=9\n" +
                std::string(settings.begin(), settings.end()));
  runs = readStudy(folder);
  ASSERT_TRUE(runs && runs->front().result);
  EXPECT_TRUE(runs->front().result->weights.empty());
}

// Only what the layers multiply with, in the levels that it has.
TEST_F(RunRecordTest, CountsWeights) {
  using Type = LayerDescription::Type;
  NetworkDescription description;
  LayerDescription conv{Type::Conv}, dense{Type::Dense};
  conv.outputs = 6;
  conv.kernel = 3;
  conv.levels = 0;
  dense.levels = 9;
  description.layers = {conv,
                        {Type::BatchNorm},
                        {Type::PositionEmbedding},
                        {Type::LayerNorm},
                        {Type::Attention},
                        {Type::GlobalAvgPool},
                        dense};
  LevelQuantizer five(5, ScaleRule::AbsMean, ScaleGranularity::Tensor);
  LevelQuantizer nine(9, ScaleRule::AbsMean, ScaleGranularity::Tensor);
  auto quantizerOf = [&](std::optional<int> levels) -> const WeightQuantizer * {
    return !levels ? &five : *levels == 9 ? &nine : nullptr;
  };
  Network network = makeNetwork(description, {5, 5, 2}, 10, quantizerOf, 1);
  EXPECT_EQ(countWeights(network.parameters()),
            (std::map<int, uint64_t>{
                {0, 6 * 3 * 3 * 2}, {5, 4 * 6 * 6}, {9, 10 * 6}}));
}

TEST_F(RunRecordTest, RemovesItsTemporariesAlone) {
  for (const char *name :
       {"study.csv.tmp-12", "study.html.tmp-3", "commands.txt.tmp-1",
        "settings.txt.tmp-1", "checkpoint.tmp-99999", "metrics.csv.tmp-1",
        "model.mlirbc.tmp-01ab89ef", "result.txt.tmp-1"})
    writeText(name, "");
  const std::vector<std::string> foreign = {"x.tmp-y",
                                            "thesis.tmp-draft.txt",
                                            "x.tmp-1",
                                            "study.csv.tmp-",
                                            "study.csv.tmp-1a",
                                            "my-study.csv.tmp-1",
                                            "checkpoint",
                                            "checkpoint.tmp-1.bak",
                                            "model.mlirbc.tmp-best",
                                            "model.mlirbc.tmp-1",
                                            "study.csv"};
  for (const std::string &name : foreign)
    writeText(name, "");
  removeTemporaries(folder);
  for (const std::string &name : foreign)
    EXPECT_TRUE(std::filesystem::exists(path(name))) << name;
  EXPECT_EQ(fileCount(), foreign.size());
}

TEST_F(RunRecordTest, DamageOfAFinishedRunIsAnError) {
  writeRun({"a", 2, false, 1});
  writeText("a-n2-seed1/metrics.csv", "hi\n");
  EXPECT_FALSE(readStudy(folder));
}

TEST_F(RunRecordTest, FolderOfAnotherName) {
  writeRun({"a", 2, false, 1});
  std::filesystem::rename(path("a-n2-seed1"), path("copy"));
  Result<std::vector<RunRecord>> runs = readStudy(folder);
  ASSERT_FALSE(runs);
  EXPECT_EQ(runs.error().message,
            "'" + path("copy") + "' does not hold the run of its name");
}

} // namespace
