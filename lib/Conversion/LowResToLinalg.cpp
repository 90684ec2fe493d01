//===- LowResToLinalg.cpp - Layers to plain loops: the reference ----------===//

#include "LinalgBuilders.h"

#include "lowres/Conversion/Passes.h"
#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Func/Transforms/FuncConversions.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_CONVERTLOWRESTOLINALG
#include "lowres/Conversion/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// The scale of the element at the loops' position in a tensor of `shape`.
static Value extractScale(OpBuilder &b, Location loc, Value scale,
                          ArrayRef<int64_t> shape) {
  auto type = cast<RankedTensorType>(scale.getType());
  SmallVector<Value> position;
  if (type.getRank() >= 1)
    position.push_back(linalg::IndexOp::create(b, loc, 0));
  if (type.getRank() == 2) {
    Value group = arith::ConstantIndexOp::create(
        b, loc, getGroupSize(shape[1], type.getDimSize(1)));
    position.push_back(arith::DivUIOp::create(
        b, loc, linalg::IndexOp::create(b, loc, 1), group));
  }
  return tensor::ExtractOp::create(b, loc, scale, position);
}

namespace {

//===----------------------------------------------------------------------===//
// Storage
//===----------------------------------------------------------------------===//

struct LowerConstant : OpConversionPattern<ConstantOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ConstantOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(
        op, cast<TypedAttr>(Attribute(op.getStorage())));
    return success();
  }
};

struct LowerStorageCast : OpConversionPattern<StorageCastOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(StorageCastOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, adaptor.getSource());
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Quantisation
//===----------------------------------------------------------------------===//

struct LowerQuantize : OpConversionPattern<QuantizeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(QuantizeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(op.getType());
    auto level = cast<LevelType>(type.getElementType());
    SmallVector<unsigned> dims =
        llvm::to_vector(llvm::seq<unsigned>(0, type.getRank()));
    Value codes = createElementwise(
        rewriter, loc,
        getAsIndexOpFoldResult(rewriter.getContext(), type.getShape()),
        rewriter.getI8Type(), adaptor.getInput(), {dims},
        [&](OpBuilder &b, Location l, ValueRange args) {
          Value scale = extractScale(b, l, adaptor.getScale(), type.getShape());
          // The code is the number of midpoints between neighbouring levels
          // that the weight reaches.
          Value code = getIntConstant(b, l, b.getI8Type(), 0);
          for (unsigned i = 1; i < level.getLevels(); ++i) {
            double middle =
                (double(level.getValue(i - 1)) + level.getValue(i)) / 2;
            Value bound = arith::MulFOp::create(
                b, l, scale, getFloatConstant(b, l, b.getF32Type(), middle));
            Value reached = arith::CmpFOp::create(
                b, l, arith::CmpFPredicate::OGE, args[0], bound);
            code = arith::AddIOp::create(
                b, l, code,
                arith::ExtUIOp::create(b, l, b.getI8Type(), reached));
          }
          return code;
        });
    rewriter.replaceOp(op, flattenBytes(rewriter, loc, codes));
    return success();
  }
};

struct LowerDequantize : OpConversionPattern<DequantizeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(DequantizeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(op.getSource().getType());
    FailureOr<Value> codes =
        getCodes(rewriter, op, op.getSource(), adaptor.getSource());
    if (failed(codes))
      return failure();
    Value table =
        createLevelTable(rewriter, loc, cast<LevelType>(type.getElementType()));
    SmallVector<unsigned> dims =
        llvm::to_vector(llvm::seq<unsigned>(0, type.getRank()));
    rewriter.replaceOp(
        op, createElementwise(
                rewriter, loc,
                getAsIndexOpFoldResult(rewriter.getContext(), type.getShape()),
                rewriter.getF32Type(), *codes, {dims},
                [&](OpBuilder &b, Location l, ValueRange args) {
                  Value scale =
                      extractScale(b, l, adaptor.getScale(), type.getShape());
                  Value value = lookUpLevel(b, l, table, args[0]);
                  return arith::MulFOp::create(b, l, scale, value);
                }));
    return success();
  }
};

/// The codes and scales of the rows of `input`, of rank 2.
///
/// The magnitude of a row's largest element is found on the bit patterns,
/// which order as their values do and put NaN above infinity.
static std::pair<Value, Value> quantizeRows(OpBuilder &builder, Location loc,
                                            Value input) {
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, input);
  Type i8 = builder.getI8Type(), i32 = builder.getI32Type();
  Type f32 = builder.getF32Type();

  Value zero = getIntConstant(builder, loc, i32, 0);
  Value absMaxBits =
      createGeneric(builder, loc, 2, input, {{0, 1}},
                    createFilled(builder, loc, sizes[0], zero), {0},
                    [&](OpBuilder &b, Location l, ValueRange args) {
                      Value bits = arith::BitcastOp::create(b, l, i32, args[0]);
                      bits = arith::AndIOp::create(
                          b, l, bits, getIntConstant(b, l, i32, 0x7fffffff));
                      return arith::MaxSIOp::create(b, l, bits, args[1]);
                    });

  // 127 / absmax, or 0 where a row is (nearly) zero or not finite.
  Value inverse = createElementwise(
      builder, loc, sizes[0], f32, absMaxBits, {{0}},
      [&](OpBuilder &b, Location l, ValueRange args) {
        Value absMax = arith::BitcastOp::create(b, l, f32, args[0]);
        Value inv = arith::DivFOp::create(
            b, l, getFloatConstant(b, l, f32, 127.0), absMax);
        Value infinity = getFloatConstant(
            b, l, f32, std::numeric_limits<double>::infinity());
        Value finite = arith::CmpFOp::create(b, l, arith::CmpFPredicate::OLT,
                                             inv, infinity);
        return arith::SelectOp::create(b, l, finite, inv,
                                       getFloatConstant(b, l, f32, 0.0));
      });

  Value scale = createElementwise(
      builder, loc, sizes[0], f32, {absMaxBits, inverse}, {{0}, {0}},
      [&](OpBuilder &b, Location l, ValueRange args) {
        Value absMax = arith::BitcastOp::create(b, l, f32, args[0]);
        Value scaled = arith::DivFOp::create(
            b, l, absMax, getFloatConstant(b, l, f32, 127.0));
        Value usable =
            arith::CmpFOp::create(b, l, arith::CmpFPredicate::OGT, args[1],
                                  getFloatConstant(b, l, f32, 0.0));
        scaled = arith::SelectOp::create(b, l, usable, scaled,
                                         getFloatConstant(b, l, f32, 0.0));
        Value finite =
            arith::CmpIOp::create(b, l, arith::CmpIPredicate::slt, args[0],
                                  getIntConstant(b, l, i32, 0x7f800000));
        return arith::SelectOp::create(
            b, l, finite, scaled,
            getFloatConstant(b, l, f32,
                             std::numeric_limits<double>::quiet_NaN()));
      });

  Value codes = createElementwise(
      builder, loc, sizes, i8, {input, inverse}, {{0, 1}, {0}},
      [&](OpBuilder &b, Location l, ValueRange args) {
        Value zeroF = getFloatConstant(b, l, f32, 0.0);
        Value scaled = arith::MulFOp::create(b, l, args[0], args[1]);
        Value usable = arith::CmpFOp::create(b, l, arith::CmpFPredicate::OGT,
                                             args[1], zeroF);
        scaled = arith::SelectOp::create(b, l, usable, scaled, zeroF);
        // 1.5 * 2^23 has a unit in the last place of 1: the sum is rounded
        // to even as every sum is, and its low byte is the result. Not all
        // processors have an instruction for it.
        Value rounded = arith::AddFOp::create(
            b, l, scaled, getFloatConstant(b, l, f32, 0x1.8p23));
        Value bits = arith::BitcastOp::create(b, l, i32, rounded);
        return arith::TruncIOp::create(b, l, i8, bits);
      });
  return {codes, scale};
}

/// The same, row by row where rows are long: what was read for the magnitude is
/// still near when the codes are made.
static std::pair<Value, Value> quantizeAllRows(OpBuilder &builder, Location loc,
                                               Value input) {
  constexpr int64_t longRow = 1024;
  auto type = cast<RankedTensorType>(input.getType());
  if (type.getDimSize(0) == 1 || type.getDimSize(1) < longRow)
    return quantizeRows(builder, loc, input);
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, input);
  OpFoldResult zero = builder.getIndexAttr(0), one = builder.getIndexAttr(1);
  Value allCodes =
      tensor::EmptyOp::create(builder, loc, sizes, builder.getI8Type());
  Value allScales =
      tensor::EmptyOp::create(builder, loc, sizes[0], builder.getF32Type());
  auto loop = scf::ForallOp::create(
      builder, loc, sizes[0], ValueRange{allCodes, allScales},
      /*mapping=*/std::nullopt, [&](OpBuilder &b, Location l, ValueRange args) {
        SmallVector<OpFoldResult> offsets = {args[0], zero};
        SmallVector<OpFoldResult> row = {one, sizes[1]}, ones = {one, one};
        auto [codes, scale] = quantizeRows(
            b, l,
            tensor::ExtractSliceOp::create(b, l, input, offsets, row, ones));
        auto terminator = scf::InParallelOp::create(b, l);
        b.setInsertionPointToStart(terminator.getBody());
        tensor::ParallelInsertSliceOp::create(b, l, codes, args[1], offsets,
                                              row, ones);
        tensor::ParallelInsertSliceOp::create(
            b, l, scale, args[2], ArrayRef(offsets).take_front(),
            ArrayRef(row).take_front(), ArrayRef(ones).take_front());
      });
  return {loop.getResult(0), loop.getResult(1)};
}

struct LowerQuantizeActivations : OpConversionPattern<QuantizeActivationsOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(QuantizeActivationsOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    // Rows of one dimension give loops of one dimension.
    SmallVector<ReassociationIndices> rowDims = {
        {0},
        llvm::to_vector<2>(
            llvm::seq<int64_t>(1, op.getInput().getType().getRank()))};
    Value input = adaptor.getInput();
    if (op.getInput().getType().getRank() > 2)
      input = tensor::CollapseShapeOp::create(rewriter, loc, input, rowDims);
    auto [codes, scale] = quantizeAllRows(rewriter, loc, input);
    if (op.getResult().getType().getRank() > 2)
      codes = tensor::ExpandShapeOp::create(
          rewriter, loc, op.getResult().getType(), codes, rowDims,
          tensor::getMixedSizes(rewriter, loc, adaptor.getInput()));
    rewriter.replaceOp(op, {codes, scale});
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Dense
//===----------------------------------------------------------------------===//

struct LowerDense : OpConversionPattern<DenseOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(DenseOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    FailureOr<Value> codes =
        getCodes(rewriter, op, op.getWeights(), adaptor.getWeights());
    if (failed(codes))
      return failure();
    int64_t groups = op.getNumScaleGroups();
    int64_t group = op.getScaleGroupSize();

    // [M, G, g] and [N_out, G, g], the last group filled up with zero inputs.
    Value input =
        groupAndPadInput(rewriter, loc, adaptor.getInput(), groups, group);
    Value weights = groupAndPadInput(rewriter, loc, *codes, groups, group);
    SmallVector<OpFoldResult> sizes = {
        tensor::getMixedSize(rewriter, loc, input, 0),
        rewriter.getIndexAttr(op.getNumOutputs()),
        rewriter.getIndexAttr(groups)};

    // Loops: row, output, group, input.
    AffineExpr m, o, g, k;
    bindDims(rewriter.getContext(), m, o, g, k);
    AffineMap inputMap = AffineMap::get(4, 0, {m, g, k}, rewriter.getContext());
    AffineMap weightsMap =
        AffineMap::get(4, 0, {o, g, k}, rewriter.getContext());
    Value sums = createSums(rewriter, op, input, inputMap, weights, weightsMap,
                            sizes, {0, 1, 2});
    rewriter.replaceOp(op, finish(rewriter, op, adaptor, sums, sizes));
    return success();
  }

private:
  /// activation(sum over groups of sums * scale, plus bias). The groups' sum
  /// starts from -0.0, which adding leaves everything as it is.
  static Value finish(OpBuilder &builder, DenseOp op, OpAdaptor adaptor,
                      Value sums, ArrayRef<OpFoldResult> sizes) {
    Location loc = op.getLoc();
    Type f32 = builder.getF32Type();
    SmallVector<Value> ins = {sums, createSumScales(builder, op)};
    SmallVector<SmallVector<unsigned>> inDims = {{0, 1, 2}, {2, 1}};
    if (adaptor.getInputScale()) {
      ins.push_back(adaptor.getInputScale());
      inDims.push_back({0});
    }
    Value init = createFilled(builder, loc, sizes.take_front(2),
                              getFloatConstant(builder, loc, f32, -0.0));
    Value scaled = createGeneric(
        builder, loc, 3, ins, inDims, init, {0, 1},
        [&](OpBuilder &b, Location l, ValueRange args) {
          Value inputScale = adaptor.getInputScale() ? args[2] : Value();
          Value sum = scaleSum(b, l, args[0], args[1], inputScale);
          return arith::AddFOp::create(b, l, args.back(), sum);
        });
    if (!adaptor.getBias() && op.getActivation() == Activation::None)
      return scaled;

    ins = {scaled};
    inDims = {{0, 1}};
    if (adaptor.getBias()) {
      ins.push_back(adaptor.getBias());
      inDims.push_back({1});
    }
    return createElementwise(
        builder, loc, sizes.take_front(2), f32, ins, inDims,
        [&](OpBuilder &b, Location l, ValueRange args) {
          Value bias = adaptor.getBias() ? args[1] : Value();
          return finishLayer(b, l, op, args[0], bias);
        });
  }
};

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

/// Fails where an operation computes with levels in an encoding, which nothing
/// decodes at run time.
LogicalResult verifyEncodings(Operation *root) {
  WalkResult result = root->walk([](Operation *op) {
    if (!isa_and_present<LowResDialect>(op->getDialect()) ||
        isa<StorageCastOp>(op))
      return WalkResult::advance();
    for (OpOperand &operand : op->getOpOperands()) {
      auto type = dyn_cast<RankedTensorType>(operand.get().getType());
      if (!type || !isa<LevelType>(type.getElementType()) ||
          !type.getEncoding() || operand.get().getDefiningOp<ConstantOp>())
        continue;
      InFlightDiagnostic diag = op->emitOpError("operand ");
      diag << operand.getOperandNumber()
           << " has levels with an encoding, which only a constant may have: ";
      if (auto argument = dyn_cast<BlockArgument>(operand.get()))
        diag << "it is argument " << argument.getArgNumber() << " of '"
             << argument.getOwner()->getParentOp()->getName() << "'";
      else
        diag << "it is a result of '"
             << operand.get().getDefiningOp()->getName() << "'";
      return WalkResult(std::move(diag));
    }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

struct ConvertLowResToLinalgPass
    : mlir::lowres::impl::ConvertLowResToLinalgBase<ConvertLowResToLinalgPass> {
  void runOnOperation() override {
    if (failed(verifyEncodings(getOperation())))
      return signalPassFailure();
    TypeConverter converter;
    populateLevelTypeConversion(converter);
    RewritePatternSet patterns(&getContext());
    populateLowResToLinalgPatterns(converter, patterns);

    ConversionTarget target(getContext());
    target.addIllegalDialect<LowResDialect>();
    target.addLegalOp<ConcatBitsOp, LookupOp, DotOp, scf::ForallOp,
                      scf::InParallelOp>();
    target.addLegalDialect<arith::ArithDialect, linalg::LinalgDialect,
                           math::MathDialect, tensor::TensorDialect>();
    target.addDynamicallyLegalOp<func::FuncOp>([&](func::FuncOp func) {
      return converter.isSignatureLegal(func.getFunctionType());
    });
    target.addDynamicallyLegalOp<func::ReturnOp, func::CallOp>(
        [&](Operation *op) { return converter.isLegal(op); });
    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace

void lowres::populateLevelTypeConversion(TypeConverter &converter) {
  converter.addConversion([](Type type) { return type; });
  converter.addConversion([](RankedTensorType type) -> Type {
    if (!isa<LevelType>(type.getElementType()))
      return type;
    if (!type.hasStaticShape())
      return nullptr;
    return RankedTensorType::get({getStorageSize(type)},
                                 IntegerType::get(type.getContext(), 8));
  });
}

void lowres::populateLowResToLinalgPatterns(TypeConverter &converter,
                                            RewritePatternSet &patterns) {
  patterns.add<LowerConstant, LowerStorageCast, LowerQuantize, LowerDequantize,
               LowerQuantizeActivations, LowerDense>(converter,
                                                     patterns.getContext());
  populateConvToLinalgPatterns(converter, patterns);
  populateAttentionToLinalgPatterns(converter, patterns);
  populateFunctionOpInterfaceTypeConversionPattern<func::FuncOp>(patterns,
                                                                 converter);
  populateReturnOpTypeConversionPattern(patterns, converter);
  populateCallOpTypeConversionPattern(patterns, converter);
}
