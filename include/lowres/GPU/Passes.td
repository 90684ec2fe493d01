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
    thread.

    Blocks are numbered through a grid of two dimensions, of which the first has
    at most 65535, as many as every device takes. Buffers that are allocated in a loop are a thread's own
    (`memref.alloca`); their size must be known.

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
                        "Threads in a block">];
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
    `lowres_gpu_launch` with the kernel's place in its module. Numbers that a
    kernel is called with have at most 32 bits.

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
    Kernels get their entry points' interface with `threads` in a workgroup, and
    memory of a thread its storage class.

    Example:

    ```mlir
    gpu.func @kernel(...) kernel { ... }
    // becomes
    gpu.func @kernel(...) kernel attributes {
      spirv.entry_point_abi = #spirv.entry_point_abi<workgroup_size = [64, 1, 1]>
    } { ... }
    ```
  }];
  let options = [Option<"threads", "threads", "int64_t", /*default=*/"64",
                        "Threads in a workgroup">];
  let dependentDialects = [
    "::mlir::memref::MemRefDialect", "::mlir::spirv::SPIRVDialect"];
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
    The module's `spirv.module` becomes a global of its words, and the function
    `@NAME_enqueue` (see `convert-gpu-launch-to-runtime`) gets the functions of
    C's interface around it: `@NAME` and `@NAME_parallel`, which call the
    launcher's `lowres_gpu_run` with a description of the model
    (`lowres_gpu_model`), `@NAME_vulkan`, whose tensors are addresses of device
    memory, and `@NAME_workspace_size`, which is zero: the launcher has the
    workspace. `num-inputs` of the tensors are inputs.
  }];
  let options = [Option<"numInputs", "num-inputs", "int64_t", /*default=*/"1",
                        "How many of the tensors are inputs">];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

#endif // LOWRES_GPU_PASSES_TD
