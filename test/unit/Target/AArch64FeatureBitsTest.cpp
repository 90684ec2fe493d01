//===- AArch64FeatureBitsTest.cpp -----------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../../../lib/Target/AArch64FeatureBits.h"

#include "lowres/Target/TargetSpec.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/TargetParser/AArch64TargetParser.h"
#include "gtest/gtest.h"

#include <set>

using namespace mlir::lowres;

namespace {

// A later LLVM may bring an extension that nobody has looked at.
TEST(AArch64FeatureBits, EveryExtensionIsKnown) {
  llvm::StringSet<> checked, unchecked;
  for (const AArch64FeatureBit &feature : getAArch64FeatureBits())
    checked.insert(feature.name);
  for (llvm::StringRef name : getUncheckedAArch64Features()) {
    EXPECT_TRUE(unchecked.insert(name).second) << name.str();
    EXPECT_FALSE(checked.contains(name)) << name.str();
  }

  for (const llvm::AArch64::ExtensionInfo &extension :
       llvm::AArch64::Extensions) {
    llvm::StringRef name = extension.PosTargetFeature;
    if (name.consume_front("+"))
      EXPECT_TRUE(checked.contains(name) || unchecked.contains(name))
          << name.str();
  }
}

TEST(AArch64FeatureBits, NoBitStandsForTwoFeatures) {
  std::set<std::pair<AuxiliaryWord, unsigned>> bits;
  for (const AArch64FeatureBit &feature : getAArch64FeatureBits())
    // Whoever has FEAT_I8MM has FEAT_DotProd.
    if (feature.name != "i8mm" || feature.word == AuxiliaryWord::HWCAP2)
      EXPECT_TRUE(bits.emplace(feature.word, feature.bit).second)
          << feature.name.str();
}

TEST(AArch64FeatureBits, NamesAreLLVMs) {
  for (const AArch64FeatureBit &feature : getAArch64FeatureBits()) {
    auto spec = parseTargetSpec("aarch64+" + feature.name.str());
    EXPECT_TRUE(bool(spec)) << llvm::toString(spec.takeError());
  }
}

} // namespace
