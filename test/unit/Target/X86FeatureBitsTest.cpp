//===- X86FeatureBitsTest.cpp ---------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../../../lib/Target/X86FeatureBits.h"

#include "lowres/Target/TargetInfo.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/TargetParser/X86TargetParser.h"
#include "gtest/gtest.h"

using namespace mlir::lowres;

namespace {

// A CPU of a later LLVM may bring a feature that nobody has looked at.
TEST(X86FeatureBits, EveryFeatureOfEveryCPUIsKnown) {
  llvm::StringSet<> known;
  for (const X86FeatureBit &feature : getX86FeatureBits())
    EXPECT_TRUE(known.insert(feature.name).second) << feature.name.str();
  for (llvm::StringRef name : getUncheckedX86Features())
    EXPECT_TRUE(known.insert(name).second) << name.str();

  llvm::SmallVector<llvm::StringRef> cpus;
  llvm::X86::fillValidCPUArchList(cpus, /*Only64Bit=*/true);
  llvm::StringSet<> missing;
  for (llvm::StringRef cpu : cpus) {
    llvm::SmallVector<llvm::StringRef> features;
    llvm::X86::getFeaturesForCPU(cpu, features);
    for (llvm::StringRef feature : features)
      if (!known.contains(feature) && missing.insert(feature).second)
        ADD_FAILURE() << feature.str() << " of " << cpu.str();
  }
}

TEST(X86FeatureBits, NamesAreLLVMs) {
  TargetInfo target = llvm::cantFail(
      TargetInfo::get(llvm::cantFail(parseTargetSpec("x86-64"))));
  for (const X86FeatureBit &feature : getX86FeatureBits()) {
    auto spec = parseTargetSpec("x86-64+" + feature.name.str());
    EXPECT_TRUE(bool(spec)) << llvm::toString(spec.takeError());
  }
}

} // namespace
