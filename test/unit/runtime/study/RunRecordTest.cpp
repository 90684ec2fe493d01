//===- RunRecordTest.cpp --------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/study/RunRecord.h"

#include "TestFiles.h"

using namespace lowres;

namespace {

class RunRecordTest : public FileTest {
protected:
  void writeText(const std::string &name, const std::string &text) const {
    write(name, Bytes(text.begin(), text.end()));
  }
  /// The metrics of `count` epochs, as a run writes them.
  void writeMetrics(const std::string &name, unsigned count) const {
    Result<MetricsFile> file = MetricsFile::open(path(name), 0);
    ASSERT_TRUE(file) << file.error().message;
    for (unsigned epoch = 1; epoch <= count; ++epoch) {
      EpochMetrics metrics;
      metrics.epoch = epoch;
      metrics.learningRate = 0.5;
      metrics.trainLoss = 1.25;
      metrics.trainAccuracy = 0.25;
      metrics.testAccuracy = epoch == 1 ? -1.0 : 0.75;
      metrics.seconds = 2.0;
      metrics.imagesPerSecond = 100.0;
      metrics.saturated = 0.125;
      metrics.signFlips = 0.0625;
      ASSERT_TRUE(file->append(metrics));
    }
  }
  /// A finished run in the folder of `key`.
  void writeRun(const RunKey &key) const {
    std::string name = runName(key);
    std::filesystem::create_directories(path(name));
    writeText(name + "/settings.txt",
              "model=" + key.model + "\nlevels=" + levelsName(key.levels) +
                  "\naugment=" + (key.augment ? "yes" : "no") +
                  "\nseed=" + std::to_string(key.seed) + "\nepochs=2\n");
    writeMetrics(name + "/metrics.csv", 2);
    writeText(name + "/model.mlirbc", "12345");
    writeText(name + "/result.txt", formatResult({30, 5}));
  }
  std::string metricsError(const std::string &name) const {
    Result<std::vector<EpochMetrics>> history = readMetrics(path(name));
    return history ? "no error" : history.error().message;
  }
};

TEST_F(RunRecordTest, ReadsWhatIsWritten) {
  writeMetrics("m.csv", 2);
  Result<std::vector<EpochMetrics>> history = readMetrics(path("m.csv"));
  ASSERT_TRUE(history) << history.error().message;
  ASSERT_EQ(history->size(), 2u);
  EXPECT_LT((*history)[0].testAccuracy, 0.0);
  const EpochMetrics &last = (*history)[1];
  EXPECT_EQ(last.epoch, 2u);
  EXPECT_EQ(last.learningRate, 0.5);
  EXPECT_EQ(last.trainLoss, 1.25);
  EXPECT_EQ(last.trainAccuracy, 0.25);
  EXPECT_EQ(last.testAccuracy, 0.75);
  EXPECT_EQ(last.seconds, 2.0);
  EXPECT_EQ(last.imagesPerSecond, 100.0);
  EXPECT_EQ(last.saturated, 0.125);
  EXPECT_EQ(last.signFlips, 0.0625);
}

TEST_F(RunRecordTest, RefusesOtherFiles) {
  EXPECT_EQ(metricsError("none.csv"), "cannot read '" + path("none.csv") +
                                          "': No such file or directory");
  writeText("empty.csv", "");
  EXPECT_EQ(metricsError("empty.csv"),
            "'" + path("empty.csv") + "' is not a metrics file");
  const std::string header = "epoch,lr\n";
  for (const char *line :
       {"2,1,1,1,1,1,1,1,1", "1,1,1", "x,1,1,1,1,1,1,1,1", "1,,1,1,1,1,1,1,1",
        "1,1x,1,1,1,1,1,1,1", "-1,1,1,1,1,1,1,1,1", "1,1,1,1,1,1,1,1,1,1",
        "1,1,1,1,1,1,1,1,1\n1,1,1,1,1,1,1,1,1"}) {
    writeText("bad.csv", header + line + "\n");
    EXPECT_NE(metricsError("bad.csv").find("expected the metrics of epoch"),
              std::string::npos)
        << line;
  }
}

// A diverged run.
TEST_F(RunRecordTest, NumbersThatAreNone) {
  writeText("m.csv", "epoch,\n1,1,nan,inf,,1,1,0,0\n");
  Result<std::vector<EpochMetrics>> history = readMetrics(path("m.csv"));
  ASSERT_TRUE(history) << history.error().message;
  EXPECT_NE((*history)[0].trainLoss, (*history)[0].trainLoss);
}

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
  writeText("a-n2-seed1/result.txt", "parameters=30\n");
  EXPECT_FALSE(isFinished());
  writeRun(key);
  writeText("a-n2-seed1/model.mlirbc", "1234");
  EXPECT_FALSE(isFinished());
  writeRun(key);
  std::filesystem::remove(path("a-n2-seed1/result.txt"));
  EXPECT_FALSE(isFinished());
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
