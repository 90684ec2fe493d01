//===- ModelData.cpp - What models are run on -----------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelData.h"

#include "lowres-rt/data/Dataset.h"
#include "lowres/Support/Npy.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CheckedArithmetic.h"

using namespace mlir;
using namespace mlir::lowres;
using llvm::Error;
using llvm::Expected;
using llvm::Twine;

static Error makeError(const Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

/// Whether images in the order of the data sets, channel by channel, can be
/// read as `shape` is: dimensions of 1 make no difference, and what has no
/// three of them is no image, but any values in a row.
static bool canBeReadAs(const ::lowres::Dataset &dataset,
                        ArrayRef<int64_t> shape) {
  if (shape.size() != 3)
    return true;
  auto withoutOnes = [](ArrayRef<int64_t> sizes) {
    return llvm::filter_to_vector(sizes,
                                  [](int64_t size) { return size != 1; });
  };
  return withoutOnes({dataset.channels, dataset.height, dataset.width}) ==
         withoutOnes(shape);
}

/// "3x32x32"
static std::string dimensionsText(ArrayRef<int64_t> sizes) {
  auto toText = [](int64_t size) { return std::to_string(size); };
  return llvm::join(llvm::map_range(sizes, toText), "x");
}

Expected<ModelData> loadTestData(StringRef spec, size_t limit,
                                 const ModelInterface &interface) {
  if (interface.inputs.size() != 1)
    return makeError("a data set has one input, the model has " +
                     Twine(interface.inputs.size()));
  auto loaded = ::lowres::loadDataset(spec.str(), ::lowres::Split::Test);
  if (!loaded)
    return makeError(loaded.error().message);
  ::lowres::Dataset &dataset = *loaded;
  if (int64_t(dataset.imageSize()) != interface.inputs[0].rowSize())
    return makeError("an image of '" + spec + "' has " +
                     Twine(dataset.imageSize()) + " values, an input of @" +
                     interface.entry + " has " +
                     Twine(interface.inputs[0].rowSize()));
  if (!canBeReadAs(dataset, interface.inputs[0].rowShape))
    return makeError(
        "an image of '" + spec + "' is " +
        dimensionsText({dataset.channels, dataset.height, dataset.width}) +
        " (channels, rows, columns), an input of @" + interface.entry + " is " +
        dimensionsText(interface.inputs[0].rowShape));
  if (dataset.classes != interface.outputs[0].rowSize())
    return makeError("'" + spec + "' has " + Twine(dataset.classes) +
                     " classes, an output of @" + interface.entry + " has " +
                     Twine(interface.outputs[0].rowSize()) + " values");
  if (limit)
    ::lowres::limitDataset(dataset, limit);

  ModelData data;
  data.count = dataset.size();
  data.labels = dataset.labels;
  data.inputs.emplace_back(dataset.size() * dataset.imageSize());
  ::lowres::imagesToInput(dataset, 0, dataset.size(),
                          data.inputs.front().data());
  return data;
}

/// Rows of a tensor from a file, as many as there are.
static Expected<Rows> loadRows(StringRef path, const ModelTensor &tensor) {
  Expected<NpyArray> array = readNpy(path);
  if (!array)
    return array.takeError();
  if (array->shape.empty())
    return makeError("'" + path + "' holds a single value; expected rows");
  std::optional<int64_t> rowSize = 1;
  for (int64_t size : ArrayRef<int64_t>(array->shape).drop_front())
    if (rowSize)
      rowSize = llvm::checkedMul(*rowSize, size);
  if (!rowSize)
    return makeError("'" + path +
                     "' has rows of more values than can be counted");
  if (*rowSize == 0)
    return makeError("'" + path + "' has rows without values");
  if (*rowSize != tensor.rowSize())
    return makeError("'" + path + "' has rows of " + Twine(*rowSize) +
                     " values; expected " + Twine(tensor.rowSize()));
  return std::move(array->data);
}

Expected<ModelData> loadArrays(ArrayRef<std::string> paths, size_t limit,
                               const ModelInterface &interface) {
  ModelData data;
  for (auto [index, path] : llvm::enumerate(paths)) {
    const ModelTensor &tensor = interface.inputs[index];
    Expected<Rows> rows = loadRows(path, tensor);
    if (!rows)
      return rows.takeError();
    size_t count = rows->size() / tensor.rowSize();
    if (index > 0 && count != data.count)
      return makeError("'" + path + "' has " + Twine(count) + " rows, '" +
                       paths.front() + "' has " + Twine(data.count));
    data.count = count;
    data.inputs.push_back(std::move(*rows));
  }
  if (data.count == 0)
    return makeError("'" + paths.front() + "' has no rows");
  if (limit)
    data.count = std::min(data.count, limit);
  return data;
}

Expected<Rows> loadExpected(StringRef path, size_t count,
                            const ModelInterface &interface) {
  const ModelTensor &tensor = interface.outputs.front();
  Expected<Rows> rows = loadRows(path, tensor);
  if (!rows)
    return rows.takeError();
  size_t found = rows->size() / tensor.rowSize();
  if (found < count)
    return makeError("'" + path + "' has " + Twine(found) + " rows, the run " +
                     Twine(count));
  rows->resize(count * tensor.rowSize());
  return rows;
}
