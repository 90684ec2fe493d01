//===- CPUCheckTest.cpp ---------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../../../lib/Target/CPUCheck.h"

#include "TestModule.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::lowres;

namespace {

/// What `target` asks of a machine.
CPURequirements require(StringRef target) {
  return getCPURequirements(test::getTarget(target));
}

constexpr CPUWord hwcap{16, 0, 0}, hwcap2{26, 0, 0};
constexpr uint64_t dotProd = 1 << 20, i8mm = 1 << 13;

/// Whether machines that have `more` have `less`.
bool includes(const CPURequirements &more, const CPURequirements &less) {
  return llvm::all_of(less.masks, [&](const auto &entry) {
    auto found = more.masks.find(entry.first);
    return found != more.masks.end() &&
           (found->second & entry.second) == entry.second;
  });
}

TEST(CPUCheck, BaselinesAskForNothing) {
  for (StringRef target :
       {"x86-64", "aarch64", "aarch64-linux-android", "aarch64_be", "riscv64"})
    EXPECT_EQ(require(target).count(), 0u) << target.str();
}

TEST(CPUCheck, BitsOfAArch64) {
  EXPECT_EQ(require("aarch64+dotprod").masks,
            (std::map<CPUWord, uint64_t>{{hwcap, dotProd}}));
  // Processors with FEAT_I8MM have FEAT_DotProd, too.
  EXPECT_EQ(require("aarch64+i8mm").masks,
            (std::map<CPUWord, uint64_t>{{hwcap, dotProd}, {hwcap2, i8mm}}));
  // aes, pmull, sha1, sha2, crc32, atomics, fphp, asimdhp, asimdrdm, lrcpc and
  // asimddp; what only kernels use is not asked for.
  EXPECT_EQ(require("neoverse-n1").masks,
            (std::map<CPUWord, uint64_t>{{hwcap, 0x1097f8}}));
  EXPECT_EQ(require("neoverse-n1+no-dotprod").masks,
            (std::map<CPUWord, uint64_t>{{hwcap, 0x0097f8}}));
}

TEST(CPUCheck, LaterProcessorsHaveMore) {
  EXPECT_TRUE(includes(require("neoverse-n1"), require("aarch64+dotprod")));
  EXPECT_FALSE(includes(require("neoverse-n1"), require("aarch64+i8mm")));
  EXPECT_TRUE(includes(require("neoverse-v1"), require("neoverse-n1")));
  EXPECT_TRUE(includes(require("neoverse-v2"), require("aarch64+i8mm")));
  EXPECT_FALSE(includes(require("cortex-a53"), require("aarch64+dotprod")));
}

TEST(CPUCheck, OnlySomeMachinesCanBeAsked) {
  for (StringRef triple :
       {"x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc",
        "aarch64-unknown-linux-gnu", "aarch64-unknown-linux-android",
        "aarch64-unknown-linux-musl"})
    EXPECT_TRUE(canAskCPU(llvm::Triple(triple))) << triple.str();
  for (StringRef triple :
       {"arm64-apple-macosx", "aarch64-pc-windows-msvc", "aarch64-none-elf",
        "aarch64-unknown-linux-gnu_ilp32", "riscv64-unknown-linux-gnu"}) {
    EXPECT_FALSE(canAskCPU(llvm::Triple(triple))) << triple.str();
    EXPECT_EQ(getBaselineCPU(llvm::Triple(triple)), "") << triple.str();
  }
  EXPECT_EQ(require("apple-m1").count(), 0u);
}

} // namespace
