//===- Passes.td - Passes on the lowres dialect -------------*- tablegen -*-===//

#ifndef LOWRES_DIALECT_LOWRES_TRANSFORMS_PASSES_TD
#define LOWRES_DIALECT_LOWRES_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"
include "lowres/Dialect/LowRes/Transforms/LoopPasses.td"

def LowResAttachTarget : Pass<"lowres-attach-target", "ModuleOp"> {
  let summary = "Attach the machine to compile for";
  let description = [{
    Sets the module's `llvm.target` attribute (upstream's `#llvm.target`), from
    which later passes read the CPU's features. An attribute that is there
    already wins.

    Example: with `target=x86-64-v3`,

    ```mlir
    module {}
    // becomes
    module attributes {llvm.target = #llvm.target<
      triple = "x86_64-unknown-linux-gnu", chip = "x86-64-v3">} {}
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
  let options = [
    Option<"target", "target", "std::string", /*default=*/"\"native\"",
           "`native`, a CPU (`x86-64-v3`, `neoverse-n1`, `cortex-m4`, ...), an "
           "architecture or a triple, `:cpu` and `+feature` appended">];
}

def LowResQuantizeActivations
    : Pass<"lowres-quantize-activations", "ModuleOp"> {
  let summary = "Run layers on int8 activations";
  let description = [{
    Puts a `lowres.quantize_activations` before every layer with f32 input.
    Layers with a free codebook keep their f32 input: their levels have
    no exact integers. So do layers with so many inputs that integer sums could
    overflow. A `kernel` that sums floats is taken away.

    Example:

    ```mlir
    %y = lowres.dense %x, %w scale(%s : tensor<f32>)
      : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
    // becomes
    %q, %qs = lowres.quantize_activations %x
      : tensor<?x4xf32> -> tensor<?x4xi8>, tensor<?xf32>
    %y = lowres.dense %q, %w scale(%s : tensor<f32>)
      input_scale(%qs : tensor<?xf32>)
      : tensor<?x4xi8>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
    ```
  }];
  let dependentDialects = ["::mlir::lowres::LowResDialect"];
  let statistics = [Statistic<"numQuantized", "num-quantized",
                              "Layers whose input was quantised">];
}

def LowResBlockBatch : Pass<"lowres-block-batch", "::mlir::func::FuncOp"> {
  let summary = "Run a network for a block of the batch at a time";
  let description = [{
    Layer by layer, the values between the layers of a whole batch leave the
    caches before they are used. Here one loop over blocks of the batch runs the
    whole network, so that those of a block stay there. Numbers do not change:
    operations are tiled along the batch (`TilingInterface`), and each image is
    computed as before.

    The block size is the largest that divides the batch and whose values fit
    `cache-bytes`: those that the operation with most of them reads and writes.
    Of a dynamic batch, whose only known divisor is one, a block is one image.

    A function stays as it is if
    * it has several results, or a dynamic batch that no argument has;
    * an operation between arguments and result cannot be tiled, or the size of
      a value between them is asked for;
    * the batch fits, or sixteen blocks do: such small ones save little;
    * constants, which every block reads again, are more than twice all results
      of its operations, which are written and read again: that is so for dense
      layers, for which a batch shares the weights.

    Example:

    ```mlir
    func.func @f(%x: tensor<?x8x8x4xf32>) -> tensor<?x8x8x4xf32> {
      %h = lowres.conv_2d %x, ... : tensor<?x8x8x4xf32> ...
      %y = lowres.conv_2d %h, ... : tensor<?x8x8x4xf32> ...
      return %y : tensor<?x8x8x4xf32>
    // becomes
      %r = scf.for %i = %c0 to %batch step %c1 iter_args(%t = %empty) -> (tensor<?x8x8x4xf32>) {
        %xi = tensor.extract_slice %x[%i, 0, 0, 0] [1, 8, 8, 4] [1, 1, 1, 1] ...
        %h = lowres.conv_2d %xi, ... : tensor<1x8x8x4xf32> ...
        %y = lowres.conv_2d %h, ... : tensor<1x8x8x4xf32> ...
        %s = tensor.insert_slice %y into %t[%i, 0, 0, 0] [1, 8, 8, 4] [1, 1, 1, 1] ...
        scf.yield %s : tensor<?x8x8x4xf32>
      }
      return %r : tensor<?x8x8x4xf32>
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
  let options = [
    Option<"cacheBytes", "cache-bytes", "int64_t", /*default=*/"524288",
           "Bytes of the cache for the values of a block: half of a second-level "
           "cache of 1 MiB">];
  let statistics = [Statistic<"numBlocked", "num-blocked",
                              "Functions that run block by block">];
}

def LowResDecomposeAggregates : Pass<"lowres-decompose-aggregates"> {
  let summary = "Structured operations that are made of others as these";
  let description = [{
    Replaces every operation that upstream knows as an aggregate of others
    (`AggregatedOpInterface`) by those, which later passes tile and fuse.

    Example:

    ```mlir
    %y = linalg.softmax dimension(1) ins(%x : tensor<?x8xf32>)
      outs(%empty : tensor<?x8xf32>) -> tensor<?x8xf32>
    // becomes a maximum, exponentials of differences, a sum and a quotient
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::tensor::TensorDialect"];
}

def LowResAllowApproximations : Pass<"lowres-allow-approximations"> {
  let summary = "Let functions be approximated and sums be reordered";
  let description = [{
    Sets `fastmath<afn>` on every operation of the `math` dialect that has
    fast-math flags. `lowres-approximate-math` then takes scalars as well.

    Sets `fastmath<reassoc>` on the additions by which `linalg.generic` and
    `linalg.reduce` sum floats: with the order of the loops, sums along a row, as
    layer norm and softmax take them, cannot be vectorised. Which order it is
    then, `lowres-lower-reductions` says.

    Example:

    ```mlir
    %e = math.exp %x : f32
    // becomes
    %e = math.exp %x fastmath<afn> : f32
    ```
  }];
}

def LowResDecomposeAttention : Pass<"lowres-decompose-attention", "ModuleOp"> {
  let summary = "Attention layers as dense layers and their core";
  let description = [{
    A `lowres.attention` becomes the projections of all tokens, a
    `lowres.scaled_dot_product_attention` and the output projection. Projections
    to queries, keys and values with constants of one level type, and no scales
    for groups, are one `lowres.dense`: its packed weights are read in one go,
    and its input is quantised once.

    Example:

    ```mlir
    %y = lowres.attention %x heads 4
      query(%wq, %sq : ...) key(%wk, %sk : ...) value(%wv, %sv : ...)
      output(%wo, %so : ...) : tensor<?x64x32xf32> -> tensor<?x64x32xf32>
    // becomes
    %p = lowres.dense %tokens, %wqkv scale(%sqkv : tensor<96xf32>)
      : tensor<?x32xf32>, tensor<96x32x!lowres.level<5>> -> tensor<?x96xf32>
    %h = lowres.scaled_dot_product_attention %q, %k, %v heads 4 : ...
    %o = lowres.dense %h_tokens, %wo scale(%so : tensor<f32>) : ...
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::lowres::LowResDialect",
    "::mlir::tensor::TensorDialect"];
}

def LowResSelectKernels : Pass<"lowres-select-kernels", "ModuleOp"> {
  let summary = "Choose strategy, packing and blocking of each layer";
  let description = [{
    Annotates every layer without a `kernel`, and every
    `lowres.scaled_dot_product_attention` without a `blocking`, for the machine
    of the module's `llvm.target`. Nothing else is changed:
    `lowres-pack-weights` and the conversions apply the choice.

    On x86-64 with vectors (with AVX2 where sums are of floats) the packing is
    the smallest one whose predicted time is within 7 % of the shortest,
    from the operations that decode it and the bytes that are read, on the core
    that the module's `dlti.target_system_spec` describes; elsewhere it is the
    smallest. Layers of int8 on AVX-512VNNI have a `panel` beside that, unless
    groups of inputs or of channels have scales or weights of their own.

    With `gpu`, kernels are for the threads of a GPU, of no model in particular:
    the packing is the smallest one whose predicted time is within 7 % of the
    shortest on one that computes 64 32-bit operations in the time of 12 bytes
    from its memory.

    Example: on AVX-512VNNI,

    ```mlir
    %y = lowres.dense %q, %w scale(%s : tensor<f32>) input_scale(%qs : ...) ...
    // becomes
    %y = lowres.dense %q, %w scale(%s : tensor<f32>) input_scale(%qs : ...)
      kernel<strategy = decode_dot, places = 2,
             packing = <lanes = 16, digits = 1, bits = 3>, rows = 8, tiles = 2,
             panel = <rows = 16, inputs = 64, tiles = 2, depth = 512>>
    ```
  }];
  let dependentDialects = ["::mlir::lowres::LowResDialect"];
  let options = [
    Option<"reference", "reference", "bool", /*default=*/"false",
           "Choose the plain loops everywhere">,
    Option<"gpu", "gpu", "bool", /*default=*/"false",
           "Choose kernels for the threads of a GPU">];
}

def LowResPackWeights : Pass<"lowres-pack-weights", "ModuleOp"> {
  let summary = "Store weights in the layout of their kernel";
  let description = [{
    Re-encodes the constant weights of every layer whose kernel has a packing,
    and decodes the result again to check it.

    Example:

    ```mlir
    %w = lowres.constant dense_resource<w> : tensor<458752xi8>
      -> tensor<512x3072x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>
    // becomes
    %w = lowres.constant dense_resource<weights> : tensor<458752xi8>
      -> tensor<512x3072x!lowres.level<5>,
                #lowres.interleaved<lanes = 16, digits = 3, bits = 7>>
    ```
  }];
  let dependentDialects = ["::mlir::lowres::LowResDialect"];
  let statistics = [Statistic<"numPacked", "num-packed", "Constants packed">];
}

def LowResCInterface : Pass<"lowres-c-interface", "ModuleOp"> {
  let summary = "Give entry functions plain pointer arguments";
  let description = [{
    A public function on f32 tensors whose leading dimension is the batch gets
    the signature of a C function: pointers to the inputs and outputs, the
    batch, and a pointer to scratch memory; it returns 0, or 1 if the batch is
    below 1 (or not the static one). Results are written in place.

    Runs on loops and structured operations, whose shapes can be reasoned about:
    a result that cannot be shown to have as many rows as the inputs is an
    error, for it would be written beyond the caller's memory.

    Example:

    ```mlir
    func.func @f(%x: tensor<?x4xf32>) -> tensor<?x2xf32>
    // becomes
    func.func @f(%input0: memref<4xf32>, %output0: memref<2xf32>,
                 %batch: i64, %workspace: memref<1xi8>) -> i32
      attributes {llvm.bareptr}
    ```

    (A bare pointer argument needs a static type; the body reinterprets it as
    `memref<?x4xf32>`.)
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::bufferization::BufferizationDialect",
    "::mlir::func::FuncDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
}

def LowResAttachIndexWidth : Pass<"lowres-attach-index-width", "ModuleOp"> {
  let summary = "Say that an index has as many bits as the target's addresses";
  let description = [{
    Where addresses of the module's `llvm.target` have fewer than 64 bits, 32
    bits become the size of `index` in the module's data layout (`dlti.dl_spec`):
    loops then count, and addresses are computed, in a single register. Other
    modules are left alone.

    Example:

    ```mlir
    module attributes {llvm.target = #llvm.target<
        triple = "thumbv7em-unknown-none-eabihf", chip = "cortex-m4">} {}
    ```

    becomes

    ```mlir
    module attributes {dlti.dl_spec = #dlti.dl_spec<index = 32 : i64>,
                       llvm.target = #llvm.target<
        triple = "thumbv7em-unknown-none-eabihf", chip = "cortex-m4">} {}
    ```
  }];
  let dependentDialects = ["::mlir::DLTIDialect"];
}

def LowResCheckStage : Pass<"lowres-check-stage", "ModuleOp"> {
  let summary = "Check what remains after a stage of the lowering";
  let description = [{
    Reports every operation of a dialect that the stages after `stage` do not
    lower, at the place where the model has it.

    * `loops`: layers have become loops and structured operations on tensors;
    * `buffers`: no tensor operation is left;
    * `llvm`: nothing but the LLVM dialect is left.

    Structured operations that use elements which an operand does not have, as
    far as sizes are static, are reported as well: a window that reaches beyond
    its image, say, because a stride is negative.

    Example: `tosa.sin` in a model is reported by `stage=loops` as

    ```
    model.mlir:4:8: error: 'tosa.sin' cannot be compiled: no lowering handles it
    ```
  }];
  let options = [
    Option<"stage", "stage", "::mlir::lowres::Stage",
           /*default=*/"::mlir::lowres::Stage::Loops", "The stage that has run",
           [{::llvm::cl::values(
               clEnumValN(::mlir::lowres::Stage::Loops, "loops", ""),
               clEnumValN(::mlir::lowres::Stage::Buffers, "buffers", ""),
               clEnumValN(::mlir::lowres::Stage::LLVM, "llvm", ""))}]>];
}

def LowResResolveBroadcasts
    : Pass<"lowres-resolve-broadcasts", "::mlir::func::FuncOp"> {
  let summary = "Take away broadcasts of operands that have one batch";
  let description = [{
    Upstream's lowering of TOSA decides at run time whether a dynamic dimension
    of an operand is 1 and has to be repeated. Where all operands have the batch
    of the function's inputs, none has. Also gives sizes that are computed by
    maxima and quotients as functions of the batch.

    The batch is the first dimension of a tensor, where that is dynamic. All
    arguments of a public function, which is an entry, have one (see
    `lowres-c-interface`); those of other functions may differ.

    Example:

    ```mlir
    %r = scf.if %batch_is_one -> (tensor<?x4xf32>) {
      %b = linalg.generic ... ins(%x : tensor<?x4xf32>) ...
      scf.yield %b : tensor<?x4xf32>
    } else {
      scf.yield %x : tensor<?x4xf32>
    }
    // %r becomes %x
    ```
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect",
                           "::mlir::tensor::TensorDialect"];
}

def LowResApproximateMath : Pass<"lowres-approximate-math"> {
  let summary = "Compute exp, erf and tanh by polynomials";
  let description = [{
    Upstream's polynomial approximations, which are right to a few units in the
    last place, in f32, for targets with fused multiply-adds and in the kernels
    of a `gpu.module` (where tanh of large numbers is 1 or -1 even if multiply-adds
    round twice). Functions of
    vectors are taken, each element of which would else be a call of the C
    library, and those of scalars that allow it (`fastmath<afn>`), so that LLVM
    vectorises the loops around them. Other scalars keep their calls: the plain
    loops stay the reference.

    Example:

    ```mlir
    %e = math.exp %x : vector<16xf32>
    // becomes multiplications, additions and math.fma
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect",
    "::mlir::vector::VectorDialect"];
}

def LowResFuseMultiplyAdds : Pass<"lowres-fuse-multiply-adds"> {
  let summary = "Multiply and add with one rounding where the target can";
  let description = [{
    On targets with fused multiply-adds (AArch64; x86-64 with FMA), additions of
    f32 and f64 with `fastmath<contract>` to a product that has the flag, too, and
    no other use become `math.fma`. LLVM fuses the same, but not always the same
    ones for two targets; a model is to round alike on all of these.

    Example:

    ```mlir
    %p = arith.mulf %a, %b fastmath<contract> : vector<8xf32>
    %s = arith.addf %c, %p fastmath<contract> : vector<8xf32>
    // becomes
    %s = math.fma %a, %b, %c : vector<8xf32>
    ```
  }];
  let dependentDialects = ["::mlir::math::MathDialect"];
}

#endif // LOWRES_DIALECT_LOWRES_TRANSFORMS_PASSES_TD
