//===- LowResAttentionOps.td - Attention -------------------*- tablegen -*-===//

#ifndef LOWRES_DIALECT_LOWRES_IR_LOWRESATTENTIONOPS_TD
#define LOWRES_DIALECT_LOWRES_IR_LOWRESATTENTIONOPS_TD

include "lowres/Dialect/LowRes/IR/LowResAttributes.td"
include "lowres/Dialect/LowRes/IR/LowResOpBase.td"

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
       [H * V, D], `output_weights` [D_out, H * V] for H = `heads`. None of
       them, nor the tokens of one of the batch, has more than 2^48 elements.
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

    `result = sum_j softmax_j(scale q k_j + mask_j) v_j`

    in f32, where `scale` is 1 / sqrt(size of q) unless it is given. The softmax
    subtracts the largest score, so that nothing overflows that need not; sums
    may be taken in any order. Where the mask is -infinity for all keys of a
    query, its result is NaN.

    Constraints:

    1. `query` is [B, T, H * S], `key` [B, U, H * S], `value` [B, U, H * V],
       `result` [B, T, H * V] f32, for H = `heads`; only B may be dynamic.
    2. `mask` is [T, U] or [B, T, U] f32.
    3. `scale` is finite.

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
    OptionalAttr<F32Attr>:$scale,
    OptionalAttr<LowRes_BlockingAttr>:$blocking);
  let results = (outs 3DTensorOf<[F32]>:$result);
  let assemblyFormat = [{
    $query `,` $key `,` $value `heads` $heads (`scale` $scale^)?
    (`mask` `(` $mask^ `:` type($mask) `)`)?
    (`blocking` `` $blocking^)?
    attr-dict `:` type($query) `,` type($key) `,` type($value)
    `->` type($result)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// What products of queries and keys are multiplied with.
    double getScoreScale();
  }];
}

#endif // LOWRES_DIALECT_LOWRES_IR_LOWRESATTENTIONOPS_TD
