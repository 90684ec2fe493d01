//===- LayerShapes.h - Dense layers to time ---------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_LAYERSHAPES_H
#define LOWRES_TOOLS_LOWRESBENCH_LAYERSHAPES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace lowres {

/// A dense layer.
struct LayerShape {
  size_t inputs, outputs;

  double macs() const { // For a row.
    return static_cast<double>(inputs) * static_cast<double>(outputs);
  }
  std::string str() const { // 3072x512
    return std::to_string(inputs) + "x" + std::to_string(outputs);
  }
};

/// What `texts` say, in their order, each shape once: "3072x512" (inputs x
/// outputs), "llm" (projections of language models of 3 to 8 billion weights)
/// or "fcnn" (the dense layers of fcnn1 and fcnn2). An error for other texts,
/// and for layers of more than 2^28 weights.
llvm::Expected<std::vector<LayerShape>>
parseLayerShapes(llvm::ArrayRef<std::string> texts);

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_LAYERSHAPES_H
