//===- TextTable.cpp - Text in columns ------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Support/TextTable.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace mlir::lowres;

void TextTable::addRow(std::vector<std::string> cells) {
  widths.resize(std::max(widths.size(), cells.size()));
  for (auto [width, cell] : llvm::zip(widths, cells))
    width = std::max(width, cell.size());
  rows.push_back(std::move(cells));
}

void TextTable::print(llvm::raw_ostream &os) const {
  for (const std::vector<std::string> &row : rows) {
    std::string line;
    for (auto [index, cell] : llvm::enumerate(row)) {
      line += cell;
      line.append(widths[index] - cell.size() + 2, ' ');
    }
    os << llvm::StringRef(line).rtrim() << "\n";
  }
}
