//===- LowResToX86.cpp - Vector operations to x86 instructions ------------===//

#include "VectorIntrinsics.h"

#include "lowres/Conversion/Passes.h"
#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"
#include "lowres/Target/TargetInfo.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_CONVERTLOWRESTOX86
#include "lowres/Conversion/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

//===----------------------------------------------------------------------===//
// lowres.lookup
//===----------------------------------------------------------------------===//

namespace {

/// One instruction that looks up elements of a register.
struct LookupInstruction {
  StringRef name;
  int64_t bits;    ///< Width of the registers.
  int64_t entries; ///< Entries of the table.
  bool twoTables;  ///< Operands (low, indices, high), not (table, indices).
};

/// x86 byte and dword permutes of whole registers.
struct LowerLookup : OpRewritePattern<LookupOp> {
  LowerLookup(MLIRContext *context, const TargetInfo &target)
      : OpRewritePattern(context), target(target) {}

  LogicalResult matchAndRewrite(LookupOp op,
                                PatternRewriter &rewriter) const override {
    bool bytes = op.getType().getElementType().isInteger(8);
    auto indices = cast<VectorType>(op.getIndices().getType());
    if (bytes != indices.getElementType().isInteger(8))
      return rewriter.notifyMatchFailure(op, "table and indices differ");
    int64_t bits = op.getType().getNumElements() * (bytes ? 8 : 32);
    int64_t entries = op.getTable().getType().getNumElements();

    std::optional<LookupInstruction> permute =
        bytes ? getBytePermute(bits, entries) : getDwordPermute(bits, entries);
    if (permute) {
      rewriter.replaceOp(op, createPermute(rewriter, op, *permute));
      return success();
    }
    if (bytes && entries <= 16 && createShuffle(rewriter, op, bits))
      return success();
    if (!bytes && bits == 256 && entries == 16 && target.hasAVX2()) {
      splitTable(rewriter, op);
      return success();
    }
    return rewriter.notifyMatchFailure(op, "no instruction fits");
  }

private:
  std::optional<LookupInstruction> getBytePermute(int64_t bits,
                                                  int64_t entries) const {
    if (bits != 512 || !target.hasVBMI() || entries <= 16 || entries > 128)
      return std::nullopt;
    if (entries <= 64)
      return LookupInstruction{"llvm.x86.avx512.permvar.qi.512", bits, 64,
                               false};
    return LookupInstruction{"llvm.x86.avx512.vpermi2var.qi.512", bits, 128,
                             true};
  }

  std::optional<LookupInstruction> getDwordPermute(int64_t bits,
                                                   int64_t entries) const {
    if (bits == 512 && target.hasAVX512BW()) {
      if (entries <= 16)
        return LookupInstruction{"llvm.x86.avx512.permvar.sf.512", bits, 16,
                                 false};
      if (entries <= 32)
        return LookupInstruction{"llvm.x86.avx512.vpermi2var.ps.512", bits, 32,
                                 true};
    }
    if (bits == 256 && target.hasAVX2() && entries <= 8)
      return LookupInstruction{"llvm.x86.avx2.permps", bits, 8, false};
    return std::nullopt;
  }

  static Value createPermute(OpBuilder &b, LookupOp op,
                             const LookupInstruction &permute) {
    Location loc = op.getLoc();
    int64_t size = permute.twoTables ? permute.entries / 2 : permute.entries;
    Value low = getElements(b, loc, op.getTable(), 0, size);
    if (permute.twoTables) {
      Value high = getElements(b, loc, op.getTable(), size, size);
      return callIntrinsic(b, loc, permute.name, op.getType(),
                           {low, op.getIndices(), high});
    }
    return callIntrinsic(b, loc, permute.name, op.getType(),
                         {low, op.getIndices()});
  }

  /// pshufb has 16 entries in each 128-bit lane, and gives 0 for indices with
  /// the top bit set.
  bool createShuffle(PatternRewriter &rewriter, LookupOp op,
                     int64_t bits) const {
    StringRef name;
    if (bits == 512 && target.hasAVX512BW())
      name = "llvm.x86.avx512.pshuf.b.512";
    else if (bits == 256 && target.hasAVX2())
      name = "llvm.x86.avx2.pshuf.b";
    else if (bits == 128 && target.hasFeature("ssse3"))
      name = "llvm.x86.ssse3.pshuf.b.128";
    else
      return false;
    Location loc = op.getLoc();
    Value table = getElements(rewriter, loc, op.getTable(), 0, 16);
    table = getElements(rewriter, loc, table, 0, bits / 8);
    Value indices = arith::AndIOp::create(
        rewriter, loc, op.getIndices(),
        getIntConstant(rewriter, loc, op.getIndices().getType(), 15));
    rewriter.replaceOp(
        op, callIntrinsic(rewriter, loc, name, op.getType(), {table, indices}));
    return true;
  }

  /// Two permutes of 8 entries, chosen by bit 3 of the index.
  static void splitTable(PatternRewriter &rewriter, LookupOp op) {
    Location loc = op.getLoc();
    Value indices = op.getIndices();
    auto lookUp = [&](int64_t offset) {
      Value part = getElements(rewriter, loc, op.getTable(), offset, 8);
      return callIntrinsic(rewriter, loc, "llvm.x86.avx2.permps", op.getType(),
                           {part, indices});
    };
    Value bit = arith::AndIOp::create(
        rewriter, loc, indices,
        getIntConstant(rewriter, loc, indices.getType(), 8));
    Value isHigh = arith::CmpIOp::create(
        rewriter, loc, arith::CmpIPredicate::ne, bit,
        getIntConstant(rewriter, loc, indices.getType(), 0));
    Value low = lookUp(0), high = lookUp(8);
    rewriter.replaceOpWithNewOp<arith::SelectOp>(op, isHigh, high, low);
  }

  const TargetInfo &target;
};

//===----------------------------------------------------------------------===//
// lowres.dot
//===----------------------------------------------------------------------===//

/// vpdpbusd multiplies unsigned by signed bytes, as the operation does.
struct LowerDot : OpRewritePattern<DotOp> {
  LowerDot(MLIRContext *context, const TargetInfo &target)
      : OpRewritePattern(context), target(target) {}

  LogicalResult matchAndRewrite(DotOp op,
                                PatternRewriter &rewriter) const override {
    int64_t bits = op.getType().getNumElements() * 32;
    StringRef vnni;
    if (bits == 512 && target.hasVNNI())
      vnni = "llvm.x86.avx512.vpdpbusd.512";
    else if (bits == 256 && target.hasVNNI256())
      vnni = "llvm.x86.avx512.vpdpbusd.256";
    else if (bits == 128 && target.hasVNNI256())
      vnni = "llvm.x86.avx512.vpdpbusd.128";
    if (!vnni.empty()) {
      rewriter.replaceOp(
          op, callIntrinsic(rewriter, op.getLoc(), vnni, op.getType(),
                            {op.getAcc(), op.getWeights(), op.getInput()}));
      return success();
    }
    return lowerToMultiplyAdd(rewriter, op, bits);
  }

private:
  /// pmaddubsw adds two products in 16 bits, saturating.
  LogicalResult lowerToMultiplyAdd(PatternRewriter &rewriter, DotOp op,
                                   int64_t bits) const {
    StringRef bytes, words;
    if (bits == 512 && target.hasAVX512BW()) {
      bytes = "llvm.x86.avx512.pmaddubs.w.512";
      words = "llvm.x86.avx512.pmaddw.d.512";
    } else if (bits == 256 && target.hasAVX2()) {
      bytes = "llvm.x86.avx2.pmadd.ub.sw";
      words = "llvm.x86.avx2.pmadd.wd";
    } else if (bits == 128 && target.hasFeature("ssse3")) {
      bytes = "llvm.x86.ssse3.pmadd.ub.sw.128";
      words = "llvm.x86.sse2.pmadd.wd";
    } else {
      return rewriter.notifyMatchFailure(op, "no instruction fits");
    }
    Location loc = op.getLoc();
    auto wordType = VectorType::get({bits / 16}, rewriter.getI16Type());
    Value ones = getIntConstant(rewriter, loc, wordType, 1);
    Value sum = op.getAcc();
    auto addProducts = [&](Value weights) {
      Value pairs = callIntrinsic(rewriter, loc, bytes, wordType,
                                  {weights, op.getInput()});
      Value quads =
          callIntrinsic(rewriter, loc, words, op.getType(), {pairs, ones});
      sum = arith::AddIOp::create(rewriter, loc, sum, quads);
    };
    // Inputs may be -128; weights that could saturate are split into two.
    constexpr int64_t kLimit = std::numeric_limits<int16_t>::max();
    if (2 * 128 * int64_t(op.getMaxWeight()) <= kLimit) {
      addProducts(op.getWeights());
    } else {
      auto type = op.getWeights().getType();
      addProducts(
          arith::AndIOp::create(rewriter, loc, op.getWeights(),
                                getIntConstant(rewriter, loc, type, 0x7f)));
      Value high =
          arith::AndIOp::create(rewriter, loc, op.getWeights(),
                                getIntConstant(rewriter, loc, type, 0x80));
      // The high bit twice as 64, so that a pair stays within 16 bits.
      auto dwords = VectorType::get({bits / 32}, rewriter.getI32Type());
      Value shifted = vector::BitCastOp::create(rewriter, loc, dwords, high);
      shifted = arith::ShRUIOp::create(
          rewriter, loc, shifted, getIntConstant(rewriter, loc, dwords, 1));
      Value half = vector::BitCastOp::create(rewriter, loc, type, shifted);
      addProducts(half);
      addProducts(half);
    }
    rewriter.replaceOp(op, sum);
    return success();
  }

  const TargetInfo &target;
};

//===----------------------------------------------------------------------===//
// arith.mului_extended
//===----------------------------------------------------------------------===//

/// The high half of 16-bit products is pmulhuw. LLVM finds that instruction in
/// the generic form only where it does not first simplify the product.
struct LowerHighProduct : OpRewritePattern<arith::MulUIExtendedOp> {
  LowerHighProduct(MLIRContext *context, const TargetInfo &target)
      : OpRewritePattern(context), target(target) {}

  LogicalResult matchAndRewrite(arith::MulUIExtendedOp op,
                                PatternRewriter &rewriter) const override {
    auto type = dyn_cast<VectorType>(op.getHigh().getType());
    if (!type || type.getRank() != 1 || !type.getElementType().isInteger(16) ||
        !op.getLow().use_empty())
      return rewriter.notifyMatchFailure(op, "no high product of words");
    StringRef name;
    int64_t bits = type.getNumElements() * 16;
    if (bits == 512 && target.hasAVX512BW())
      name = "llvm.x86.avx512.pmulhu.w.512";
    else if (bits == 256 && target.hasAVX2())
      name = "llvm.x86.avx2.pmulhu.w";
    else if (bits == 128)
      name = "llvm.x86.sse2.pmulhu.w";
    else
      return rewriter.notifyMatchFailure(op, "no instruction fits");
    Value high = callIntrinsic(rewriter, op.getLoc(), name, type,
                               {op.getLhs(), op.getRhs()});
    // Nothing uses the low half.
    rewriter.replaceOp(op, {high, high});
    return success();
  }

  const TargetInfo &target;
};

struct ConvertLowResToX86Pass
    : mlir::lowres::impl::ConvertLowResToX86Base<ConvertLowResToX86Pass> {
  void runOnOperation() override {
    FailureOr<TargetInfo> target = TargetInfo::getFor(getOperation());
    if (failed(target))
      return signalPassFailure();
    if (!target->isX86_64())
      return;
    RewritePatternSet patterns(&getContext());
    populateLowResToX86Patterns(*target, patterns);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};

} // namespace

void lowres::populateLowResToX86Patterns(const TargetInfo &target,
                                         RewritePatternSet &patterns) {
  patterns.add<LowerDot, LowerHighProduct, LowerLookup>(patterns.getContext(),
                                                        target);
}
