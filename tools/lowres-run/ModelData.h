//===- ModelData.h - What models are run on ---------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRES_RUN_MODELDATA_H
#define LOWRES_TOOLS_LOWRES_RUN_MODELDATA_H

#include "lowres/Driver/Execution.h"
#include "lowres/Target/ModelInterface.h"
#include "llvm/Support/Error.h"

/// Inputs of a model, and labels where they are known.
struct ModelData {
  size_t count = 0;                       ///< Rows.
  std::vector<mlir::lowres::Rows> inputs; ///< One per input of the model.
  std::vector<uint8_t> labels;            ///< One per row, or none.
};

/// Loads the test split of the data set `spec` (see lowres-rt's Dataset.h), at
/// most `limit` images if that is not 0. Fails if the data set is not to be
/// had or does not fit the model.
llvm::Expected<ModelData>
loadTestData(llvm::StringRef spec, size_t limit,
             const mlir::lowres::ModelInterface &interface);

/// Loads one .npy file per input. Each has the rows in its first dimension; the
/// others multiply to the input's row size. At most `limit` rows if that is
/// not 0.
llvm::Expected<ModelData>
loadArrays(llvm::ArrayRef<std::string> paths, size_t limit,
           const mlir::lowres::ModelInterface &interface);

/// Loads the expected results for the first output: at least `count` rows, of
/// which the first `count` are returned.
llvm::Expected<mlir::lowres::Rows>
loadExpected(llvm::StringRef path, size_t count,
             const mlir::lowres::ModelInterface &interface);

#endif // LOWRES_TOOLS_LOWRES_RUN_MODELDATA_H
