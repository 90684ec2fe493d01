//===- ConvertBlockProducts.cpp - Products of blocks to loops -------------===//

#include "AcquireTiles.h"
#include "BlockProductLoops.h"

#include "lowres/Conversion/Passes.h"
#include "lowres/Target/TargetInfo.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_CONVERTBLOCKPRODUCTS
#include "lowres/Conversion/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// Whether what a register takes lies side by side in memory.
static bool hasRegisters(const BlockProduct &product) {
  auto isContiguous = [](Value memory, int64_t dims) {
    return cast<MemRefType>(memory.getType()).areTrailingDimsContiguous(dims);
  };
  return isContiguous(product.rows, 1) && isContiguous(product.panel, 2) &&
         isContiguous(product.sums, 1);
}

/// The operation that sets the sums of `op` to zero right before it.
static linalg::FillOp findZeroFill(linalg::GenericOp op, Value sums) {
  Operation *before = op->getPrevNode();
  while (before && isMemoryEffectFree(before))
    before = before->getPrevNode();
  auto fill = dyn_cast_if_present<linalg::FillOp>(before);
  if (fill && fill.getDpsInits()[0] == sums &&
      matchPattern(fill.getInputs()[0], m_Zero()))
    return fill;
  return nullptr;
}

namespace {
struct ConvertBlockProductsPass
    : lowres::impl::ConvertBlockProductsBase<ConvertBlockProductsPass> {
  void runOnOperation() override {
    acquireFunction = nullptr;
    FailureOr<TargetInfo> target = TargetInfo::getFor(getOperation());
    if (failed(target))
      return signalPassFailure();
    SmallVector<std::pair<linalg::GenericOp, BlockProduct>> products;
    getOperation().walk([&](linalg::GenericOp op) {
      std::optional<BlockProduct> product = matchBlockProduct(op);
      if (product && op.hasPureBufferSemantics() && hasRegisters(*product))
        products.push_back({op, *product});
    });
    for (const auto &[op, product] : products)
      lower(op, product, *target);
  }

private:
  /// Of this module; null if nothing has needed it yet.
  func::FuncOp acquireFunction;

  void lower(linalg::GenericOp op, const BlockProduct &product,
             const TargetInfo &target) {
    linalg::FillOp fill = findZeroFill(op, product.sums);
    OpBuilder builder(op);
    Location loc = op.getLoc();
    ProductEmitter emitter(builder, loc, product, /*fromZero=*/fill != nullptr);
    if (target.hasI8MM() && target.getTriple().isLittleEndian() &&
        emitter.fitsPairs()) {
      emitter.emitPairs();
    } else if (target.hasTiles() && emitter.fitsTiles()) {
      if (!acquireFunction)
        acquireFunction = addAcquireFunction(getOperation());
      auto acquire =
          func::CallOp::create(builder, loc, acquireFunction, ValueRange());
      auto emitIn = [&](void (ProductEmitter::*emit)()) {
        return [&, emit](OpBuilder &b, Location) {
          OpBuilder::InsertionGuard guard(builder);
          builder.setInsertionPointToStart(b.getInsertionBlock());
          (emitter.*emit)();
          scf::YieldOp::create(builder, loc);
        };
      };
      scf::IfOp::create(builder, loc, acquire.getResult(0),
                        emitIn(&ProductEmitter::emitTiles),
                        emitIn(&ProductEmitter::emitDots));
    } else {
      emitter.emitDots();
    }
    op.erase();
    if (fill)
      fill.erase();
  }
};
} // namespace
