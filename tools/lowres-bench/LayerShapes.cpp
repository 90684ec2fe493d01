//===- LayerShapes.cpp - Dense layers to time -----------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LayerShapes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace lowres;

static constexpr size_t kMostWeights = size_t(1) << 28;

/// Of models with hidden sizes 3200 (3 billion weights) and 4096 (7 and 8
/// billion): attention and the two sides of the MLP.
static constexpr LayerShape kLlm[] = {
    {3200, 3200}, {8640, 3200}, {4096, 4096}, {4096, 14336}, {14336, 4096}};

static constexpr LayerShape kFcnn[] = {{3072, 512},  {512, 256},   {256, 10},
                                       {3072, 4096}, {4096, 2048}, {2048, 10}};

static std::optional<LayerShape> parseShape(llvm::StringRef text) {
  LayerShape shape;
  auto [inputs, outputs] = text.split('x');
  if (inputs.getAsInteger(10, shape.inputs) ||
      outputs.getAsInteger(10, shape.outputs) || shape.inputs == 0 ||
      shape.outputs == 0 || shape.inputs > kMostWeights / shape.outputs)
    return std::nullopt;
  return shape;
}

llvm::Expected<std::vector<LayerShape>>
lowres::parseLayerShapes(llvm::ArrayRef<std::string> texts) {
  std::vector<LayerShape> shapes;
  auto add = [&](const LayerShape &shape) {
    if (llvm::none_of(shapes, [&](const LayerShape &other) {
          return other.str() == shape.str();
        }))
      shapes.push_back(shape);
  };
  for (const std::string &text : texts) {
    if (text == "llm")
      llvm::for_each(kLlm, add);
    else if (text == "fcnn")
      llvm::for_each(kFcnn, add);
    else if (std::optional<LayerShape> shape = parseShape(text))
      add(*shape);
    else
      return llvm::createStringError(
          "expected inputs x outputs as in 3072x512, of at most 2^28 weights, "
          "or llm or fcnn, found '" +
          text + "'");
  }
  return shapes;
}
