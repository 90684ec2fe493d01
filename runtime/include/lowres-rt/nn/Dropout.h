//===- Dropout.h - Random zeros while training ------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_DROPOUT_H
#define LOWRES_RT_NN_DROPOUT_H

#include "lowres-rt/nn/Layer.h"

namespace lowres {

/// While training, y = x / (1 - p) with probability 1 - p, else 0, and dx is
/// made from dy in the same way; otherwise y = x. What is dropped follows from
/// the seed, the step's number and the example's place in the batch.
/// Source: Srivastava et al., "Dropout", JMLR 15 (2014), 1929-1958.
class Dropout final : public Layer {
public:
  /// `probability` of a zero, in [0, 1). `index` tells the dropout layers of a
  /// network apart.
  Dropout(size_t features, float probability, uint64_t seed, uint64_t index);

  Kind kind() const override { return Kind::Dropout; }
  size_t outputFeatures() const override { return features; }
  void forward(const Activations &x, const Activations &y, const Mode &mode,
               ThreadPool &pool) override;
  void backward(const Activations &x, const Activations &y,
                const Activations &dy, const Activations &dx,
                GradientSink &sink, ThreadPool &pool) override;

private:
  void apply(const Activations &from, const Activations &to,
             ThreadPool &pool) const;

  size_t features;
  float probability;
  uint64_t seed;
  uint64_t step = 0; // Of the last pass for training.
};

} // namespace lowres

#endif // LOWRES_RT_NN_DROPOUT_H
