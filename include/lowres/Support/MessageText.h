//===- MessageText.h - What files say, in messages --------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_SUPPORT_MESSAGETEXT_H
#define LOWRES_SUPPORT_MESSAGETEXT_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace mlir {
namespace lowres {

/// `text`, which may hold anything that a file or a command line does, for a
/// message on a terminal: at most about `maxSize` bytes, of which the middle is
/// left out if there are more ("abc...xyz"); control characters as `\x1B`;
/// lines after the first indented, so that none looks like a message of its
/// own.
std::string toMessageText(llvm::StringRef text, size_t maxSize = 500);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_SUPPORT_MESSAGETEXT_H
