//===- X86Check.h - What a processor must report ----------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Questions to the processor as LLVM IR around the instructions CPUID and
// XGETBV, so that an object needs no compiler run-time library for them.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_TARGET_X86CHECK_H
#define LOWRES_LIB_TARGET_X86CHECK_H

#include "lowres/Target/TargetInfo.h"
#include "llvm/IR/IRBuilder.h"

#include <array>
#include <map>

namespace mlir {
namespace lowres {

/// What the CPU and the operating system must report: bits that are set.
struct X86Requirements {
  /// A leaf and a subleaf of CPUID.
  using Leaf = std::pair<uint32_t, uint32_t>;

  /// The bits of EAX, EBX, ECX and EDX; no entry is empty.
  std::map<Leaf, std::array<uint32_t, 4>> cpuid;
  uint32_t xcr0 = 0;

  /// The number of bits. A target that asks for all that another asks for, and
  /// more, has more of them.
  unsigned count() const;

  bool operator==(const X86Requirements &other) const {
    return cpuid == other.cpuid && xcr0 == other.xcr0;
  }
};

/// What code for `target` may use beyond the baseline of x86-64. Nothing for
/// targets that are not x86-64.
X86Requirements getX86Requirements(const TargetInfo &target);

/// Asks the processor, each question once however many targets want to know:
/// on a virtual machine, one CPUID takes microseconds.
class X86CheckBuilder {
public:
  /// Emits the questions that `all` need answered at the end of the block of
  /// `builder`, which is left at the end of another one.
  X86CheckBuilder(llvm::IRBuilder<> &builder,
                  llvm::ArrayRef<X86Requirements> all);

  /// Whether this machine has what `required`, one of those asked for, says:
  /// an i1.
  llvm::Value *isMet(const X86Requirements &required);

private:
  /// The results of a CPUID, by register.
  using Registers = std::array<llvm::Value *, 4>;

  Registers emitCPUID(X86Requirements::Leaf leaf);
  /// The same, once, and 0 from a processor that does not know the leaf.
  const Registers &ask(X86Requirements::Leaf leaf);
  /// XCR0's lower half, and 0 where it cannot be read.
  llvm::Value *emitXGETBV();
  llvm::Value *hasBits(llvm::Value *word, uint32_t mask);

  llvm::IRBuilder<> &builder;
  std::map<X86Requirements::Leaf, Registers> words;
  /// The last leaf in the basic and in the extended range, by the first.
  std::map<uint32_t, llvm::Value *> lastLeaves;
  llvm::Value *xcr0 = nullptr;
};

} // namespace lowres
} // namespace mlir

#endif // LOWRES_LIB_TARGET_X86CHECK_H
