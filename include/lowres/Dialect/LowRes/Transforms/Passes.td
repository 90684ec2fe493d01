//===- Passes.td - Passes on the lowres dialect -------------*- tablegen -*-===//

#ifndef LOWRES_DIALECT_LOWRES_TRANSFORMS_PASSES_TD
#define LOWRES_DIALECT_LOWRES_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

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
           "`native`, an x86 CPU (`x86-64-v3`, `icelake-server`, ...), an "
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
    * constants, which every block reads again, are more than all results of
      its operations: that is so for dense layers, for which a batch shares the
      weights.

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
    `linalg.reduce` sum floats: with one order only, sums along a row, as
    layer norm and softmax take them, cannot be vectorised.

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
           "Choose the plain loops everywhere">];
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

def LowResPlanWorkspace : Pass<"lowres-plan-workspace", "ModuleOp"> {
  let summary = "Place all buffers in the caller's scratch memory";
  let description = [{
    Runs after bufferization on functions made by `lowres-c-interface`. Every
    `memref.alloc` becomes a view of the workspace at a 64-byte aligned offset;
    a function `NAME_workspace_size(batch)` returns the bytes needed, an integer
    of the target's address width (64 bits if the module has no `llvm.target`):
    all ones where they do not fit an address, or the batch is negative. Buffers
    whose lifetimes do not overlap share memory.

    A buffer may lie in a branch or an `scf.for`, of which each round uses the same
    memory.

    Fails if a buffer's size is not an affine function of the batch or does not
    fit 64 bits, if it outlives its block, lies in any other operation or in a
    function of several blocks, or if its elements are not whole bytes.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::memref::MemRefDialect"];
}

def LowResHandOutLoops : Pass<"lowres-hand-out-loops", "ModuleOp"> {
  let summary = "Let the caller's threads run loops";
  let description = [{
    Runs on functions made by `lowres-c-interface`, after `lowres-plan-workspace`. An
    entry `NAME` becomes `NAME_parallel`, which has two more parameters: a
    function of the caller's that shares out iterations, and a pointer for it,

    ```c
    void parallel_for(void *context,
                      void (*body)(void *data, int64_t begin, int64_t end),
                      void *data, int64_t iterations);
    ```

    A new function `NAME` calls it with null pointers. Where there is such a
    function and at least `min-work` to do, it gets a `lowres.parallel_call`; its
    arguments lie on the stack, from where a function that has C's types takes
    them. All other calls are ordinary ones for all iterations, as all are in
    functions that are no entries. Whoever calls `NAME` in the module calls the new
    function.

    Fails if there is a symbol `NAME_parallel`.

    Example:

    ```mlir
    func.func @f(%x: memref<8xf32>, %batch: i64, %workspace: memref<1xi8>) -> i32
        attributes {llvm.bareptr} {
      lowres.parallel_call @f_loops(%pointer) iterations(%n) work(%work) : memref<f32>
      ...
    // becomes
    func.func @f(%x: memref<8xf32>, %batch: i64, %workspace: memref<1xi8>) -> i32
        attributes {llvm.bareptr} {
      %null = llvm.mlir.zero : !llvm.ptr
      %status = call @f_parallel(%x, %batch, %workspace, %null, %null) ...
      return %status : i32
    }
    func.func @f_parallel(%x: memref<8xf32>, %batch: i64, %workspace: memref<1xi8>,
                          %hook: !llvm.ptr, %context: !llvm.ptr) -> i32
        attributes {llvm.bareptr} {
      %data = llvm.alloca %c1 x !llvm.struct<(...)> : (i64) -> !llvm.ptr
      scf.if %is_worth_it {
        llvm.store %arguments, %data : !llvm.struct<(...)>, !llvm.ptr
        llvm.call %hook(%context, %f_loops_range, %data, %n_i64) : ...
      } else {
        func.call @f_loops(%c0, %n, %pointer) : (index, index, memref<f32>) -> ()
      }
      ...
    func.func private @f_loops_range(%data: !llvm.ptr, %begin: i64, %end: i64)
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::LLVM::LLVMDialect", "::mlir::scf::SCFDialect"];
  let options = [
    Option<"minWork", "min-work", "int64_t", /*default=*/"32768",
           "Operations that are worth the time it takes to tell another thread">];
}

def LowResInterchangeProducts : Pass<"lowres-interchange-products"> {
  let summary = "Order the loops of float products for vectorisation";
  let description = [{
    Layers with float weights are sums of products: `linalg.matmul` of rows
    [M, K] and weights [K, N], `linalg.conv_2d_nhwc_hwcf` and their kin. With a
    sum innermost, floats cannot be vectorised without changing its order, and
    weights are read down a column. The loop over neighbouring elements of the
    result goes innermost where an operand has such neighbours, too.

    Example:

    ```mlir
    linalg.matmul ins(%x, %w : ...) outs(%y : ...)
    // becomes a linalg.generic with the loops m, k, n
    ```
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect"];
}

def LowResLowerReductions : Pass<"lowres-lower-reductions"> {
  let summary = "Lower reductions to loops that keep their result in a register";
  let description = [{
    Runs after bufferization. A structured operation whose innermost loops are
    reductions, with one result for all their rounds, becomes loops that hand the result on and store it at the end.
    Upstream's lowering loads and stores it in every round, and buffers that lie
    in one workspace cannot be told apart later, so that such loops stay scalar.

    Example:

    ```mlir
    linalg.reduce ins(%x : memref<?x64xi32>) outs(%y : memref<?xi32>)
      dimensions = [1] ...
    // becomes
    scf.for %i = ... {
      %init = memref.load %y[%i] : memref<?xi32>
      %sum = scf.for %j = ... iter_args(%s = %init) -> (i32) { ... }
      memref.store %sum, %y[%i] : memref<?xi32>
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
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

def LowResResolveDims : Pass<"lowres-resolve-dims"> {
  let summary = "Express the sizes of buffers by the batch";
  let description = [{
    Upstream's patterns for the dimensions of results, and two that they lack:
    the dimension of a `memref.reinterpret_cast` is the size it is given, that
    of a `memref.collapse_shape` the product of those it is made of.

    Example:

    ```mlir
    %m = memref.reinterpret_cast %p to offset: [0], sizes: [%batch, 4],
      strides: [4, 1] : memref<4xf32> to memref<?x4xf32>
    %d = memref.dim %m, %c0 : memref<?x4xf32>
    // %d becomes %batch
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::memref::MemRefDialect"];
}

def LowResPrefetchWeights : Pass<"lowres-prefetch-weights"> {
  let summary = "Ask for packed weights before they are read";
  let description = [{
    Runs after bufferization. Where a loop reads its way through the bytes of a
    large constant, each read gets a `memref.prefetch` of the bytes `distance`
    further on. Weights are read once in a pass over a layer, so without it the
    loop waits for the outer caches.

    Example:

    ```mlir
    scf.for %c = ... {
      %w = vector.transfer_read %weights[%i], %zero : memref<458752xi8>, vector<64xi8>
    // becomes
    scf.for %c = ... {
      memref.prefetch %weights[%i_plus_2048], read, locality<3>, data : memref<458752xi8>
      %w = vector.transfer_read %weights[%i], %zero : memref<458752xi8>, vector<64xi8>
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
  let options = [
    Option<"distance", "distance", "int64_t", /*default=*/"2048",
           "Bytes between what is read and what is asked for">,
    Option<"minBytes", "min-bytes", "int64_t", /*default=*/"262144",
           "Smaller constants are left alone: they stay in the nearest caches">];
  let statistics = [Statistic<"numPrefetches", "num-prefetches",
                              "Reads that got a prefetch">];
}

def LowResCollapseLoops : Pass<"lowres-collapse-loops"> {
  let summary = "Make one loop of those that walk through a row-major buffer";
  let description = [{
    Runs after bufferization. Neighbouring loops of a `linalg.generic`, `linalg.fill`
    or `linalg.copy` become one, where they go through every buffer in the order in
    which its elements lie (`linalg::collapseOpIterationDims`). LLVM then finds
    one long innermost loop; of short ones it vectorises an outer one, with gathers
    and scatters.

    Example:

    ```mlir
    linalg.fill ins(%f : f32) outs(%x : memref<?x16x32xf32>)
    // becomes
    %row = memref.collapse_shape %x [[0, 1, 2]] : memref<?x16x32xf32> into memref<?xf32>
    linalg.generic {indexing_maps = [affine_map<(d0) -> ()>, affine_map<(d0) -> (d0)>],
                    iterator_types = ["parallel"]}
      ins(%f : f32) outs(%row : memref<?xf32>) ...
    ```
  }];
  let dependentDialects = [
    "::mlir::linalg::LinalgDialect", "::mlir::memref::MemRefDialect"];
}

def LowResSplitLoops : Pass<"lowres-split-loops"> {
  let summary = "Make parallel loops of structured operations";
  let description = [{
    Runs after bufferization, for layers that have no parallel loops of their own:
    those with float weights, and plain loops. A structured operation that sums up
    at least `min-operations` elements for one example becomes an `scf.forall` of up
    to 64 parts of it (`scf::tileUsingSCF`). The parts are of the outermost loop of a
    known size that has no sum around it, or else of the loop over the batch; a part
    of that is one example. No sum is split, so results are the same bits. Where all
    rounds run on one thread, they go through memory as the operation did.

    Operations that have a sum as their outermost loop stay: a dense layer with float
    weights on a single row, which goes through its weights row by row.

    Example:

    ```mlir
    linalg.conv_2d_nhwc_hwcf
      ins(%x, %w : memref<1x66x66x64xf32>, memref<3x3x64x64xf32>)
      outs(%y : memref<1x64x64x64xf32>)
    // becomes
    scf.forall (%line) in (64) {
      %from = memref.subview %x[0, %line, 0, 0] [1, 3, 66, 64] [1, 1, 1, 1] : ...
      %to = memref.subview %y[0, %line, 0, 0] [1, 1, 64, 64] [1, 1, 1, 1] : ...
      linalg.conv_2d_nhwc_hwcf ins(%from, %w : ...) outs(%to : ...)
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
  let options = [
    Option<"minOperations", "min-operations", "int64_t", /*default=*/"65536",
           "Elements that are worth a parallel loop, summed up for one example">];
}

def LowResOutlineLoops : Pass<"lowres-outline-loops", "ModuleOp"> {
  let summary = "Move outermost loop nests into functions, equal ones into one";
  let description = [{
    Runs after bufferization. Every outermost `scf.for` and structured operation
    moves into a private function, with a copy of the constants that it uses; of
    a loop that makes buffers or has parallel loops in it, which belong to the entry
    function, those in it. Other values from outside become parameters; buffers become a pointer and what
    their type leaves open. Layers of one shape differ in those alone and share a
    function, so that the time to compile a network and the size of its code grow
    with its different layers and not with its depth. (Upstream's
    `duplicate-function-elimination` would also take public functions for one.)

    Of an `scf.forall` over [0, n), the function takes a range of iterations, and a
    `lowres.parallel_call` replaces it. Buffers that it makes, whose sizes must be
    known, become a piece for each iteration of one buffer; a range uses that of
    its first iteration, so that the pieces in use are as many as the ranges. Buffers
    on different sides of an `scf.if` share their pieces. Other loops
    (of several dimensions, or on tensors) stay, and the loops in them move.

    A pointer into an allocation or constant that no other parameter reaches is
    `llvm.noalias`. LLVM cannot see that later, when all buffers lie in one
    workspace.

    Example:

    ```mlir
    func.func @model(%n: index, %f: f32) {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %x = memref.alloc() : memref<8xf32>
      scf.for %i = %c0 to %n step %c1 {
        memref.store %f, %x[%i] : memref<8xf32>
      }
      ...
    // becomes
    func.func private @model_loops(%n: index, %f: f32, %pointer: memref<f32> {llvm.noalias})
        attributes {llvm.bareptr} {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %x = memref.reinterpret_cast %pointer to offset: [0], sizes: [8], strides: [1]
        : memref<f32> to memref<8xf32>
      scf.for %i = %c0 to %n step %c1 {
        memref.store %f, %x[%i] : memref<8xf32>
      }
      return
    }
    func.func @model(%n: index, %f: f32) {
      %x = memref.alloc() : memref<8xf32>
      %pointer, %offset, %size, %stride = memref.extract_strided_metadata %x
        : memref<8xf32> -> memref<f32>, index, index, index
      call @model_loops(%n, %f, %pointer) : (index, f32, memref<f32>) -> ()
      ...
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::func::FuncDialect", "::mlir::lowres::LowResDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
}

def LowResApproximateMath : Pass<"lowres-approximate-math"> {
  let summary = "Compute exp, erf and tanh by polynomials";
  let description = [{
    Upstream's polynomial approximations, which are right to a few units in the
    last place, in f32 and for targets with fused multiply-adds. Functions of
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

def LowResExpandCopies : Pass<"lowres-expand-copies"> {
  let summary = "Turn memref.copy into linalg.copy";
  let description = [{
    Upstream lowers `memref.copy` to calls of memcpy or of a run-time library;
    objects here call neither, so copies become loops. A copy of a buffer to itself,
    which remains of slices that were computed in place, goes.

    Example:

    ```mlir
    memref.copy %a, %b : memref<4xf32> to memref<4xf32>
    // becomes
    linalg.copy ins(%a : memref<4xf32>) outs(%b : memref<4xf32>)
    ```
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect"];
}

#endif // LOWRES_DIALECT_LOWRES_TRANSFORMS_PASSES_TD
