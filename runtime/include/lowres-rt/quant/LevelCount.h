//===- LevelCount.h - Level counts as text ----------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_QUANT_LEVELCOUNT_H
#define LOWRES_RT_QUANT_LEVELCOUNT_H

#include <optional>
#include <string>

namespace lowres {

/// How command lines, files and reports write a number of levels: "f32" for 0,
/// which stands for float weights.
std::string levelsName(int levels);

/// The number that `text` names, or nothing unless it is "f32" or from "2" to
/// "256".
std::optional<int> parseLevels(const std::string &text);

} // namespace lowres

#endif // LOWRES_RT_QUANT_LEVELCOUNT_H
