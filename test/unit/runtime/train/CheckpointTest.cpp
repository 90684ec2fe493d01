//===- CheckpointTest.cpp -------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/train/Checkpoint.h"

#include "TestFiles.h"

#include <cstring>

using namespace lowres;

namespace {

class CheckpointTest : public FileTest {
protected:
  CheckpointTest() : a("a", 3, 5, 1.0f, nullptr), b("b", 1, 4, 1.0f, nullptr) {
    for (Parameter *parameter : parameters()) {
      parameter->state.emplace_back(parameter->size());
      for (size_t i = 0; i < parameter->size(); ++i) {
        parameter->value[i] = static_cast<float>(i) + 0.5f;
        parameter->state[0][i] = -static_cast<float>(i);
      }
    }
  }
  std::vector<Parameter *> parameters() { return {&a, &b}; }
  void save(const std::vector<std::vector<float>> &best = {}) {
    Status status = writeCheckpoint(path("c"), "model=x\nseed=1\n", state,
                                    parameters(), best);
    ASSERT_TRUE(status) << status.error().message;
  }
  Result<TrainState> load(const std::string &text = "model=x\nseed=1\n") {
    return readCheckpoint(path("c"), text, parameters(), best);
  }
  std::string error(const std::string &text = "model=x\nseed=1\n") {
    Result<TrainState> result = load(text);
    return result ? "no error" : result.error().message;
  }
  std::string quoted() const { return "checkpoint '" + path("c") + "' "; }

  Parameter a, b;
  TrainState state = {3, 1234567890123ull, 2, 77};
  std::vector<std::vector<float>> best;
};

TEST_F(CheckpointTest, RoundTrip) {
  std::vector<std::vector<float>> bestWeights = {std::vector<float>(15, 2.0f),
                                                 {1.0f, 2.0f, 3.0f, 4.0f}};
  save(bestWeights);
  for (Parameter *parameter : parameters())
    for (size_t i = 0; i < parameter->size(); ++i)
      parameter->value[i] = parameter->state[0][i] = 0.0f;
  Result<TrainState> loaded = load();
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->epoch, 3u);
  EXPECT_EQ(loaded->step, 1234567890123ull);
  EXPECT_EQ(loaded->bestEpoch, 2u);
  EXPECT_EQ(loaded->bestCorrect, 77u);
  EXPECT_EQ(a.value[14], 14.5f);
  EXPECT_EQ(b.state[0][3], -3.0f);
  EXPECT_EQ(best, bestWeights);
  EXPECT_EQ(fileCount(), 1u);
}

TEST_F(CheckpointTest, AnotherRun) {
  save();
  EXPECT_EQ(error("model=x\nseed=2\n"),
            quoted() + "comes from another run: it has seed=1, this run has "
                       "seed=2");
  EXPECT_EQ(error("model=x\n"),
            quoted() + "comes from another run: it has seed=1, this run has "
                       "(nothing)");
}

TEST_F(CheckpointTest, Missing) {
  EXPECT_EQ(error(),
            "cannot read '" + path("c") + "': No such file or directory");
}

TEST_F(CheckpointTest, NotACheckpoint) {
  write("c", {'m', 'o', 'd', 'u', 'l', 'e', ' ', '{', '}'});
  EXPECT_EQ(error(), quoted() + "is not a checkpoint: wrong magic number");
}

TEST_F(CheckpointTest, AnotherVersion) {
  save();
  Bytes bytes = read("c");
  bytes[8] = 9;
  size_t size = bytes.size() - sizeof(uint32_t);
  auto crc = static_cast<uint32_t>(crc32_z(0, bytes.data(), size));
  std::memcpy(bytes.data() + size, &crc, sizeof(crc));
  write("c", bytes);
  EXPECT_EQ(error(), quoted() + "has version 9, expected 1");
}

TEST_F(CheckpointTest, OtherParameters) {
  save();
  a.state.emplace_back(a.size());
  EXPECT_EQ(error(), quoted() + "has parameter a with 15 elements and 1 "
                                "moments, expected 15 and 2");
  Result<TrainState> fewer =
      readCheckpoint(path("c"), "model=x\nseed=1\n", {&a}, best);
  ASSERT_FALSE(fewer);
  EXPECT_EQ(fewer.error().message, quoted() + "has 2 parameters, expected 1");
}

// What is damaged is said to be, and not to come from another run or version.
class DamagedCheckpointTest : public CheckpointTest {
protected:
  DamagedCheckpointTest() {
    save();
    bytes = read("c");
  }
  /// The message for a file whose first `intact` bytes are as they were.
  std::string expected(size_t intact) const {
    constexpr size_t magicSize = 8;
    return quoted() + (intact < magicSize
                           ? "is not a checkpoint: wrong magic number"
                           : "is damaged or incomplete: its checksum does not "
                             "match");
  }

  Bytes bytes;
};

TEST_F(DamagedCheckpointTest, EveryTruncationIsFound) {
  for (size_t size = 0; size < bytes.size(); ++size) {
    write("c", Bytes(bytes.begin(), bytes.begin() + static_cast<long>(size)));
    EXPECT_EQ(error(), expected(size)) << size;
  }
}

TEST_F(DamagedCheckpointTest, EveryFlippedBitIsFound) {
  for (size_t i = 0; i < bytes.size(); ++i) {
    Bytes damaged = bytes;
    damaged[i] ^= 0x10;
    write("c", damaged);
    EXPECT_EQ(error(), expected(i)) << i;
  }
}

TEST_F(DamagedCheckpointTest, MoreBytesAreFound) {
  bytes.push_back(0);
  write("c", bytes);
  EXPECT_EQ(error(), expected(bytes.size()));
}

} // namespace
