//===- HeaderTest.cpp -----------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/Header.h"

#include "TestModule.h"
#include "lowres/Target/TargetList.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::lowres;

namespace {

ModelInterface getInterface() {
  ModelInterface interface;
  interface.name = "fcnn1";
  interface.inputs.push_back({{32, 32, 3}});
  interface.outputs.push_back({{10}});
  return interface;
}

std::string generate(const ModelInterface &interface,
                     bool int8Activations = false,
                     StringRef targets = "x86-64-v4+avx512vbmi") {
  HeaderOptions options;
  options.int8Activations = int8Activations;
  return generateHeader(interface, llvm::cantFail(parseTargetList(targets)),
                        options);
}

#define EXPECT_HAS(text, part)                                                 \
  EXPECT_NE((text).find(part), std::string::npos) << (text)
#define EXPECT_HAS_NOT(text, part)                                             \
  EXPECT_EQ((text).find(part), std::string::npos) << (text)

TEST(Header, Declarations) {
  std::string text = generate(getInterface());
  EXPECT_HAS(text, "#define FCNN1_INPUT0_SIZE 3072 /* elements per row: 32 x "
                   "32 x 3 */\n");
  EXPECT_HAS(text, "#define FCNN1_OUTPUT0_SIZE 10 /* elements per row */\n");
  EXPECT_HAS(text, "size_t fcnn1_workspace_size(int64_t batch);\n");
  EXPECT_HAS(text, "int fcnn1(const float *input0, float *output0, int64_t "
                   "batch, void *workspace);\n");
  EXPECT_HAS(text, "int fcnn1_parallel(const float *input0, float *output0, "
                   "int64_t batch, void *workspace, lowres_parallel_for "
                   "parallel_for, void *context);\n");
  EXPECT_HAS(text, "int fcnn1_supported(void);\n");
  EXPECT_HAS(text, "#define FCNN1_TARGET \"x86_64-unknown-linux-gnu x86-64-v4 "
                   "+avx512vbmi\"\n");
  EXPECT_HAS(text, "#ifndef LOWRES_FCNN1_H\n");
  EXPECT_HAS_NOT(text, "FCNN1_BATCH");
}

TEST(Header, SeveralTensorsAndStaticBatch) {
  ModelInterface interface = getInterface();
  interface.inputs.push_back({{}});
  interface.outputs.push_back({{7}});
  interface.staticBatch = 4;
  std::string text = generate(interface);
  EXPECT_HAS(text, "#define FCNN1_BATCH 4 ");
  EXPECT_HAS(text, "#define FCNN1_INPUT1_SIZE 1 ");
  EXPECT_HAS(text, "int fcnn1(const float *input0, const float *input1, float "
                   "*output0, float *output1, int64_t batch, ");
}

TEST(Header, SeveralTargets) {
  std::string text = generate(getInterface(), false, "x86-64-v3,x86-64-v4");
  EXPECT_HAS(text, "#define FCNN1_TARGET \\\n"
                   "  \"x86_64-unknown-linux-gnu x86-64-v4; \" \\\n"
                   "  \"x86_64-unknown-linux-gnu x86-64-v3; \" \\\n"
                   "  \"x86_64-unknown-linux-gnu x86-64\"\n");
  EXPECT_HAS(text, "Always 1: ");
  EXPECT_HAS_NOT(generate(getInterface()), "Always 1: ");
}

TEST(Header, Devices) {
  ModelInterface interface = getInterface();
  EXPECT_HAS_NOT(generate(interface), "GPU");
  interface.device = Device::Vulkan;
  EXPECT_HAS(generate(interface), "int fcnn1_vulkan(int64_t input0, int64_t "
                                  "output0, int64_t batch);\n");
  EXPECT_HAS(generate(interface), "link liblowres_vulkan.\n");
  interface.device = Device::CUDA;
  interface.outputs.push_back({{7}});
  EXPECT_HAS(generate(interface),
             "int fcnn1_cuda(const float *input0, float *output0, float "
             "*output1, int64_t batch);\n");
  EXPECT_HAS(generate(interface), "link liblowres_cuda. ");
}

TEST(Header, SaysHowTheMachineIsAsked) {
  auto generateFor = [](StringRef target) {
    return generate(getInterface(), /*int8Activations=*/false, target);
  };
  EXPECT_HAS(generateFor("x86-64-v3"), "slow on virtual\n * machines.\n */");
  EXPECT_HAS(generateFor("neoverse-n1"),
             "It asks the C library's getauxval: "
             "0\n * in a program that does not have it.\n */");
  EXPECT_HAS(generateFor("aarch64"), "nothing to ask:\n * always 1.");
  EXPECT_HAS(generateFor("riscv64+v"), "nothing to ask:\n * always 1.");
}

TEST(Header, SaysWhatBecomesOfNaN) {
  EXPECT_HAS(generate(getInterface(), false), "propagates to the outputs");
  EXPECT_HAS(generate(getInterface(), true), "gives a row of NaN");
}

} // namespace
