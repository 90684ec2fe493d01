//===- MathFunctions.cpp - Names of the C math library --------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MathFunctions.h"

#include "llvm/ADT/StringSet.h"

using llvm::StringRef;

bool mlir::lowres::isMathFunction(StringRef name) {
  static const llvm::StringSet<> functions = {
      "acos",         "acosh",       "asin",   "asinh",     "atan",
      "atan2",        "atanh",       "cbrt",   "ceil",      "copysign",
      "cos",          "cosh",        "erf",    "erfc",      "exp",
      "exp10",        "exp2",        "expm1",  "fabs",      "fdim",
      "floor",        "fma",         "fmax",   "fmin",      "fmod",
      "frexp",        "hypot",       "ldexp",  "llrint",    "llround",
      "log",          "log10",       "log1p",  "log2",      "lrint",
      "lround",       "nearbyint",   "pow",    "remainder", "rint",
      "round",        "roundeven",   "sin",    "sincos",    "sinh",
      "sqrt",         "tan",         "tanh",   "tgamma",    "trunc",
      "fmaximum",     "fminimum",    "lgamma", "scalbn",    "modf",
      "fmaximum_num", "fminimum_num"};
  return functions.contains(name) ||
         ((name.ends_with("f") || name.ends_with("l")) &&
          functions.contains(name.drop_back()));
}
