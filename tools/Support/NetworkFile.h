//===- NetworkFile.h - Networks from JSON files -----------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   {
//     "name": "mine",
//     "layers": [
//       {"type": "conv", "outputs": 32, "kernel": 3, "padding": 1},
//       {"type": "residual", "body": [{"type": "relu"}, ...]},
//       ...
//     ]
//   }
//
// The types and their fields are those of lowres-rt/nn/NetworkDescription.h;
// max_pool calls its kernel "size", and takes it for a stride that is missing.
// "levels" of a layer with weights, a number or "f32", replaces that of the
// command line. "name", the name of the exported function, may be missing.
// No object may have two fields of one name.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_SUPPORT_NETWORKFILE_H
#define LOWRES_TOOLS_SUPPORT_NETWORKFILE_H

#include "lowres-rt/nn/NetworkDescription.h"

namespace lowres {

/// The types and their fields, for --help.
extern const char networkFileHelp[];

/// Errors: no file, no JSON, a layer or a field that is unknown, missing, there
/// twice or of the wrong type, a name that the compiler takes for no model;
/// with the file and the place in it. Whether the layers fit each other is for
/// checkNetwork().
Result<NetworkDescription> readNetworkFile(const std::string &path);

} // namespace lowres

#endif // LOWRES_TOOLS_SUPPORT_NETWORKFILE_H
