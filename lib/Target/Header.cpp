//===- Header.cpp - The C header of a compiled model ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/Header.h"

#include "CPUCheck.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::lowres;

namespace {
/// Writes one header; the parts in the order of the text.
class HeaderWriter {
public:
  HeaderWriter(const ModelInterface &interface, ArrayRef<TargetInfo> targets,
               const HeaderOptions &options, llvm::raw_ostream &os)
      : interface(interface), targets(targets), options(options), os(os),
        prefix(StringRef(interface.name).upper()) {}

  void write();

private:
  void writeSizes(StringRef kind, ArrayRef<ModelTensor> tensors);
  void writeTarget();
  void writeWorkspace();
  void writeFunction();
  void writeParallelFunction();
  /// The parameters that both of these have.
  void writeParameters();
  void writeSupported();
  void writeDeviceFunction();

  const ModelInterface &interface;
  ArrayRef<TargetInfo> targets;
  const HeaderOptions &options;
  llvm::raw_ostream &os;
  std::string prefix;
};
} // namespace

void HeaderWriter::writeSizes(StringRef kind, ArrayRef<ModelTensor> tensors) {
  for (auto [index, tensor] : llvm::enumerate(tensors)) {
    os << "#define " << prefix << "_" << kind << index << "_SIZE "
       << tensor.rowSize() << " /* elements per row";
    if (tensor.rowShape.size() > 1) {
      os << ": ";
      llvm::interleave(tensor.rowShape, os, " x ");
    }
    os << " */\n";
  }
}

void HeaderWriter::writeTarget() {
  if (targets.size() == 1)
    os << "/* The machine the code is for: triple, CPU, further features. */\n";
  else
    os << "/* The machines the code is for: triple, CPU, further features. The "
          "first that\n * the processor supports is the one whose code runs. */"
          "\n";
  os << "#define " << prefix << "_TARGET";
  if (targets.size() == 1)
    os << " ";
  else
    os << " \\\n  ";
  llvm::interleave(
      targets, os,
      [&](const TargetInfo &target) { os << "\"" << target.getSpec().str(); },
      "; \" \\\n  ");
  os << "\"\n";
}

void HeaderWriter::writeWorkspace() {
  os << "/* Bytes of scratch memory that a call with this batch needs; "
        "SIZE_MAX "
        "if no\n * memory is large enough."
     << (targets.size() > 1 ? " Other processors may need more or less." : "")
     << " */\n"
     << "size_t " << interface.workspaceSizeName() << "(int64_t batch);\n";
}

void HeaderWriter::writeFunction() {
  os << "/*\n * Runs the model on `batch` rows.\n *\n";
  auto describe = [&](StringRef kind, StringRef macro, size_t count) {
    for (size_t i = 0; i < count; ++i)
      os << " *   " << kind << i << ": batch x " << prefix << "_" << macro << i
         << "_SIZE floats, row after row.\n";
  };
  describe("input", "INPUT", interface.inputs.size());
  describe("output", "OUTPUT", interface.outputs.size());
  if (interface.staticBatch)
    os << " *   batch: " << prefix << "_BATCH.\n";
  else
    os << " *   batch: at least 1.\n";
  os << " *   workspace: " << interface.workspaceSizeName()
     << "(batch) bytes, aligned to 64; its\n"
     << " *     contents mean nothing before and after. May be null where the "
        "size is 0.\n"
     << " *\n"
     << " * Returns 0, or 1 without any effect if batch is not as above. "
        "Inputs "
        "and\n"
     << " * outputs must not overlap. Allocates nothing, keeps no state: calls "
        "from\n"
     << " * several threads need a workspace each and nothing else.\n"
     << " *\n";
  if (options.int8Activations)
    os << " * Activations are rounded to 8 bits per row: a row that holds a "
          "NaN "
          "or an\n * infinity gives a row of NaN; other rows are not "
          "affected.\n";
  else
    os << " * A NaN or an infinity in a row propagates to the outputs of that "
          "row as in\n * any floating-point computation; other rows are not "
          "affected.\n";
  os << " */\nint " << interface.name << "(";
  writeParameters();
  os << ");\n";
}

void HeaderWriter::writeParameters() {
  for (size_t i = 0; i < interface.inputs.size(); ++i)
    os << "const float *input" << i << ", ";
  for (size_t i = 0; i < interface.outputs.size(); ++i)
    os << "float *output" << i << ", ";
  os << "int64_t batch, void *workspace";
}

void HeaderWriter::writeParallelFunction() {
  os << R"(/*
 * Runs the iterations [0, iterations) of a loop: calls body(data, begin, end)
 * for ranges that make them up, in any order and from any threads, and returns
 * when all calls have.
 */
#ifndef LOWRES_PARALLEL_FOR
#define LOWRES_PARALLEL_FOR
typedef void (*lowres_parallel_for)(void *context,
                                    void (*body)(void *data, int64_t begin,
                                                 int64_t end),
                                    void *data, int64_t iterations);
#endif
)"
     << "/*\n * The same as " << interface.name
     << ", bit for bit, with loops that have enough to do run by\n"
     << " * parallel_for, which gets `context`. Null is for this thread "
        "alone.\n */\n"
     << "int " << interface.parallelName() << "(";
  writeParameters();
  os << ", lowres_parallel_for parallel_for, void *context);\n";
}

void HeaderWriter::writeSupported() {
  if (targets.size() > 1) {
    os << "/*\n * Always 1: some of the code is for every machine of the "
          "triple. "
          "Which code runs\n * is found out by the first call of a function "
          "above and then kept, in the only\n * data that is ever written; "
          "threads need not wait for each other.";
  } else {
    os << "/*\n * 1 if this CPU and operating system have what the code above "
          "needs, else 0.\n * Itself runs on any machine of the triple";
    StringRef question = getQuestionFunction(targets.front().getTriple());
    if (getCPURequirements(targets.front()).count() == 0)
      os << ". On this target there is nothing to ask:\n * always 1.";
    else if (question.empty())
      os << "; ask once, it is slow on virtual\n * machines.";
    else
      os << ". It asks the C library's " << question
         << ": 0\n * in a program that does not have it.";
  }
  os << "\n */\nint " << interface.supportedName() << "(void);\n";
}

void HeaderWriter::writeDeviceFunction() {
  bool isCUDA = interface.device == Device::CUDA;
  os << (isCUDA ? R"(/*
 * The same with tensors in the GPU's memory: what lowres_gpu_allocate gave
 * (lowres_gpu.h), or other memory of the device's primary context. The layers
 * run there in any case; link liblowres_cuda. Weights are copied to the GPU by
 * the first call. What is on CUDA's default stream is done before. Without a
 * GPU, or if it fails, a line is printed and 1 returned.
 */
)"
                : R"(/*
 * The same with tensors in the GPU's memory: addresses that lowres_gpu_allocate
 * gave (lowres_gpu.h). The layers run there in any case; link liblowres_vulkan.
 * Weights are copied to the GPU by the first call. Without one, or if it fails,
 * a line is printed and 1 returned.
 */
)");
  os << "int " << interface.onDeviceName() << "(";
  // Those of Vulkan are no addresses that a C program knows.
  for (size_t i = 0; i < interface.inputs.size(); ++i)
    os << (isCUDA ? "const float *" : "int64_t ") << "input" << i << ", ";
  for (size_t i = 0; i < interface.outputs.size(); ++i)
    os << (isCUDA ? "float *" : "int64_t ") << "output" << i << ", ";
  os << "int64_t batch);\n\n"
     << R"(/*
 * Frees what the GPU keeps of the model between calls: its code, weights and
 * workspace. A later call loads it again.
 */
)" << "void "
     << interface.forgetName() << "(void);\n";
}

void HeaderWriter::write() {
  os << "/* " << interface.name
     << ": a compiled neural network. Generated by lowres-compile. */\n\n"
     << "#ifndef LOWRES_" << prefix << "_H\n#define LOWRES_" << prefix
     << "_H\n\n#include <stddef.h>\n#include <stdint.h>\n\n";
  writeSizes("INPUT", interface.inputs);
  writeSizes("OUTPUT", interface.outputs);
  if (interface.staticBatch)
    os << "#define " << prefix << "_BATCH " << *interface.staticBatch
       << " /* rows, no other number works */\n";
  os << "\n";
  writeTarget();
  os << "\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n";
  writeWorkspace();
  os << "\n";
  writeFunction();
  os << "\n";
  writeParallelFunction();
  os << "\n";
  writeSupported();
  if (interface.device != Device::CPU) {
    os << "\n";
    writeDeviceFunction();
  }
  os << "\n#ifdef __cplusplus\n}\n#endif\n\n#endif /* LOWRES_" << prefix
     << "_H */\n";
}

std::string mlir::lowres::generateHeader(const ModelInterface &interface,
                                         ArrayRef<TargetInfo> targets,
                                         const HeaderOptions &options) {
  std::string text;
  llvm::raw_string_ostream os(text);
  HeaderWriter(interface, targets, options, os).write();
  return text;
}
