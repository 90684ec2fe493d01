//===- ConvBuilders.h - What loops of convolutions share --------*- C++ -*-===//

#ifndef LOWRES_LIB_CONVERSION_CONVBUILDERS_H
#define LOWRES_LIB_CONVERSION_CONVBUILDERS_H

#include "lowres/Dialect/LowRes/IR/LowRes.h"

#include "mlir/IR/Builders.h"

namespace mlir::lowres {

/// Images of the batch.
Value getNumImages(OpBuilder &builder, Conv2DOp op);

/// The scale of image number `image` of an int8 input, f32; null for floats.
Value getImageScale(OpBuilder &builder, Conv2DOp op, Value image);

/// A tensor for the result, [N, OH, OW, N_out].
Value createConvOutput(OpBuilder &builder, Conv2DOp op);

/// Zeros in memory of their own.
Value createZeros(OpBuilder &builder, Location loc, ArrayRef<int64_t> shape,
                  Type elementType);

/// An image of zeros with the padding, [padded height, padded width * C].
Value createPaddedImage(OpBuilder &builder, Conv2DOp op);

/// Image number `image` of the input in the middle of the padded image `to`.
Value copyImage(OpBuilder &builder, Conv2DOp op, Value image, Value to);

} // namespace mlir::lowres

#endif // LOWRES_LIB_CONVERSION_CONVBUILDERS_H
