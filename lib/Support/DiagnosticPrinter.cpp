//===- DiagnosticPrinter.cpp - Diagnostics for users ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Support/DiagnosticPrinter.h"

#include "lowres/Support/MessageText.h"
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

static std::string describe(FileLineColLoc where) {
  std::string text = toMessageText(where.getFilename().strref());
  // The parser gives the module of a file the line 0.
  if (where.getLine())
    text += ":" + std::to_string(where.getLine()) + ":" +
            std::to_string(where.getColumn());
  return text;
}

std::string mlir::lowres::describeLocation(Location loc) {
  FileLineColLoc file, line;
  loc->walk([&](Location part) {
    auto where = dyn_cast<FileLineColLoc>(part);
    if (where && !file)
      file = where;
    if (where && where.getLine())
      line = where;
    return line ? WalkResult::interrupt() : WalkResult::advance();
  });
  if (!file)
    return "";
  return describe(file) +
         (line && line != file ? " (" + describe(line) + ")" : "");
}

std::string mlir::lowres::describeMessage(const Diagnostic &diagnostic) {
  std::string text;
  for (const DiagnosticArgument &argument : diagnostic.getArguments()) {
    std::string part;
    llvm::raw_string_ostream os(part);
    argument.print(os);
    text += toMessageText(part);
  }
  return text;
}

DiagnosticPrinter::DiagnosticPrinter(MLIRContext *context, StringRef fallback,
                                     llvm::raw_ostream &os)
    : ScopedDiagnosticHandler(context), fallback(fallback), os(os) {
  context->printOpOnDiagnostic(false);
  setHandler([this](Diagnostic &diagnostic) { print(diagnostic); });
}

void DiagnosticPrinter::print(Diagnostic &diagnostic) {
  std::string where = describeLocation(diagnostic.getLocation());
  os << (where.empty() ? fallback : where) << ": "
     << getKind(diagnostic.getSeverity()) << ": " << describeMessage(diagnostic)
     << "\n";
  for (Diagnostic &note : diagnostic.getNotes())
    print(note);
}
