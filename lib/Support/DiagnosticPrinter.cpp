//===- DiagnosticPrinter.cpp - Diagnostics for users ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Support/DiagnosticPrinter.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include "mlir/IR/MLIRContext.h"

using namespace mlir;
using namespace mlir::lowres;

static StringRef getKind(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Error:
    return "error";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Note:
    return "note";
  case DiagnosticSeverity::Remark:
    return "remark";
  }
  llvm_unreachable("unknown severity");
}

DiagnosticPrinter::DiagnosticPrinter(MLIRContext *context, StringRef fallback,
                                     llvm::raw_ostream &os)
    : ScopedDiagnosticHandler(context), fallback(fallback), os(os) {
  context->printOpOnDiagnostic(false);
  setHandler([this](Diagnostic &diagnostic) { print(diagnostic); });
}

void DiagnosticPrinter::print(Diagnostic &diagnostic) {
  auto where = diagnostic.getLocation()->findInstanceOf<FileLineColLoc>();
  if (where) {
    os << where.getFilename().strref();
    // The parser gives the module of a file the line 0.
    if (where.getLine())
      os << ":" << where.getLine() << ":" << where.getColumn();
  } else {
    os << fallback;
  }
  os << ": " << getKind(diagnostic.getSeverity()) << ": " << diagnostic << "\n";
  for (Diagnostic &note : diagnostic.getNotes())
    print(note);
}
