//===- MessageText.cpp - What files say, in messages ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Support/MessageText.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Unicode.h"

using llvm::StringRef;

/// The first position from `position` on at which a character of UTF-8 begins.
static size_t findCharacter(StringRef text, size_t position) {
  auto isContinuation = [](char c) { return (c & 0xC0) == 0x80; };
  while (position < text.size() && isContinuation(text[position]))
    ++position;
  return position;
}

/// Appends `text` with the bytes of characters that a terminal would not show,
/// or that are none, as numbers.
static void append(std::string &result, StringRef text) {
  const llvm::UTF8 *position = text.bytes_begin(), *end = text.bytes_end();
  while (position != end) {
    const llvm::UTF8 *next = position;
    llvm::UTF32 character = 0;
    bool valid =
        llvm::convertUTF8Sequence(&next, end, &character,
                                  llvm::strictConversion) == llvm::conversionOK;
    if (!valid)
      next = position + 1;
    if (valid && character == '\n')
      result += "\n  ";
    else if (valid && llvm::sys::unicode::isPrintable(character))
      result.append(position, next);
    else
      for (llvm::UTF8 byte : llvm::make_range(position, next))
        result += "\\x" + llvm::utohexstr(byte, /*LowerCase=*/false, 2);
    position = next;
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
