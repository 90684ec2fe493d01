//===- Deck.h - Values of one axis of a test grid ---------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where not all combinations of all axes can be run, every case takes the next
// value of every axis from a shuffled deck, which is dealt anew when it is used
// up: each value occurs as often as any other, with many values of the others.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TEST_UNIT_INTEGRATION_DECK_H
#define LOWRES_TEST_UNIT_INTEGRATION_DECK_H

#include <random>
#include <utility>
#include <vector>

namespace mlir {
namespace lowres {
namespace test {

/// Deals values in random order, each as often as any other.
template <typename T> class Deck {
public:
  Deck(std::vector<T> values, std::mt19937 &random)
      : values(std::move(values)), random(random) {}

  T next() {
    if (left == 0)
      left = values.size();
    std::swap(values[random() % left], values[left - 1]);
    return values[--left];
  }

private:
  std::vector<T> values;
  std::mt19937 &random;
  size_t left = 0;
};

} // namespace test
} // namespace lowres
} // namespace mlir

#endif // LOWRES_TEST_UNIT_INTEGRATION_DECK_H
