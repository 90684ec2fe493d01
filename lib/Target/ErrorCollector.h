//===- ErrorCollector.h - What LLVM complains about -------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_TARGET_ERRORCOLLECTOR_H
#define LOWRES_LIB_TARGET_ERRORCOLLECTOR_H

#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/Support/raw_ostream.h"

#include <string>

namespace mlir {
namespace lowres {

/// Collects what LLVM reports while it generates code, instead of letting it
/// print and exit.
class ErrorCollector {
public:
  explicit ErrorCollector(llvm::LLVMContext &context) {
    context.setDiagnosticHandlerCallBack(collect, &messages);
  }
  ErrorCollector(const ErrorCollector &) = delete;

  /// Empty if there was no error. The first says what is missing; others may be
  /// the same for each use.
  llvm::StringRef getFirst() const {
    return llvm::StringRef(messages).split('\n').first;
  }

private:
  static void collect(const llvm::DiagnosticInfo *info, void *messages) {
    if (info->getSeverity() != llvm::DS_Error)
      return;
    llvm::raw_string_ostream os(*static_cast<std::string *>(messages));
    llvm::DiagnosticPrinterRawOStream printer(os);
    info->print(printer);
    os << "\n";
  }

  std::string messages;
};

} // namespace lowres
} // namespace mlir

#endif // LOWRES_LIB_TARGET_ERRORCOLLECTOR_H
