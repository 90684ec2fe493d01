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

TensorValue ModuleText::empty(const std::vector<size_t> &sizes, size_t rows) {
  std::string count = batch();
  if (rows != 1) {
    std::string factor = newName();
    line(factor + " = arith.constant " + std::to_string(rows) + " : index");
    count = newName();
    line(count + " = arith.muli " + batch() + ", " + factor + " : index");
  }
  TensorValue result = {newName(), sizes, rows};
  line(result.name + " = tensor.empty(" + count + ") : " + result.type());
  return result;
}

TensorValue ModuleText::filled(const std::vector<size_t> &sizes, float value,
                               size_t rows) {
  std::string element = scalar(value);
  TensorValue out = empty(sizes, rows), result = {newName(), sizes, rows};
  line(result.name + " = linalg.fill ins(" + element + " : f32) outs(" +
       out.name + " : " + out.type() + ") -> " + result.type());
  return result;
}

ElementOperand lowres::lastDimensions(const std::string &constant,
                                      const std::vector<size_t> &sizes,
                                      const TensorValue &x) {
  ElementOperand operand = {
      "%" + constant, "tensor<" + dimensions(sizes) + "f32>", {}};
  for (size_t i = x.rank() - sizes.size(); i < x.rank(); ++i)
    operand.dimensions.push_back(i);
  return operand;
}

ElementOperand lowres::firstDimensions(const TensorValue &value) {
  ElementOperand operand = {value.name, value.type(), {}};
  for (size_t i = 0; i < value.rank(); ++i)
    operand.dimensions.push_back(i);
  return operand;
}

/// "d0, d1"
static std::string indexNames(const std::vector<size_t> &numbers) {
  std::string text;
  for (size_t number : numbers)
    text += (text.empty() ? "d" : ", d") + std::to_string(number);
  return text;
}

void ModuleText::region(const std::string &arguments,
                        const std::vector<std::string> &lines) {
  line(arguments);
  for (size_t i = 0; i + 1 < lines.size(); ++i)
    line("  " + lines[i]);
  line("  %out = " + lines.back());
  line("  linalg.yield %out : f32");
}

TensorValue ModuleText::elementwise(const TensorValue &x,
                                    const std::vector<std::string> &lines,
                                    const std::vector<ElementOperand> &others) {
  TensorValue out = empty(x.sizes, x.rows);
  TensorValue result = {newName(), x.sizes, x.rows};
  std::vector<size_t> all = firstDimensions(x).dimensions;
  auto map = [&](const std::vector<size_t> &to) {
    return "affine_map<(" + indexNames(all) + ") -> (" + indexNames(to) + ")>";
  };
  std::string iterators;
  for (size_t i = 0; i < all.size(); ++i)
    iterators += i ? ", \"parallel\"" : "\"parallel\"";
  std::string maps = map(all), names = x.name, types = x.type(), elements;
  for (size_t i = 0; i < others.size(); ++i) {
    maps += ", " + map(others[i].dimensions);
    names += ", " + others[i].name;
    types += ", " + others[i].type;
    elements += ", %in" + std::to_string(i) + ": f32";
  }
  line(result.name + " = linalg.generic {indexing_maps = [" + maps + ", " +
       map(all) + "], iterator_types = [" + iterators + "]} ins(" + names +
       " : " + types + ") outs(" + out.name + " : " + out.type() + ") {");
  region("^bb0(%in: f32" + elements + ", %old: f32):", lines);
  line("} -> " + result.type());
  return result;
}

TensorValue ModuleText::reduceLast(const TensorValue &x, float start,
                                   const std::vector<std::string> &lines) {
  std::vector<size_t> sizes(x.sizes.begin(), x.sizes.end() - 1);
  TensorValue out = filled(sizes, start, x.rows);
  TensorValue result = {newName(), sizes, x.rows};
  line(result.name + " = linalg.reduce ins(" + x.name + " : " + x.type() +
       ") outs(" + out.name + " : " + out.type() +
       ") dimensions = " + list({sizes.size() + 1}));
  region("  (%in: f32, %old: f32) {", lines);
  line("}");
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
