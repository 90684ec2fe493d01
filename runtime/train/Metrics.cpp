//===- Metrics.cpp - The record of a run ----------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/train/Metrics.h"

#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string_view>
#include <sys/stat.h>

using namespace lowres;

static constexpr std::string_view header =
    "epoch,lr,train_loss,train_accuracy,test_accuracy,seconds,"
    "images_per_second,saturated,sign_flips\n";

// More than any such file has.
static constexpr size_t mostBytes = size_t(64) << 20;

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

namespace {
/// The beginning of a metrics file.
struct Record {
  std::string text; // The header and the lines of `history`.
  std::vector<EpochMetrics> history;
};
} // namespace

/// Reads the first `epochs` lines of a file, and not what follows.
static Result<Record> readRecord(const std::string &path, unsigned epochs) {
  Result<std::string> text = readFile(path, mostBytes);
  if (!text)
    return text.error();
  if (text->compare(0, header.size(), header) != 0)
    return Error{"'" + path + "' is not a metrics file"};
  size_t begin = header.size();
  Record record;
  for (unsigned epoch = 1; epoch <= epochs; ++epoch) {
    // A line without an end may lack digits too.
    size_t end = text->find('\n', begin);
    std::string line = text->substr(begin, end - begin);
    EpochMetrics metrics;
    if (end == std::string::npos || !parseMetrics(line, metrics) ||
        metrics.epoch != epoch)
      return Error{"'" + path + "': expected the metrics of epoch " +
                   std::to_string(epoch) + ", found " +
                   (begin == text->size() ? "the end of the file"
                                          : "'" + line.substr(0, 80) + "'")};
    record.history.push_back(metrics);
    begin = end + 1;
  }
  record.text = text->substr(0, begin);
  return record;
}

Result<std::vector<EpochMetrics>> lowres::readMetrics(const std::string &path,
                                                      unsigned epochs) {
  Result<Record> record = readRecord(path, epochs);
  if (!record)
    return record.error();
  return std::move(record->history);
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

Result<MetricsFile> MetricsFile::open(const std::string &path,
                                      unsigned epochsDone) {
  std::string text(header);
  struct stat info;
  bool isContinued = epochsDone > 0 && ::stat(path.c_str(), &info) == 0 &&
                     S_ISREG(info.st_mode);
  if (isContinued) {
    Result<Record> record = readRecord(path, epochsDone);
    if (!record)
      return record.error();
    // What was measured must not be lost here.
    Result<OutputFile> file = OutputFile::open(path);
    if (!file)
      return file.error();
    Status status = file->write(record->text);
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
  // The sign of a NaN is that of some machine instruction and means nothing.
  double trainLoss = std::isnan(m.trainLoss)
                         ? std::numeric_limits<double>::quiet_NaN()
                         : m.trainLoss;
  char accuracy[32] = "";
  if (m.testAccuracy >= 0.0)
    std::snprintf(accuracy, sizeof(accuracy), "%.6f", m.testAccuracy);
  char line[512];
  int size = std::snprintf(
      line, sizeof(line), "%u,%.6g,%.6f,%.6f,%s,%.3f,%.1f,%.6f,%.6f\n", m.epoch,
      m.learningRate, trainLoss, m.trainAccuracy, accuracy, m.seconds,
      m.imagesPerSecond, m.saturated, m.signFlips);
  return write(std::string(line, static_cast<size_t>(size)));
}
