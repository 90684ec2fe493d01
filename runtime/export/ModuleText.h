//===- ModuleText.h - The text of a module ----------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to the export: lines, names and blobs, with no knowledge of layers.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_EXPORT_MODULETEXT_H
#define LOWRES_RT_EXPORT_MODULETEXT_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace lowres {

/// "4x3x": the start of a tensor type.
std::string dimensions(const std::vector<size_t> &sizes);

/// "[1, 2]"
std::string list(const std::vector<size_t> &numbers);

/// The bit pattern of a float, as MLIR reads it: "0x3F800000".
std::string floatBits(float value);

/// A tensor of f32 with a dynamic dimension, then `sizes`.
struct TensorValue {
  std::string name; // With its %.
  std::vector<size_t> sizes;
  size_t rows = 1; // Of each example in the dynamic dimension.

  std::string type() const { return "tensor<?x" + dimensions(sizes) + "f32>"; }
  size_t rank() const { return sizes.size() + 1; }
};

/// What an elementwise operation reads beside its first tensor.
struct ElementOperand {
  std::string name; // With its %.
  std::string type;
  std::vector<size_t> dimensions; // Those of the first tensor that it has.
};

/// A constant of ModuleText::addFloats() with the last dimensions of `x`.
ElementOperand lastDimensions(const std::string &constant,
                              const std::vector<size_t> &sizes,
                              const TensorValue &x);

/// A tensor with all dimensions of its result but the last few.
ElementOperand firstDimensions(const TensorValue &value);

/// The text of a module while it grows: the body of its one function, and the
/// blobs that go to its end.
class ModuleText {
public:
  explicit ModuleText(TensorValue input) : input(std::move(input)) {}

  void line(const std::string &text) { body += "    " + text + "\n"; }

  /// A name that is not in use: %v0, %v1, ...
  std::string newName() { return "%v" + std::to_string(names++); }

  /// A constant %name of rank 1 or more, kept in a blob. Returns its type.
  std::string addFloats(const std::string &name,
                        const std::vector<size_t> &sizes,
                        const std::vector<float> &values);

  /// Stores bytes for dense_resource<name>.
  void addBlob(const std::string &name, const void *data, size_t bytes);

  /// An f32 constant.
  std::string scalar(float value);

  /// The name of the number of examples.
  std::string batch() {
    usesBatch = true;
    return "%batch";
  }

  /// A tensor with no contents yet, with `rows` for each example.
  TensorValue empty(const std::vector<size_t> &sizes, size_t rows = 1);

  /// A tensor with one value throughout.
  TensorValue filled(const std::vector<size_t> &sizes, float value,
                     size_t rows = 1);

  /// A generic operation that gives each element of `x` what the last of
  /// `lines`, the right side of an assignment, makes of %in. The lines before
  /// it are assignments. The elements of `others` are %in0, %in1, ...
  TensorValue elementwise(const TensorValue &x,
                          const std::vector<std::string> &lines,
                          const std::vector<ElementOperand> &others = {});

  /// Reduces the last dimension of `x`, from `start` on: the last of `lines`
  /// makes the next %old of %in and %old.
  TensorValue reduceLast(const TensorValue &x, float start,
                         const std::vector<std::string> &lines);

  /// The whole module. Its function returns `result`.
  std::string finish(const std::string &function, const TensorValue &result);

private:
  /// A region that yields the last of `lines`.
  void region(const std::string &arguments,
              const std::vector<std::string> &lines);

  TensorValue input;
  size_t names = 0;
  bool usesBatch = false;
  std::string body;
  std::string blobs;
};

} // namespace lowres

#endif // LOWRES_RT_EXPORT_MODULETEXT_H
