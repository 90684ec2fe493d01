//===- MlirExport.cpp - Trained networks as MLIR text ---------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/export/MlirExport.h"

#include "../nn/Matrix.h"
#include "lowres-rt/nn/Dense.h"

#include <cstdio>
#include <cstring>

using namespace lowres;

ModelExport lowres::makeExport(const std::string &name, const Network &network,
                               ThreadPool &pool) {
  ModelExport model;
  model.name = name;
  for (const std::unique_ptr<Layer> &layer : network.layers().layers()) {
    if (layer->kind() == Layer::Kind::Relu) {
      model.layers.back().relu = true;
      continue;
    }
    const Dense &dense = static_cast<const Dense &>(*layer);
    const Parameter &weight = dense.weight;
    DenseExport entry;
    entry.in = weight.cols;
    entry.out = weight.rows;
    entry.bias.assign(dense.bias.value.data(),
                      dense.bias.value.data() + entry.out);
    if (weight.quantizer) {
      entry.levels = weight.quantizer->levels();
      entry.packed = weight.quantizer->pack(weight.codes(pool));
      entry.scales = weight.scales;
    } else {
      entry.weights.resize(weight.size());
      matrix(entry.weights.data(), entry.in, entry.out) =
          matrix(weight.value.data(), entry.out, entry.in).transpose();
    }
    model.layers.push_back(std::move(entry));
  }
  return model;
}

namespace {
/// Builds the text of one module: the function's body, and the blobs that go to
/// its end.
class Writer {
public:
  explicit Writer(const ModelExport &model) : model(model) {}
  std::string write();

private:
  void line(const std::string &text) { body += "    " + text + "\n"; }
  void addBlob(const std::string &name, const void *data, size_t bytes);
  void addFloats(const std::string &name, const std::vector<float> &values);
  void writeLevels(const DenseExport &layer, const std::string &index,
                   const std::string &input);
  void writeFloat(const DenseExport &layer, const std::string &index,
                  const std::string &input);

  const ModelExport &model;
  std::string body;
  std::string blobs;
};
} // namespace

/// "4x3x": the dimensions of a tensor type.
static std::string dims(size_t a) { return std::to_string(a) + "x"; }
static std::string dims(size_t a, size_t b) { return dims(a) + dims(b); }

/// The type of activations of `size` features.
static std::string batchType(size_t size) {
  return "tensor<?x" + dims(size) + "f32>";
}

void Writer::addBlob(const std::string &name, const void *data, size_t bytes) {
  static const char digits[] = "0123456789ABCDEF";
  if (!blobs.empty())
    blobs += ",\n";
  // The first four bytes are the alignment, 16, little-endian.
  blobs += "      " + name + ": \"0x10000000";
  const uint8_t *from = static_cast<const uint8_t *>(data);
  size_t start = blobs.size();
  blobs.resize(start + 2 * bytes);
  for (size_t i = 0; i < bytes; ++i) {
    blobs[start + 2 * i] = digits[from[i] >> 4];
    blobs[start + 2 * i + 1] = digits[from[i] & 15];
  }
  blobs += '"';
}

/// A rank-1 constant %name, kept in a blob.
void Writer::addFloats(const std::string &name,
                       const std::vector<float> &values) {
  line("%" + name + " = arith.constant dense_resource<" + name + "> : tensor<" +
       dims(values.size()) + "f32>");
  addBlob(name, values.data(), values.size() * sizeof(float));
}

void Writer::writeLevels(const DenseExport &layer, const std::string &index,
                         const std::string &input) {
  RadixFormat format = canonicalRadix(layer.levels);
  std::string weight = "w" + index, scale = "s" + index, bias = "b" + index;
  std::string weightType =
      "tensor<" + dims(layer.out, layer.in) + "!lowres.level<" +
      std::to_string(layer.levels) +
      ">, #lowres.radix<digits = " + std::to_string(format.digits) +
      ", bits = " + std::to_string(format.bits) + ">>";
  line("%" + weight + " = lowres.constant dense_resource<" + weight +
       "> : tensor<" + dims(layer.packed.size()) + "i8> -> " + weightType);
  addBlob(weight, layer.packed.data(), layer.packed.size());

  std::string scaleType = "tensor<f32>";
  if (layer.scales.size() == 1) {
    uint32_t bits;
    std::memcpy(&bits, layer.scales.data(), sizeof(bits));
    char text[16];
    std::snprintf(text, sizeof(text), "0x%08X", bits);
    line("%" + scale + " = arith.constant dense<" + text + "> : tensor<f32>");
  } else {
    addFloats(scale, layer.scales);
    scaleType = "tensor<" + dims(layer.out) + "f32>";
  }
  addFloats(bias, layer.bias);
  line("%h" + index + " = lowres.dense " + input + ", %" + weight + " scale(%" +
       scale + " : " + scaleType + ") bias(%" + bias + " : tensor<" +
       dims(layer.out) + "f32>)" + (layer.relu ? " activation(relu)" : "") +
       " : " + batchType(layer.in) + ", " + weightType + " -> " +
       batchType(layer.out));
}

void Writer::writeFloat(const DenseExport &layer, const std::string &index,
                        const std::string &input) {
  std::string type = batchType(layer.out);
  std::string weight = "w" + index,
              weightType = "tensor<" + dims(layer.in, layer.out) + "f32>";
  line("%" + weight + " = arith.constant dense_resource<" + weight +
       "> : " + weightType);
  addBlob(weight, layer.weights.data(), layer.weights.size() * sizeof(float));
  addFloats("b" + index, layer.bias);
  line("%e" + index + " = tensor.empty(%batch) : " + type);
  line("%i" + index + " = linalg.broadcast ins(%b" + index + " : tensor<" +
       dims(layer.out) + "f32>) outs(%e" + index + " : " + type +
       ") dimensions = [0]");
  std::string result = (layer.relu ? "%m" : "%h") + index;
  line(result + " = linalg.matmul ins(" + input + ", %" + weight + " : " +
       batchType(layer.in) + ", " + weightType + ") outs(%i" + index + " : " +
       type + ") -> " + type);
  if (!layer.relu)
    return;
  line("%h" + index +
       " = linalg.generic {indexing_maps = [#id, #id], "
       "iterator_types = [\"parallel\", \"parallel\"]} ins(" +
       result + " : " + type + ") outs(%e" + index + " : " + type + ") {");
  line("^bb0(%x: f32, %old: f32):");
  line("  %y = arith.maximumf %x, %zero : f32");
  line("  linalg.yield %y : f32");
  line("} -> " + type);
}

std::string Writer::write() {
  bool isFloat = model.layers.front().levels == 0;
  std::string inputType = batchType(model.layers.front().in);
  std::string outputType = batchType(model.layers.back().out);
  if (isFloat) {
    line("%c0 = arith.constant 0 : index");
    line("%zero = arith.constant 0.0 : f32");
    line("%batch = tensor.dim %input, %c0 : " + inputType);
  }
  std::string value = "%input";
  for (size_t i = 0; i < model.layers.size(); ++i) {
    std::string index = std::to_string(i);
    if (isFloat)
      writeFloat(model.layers[i], index, value);
    else
      writeLevels(model.layers[i], index, value);
    value = "%h" + index;
  }
  line("return " + value + " : " + outputType);

  std::string text =
      isFloat ? "#id = affine_map<(b, f) -> (b, f)>\n\n" : std::string();
  text += "module {\n  func.func @" + model.name + "(%input: " + inputType +
          ") -> " + outputType + " {\n" + body + "  }\n}\n\n";
  text += "{-#\n  dialect_resources: {\n    builtin: {\n";
  text += blobs;
  text += "\n    }\n  }\n#-}\n";
  return text;
}

std::string lowres::exportMlir(const ModelExport &model) {
  return Writer(model).write();
}
