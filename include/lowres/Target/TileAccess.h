//===- TileAccess.h - Tiles of AMX for this process -------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TARGET_TILEACCESS_H
#define LOWRES_TARGET_TILEACCESS_H

namespace mlir {
namespace lowres {

/// How a process asks Linux on x86-64 for them:
/// arch_prctl(ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA).
inline constexpr long kArchPrctl = 158, kRequestPermission = 0x1023,
                      kTileData = 18;

enum class TileAccess {
  None,    ///< The processor has no AMX for bytes, or this is not Linux.
  Refused, ///< The operating system does not let this process use it.
  Granted,
};

/// Asks for the tiles of AMX, as compiled objects for targets with it do when
/// they first want them. The answer is for all of the process, and a later
/// request gets the same.
TileAccess requestTiles();

} // namespace lowres
} // namespace mlir

#endif // LOWRES_TARGET_TILEACCESS_H
