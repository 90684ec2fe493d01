//===- LoopPasses.td - Passes on loops and buffers -----------*- tablegen -*-===//

#ifndef LOWRES_DIALECT_LOWRES_TRANSFORMS_LOOPPASSES_TD
#define LOWRES_DIALECT_LOWRES_TRANSFORMS_LOOPPASSES_TD

include "mlir/Pass/PassBase.td"

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

def LowResSeparateDestinations : Pass<"lowres-separate-destinations"> {
  let summary = "Give every operation that writes a tensor of its own";
  let description = [{
    Where several operations write to one tensor (after CSE, layers of one
    shape share a `tensor.empty`), all but one get their own: a clone of a
    `tensor.empty` or `linalg.fill`, else a copy. Bufferization copies for all
    but one, too, but it chooses anew which one after
    `eliminate-empty-tensors` has made the tensor a result's memory, and does
    not know that the result is written there. Operations in branches that
    exclude each other share.

    Example:

    ```mlir
    %e = tensor.empty() : tensor<4xf32>
    %a = linalg.exp ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
    %b = linalg.exp ins(%y : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
    // One of them gets another tensor.empty.
    ```
  }];
  let dependentDialects = [
    "::mlir::bufferization::BufferizationDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
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

def LowResPrefetchWeights : Pass<"lowres-prefetch-weights"> {
  let summary = "Ask for packed weights before they are read";
  let description = [{
    Runs after bufferization. Where a loop reads its way through the bytes of a
    large constant, each read of 32 bytes or more gets a `memref.prefetch` of the
    bytes `distance` further on. Weights are read once in a pass over a layer, so
    without it the loop waits for the outer caches.

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

def LowResParallelizeSums : Pass<"lowres-parallelize-sums"> {
  let summary = "Make parallel loops of structured operations";
  let description = [{
    Runs after bufferization, for layers without parallel loops of their own: those
    with float weights, plain loops, pooling. A structured operation outside of any
    `scf.forall` that sums up at least `min-operations` elements for one example
    becomes an `scf.forall` of up to 64 parts of it (`scf::tileUsingSCF`). The parts
    are of the outermost loop of a known size that has no sum around it, or else of
    the loop over the batch; a part of that is one example. No sum is split, so
    results are the same bits. Where all rounds run on one thread, they go through
    memory as the operation did.

    A loop stays whole if a result does not depend on it. Operations stay if they
    have a sum as their outermost loop (a dense layer with float weights on a single
    row, which goes through its weights row by row), or a loop that is counted down,
    divided or a remainder in an indexing map, of which upstream takes no parts.

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
    function, those in it. Other values from outside become parameters; buffers
    become a pointer and what their type leaves open. Layers of one shape differ in
    those alone and share a function, so that the time to compile a network and the
    size of its code grow with its different layers and not with its depth. (Upstream's
    `duplicate-function-elimination` would also take public functions for one.)

    Of an `scf.forall` over [0, n), the function takes a range of iterations, and a
    `lowres.parallel_call` replaces it. Buffers that it makes, whose sizes must be
    known, become a piece for each iteration of one buffer; a range uses that of
    its first iteration, so that the pieces in use are as many as the ranges. Buffers
    on different sides of a branch share their pieces. Other loops (of several
    dimensions, or on tensors) stay, and the loops in them move.

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

def LowResLowerReductions : Pass<"lowres-lower-reductions"> {
  let summary = "Lower reductions to loops that keep their result in a register";
  let description = [{
    Runs after bufferization. A structured operation whose innermost loops are
    reductions, with one result for all their rounds, becomes loops that hand the
    result on and store it at the end.
    Upstream's lowering loads and stores it in every round, and buffers that lie
    in one workspace cannot be told apart later, so that such loops stay scalar.

    Sums of floats that allow any order (`fastmath<reassoc>`) are vectors of 16
    sums on targets with vectors: of the elements 0, 16, 32, ... of a row, of
    1, 17, 33, ... and so on, added in halves. What is left of a row is added one
    by one to what the result was before, and the 16 sums last. That is done
    where all that changes along a row is read in steps of one element and is
    computed by arithmetic and by functions that may be approximated. The flag is
    taken away from all operations, so that LLVM cannot choose an order by the
    target's vectors: the same model rounds alike on all of these targets.

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
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::mlir::vector::VectorDialect"];
  let options = [
    Option<"parallel", "parallel", "bool", /*default=*/"false",
           "Make scf.parallel of the loops around the sums, for a GPU; no "
           "vectors then, but sums in the order of the loops">];
}

#endif // LOWRES_DIALECT_LOWRES_TRANSFORMS_LOOPPASSES_TD
