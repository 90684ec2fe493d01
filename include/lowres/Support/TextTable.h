//===- TextTable.h - Text in columns ----------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_SUPPORT_TEXTTABLE_H
#define LOWRES_SUPPORT_TEXTTABLE_H

#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

namespace mlir {
namespace lowres {

/// Text in columns as wide as their contents.
class TextTable {
public:
  /// Adds a row; rows may differ in length.
  void addRow(std::vector<std::string> cells);

  /// Prints the rows, columns two spaces apart.
  void print(llvm::raw_ostream &os) const;

private:
  std::vector<size_t> widths;
  std::vector<std::vector<std::string>> rows;
};

} // namespace lowres
} // namespace mlir

#endif // LOWRES_SUPPORT_TEXTTABLE_H
