//===- LowResToVector.h - Packed layers to vector loops ---------*- C++ -*-===//

#ifndef LOWRES_LIB_CONVERSION_LOWRESTOVECTOR_H
#define LOWRES_LIB_CONVERSION_LOWRESTOVECTOR_H

#include "lowres/Dialect/LowRes/IR/LowRes.h"

#include "mlir/IR/PatternMatch.h"

namespace mlir::lowres {

/// Succeeds if `op` has a kernel on vectors, and its weights lie as that reads
/// them.
LogicalResult matchPackedKernel(PatternRewriter &rewriter, LayerOpInterface op);

/// Memory of its own for what loops hand on. Two `tensor.empty` of one shape
/// are one value after CSE, and would be one buffer.
Value createScratch(OpBuilder &builder, Location loc, ArrayRef<int64_t> shape,
                    Type elementType);

/// Lowers `lowres.dense` and `lowres.conv_2d` with kernels of threads.
void populateThreadsPatterns(RewritePatternSet &patterns);

/// Lowers `lowres.conv_2d` unless it is depthwise.
void populateConvToVectorPatterns(RewritePatternSet &patterns);

/// Lowers depthwise `lowres.conv_2d`.
void populateDepthwiseToVectorPatterns(RewritePatternSet &patterns);

/// Lowers `lowres.scaled_dot_product_attention`.
void populateAttentionToVectorPatterns(RewritePatternSet &patterns);

} // namespace mlir::lowres

#endif // LOWRES_LIB_CONVERSION_LOWRESTOVECTOR_H
