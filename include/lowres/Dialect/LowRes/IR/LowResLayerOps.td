//===- LowResLayerOps.td - Weights, activations and layers -*- tablegen -*-===//

#ifndef LOWRES_DIALECT_LOWRES_IR_LOWRESLAYEROPS_TD
#define LOWRES_DIALECT_LOWRES_IR_LOWRESLAYEROPS_TD

include "lowres/Dialect/LowRes/IR/LowResAttributes.td"
include "lowres/Dialect/LowRes/IR/LowResOpBase.td"
include "lowres/Dialect/LowRes/IR/LowResOpInterfaces.td"

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

    1. `weights` is [N_out, K] with at most 2^48 elements, `input` [M, K] f32 or
       i8, `result` [M, N_out] f32.
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
       lowerings need (the weights, the padded image, the result, the windows of
       a line) has more than 2^48 elements.
    3. `groups` divides C and N_out (C itself: depthwise).
    4. `OH = (H + top + bottom - (KH - 1) * dilations[0] - 1) / strides[0] + 1`
       (rounded down), which must be at least 1, and OW likewise.
    5. `scale` is [] or [N_out], `bias` [N_out]; `input_scale` is [N], and
       present exactly if the input is i8.
    6. i8 input and a `kernel` obey the rules of `lowres.dense`, with
       K = KH * KW * C / groups. With more than one group, the outputs of a
       group fill whole tiles of a `kernel` with packing. But in a depthwise
       convolution (every output has one channel of its own) a `kernel` with
       packing is `decode_fma`, which sums integers where the input is i8.

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

#endif // LOWRES_DIALECT_LOWRES_IR_LOWRESLAYEROPS_TD
