//===- FusedMultiplyAdd.h - Which targets have it ---------------*- C++ -*-===//

#ifndef LOWRES_LIB_DIALECT_LOWRES_TRANSFORMS_FUSEDMULTIPLYADD_H
#define LOWRES_LIB_DIALECT_LOWRES_TRANSFORMS_FUSEDMULTIPLYADD_H

#include "lowres/Target/TargetInfo.h"

namespace mlir::lowres {

/// Whether a fused multiply-add is an instruction, and no call.
inline bool hasFusedMultiplyAdd(const TargetInfo &target) {
  return target.isAArch64() || (target.isX86_64() && target.hasFeature("fma"));
}

} // namespace mlir::lowres

#endif // LOWRES_LIB_DIALECT_LOWRES_TRANSFORMS_FUSEDMULTIPLYADD_H
