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

// More than any such file has.
static constexpr size_t mostBytes = size_t(64) << 20;

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

Result<MetricsFile> MetricsFile::open(const std::string &path,
                                      unsigned epochsDone) {
  std::string text = header;
  struct stat info;
  bool isContinued = epochsDone > 0 && ::stat(path.c_str(), &info) == 0 &&
                     S_ISREG(info.st_mode);
  if (isContinued) {
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
    // What was measured must not be lost here.
    Result<OutputFile> file = OutputFile::open(path);
    if (!file)
      return file.error();
    Status status = file->write(text);
    if (status)
      status = file->commit();
    if (!status)
      return status.error();
  }
  FileHandle stream(std::fopen(path.c_str(), isContinued ? "ab" : "wb"));
  if (!stream)
    return systemError("write", path, errno);
  MetricsFile file(path, std::move(stream));
  if (isContinued)
    return file;
  if (Status status = file.write(text); !status)
    return status.error();
  return file;
}

Status MetricsFile::write(const std::string &text) {
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stream.get()) != text.size() ||
      !flushToDisk(stream.get()))
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

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

static std::vector<std::string> split(const std::string &line) {
  std::vector<std::string> fields(1);
  for (char c : line)
    if (c == ',')
      fields.emplace_back();
    else
      fields.back() += c;
  return fields;
}

/// All of `field` as a number, which may be nan or inf.
static bool parse(const std::string &field, double &value) {
  char *end = nullptr;
  value = std::strtod(field.c_str(), &end);
  return !field.empty() && *end == '\0';
}

/// Reads a line of a metrics file.
static bool parseMetrics(const std::string &line, EpochMetrics &metrics) {
  std::vector<std::string> fields = split(line);
  constexpr size_t testAccuracy = 4;
  double epoch = 0.0;
  double *const values[] = {&epoch,
                            &metrics.learningRate,
                            &metrics.trainLoss,
                            &metrics.trainAccuracy,
                            &metrics.testAccuracy,
                            &metrics.seconds,
                            &metrics.imagesPerSecond,
                            &metrics.saturated,
                            &metrics.signFlips};
  if (fields.size() != std::size(values))
    return false;
  for (size_t i = 0; i < fields.size(); ++i)
    if (!(i == testAccuracy && fields[i].empty()) &&
        !parse(fields[i], *values[i]))
      return false;
  if (!(epoch >= 1.0 && epoch <= 4294967295.0))
    return false;
  metrics.epoch = static_cast<unsigned>(epoch);
  return true;
}

Result<std::vector<EpochMetrics>> lowres::readMetrics(const std::string &path) {
  Result<std::string> text = readFile(path, mostBytes);
  if (!text)
    return text.error();
  std::istringstream lines(*text);
  std::string line;
  if (!std::getline(lines, line) || line.compare(0, 6, "epoch,") != 0)
    return Error{"'" + path + "' is not a metrics file"};
  std::vector<EpochMetrics> history;
  while (std::getline(lines, line)) {
    EpochMetrics metrics;
    size_t epoch = history.size() + 1;
    if (!parseMetrics(line, metrics) || metrics.epoch != epoch)
      return Error{"'" + path + "': expected the metrics of epoch " +
                   std::to_string(epoch) + ", found '" + line.substr(0, 80) +
                   "'"};
    history.push_back(metrics);
  }
  return history;
}
