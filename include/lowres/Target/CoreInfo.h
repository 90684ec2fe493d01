//===- CoreInfo.h - What a core does in a cycle -----------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The constants of the model of kernels' times, as a description that a module
// has: the device "CPU" of upstream's `dlti.target_system_spec`. A file of such
// a module gives them to another one (--target-config).
//
//   module attributes {dlti.target_system_spec = #dlti.target_system_spec<
//     "CPU" = #dlti.target_device_spec<
//       "lowres.loads_per_cycle" = 2.0, "lowres.cache_bytes" = 1048576>>} {}
//
// Of each property that is left out the built-in value holds. Properties with
// other names are other people's, but one that begins with "lowres." has to be
// one of these:
//
//   lowres.operations_per_cycle   vector instructions of any kind
//   lowres.products_per_cycle     of these, products and sums of floats
//   lowres.lookups_per_cycle      of these, permutations of bytes or dwords
//   lowres.loads_per_cycle        vectors, and scalars that are broadcast
//   lowres.near_bytes_per_cycle   read from the second-level cache
//   lowres.far_bytes_per_cycle    read from beyond it
//   lowres.exposed_part           of the shorter of computing and reading, what
//                                 the longer does not hide, at most 1
//   lowres.cache_bytes            that the second-level cache holds
//
// All are numbers, integers or floats: the part from 0.01 on, the cache from 1
// byte to 10^12, the others from 0.01 to 10^6. A cycle is one of the core's
// clock: the time of an addition that waits for the one before.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TARGET_COREINFO_H
#define LOWRES_TARGET_COREINFO_H

#include "lowres/Target/TargetInfo.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"

#include <string>

namespace mlir {
namespace lowres {

struct CoreInfo {
  double operations = 3;
  double products = 2;
  double lookups = 1;
  /// The following were fitted to times of kernels on one server (Cascade
  /// Lake). It has two ports for loads.
  double loads = 1.5;
  double nearBytes = 20, farBytes = 8;
  double exposed = 0.3;
  /// What the second-level cache of most servers holds at least.
  double cacheBytes = 1 << 20;

  /// Intel's server cores from Skylake on, whose 512-bit operations have two
  /// ports, one of which has the permutations. Of narrower ones three ports do
  /// the simple operations. From Sapphire Rapids on they have other caches.
  ///
  /// On AArch64, Arm's cores from Cortex-A76 and Neoverse N1 on: two pipelines
  /// for vectors and two for loads ("Neoverse N1 Software Optimization Guide").
  explicit CoreInfo(const TargetInfo &target) {
    if (target.isAArch64()) {
      operations = lookups = loads = 2;
      nearBytes = 16;
      farBytes = 6;
      return;
    }
    if (target.hasAVX512BW())
      operations = 2;
    if (target.hasFeature("avx512fp16")) {
      nearBytes = 40;
      farBytes = 10;
      cacheBytes = 2 << 20;
    }
  }

  /// The core of `target`: as the description for `op` says, or built in. Fails
  /// with a diagnostic at `op` if a property is unknown, or its value makes no
  /// sense.
  static FailureOr<CoreInfo> getFor(Operation *op, const TargetInfo &target);

  /// The text of a module without anything but this description: a property on
  /// each line.
  std::string str() const;
};

/// The description that `op` or the closest ancestor with one has. Null if
/// there is none with a property of those above.
TargetDeviceSpecInterface getDescriptionOfCore(Operation *op);

/// Makes `spec` the module's description of its CPU. Descriptions of other
/// devices stay.
void setDescriptionOfCore(ModuleOp module, TargetDeviceSpecInterface spec);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_TARGET_COREINFO_H
