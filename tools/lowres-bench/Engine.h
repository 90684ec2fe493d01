//===- Engine.h - One way to compute a network ------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_ENGINE_H
#define LOWRES_TOOLS_LOWRESBENCH_ENGINE_H

namespace lowres {

/// Something to time: a network, or a part of one, for images that it was made
/// with.
class Engine {
public:
  virtual ~Engine() = default;

  /// Does all of the work once. Returns the logits, [batch, classes], which
  /// live until the next call; null if the work has no such result.
  virtual const float *run() = 0;
};

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_ENGINE_H
