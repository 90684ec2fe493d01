//===- LowResDialect.td - The lowres dialect ----------------*- tablegen -*-===//

#ifndef LOWRES_DIALECT_LOWRES_IR_LOWRESDIALECT_TD
#define LOWRES_DIALECT_LOWRES_IR_LOWRESDIALECT_TD

include "mlir/IR/DialectBase.td"

def LowRes_Dialect : Dialect {
  let name = "lowres";
  let cppNamespace = "::mlir::lowres";
  let summary = "Neural-network layers whose weights take N values";
  let description = [{
    A weight of an N-level network is an index into a small table of values.
    The dialect says so in the element type (`!lowres.level<N>`), says how the
    indices lie in memory in the tensor's encoding (`#lowres.radix<...>`,
    `#lowres.interleaved<...>`), and has the few operations whose meaning
    depends on either. Everything else in a model is an upstream operation.

    Three groups of operations:

    * storage: `lowres.constant`, `lowres.pack`, `lowres.unpack`,
      `lowres.storage_cast`;
    * layers: `lowres.quantize`, `lowres.dequantize`,
      `lowres.quantize_activations`, `lowres.dense`, `lowres.conv_2d`,
      `lowres.attention` and its core `lowres.scaled_dot_product_attention`,
      which upstream's tiling can tile along the batch and fuse;
    * vectors, which one file per target lowers: `lowres.lookup`,
      `lowres.dot`.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::tensor::TensorDialect"];
  let extraClassDeclaration = [{
    void registerTypes();
    void registerAttributes();
  }];
}

#endif // LOWRES_DIALECT_LOWRES_IR_LOWRESDIALECT_TD
