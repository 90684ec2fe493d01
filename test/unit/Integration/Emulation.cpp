//===- Emulation.cpp - Run compiled networks in other processes -----------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Emulation.h"

#include "lowres/Target/Codegen.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

#include <cstring>

using namespace mlir;
using namespace mlir::lowres;
using namespace mlir::lowres::test;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

namespace {
/// A file that goes with the object.
class TemporaryFile {
public:
  static Expected<TemporaryFile> create(StringRef suffix) {
    llvm::SmallString<128> path;
    if (std::error_code error =
            llvm::sys::fs::createTemporaryFile("lowres-test", suffix, path))
      return llvm::errorCodeToError(error);
    return TemporaryFile(path);
  }

  StringRef getPath() const { return path; }

  Error write(StringRef contents) const {
    return llvm::writeToOutput(getPath(), [&](llvm::raw_ostream &os) {
      os << contents;
      return Error::success();
    });
  }

private:
  explicit TemporaryFile(StringRef path)
      : path(path), remover(std::make_unique<llvm::FileRemover>(path)) {}

  std::string path;
  std::unique_ptr<llvm::FileRemover> remover;
};
} // namespace

/// Seconds after which a program is stopped: what is run takes a few.
static constexpr unsigned kTimeLimit = 300;

/// Runs a program that is looked up in PATH.
static Error execute(ArrayRef<StringRef> command,
                     ArrayRef<std::optional<StringRef>> redirects = {}) {
  llvm::ErrorOr<std::string> path = llvm::sys::findProgramByName(command[0]);
  if (!path)
    return llvm::createStringError(command[0] + " is not installed");
  std::string message;
  int code = llvm::sys::ExecuteAndWait(*path, command, /*Env=*/std::nullopt,
                                       redirects, kTimeLimit,
                                       /*MemoryLimit=*/0, &message);
  if (code != 0)
    return llvm::createStringError(command[0] + " returned " +
                                   llvm::Twine(code) + " " + message);
  return Error::success();
}

/// The rest of a program, as an object of `compiler`, which is always the same.
static Expected<TemporaryFile> compileRunner(StringRef compiler) {
  Expected<TemporaryFile> file = TemporaryFile::create("o");
  if (file)
    if (Error error =
            execute({compiler, "-O1", "-c", "-Wall", "-Wextra", "-Werror",
                     EMULATED_SOURCE, "-o", file->getPath()}))
      return std::move(error);
  return file;
}

/// The path of `file`, or its error, of which every caller gets one of its own.
static Expected<StringRef> getPath(Expected<TemporaryFile> &file) {
  if (file)
    return file->getPath();
  std::string message = llvm::toString(file.takeError());
  file = llvm::createStringError(message);
  return llvm::createStringError(message);
}

/// A processor that QEMU knows and that has what `target` has, but no dot
/// products unless `target` has them.
static StringRef getProcessor(const TargetInfo &target) {
  if (target.hasI8MM() || target.hasFeature("sve"))
    return "max";
  return target.hasDotProd() ? "cortex-a76" : "cortex-a53";
}

namespace {
/// A program of its own.
class ProcessProgram final : public Program {
public:
  /// `emulator` and its arguments run `file`; none if this machine does.
  ProcessProgram(TemporaryFile file, ArrayRef<StringRef> emulator,
                 int64_t rowSize)
      : file(std::move(file)), command(emulator), rowSize(rowSize) {
    command.push_back(this->file.getPath());
  }

  Expected<std::vector<float>> tryRun(const std::vector<float> &input,
                                      int64_t rows) override {
    Expected<TemporaryFile> in = TemporaryFile::create("in");
    if (!in)
      return in.takeError();
    Expected<TemporaryFile> out = TemporaryFile::create("out");
    if (!out)
      return out.takeError();
    const int64_t sizes[] = {rows, static_cast<int64_t>(input.size()),
                             rows * rowSize};
    std::string request(reinterpret_cast<const char *>(sizes), sizeof(sizes));
    request.append(reinterpret_cast<const char *>(input.data()),
                   input.size() * sizeof(float));
    if (Error error = in->write(request))
      return error;
    if (Error error =
            execute(command, {in->getPath(), out->getPath(), std::nullopt}))
      return error;
    auto buffer = llvm::MemoryBuffer::getFile(out->getPath());
    if (!buffer)
      return llvm::errorCodeToError(buffer.getError());
    std::vector<float> both(2 * sizes[2]);
    if ((*buffer)->getBufferSize() != both.size() * sizeof(float))
      return llvm::createStringError("the program wrote too little");
    std::memcpy(both.data(), (*buffer)->getBufferStart(),
                both.size() * sizeof(float));
    std::vector<float> first(both.begin(), both.begin() + sizes[2]),
        second(both.begin() + sizes[2], both.end());
    EXPECT_TRUE(isSame(second, first)) << "read unwritten memory";
    return first;
  }

private:
  TemporaryFile file;
  SmallVector<StringRef> command;
  int64_t rowSize;
};
} // namespace

/// A program of `module`, which `compiler` links with `runner` and what `more`
/// tells.
static Expected<TemporaryFile>
link(ModuleOp module, const ModelInterface &interface, const TargetInfo &target,
     StringRef compiler, Expected<TemporaryFile> &runner,
     ArrayRef<StringRef> more) {
  FailureOr<SmallVector<char, 0>> object =
      generateCode({{module, target}}, interface, CodegenOutput::Object);
  if (failed(object))
    return llvm::createStringError("there is no object");
  Expected<StringRef> runnerPath = getPath(runner);
  if (!runnerPath)
    return runnerPath.takeError();
  Expected<TemporaryFile> model = TemporaryFile::create("o");
  if (!model)
    return model.takeError();
  Expected<TemporaryFile> program = TemporaryFile::create("exe");
  if (!program)
    return program.takeError();
  if (Error error = model->write(StringRef(object->data(), object->size())))
    return error;
  SmallVector<StringRef> command = {compiler, *runnerPath, model->getPath()};
  llvm::append_range(command, more);
  llvm::append_range(command,
                     ArrayRef<StringRef>{"-lm", "-o", program->getPath()});
  if (Error error = execute(command))
    return error;
  return program;
}

FailureOr<std::unique_ptr<Program>>
test::createEmulatedProgram(ModuleOp module, const ModelInterface &interface,
                            const TargetInfo &target) {
  // Objects may need its libm.
  constexpr llvm::StringLiteral compiler = "aarch64-linux-gnu-gcc";
  if (!llvm::sys::findProgramByName("qemu-aarch64"))
    return module.emitError("qemu-aarch64 is not installed");
  static Expected<TemporaryFile> runner = compileRunner(compiler);
  Expected<TemporaryFile> program =
      link(module, interface, target, compiler, runner, {"-static"});
  if (!program)
    return module.emitError(llvm::toString(program.takeError()));
  return std::unique_ptr<Program>(std::make_unique<ProcessProgram>(
      std::move(*program),
      ArrayRef<StringRef>{"qemu-aarch64", "-cpu", getProcessor(target)},
      interface.outputs.front().rowSize()));
}

FailureOr<std::unique_ptr<Program>>
test::createVulkanProgram(ModuleOp module, const ModelInterface &interface,
                          const TargetInfo &target) {
  constexpr llvm::StringLiteral launcher = VULKAN_LAUNCHER, compiler = "cc";
  if (launcher.empty())
    return module.emitError("the launcher for Vulkan was not built");
  static Expected<TemporaryFile> runner = compileRunner(compiler);
  Expected<TemporaryFile> program =
      link(module, interface, target, compiler, runner,
           {launcher, "-ldl", "-lpthread"});
  if (!program)
    return module.emitError(llvm::toString(program.takeError()));
  return std::unique_ptr<Program>(std::make_unique<ProcessProgram>(
      std::move(*program), ArrayRef<StringRef>(),
      interface.outputs.front().rowSize()));
}
