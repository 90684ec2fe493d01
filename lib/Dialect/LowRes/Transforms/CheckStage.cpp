//===- CheckStage.cpp - What may remain after a stage ---------------------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Analysis/FlatLinearValueConstraints.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/DynamicAPInt.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"

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
      "affine", "amx",  "arith",  "builtin", "cf", "func",  "linalg",
      "llvm",   "math", "memref", "scf",     "ub", "vector"};
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

//===----------------------------------------------------------------------===//
// Reach of structured operations
//===----------------------------------------------------------------------===//

namespace {
/// The first and the last of consecutive elements. Positions are sums of
/// products with what the model says (strides), which 64 bits may not hold.
struct Reach {
  llvm::DynamicAPInt first, last;
};
} // namespace

/// The iterations of each loop of `op`, where a static dimension says it.
static SmallVector<int64_t> getLoopRanges(linalg::LinalgOp op) {
  SmallVector<int64_t> ranges(op.getNumLoops(), ShapedType::kDynamic);
  for (OpOperand &operand : op->getOpOperands())
    for (auto [expr, size] :
         llvm::zip_equal(op.getMatchingIndexingMap(&operand).getResults(),
                         op.getShape(&operand)))
      if (auto loop = dyn_cast<AffineDimExpr>(expr))
        if (ShapedType::isDynamic(ranges[loop.getPosition()]))
          ranges[loop.getPosition()] = size;
  return ranges;
}

/// What loops of these ranges use of a dimension that `expr` indexes; nothing
/// if that is not known.
static std::optional<Reach> getReach(AffineExpr expr,
                                     ArrayRef<int64_t> ranges) {
  // A factor for each loop, and a constant; quotients and remainders have more.
  SmallVector<int64_t> terms;
  if (failed(getFlattenedAffineExpr(expr, ranges.size(), 0, &terms)) ||
      terms.size() != ranges.size() + 1)
    return std::nullopt;
  llvm::DynamicAPInt constant(terms.pop_back_val());
  Reach reach{constant, constant};
  for (auto [factor, range] : llvm::zip_equal(terms, ranges)) {
    if (factor == 0)
      continue;
    if (ShapedType::isDynamic(range))
      return std::nullopt;
    llvm::DynamicAPInt farthest =
        llvm::DynamicAPInt(factor) * llvm::DynamicAPInt(range - 1);
    (factor < 0 ? reach.first : reach.last) += farthest;
  }
  return reach;
}

/// Fails where `op` uses elements that an operand does not have. Upstream's
/// verifiers see that only where all sizes are static.
static LogicalResult verifyReach(linalg::LinalgOp op) {
  SmallVector<int64_t> ranges = getLoopRanges(op);
  if (llvm::is_contained(ranges, 0))
    return success();
  for (OpOperand &operand : op->getOpOperands()) {
    AffineMap map = op.getMatchingIndexingMap(&operand);
    for (auto [dim, size] : llvm::enumerate(op.getShape(&operand))) {
      AffineExpr expr = map.getResult(dim);
      std::optional<Reach> reach = getReach(expr, ranges);
      if (!reach || ShapedType::isDynamic(size))
        continue;
      // All operands with a dimension for one loop have the same size.
      bool fits = isa<AffineDimExpr>(expr) ? reach->last == size - 1
                                           : reach->last < size;
      if (fits && reach->first >= 0)
        continue;
      return op->emitOpError("operand ")
             << operand.getOperandNumber() << " has " << size
             << " elements along dimension " << dim << ", but elements "
             << llvm::formatv("{0} to {1}", reach->first, reach->last).str()
             << " are used";
    }
  }
  return success();
}

namespace {
struct CheckStagePass : lowres::impl::LowResCheckStageBase<CheckStagePass> {
  using Base::Base;

  void runOnOperation() override {
    const llvm::StringSet<> &allowed = getAllowedDialects(stage);
    getOperation()->walk<WalkOrder::PreOrder>([&](Operation *op) {
      auto structured = dyn_cast<linalg::LinalgOp>(op);
      if (structured && failed(verifyReach(structured)))
        return signalPassFailure();
      bool vectorOp =
          stage != Stage::LLVM && isa<ConcatBitsOp, LookupOp, DotOp>(op);
      if (vectorOp || allowed.contains(op->getName().getDialectNamespace()))
        return;
      op->emitError("'") << op->getName()
                         << "' cannot be compiled: no lowering handles it";
      signalPassFailure();
    });
  }
};
} // namespace
