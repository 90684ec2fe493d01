//===- EigenNetwork.h - A dense network in float32 --------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The baseline of a model from a file: for each layer the product with a matrix
// of float32 weights, by Eigen on one thread, and ReLU where the layer has it.
// Scales, biases and other activation functions are left out, so the time is
// that of a network with a little less to do, and the results mean nothing.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_EIGENNETWORK_H
#define LOWRES_TOOLS_LOWRESBENCH_EIGENNETWORK_H

#include <cstddef>
#include <memory>
#include <vector>

namespace lowres {

/// One layer: weights [outputs, inputs], row-major.
struct FloatLayer {
  size_t outputs = 0, inputs = 0;
  std::vector<float> weights;
  bool relu = false;
};

/// Eigen's types stay in the source file, which alone is compiled for this
/// machine.
class EigenNetwork {
public:
  explicit EigenNetwork(const std::vector<FloatLayer> &layers);
  ~EigenNetwork();

  /// Runs `batch` rows, row after row.
  void run(const float *input, float *output, size_t batch);

private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation;
};

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_EIGENNETWORK_H
