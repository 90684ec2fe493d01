//===- Quantizer.cpp - What lowres-quantize does --------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Quantizer.h"

#include "Options.h"
#include "lowres/Driver/CommandLine.h"
#include "lowres/Support/OutputFile.h"
#include "lowres/Support/TextTable.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::lowres;

static constexpr llvm::StringLiteral toolName = "lowres-quantize";

static void printTable(ArrayRef<QuantizedLayer> layers, llvm::raw_ostream &os) {
  TextTable table;
  table.addRow({"layer", "operation", "shape", "N", "SNR", "before", "after"});
  int64_t before = 0, after = 0;
  for (const QuantizedLayer &layer : layers) {
    table.addRow({std::to_string(layer.index), layer.operation,
                  llvm::join(llvm::map_range(layer.shape,
                                             [](int64_t size) {
                                               return std::to_string(size);
                                             }),
                             "x"),
                  layer.levels ? std::to_string(layer.levels) : "f32",
                  layer.describeNoise(), std::to_string(layer.bytesBefore),
                  std::to_string(layer.bytesAfter)});
    before += layer.bytesBefore;
    after += layer.bytesAfter;
  }
  table.print(os);
  os << "weights: " << before << " bytes before, " << after << " after\n";
}

static llvm::Error writeModel(ModuleOp module, StringRef path) {
  if (path.ends_with(".mlirbc"))
    return writeModelBytecode(module, path);
  std::string text;
  llvm::raw_string_ostream os(text);
  module.print(os);
  return writeFile(path, text);
}

int quantizeModel(const QuantizeOptions &options,
                  const QuantizeWeightsOptions &weights) {
  std::unique_ptr<MLIRContext> context = createModelContext();
  DiagnosticPrinter printer(context.get(), toolName);
  OwningOpRef<ModuleOp> module = readModel(options.input, *context);
  if (!module)
    return BadInput;
  FailureOr<std::vector<QuantizedLayer>> layers =
      quantizeWeights(*module, weights);
  if (failed(layers))
    return BadInput;
  if (layers->empty())
    return reportBadInput(
        toolName, llvm::createStringError(
                      llvm::inconvertibleErrorCode(),
                      "the model has no layer in linalg or TOSA whose weights "
                      "are constants"));
  if (llvm::Error error = writeModel(*module, options.output))
    return reportBadInput(toolName, std::move(error));
  printTable(*layers, options.output == "-" ? llvm::errs() : llvm::outs());
  return Success;
}
