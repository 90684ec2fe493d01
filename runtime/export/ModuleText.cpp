//===- ModuleText.cpp - The text of a module ------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModuleText.h"

#include <cstdio>
#include <cstring>

using namespace lowres;

std::string lowres::dimensions(const std::vector<size_t> &sizes) {
  std::string text;
  for (size_t size : sizes)
    text += std::to_string(size) + "x";
  return text;
}

std::string lowres::list(const std::vector<size_t> &numbers) {
  std::string text;
  for (size_t number : numbers)
    text += (text.empty() ? "" : ", ") + std::to_string(number);
  return "[" + text + "]";
}

void ModuleText::addBlob(const std::string &name, const void *data,
                         size_t bytes) {
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

std::string ModuleText::addFloats(const std::string &name,
                                  const std::vector<size_t> &sizes,
                                  const std::vector<float> &values) {
  std::string type = "tensor<" + dimensions(sizes) + "f32>";
  line("%" + name + " = arith.constant dense_resource<" + name + "> : " + type);
  addBlob(name, values.data(), values.size() * sizeof(float));
  return type;
}

std::string lowres::floatBits(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  char text[16];
  std::snprintf(text, sizeof(text), "0x%08X", bits);
  return text;
}

std::string ModuleText::scalar(float value) {
  std::string name = newName();
  line(name + " = arith.constant " + floatBits(value) + " : f32");
  return name;
}

TensorValue ModuleText::empty(const std::vector<size_t> &sizes) {
  usesBatch = true;
  TensorValue result = {newName(), sizes};
  line(result.name + " = tensor.empty(%batch) : " + result.type());
  return result;
}

TensorValue ModuleText::filled(const std::vector<size_t> &sizes, float value) {
  std::string element = scalar(value);
  TensorValue out = empty(sizes), result = {newName(), sizes};
  line(result.name + " = linalg.fill ins(" + element + " : f32) outs(" +
       out.name + " : " + out.type() + ") -> " + result.type());
  return result;
}

TensorValue ModuleText::elementwise(const TensorValue &x,
                                    const std::vector<std::string> &lines,
                                    const std::vector<std::string> &vectors) {
  TensorValue out = empty(x.sizes), result = {newName(), x.sizes};
  std::string indices, iterators;
  for (size_t i = 0; i < x.rank(); ++i) {
    indices += (i ? ", d" : "d") + std::to_string(i);
    iterators += i ? ", \"parallel\"" : "\"parallel\"";
  }
  std::string whole = "affine_map<(" + indices + ") -> (" + indices + ")>";
  std::string last = ", affine_map<(" + indices + ") -> (d" +
                     std::to_string(x.rank() - 1) + ")>";
  std::string maps = whole, names = x.name, types = x.type(), elements;
  for (size_t i = 0; i < vectors.size(); ++i) {
    maps += last;
    names += ", %" + vectors[i];
    types += ", tensor<" + dimensions({x.sizes.back()}) + "f32>";
    elements += ", %in" + std::to_string(i) + ": f32";
  }
  line(result.name + " = linalg.generic {indexing_maps = [" + maps + ", " +
       whole + "], iterator_types = [" + iterators + "]} ins(" + names + " : " +
       types + ") outs(" + out.name + " : " + out.type() + ") {");
  line("^bb0(%in: f32" + elements + ", %old: f32):");
  for (size_t i = 0; i + 1 < lines.size(); ++i)
    line("  " + lines[i]);
  line("  %out = " + lines.back());
  line("  linalg.yield %out : f32");
  line("} -> " + result.type());
  return result;
}

std::string ModuleText::finish(const std::string &function,
                               const TensorValue &result) {
  std::string text = "module {\n  func.func @" + function + "(" + input.name +
                     ": " + input.type() + ") -> " + result.type() + " {\n";
  if (usesBatch)
    text += "    %c0 = arith.constant 0 : index\n    %batch = tensor.dim " +
            input.name + ", %c0 : " + input.type() + "\n";
  text += body + "    return " + result.name + " : " + result.type() +
          "\n  }\n}\n\n";
  text += "{-#\n  dialect_resources: {\n    builtin: {\n";
  text += blobs;
  text += "\n    }\n  }\n#-}\n";
  return text;
}
