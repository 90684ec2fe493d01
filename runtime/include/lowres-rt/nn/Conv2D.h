//===- Conv2D.h - Convolution of images -------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// With k x k taps, stride s, padding p, and x zero outside the image:
//
//   forward    y[i, j, o] = b[o] + sum over r, q, c of
//                           W[o, r, q, c] x[s i + r - p, s j + q - p, c]
//   backward   dW[o, r, q, c] = sum over examples, i, j of
//                               dy[i, j, o] x[s i + r - p, s j + q - p, c],
//              dx[u, v, c] = sum of dy[i, j, o] W[o, r, q, c] over all i, j, r,
//              q with s i + r - p = u and s j + q - p = v, and over o, db = sum
//              of dy over examples, i, j
//
// with the decoded weights for W in both directions. The inner loops are matrix
// products with the patches of x that the kernel sees, one row an output
// position (Chellapilla, Puri and Simard, "High Performance Convolutional
// Neural Networks for Document Processing", 2006), cut into blocks that stay in
// cache.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_CONV2D_H
#define LOWRES_RT_NN_CONV2D_H

#include "lowres-rt/nn/ConvShape.h"
#include "lowres-rt/nn/Layer.h"
#include "lowres-rt/support/Random.h"

#include <optional>

namespace lowres {

class Conv2D final : public Layer {
public:
  enum class Bias { No, Yes };

  /// Latents start normal with standard deviation sqrt(2 / weightsPerOutput)
  /// (He et al., arXiv 1502.01852), biases at zero; there is no use for a bias
  /// in front of a normalisation. `quantizer` may be null and must outlive the
  /// layer. `index` numbers the parameters: w0, b0, w1, ...
  Conv2D(const ConvShape &shape, Bias hasBias, size_t index,
         const WeightQuantizer *quantizer, Random &random);

  Kind kind() const override { return Kind::Conv2D; }
  size_t outputFeatures() const override { return shape.output().size(); }
  void forward(const Activations &x, const Activations &y, const Mode &mode,
               ThreadPool &pool) override;
  void backward(const Activations &x, const Activations &y,
                const Activations &dy, const Activations &dx,
                GradientSink &sink, ThreadPool &pool) override;
  std::vector<Parameter *> parameters() override;

  const ConvShape shape;
  Parameter weight;              // [outputs, taps x channels of a group]
  std::optional<Parameter> bias; // [1, outputs]

private:
  void inputGradient(const Activations &dy, const Activations &dx,
                     ThreadPool &pool) const;
  void weightGradient(const Activations &x, const Activations &dy,
                      GradientSink &sink, ThreadPool &pool);

  Buffer partials; // Weight gradients of parts of the batch.
};

} // namespace lowres

#endif // LOWRES_RT_NN_CONV2D_H
