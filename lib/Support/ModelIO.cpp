//===- ModelIO.cpp - Model files ------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Support/ModelIO.h"

#include "lowres/InitAllDialects.h"
#include "lowres/Support/DiagnosticPrinter.h"
#include "lowres/Support/OutputFile.h"
#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace mlir::lowres;
using llvm::Error;

std::unique_ptr<MLIRContext> mlir::lowres::createModelContext() {
  DialectRegistry registry;
  lowres::registerAllDialects(registry);
  return std::make_unique<MLIRContext>(registry,
                                       MLIRContext::Threading::DISABLED);
}

/// Puts the name of a bytecode file in front of the locations that it has,
/// which are those of a text that it was made from.
static void addFileToLocations(ModuleOp module, StringRef file) {
  MLIRContext *context = module.getContext();
  Location whole = FileLineColLoc::get(context, file, /*line=*/0, /*column=*/0);
  AttrTypeReplacer replacer;
  replacer.addReplacement([&](LocationAttr origin) {
    Attribute both = FusedLoc::get(context, {whole, Location(origin)});
    return std::make_pair(both, WalkResult::skip());
  });
  replacer.recursivelyReplaceElementsIn(module, /*replaceAttrs=*/false,
                                        /*replaceLocs=*/true);
}

static OwningOpRef<ModuleOp>
parseModel(std::unique_ptr<llvm::MemoryBuffer> buffer, MLIRContext &context) {
  std::string file = buffer->getBufferIdentifier().str();
  bool isBinary = isBytecode(buffer->getMemBufferRef());
  // Owned by the parser's result: resources of a bytecode file are not copied.
  auto sourceMgr = std::make_shared<llvm::SourceMgr>();
  sourceMgr->AddNewSourceBuffer(std::move(buffer), llvm::SMLoc());
  // Verified when its locations name the file.
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(
      sourceMgr, ParserConfig(&context, /*verifyAfterParse=*/false));
  if (module && isBinary)
    addFileToLocations(*module, file);
  if (!module || failed(verify(*module)))
    return nullptr;
  return module;
}

/// Fails where data that an operation refers to are missing: the parser takes
/// the name for that of data that are yet to come.
static LogicalResult verifyResources(ModuleOp module) {
  WalkResult result = module.walk([](Operation *op) {
    return op->getAttrDictionary().walk(
        [&](DenseResourceElementsAttr attr) -> WalkResult {
          if (attr.getRawHandle().getBlob())
            return WalkResult::advance();
          return op->emitOpError("has no data: the file does not define "
                                 "dense_resource<")
                 << attr.getRawHandle().getKey() << ">";
        });
  });
  return failure(result.wasInterrupted());
}

OwningOpRef<ModuleOp> mlir::lowres::readModel(StringRef path,
                                              MLIRContext &context) {
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(path);
  if (!buffer) {
    emitError(UnknownLoc::get(&context))
        << "cannot read '" << path << "': " << buffer.getError().message();
    return nullptr;
  }
  if ((*buffer)->getBuffer().trim().empty()) {
    emitError(UnknownLoc::get(&context))
        << "'" << path << "' is empty; expected a model in MLIR";
    return nullptr;
  }
  OwningOpRef<ModuleOp> module = parseModel(std::move(*buffer), context);
  if (module && failed(verifyResources(*module)))
    return nullptr;
  return module;
}

Error mlir::lowres::writeModelBytecode(ModuleOp module, StringRef path) {
  llvm::Expected<OutputFile> file = OutputFile::open(path);
  if (!file)
    return file.takeError();
  if (failed(writeBytecodeToFile(module, file->os())))
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "cannot write '" + path +
                                       "': the model has no bytecode form");
  return file->commit();
}

Error mlir::lowres::writeBytecodeModel(StringRef mlirText, StringRef path) {
  std::unique_ptr<MLIRContext> context = createModelContext();
  std::string messages;
  llvm::raw_string_ostream os(messages);
  DiagnosticPrinter printer(context.get(), "model", os);
  OwningOpRef<ModuleOp> module = parseModel(
      llvm::MemoryBuffer::getMemBufferCopy(mlirText, "model"), *context);
  if (!module)
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   StringRef(messages).rtrim());
  return writeModelBytecode(*module, path);
}
