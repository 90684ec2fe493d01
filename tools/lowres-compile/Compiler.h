//===- Compiler.h - What lowres-compile does --------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRES_COMPILE_COMPILER_H
#define LOWRES_TOOLS_LOWRES_COMPILE_COMPILER_H

struct CompileOptions;

/// Compiles the model, writes what was asked for and returns the exit code.
int compileModel(const CompileOptions &options);

#endif // LOWRES_TOOLS_LOWRES_COMPILE_COMPILER_H
