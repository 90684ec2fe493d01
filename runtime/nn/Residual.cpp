//===- Residual.cpp - A chain with a way around it ------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/Residual.h"

#include "Matrix.h"

using namespace lowres;

std::vector<Parameter *> Residual::parameters() {
  std::vector<Parameter *> all = body.parameters();
  std::vector<Parameter *> more = shortcut.parameters();
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// sum = a + b; sum may be one of them.
static void add(const Activations &a, const Activations &b,
                const Activations &sum, ThreadPool &pool) {
  pool.forEach(a.batch, [&](size_t example, unsigned) {
    auto row = static_cast<Eigen::Index>(example);
    matrix(sum).row(row) = matrix(a).row(row) + matrix(b).row(row);
  });
}

void Residual::forward(const Activations &x, const Activations &y,
                       const Mode &mode, ThreadPool &pool) {
  Activations a = activationsIn(bodyOutput, x.batch, y.features), b = x;
  body.forward(x, a, mode, pool);
  if (!hasIdentity()) {
    b = activationsIn(shortcutOutput, x.batch, y.features);
    shortcut.forward(x, b, mode, pool);
  }
  add(a, b, y, pool);
}

void Residual::backward(const Activations &x, const Activations &,
                        const Activations &dy, const Activations &dx,
                        GradientSink &sink, ThreadPool &pool) {
  Activations a = activationsIn(bodyOutput, x.batch, dy.features), db = dy;
  body.backward(x, a, dy, dx, sink, pool);
  if (!hasIdentity()) {
    Activations b = activationsIn(shortcutOutput, x.batch, dy.features);
    db = {nullptr, x.batch, x.features};
    if (dx.data)
      db = activationsIn(shortcutGradient, x.batch, x.features);
    shortcut.backward(x, b, dy, db, sink, pool);
  }
  if (dx.data)
    add(dx, db, dx, pool);
}
