//===- CheckStage.cpp - What may remain after a stage ---------------------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "llvm/ADT/StringSet.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESCHECKSTAGE
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// The dialects whose operations the later stages lower.
static const llvm::StringSet<> &getAllowedDialects(Stage stage) {
  static const llvm::StringSet<> loops = {
      "affine", "arith", "bufferization", "builtin", "cf",  "func",
      "linalg", "llvm",  "math",          "memref",  "scf", "tensor",
      "ub",     "vector"};
  static const llvm::StringSet<> buffers = {
      "affine", "arith", "builtin", "cf",  "func", "linalg",
      "llvm",   "math",  "memref",  "scf", "ub",   "vector"};
  static const llvm::StringSet<> llvm = {"builtin", "llvm"};
  switch (stage) {
  case Stage::Loops:
    return loops;
  case Stage::Buffers:
    return buffers;
  case Stage::LLVM:
    return llvm;
  }
  llvm_unreachable("all stages are handled");
}

namespace {
struct CheckStagePass : lowres::impl::LowResCheckStageBase<CheckStagePass> {
  using Base::Base;

  void runOnOperation() override {
    const llvm::StringSet<> &allowed = getAllowedDialects(stage);
    getOperation()->walk<WalkOrder::PreOrder>([&](Operation *op) {
      bool vectorOp = stage != Stage::LLVM && isa<LookupOp, DotOp>(op);
      if (vectorOp || allowed.contains(op->getName().getDialectNamespace()))
        return;
      op->emitError("'") << op->getName()
                         << "' cannot be compiled: no lowering handles it";
      signalPassFailure();
    });
  }
};
} // namespace
