//===- LowResTiling.h - Tiling of layers ------------------------*- C++ -*-===//

#ifndef LOWRES_LIB_DIALECT_LOWRES_IR_LOWRESTILING_H
#define LOWRES_LIB_DIALECT_LOWRES_IR_LOWRESTILING_H

namespace mlir {
class MLIRContext;

namespace lowres {

/// Implements `TilingInterface`, `ReifyRankedShapedTypeOpInterface` and
/// `ValueBoundsOpInterface` for layers: one parallel loop over the batch. The
/// weights of a layer are one constant in one packing, so that outputs are not
/// tiled here but by the loops of a kernel.
void attachTilingInterfaces(MLIRContext *context);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_LIB_DIALECT_LOWRES_IR_LOWRESTILING_H
