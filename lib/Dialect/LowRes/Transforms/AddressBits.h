//===- AddressBits.h - How large addresses are ------------------*- C++ -*-===//

#ifndef LOWRES_LIB_DIALECT_LOWRES_TRANSFORMS_ADDRESSBITS_H
#define LOWRES_LIB_DIALECT_LOWRES_TRANSFORMS_ADDRESSBITS_H

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/TargetParser/Triple.h"

namespace mlir::lowres {

/// Bits of an address on the machine of `module`'s `llvm.target`; 64 if it has
/// none.
inline unsigned getAddressBits(ModuleOp module) {
  auto target = module->getAttrOfType<LLVM::TargetAttr>(
      LLVM::LLVMDialect::getTargetAttrName());
  if (!target)
    return 64;
  llvm::Triple triple(target.getTriple().getValue());
  return llvm::Triple::getArchPointerBitWidth(triple.getArch());
}

} // namespace mlir::lowres

#endif // LOWRES_LIB_DIALECT_LOWRES_TRANSFORMS_ADDRESSBITS_H
