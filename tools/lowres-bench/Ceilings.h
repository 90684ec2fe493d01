//===- Ceilings.h - What a core can do at best ------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_CEILINGS_H
#define LOWRES_TOOLS_LOWRESBENCH_CEILINGS_H

#include "Baselines.h"

namespace lowres {

/// Reads `bytes` bytes, the same ones in every call, with the widest loads of
/// this machine.
std::unique_ptr<Engine> makeReadCeiling(size_t bytes);

/// Adds so many numbers, each to the sum of those before: one in a cycle.
std::unique_ptr<Engine> makeAdditionChain(size_t additions);

/// Multiplies and adds `macs` pairs of bytes in registers, with the widest dot
/// products of this machine. An error if it is not known how.
EngineOr makeDotCeiling(double macs);

/// The same with the tiles of AMX. An error if this machine has none.
EngineOr makeTileCeiling(double macs);

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_CEILINGS_H
