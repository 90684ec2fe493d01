//===- Compiler.cpp - What lowres-compile does ----------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Compiler.h"

#include "Options.h"
#include "lowres/Driver/Lowering.h"
#include "lowres/Driver/Report.h"
#include "lowres/Driver/Tuning.h"
#include "lowres/GPU/Passes.h"
#include "lowres/Support/OutputFile.h"
#include "lowres/Target/Codegen.h"
#include "lowres/Target/Header.h"
#include "lowres/Target/PTX.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Process.h"

using namespace mlir;
using namespace mlir::lowres;

static constexpr llvm::StringLiteral toolName = "lowres-compile";

static CodegenOutput getCodegenOutput(Emit emit) {
  switch (emit) {
  case Emit::Object:
    return CodegenOutput::Object;
  case Emit::Assembly:
    return CodegenOutput::Assembly;
  case Emit::SharedObject:
    return CodegenOutput::SharedObject;
  case Emit::LLVMIR:
  case Emit::SPIRV:
  case Emit::PTX:
  case Emit::Cubin:
  case Emit::Kernels:
  case Emit::MLIR:
    return CodegenOutput::LLVMIR;
  }
  llvm_unreachable("unknown kind");
}

static bool isMLIR(Emit emit) {
  return emit == Emit::Kernels || emit == Emit::MLIR;
}

/// The kernels that a lowered model for a GPU has: words or text.
static SmallVector<char, 0> getKernels(const Model &model) {
  auto code = model.module.get().lookupSymbol<LLVM::GlobalOp>(
      model.interface.name + kKernelCodeSuffix.str());
  if (auto text = dyn_cast<StringAttr>(code.getValueOrNull())) {
    StringRef ptx = text.getValue().drop_back(); // the zero
    return SmallVector<char, 0>(ptx.begin(), ptx.end());
  }
  return SmallVector<char, 0>(
      cast<DenseElementsAttr>(code.getValueOrNull()).getRawData());
}

/// What the kernels of a model for an NVIDIA GPU are to the GPU itself.
static FailureOr<SmallVector<char, 0>> assembleKernels(const Model &model,
                                                       bool verbose) {
  SmallVector<char, 0> ptx = getKernels(model);
  llvm::Expected<AssembledPTX> assembled =
      assemblePTX({ptx.data(), ptx.size()}, model.gpu->chip);
  if (!assembled)
    return emitError(UnknownLoc::get(model.module.get().getContext()))
           << llvm::toString(assembled.takeError());
  if (verbose)
    llvm::errs() << assembled->log << "\n";
  return std::move(assembled->code);
}

/// The generated code, or the MLIR that it would be made from.
static FailureOr<SmallVector<char, 0>> generate(ArrayRef<Model> variants,
                                                const CompileOptions &options) {
  if (options.emit == Emit::SPIRV || options.emit == Emit::PTX)
    return getKernels(variants.front());
  if (options.emit == Emit::Cubin)
    return assembleKernels(variants.front(), options.verbose);
  if (!isMLIR(options.emit)) {
    SmallVector<LoweredModel> models;
    for (const Model &model : variants)
      models.push_back({model.module.get(), model.target});
    return generateCode(models, variants.front().interface,
                        getCodegenOutput(options.emit), options.goal);
  }
  SmallVector<char, 0> text;
  llvm::raw_svector_ostream os(text);
  variants.front().module.get().print(os); // the only one: see the options
  return text;
}

/// Writes the code and, where a C program can use it, the header beside it:
/// both or none.
static llvm::Error writeOutputs(const CompileOptions &options, StringRef code,
                                StringRef header) {
  std::vector<OutputFile> files;
  auto write = [&](StringRef path, StringRef contents) -> llvm::Error {
    llvm::Expected<OutputFile> file = OutputFile::open(path);
    if (!file)
      return file.takeError();
    file->os() << contents;
    files.push_back(std::move(*file));
    return llvm::Error::success();
  };
  if (llvm::Error error = write(options.getOutputPath(), code))
    return error;
  std::string headerPath = options.getHeaderPath();
  if (!headerPath.empty())
    if (llvm::Error error = write(headerPath, header))
      return error;
  return OutputFile::commitAll(files);
}

/// Gives every layer its kernel. The timings are empty unless kernels are
/// timed, of which a terminal shows the progress.
static FailureOr<LayerTimings> chooseKernels(Model &model,
                                             const CompileOptions &options) {
  LoweringOptions lowering = options.getLowering();
  if (!options.tune) {
    if (failed(selectKernels(model, lowering)))
      return failure();
    return LayerTimings();
  }
  bool isShown =
      options.verbose || llvm::sys::Process::StandardErrIsDisplayed();
  auto show = [&](size_t index, size_t count,
                  const std::optional<LayerTiming> &timing) {
    if (!isShown)
      return;
    llvm::errs() << toolName << ": layer " << index + 1 << " of " << count
                 << ": ";
    if (timing)
      llvm::errs() << llvm::formatv("{0:f2} us, best of {1} kernels\n",
                                    timing->microseconds, timing->kernels);
    else
      llvm::errs() << "not timed\n";
  };
  TuningOptions tuning;
  tuning.batch = options.tuneBatch;
  return tuneKernels(model, lowering, tuning, show);
}

/// Prints what a model needs of memory, after lowering it if that is not done.
static LogicalResult reportMemory(const Model &model,
                                  const CompileOptions &options,
                                  llvm::raw_ostream &os) {
  if (options.emit != Emit::Kernels) {
    printMemory(model, os);
    return success();
  }
  Model lowered = model.clone();
  if (failed(lowerToNative(lowered)))
    return failure();
  printMemory(lowered, os);
  return success();
}

int compileModel(const CompileOptions &options) {
  std::unique_ptr<MLIRContext> context = createModelContext();
  DiagnosticPrinter printer(context.get(), toolName);
  auto say = [&](const llvm::Twine &text) {
    if (options.verbose)
      llvm::errs() << toolName << ": " << text << "\n";
  };
  LoweringOptions lowering = options.getLowering();

  FailureOr<std::vector<Model>> variants =
      loadVariants(options.input, options.entry, lowering, *context);
  if (failed(variants))
    return BadInput;
  const ModelInterface interface = variants->front().interface;
  SmallVector<TargetInfo> targets;
  for (const Model &model : *variants)
    targets.push_back(model.target);
  say("entry @" + interface.entry + ", C name " + interface.name + ", target " +
      llvm::join(llvm::map_range(targets,
                                 [](const TargetInfo &target) {
                                   return target.getSpec().str();
                                 }),
                 "; "));
  llvm::raw_ostream &report =
      options.getOutputPath() == "-" ? llvm::errs() : llvm::outs();
  HeaderOptions headerOptions;
  for (Model &model : *variants) {
    say("lowering for " +
        (model.gpu ? model.gpu->str() : model.target.getSpec().str()));
    FailureOr<LayerTimings> timings = chooseKernels(model, options);
    if (failed(timings))
      return BadInput;
    if (options.report)
      printReport(model, report, *timings);
    headerOptions.int8Activations |= hasInt8Activations(model);
    if (options.emit != Emit::Kernels && failed(lowerToNative(model)))
      return BadInput;
    if (options.report && failed(reportMemory(model, options, report)))
      return BadInput;
  }
  say("generating code");
  FailureOr<SmallVector<char, 0>> code = generate(*variants, options);
  if (failed(code))
    return BadInput;
  say("writing " + llvm::Twine(code->size()) + " bytes to " +
      options.getOutputPath());
  std::string header = generateHeader(interface, targets, headerOptions);
  if (llvm::Error error =
          writeOutputs(options, {code->data(), code->size()}, header))
    return reportBadInput(toolName, std::move(error));
  return Success;
}
