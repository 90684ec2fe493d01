//===- Report.cpp - Sizes and kernels of layers ---------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Driver/Report.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Dialect/LowRes/Transforms/KernelTimes.h"
#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/Dialect/LowRes/Utils/EntryFunction.h"
#include "lowres/Support/TextTable.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <array>
#include <cmath>

using namespace mlir;
using namespace mlir::lowres;

namespace {

/// One line of the table.
struct LayerReport {
  unsigned levels = 0;
  std::string shape;
  int64_t weights = 0;
  std::string packing;
  int64_t bytes = 0;
  std::optional<double> entropy; // bits per weight
  std::string kernel;
  std::optional<double> cycles; // predicted, for a call
  std::string reason;

  double boundBytes() const { return weights * std::log2(levels) / 8; }
};

} // namespace

/// Bits per code that an ideal coder of single codes would need.
static double getEntropy(ArrayRef<uint8_t> codes) {
  std::array<int64_t, LevelType::kMaxLevels> counts{};
  for (uint8_t code : codes)
    ++counts[code];
  double bits = 0;
  for (int64_t count : counts)
    if (count)
      bits -= count * std::log2(double(count) / codes.size());
  return codes.empty() ? 0 : bits / codes.size();
}

/// `text` without the angle brackets of an attribute.
template <typename T> static std::string print(T attribute) {
  std::string text;
  llvm::raw_string_ostream os(text);
  attribute.print(os);
  return text;
}

static std::string describePacking(RankedTensorType type) {
  StorageEncodingAttr encoding = getStorageEncoding(type);
  if (!encoding)
    return "byte per code";
  std::string text = print(encoding);
  StringRef name(text);
  name.consume_front("#lowres.");
  return name.str();
}

static std::string describeKernel(KernelAttr kernel) {
  if (!kernel)
    return "none";
  std::string text = stringifyStrategy(kernel.getStrategy()).str();
  if (kernel.getStrategy() == Strategy::Plain)
    return text;
  text += "/" + stringifyDecode(kernel.getDecode()).str();
  if (kernel.getPlaces() > 1)
    text += "/" + std::to_string(kernel.getPlaces());
  return llvm::formatv("{0} {1}x{2}{3}", text, kernel.getRows(),
                       kernel.getTiles(), kernel.getPanel() ? " panel" : "");
}

/// The least that a call computes: one element of a batch, or the batch that
/// the type says.
static int64_t getSmallestBatch(LayerOpInterface op) {
  int64_t batch = cast<ShapedType>(op->getResult(0).getType()).getDimSize(0);
  return ShapedType::isDynamic(batch) ? 1 : batch;
}

static LayerReport getLayerReport(LayerOpInterface op, const TargetInfo &target,
                                  const std::optional<LayerTiming> &timing) {
  LayerReport layer;
  RankedTensorType type = op.getWeights().getType();
  layer.levels = op.getLevelType().getLevels();
  layer.shape = llvm::join(
      llvm::map_range(type.getShape(),
                      [](int64_t size) { return std::to_string(size); }),
      "x");
  layer.weights = type.getNumElements();
  layer.packing = describePacking(type);
  layer.bytes = getStorageSize(type);
  if (auto constant = op.getWeights().getDefiningOp<ConstantOp>())
    layer.entropy = getEntropy(constant.getCodes());
  KernelAttr kernel = op.getKernel().value_or(KernelAttr());
  layer.kernel = describeKernel(kernel);
  layer.cycles = predictCycles(op, target, *CoreInfo::getFor(op, target),
                               getSmallestBatch(op));
  bool gpu = kernel && kernel.getThreads();
  KernelChoice choice = gpu ? chooseThreadKernel(op) : chooseKernel(op, target);
  if (choice.kernel == kernel)
    layer.reason = choice.reason;
  else if (timing)
    layer.reason =
        llvm::formatv("fastest of {0} that were timed", timing->kernels);
  else
    layer.reason = "annotated or --reference";
  return layer;
}

/// Bytes of the constant f32 operands (scales, biases) of all layers, each
/// counted once.
static int64_t getParameterBytes(ArrayRef<LayerOpInterface> layers) {
  llvm::SetVector<Value> values;
  for (LayerOpInterface op : layers)
    for (Value value : {Value(op.getScale()), Value(op.getBias())})
      if (value && matchPattern(value, m_Constant()))
        values.insert(value);
  int64_t bytes = 0;
  for (Value value : values)
    bytes += cast<ShapedType>(value.getType()).getNumElements() *
             int64_t(sizeof(float));
  return bytes;
}

/// The table of the layers with N-level weights, and their totals.
static void printLevelLayers(MutableArrayRef<LayerOpInterface> ops,
                             const TargetInfo &target,
                             const LayerTimings &timings,
                             llvm::raw_ostream &os) {
  TextTable table;
  auto addRow = [&](std::vector<std::string> cells, std::string measured,
                    std::string reason) {
    if (!timings.empty())
      cells.push_back(std::move(measured));
    cells.push_back(std::move(reason));
    table.addRow(std::move(cells));
  };
  addRow({"layer", "N", "shape", "packing", "bits/weight", "bytes", "bound",
          "entropy", "kernel", "cycles"},
         "us", "why");
  int64_t weights = 0, bytes = 0;
  double bound = 0;
  DenseSet<Value> counted;
  for (auto [index, op] : llvm::enumerate(ops)) {
    std::optional<LayerTiming> timing;
    if (!timings.empty())
      timing = timings[index];
    LayerReport layer = getLayerReport(op, target, timing);
    if (counted.insert(op.getWeights()).second) {
      weights += layer.weights;
      bytes += layer.bytes;
      bound += layer.boundBytes();
    }
    addRow({std::to_string(index), std::to_string(layer.levels), layer.shape,
            layer.packing,
            llvm::formatv("{0:f3}", layer.bytes * 8.0 / layer.weights),
            std::to_string(layer.bytes),
            llvm::formatv("{0:f0}", std::ceil(layer.boundBytes())),
            layer.entropy ? llvm::formatv("{0:f3}", *layer.entropy).str() : "?",
            layer.kernel,
            layer.cycles ? llvm::formatv("{0:f0}", *layer.cycles).str() : "-"},
           timing ? llvm::formatv("{0:f2}", timing->microseconds).str() : "-",
           layer.reason);
  }
  table.print(os);
  int64_t parameters = getParameterBytes(ops);
  int64_t floatBytes = weights * int64_t(sizeof(float));
  os << llvm::formatv(
            "weights: {0} in {1} bytes, {2:f3} bits each; bound {3:f0} "
            "bytes; float32 {4} bytes, {5:f2} times as many\n",
            weights, bytes, bytes * 8.0 / weights, std::ceil(bound), floatBytes,
            double(floatBytes) / bytes)
     << llvm::formatv("with {0} bytes of scales and biases: {1} bytes, float32 "
                      "{2:f2} times as many\n",
                      parameters, bytes + parameters,
                      double(floatBytes + parameters) / (bytes + parameters));
}

void mlir::lowres::printReport(const Model &model, llvm::raw_ostream &os,
                               const LayerTimings &timings) {
  SmallVector<LayerOpInterface> ops;
  model.module.get().walk([&](LayerOpInterface op) { ops.push_back(op); });
  os << "target: " << model.target.getSpec().str();
  if (model.gpu)
    os << "; layers for " << model.gpu->str();
  os << "\n";
  if (ops.empty())
    os << "no layer with N-level weights\n";
  else
    printLevelLayers(ops, model.target, timings, os);
  for (const std::string &layer : model.floatLayers)
    os << layer << "\n";
}

/// Bytes of the constants of a module in the LLVM dialect.
static int64_t getConstantBytes(ModuleOp module) {
  DataLayout layout(module);
  int64_t bytes = 0;
  for (auto global : module.getOps<LLVM::GlobalOp>())
    if (global.getConstant())
      bytes += layout.getTypeSize(global.getGlobalType()).getFixedValue();
  return bytes;
}

void mlir::lowres::printMemory(const Model &model, llvm::raw_ostream &os) {
  ModuleOp module = model.module.get();
  const ModelInterface &interface = model.interface;
  int64_t batch = interface.staticBatch.value_or(1);
  auto getBytes = [&](ArrayRef<ModelTensor> tensors) {
    int64_t bytes = 0;
    for (const ModelTensor &tensor : tensors)
      bytes += batch * tensor.rowSize() * int64_t(sizeof(float));
    return bytes;
  };
  auto workspace = module.lookupSymbol(interface.workspaceSizeName())
                       ->getAttrOfType<IntegerAttr>(kWorkspaceBytesAttr);
  assert(workspace && "lowres-plan-workspace says how many bytes there are");
  os << llvm::formatv("constants: {0} bytes; with a batch of {1}: workspace "
                      "{2} bytes, inputs {3}, outputs {4}\n",
                      getConstantBytes(module), batch, workspace.getInt(),
                      getBytes(interface.inputs), getBytes(interface.outputs));
}
