//===- LowResDialect.cpp - The lowres dialect -----------------------------===//

#include "lowres/Dialect/LowRes/IR/LowRes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::lowres;

#include "lowres/Dialect/LowRes/IR/LowResDialect.cpp.inc"

void LowResDialect::initialize() {
  registerTypes();
  registerAttributes();
  addOperations<
#define GET_OP_LIST
#include "lowres/Dialect/LowRes/IR/LowResOps.cpp.inc"
      >();
}
