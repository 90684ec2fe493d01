//===- LowResToARM.cpp - Vector operations to 32-bit Arm instructions -----===//
//
// For cores with the DSP extension, where four bytes are one general register,
// a word. Its instructions work on the two halves of a word.
//
//===----------------------------------------------------------------------===//

#include "VectorIntrinsics.h"

#include "lowres/Conversion/Passes.h"
#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"
#include "lowres/Target/TargetInfo.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_CONVERTLOWRESTOARM
#include "lowres/Conversion/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

/// The low bytes of both halves of a word.
static constexpr int64_t kLowBytes = 0x00ff00ff;

static bool isWord(Type type) {
  auto vector = dyn_cast<VectorType>(type);
  return vector && vector.getRank() == 1 && !vector.isScalable() &&
         vector.getElementType().isInteger() &&
         vector.getNumElements() * vector.getElementTypeBitWidth() == 32;
}

/// `vector` as an i32.
static Value toWord(OpBuilder &b, Location loc, Value vector) {
  auto type = VectorType::get({1}, b.getI32Type());
  Value word = b.createOrFold<vector::BitCastOp>(loc, type, vector);
  return b.createOrFold<vector::ExtractOp>(loc, word, 0);
}

/// The i32 `word` as a vector of `type`.
static Value fromWord(OpBuilder &b, Location loc, Value word, Type type) {
  auto wordType = VectorType::get({1}, b.getI32Type());
  Value vector = b.createOrFold<vector::BroadcastOp>(loc, wordType, word);
  return b.createOrFold<vector::BitCastOp>(loc, type, vector);
}

static Value maskWord(OpBuilder &b, Location loc, Value word, int64_t mask) {
  return b.createOrFold<arith::AndIOp>(
      loc, word, getIntConstant(b, loc, b.getI32Type(), mask));
}

static Value shiftWordRight(OpBuilder &b, Location loc, Value word,
                            int64_t bits) {
  return b.createOrFold<arith::ShRUIOp>(
      loc, word, getIntConstant(b, loc, b.getI32Type(), bits));
}

namespace {
/// `and`, `or` and `xor` of small elements are those of words.
template <typename OpTy> struct LowerBitwise : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    Type type = op.getType();
    if (!isWord(type) || getElementTypeOrSelf(type).isInteger(32))
      return rewriter.notifyMatchFailure(op, "no word of small elements");
    Location loc = op.getLoc();
    Value word =
        rewriter.createOrFold<OpTy>(loc, toWord(rewriter, loc, op.getLhs()),
                                    toWord(rewriter, loc, op.getRhs()));
    rewriter.replaceOp(op, fromWord(rewriter, loc, word, type));
    return success();
  }
};

//===----------------------------------------------------------------------===//
// lowres.dot
//===----------------------------------------------------------------------===//

/// smlad adds the products of both halves. A mask takes unsigned bytes to
/// halves (it becomes uxtb16, and LLVM knows what it means), sxtb16 signed
/// ones; both rotate their operand for nothing.
struct LowerDot : OpRewritePattern<DotOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DotOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getWeights().getType().getNumElements() != 4)
      return rewriter.notifyMatchFailure(op, "no instruction fits");
    Location loc = op.getLoc();
    Type i32 = rewriter.getI32Type();
    Value weights = toWord(rewriter, loc, op.getWeights());
    Value input = toWord(rewriter, loc, op.getInput());
    Value sum = toWord(rewriter, loc, op.getAcc());
    Value byte = getIntConstant(rewriter, loc, i32, 8);
    for (bool odd : {false, true}) {
      if (odd) {
        weights = shiftWordRight(rewriter, loc, weights, 8);
        input = callIntrinsic(rewriter, loc, "llvm.fshr.i32", i32,
                              {input, input, byte});
      }
      Value w = maskWord(rewriter, loc, weights, kLowBytes);
      Value x = callIntrinsic(rewriter, loc, "llvm.arm.sxtb16", i32, input);
      sum = callIntrinsic(rewriter, loc, "llvm.arm.smlad", i32, {w, x, sum});
    }
    rewriter.replaceOp(op, fromWord(rewriter, loc, sum, op.getType()));
    return success();
  }
};
} // namespace

//===----------------------------------------------------------------------===//
// Division of bytes
//===----------------------------------------------------------------------===//

/// What takes a word as it is from one type to another.
static bool isCast(Operation *op) {
  return isa<vector::BitCastOp, vector::BroadcastOp, vector::ExtractOp>(op) &&
         (isWord(op->getOperand(0).getType()) ||
          op->getOperand(0).getType().isInteger(32));
}

/// What a byte of the word `value` is at most, as far as a dot product of the
/// same bytes says that runs whenever `block` does.
static unsigned getLargestByte(Value value, Block *block) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isCast(op))
      break;
    value = op->getOperand(0);
  }
  SmallVector<Value> values = {value};
  unsigned largest = 0xff;
  for (size_t i = 0; i < values.size(); ++i)
    for (Operation *user : values[i].getUsers()) {
      if (isCast(user))
        values.push_back(user->getResult(0));
      else if (auto dot = dyn_cast<DotOp>(user);
               dot && dot.getWeights() == values[i] && dot->getBlock() == block)
        largest = std::min<unsigned>(largest, dot.getMaxWeight());
    }
  return largest;
}

namespace {
/// `value * factor >> shift`, of 16 bits throughout.
struct Division {
  unsigned factor, shift;

  unsigned divide(unsigned value) const { return value * factor >> shift; }
};

/// What a half of a word is at most or, if its upper byte is divided, what that
/// byte and the one below are.
struct Bounds {
  unsigned largest, below;
};

/// Divides both halves of a word at once, where these are bytes: products of 16
/// bits do not reach into the other half.
struct LowerHighProduct : OpRewritePattern<arith::MulUIExtendedOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::MulUIExtendedOp op,
                                PatternRewriter &rewriter) const override {
    Type type = op.getHigh().getType();
    APInt factor;
    if (!isWord(type) || !getElementTypeOrSelf(type).isInteger(16) ||
        !op.getLow().use_empty() ||
        !matchPattern(op.getRhs(), m_ConstantInt(&factor)))
      return rewriter.notifyMatchFailure(op, "no high product of two halves");
    Location loc = op.getLoc();
    Value word = toWord(rewriter, loc, op.getLhs());
    bool isUpper = isUpperByteUsed(op.getHigh());
    Block *block = op->getBlock();
    Bounds bounds = isUpper ? getBoundsOfUpperBytes(op.getLhs(), block)
                            : getBoundsOfHalves(word, block);
    std::optional<Division> division =
        findDivision(factor.getZExtValue(), bounds, isUpper);
    if (!division)
      return rewriter.notifyMatchFailure(op, "no bytes");
    if (isUpper)
      word = maskWord(rewriter, loc, shiftWordRight(rewriter, loc, word, 8),
                      kLowBytes);
    Type i32 = rewriter.getI32Type();
    word = arith::MulIOp::create(
        rewriter, loc, word,
        getIntConstant(rewriter, loc, i32, division->factor));
    word = shiftWordRight(rewriter, loc, word, division->shift);
    word = maskWord(rewriter, loc, word, (0xffff >> division->shift) * 0x10001);
    if (isUpper)
      word = arith::ShLIOp::create(rewriter, loc, word,
                                   getIntConstant(rewriter, loc, i32, 8));
    Value high = fromWord(rewriter, loc, word, type);
    // Nothing uses the low half of the product.
    rewriter.replaceOp(op, {high, high});
    return success();
  }

private:
  /// Whether only the upper bytes of the halves of `high` are used.
  static bool isUpperByteUsed(Value high) {
    return llvm::all_of(high.getUsers(), [](Operation *user) {
      APInt mask;
      return isa<arith::AndIOp>(user) &&
             matchPattern(user->getOperand(1), m_ConstantInt(&mask)) &&
             mask.countr_zero() >= 8;
    });
  }

  static Bounds getBoundsOfUpperBytes(Value vector, Block *block) {
    unsigned largest = getLargestByte(vector, block);
    return {largest, largest};
  }

  static Bounds getBoundsOfHalves(Value word, Block *block) {
    APInt mask;
    auto masked = word.getDefiningOp<arith::AndIOp>();
    if (!masked || !matchPattern(masked.getRhs(), m_ConstantInt(&mask)))
      return {0xffff, 0};
    unsigned largest = std::max(mask.extractBitsAsZExtValue(16, 0),
                                mask.extractBitsAsZExtValue(16, 16));
    if (largest <= 0xff)
      largest = std::min(largest, getLargestByte(masked.getLhs(), block));
    return {largest, 0};
  }

  /// A division that gives `value * factor >> 16` for all halves in `bounds`
  /// or, for upper bytes, the upper byte of that.
  static std::optional<Division> findDivision(unsigned factor, Bounds bounds,
                                              bool isUpper) {
    auto fits = [&](Division division, unsigned largest) {
      if (largest * division.factor > 0xffff)
        return false;
      for (unsigned value = 0; value <= largest; ++value) {
        // The result does not fall as the byte below grows: it is enough to
        // look at both ends.
        unsigned first = isUpper ? value << 8 : value;
        unsigned last = first + bounds.below;
        unsigned by = isUpper ? 24 : 16, result = division.divide(value);
        if (first * factor >> by != result || last * factor >> by != result)
          return false;
      }
      return true;
    };
    // One that divides every byte goes first: others then take the same
    // constants.
    for (unsigned largest : {std::max(0xffu, bounds.largest), bounds.largest})
      for (unsigned shift = 0; shift < 16; ++shift)
        for (unsigned more : {0, 1})
          if (Division division = {(factor >> (16 - shift)) + more, shift};
              fits(division, largest))
            return division;
    return std::nullopt;
  }
};

struct ConvertLowResToARMPass
    : mlir::lowres::impl::ConvertLowResToARMBase<ConvertLowResToARMPass> {
  void runOnOperation() override {
    FailureOr<TargetInfo> target = TargetInfo::getFor(getOperation());
    if (failed(target))
      return signalPassFailure();
    if (!target->hasWordDots() || !target->getTriple().isLittleEndian())
      return;
    RewritePatternSet patterns(&getContext());
    populateLowResToARMPatterns(patterns);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace

void lowres::populateLowResToARMPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerBitwise<arith::AndIOp>, LowerBitwise<arith::OrIOp>,
               LowerBitwise<arith::XOrIOp>, LowerDot, LowerHighProduct>(
      patterns.getContext());
}
