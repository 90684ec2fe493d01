//===- DiagnosticPrinter.h - Diagnostics for users --------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_SUPPORT_DIAGNOSTICPRINTER_H
#define LOWRES_SUPPORT_DIAGNOSTICPRINTER_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/raw_ostream.h"

namespace mlir {
namespace lowres {

/// Prints the diagnostics of a context, as long as it lives, in the form
///
///   model.mlir:3:7: error: message
///
/// Unlike upstream's handler it does not quote the source, where one line can
/// hold megabytes of weights, nor the operation at fault.
class DiagnosticPrinter : public ScopedDiagnosticHandler {
public:
  /// `fallback` is printed in place of a location that is not known.
  DiagnosticPrinter(MLIRContext *context, StringRef fallback,
                    llvm::raw_ostream &os = llvm::errs());

private:
  void print(Diagnostic &diagnostic);

  std::string fallback;
  llvm::raw_ostream &os;
};

} // namespace lowres
} // namespace mlir

#endif // LOWRES_SUPPORT_DIAGNOSTICPRINTER_H
