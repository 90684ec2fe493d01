//===- Metrics.cpp - The record of a run ----------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/train/Metrics.h"

#include <cerrno>
#include <cstdlib>
#include <sstream>
#include <sys/stat.h>

using namespace lowres;

static const char header[] =
    "epoch,lr,train_loss,train_accuracy,test_accuracy,seconds,"
    "images_per_second,saturated,sign_flips\n";

Result<MetricsFile> MetricsFile::open(const std::string &path,
                                      unsigned epochsDone) {
  std::string text = header;
  struct stat info;
  if (epochsDone > 0 && ::stat(path.c_str(), &info) == 0 &&
      S_ISREG(info.st_mode)) {
    constexpr size_t mostBytes = size_t(64) << 20;
    Result<std::string> old = readFile(path, mostBytes);
    if (!old)
      return old.error();
    if (old->empty())
      *old = header;
    if (old->compare(0, sizeof(header) - 1, header) != 0)
      return Error{"'" + path + "' is not a metrics file of this program: " +
                   "its first line differs"};
    std::istringstream lines(old->substr(sizeof(header) - 1));
    for (std::string line; std::getline(lines, line);) {
      long epoch = std::strtol(line.c_str(), nullptr, 10);
      if (epoch >= 1 && epoch <= static_cast<long>(epochsDone))
        text += line + '\n';
    }
  }
  FileHandle stream(std::fopen(path.c_str(), "wb"));
  if (!stream)
    return systemError("write", path, errno);
  MetricsFile file(path, std::move(stream));
  if (Status status = file.write(text); !status)
    return status.error();
  return file;
}

Status MetricsFile::write(const std::string &text) {
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stream.get()) != text.size() ||
      std::fflush(stream.get()) != 0)
    return systemError("write", path, errno ? errno : EIO);
  return Status::success();
}

Status MetricsFile::append(const EpochMetrics &m) {
  char accuracy[32] = "";
  if (m.testAccuracy >= 0.0)
    std::snprintf(accuracy, sizeof(accuracy), "%.6f", m.testAccuracy);
  char line[512];
  int size = std::snprintf(
      line, sizeof(line), "%u,%.6g,%.6f,%.6f,%s,%.3f,%.1f,%.6f,%.6f\n", m.epoch,
      m.learningRate, m.trainLoss, m.trainAccuracy, accuracy, m.seconds,
      m.imagesPerSecond, m.saturated, m.signFlips);
  return write(std::string(line, static_cast<size_t>(size)));
}
