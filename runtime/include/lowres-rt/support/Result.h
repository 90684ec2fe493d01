//===- Result.h - Errors as values ------------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The runtime neither throws, prints nor aborts on bad input: a function that
// can fail returns a Result<T> (a value or an Error) or a Status (success or an
// Error). Only a lack of memory ends the program, in the new handler if it has
// one. The message is one line, says which file or
// value is at fault, what was expected and what was found, and has no final
// full stop or newline.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_SUPPORT_RESULT_H
#define LOWRES_RT_SUPPORT_RESULT_H

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace lowres {

/// Why something could not be done, for a person to read.
struct Error {
  std::string message;
};

/// A T, or the Error that explains why there is none.
template <typename T> class [[nodiscard]] Result {
public:
  Result(T value) : storage(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : storage(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return storage.index() == 0; }

  T &operator*() {
    assert(*this && "no value");
    return *std::get_if<0>(&storage);
  }
  const T &operator*() const {
    assert(*this && "no value");
    return *std::get_if<0>(&storage);
  }
  T *operator->() { return &**this; }
  const T *operator->() const { return &**this; }

  const Error &error() const {
    assert(!*this && "no error");
    return *std::get_if<1>(&storage);
  }

private:
  std::variant<T, Error> storage;
};

/// Success, or the Error that explains the failure.
class [[nodiscard]] Status {
public:
  static Status success() { return Status(); }
  Status(Error error) : failure(std::move(error)) {}

  /// True on success.
  explicit operator bool() const { return !failure.has_value(); }

  const Error &error() const {
    assert(failure && "no error");
    return *failure;
  }

private:
  Status() = default;
  std::optional<Error> failure;
};

} // namespace lowres

#endif // LOWRES_RT_SUPPORT_RESULT_H
