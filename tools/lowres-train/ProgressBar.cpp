//===- ProgressBar.cpp - Training progress on stderr ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgressBar.h"

#include <cmath>
#include <cstdio>
#include <unistd.h>

using namespace lowres;

ProgressBar::ProgressBar() : isTerminal(::isatty(STDERR_FILENO) != 0) {}

std::string lowres::formatDuration(double seconds) {
  char text[64];
  long total = std::lround(seconds);
  if (total < 100)
    std::snprintf(text, sizeof(text), "%ld s", total);
  else if (total < 3600)
    std::snprintf(text, sizeof(text), "%ld:%02ld", total / 60, total % 60);
  else
    std::snprintf(text, sizeof(text), "%ld:%02ld:%02ld", total / 3600,
                  total / 60 % 60, total % 60);
  return text;
}

void ProgressBar::update(const Progress &progress) {
  if (!isTerminal)
    return;
  constexpr double interval = 0.1;
  bool isLast = progress.imagesDone == progress.images;
  if (progress.seconds < lastDrawn)
    lastDrawn = -1.0; // A new epoch.
  if (!isLast && lastDrawn >= 0.0 && progress.seconds - lastDrawn < interval)
    return;
  lastDrawn = progress.seconds;

  constexpr int width = 24;
  double part = static_cast<double>(progress.imagesDone) /
                static_cast<double>(progress.images);
  int filled = static_cast<int>(part * width);
  std::string bar(static_cast<size_t>(filled), '#');
  bar.resize(width, '.');
  double rate = static_cast<double>(progress.imagesDone) /
                (progress.seconds > 0.0 ? progress.seconds : 1e-9);
  double imagesLeft =
      static_cast<double>(progress.images - progress.imagesDone) +
      static_cast<double>(progress.images) * (progress.epochs - progress.epoch);
  std::fprintf(stderr,
               "\repoch %u/%u [%s] %3.0f%%  loss %.4f  %.0f images/s  "
               "%s left\x1b[K",
               progress.epoch, progress.epochs, bar.c_str(), part * 100.0,
               progress.loss, rate, formatDuration(imagesLeft / rate).c_str());
  std::fflush(stderr);
}

void ProgressBar::finishEpoch(const EpochMetrics &metrics, unsigned epochs,
                              const std::string &note) {
  if (isTerminal)
    std::fprintf(stderr, "\r\x1b[K");
  char test[32] = "-";
  if (metrics.testAccuracy >= 0.0)
    std::snprintf(test, sizeof(test), "%.4f", metrics.testAccuracy);
  double left = metrics.seconds * (epochs - metrics.epoch);
  std::fprintf(stderr,
               "epoch %u/%u  loss %.4f  train %.4f  test %s  lr %.2e  "
               "%.1f s  %.0f images/s  %s left%s\n",
               metrics.epoch, epochs, metrics.trainLoss, metrics.trainAccuracy,
               test, metrics.learningRate, metrics.seconds,
               metrics.imagesPerSecond, formatDuration(left).c_str(),
               note.c_str());
}
