//===- LowResToArith.cpp - Vector operations for any target ---------------===//

#include "lowres/Conversion/Passes.h"
#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_CONVERTLOWRESTOARITH
#include "lowres/Conversion/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {

/// Four rounds of 32-bit multiply-adds, one for each byte of a lane.
struct ExpandDot : OpRewritePattern<DotOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DotOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto type = op.getType();
    auto constant = [&](int64_t value) {
      return getIntConstant(rewriter, loc, type, value);
    };
    Value weights =
        vector::BitCastOp::create(rewriter, loc, type, op.getWeights());
    Value input = vector::BitCastOp::create(rewriter, loc, type, op.getInput());
    Value sum = op.getAcc();
    for (int byte = 0; byte < 4; ++byte) {
      Value w =
          arith::ShRUIOp::create(rewriter, loc, weights, constant(8 * byte));
      w = arith::AndIOp::create(rewriter, loc, w, constant(0xff));
      Value x =
          arith::ShLIOp::create(rewriter, loc, input, constant(24 - 8 * byte));
      x = arith::ShRSIOp::create(rewriter, loc, x, constant(24));
      Value product = arith::MulIOp::create(rewriter, loc, w, x);
      sum = arith::AddIOp::create(rewriter, loc, sum, product);
    }
    rewriter.replaceOp(op, sum);
    return success();
  }
};

/// A select for each entry of the table.
struct ExpandLookup : OpRewritePattern<LookupOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(LookupOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto indexType = cast<VectorType>(op.getIndices().getType());
    int64_t size = op.getTable().getType().getNumElements();
    Value indices = op.getIndices();
    if (!op.getInBounds())
      indices = arith::AndIOp::create(
          rewriter, loc, indices,
          getIntConstant(rewriter, loc, indexType, size - 1));
    Value result;
    for (int64_t entry = 0; entry < size; ++entry) {
      Value value =
          vector::ExtractOp::create(rewriter, loc, op.getTable(), entry);
      value = vector::BroadcastOp::create(rewriter, loc, op.getType(), value);
      if (!result) {
        result = value;
        continue;
      }
      Value here = arith::CmpIOp::create(
          rewriter, loc, arith::CmpIPredicate::eq, indices,
          getIntConstant(rewriter, loc, indexType, entry));
      result = arith::SelectOp::create(rewriter, loc, here, value, result);
    }
    rewriter.replaceOp(op, result);
    return success();
  }
};

/// A shift and a mask for each source, in words of 32 bits: few targets shift
/// bytes. What a shift brings in from the next byte is masked off.
struct ExpandConcatBits : OpRewritePattern<ConcatBitsOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConcatBitsOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    int64_t size = op.getType().getNumElements();
    unsigned width = size % 4 == 0 ? 32 : 8;
    auto type =
        VectorType::get({size * 8 / width}, rewriter.getIntegerType(width));
    Value result;
    int resultBit = 0;
    for (auto [source, bit, length] :
         llvm::zip_equal(op.getSources(), op.getBits(), op.getLengths())) {
      Value part = vector::BitCastOp::create(rewriter, loc, type, source);
      int shift = bit - resultBit;
      Value by = getIntConstant(rewriter, loc, type, std::abs(shift));
      if (shift > 0)
        part = arith::ShRUIOp::create(rewriter, loc, part, by);
      else if (shift < 0)
        part = arith::ShLIOp::create(rewriter, loc, part, by);
      APInt mask(8, ((1u << length) - 1) << resultBit);
      part = arith::AndIOp::create(
          rewriter, loc, part,
          getIntConstant(rewriter, loc, type,
                         APInt::getSplat(width, mask).getSExtValue()));
      result =
          result ? arith::OrIOp::create(rewriter, loc, result, part).getResult()
                 : part;
      resultBit += length;
    }
    rewriter.replaceOpWithNewOp<vector::BitCastOp>(op, op.getType(), result);
    return success();
  }
};

struct ConvertLowResToArithPass
    : mlir::lowres::impl::ConvertLowResToArithBase<ConvertLowResToArithPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateLowResToArithPatterns(patterns);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};

} // namespace

void lowres::populateLowResToArithPatterns(RewritePatternSet &patterns) {
  patterns.add<ExpandConcatBits, ExpandDot, ExpandLookup>(
      patterns.getContext());
}
