//===- Passes.td - Conversions from the lowres dialect ------*- tablegen -*-===//

#ifndef LOWRES_CONVERSION_PASSES_TD
#define LOWRES_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

class LowRes_Recognition<string mnemonic, list<Statistic> more = []>
    : Pass<mnemonic, "ModuleOp"> {
  let options = [
    Option<"maxLevels", "max-levels", "unsigned", /*default=*/"17",
           "The most values that plain weights may take (2 to 256)">];
  let statistics = [
    Statistic<"numConverted", "num-converted", "Layers that were converted">,
    Statistic<"numFloat", "num-float", "Layers that stay float">] # more;
}

def ConvertLinalgToLowRes
    : LowRes_Recognition<"convert-linalg-to-lowres",
                         [Statistic<"numAttention", "num-attention",
                                    "Attention that was converted">]> {
  let summary = "Recognise layers with N-level weights in linalg";
  let description = [{
    Matrix products and convolutions on tensors of f32, named or
    `linalg.generic`, whose weights are constant and take few values become
    `lowres.dense` and `lowres.conv_2d`. The weights are one of

    * `lowres.dequantize` of a `lowres.constant`, with constant scales;
    * an `arith.constant` that takes at most `max-levels` values, in the whole
      tensor or in every output after division by a scale of its own.

    either directly or through transposes and reshapes. Plain weights become
    a uniform grid where they lie on one, else a free codebook; every
    `scale * level`, rounded to f32, is its weight to the bit (but for the sign
    of zeros), or the layer is left alone.

    Operands may be in any order of dimensions: activations that are not in that
    of lowres (as NCHW images) are transposed. A `tensor.pad` with zeros becomes
    `padding`. What the sums start from becomes the bias if it is one that is
    broadcast, and nothing if it is zero. A following addition of a bias, ReLU
    or ReLU6 becomes part of the layer, also through transposes and reshapes.

    Two products of batches of matrices with a softmax between them become
    `lowres.scaled_dot_product_attention`. The softmax is `linalg.softmax`, or
    the element-wise operations and sums that front ends write for it; nothing
    else uses it. What the scores are multiplied with, and a mask of f32 that is
    added to them after that, become part of it. Keys and values are no
    constants, and of all sizes only that of the batch may be dynamic. Heads that transposes bring beside the batch are its `heads`, and the
    transposes go. With its projections, if these are lowres layers, it becomes
    `lowres.attention`.

    Every product or convolution that stays float is reported by a remark that
    says why.

    Example:

    ```mlir
    func.func @f(%x: tensor<?x4xf32>, %init: tensor<?x2xf32>)
        -> tensor<?x2xf32> {
      %w = arith.constant dense<[[0.5, 0.0], [-0.5, 0.5], [0.0, 0.0], [0.5, 0.0]]>
        : tensor<4x2xf32>
      %zero = arith.constant 0.0 : f32
      %zeros = linalg.fill ins(%zero : f32) outs(%init : tensor<?x2xf32>)
        -> tensor<?x2xf32>
      %y = linalg.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x2xf32>)
        outs(%zeros : tensor<?x2xf32>) -> tensor<?x2xf32>
      return %y : tensor<?x2xf32>
    }
    ```

    becomes

    ```mlir
    func.func @f(%x: tensor<?x4xf32>, %init: tensor<?x2xf32>)
        -> tensor<?x2xf32> {
      %w = lowres.constant dense<[-110, 14]> : tensor<2xi8>
        -> tensor<2x4x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
      %s = arith.constant dense<0.5> : tensor<f32>
      %y = lowres.dense %x, %w scale(%s : tensor<f32>)
        : tensor<?x4xf32>,
          tensor<2x4x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
        -> tensor<?x2xf32>
      return %y : tensor<?x2xf32>
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::lowres::LowResDialect", "::mlir::tensor::TensorDialect"];
}

def ConvertLowResToLinalg : Pass<"convert-lowres-to-linalg", "ModuleOp"> {
  let summary = "Lower lowres layers to plain loops: the reference";
  let description = [{
    Every layer becomes `linalg.generic` operations over one byte per code, in
    the order in which its description defines it. Long rows of activations are
    quantised one by one, as rounds of an `scf.forall`. Level tensors become their
    i8 storage, also in function signatures (but not where loops or branches
    hand them on). Constants are unpacked at compile time; other encoded tensors
    cannot be, so `lowres.pack` and `lowres.unpack` must have been folded.

    This is the meaning that every other strategy is tested against, and what
    layers without a faster kernel use.

    Example:

    ```mlir
    func.func @dense(%x: tensor<?x4xf32>, %s: tensor<f32>) -> tensor<?x1xf32> {
      %w = lowres.constant dense<[0, 2, 4, 1]> : tensor<4xi8>
        -> tensor<1x4x!lowres.level<5>>
      %y = lowres.dense %x, %w scale(%s : tensor<f32>)
        : tensor<?x4xf32>, tensor<1x4x!lowres.level<5>> -> tensor<?x1xf32>
      return %y : tensor<?x1xf32>
    }
    ```

    becomes a `linalg.generic` that sums `input * level[code]` and one that
    multiplies by the scale.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect"];
}

def ConvertLowResToVector : Pass<"convert-lowres-to-vector", "ModuleOp"> {
  let summary = "Lower packed layers to lookup-accumulate loops on vectors";
  let description = [{
    A layer with a kernel other than `plain`, whose weights have the kernel's
    packing, becomes loops over tiles of outputs, blocks of rows and
    chunks of packed weights, in which fields are taken out of bytes by shifts
    and masks, digits out of fields by multiplication with the reciprocal of N
    or by `lowres.lookup`, and accumulated with `lowres.dot` or multiply-adds; or
    sums of several products are looked up as a whole. Blocks of tiles, lines of
    an image, channels and heads that do not depend on each other are the rounds
    of an `scf.forall`.
    Any M, K and N_out: the input is padded with zeros, the last outputs are
    written under a mask.

    From as many rows on as the kernel's `panel` says, these are copied to
    blocks, and weights are decoded to panels of bytes and multiplied with all
    of them by the `linalg.generic` that `convert-block-products` lowers.

    The rows of a `lowres.conv_2d` are the windows at its positions. Those of
    some lines at a time are copied to a patch that stays in the nearest caches.

    Where lanes are `threads` of a GPU, a round of an `scf.forall` computes an
    output of a block of rows, by the same loop over chunks, on vectors of one
    lane. Inputs are words of four bytes, which are put together first, with those
    of all windows of a convolution. Where several threads share an output, a
    round is a block of rows of a tile, mapped to a workgroup, in which a loop
    that is mapped to its threads sums a part of the inputs each, and another one
    adds these up.

    Layers without such a kernel are left alone.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::bufferization::BufferizationDialect",
    "::mlir::gpu::GPUDialect", "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect",
    "::mlir::vector::VectorDialect"];
}

def ConvertBlockProducts : Pass<"convert-block-products", "ModuleOp"> {
  let summary = "Lower products of blocks of bytes to dot products and tiles";
  let description = [{
    The `linalg.generic` operations on memrefs by which `convert-lowres-to-vector`
    multiplies panels (`#lowres.panel`): sums [blocks, tiles, rows, lanes] of i32,
    to which the products of rows [blocks, steps, rows, inputs] of signed bytes
    and a panel [tiles, steps, inputs / 4, lanes, 4] of unsigned bytes are added.
    They become loops over registers of `lowres.dot`, or, where an AArch64 target
    has FEAT_I8MM and blocks an even number of rows of 8 inputs, for 4 lanes, of
    usmmla, which multiplies two rows and two lanes. Where the target is Linux
    with AMX and blocks have its shape, at most 16 rows of 64 inputs and 16
    lanes, there are loops over tiles of the `amx` dialect beside them, which run
    if the operating system lets the process use tiles: the first such product
    asks for it. A `linalg.fill` with zero right before the product becomes part
    of it. Other operations are left alone.

    Example:

    ```mlir
    module attributes {llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu",
                                                  chip = "sapphirerapids">} {
      func.func @f(%rows: memref<?x8x16x64xi8>, %panel: memref<2x8x16x16x4xi8>,
                   %sums: memref<?x2x16x16xi32>) {
        linalg.generic {
          indexing_maps = [
            affine_map<(b, t, r, l, s, q, i) -> (b, s, r, q * 4 + i)>,
            affine_map<(b, t, r, l, s, q, i) -> (t, s, q, l, i)>,
            affine_map<(b, t, r, l, s, q, i) -> (b, t, r, l)>],
          iterator_types = ["parallel", "parallel", "parallel", "parallel",
                            "reduction", "reduction", "reduction"]}
          ins(%rows, %panel : memref<?x8x16x64xi8>, memref<2x8x16x16x4xi8>)
          outs(%sums : memref<?x2x16x16xi32>) {
        ^bb0(%x: i8, %code: i8, %sum: i32):
          %a = arith.extsi %x : i8 to i32
          %b = arith.extui %code : i8 to i32
          %p = arith.muli %a, %b : i32
          %r = arith.addi %sum, %p : i32
          linalg.yield %r : i32
        }
        return
      }
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::amx::AMXDialect", "::mlir::arith::ArithDialect",
    "::mlir::func::FuncDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::lowres::LowResDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
}

def ConvertLowResToX86 : Pass<"convert-lowres-to-x86"> {
  let summary = "Lower lowres.lookup and lowres.dot to x86 instructions";
  let description = [{
    By the features of the enclosing `llvm.target`:

    * `lowres.lookup` of bytes: pshufb (16 entries; AVX2, AVX-512BW), vpermb
      and vpermi2b (up to 64 and 128 entries; AVX-512VBMI), of f32 values
      vpermps and vpermi2ps (up to 16 and 32 entries; AVX-512F), vpermps of
      8 entries (AVX2);
    * `lowres.dot`: vpdpbusd (AVX-512VNNI, AVX-VNNI), else pmaddubsw and
      pmaddwd, with weights split in two where `max_weight` does not prove that
      16 bits are enough;
    * `arith.mului_extended` of 16-bit vectors whose low half is unused:
      pmulhuw.

    Operations that no instruction fits stay, for `convert-lowres-to-arith`.

    Example:

    ```mlir
    %r = lowres.dot %acc, %w, %x max_weight 124 : vector<16xi32>, vector<64xi8>
    // becomes, with AVX-512VNNI,
    %r = llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"(%acc, %w, %x) : ...
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::vector::VectorDialect"];
}

def ConvertLowResToAArch64 : Pass<"convert-lowres-to-aarch64"> {
  let summary = "Lower lowres operations on vectors to AArch64 instructions";
  let description = [{
    By the features of the enclosing `llvm.target`, for vectors of 64 and 128
    bits:

    * `lowres.lookup` of bytes: tbl of one, two or four registers (up to 64
      entries), and tbx of four more (128 entries); of f32 values the same by
      the bytes that a value has (up to 32 entries). Indices that may be beyond
      the table are masked;
    * `lowres.concat_bits`: sri, from the highest bits of the byte to the lowest;
    * `lowres.dot`: usdot (FEAT_I8MM), else sdot (FEAT_DotProd), else smull,
      smull2, addp and sadalp. These two multiply signed bytes, so that weights
      are split where `max_weight` is above 127.

    Operations that no instruction fits stay, for `convert-lowres-to-arith`.

    Example:

    ```mlir
    %r = lowres.dot %acc, %w, %x max_weight 124 : vector<4xi32>, vector<16xi8>
    // becomes, with FEAT_DotProd,
    %r = llvm.call_intrinsic "llvm.aarch64.neon.sdot.v4i32.v16i8"(%acc, %w, %x) : ...
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::vector::VectorDialect"];
}

def ConvertLowResToARM : Pass<"convert-lowres-to-arm"> {
  let summary = "Lower vectors of four bytes to instructions of 32-bit Arm";
  let description = [{
    Where the enclosing `llvm.target` is 32-bit little-endian Arm with the DSP
    extension and no vectors but Helium's (Cortex-M4, Cortex-M7, Cortex-M55), for
    vectors of 32 bits, which are one general register:

    * `lowres.dot`: two smlad, each for two bytes that uxtb16 and sxtb16 take out
      of four as words of 16 bits;
    * `arith.mului_extended` of two words of 16 bits by one constant whose low
      half is unused, where bytes are divided (masked before or after it): one
      multiplication of 32 bits for both;
    * `arith.andi`, `arith.ori` and `arith.xori` of such vectors: those of i32.

    Other operations stay, for `convert-lowres-to-arith` and LLVM.

    Example:

    ```mlir
    %r = lowres.dot %acc, %w, %x max_weight 124 : vector<1xi32>, vector<4xi8>
    // becomes
    %w0 = arith.andi %weights, %c0x00ff00ff : i32
    %x0 = llvm.call_intrinsic "llvm.arm.sxtb16"(%input) : (i32) -> i32
    %sum = llvm.call_intrinsic "llvm.arm.smlad"(%w0, %x0, %a) : (i32, i32, i32) -> i32
    // and the same with weights and input rotated by a byte
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::vector::VectorDialect"];
}

def ConvertLowResToNVVM
    : Pass<"convert-lowres-to-nvvm", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Lower lowres.dot in kernels to dp4a";
  let description = [{
    For a `gpu.module` that becomes PTX: `lowres.dot` of one lane is dp4a, which
    every GPU from sm_61 on has. Operations that no instruction fits stay, for
    `convert-lowres-to-arith`.

    Example:

    ```mlir
    %r = lowres.dot %acc, %w, %x max_weight 255 : vector<1xi32>, vector<4xi8>
    // becomes
    %a = vector.extract %acc[0] : i32 from vector<1xi32>
    %s = nvvm.dot.accumulate.4way %w <unsigned>, %x <signed>, %a : vector<4xi8>, vector<4xi8>
    %r = vector.broadcast %s : i32 to vector<1xi32>
    ```
  }];
  let dependentDialects = [
    "::mlir::NVVM::NVVMDialect", "::mlir::vector::VectorDialect"];
}

def ConvertVectorByLayout : Pass<"convert-vector-by-layout"> {
  let summary = "Lower vectors to the LLVM dialect by the module's data layout";
  let description = [{
    As upstream's `convert-vector-to-llvm`, which takes every index to have 64
    bits; here it has as many as the data layout of the module says.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::memref::MemRefDialect", "::mlir::vector::VectorDialect"];
}

def ConvertLowResToArith : Pass<"convert-lowres-to-arith"> {
  let summary = "Lower lowres operations on vectors for any target";
  let description = [{
    `lowres.dot` becomes shifts, multiplications and additions of 32-bit lanes;
    `lowres.lookup` becomes a chain of selects, one for each table entry;
    `lowres.concat_bits` becomes a shift and a mask for each source.

    Example:

    ```mlir
    %r = lowres.dot %acc, %w, %x max_weight 255 : vector<4xi32>, vector<16xi8>
    // becomes four rounds of
    %wi = arith.andi %shifted_w, %c255 : vector<4xi32>
    %xi = arith.shrsi %shifted_x, %c24 : vector<4xi32>
    %p = arith.muli %wi, %xi : vector<4xi32>
    %sum = arith.addi %acc, %p : vector<4xi32>
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::vector::VectorDialect"];
}

def ConvertTosaToLowRes : LowRes_Recognition<"convert-tosa-to-lowres"> {
  let summary = "Recognise layers with N-level weights in TOSA";
  let description = [{
    `tosa.conv2d`, `tosa.depthwise_conv2d` and `tosa.matmul` (of one matrix) in
    f32 become `lowres.conv_2d` and `lowres.dense` where their weights are as
    for `convert-linalg-to-lowres`. A following `tosa.add` of a bias, and a
    `tosa.clamp` to [0, 6] or to what is not negative, become part of the layer.
    Those that stay float are reported by a remark that says why.

    A `tosa.reshape` that keeps a dynamic batch becomes `tensor.collapse_shape`
    and `tensor.expand_shape`, whose sizes later stages can follow. Everything
    else is left to upstream's lowering of TOSA; attention is recognised in what
    that makes, by `convert-linalg-to-lowres`.

    Example:

    ```mlir
    func.func @f(%x: tensor<?x8x8x1xf32>) -> tensor<?x6x6x2xf32> {
      %w = "tosa.const"() <{values = dense<0.5> : tensor<2x3x3x1xf32>}>
        : () -> tensor<2x3x3x1xf32>
      %b = "tosa.const"() <{values = dense<[1.0, 2.0]> : tensor<2xf32>}>
        : () -> tensor<2xf32>
      %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}>
        : () -> tensor<1xf32>
      %c = tosa.conv2d %x, %w, %b, %z, %z {
        acc_type = f32, dilation = array<i64: 1, 1>,
        pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>}
        : (tensor<?x8x8x1xf32>, tensor<2x3x3x1xf32>, tensor<2xf32>,
           tensor<1xf32>, tensor<1xf32>) -> tensor<?x6x6x2xf32>
      %y = tosa.clamp %c {min_val = 0.0 : f32, max_val = 6.0 : f32}
        : (tensor<?x6x6x2xf32>) -> tensor<?x6x6x2xf32>
      return %y : tensor<?x6x6x2xf32>
    }
    ```

    becomes

    ```mlir
    func.func @f(%x: tensor<?x8x8x1xf32>) -> tensor<?x6x6x2xf32> {
      %w = lowres.constant dense<[-1, -1, 3]> : tensor<3xi8>
        -> tensor<2x3x3x1x!lowres.level<2>, #lowres.radix<digits = 1, bits = 1>>
      %s = arith.constant dense<0.5> : tensor<f32>
      %b = "tosa.const"() <{values = dense<[1.0, 2.0]> : tensor<2xf32>}>
        : () -> tensor<2xf32>
      %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
        bias(%b : tensor<2xf32>) activation(relu6)
        : tensor<?x8x8x1xf32>,
          tensor<2x3x3x1x!lowres.level<2>, #lowres.radix<digits = 1, bits = 1>>
        -> tensor<?x6x6x2xf32>
      return %y : tensor<?x6x6x2xf32>
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::lowres::LowResDialect",
    "::mlir::tensor::TensorDialect", "::mlir::tosa::TosaDialect"];
}

def LowResQuantizeWeights : Pass<"lowres-quantize-weights", "ModuleOp"> {
  let summary = "Round the weights of float layers to N levels";
  let description = [{
    Post-training quantisation: the layers that `convert-linalg-to-lowres` and
    `convert-tosa-to-lowres` find, with whatever constant weights, become lowres
    layers with `levels` levels, by the least squared error. Weights that take no
    more values than that, or that the model has dequantised, are kept exactly.
    A remark says for each layer how its weights compare with the old ones, as
    signal-to-noise ratio.

    Example: with `levels=3 granularity=channel`,

    ```mlir
    func.func @f(%x: tensor<4x3xf32>) -> tensor<4x2xf32> {
      %w = arith.constant dense<[[0.9, -0.1], [0.1, -0.1], [-1.1, 0.2]]>
        : tensor<3x2xf32>
      %init = arith.constant dense<0.0> : tensor<4x2xf32>
      %y = linalg.matmul ins(%x, %w : tensor<4x3xf32>, tensor<3x2xf32>)
        outs(%init : tensor<4x2xf32>) -> tensor<4x2xf32>
      return %y : tensor<4x2xf32>
    }
    ```

    becomes

    ```mlir
    func.func @f(%x: tensor<4x3xf32>) -> tensor<4x2xf32> {
      %w = lowres.constant dense<[5, 2]> : tensor<2xi8>
        -> tensor<2x3x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
      %s = arith.constant dense<[1.0, 0.13333334]> : tensor<2xf32>
      %y = lowres.dense %x, %w scale(%s : tensor<2xf32>)
        : tensor<4x3xf32>,
          tensor<2x3x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
        -> tensor<4x2xf32>
      return %y : tensor<4x2xf32>
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::lowres::LowResDialect", "::mlir::tensor::TensorDialect",
    "::mlir::tosa::TosaDialect"];
  let options = [
    Option<"levels", "levels", "unsigned", /*default=*/"5",
           "Levels of every layer (2 to 256)">,
    Option<"granularity", "granularity", "::mlir::lowres::Granularity",
           /*default=*/"::mlir::lowres::Granularity::Tensor",
           "What has a scale of its own",
           [{::llvm::cl::values(
               clEnumValN(::mlir::lowres::Granularity::Tensor, "tensor",
                          "the tensor"),
               clEnumValN(::mlir::lowres::Granularity::Channel, "channel",
                          "each output"),
               clEnumValN(::mlir::lowres::Granularity::Group, "group",
                          "each group of inputs of an output (of "
                          "convolutions: each output)"))}]>,
    Option<"groupSize", "group-size", "unsigned", /*default=*/"64",
           "The most inputs in a group">,
    Option<"codebook", "codebook", "::mlir::lowres::Codebook",
           /*default=*/"::mlir::lowres::Codebook::Uniform",
           "Where levels lie",
           [{::llvm::cl::values(
               clEnumValN(::mlir::lowres::Codebook::Uniform, "uniform",
                          "on a uniform grid, which integers can sum"),
               clEnumValN(::mlir::lowres::Codebook::KMeans, "kmeans",
                          "where they fit best, one codebook a layer"))}]>,
    ListOption<"layers", "layers", "std::string",
               "LAYER:N or LAYER:f32 for single layers, where LAYER is an "
               "index or the name of a location">,
    Option<"keepFirst", "keep-first", "bool", /*default=*/"false",
           "Leave the first layer float">,
    Option<"keepLast", "keep-last", "bool", /*default=*/"false",
           "Leave the last layer float">];
  let statistics = [Statistic<"numQuantized", "num-quantized",
                              "Layers whose weights have N levels">];
}

#endif // LOWRES_CONVERSION_PASSES_TD
