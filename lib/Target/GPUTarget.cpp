//===- GPUTarget.cpp - What --target= names of GPUs -----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/GPUTarget.h"

#include "lowres/Target/PTX.h"
#include "lowres/Target/TargetSpec.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"

using namespace mlir;
using namespace mlir::lowres;
using llvm::Error;
using llvm::Expected;

static constexpr StringLiteral kVulkan = "spirv-vulkan1.1";
static constexpr StringLiteral kNVPTX = "nvptx64-";
/// The first with dp4a.
static constexpr unsigned kFirstCapability = 61;

static Error makeError(const Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

std::string GPUTarget::str() const {
  return device == Device::Vulkan ? kVulkan.str() : kNVPTX.str() + chip;
}

bool mlir::lowres::isGPUTarget(StringRef text) {
  return text == kVulkan || text.starts_with(kNVPTX);
}

/// The number of a chip, sm_90a's being 90; 0 for what is none.
static unsigned getCapability(StringRef chip) {
  unsigned number = 0;
  if (!chip.consume_front("sm_") || chip.consumeInteger(10, number))
    return 0;
  return number;
}

/// LLVM's names of the chips, oldest first.
static SmallVector<StringRef> getChips() {
  initializeLLVMTargets();
  llvm::Triple triple(kPTXTriple);
  std::string ignored;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, ignored);
  if (!target)
    return {};
  // The names are LLVM's own constants.
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget(
      target->createMCSubtargetInfo(triple, "", ""));
  SmallVector<StringRef> chips;
  for (const llvm::SubtargetSubTypeKV &chip :
       subtarget->getAllProcessorDescriptions())
    if (getCapability(chip.Key) >= kFirstCapability)
      chips.push_back(chip.Key);
  llvm::sort(chips, [](StringRef a, StringRef b) {
    return std::pair(getCapability(a), a) < std::pair(getCapability(b), b);
  });
  return chips;
}

Error mlir::lowres::checkNVIDIAChip(StringRef chip) {
  SmallVector<StringRef> chips = getChips();
  if (llvm::is_contained(chips, chip))
    return Error::success();
  return makeError("unknown GPU '" + chip + "'; known are " +
                   llvm::join(chips, ", "));
}

Expected<GPUTarget> mlir::lowres::parseGPUTarget(StringRef text) {
  if (text == kVulkan)
    return GPUTarget{Device::Vulkan, ""};
  StringRef chip = text;
  if (!chip.consume_front(kNVPTX))
    return makeError("unknown target '" + text + "'; expected '" + kVulkan +
                     "' or '" + kNVPTX + "' and a GPU");
  if (text.contains(','))
    return makeError("targets '" + text +
                     "': an object has kernels for one GPU; name one");
  if (Error error = checkNVIDIAChip(chip))
    return makeError("target '" + text +
                     "': " + llvm::toString(std::move(error)));
  return GPUTarget{Device::CUDA, chip.str()};
}
