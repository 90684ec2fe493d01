//===- LowResOps.td - Operations of the lowres dialect ------*- tablegen -*-===//

#ifndef LOWRES_DIALECT_LOWRES_IR_LOWRESOPS_TD
#define LOWRES_DIALECT_LOWRES_IR_LOWRESOPS_TD

include "lowres/Dialect/LowRes/IR/LowResAttributes.td"
include "lowres/Dialect/LowRes/IR/LowResOpInterfaces.td"
include "lowres/Dialect/LowRes/IR/LowResTypes.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
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
           StaticShapeTensorOf<[LowRes_LevelType]>.summary #
             ", with a storage encoding or none",
           "::mlir::RankedTensorType">;

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
// Layers
//===----------------------------------------------------------------------===//

def LowRes_ScaleTensor : RankedTensorOf<[F32]>;

class LowRes_LayerOp<string mnemonic> : LowRes_Op<mnemonic, [
    AttrSizedOperandSegments, LowRes_LayerOpInterface]>;

def LowRes_QuantizeOp : LowRes_Op<"quantize"> {
  let summary = "nearest level of each weight";
  let description = [{
    Code k such that `scale * value(k)` is nearest to the input; halfway
    between two levels, the higher one. A NaN becomes code 0. The scale must be
    positive.

    Constraints:

    1. Input and result have the same shape; the result has no encoding.
    2. The scale has shape [], [d0], or (for rank 2, [d0, d1]) [d0, groups],
       where groups of `ceil(d1 / groups)` inputs cover d1 exactly.

    Example:

    ```mlir
    func.func @quantize(%w: tensor<4x8xf32>, %s: tensor<f32>)
        -> tensor<4x8x!lowres.level<5>> {
      %c = lowres.quantize %w scale(%s : tensor<f32>)
        : tensor<4x8xf32> -> tensor<4x8x!lowres.level<5>>
      return %c : tensor<4x8x!lowres.level<5>>
    }
    ```
  }];
  let arguments = (ins StaticShapeTensorOf<[F32]>:$input,
                       LowRes_ScaleTensor:$scale);
  let results = (outs LowRes_LevelTensor:$result);
  let assemblyFormat = [{
    $input `scale` `(` $scale `:` type($scale) `)` attr-dict
    `:` type($input) `->` type($result)
  }];
  let hasVerifier = 1;
}

def LowRes_DequantizeOp : LowRes_Op<"dequantize"> {
  let summary = "the weights that codes stand for";
  let description = [{
    `result = scale * value(code)`.

    Constraints:

    1. Source and result have the same shape.
    2. The scale is as for `lowres.quantize`.

    Example:

    ```mlir
    func.func @dequantize(%c: tensor<4x8x!lowres.level<5>>,
                          %s: tensor<4x2xf32>) -> tensor<4x8xf32> {
      %w = lowres.dequantize %c scale(%s : tensor<4x2xf32>)
        : tensor<4x8x!lowres.level<5>> -> tensor<4x8xf32>
      return %w : tensor<4x8xf32>
    }
    ```
  }];
  let arguments = (ins LowRes_LevelTensor:$source, LowRes_ScaleTensor:$scale);
  let results = (outs StaticShapeTensorOf<[F32]>:$result);
  let assemblyFormat = [{
    $source `scale` `(` $scale `:` type($scale) `)` attr-dict
    `:` type($source) `->` type($result)
  }];
  let hasVerifier = 1;
}

def LowRes_QuantizeActivationsOp : LowRes_Op<"quantize_activations"> {
  let summary = "dynamic int8 quantisation of each row";
  let description = [{
    For each row (all that has one index in the first dimension: the features
    of an example, or its image): `scale = absmax / 127` and
    `result = round_half_even(input * (127 / absmax))`, all in f32, which lies
    in [-127, 127].

    A row whose absmax is so small that 127 / absmax overflows (all zeros, for
    one) has scale 0 and codes 0. A row that holds a NaN or an infinity has
    scale NaN and codes 0, so that whatever uses it becomes NaN.

    Constraints:

    1. Input and result have the same shape [M, ...] of rank 2 or more; the
       scale has shape [M].

    Example:

    ```mlir
    func.func @quantize_activations(%x: tensor<?x64xf32>)
        -> (tensor<?x64xi8>, tensor<?xf32>) {
      %q, %s = lowres.quantize_activations %x
        : tensor<?x64xf32> -> tensor<?x64xi8>, tensor<?xf32>
      return %q, %s : tensor<?x64xi8>, tensor<?xf32>
    }
    ```
  }];
  let arguments = (ins RankedTensorOf<[F32]>:$input);
  let results = (outs RankedTensorOf<[I8]>:$result, 1DTensorOf<[F32]>:$scale);
  let assemblyFormat = [{
    $input attr-dict `:` type($input) `->` type($result) `,` type($scale)
  }];
  let hasVerifier = 1;
}

def LowRes_DenseOp : LowRes_LayerOp<"dense"> {
  let summary = "fully connected layer with N-level weights";
  let description = [{
    `result = activation(input * (scale * levels(weights))^T + bias)`.

    With f32 input, sums may be taken in any order and, on a uniform grid, of
    input times integer level: a sum up to N - 1 times as large as the result,
    which must not overflow. With int8 input (from
    `lowres.quantize_activations`) and a uniform grid the result is defined to
    the bit: i32 sums of input times integer level for each group, each
    converted to f32 and multiplied by `input_scale * (scale * step)` (the
    `step` of the integer levels, see `!lowres.level`), added over the groups
    in order, then the bias added; no contraction. Of the activations, `none`,
    `relu` and `relu6` keep it so; the others are right to a few units in the
    last place. Int8 inputs lie in [-127, 127], as quantisation makes them.

    Constraints:

    1. `weights` is [N_out, K], `input` [M, K] f32 or i8, `result` [M, N_out]
       f32.
    2. `scale` is [] (per tensor), [N_out] (per output channel) or
       [N_out, G] (per group along K: groups of ceil(K/G) inputs that cover K
       exactly).
    3. `bias` is [N_out].
    4. `input_scale` is [M], and present exactly if the input is i8.
    5. i8 input: K * 127 * (largest integer level) fits in 32 bits, so that the
       i32 sums cannot overflow.
    6. A `kernel` with packing fits: its field holds the levels, its group is
       the scale's, and its strategy is `decode_dot` exactly if sums are of
       integers (i8 input on a uniform grid).

    Example:

    ```mlir
    func.func @dense(%x: tensor<?x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                     %s: tensor<f32>, %b: tensor<2xf32>) -> tensor<?x2xf32> {
      %y = lowres.dense %x, %w scale(%s : tensor<f32>) bias(%b : tensor<2xf32>)
        activation(relu)
        : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
      return %y : tensor<?x2xf32>
    }
    ```
  }];
  let arguments = (ins
    2DTensorOf<[F32, I8]>:$input,
    LowRes_LevelTensor:$weights,
    LowRes_ScaleTensor:$scale,
    Optional<1DTensorOf<[F32]>>:$input_scale,
    Optional<1DTensorOf<[F32]>>:$bias,
    DefaultValuedAttr<LowRes_ActivationAttr,
                      "::mlir::lowres::Activation::None">:$activation,
    OptionalAttr<LowRes_KernelAttr>:$kernel);
  let results = (outs 2DTensorOf<[F32]>:$result);
  let assemblyFormat = [{
    $input `,` $weights `scale` `(` $scale `:` type($scale) `)`
    (`input_scale` `(` $input_scale^ `:` type($input_scale) `)`)?
    (`bias` `(` $bias^ `:` type($bias) `)`)?
    (`activation` `(` custom<BareActivation>($activation)^ `)`)?
    (`kernel` `` $kernel^)?
    attr-dict `:` type($input) `,` type($weights) `->` type($result)
  }];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

def LowRes_Conv2DOp : LowRes_LayerOp<"conv_2d"> {
  let summary = "two-dimensional convolution with N-level weights";
  let description = [{
    `result[n, y, x, o] = activation(bias[o] + sum_{i, j, c}
       input[n, y * strides[0] + i * dilations[0] - padding[0],
                x * strides[1] + j * dilations[1] - padding[2], c']
       * weight[o, i, j, c])`,
    where a weight is `scale * level`, the input is zero outside of its image,
    and `c'` is channel `c` of the group of channels that `o` belongs to: output
    `o` of N_out reads the channels of group `o / (N_out / groups)`.

    The sums, their rounding and int8 inputs (one scale for each image) are as
    for `lowres.dense`, with the inputs of one output in the order of i, j, c.

    Constraints:

    1. `input` is [N, H, W, C] f32 or i8, `weights` [N_out, KH, KW, C / groups],
       `result` [N, OH, OW, N_out] f32; only N may be dynamic.
    2. `strides` and `dilations` are two numbers in [1, 2^31), `padding` four in
       [0, 2^31): top, bottom, left, right. Images are not empty. No tensor that
       lowerings need (the padded image, the result, the windows of a line) has
       more than 2^48 elements.
    3. `groups` divides C and N_out (C itself: depthwise).
    4. `OH = (H + top + bottom - (KH - 1) * dilations[0] - 1) / strides[0] + 1`
       (rounded down), which must be at least 1, and OW likewise.
    5. `scale` is [] or [N_out], `bias` [N_out]; `input_scale` is [N], and
       present exactly if the input is i8.
    6. i8 input and a `kernel` obey the rules of `lowres.dense`, with
       K = KH * KW * C / groups. With more than one group, the outputs of a
       group fill whole tiles of a `kernel` with packing. But in a depthwise
       convolution (every output has one channel of its own) a `kernel` with
       packing is `decode_fma`, and sums of integers are below 2^24, where
       floats are exact.

    Example:

    ```mlir
    func.func @conv(%x: tensor<?x32x32x3xf32>,
                    %w: tensor<64x3x3x3x!lowres.level<5>>, %s: tensor<64xf32>)
        -> tensor<?x16x16x64xf32> {
      %y = lowres.conv_2d %x, %w scale(%s : tensor<64xf32>) activation(relu)
        strides [2, 2] padding [1, 1, 1, 1]
        : tensor<?x32x32x3xf32>, tensor<64x3x3x3x!lowres.level<5>>
        -> tensor<?x16x16x64xf32>
      return %y : tensor<?x16x16x64xf32>
    }
    ```
  }];
  let arguments = (ins
    4DTensorOf<[F32, I8]>:$input,
    LowRes_LevelTensor:$weights,
    LowRes_ScaleTensor:$scale,
    Optional<1DTensorOf<[F32]>>:$input_scale,
    Optional<1DTensorOf<[F32]>>:$bias,
    DefaultValuedAttr<LowRes_ActivationAttr,
                      "::mlir::lowres::Activation::None">:$activation,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$strides,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations,
    DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0, 0, 0}">:$padding,
    DefaultValuedAttr<I64Attr, "1">:$groups,
    OptionalAttr<LowRes_KernelAttr>:$kernel);
  let results = (outs 4DTensorOf<[F32]>:$result);
  let assemblyFormat = [{
    $input `,` $weights `scale` `(` $scale `:` type($scale) `)`
    (`input_scale` `(` $input_scale^ `:` type($input_scale) `)`)?
    (`bias` `(` $bias^ `:` type($bias) `)`)?
    (`activation` `(` custom<BareActivation>($activation)^ `)`)?
    (`strides` $strides^)? (`dilations` $dilations^)? (`padding` $padding^)?
    (`groups` $groups^)?
    (`kernel` `` $kernel^)?
    attr-dict `:` type($input) `,` type($weights) `->` type($result)
  }];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
  let extraClassDeclaration = [{
    int64_t getNumOutputsOfGroup() { return getNumOutputs() / getGroups(); }
    bool isDepthwise() {
      return getNumOutputsOfGroup() == 1 &&
             getWeights().getType().getDimSize(3) == 1;
    }
  }];
}

def LowRes_AttentionOp : LowRes_Op<"attention", [AttrSizedOperandSegments]> {
  let summary = "multi-head self-attention with N-level projections";
  let description = [{
    With the projections of each token `q = Wq x + bq`, `k = Wk x + bk` and
    `v = Wv x + bv` cut into `heads` heads of equal size,

    `result = Wo concat_h(softmax(q_h k_h^T / sqrt(size of q_h) + mask) v_h)
              + bo`

    (Vaswani et al., arXiv 1706.03762). Projections are as by `lowres.dense`,
    what lies between them as by `lowres.scaled_dot_product_attention`.

    Constraints:

    1. `input` is [B, T, D] f32, of which only B may be dynamic.
    2. `query_weights` and `key_weights` are [H * S, D], `value_weights` is
       [H * V, D], `output_weights` [D_out, H * V] for H = `heads`.
    3. Scales and biases are those of `lowres.dense` with these weights.
    4. `mask` is [T, T] or [B, T, T] f32 and added to the scores of query i and
       key j at [i, j].
    5. `result` is [B, T, D_out] f32.

    Example:

    ```mlir
    func.func @attention(%x: tensor<?x64x32xf32>,
                         %w: tensor<32x32x!lowres.level<5>>, %s: tensor<f32>)
        -> tensor<?x64x32xf32> {
      %y = lowres.attention %x heads 4
        query(%w, %s : tensor<32x32x!lowres.level<5>>, tensor<f32>)
        key(%w, %s : tensor<32x32x!lowres.level<5>>, tensor<f32>)
        value(%w, %s : tensor<32x32x!lowres.level<5>>, tensor<f32>)
        output(%w, %s : tensor<32x32x!lowres.level<5>>, tensor<f32>)
        : tensor<?x64x32xf32> -> tensor<?x64x32xf32>
      return %y : tensor<?x64x32xf32>
    }
    ```
  }];
  let arguments = (ins
    3DTensorOf<[F32]>:$input,
    LowRes_LevelTensor:$query_weights,
    LowRes_ScaleTensor:$query_scale,
    Optional<1DTensorOf<[F32]>>:$query_bias,
    LowRes_LevelTensor:$key_weights,
    LowRes_ScaleTensor:$key_scale,
    Optional<1DTensorOf<[F32]>>:$key_bias,
    LowRes_LevelTensor:$value_weights,
    LowRes_ScaleTensor:$value_scale,
    Optional<1DTensorOf<[F32]>>:$value_bias,
    LowRes_LevelTensor:$output_weights,
    LowRes_ScaleTensor:$output_scale,
    Optional<1DTensorOf<[F32]>>:$output_bias,
    Optional<RankedTensorOf<[F32]>>:$mask,
    I64Attr:$heads);
  let results = (outs 3DTensorOf<[F32]>:$result);
  let assemblyFormat = [{
    $input `heads` $heads
    `query` `(` $query_weights `,` $query_scale
      `:` type($query_weights) `,` type($query_scale) `)`
    (`query_bias` `(` $query_bias^ `:` type($query_bias) `)`)?
    `key` `(` $key_weights `,` $key_scale
      `:` type($key_weights) `,` type($key_scale) `)`
    (`key_bias` `(` $key_bias^ `:` type($key_bias) `)`)?
    `value` `(` $value_weights `,` $value_scale
      `:` type($value_weights) `,` type($value_scale) `)`
    (`value_bias` `(` $value_bias^ `:` type($value_bias) `)`)?
    `output` `(` $output_weights `,` $output_scale
      `:` type($output_weights) `,` type($output_scale) `)`
    (`output_bias` `(` $output_bias^ `:` type($output_bias) `)`)?
    (`mask` `(` $mask^ `:` type($mask) `)`)?
    attr-dict `:` type($input) `->` type($result)
  }];
  let hasVerifier = 1;
}

def LowRes_ScaledDotProductAttentionOp
    : LowRes_Op<"scaled_dot_product_attention", []> {
  let summary = "softmax of scores of queries and keys, times values";
  let description = [{
    With queries, keys and values cut into `heads` heads of equal size along
    their last dimension, for each image, head and query

    `result = sum_j softmax_j(q k_j / sqrt(size of q) + mask_j) v_j`

    in f32. The softmax subtracts the largest score, so that nothing overflows
    that need not; sums may be taken in any order. Where the mask is -infinity
    for all keys of a query, its result is NaN.

    Constraints:

    1. `query` is [B, T, H * S], `key` [B, U, H * S], `value` [B, U, H * V],
       `result` [B, T, H * V] f32, for H = `heads`; only B may be dynamic.
    2. `mask` is [T, U] or [B, T, U] f32.

    Example:

    ```mlir
    func.func @core(%q: tensor<?x64x32xf32>, %k: tensor<?x64x32xf32>,
                    %v: tensor<?x64x32xf32>) -> tensor<?x64x32xf32> {
      %y = lowres.scaled_dot_product_attention %q, %k, %v heads 4
        : tensor<?x64x32xf32>, tensor<?x64x32xf32>, tensor<?x64x32xf32>
        -> tensor<?x64x32xf32>
      return %y : tensor<?x64x32xf32>
    }
    ```
  }];
  let arguments = (ins
    3DTensorOf<[F32]>:$query,
    3DTensorOf<[F32]>:$key,
    3DTensorOf<[F32]>:$value,
    Optional<RankedTensorOf<[F32]>>:$mask,
    I64Attr:$heads,
    OptionalAttr<LowRes_BlockingAttr>:$blocking);
  let results = (outs 3DTensorOf<[F32]>:$result);
  let assemblyFormat = [{
    $query `,` $key `,` $value `heads` $heads
    (`mask` `(` $mask^ `:` type($mask) `)`)?
    (`blocking` `` $blocking^)?
    attr-dict `:` type($query) `,` type($key) `,` type($value)
    `->` type($result)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// 1 / sqrt(size of a head's queries).
    double getScoreScale();
  }];
}

//===----------------------------------------------------------------------===//
// Vectors
//===----------------------------------------------------------------------===//

def LowRes_LookupOp : LowRes_Op<"lookup", [
    DeclareOpInterfaceMethods<InferTypeOpInterface>]> {
  let summary = "table lookup in registers";
  let description = [{
    Element i of the result is `table[indices[i] mod size(table)]`.

    Byte tables become byte shuffles (pshufb, vpermb, vpermi2b), f32 tables
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
                       FixedVectorOfRankAndType<[1], [I8, I32]>:$indices);
  let results = (outs FixedVectorOfRankAndType<[1], [I8, F32]>:$result);
  let assemblyFormat = [{
    $table `,` $indices attr-dict `:` type($table) `,` type($indices)
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

#endif // LOWRES_DIALECT_LOWRES_IR_LOWRESOPS_TD
