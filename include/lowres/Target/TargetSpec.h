//===- TargetSpec.h - What --target= names ----------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The text form of a target, and its exchange with upstream's `#llvm.target`.
//
//   spec    ::= name (`:` cpu)? (`+` feature | `+no-` feature)*
//   name    ::= `native` | cpu | architecture | triple
//
// Examples: `native`, `x86-64-v4`, `icelake-server+no-avx512vnni`,
// `x86-64-v3+avxvnni`, `aarch64+dotprod`, `cortex-a76`, `neoverse-n1+i8mm`,
// `riscv64+v`, `cortex-m4`, `thumbv7em-none-eabi:cortex-m4`.
//
// * `native` is the machine that runs the compiler: its triple, CPU and
//   features.
// * The name of a 64-bit x86 or Arm CPU (`x86-64-v3`, `cortex-a76`, ...) stands
//   for Linux on that CPU, that of Apple's for macOS, and that of a
//   microcontroller (`cortex-m4`) for no operating system, with floats passed
//   in registers where the CPU has them (eabihf).
// * A bare architecture stands for Linux on its generic CPU.
// * A feature is switched off with `+no-feature`, because names contain
//   hyphens. Where LLVM has a feature whose own name starts with `no-`, the
//   feature is meant.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TARGET_TARGETSPEC_H
#define LOWRES_TARGET_TARGETSPEC_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace mlir {
class MLIRContext;
namespace LLVM {
class TargetAttr;
} // namespace LLVM

namespace lowres {

/// A machine to compile for, by the names LLVM uses.
struct TargetSpec {
  /// Normalised triple, for example `x86_64-unknown-linux-gnu`.
  std::string triple;
  /// LLVM's name of the CPU, never empty; `generic` where none was named.
  std::string cpu;
  /// What differs from the CPU's own features, each with its sign: `+avxvnni`,
  /// `-avx512vnni`. Later entries win.
  std::vector<std::string> features;

  /// The features joined by commas, as LLVM takes them.
  std::string featureString() const;

  /// A text for messages and reports: `triple cpu features`.
  std::string str() const;

  bool operator==(const TargetSpec &other) const {
    return triple == other.triple && cpu == other.cpu &&
           features == other.features;
  }
};

/// Parses the text form above. The error names the part that is unknown
/// (target, CPU or feature) and lists a few that are known.
llvm::Expected<TargetSpec> parseTargetSpec(llvm::StringRef text);

/// The machine that runs the compiler.
TargetSpec getHostTargetSpec();

/// `#llvm.target<triple = ..., chip = ..., features = ...>` for `spec`.
/// The LLVM dialect must be loaded in `context`.
LLVM::TargetAttr getTargetAttr(MLIRContext *context, const TargetSpec &spec);

/// The inverse of getTargetAttr; nothing is checked against LLVM's tables
/// (TargetInfo::get does that).
TargetSpec getTargetSpec(LLVM::TargetAttr attr);

/// Makes LLVM's back ends known to its registry: once in a process, on first
/// use, from any thread. Called by everything here that needs it.
void initializeLLVMTargets();

} // namespace lowres
} // namespace mlir

#endif // LOWRES_TARGET_TARGETSPEC_H
