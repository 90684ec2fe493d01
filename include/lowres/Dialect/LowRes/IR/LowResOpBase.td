//===- LowResOpBase.td - What operations are made of -------*- tablegen -*-===//

#ifndef LOWRES_DIALECT_LOWRES_IR_LOWRESOPBASE_TD
#define LOWRES_DIALECT_LOWRES_IR_LOWRESOPBASE_TD

include "lowres/Dialect/LowRes/IR/LowResTypes.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class LowRes_Op<string mnemonic, list<Trait> traits = []>
    : Op<LowRes_Dialect, mnemonic, !listconcat([Pure], traits)>;

def LowRes_StorageEncodingOrNone : CPred<
    "!::llvm::cast<::mlir::RankedTensorType>($_self).getEncoding() || "
    "::mlir::lowres::getStorageEncoding("
      "::llvm::cast<::mlir::RankedTensorType>($_self))">;

def LowRes_LevelTensor
    : Type<And<[StaticShapeTensorOf<[LowRes_LevelType]>.predicate,
                LowRes_StorageEncodingOrNone]>,
           "statically shaped tensor of level codes, with a storage encoding "
           "or none",
           "::mlir::RankedTensorType">;

def LowRes_ScaleTensor : RankedTensorOf<[F32]>;

#endif // LOWRES_DIALECT_LOWRES_IR_LOWRESOPBASE_TD
