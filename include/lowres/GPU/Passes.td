//===- Passes.td - Kernels for GPUs, and what launches them -*- tablegen -*-===//

#ifndef LOWRES_GPU_PASSES_TD
#define LOWRES_GPU_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertLoopsToGPULaunch
    : Pass<"convert-loops-to-gpu-launch", "::mlir::func::FuncOp"> {
  let summary = "Launch the parallel loops of an entry on a GPU";
  let description = [{
    Runs on an entry after bufferization, when its structured operations are
    loops. Each `scf.parallel` that is in no other loop becomes a `gpu.launch`
    with a thread for each iteration, `threads` in a block; a number of
    iterations that blocks do not fill is tested for. Neighbouring threads differ
    in the innermost index. `scf.parallel` inside of another one is a sequence of
    iterations, and so are all other loops, loads and stores: a kernel of one
    thread. Buffers that are allocated in a loop are a thread's own
    (`memref.alloca`); their size must be known.

    A loop that is mapped to blocks (`mapping` of `#gpu.block`) has a block for
    each iteration, which consists of nothing but loops that are mapped to
    threads (`#gpu.thread`), one after the other with barriers between them,
    buffers of known size, which all threads of a block share, and pure
    operations. The block has as many threads as the largest of these loops has
    iterations; where a loop has another number, threads take turns.

    Blocks are numbered through a grid of two dimensions, of which the first has
    at most 65535, as many as every device takes.

    Example:

    ```mlir
    scf.parallel (%i) = (%c0) to (%n) step (%c1) {
      memref.store %x, %y[%i] : memref<?xf32>
    }
    // becomes
    gpu.launch blocks(%bx, %by, %bz) in (%gx = %x, %gy = %y, ...)
               threads(%tx, %ty, %tz) in (%sx = %c64, ...) {
      %id = ... // (%by * %gx + %bx) * 64 + %tx
      %exists = arith.cmpi ult, %id, %n : index
      scf.if %exists {
        memref.store %x, %y[%id] : memref<?xf32>
      }
      gpu.terminator
    }
    ```
  }];
  let options = [Option<"threads", "threads", "int64_t", /*default=*/"64",
                        "Threads in a block, where a loop is not mapped to any">];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect"];
}

def LowResMergeKernels : Pass<"lowres-merge-kernels", "::mlir::ModuleOp"> {
  let summary = "Put all kernels into one gpu.module";
  let description = [{
    Upstream's `gpu-kernel-outlining` gives each kernel a module; a device loads
    one. The first `gpu.module` gets the kernels of all others, which are erased.
    Names of kernels are the entry's with a number.

    Example: `gpu.module @net_kernel { gpu.func @net_kernel ... }` and
    `gpu.module @net_kernel_0 { gpu.func @net_kernel ... }` become
    `gpu.module @net_kernel { gpu.func @net_kernel ...; gpu.func @net_kernel_0 ... }`.
  }];
  let dependentDialects = ["::mlir::gpu::GPUDialect"];
}

def LowResAlignKernelArguments
    : Pass<"lowres-align-kernel-arguments", "::mlir::ModuleOp"> {
  let summary = "Say which buffers of kernels are aligned";
  let description = [{
    Constants and buffers in the workspace (views that `lowres-plan-workspace`
    makes) begin at multiples of 64 bytes. Arguments of kernels that are always
    such a buffer get `llvm.align`, so that LLVM loads several words at once.

    Example:

    ```mlir
    gpu.func @kernel(%x: memref<64xi32>) kernel { ... }
    // launched with memref.get_global, becomes
    gpu.func @kernel(%x: memref<64xi32> {llvm.align = 16 : i64}) kernel { ... }
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def ConvertGPULaunchToRuntime
    : Pass<"convert-gpu-launch-to-runtime", "::mlir::ModuleOp"> {
  let summary = "Entries that launch kernels become calls of the launcher";
  let description = [{
    An entry with its C signature (`lowres-c-interface`) and its workspace, all
    of whose work is in `gpu.launch_func`, becomes a function that the launcher
    calls (`enqueue` of `lowres_gpu_model`, runtime/gpu/lowres_gpu.h):

    ```mlir
    llvm.func @net_enqueue(%queue: !llvm.ptr, %tensors: !llvm.ptr, %batch: i64,
                           %workspace: i64, %constants: i64) -> i32
    ```

    Buffers become addresses, which are numbers: those of inputs and outputs are
    read from `tensors`; constants (`memref.global`) lie behind one another, each
    aligned to 64 bytes, from `constants` on. A launch becomes a call of
    `lowres_gpu_launch` with the kernel's place in its module and the numbers of
    blocks and of threads in each. Numbers that a kernel is called with have at
    most 32 bits.

    The contents of the constants become an LLVM global `@net_constants` in the
    section for weights.

    The entry's attributes `lowres.row_sizes` and `lowres.kernels` say how many
    elements a row of each tensor has and which kernels there are. The
    `gpu.module`s are erased: what their kernels became is elsewhere in the
    module by then.

    Fails where the host would have to touch device memory, or for a buffer whose
    address is not a sum of such.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect"];
}

def LowResPrepareSPIRV : Pass<"lowres-prepare-spirv", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Say what SPIR-V kernels may use";
  let description = [{
    For Vulkan 1.1: SPIR-V 1.3 with bytes in storage buffers and in arithmetic.
    Kernels get their entry points' interface with their `known_block_size`, and
    memory of a thread and of a workgroup its storage class.

    Example:

    ```mlir
    gpu.func @kernel(...) kernel attributes {known_block_size = array<i32: 64, 1, 1>} { ... }
    // becomes
    gpu.func @kernel(...) kernel attributes {
      known_block_size = array<i32: 64, 1, 1>,
      spirv.entry_point_abi = #spirv.entry_point_abi<workgroup_size = [64, 1, 1]>
    } { ... }
    ```
  }];
  let dependentDialects = [
    "::mlir::memref::MemRefDialect", "::mlir::spirv::SPIRVDialect"];
}

def LowResExpandKernelMath
    : Pass<"lowres-expand-kernel-math", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Compute functions that PTX has no instructions for";
  let description = [{
    NVIDIA's library of functions comes with CUDA, and is not used. Upstream's
    expansions and polynomial approximations take its place, in f32: also for
    smaller floats, and `math.powf` as an exponential of a logarithm. Fails for
    what has none, such as `math.exp` of f64. Square roots, roundings, fused
    multiply-adds and what works on bits stay.

    Example:

    ```mlir
    %s = math.sinh %x : f32
    // becomes multiplications, additions and math.fma
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
}

def LowResPrepareNVVM : Pass<"lowres-prepare-nvvm", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Make kernels such that upstream converts them to NVVM";
  let description = [{
    Upstream passes a buffer as a bare pointer where the sizes are known: the
    first one, if it is not, is 1 in the argument's type. Memory of a block is
    aligned to 16 bytes. Floats keep no `fastmath` flags: LLVM would fuse and
    approximate by them. The size of the grid is no constant: a launcher is told
    how many blocks there are, and gives the grid any form.

    Example:

    ```mlir
    gpu.func @kernel(%x: memref<?x4xf32>) kernel { ... }
    // becomes
    gpu.func @kernel(%argument: memref<1x4xf32>) kernel {
      %x = memref.reinterpret_cast %argument to offset: [0], sizes: [%c1, 4],
        strides: [4, 1] : memref<1x4xf32> to memref<?x4xf32>
      ...
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
}

def ConvertKernelsToNVVM
    : Pass<"convert-kernels-to-nvvm", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Convert kernels to the LLVM and NVVM dialects";
  let description = [{
    As upstream's `convert-gpu-to-nvvm` with bare pointers, but square roots,
    roundings and remainders that are in the LLVM dialect already stay there:
    upstream wants them to be calls of NVIDIA's library. `arith` and `math` are
    to be converted before.

    Example: `gpu.func @k(%x: memref<4xf32>) kernel { ... }` becomes
    `llvm.func @k(%x: !llvm.ptr) attributes {nvvm.kernel} { ... }`.
  }];
  let options = [Option<"indexBitwidth", "index-bitwidth", "unsigned",
                        /*default=*/"32", "Bits of an index">];
  let dependentDialects = [
    "::mlir::cf::ControlFlowDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::memref::MemRefDialect", "::mlir::NVVM::NVVMDialect",
    "::mlir::vector::VectorDialect"];
}

def LowResCompileKernels : Pass<"lowres-compile-kernels", "::mlir::ModuleOp"> {
  let summary = "Compile kernels to PTX";
  let description = [{
    A `gpu.module` whose kernels are in the LLVM and NVVM dialects becomes a
    `gpu.binary` with PTX for `chip` (`sm_80`). LLVM does not fuse
    multiplications and additions, and divisions and square roots round
    correctly. Fails if a kernel calls a function, and for a chip that LLVM does
    not know.

    Example:

    ```mlir
    gpu.module @kernels { llvm.func @k() attributes {nvvm.kernel} { ... } }
    // becomes
    gpu.binary @kernels [#gpu.object<#nvvm.target<chip = "sm_80">, assembly = "...">]
    ```
  }];
  let options = [Option<"chip", "chip", "std::string", /*default=*/"\"sm_80\"",
                        "LLVM's name of the GPU">];
  let dependentDialects = ["::mlir::gpu::GPUDialect", "::mlir::NVVM::NVVMDialect"];
}

def LowResKeepRoundings : Pass<"lowres-keep-roundings", "::mlir::spirv::ModuleOp"> {
  let summary = "Do not let drivers fuse multiplications and additions";
  let description = [{
    Decorates float additions, subtractions and multiplications with
    `NoContraction`: each rounds, as the meaning of layers says.

    Example: `spirv.FMul %a, %b : f32` becomes
    `spirv.FMul %a, %b {no_contraction} : f32`.
  }];
}

def LowResEmbedKernels : Pass<"lowres-embed-kernels", "::mlir::ModuleOp"> {
  let summary = "Make a module of kernels and what enqueues them an object's";
  let description = [{
    Runs when the host's half is in the LLVM dialect.
    The module's `spirv.module` becomes a global of its words, or its
    `gpu.binary` one of the text in it with a zero at the end, and the function
    `@NAME_enqueue` (see `convert-gpu-launch-to-runtime`) gets the functions of
    C's interface around it: `@NAME` and `@NAME_parallel`, which call the
    launcher's `lowres_gpu_run` with a description of the model
    (`lowres_gpu_model`), `@NAME_vulkan`, whose tensors are addresses of device
    memory, or `@NAME_cuda`, whose tensors are pointers to such, `@NAME_workspace_size`, which is zero: the launcher has the
    workspace, and `@NAME_forget`, which frees what it keeps. `num-inputs` of the tensors are inputs.
  }];
  let options = [Option<"numInputs", "num-inputs", "int64_t", /*default=*/"1",
                        "How many of the tensors are inputs">];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

#endif // LOWRES_GPU_PASSES_TD
