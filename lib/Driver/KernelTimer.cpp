//===- KernelTimer.cpp - Times of one layer's kernels ---------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "KernelTimer.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <random>

using namespace mlir;
using namespace mlir::lowres;

using Clock = std::chrono::steady_clock;

/// Time for one layer, unless a single round takes longer.
static constexpr double kSeconds = 0.3;
/// Nothing new comes of more rounds.
static constexpr unsigned kMaxRounds = 500;
/// Beside which reading the clock is little.
static constexpr double kRunSeconds = 20e-6;
/// More than caches of second level have.
static constexpr double kMaxOtherBytes = 1 << 26;
static constexpr size_t kCacheLine = 64;

static double getSecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

KernelTimer::KernelTimer(const ModelInterface &interface, int64_t rows,
                         double bytes)
    : rows(rows), input(rows * interface.inputs.front().rowSize()),
      output(rows * interface.outputs.front().rowSize()),
      others(size_t(std::min(bytes, kMaxOtherBytes)), 1) {
  std::minstd_rand random;
  for (float &value : input)
    value = std::uniform_real_distribution<float>(-1, 1)(random);
}

double KernelTimer::time(const CompiledModel &model, unsigned calls) {
  const float *from = input.data();
  float *to = output.data();
  Clock::time_point start = Clock::now();
  for (unsigned call = 0; call < calls; ++call)
    (void)model.run(from, to, rows, workspace);
  return getSecondsSince(start) / calls;
}

unsigned KernelTimer::countCalls(const CompiledModel &model) {
  // The first call brings memory and code in.
  (void)time(model, 1);
  double seconds = time(model, 1);
  // Further calls would find the weights in the caches.
  if (!others.empty() || seconds >= kRunSeconds)
    return 1;
  constexpr double shortest = 1e-8;
  return unsigned(kRunSeconds / std::max(seconds, shortest)) + 1;
}

void KernelTimer::readOthers() const {
  if (others.empty())
    return;
  float sum = 0;
  for (size_t at = 0; at < others.size(); at += kCacheLine)
    sum += others[at];
  for (size_t at = 0; at < input.size(); at += kCacheLine / sizeof(float))
    sum += input[at];
  volatile float used = sum;
  (void)used;
}

SmallVector<double> KernelTimer::measure() {
  SmallVector<unsigned> calls;
  for (const CompiledModel &model : models)
    calls.push_back(countCalls(model));
  SmallVector<double> shortest(models.size(),
                               std::numeric_limits<double>::infinity());
  Clock::time_point start = Clock::now();
  for (unsigned round = 0;
       round == 0 || (round < kMaxRounds && getSecondsSince(start) < kSeconds);
       ++round)
    for (size_t i = 0; i < models.size(); ++i) {
      readOthers();
      shortest[i] = std::min(shortest[i], time(models[i], calls[i]));
    }
  return shortest;
}
