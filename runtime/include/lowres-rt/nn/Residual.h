//===- Residual.h - A chain with a way around it ----------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   forward    y = body(x) + shortcut(x)
//   backward   dx = the sum of what both pass back for dy
//
// Source: He et al., "Deep Residual Learning", arXiv 1512.03385.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_RESIDUAL_H
#define LOWRES_RT_NN_RESIDUAL_H

#include "lowres-rt/nn/Sequential.h"

namespace lowres {

class Residual final : public Layer {
public:
  /// `shortcut`, a projection, may be empty: then it is the identity. Both
  /// have outputs of the same size, with the identity that of the input.
  Residual(Sequential body, Sequential shortcut)
      : body(std::move(body)), shortcut(std::move(shortcut)) {}

  Kind kind() const override { return Kind::Residual; }
  size_t outputFeatures() const override { return body.outputFeatures(); }
  void forward(const Activations &x, const Activations &y, const Mode &mode,
               ThreadPool &pool) override;
  void backward(const Activations &x, const Activations &y,
                const Activations &dy, const Activations &dx,
                GradientSink &sink, ThreadPool &pool) override;
  std::vector<Parameter *> parameters() override;

  bool hasIdentity() const { return shortcut.layers().empty(); }

  Sequential body;
  Sequential shortcut;

private:
  // backward() of a chain may need its output.
  Buffer bodyOutput;
  Buffer shortcutOutput;
  Buffer shortcutGradient;
};

} // namespace lowres

#endif // LOWRES_RT_NN_RESIDUAL_H
