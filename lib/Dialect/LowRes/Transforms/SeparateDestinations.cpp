//===- SeparateDestinations.cpp - A tensor of its own to write to ---------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESSEPARATEDESTINATIONS
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// The uses of `value` that write to it, in groups of which each can have one
/// tensor: they are in branches that exclude each other.
static SmallVector<SmallVector<OpOperand *>>
groupWritingUses(Value value, const bufferization::AnalysisState &state) {
  SmallVector<SmallVector<OpOperand *>> groups;
  for (OpOperand &use : value.getUses()) {
    auto op = dyn_cast<bufferization::BufferizableOpInterface>(use.getOwner());
    if (!op || !op.bufferizesToMemoryWrite(use, state))
      continue;
    auto excludes = [&](OpOperand *other) {
      return insideMutuallyExclusiveRegions(other->getOwner(), use.getOwner());
    };
    auto *group = llvm::find_if(groups, [&](const auto &group) {
      return llvm::all_of(group, excludes);
    });
    if (group == groups.end())
      groups.push_back({&use});
    else
      group->push_back(&use);
  }
  return groups;
}

/// What `value` holds, in a tensor of its own.
static Value duplicate(OpBuilder &builder, Value value) {
  Operation *op = value.getDefiningOp();
  // These are no more than the memory, and cheaper than a copy.
  if (isa_and_present<tensor::EmptyOp>(op))
    return builder.clone(*op)->getResult(0);
  if (auto fill = dyn_cast_if_present<linalg::FillOp>(op)) {
    IRMapping mapping;
    Value empty = fill.getDpsInits()[0];
    if (empty.getDefiningOp<tensor::EmptyOp>())
      mapping.map(empty, duplicate(builder, empty));
    return builder.clone(*op, mapping)->getResult(0);
  }
  return bufferization::AllocTensorOp::create(
      builder, value.getLoc(), cast<RankedTensorType>(value.getType()),
      /*dynamicSizes=*/ValueRange(), /*copy=*/value);
}

namespace {
struct SeparateDestinationsPass
    : lowres::impl::LowResSeparateDestinationsBase<SeparateDestinationsPass> {
  void runOnOperation() override {
    bufferization::BufferizationOptions options;
    bufferization::AnalysisState state(options);
    SmallVector<Value> results;
    getOperation()->walk([&](Operation *op) {
      for (Value result : op->getResults())
        if (isa<RankedTensorType>(result.getType()))
          results.push_back(result);
    });
    OpBuilder builder(&getContext());
    // In reverse: a fill that is cloned has its own tensor.empty already when
    // the one it had is looked at.
    for (Value value : llvm::reverse(results)) {
      SmallVector<SmallVector<OpOperand *>> groups =
          groupWritingUses(value, state);
      if (groups.size() < 2)
        continue;
      builder.setInsertionPointAfterValue(value);
      for (ArrayRef<OpOperand *> group : ArrayRef(groups).drop_front()) {
        Value copy = duplicate(builder, value);
        for (OpOperand *use : group)
          use->set(copy);
      }
    }
  }
};
} // namespace
