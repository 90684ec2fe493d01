//===- MessageText.cpp - What files say, in messages ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Support/MessageText.h"

#include "llvm/ADT/StringExtras.h"

using llvm::StringRef;

/// The first position from `position` on at which a character of UTF-8 begins.
static size_t findCharacter(StringRef text, size_t position) {
  auto isContinuation = [](char c) { return (c & 0xC0) == 0x80; };
  while (position < text.size() && isContinuation(text[position]))
    ++position;
  return position;
}

/// Appends `text` without control characters.
static void append(std::string &result, StringRef text) {
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '\n')
      result += "\n  ";
    else if (byte < 0x20 || byte == 0x7F)
      result += "\\x" + llvm::utohexstr(byte, /*LowerCase=*/false, 2);
    else
      result += c;
  }
}

std::string mlir::lowres::toMessageText(StringRef text, size_t maxSize) {
  std::string result;
  if (text.size() <= maxSize) {
    append(result, text);
    return result;
  }
  // The beginning says more than the end.
  append(result, text.take_front(findCharacter(text, maxSize / 4 * 3)));
  result += "...";
  append(result,
         text.drop_front(findCharacter(text, text.size() - maxSize / 4)));
  return result;
}
