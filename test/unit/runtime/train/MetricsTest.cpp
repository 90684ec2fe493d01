//===- MetricsTest.cpp ----------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/train/Metrics.h"

#include "FakeDisk.h"
#include "TestFiles.h"

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>

using namespace lowres;

namespace {

class MetricsTest : public FileTest {
protected:
  static constexpr const char *header =
      "epoch,lr,train_loss,train_accuracy,test_accuracy,seconds,"
      "images_per_second,saturated,sign_flips\n";

  std::string text() const {
    Bytes bytes = read("m.csv");
    return std::string(bytes.begin(), bytes.end());
  }
  /// Appends the metrics of `epoch` to those of `epochsDone` epochs; the first
  /// epoch is not evaluated.
  void append(unsigned epochsDone, unsigned epoch) const {
    Result<MetricsFile> file = MetricsFile::open(path("m.csv"), epochsDone);
    ASSERT_TRUE(file) << file.error().message;
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
    EXPECT_TRUE(file->append(metrics));
  }
  std::string metricsError(const std::string &name, unsigned epochs) const {
    Result<std::vector<EpochMetrics>> history = readMetrics(path(name), epochs);
    return history ? "no error" : history.error().message;
  }
};

TEST_F(MetricsTest, StartsAndContinues) {
  append(0, 1);
  append(1, 2);
  EXPECT_EQ(text(), std::string(header) +
                        "1,0.5,1.250000,0.250000,,2.000,100.0,0.125000,"
                        "0.062500\n"
                        "2,0.5,1.250000,0.250000,0.750000,2.000,100.0,"
                        "0.125000,0.062500\n");
}

TEST_F(MetricsTest, DropsEpochsThatWillBeRepeated) {
  append(0, 1);
  append(1, 2);
  append(2, 3);
  std::string before = text();
  append(1, 2);
  EXPECT_EQ(text(), before.substr(0, before.find("\n3,") + 1));
}

// A checkpoint, which is written afterwards, may not know of more epochs.
TEST_F(MetricsTest, LinesReachTheDisk) {
  FakeDisk disk;
  append(0, 1);
  ASSERT_FALSE(disk.flushedSizes.empty());
  EXPECT_EQ(disk.flushedSizes.back(), text().size());
}

// A loss of power in between leaves the old file.
TEST_F(MetricsTest, ContinuingReplacesTheFile) {
  append(0, 1);
  std::string before = text();
  std::filesystem::create_hard_link(path("m.csv"), path("old.csv"));
  append(1, 2);
  Bytes old = read("old.csv");
  EXPECT_EQ(std::string(old.begin(), old.end()), before);
  EXPECT_EQ(fileCount(), 2u);
}

TEST_F(MetricsTest, NewRunStartsAnew) {
  append(0, 1);
  append(0, 1);
  std::string lines = text();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2);
}

// A reader of a pipe gets all lines; a resumed run has nothing to read there.
TEST_F(MetricsTest, Pipe) {
  ASSERT_EQ(::mkfifo(path("m.csv").c_str(), 0600), 0);
  int reader = ::open(path("m.csv").c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  Result<MetricsFile> file = MetricsFile::open(path("m.csv"), 1);
  ASSERT_TRUE(file) << file.error().message;
  char text[256];
  EXPECT_EQ(::read(reader, text, sizeof(text)),
            static_cast<ssize_t>(std::string(header).size()));
  // Nothing more yet, which is not the end.
  EXPECT_EQ(::read(reader, text, sizeof(text)), -1);
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_TRUE(file->append(EpochMetrics()));
  EXPECT_GT(::read(reader, text, sizeof(text)), 0);
  ::close(reader);
}

// A run that is resumed with a record from now on.
TEST_F(MetricsTest, NewFileOfAResumedRun) {
  ASSERT_TRUE(MetricsFile::open(path("m.csv"), 1));
  EXPECT_EQ(text(), header);
}

TEST_F(MetricsTest, ForeignFileIsKept) {
  for (const char *foreign : {"hi\n", "", "epoch,lr\n"}) {
    writeText("m.csv", foreign);
    Result<MetricsFile> file = MetricsFile::open(path("m.csv"), 1);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().message,
              "'" + path("m.csv") + "' is not a metrics file");
    EXPECT_EQ(text(), foreign);
  }
}

// What a loss of power may leave behind the epochs of the checkpoint.
TEST_F(MetricsTest, TornLastLineIsDropped) {
  append(0, 1);
  append(1, 2);
  std::string before = text();
  for (const char *torn : {"3", "3,0.5,1.2", "1", "x", "3,1,1,1,1,1,1,1,1"}) {
    writeText("m.csv", before + torn);
    Result<std::vector<EpochMetrics>> history = readMetrics(path("m.csv"), 2);
    ASSERT_TRUE(history) << history.error().message;
    EXPECT_EQ(history->size(), 2u);
    ASSERT_TRUE(MetricsFile::open(path("m.csv"), 2));
    EXPECT_EQ(text(), before);
  }
}

// Lines that the checkpoint's epochs need, and no line that is none of them.
TEST_F(MetricsTest, DamagedEpochsAreNotContinued) {
  append(0, 1);
  append(1, 2);
  append(2, 3);
  const std::string whole = text(), head = header;
  std::string lines[3];
  for (size_t i = 0, begin = head.size(); i < 3; ++i) {
    size_t end = whole.find('\n', begin) + 1;
    lines[i] = whole.substr(begin, end - begin);
    begin = end;
  }
  const std::pair<std::string, const char *> damaged[] = {
      {head + lines[0] + lines[1], "epoch 3, found the end of the file"},
      {whole.substr(0, whole.size() - 1), "epoch 3, found '3,"},
      {head + "1\n" + lines[1] + lines[2], "epoch 1, found '1'"},
      {head + lines[0] + lines[0] + lines[1] + lines[2], "epoch 2, found '1,"},
      {head + lines[0] + lines[2], "epoch 2, found '3,"},
      {head + lines[1] + lines[0] + lines[2], "epoch 1, found '2,"}};
  for (const auto &[contents, message] : damaged) {
    writeText("m.csv", contents);
    EXPECT_NE(metricsError("m.csv", 3).find(message), std::string::npos)
        << metricsError("m.csv", 3);
    Result<MetricsFile> file = MetricsFile::open(path("m.csv"), 3);
    ASSERT_FALSE(file) << message;
    EXPECT_EQ(file.error().message, metricsError("m.csv", 3));
    EXPECT_EQ(text(), contents);
  }
}

TEST_F(MetricsTest, ReadsWhatIsWritten) {
  append(0, 1);
  append(1, 2);
  Result<std::vector<EpochMetrics>> history = readMetrics(path("m.csv"), 2);
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

TEST_F(MetricsTest, RefusesOtherFiles) {
  EXPECT_EQ(metricsError("none.csv", 1), "cannot read '" + path("none.csv") +
                                             "': No such file or directory");
  writeText("empty.csv", "");
  EXPECT_EQ(metricsError("empty.csv", 1),
            "'" + path("empty.csv") + "' is not a metrics file");
  for (const char *line :
       {"2,1,1,1,1,1,1,1,1", "1,1,1", "x,1,1,1,1,1,1,1,1", "1,,1,1,1,1,1,1,1",
        "1,1x,1,1,1,1,1,1,1", "-1,1,1,1,1,1,1,1,1", "1,1,1,1,1,1,1,1,1,1",
        "1,1,1,1,1,1,1,1,1\n1,1,1,1,1,1,1,1,1"}) {
    writeText("bad.csv", std::string(header) + line + "\n");
    EXPECT_NE(metricsError("bad.csv", 2).find("expected the metrics of epoch"),
              std::string::npos)
        << line;
  }
}

// A diverged run.
TEST_F(MetricsTest, NumbersThatAreNone) {
  writeText("m.csv", std::string(header) + "1,1,nan,inf,,1,1,0,0\n");
  Result<std::vector<EpochMetrics>> history = readMetrics(path("m.csv"), 1);
  ASSERT_TRUE(history) << history.error().message;
  EXPECT_NE((*history)[0].trainLoss, (*history)[0].trainLoss);
}

} // namespace
