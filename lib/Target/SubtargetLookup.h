//===- SubtargetLookup.h - LLVM's CPU tables --------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The one place that asks LLVM's MC layer about triples, CPUs and features.
// LLVM prints a warning to stderr for an unknown name and goes on; here it is
// an error before LLVM sees it.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_TARGET_SUBTARGETLOOKUP_H
#define LOWRES_LIB_TARGET_SUBTARGETLOOKUP_H

#include "lowres/Target/TargetSpec.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/MC/MCSubtargetInfo.h"

#include <memory>

namespace mlir {
namespace lowres {

/// The table entry of feature `name` (no sign), or null.
inline const llvm::SubtargetFeatureKV *
findFeature(const llvm::MCSubtargetInfo &subtarget, llvm::StringRef name) {
  llvm::ArrayRef<llvm::SubtargetFeatureKV> table =
      subtarget.getAllProcessorFeatures();
  const llvm::SubtargetFeatureKV *found = llvm::lower_bound(table, name);
  return found != table.end() && name == found->Key ? found : nullptr;
}

/// The subtarget of `spec`; an error names the part LLVM does not know.
llvm::Expected<std::unique_ptr<llvm::MCSubtargetInfo>>
createSubtargetInfo(const TargetSpec &spec);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_LIB_TARGET_SUBTARGETLOOKUP_H
