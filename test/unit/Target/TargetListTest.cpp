//===- TargetListTest.cpp -------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/TargetList.h"

#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::lowres;

namespace {

/// The CPUs and features, in order, or the error.
std::string parse(StringRef text) {
  auto targets = parseTargetList(text);
  if (!targets)
    return llvm::toString(targets.takeError());
  return llvm::join(llvm::map_range(*targets,
                                    [](const TargetInfo &target) {
                                      return target.getSpec().cpu +
                                             target.getSpec().featureString();
                                    }),
                    " ");
}

TEST(TargetList, OneTargetIsAsItIs) {
  EXPECT_EQ(parse("x86-64-v3+avxvnni+no-fma"), "x86-64-v3+avxvnni,-fma");
  EXPECT_EQ(parse("aarch64:cortex-a76"), "cortex-a76");
}

TEST(TargetList, MoreFeaturesComeFirstAndTheBaselineLast) {
  EXPECT_EQ(parse("x86-64-v2,x86-64-v3,x86-64-v4,sapphirerapids"),
            "sapphirerapids x86-64-v4 x86-64-v3 x86-64-v2 x86-64");
  EXPECT_EQ(parse("x86-64-v3,x86-64-v3+avxvnni"),
            "x86-64-v3+avxvnni x86-64-v3 x86-64");
}

TEST(TargetList, ABaselineThatIsListedIsNotAdded) {
  EXPECT_EQ(parse("x86-64,x86-64-v3"), "x86-64-v3 x86-64");
  EXPECT_EQ(parse("x86_64,x86-64-v3"), "x86-64-v3 generic");
}

TEST(TargetList, OrderDecidesBetweenEquals) {
  EXPECT_EQ(parse("x86-64-v3+sha,x86-64-v3+gfni"),
            "x86-64-v3+sha x86-64-v3+gfni x86-64");
  EXPECT_EQ(parse("x86-64-v3+gfni,x86-64-v3+sha"),
            "x86-64-v3+gfni x86-64-v3+sha x86-64");
}

TEST(TargetList, AArch64HasItsOwnBaseline) {
  EXPECT_EQ(parse("aarch64,aarch64+dotprod,aarch64+i8mm"),
            "generic+i8mm generic+dotprod generic");
  EXPECT_EQ(parse("neoverse-n1,cortex-a53,neoverse-v2"),
            "neoverse-v2 neoverse-n1 cortex-a53 generic");
  EXPECT_EQ(parse("aarch64-linux-android:cortex-a76,aarch64-linux-android"),
            "cortex-a76 generic");
}

TEST(TargetList, VendorsMayDiffer) {
  auto targets = parseTargetList(
      "x86_64-pc-windows-msvc:haswell,x86_64-unknown-windows-msvc:x86-64-v4");
  ASSERT_TRUE(bool(targets)) << llvm::toString(targets.takeError());
  ASSERT_EQ(targets->size(), 3u);
  EXPECT_TRUE(targets->back().getTriple().isOSWindows());
}

TEST(TargetList, ErrorsNameTheTargets) {
  EXPECT_EQ(parse("x86-64-v3,aarch64"),
            "targets 'x86-64-v3' and 'aarch64' cannot be in one object: they "
            "are x86_64-unknown-linux-gnu and aarch64-unknown-linux-gnu");
  EXPECT_EQ(parse("x86-64-v3,x86_64-unknown-linux-musl"),
            "targets 'x86-64-v3' and 'x86_64-unknown-linux-musl' cannot be in "
            "one object: they are x86_64-unknown-linux-gnu and "
            "x86_64-unknown-linux-musl");
  EXPECT_EQ(parse("apple-m1,apple-m2"),
            "targets 'apple-m1' and 'apple-m2' cannot be in one object: only "
            "code for x86-64, and for AArch64 with Linux, can ask which "
            "processor runs it");
  EXPECT_EQ(parse("aarch64+dotprod,aarch64+dotprod+ssbs"),
            "targets 'aarch64+dotprod' and 'aarch64+dotprod+ssbs' ask the same "
            "of a processor: one of the two would never be chosen");
  EXPECT_EQ(parse("x86-64-v3,x86-64-v4,x86-64-v3"),
            "targets 'x86-64-v3' and 'x86-64-v3' ask the same of a processor: "
            "one of the two would never be chosen");
  EXPECT_EQ(parse("x86-64-v3,x86-64-v3+rdrnd"),
            "targets 'x86-64-v3' and 'x86-64-v3+rdrnd' ask the same of a "
            "processor: one of the two would never be chosen");
  EXPECT_EQ(StringRef(parse("x86-64-v3,")).split(';').first,
            "unknown target ''");
  EXPECT_EQ(StringRef(parse("x86-64-v3, x86-64-v4")).split(';').first,
            "unknown target ' x86-64-v4'");
}

} // namespace
