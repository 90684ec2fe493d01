//===- LowResToAArch64.cpp - Vector operations to AArch64 instructions ----===//
//
// For vectors of 64 and 128 bits. (Dot products of bytes without an instruction
// of their own have 128 bits only.)
//
//===----------------------------------------------------------------------===//

#include "VectorIntrinsics.h"

#include "lowres/Conversion/Passes.h"
#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"
#include "lowres/Target/TargetInfo.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_CONVERTLOWRESTOAARCH64
#include "lowres/Conversion/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// What a register holds.
static constexpr int64_t kRegisterBytes = 16;
/// What tbl reads.
static constexpr int64_t kMaxRegisters = 4;

//===----------------------------------------------------------------------===//
// lowres.lookup
//===----------------------------------------------------------------------===//

/// Bytes of `table` [bytes], a power of two of at most 128, by the bytes
/// `indices`, which are below that.
static Value lookUpBytes(OpBuilder &b, Location loc, Value table,
                         Value indices) {
  int64_t entries = cast<VectorType>(table.getType()).getNumElements();
  int64_t registers =
      std::max<int64_t>(entries / kRegisterBytes, 1); // 1, 2, 4 or 8.
  auto getRegisters = [&](int64_t first, int64_t count) {
    SmallVector<Value> parts;
    for (int64_t i = first; i < first + count; ++i)
      parts.push_back(
          getElements(b, loc, table, i * kRegisterBytes, kRegisterBytes));
    return parts;
  };
  Type type = indices.getType();
  bool isHalf = cast<VectorType>(type).getNumElements() < kRegisterBytes;
  StringRef suffix = isHalf ? ".v8i8" : ".v16i8";
  int64_t first = std::min(registers, kMaxRegisters);
  // Indices beyond the table give 0.
  SmallVector<Value> operands = getRegisters(0, first);
  operands.push_back(indices);
  Value result = callIntrinsic(
      b, loc, ("llvm.aarch64.neon.tbl" + Twine(first) + suffix).str(), type,
      operands);
  if (registers == first)
    return result;
  // Indices beyond the table, also those below zero, leave what was there.
  operands = getRegisters(first, kMaxRegisters);
  operands.insert(operands.begin(), result);
  operands.push_back(arith::SubIOp::create(
      b, loc, indices,
      getIntConstant(b, loc, type, kMaxRegisters * kRegisterBytes)));
  return callIntrinsic(b, loc, ("llvm.aarch64.neon.tbx4" + suffix).str(), type,
                       operands);
}

namespace {
/// tbl and tbx, of bytes and of the bytes of floats.
struct LowerLookup : OpRewritePattern<LookupOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(LookupOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto type = cast<VectorType>(op.getType());
    auto tableType = cast<VectorType>(op.getTable().getType());
    auto indexType = cast<VectorType>(op.getIndices().getType());
    bool bytes = type.getElementType().isInteger(8);
    int64_t elementBytes = type.getElementTypeBitWidth() / 8;
    int64_t size = type.getNumElements() * elementBytes;
    int64_t entries = tableType.getNumElements();
    if (indexType.getElementTypeBitWidth() != type.getElementTypeBitWidth() ||
        (size != kRegisterBytes && size != kRegisterBytes / 2) ||
        entries * elementBytes > 2 * kMaxRegisters * kRegisterBytes)
      return rewriter.notifyMatchFailure(op, "no instruction fits");

    Value table = op.getTable();
    auto constant = [&](int64_t value) {
      return getIntConstant(rewriter, loc, indexType, value);
    };
    Value indices = op.getIndices();
    if (!op.getInBounds())
      indices =
          arith::AndIOp::create(rewriter, loc, indices, constant(entries - 1));
    if (bytes) {
      rewriter.replaceOp(op, lookUpBytes(rewriter, loc, table, indices));
      return success();
    }
    // The four bytes of index i are 4 i + 0, 1, 2, 3.
    indices =
        arith::MulIOp::create(rewriter, loc, indices, constant(0x04040404));
    indices =
        arith::AddIOp::create(rewriter, loc, indices, constant(0x03020100));
    auto getBytes = [&](Value value, int64_t count) -> Value {
      auto type = VectorType::get({count}, rewriter.getI8Type());
      return vector::BitCastOp::create(rewriter, loc, type, value);
    };
    Value result =
        lookUpBytes(rewriter, loc, getBytes(table, entries * elementBytes),
                    getBytes(indices, size));
    rewriter.replaceOpWithNewOp<vector::BitCastOp>(op, type, result);
    return success();
  }
};

//===----------------------------------------------------------------------===//
// lowres.concat_bits
//===----------------------------------------------------------------------===//

/// From the highest bits to the lowest, at the top of a byte: sri shifts a
/// source to the right and leaves the upper bits that are there already, so
/// that it takes no masks.
struct LowerConcatBits : OpRewritePattern<ConcatBitsOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConcatBitsOp op,
                                PatternRewriter &rewriter) const override {
    VectorType type = op.getType();
    int64_t size = type.getNumElements();
    if (size != kRegisterBytes && size != kRegisterBytes / 2)
      return rewriter.notifyMatchFailure(op, "no instruction fits");
    Location loc = op.getLoc();
    std::string sri = ("llvm.aarch64.neon.vsri.v" + Twine(size) + "i8").str();
    Value result;
    int filled = 0;
    for (auto [source, bit, length] : llvm::reverse(
             llvm::zip_equal(op.getSources(), op.getBits(), op.getLengths()))) {
      Value part = source;
      if (int above = 8 - bit - length)
        part = arith::ShLIOp::create(
            rewriter, loc, part, getIntConstant(rewriter, loc, type, above));
      Value by = getIntConstant(rewriter, loc, rewriter.getI32Type(), filled);
      result = result
                   ? callIntrinsic(rewriter, loc, sri, type, {result, part, by})
                   : part;
      filled += length;
    }
    if (filled < 8)
      result = arith::ShRUIOp::create(
          rewriter, loc, result,
          getIntConstant(rewriter, loc, type, 8 - filled));
    rewriter.replaceOp(op, result);
    return success();
  }
};

//===----------------------------------------------------------------------===//
// lowres.dot
//===----------------------------------------------------------------------===//

/// usdot multiplies unsigned by signed bytes, as the operation does. Others
/// multiply signed ones.
struct LowerDot : OpRewritePattern<DotOp> {
  LowerDot(MLIRContext *context, const TargetInfo &target)
      : OpRewritePattern(context), target(target) {}

  LogicalResult matchAndRewrite(DotOp op,
                                PatternRewriter &rewriter) const override {
    int64_t size = op.getWeights().getType().getNumElements();
    bool hasHalf = target.hasDotProd() || target.hasI8MM();
    if (size != kRegisterBytes && (size != kRegisterBytes / 2 || !hasHalf))
      return rewriter.notifyMatchFailure(op, "no instruction fits");
    Location loc = op.getLoc();
    Value sum = op.getAcc(), weights = op.getWeights(), input = op.getInput();
    StringRef types = size < kRegisterBytes ? ".v2i32.v8i8" : ".v4i32.v16i8";
    auto addDot = [&](StringRef name, Value weights) {
      return callIntrinsic(rewriter, loc,
                           ("llvm.aarch64.neon." + name + types).str(),
                           op.getType(), {sum, weights, input});
    };
    if (target.hasI8MM()) {
      rewriter.replaceOp(op, addDot("usdot", weights));
      return success();
    }
    auto addProducts = [&](Value weights) {
      sum = target.hasDotProd()
                ? addDot("sdot", weights)
                : addLongProducts(rewriter, loc, sum, weights, input);
    };
    if (op.getMaxWeight() <= std::numeric_limits<int8_t>::max()) {
      addProducts(weights);
    } else {
      // The highest bit twice as 64.
      auto type = op.getWeights().getType();
      auto constant = [&](int64_t value) {
        return getIntConstant(rewriter, loc, type, value);
      };
      addProducts(
          arith::AndIOp::create(rewriter, loc, weights, constant(0x7f)));
      Value high = arith::ShRUIOp::create(rewriter, loc, weights, constant(1));
      high = arith::AndIOp::create(rewriter, loc, high, constant(0x40));
      addProducts(high);
      addProducts(high);
    }
    rewriter.replaceOp(op, sum);
    return success();
  }

private:
  /// smull and smull2 make products of 16 bits, addp adds neighbours, of which
  /// each has at most 127 * 128, and sadalp adds neighbours to sums.
  static Value addLongProducts(OpBuilder &b, Location loc, Value sum,
                               Value weights, Value input) {
    auto wordType = VectorType::get({8}, b.getI16Type());
    auto multiply = [&](int64_t first) -> Value {
      auto extend = [&](Value value) -> Value {
        Value half = getElements(b, loc, value, first, 8);
        return arith::ExtSIOp::create(b, loc, wordType, half);
      };
      return arith::MulIOp::create(b, loc, extend(weights), extend(input));
    };
    Value pairs = callIntrinsic(b, loc, "llvm.aarch64.neon.addp.v8i16",
                                wordType, {multiply(0), multiply(8)});
    Value quads = callIntrinsic(b, loc, "llvm.aarch64.neon.saddlp.v4i32.v8i16",
                                sum.getType(), {pairs});
    return arith::AddIOp::create(b, loc, sum, quads);
  }

  const TargetInfo &target;
};

struct ConvertLowResToAArch64Pass
    : mlir::lowres::impl::ConvertLowResToAArch64Base<
          ConvertLowResToAArch64Pass> {
  void runOnOperation() override {
    FailureOr<TargetInfo> target = TargetInfo::getFor(getOperation());
    if (failed(target))
      return signalPassFailure();
    if (!target->isAArch64() || !target->hasVectors() ||
        !target->getTriple().isLittleEndian())
      return;
    RewritePatternSet patterns(&getContext());
    populateLowResToAArch64Patterns(*target, patterns);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace

void lowres::populateLowResToAArch64Patterns(const TargetInfo &target,
                                             RewritePatternSet &patterns) {
  patterns.add<LowerConcatBits, LowerLookup>(patterns.getContext());
  patterns.add<LowerDot>(patterns.getContext(), target);
}
