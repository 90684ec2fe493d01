//===- MessageTextTest.cpp ------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Support/MessageText.h"

#include "gtest/gtest.h"

using mlir::lowres::toMessageText;

namespace {

TEST(MessageText, ControlCharactersAreEscaped) {
  EXPECT_EQ(toMessageText("a\x1B[31m\r\x7F\t"), "a\\x1B[31m\\x0D\\x7F\\x09");
  EXPECT_EQ(toMessageText(llvm::StringRef("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(toMessageText("Gr\u00F6\u00DFe"), "Gr\u00F6\u00DFe");
}

TEST(MessageText, WhatTerminalsObeyIsEscaped) {
  // A control character of two bytes, one that turns the line around, and a
  // byte that begins no character.
  EXPECT_EQ(toMessageText("a\xC2\x9B"
                          "b\xE2\x80\xAE"
                          "c\xFF"
                          "d"),
            "a\\xC2\\x9Bb\\xE2\\x80\\xAEc\\xFFd");
}

TEST(MessageText, FurtherLinesAreIndented) {
  EXPECT_EQ(toMessageText("one\ntwo"), "one\n  two");
}

TEST(MessageText, LongTextLosesItsMiddle) {
  EXPECT_EQ(toMessageText("12345678", 8), "12345678");
  EXPECT_EQ(toMessageText("123456789", 8), "123456...89");
  EXPECT_EQ(toMessageText(std::string(100000, 'x')).size(), 503u);
}

TEST(MessageText, CharactersStayWhole) {
  EXPECT_EQ(toMessageText("12345\u00F69\u00F6", 8), "12345\u00F6...\u00F6");
  EXPECT_EQ(toMessageText("1234567\u20AC", 8), "123456...");
}

} // namespace
