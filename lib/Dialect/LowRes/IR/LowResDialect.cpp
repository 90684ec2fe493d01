//===- LowResDialect.cpp - The lowres dialect -----------------------------===//

#include "LowResTiling.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/Transforms/InliningUtils.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::lowres;

#include "lowres/Dialect/LowRes/IR/LowResDialect.cpp.inc"

namespace {
/// Operations are pure and have no regions: any may move to the caller.
struct LowResInlinerInterface : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;

  bool isLegalToInline(Operation *, Region *, bool, IRMapping &) const final {
    return true;
  }
};
} // namespace

void LowResDialect::initialize() {
  addInterfaces<LowResInlinerInterface>();

  registerTypes();
  registerAttributes();
  addOperations<
#define GET_OP_LIST
#include "lowres/Dialect/LowRes/IR/LowResOps.cpp.inc"
      >();
  attachTilingInterfaces(getContext());
}
