//===- Dense.h - Fully connected layer --------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   forward    y = x W^T + b                   W [out, in], b [out]
//   backward   dx = dy W,  dW = dy^T x,  db = sum of dy over the batch
//
// with the decoded weights for W in both directions. Applied to each of T
// tokens, x is [batch * T, in] and y [batch * T, out].
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_DENSE_H
#define LOWRES_RT_NN_DENSE_H

#include "lowres-rt/nn/Layer.h"
#include "lowres-rt/support/Random.h"

#include <optional>

namespace lowres {

class Dense final : public Layer {
public:
  enum class Bias { No, Yes };

  /// Latents start normal with standard deviation sqrt(2 / in) (He et al.,
  /// arXiv 1502.01852), biases at zero. `quantizer` may be null and must
  /// outlive the layer. `index` numbers the parameters: w0, b0, w1, ... An
  /// example has `tokens`, of `in` values each.
  Dense(size_t in, size_t out, size_t index, const WeightQuantizer *quantizer,
        Random &random, size_t tokens = 1, Bias hasBias = Bias::Yes);

  Kind kind() const override { return Kind::Dense; }
  size_t outputFeatures() const override { return tokens * weight.rows; }
  void forward(const Activations &x, const Activations &y, const Mode &mode,
               ThreadPool &pool) override;
  void backward(const Activations &x, const Activations &y,
                const Activations &dy, const Activations &dx,
                GradientSink &sink, ThreadPool &pool) override;
  std::vector<Parameter *> parameters() override;

  const size_t tokens;
  Parameter weight;              // [out, in]
  std::optional<Parameter> bias; // [1, out]

private:
  void inputGradient(const Activations &dy, const Activations &dx,
                     ThreadPool &pool) const;
  void weightGradient(const Activations &x, const Activations &dy,
                      GradientSink &sink, ThreadPool &pool);

  Buffer partials; // Weight gradients of parts of the rows.
};

} // namespace lowres

#endif // LOWRES_RT_NN_DENSE_H
