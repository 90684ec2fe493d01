//===- Version.cpp - The version of lowres --------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Support/Version.h"

#include "llvm/Config/llvm-config.h"

llvm::StringRef mlir::lowres::getVersion() { return LOWRES_VERSION; }

llvm::StringRef mlir::lowres::getLLVMVersion() { return LLVM_VERSION_STRING; }
