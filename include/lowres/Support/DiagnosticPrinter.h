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

#include <string>

namespace mlir {
namespace lowres {

/// "model.mlir:3:7", "model.mlir" for the file as a whole, or nothing where the
/// location is in no file. Of a bytecode file, "model.mlirbc (model.mlir:3:7)".
std::string describeLocation(Location loc);

/// The text of a diagnostic, without its notes. Each of its parts (a name, a
/// type, the words between them) is as toMessageText makes it.
std::string describeMessage(const Diagnostic &diagnostic);

/// Prints the diagnostics of a context, as long as it lives, in the form
///
///   model.mlir:3:7: error: message
///
/// Unlike upstream's handler it does not quote the source, where one line can
/// hold megabytes of weights, nor the operation at fault; what it quotes of the
/// model is made fit for a terminal (see toMessageText).
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
