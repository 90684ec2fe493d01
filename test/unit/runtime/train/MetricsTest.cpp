//===- MetricsTest.cpp ----------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/train/Metrics.h"

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
  void append(unsigned epochsDone, unsigned epoch) {
    Result<MetricsFile> file = MetricsFile::open(path("m.csv"), epochsDone);
    ASSERT_TRUE(file) << file.error().message;
    EpochMetrics metrics;
    metrics.epoch = epoch;
    metrics.learningRate = 0.001;
    metrics.trainLoss = 1.5;
    metrics.trainAccuracy = 0.25;
    metrics.testAccuracy = epoch == 1 ? -1.0 : 0.5;
    metrics.seconds = 2.0;
    metrics.imagesPerSecond = 1000.0;
    EXPECT_TRUE(file->append(metrics));
  }
};

TEST_F(MetricsTest, StartsAndContinues) {
  append(0, 1);
  append(1, 2);
  EXPECT_EQ(text(), std::string(header) +
                        "1,0.001,1.500000,0.250000,,2.000,1000.0,0.000000,"
                        "0.000000\n"
                        "2,0.001,1.500000,0.250000,0.500000,2.000,1000.0,"
                        "0.000000,0.000000\n");
}

TEST_F(MetricsTest, DropsEpochsThatWillBeRepeated) {
  append(0, 1);
  append(1, 2);
  append(2, 3);
  std::string before = text();
  append(1, 2);
  EXPECT_EQ(text(), before.substr(0, before.find("\n3,") + 1));
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

// What a machine that went down may leave.
TEST_F(MetricsTest, EmptyFileIsStartedAnew) {
  write("m.csv", {});
  ASSERT_TRUE(MetricsFile::open(path("m.csv"), 1));
  EXPECT_EQ(text(), header);
}

TEST_F(MetricsTest, ForeignFileIsKept) {
  write("m.csv", {'h', 'i', '\n'});
  Result<MetricsFile> file = MetricsFile::open(path("m.csv"), 1);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message,
            "'" + path("m.csv") +
                "' is not a metrics file of this program: "
                "its first line differs");
  EXPECT_EQ(text(), "hi\n");
}

} // namespace
