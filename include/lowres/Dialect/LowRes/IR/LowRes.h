//===- LowRes.h - The lowres dialect ----------------------------*- C++ -*-===//
//
// Types, attributes and operations of the lowres dialect.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_DIALECT_LOWRES_IR_LOWRES_H
#define LOWRES_DIALECT_LOWRES_IR_LOWRES_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/IR/TensorEncoding.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/MathExtras.h"

#include "lowres/Dialect/LowRes/IR/LowResDialect.h.inc"

#include "lowres/Dialect/LowRes/IR/LowResEnums.h.inc"

#include "lowres/Dialect/LowRes/IR/LowResAttrInterfaces.h.inc"

#define GET_ATTRDEF_CLASSES
#include "lowres/Dialect/LowRes/IR/LowResAttributes.h.inc"

#define GET_TYPEDEF_CLASSES
#include "lowres/Dialect/LowRes/IR/LowResTypes.h.inc"

#include "lowres/Dialect/LowRes/IR/LowResOpInterfaces.h.inc"

#define GET_OP_CLASSES
#include "lowres/Dialect/LowRes/IR/LowResOps.h.inc"

namespace mlir::lowres {

/// The storage encoding of a level tensor; null if codes are stored one byte
/// each.
StorageEncodingAttr getStorageEncoding(RankedTensorType type);

/// The bytes that a level tensor's storage takes.
int64_t getStorageSize(RankedTensorType type);

/// Encodes `codes` (one byte each, row-major) as a level tensor of `type`.
SmallVector<uint8_t, 0> encodeCodes(ArrayRef<uint8_t> codes,
                                    RankedTensorType type);

/// Fails with a message if `storage` holds anything but codes of `type`'s
/// levels.
LogicalResult verifyStorage(ArrayRef<uint8_t> storage, RankedTensorType type,
                            function_ref<InFlightDiagnostic()> emitError);

/// Decodes the storage of a level tensor of `type`; fails with a message if
/// the bytes hold anything but codes of its levels.
FailureOr<SmallVector<uint8_t, 0>>
decodeCodes(ArrayRef<uint8_t> storage, RankedTensorType type,
            function_ref<InFlightDiagnostic()> emitError);

/// The most inputs over which 32-bit sums of int8 values times integer levels
/// of `type` cannot overflow.
int64_t getMaxIntegerInputs(LevelType type);

/// An i8 attribute of `bytes`: uniqued if small, a resource if not.
ElementsAttr getBytesAttr(MLIRContext *context, ArrayRef<uint8_t> bytes);

/// The same as i32, four bytes in each, the first one lowest.
ElementsAttr getWordsAttr(MLIRContext *context, ArrayRef<uint8_t> bytes);

} // namespace mlir::lowres

#endif // LOWRES_DIALECT_LOWRES_IR_LOWRES_H
