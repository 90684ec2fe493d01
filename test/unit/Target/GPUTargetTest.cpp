//===- GPUTargetTest.cpp --------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/GPUTarget.h"

#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::lowres;

namespace {

std::string parseError(StringRef text) {
  return llvm::toString(parseGPUTarget(text).takeError());
}

TEST(GPUTarget, Names) {
  for (StringRef text : {"spirv-vulkan1.1", "nvptx64-sm_61", "nvptx64-sm_80",
                         "nvptx64-sm_90a", "nvptx64-sm_120"}) {
    EXPECT_TRUE(isGPUTarget(text));
    GPUTarget target = llvm::cantFail(parseGPUTarget(text));
    EXPECT_EQ(target.str(), text);
  }
  EXPECT_EQ(llvm::cantFail(parseGPUTarget("spirv-vulkan1.1")).device,
            Device::Vulkan);
  GPUTarget target = llvm::cantFail(parseGPUTarget("nvptx64-sm_80"));
  EXPECT_EQ(target.device, Device::CUDA);
  EXPECT_EQ(target.chip, "sm_80");
  for (StringRef text : {"native", "nvptx64", "spirv", "x86-64,nvptx64-sm_80"})
    EXPECT_FALSE(isGPUTarget(text));
}

TEST(GPUTarget, Errors) {
  for (StringRef chip : {"sm_52", "sm_8", "sm_80x", "80", ""}) {
    std::string text = ("nvptx64-" + chip).str();
    EXPECT_TRUE(isGPUTarget(text));
    EXPECT_EQ(parseError(text).find("target '" + text + "': unknown GPU '" +
                                    chip.str() + "'; known are sm_61, sm_62, "),
              0u)
        << parseError(text);
  }
  EXPECT_NE(parseError("nvptx64-sm_80,nvptx64-sm_90").find("for one GPU"),
            std::string::npos);
  EXPECT_EQ(parseError("gpu"), "unknown target 'gpu'; expected "
                               "'spirv-vulkan1.1' or 'nvptx64-' and a GPU");
}

} // namespace
