//===- LowResOps.td - Operations of the lowres dialect ------*- tablegen -*-===//
//
// All of them; those on storage and on vectors are here.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_DIALECT_LOWRES_IR_LOWRESOPS_TD
#define LOWRES_DIALECT_LOWRES_IR_LOWRESOPS_TD

include "lowres/Dialect/LowRes/IR/LowResAttentionOps.td"
include "lowres/Dialect/LowRes/IR/LowResLayerOps.td"
include "lowres/Dialect/LowRes/IR/LowResOpBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"

//===----------------------------------------------------------------------===//
// Storage
//===----------------------------------------------------------------------===//

def LowRes_ConstantOp : LowRes_Op<"constant"> {
  let summary = "constant level tensor";
  let description = [{
    Holds the codes of a level tensor as the bytes of the result type's
    encoding (one byte a code without encoding).

    Constraints:

    1. `storage` is a 1-D i8 attribute of exactly the encoding's size.
    2. Every stored code is below the level count. (Large constants are held as
       `dense_resource`; they are checked as well.)

    Example:

    ```mlir
    func.func @constant() -> tensor<2x3x!lowres.level<5>> {
      %w = lowres.constant dense<[0, 1, 2, 3, 4, 2]> : tensor<6xi8>
        -> tensor<2x3x!lowres.level<5>>
      return %w : tensor<2x3x!lowres.level<5>>
    }
    ```
  }];
  let arguments = (ins ElementsAttr:$storage);
  let results = (outs LowRes_LevelTensor:$result);
  let assemblyFormat = "$storage `->` type($result) attr-dict";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The stored bytes.
    ::llvm::SmallVector<uint8_t, 0> getStorageBytes();
    /// One byte per code, row-major.
    ::llvm::SmallVector<uint8_t, 0> getCodes();
  }];
}

class LowRes_RepackOp<string mnemonic> : LowRes_Op<mnemonic> {
  let arguments = (ins LowRes_LevelTensor:$source);
  let results = (outs LowRes_LevelTensor:$result);
  let assemblyFormat = [{
    $source attr-dict `:` type($source) `->` type($result)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def LowRes_PackOp : LowRes_RepackOp<"pack"> {
  let summary = "store codes in another encoding";
  let description = [{
    The same codes under the result type's encoding.

    Constraints:

    1. Source and result have the same shape and element type.
    2. The result has an encoding.

    Example:

    ```mlir
    func.func @pack(%w: tensor<8x8x!lowres.level<3>>)
        -> tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>> {
      %p = lowres.pack %w : tensor<8x8x!lowres.level<3>>
        -> tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
      return %p
        : tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
    }
    ```
  }];
}

def LowRes_UnpackOp : LowRes_RepackOp<"unpack"> {
  let summary = "store codes one byte each";
  let description = [{
    The same codes without encoding.

    Constraints:

    1. Source and result have the same shape and element type.
    2. The result has no encoding.

    Example:

    ```mlir
    func.func @unpack(
        %p: tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>)
        -> tensor<8x8x!lowres.level<3>> {
      %w = lowres.unpack %p
        : tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
        -> tensor<8x8x!lowres.level<3>>
      return %w : tensor<8x8x!lowres.level<3>>
    }
    ```
  }];
}

def LowRes_StorageCastOp : LowRes_Op<"storage_cast"> {
  let summary = "the bytes of a level tensor";
  let description = [{
    Where a lowering meets the bytes: the storage of a level tensor as a 1-D i8
    tensor of the encoding's size.

    Constraints:

    1. The result has as many elements as the source's encoding has bytes.

    Example:

    ```mlir
    func.func @bytes(
        %p: tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>)
        -> tensor<13xi8> {
      %b = lowres.storage_cast %p
        : tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
        -> tensor<13xi8>
      return %b : tensor<13xi8>
    }
    ```
  }];
  let arguments = (ins LowRes_LevelTensor:$source);
  let results = (outs 1DTensorOf<[I8]>:$result);
  let assemblyFormat = [{
    $source attr-dict `:` type($source) `->` type($result)
  }];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

//===----------------------------------------------------------------------===//
// Vectors
//===----------------------------------------------------------------------===//

def LowRes_LookupOp : LowRes_Op<"lookup", [
    DeclareOpInterfaceMethods<InferTypeOpInterface>]> {
  let summary = "table lookup in registers";
  let description = [{
    Element i of the result is `table[indices[i] mod size(table)]`. With
    `in_bounds`, all indices are below the size of the table, and need no mask;
    what others give is undefined.

    Byte tables become byte shuffles (pshufb, vpermb, vpermi2b, tbl), f32 tables
    dword permutes; a chain of selects where the target has neither.

    Constraints:

    1. The table has 2^n entries, 2 <= 2^n <= 256.

    Example:

    ```mlir
    func.func @lookup(%table: vector<128xi8>, %codes: vector<64xi8>)
        -> vector<64xi8> {
      %r = lowres.lookup %table, %codes : vector<128xi8>, vector<64xi8>
      return %r : vector<64xi8>
    }
    ```
  }];
  let arguments = (ins FixedVectorOfRankAndType<[1], [I8, F32]>:$table,
                       FixedVectorOfRankAndType<[1], [I8, I32]>:$indices,
                       UnitAttr:$in_bounds);
  let results = (outs FixedVectorOfRankAndType<[1], [I8, F32]>:$result);
  let assemblyFormat = [{
    $table `,` $indices (`in_bounds` $in_bounds^)? attr-dict
    `:` type($table) `,` type($indices)
  }];
  let hasVerifier = 1;
}

def LowRes_ConcatBitsOp : LowRes_Op<"concat_bits", [
    SameOperandsAndResultType]> {
  let summary = "bytes made of bits of several bytes";
  let description = [{
    Each byte of the result is, from its lowest bit up, `lengths[0]` bits of the
    first source's byte from bit `bits[0]` on, then `lengths[1]` of the second
    one's from `bits[1]` on, and so on; the bits above all of these are zero.
    (Shifts, masks and unions; sri, where the target has it.)

    Constraints:

    1. There are one to eight sources, each with an element of `bits` and of
       `lengths`.
    2. `lengths[i] >= 1`, `0 <= bits[i] <= 8 - lengths[i]`, and the lengths sum
       up to at most 8.

    Example:

    ```mlir
    func.func @concat_bits(%a: vector<64xi8>, %b: vector<64xi8>)
        -> vector<64xi8> {
      %r = lowres.concat_bits %a, %b bits [5, 5] lengths [3, 2] : vector<64xi8>
      return %r : vector<64xi8>
    }
    ```
  }];
  let arguments = (ins Variadic<FixedVectorOfRankAndType<[1], [I8]>>:$sources,
                       DenseI32ArrayAttr:$bits, DenseI32ArrayAttr:$lengths);
  let results = (outs FixedVectorOfRankAndType<[1], [I8]>:$result);
  let assemblyFormat = [{
    $sources `bits` $bits `lengths` $lengths attr-dict `:` type($result)
  }];
  let hasVerifier = 1;
}

def LowRes_DotOp : LowRes_Op<"dot", [
    AllTypesMatch<["acc", "result"]>, AllTypesMatch<["weights", "input"]>]> {
  let summary = "groups of four 8-bit products accumulated in i32";
  let description = [{
    `result[i] = acc[i] + sum_{j<4} weights[4i+j] * input[4i+j]`, weights
    unsigned, inputs signed, sums modulo 2^32 (vpdpbusd, usdot, dp4a).

    `max_weight` bounds the weights that occur; targets without an exact
    instruction use it to prove that a narrower intermediate cannot overflow.
    Larger weights are undefined behaviour.

    Constraints:

    1. `weights` and `input` have four times as many elements as `acc`.
    2. `1 <= max_weight <= 255`.

    Example:

    ```mlir
    func.func @dot(%acc: vector<16xi32>, %w: vector<64xi8>, %x: vector<64xi8>)
        -> vector<16xi32> {
      %r = lowres.dot %acc, %w, %x max_weight 124
        : vector<16xi32>, vector<64xi8>
      return %r : vector<16xi32>
    }
    ```
  }];
  let arguments = (ins FixedVectorOfRankAndType<[1], [I32]>:$acc,
                       FixedVectorOfRankAndType<[1], [I8]>:$weights,
                       FixedVectorOfRankAndType<[1], [I8]>:$input,
                       I32Attr:$max_weight);
  let results = (outs FixedVectorOfRankAndType<[1], [I32]>:$result);
  let assemblyFormat = [{
    $acc `,` $weights `,` $input `max_weight` $max_weight attr-dict
    `:` type($acc) `,` type($weights)
  }];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

def LowRes_ParallelCallOp : Op<LowRes_Dialect, "parallel_call", [
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "call of a loop whose iterations may be shared out";
  let description = [{
    The iterations [0, `iterations`) of a loop are computed by calls
    `callee(begin, end, arguments...)`: one for all of them, or several for
    ranges that make them up, in any order and at the same time. Each range is
    the result of the same operations whatever the others are. `work` says how
    many operations all iterations are, roughly; few are not worth the time it
    takes to tell another thread.

    Constraints:

    1. `callee` is a function `(index, index, types of arguments...) -> ()`.

    Example:

    ```mlir
    func.func private @body(%begin: index, %end: index, %x: memref<f32>)
    func.func @call(%n: index, %work: index, %x: memref<f32>) {
      lowres.parallel_call @body(%x) iterations(%n) work(%work) : memref<f32>
      return
    }
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<AnyType>:$arguments,
                       Index:$iterations, Index:$work);
  let assemblyFormat = [{
    $callee `(` $arguments `)` `iterations` `(` $iterations `)` `work` `(` $work `)`
    attr-dict (`:` type($arguments)^)?
  }];
}

#endif // LOWRES_DIALECT_LOWRES_IR_LOWRESOPS_TD
