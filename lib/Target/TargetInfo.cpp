//===- TargetInfo.cpp - What a target can do ------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/TargetInfo.h"

#include "SubtargetLookup.h"
#include "mlir/Dialect/LLVMIR/LLVMAttrs.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace mlir::lowres;

TargetInfo::TargetInfo(TargetSpec spec,
                       std::shared_ptr<const llvm::MCSubtargetInfo> subtarget)
    : spec(std::move(spec)), triple(this->spec.triple),
      subtarget(std::move(subtarget)) {}

llvm::Expected<TargetInfo> TargetInfo::get(const TargetSpec &spec) {
  llvm::Expected<std::unique_ptr<llvm::MCSubtargetInfo>> subtarget =
      createSubtargetInfo(spec);
  if (!subtarget)
    return subtarget.takeError();
  return TargetInfo(spec, std::move(*subtarget));
}

FailureOr<TargetInfo> TargetInfo::getFor(Operation *op) {
  StringRef name = LLVM::LLVMDialect::getTargetAttrName();
  LLVM::TargetAttr attr;
  for (Operation *at = op; at && !attr; at = at->getParentOp())
    attr = at->getAttrOfType<LLVM::TargetAttr>(name);
  if (!attr)
    return op->emitError("no target is set: expected an '")
           << name << "' attribute here or on an enclosing operation";
  llvm::Expected<TargetInfo> info = get(getTargetSpec(attr));
  if (!info)
    return op->emitError() << llvm::toString(info.takeError());
  return std::move(*info);
}

bool TargetInfo::hasFeature(llvm::StringRef name) const {
  const llvm::SubtargetFeatureKV *feature = findFeature(*subtarget, name);
  return feature && subtarget->getFeatureBits().test(feature->Value);
}

bool TargetInfo::hasVectors() const {
  // LLVM's names of the vector extensions of x86, AArch64 and Arm, Arm M,
  // RISC-V, WebAssembly, PowerPC and SystemZ.
  constexpr StringLiteral extensions[] = {
      "sse2", "neon", "mve", "zve32x", "simd128", "altivec", "vector"};
  return llvm::any_of(extensions,
                      [&](StringRef name) { return hasFeature(name); });
}

unsigned TargetInfo::vectorBytes() const {
  if (isX86_64() && hasAVX512BW())
    return 64;
  if (isX86_64() && hasAVX2())
    return 32;
  return hasVectors() ? 16 : 4;
}

unsigned TargetInfo::getMaxLookupEntries() const {
  if (isX86_64())
    return hasVBMI() ? 128 : 0;
  return isAArch64() && hasVectors() ? 64 : 0;
}

std::vector<std::string> TargetInfo::getAllFeatures() const {
  std::vector<std::string> names;
  // The table is sorted by name.
  for (const llvm::SubtargetFeatureKV &feature :
       subtarget->getAllProcessorFeatures())
    if (subtarget->getFeatureBits().test(feature.Value))
      names.push_back((llvm::Twine("+") + feature.Key).str());
  return names;
}
