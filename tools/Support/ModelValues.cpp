//===- ModelValues.cpp - Values of --model and --levels -------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelValues.h"

#include "lowres-rt/quant/LevelCount.h"

using namespace lowres;

llvm::cl::ValuesClass lowres::modelValues() {
  auto value = [](Model model, const char *description) {
    return llvm::cl::OptionEnumValue{modelName(model), static_cast<int>(model),
                                     description};
  };
  return llvm::cl::values(
      value(Model::Fcnn1, "in-512-256-10, rectifiers"),
      value(Model::Fcnn2, "in-4096-2048-10, rectifiers"),
      value(Model::Cvnn1, "3 convolutions, 32-64-128, and a dense layer"),
      value(Model::Cvnn2, "8 convolutions, 64 to 512, as VGG"),
      value(Model::Resnet18, "residual network for small images"),
      value(Model::Vit, "vision transformer, 4 blocks of dimension 96"),
      value(Model::Linear, "in-10, a baseline"));
}

llvm::Expected<int> lowres::parseLevelsFlag(const std::string &text) {
  if (std::optional<int> levels = parseLevels(text))
    return *levels;
  return llvm::createStringError(
      "--levels: expected a number from 2 to 256 or f32, found '" + text + "'");
}
