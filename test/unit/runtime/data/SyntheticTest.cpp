//===- SyntheticTest.cpp --------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/data/Synthetic.h"

#include "gtest/gtest.h"

#include <set>
#include <zlib.h>

using namespace lowres;

namespace {

unsigned long checksum(const Dataset &dataset) {
  unsigned long crc = crc32(0, dataset.images.data(),
                            static_cast<unsigned>(dataset.images.size()));
  return crc32(crc, dataset.labels.data(),
               static_cast<unsigned>(dataset.labels.size()));
}

TEST(SyntheticTest, Shape) {
  Dataset dataset = makeSynthetic(0, Split::Test);
  EXPECT_EQ(dataset.size(), SyntheticTestSize);
  EXPECT_EQ(dataset.images.size(), SyntheticTestSize * 3072);
  EXPECT_EQ(dataset.classes, 10);
  std::set<int> labels(dataset.labels.begin(), dataset.labels.end());
  EXPECT_EQ(labels.size(), 10u);
}

TEST(SyntheticTest, SameBytesEverywhere) {
  // A change of these is a change of the data set: results in the
  // documentation would have to be measured again.
  EXPECT_EQ(checksum(makeSynthetic(0, Split::Test)), 0x4e2a3862ul);
  EXPECT_EQ(checksum(makeSynthetic(0, Split::Train)), 0xd1c9df2eul);
}

TEST(SyntheticTest, SeedsAndSplitsDiffer) {
  unsigned long test0 = checksum(makeSynthetic(0, Split::Test));
  EXPECT_NE(test0, checksum(makeSynthetic(1, Split::Test)));
  Dataset train = makeSynthetic(0, Split::Train);
  limitDataset(train, SyntheticTestSize);
  EXPECT_NE(test0, checksum(train));
}

} // namespace
