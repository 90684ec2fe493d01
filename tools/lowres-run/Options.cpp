//===- Options.cpp - Command line of lowres-run ---------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Options.h"

#include "lowres/Driver/Execution.h"
#include "lowres/Support/OutputFile.h"

using namespace mlir::lowres;
using llvm::Error;
using llvm::Twine;
namespace cl = llvm::cl;

static constexpr int64_t defaultBatch = 64;

static Error makeError(const Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

RunOptions::RunOptions(cl::OptionCategory &category)
    : ModelOptions(category),
      data("data", cl::cat(category), cl::value_desc("spec"),
           cl::desc("Run the test images of a data set: synthetic[:SEED], "
                    "cifar10:DIR, mnist:DIR, fashion-mnist:DIR")),
      inputs("input", cl::cat(category), cl::value_desc("x.npy"),
             cl::desc("Run these rows (repeat for several inputs)")),
      outputs("output", cl::cat(category), cl::value_desc("y.npy"),
              cl::desc("Write the results (repeat for several outputs)")),
      limit("limit", cl::cat(category), cl::value_desc("n"),
            cl::desc("Run only the first n rows")),
      batch("batch", cl::cat(category), cl::value_desc("n"),
            cl::desc("Rows a call (default: the model's, or else 64)")),
      threads(
          "threads", cl::cat(category), cl::value_desc("n"), cl::init(1),
          cl::desc("Threads that share the loops of large layers (default 1)")),
      compareReference(
          "compare-reference", cl::cat(category),
          cl::desc("Compare with the same model in plain loops; fail if the "
                   "results differ by more than rounding explains")),
      compare("compare", cl::cat(category), cl::value_desc("y.npy"),
              cl::desc("Compare the first output with these results (for int8 "
                       "activations, without failing)")),
      tolerance("tolerance", cl::cat(category), cl::value_desc("x"),
                cl::desc("Allow differences up to x times the largest result "
                         "in comparisons")),
      report("report", cl::cat(category),
             cl::desc("Print a table of the layers: sizes and kernels")),
      verbose("v", cl::cat(category), cl::desc("Say what is done")) {}

Error RunOptions::check() const {
  auto checkRange = [](const cl::opt<int64_t> &option, int64_t least,
                       int64_t most) -> Error {
    if (!option.getNumOccurrences() || (option >= least && option <= most))
      return Error::success();
    if (option < least)
      return makeError("--" + option.ArgStr + " must be at least " +
                       Twine(least) + ", got " + Twine(option));
    return makeError("--" + option.ArgStr + " must be at most " + Twine(most) +
                     ", got " + Twine(option));
  };
  if (Error error = ModelOptions::check())
    return error;
  if (Error error = checkRange(batch, 1, INT32_MAX))
    return error;
  if (Error error = checkRange(threads, 1, LoopThreads::kMaxCount))
    return error;
  if (Error error = checkRange(limit, 1, INT64_MAX))
    return error;
  if (!(tolerance >= 0))
    return makeError("--tolerance must not be negative");
  if (data.empty() == inputs.empty())
    return makeError(data.empty() ? "nothing to run: give --data or --input"
                                  : "--data and --input exclude each other");
  std::vector<std::string> read = {input, compare};
  llvm::append_range(read, inputs);
  return checkDistinctFiles(read, outputs);
}

Error RunOptions::check(const ModelInterface &interface) const {
  auto checkCount = [&](size_t files, size_t needed,
                        llvm::StringRef kind) -> Error {
    if (files == 0 || files == needed)
      return Error::success();
    return makeError("@" + interface.entry + " has " + Twine(needed) + " " +
                     kind + (needed == 1 ? "" : "s") + ", but " + Twine(files) +
                     (files == 1 ? " file is given" : " files are given"));
  };
  if (Error error = checkCount(inputs.size(), interface.inputs.size(), "input"))
    return error;
  if (Error error =
          checkCount(outputs.size(), interface.outputs.size(), "output"))
    return error;
  if (!interface.staticBatch)
    return Error::success();
  if (batch.getNumOccurrences() && batch != *interface.staticBatch)
    return makeError("--batch " + Twine(batch) + ": @" + interface.entry +
                     " takes only " + Twine(*interface.staticBatch));
  return Error::success();
}

int64_t RunOptions::getBatch(const ModelInterface &interface) const {
  if (interface.staticBatch)
    return *interface.staticBatch;
  return batch.getNumOccurrences() ? int64_t(batch) : defaultBatch;
}

std::optional<Tolerance>
RunOptions::getTolerance(std::optional<Tolerance> chosen) const {
  if (tolerance.getNumOccurrences())
    return Tolerance{tolerance};
  return chosen;
}
