//===- TileAccess.cpp - Tiles of AMX for this process ---------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/TileAccess.h"

using namespace mlir::lowres;

#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
#include <unistd.h>

TileAccess mlir::lowres::requestTiles() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  // Leaf 7, EDX.
  constexpr unsigned amxTile = 1u << 24, amxInt8 = 1u << 25;
  if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) || !(edx & amxTile) ||
      !(edx & amxInt8))
    return TileAccess::None;
  return syscall(kArchPrctl, kRequestPermission, kTileData) == 0
             ? TileAccess::Granted
             : TileAccess::Refused;
}
#else
TileAccess mlir::lowres::requestTiles() { return TileAccess::None; }
#endif
