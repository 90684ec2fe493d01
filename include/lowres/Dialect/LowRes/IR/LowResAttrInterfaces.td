//===- LowResAttrInterfaces.td - Attribute interfaces -------*- tablegen -*-===//

#ifndef LOWRES_DIALECT_LOWRES_IR_LOWRESATTRINTERFACES_TD
#define LOWRES_DIALECT_LOWRES_IR_LOWRESATTRINTERFACES_TD

include "mlir/IR/OpBase.td"

def LowRes_StorageEncodingAttr : AttrInterface<"StorageEncodingAttr"> {
  let cppNamespace = "::mlir::lowres";
  let description = [{
    How the codes of a level tensor lie in memory. An encoding is one
    attribute, one codec and one test: everything else asks this interface.

    Codes are given and taken one byte each, row-major. Shapes are static.
  }];
  let methods = [
    InterfaceMethod<"The number of bytes that a tensor of this shape takes.",
      "int64_t", "getStorageSize",
      (ins "::mlir::ArrayRef<int64_t>":$shape, "unsigned":$levels)>,
    InterfaceMethod<[{
        Writes `codes` (each below `levels`) to `storage`, whose size is
        `getStorageSize`. Bits that hold no code are zero.
      }], "void", "encode",
      (ins "::mlir::ArrayRef<uint8_t>":$codes,
           "::mlir::ArrayRef<int64_t>":$shape, "unsigned":$levels,
           "::mlir::MutableArrayRef<uint8_t>":$storage)>,
    InterfaceMethod<[{
        Fails with a message where a stored field is no sequence of codes below
        `levels`. Much cheaper than `decode`: the verifier of every large
        constant runs it after every pass.
      }], "::llvm::LogicalResult", "verifyStorage",
      (ins "::mlir::ArrayRef<uint8_t>":$storage,
           "::mlir::ArrayRef<int64_t>":$shape, "unsigned":$levels,
           "::llvm::function_ref<::mlir::InFlightDiagnostic()>":$emitError)>,
    InterfaceMethod<[{
        The inverse of `encode`. Fails as `verifyStorage` does.
      }], "::llvm::LogicalResult", "decode",
      (ins "::mlir::ArrayRef<uint8_t>":$storage,
           "::mlir::ArrayRef<int64_t>":$shape, "unsigned":$levels,
           "::mlir::MutableArrayRef<uint8_t>":$codes,
           "::llvm::function_ref<::mlir::InFlightDiagnostic()>":$emitError)>,
    InterfaceMethod<"Stored bits per code, before padding.",
      "double", "getBitsPerCode", (ins)>,
  ];
}

#endif // LOWRES_DIALECT_LOWRES_IR_LOWRESATTRINTERFACES_TD
