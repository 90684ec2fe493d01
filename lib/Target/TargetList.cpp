//===- TargetList.cpp - Several targets for one object --------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/TargetList.h"

#include "CPUCheck.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir::lowres;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

static Error makeError(const llvm::Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

namespace {
/// One target of a list.
struct Choice {
  /// As it was written.
  StringRef text;
  TargetInfo target;
  CPURequirements required;
};
} // namespace

static Expected<TargetInfo> parseTarget(StringRef text) {
  Expected<TargetSpec> spec = parseTargetSpec(text);
  if (!spec)
    return spec.takeError();
  return TargetInfo::get(*spec);
}

/// Whether code for both triples can be in one object. Vendors may differ: the
/// host's is often another than that of a CPU's name.
static bool canShareObject(const llvm::Triple &a, const llvm::Triple &b) {
  return a.getArch() == b.getArch() && a.getOS() == b.getOS() &&
         a.getEnvironment() == b.getEnvironment() &&
         a.getObjectFormat() == b.getObjectFormat();
}

/// Fails if one object cannot have, or need not have, both.
static Error checkPair(const Choice &a, const Choice &b) {
  if (!canShareObject(a.target.getTriple(), b.target.getTriple()))
    return makeError("targets '" + a.text + "' and '" + b.text +
                     "' cannot be in one object: they are " +
                     a.target.getSpec().triple + " and " +
                     b.target.getSpec().triple);
  if (!canAskCPU(a.target.getTriple()))
    return makeError("targets '" + a.text + "' and '" + b.text +
                     "' cannot be in one object: only code for x86-64, and for "
                     "AArch64 with Linux, can ask which processor runs it");
  if (a.required == b.required)
    return makeError("targets '" + a.text + "' and '" + b.text +
                     "' ask the same of a processor: one of the two would "
                     "never be chosen");
  return Error::success();
}

Expected<llvm::SmallVector<TargetInfo>>
mlir::lowres::parseTargetList(StringRef text) {
  auto asksForMore = [](const Choice &a, const Choice &b) {
    return a.required.count() > b.required.count();
  };
  llvm::SmallVector<StringRef> parts;
  text.split(parts, ',');
  std::vector<Choice> choices;
  for (StringRef part : parts) {
    Expected<TargetInfo> target = parseTarget(part);
    if (!target)
      return target.takeError();
    Choice choice{part, *target, getCPURequirements(*target)};
    for (const Choice &other : choices)
      if (Error error = checkPair(other, choice))
        return error;
    choices.insert(llvm::upper_bound(choices, choice, asksForMore), choice);
  }

  llvm::SmallVector<TargetInfo> targets;
  for (const Choice &choice : choices)
    targets.push_back(choice.target);
  if (choices.size() > 1 && choices.back().required.count() > 0) {
    const TargetInfo &last = targets.back();
    Expected<TargetInfo> baseline = TargetInfo::get(
        {last.getSpec().triple, getBaselineCPU(last.getTriple()).str(), {}});
    if (!baseline)
      return baseline.takeError();
    targets.push_back(*baseline);
  }
  return targets;
}
