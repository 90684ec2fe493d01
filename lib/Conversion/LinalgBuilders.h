//===- LinalgBuilders.h - Pieces of plain loops -----------------*- C++ -*-===//
//
// What the reference lowerings of all layers are built from.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_CONVERSION_LINALGBUILDERS_H
#define LOWRES_LIB_CONVERSION_LINALGBUILDERS_H

#include "lowres/Dialect/LowRes/IR/LowRes.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Transforms/DialectConversion.h"

namespace mlir::lowres {

/// Makes an element of a result from elements of operands, the last of which is
/// the result's own as it was.
using BodyBuilder = function_ref<Value(OpBuilder &, Location, ValueRange)>;

/// A tensor of `sizes` filled with `init`.
Value createFilled(OpBuilder &builder, Location loc,
                   ArrayRef<OpFoldResult> sizes, Value init);

/// linalg.generic whose loops are `numDims`; those that `outDims` lacks are
/// reductions. Operands are indexed by loops (first form), or as `inMaps` say.
Value createGeneric(OpBuilder &builder, Location loc, unsigned numDims,
                    ValueRange ins, ArrayRef<SmallVector<unsigned>> inDims,
                    Value out, ArrayRef<unsigned> outDims, BodyBuilder body);
Value createGeneric(OpBuilder &builder, Location loc, ValueRange ins,
                    ArrayRef<AffineMap> inMaps, Value out,
                    ArrayRef<unsigned> outDims, BodyBuilder body);

/// A tensor of `sizes` and `elementType` that linalg.generic makes element by
/// element. Operands are indexed by loops, one for each dimension of the
/// result.
Value createElementwise(OpBuilder &builder, Location loc,
                        ArrayRef<OpFoldResult> sizes, Type elementType,
                        ValueRange ins, ArrayRef<SmallVector<unsigned>> inDims,
                        BodyBuilder body);

/// Bytes in a row as a tensor of `shape`, and back.
Value expandBytes(OpBuilder &builder, Location loc, Value bytes,
                  ArrayRef<int64_t> shape);
Value flattenBytes(OpBuilder &builder, Location loc, Value bytes);

/// The codes of the level tensor `levels`, one byte each, in its own shape;
/// `storage` is what it was converted to. Encoded tensors must be constants.
FailureOr<Value> getCodes(ConversionPatternRewriter &rewriter, Operation *op,
                          Value levels, Value storage);

/// The value of a code in what createLevelTable returns.
Value lookUpLevel(OpBuilder &builder, Location loc, Value table, Value code);

/// The sums of inputs times levels (not scaled yet), a tensor of `sizes`: i32
/// sums of integer levels where `op` sums integers, else f32 sums. `inputMap`
/// and `codesMap` say where the loops find an input and its code; `outDims` are
/// the loops that are no sums.
Value createSums(OpBuilder &builder, LayerOpInterface op, Value input,
                 AffineMap inputMap, Value codes, AffineMap codesMap,
                 ArrayRef<OpFoldResult> sizes, ArrayRef<unsigned> outDims);

/// What such sums are multiplied with, [groups, outputs].
Value createSumScales(OpBuilder &builder, LayerOpInterface op);

/// One sum of a layer times its scale, and its input's scale unless that is
/// null; what `lowres.dense` defines.
Value scaleSum(OpBuilder &builder, Location loc, Value sum, Value scale,
               Value inputScale);

/// `activation(value + bias)`; the bias may be null.
Value finishLayer(OpBuilder &builder, Location loc, LayerOpInterface op,
                  Value value, Value bias);

/// Lowers `lowres.conv_2d`.
void populateConvToLinalgPatterns(TypeConverter &converter,
                                  RewritePatternSet &patterns);

/// Lowers `lowres.scaled_dot_product_attention`.
void populateAttentionToLinalgPatterns(TypeConverter &converter,
                                       RewritePatternSet &patterns);

} // namespace mlir::lowres

#endif // LOWRES_LIB_CONVERSION_LINALGBUILDERS_H
