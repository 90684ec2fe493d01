//===- VectorIntrinsics.h - Instructions of targets -------------*- C++ -*-===//
//
// What the lowerings to the instructions of a target have in common.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_CONVERSION_VECTORINTRINSICS_H
#define LOWRES_LIB_CONVERSION_VECTORINTRINSICS_H

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace mlir::lowres {

/// The result of LLVM's intrinsic `name`.
inline Value callIntrinsic(OpBuilder &b, Location loc, StringRef name,
                           Type type, ValueRange operands) {
  return LLVM::CallIntrinsicOp::create(b, loc, type, b.getStringAttr(name),
                                       operands)
      .getResult(0);
}

/// `size` elements of `value` from `offset` on; where it has fewer than `size`,
/// they are repeated, which leaves lookups in a table, modulo its size, as they
/// are.
inline Value getElements(OpBuilder &b, Location loc, Value value,
                         int64_t offset, int64_t size) {
  int64_t count = cast<VectorType>(value.getType()).getNumElements();
  SmallVector<int64_t> mask;
  for (int64_t i = 0; i < size; ++i)
    mask.push_back((offset + i) % count);
  return vector::ShuffleOp::create(b, loc, value, value, mask);
}

} // namespace mlir::lowres

#endif // LOWRES_LIB_CONVERSION_VECTORINTRINSICS_H
