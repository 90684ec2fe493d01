//===- CPUCheck.h - What a processor must report ----------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What code for a target asks of the machine that runs it, and LLVM IR that
// finds out whether it is there. How a machine is asked is a matter of its
// architecture: X86Check.h, AArch64Check.h.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_TARGET_CPUCHECK_H
#define LOWRES_LIB_TARGET_CPUCHECK_H

#include "lowres/Target/TargetInfo.h"
#include "llvm/IR/IRBuilder.h"

#include <array>
#include <map>

namespace mlir {
namespace lowres {

/// The name of a word of bits that a machine tells about itself; its numbers
/// mean something to one architecture.
using CPUWord = std::array<uint32_t, 3>;

/// The words of a machine as values of integer types, in some function.
using CPUWordValues = std::map<CPUWord, llvm::Value *>;

/// What the CPU and the operating system must report: bits that are set.
struct CPURequirements {
  /// No mask is 0.
  std::map<CPUWord, uint64_t> masks;

  void add(const CPUWord &word, uint64_t mask) {
    if (mask)
      masks[word] |= mask;
  }

  /// The number of bits. A target that asks for all that another asks for, and
  /// more, has more of them.
  unsigned count() const;

  bool operator==(const CPURequirements &other) const {
    return masks == other.masks;
  }
};

/// Whether code for machines of `triple` can ask the one that runs it.
bool canAskCPU(const llvm::Triple &triple);

/// LLVM's name of the CPU whose code every machine of `triple` runs, which asks
/// for nothing. Empty for machines that cannot be asked.
llvm::StringRef getBaselineCPU(const llvm::Triple &triple);

/// The function that questions to a machine of `triple` call if the program has
/// it. Empty where they call none.
llvm::StringRef getQuestionFunction(const llvm::Triple &triple);

/// What code for `target` may use beyond the baseline. Nothing for machines
/// that cannot be asked.
CPURequirements getCPURequirements(const TargetInfo &target);

/// Asks the machine, each question once however many targets want to know.
class CPUCheckBuilder {
public:
  /// Emits the questions to a machine of `triple` that `all` need answered at
  /// the end of the block of `builder`, which is left at the end of that or
  /// another one.
  CPUCheckBuilder(llvm::IRBuilder<> &builder, const llvm::Triple &triple,
                  llvm::ArrayRef<CPURequirements> all);

  /// Whether this machine has what `required`, one of those asked for, says:
  /// an i1.
  llvm::Value *isMet(const CPURequirements &required);

private:
  llvm::IRBuilder<> &builder;
  CPUWordValues values;
};

} // namespace lowres
} // namespace mlir

#endif // LOWRES_LIB_TARGET_CPUCHECK_H
