//===- CommandLine.cpp - What all tools say and return --------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Support/CommandLine.h"

#include "lowres/Support/MessageText.h"
#include "lowres/Support/Version.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

#include <csignal>
#include <cstdlib>

using namespace mlir::lowres;
namespace cl = llvm::cl;

/// `message` as it is printed: no more than two paths and words.
static std::string printable(const llvm::Twine &message) {
  constexpr size_t maxMessageSize = 2000;
  return toMessageText(message.str(), maxMessageSize);
}

static void printError(llvm::StringRef tool, const llvm::Twine &message) {
  llvm::WithColor::error(llvm::errs(), tool) << printable(message) << "\n";
}

int mlir::lowres::reportBadUsage(llvm::StringRef tool,
                                 const llvm::Twine &message) {
  printError(tool, message);
  return BadUsage;
}

int mlir::lowres::reportBadInput(llvm::StringRef tool,
                                 const llvm::Twine &message) {
  printError(tool, message);
  return BadInput;
}

int mlir::lowres::reportBadInput(llvm::StringRef tool, llvm::Error error) {
  return reportBadInput(tool, llvm::toString(std::move(error)));
}

void mlir::lowres::reportWarning(llvm::StringRef tool,
                                 const llvm::Twine &message) {
  llvm::WithColor::warning(llvm::errs(), tool) << printable(message) << "\n";
}

void mlir::lowres::removeForeignOptions() {
  constexpr llvm::StringLiteral kept[] = {
      "h", "help", "help-hidden", "help-list", "help-list-hidden", "version"};
  llvm::SmallVector<cl::Option *> foreign;
  for (const auto &entry : cl::getRegisteredOptions())
    if (!llvm::is_contained(kept, entry.first))
      foreign.push_back(entry.second);
  for (cl::Option *option : foreign)
    option->removeArgument();
}

void mlir::lowres::setVersionPrinter() {
  cl::SetVersionPrinter([](llvm::raw_ostream &os) {
    os << "lowres " << getVersion() << " (LLVM " << getLLVMVersion() << ")\n";
  });
}

void mlir::lowres::ignoreFileSizeSignal() {
#ifdef SIGXFSZ
  std::signal(SIGXFSZ, SIG_IGN);
#endif
}

void mlir::lowres::reportOutOfMemory(const char *name) {
  llvm::install_out_of_memory_new_handler();
  llvm::install_bad_alloc_error_handler(
      [](void *data, const char *, bool) {
        // There may be no memory for a stream's buffer; errs() has none.
        llvm::errs() << llvm::sys::path::filename(
                            static_cast<const char *>(data))
                     << ": error: out of memory\n";
        llvm::sys::RunInterruptHandlers();
        std::_Exit(1);
      },
      const_cast<char *>(name));
}

/// The program of reportFullOutput().
static const char *outputWriter;

static void checkOutput() {
  llvm::raw_fd_ostream &os = llvm::outs();
  os.flush();
  std::error_code code = os.error();
  if (!code)
    return;
  llvm::errs() << llvm::sys::path::filename(outputWriter)
               << ": error: cannot write to the standard output: "
               << code.message() << "\n";
  std::_Exit(BadInput);
}

void mlir::lowres::reportFullOutput(const char *name) {
  outputWriter = name;
  // Streams that are made before it is registered outlive it.
  llvm::outs();
  llvm::errs();
  std::atexit(checkOutput);
}
