// RUN: lowres-opt %s --split-input-file --verify-diagnostics \
// RUN:   --lowres-embed-kernels=num-inputs=1 | FileCheck %s

// CHECK-NOT:   spirv.module
// CHECK-LABEL: llvm.func @net_enqueue(
// CHECK-NOT:     lowres.
// The first word of every module of SPIR-V.
// CHECK:       llvm.mlir.global internal constant @net_code(dense<[119734787, {{.*}}]> : tensor<{{.*}}xi32>)
// CHECK:       llvm.mlir.global internal constant @net_kernel_name0("k\00")
// CHECK:       llvm.mlir.global internal constant @net_kernels()
// CHECK:       llvm.mlir.global internal constant @net_row_sizes(dense<[3, 2]> : tensor<2xi64>)
// CHECK:       llvm.mlir.global internal constant @net_model()
// CHECK-COUNT-12: llvm.insertvalue
// CHECK:       llvm.func @lowres_gpu_run(!llvm.ptr, !llvm.ptr, i64) -> i32
// CHECK-LABEL: llvm.func @net(%{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: i64, %{{.*}}: !llvm.ptr) -> i32
// CHECK:         llvm.call @lowres_gpu_run(
// CHECK-LABEL: llvm.func @net_parallel(
// CHECK-LABEL: llvm.func @net_vulkan(%{{.*}}: i64, %{{.*}}: i64, %{{.*}}: i64) -> i32
// CHECK:         llvm.call @lowres_gpu_run_on_device(
// CHECK-LABEL: llvm.func @net_workspace_size(%{{.*}}: i64) -> i64
// CHECK-LABEL: llvm.func @net_forget()
// CHECK:         %[[MODEL:.*]] = llvm.mlir.addressof @net_model
// CHECK:         llvm.call @lowres_gpu_forget(%[[MODEL]])
llvm.mlir.global internal constant @net_constants(dense<0> : tensor<4xi8>) : !llvm.array<4 x i8>
llvm.func @net_device_workspace_size(%batch: i64) -> i64 {
  llvm.return %batch : i64
}
llvm.func @net_enqueue(%queue: !llvm.ptr, %tensors: !llvm.ptr, %batch: i64,
                       %workspace: i64, %constants: i64) -> i32
    attributes {lowres.kernels = ["k"], lowres.row_sizes = array<i64: 3, 2>} {
  %0 = llvm.mlir.constant(0 : i32) : i32
  llvm.return %0 : i32
}
spirv.module Logical GLSL450 requires #spirv.vce<v1.0, [Shader], []> {
  spirv.func @k() "None" {
    spirv.Return
  }
  spirv.EntryPoint "GLCompute" @k
  spirv.ExecutionMode @k "LocalSize", 64, 1, 1
}

// -----

llvm.mlir.global internal constant @net_constants(dense<0> : tensor<4xi8>) : !llvm.array<4 x i8>
// expected-error @below {{needs one spirv.module or gpu.binary of kernels}}
llvm.func @net_enqueue(%queue: !llvm.ptr, %tensors: !llvm.ptr, %batch: i64,
                       %workspace: i64, %constants: i64) -> i32
    attributes {lowres.kernels = [], lowres.row_sizes = array<i64: 3, 2>} {
  %0 = llvm.mlir.constant(0 : i32) : i32
  llvm.return %0 : i32
}

// -----

// PTX is text with a zero at the end, and CUDA's addresses are pointers.
// CHECK-NOT:   gpu.binary
// CHECK:       llvm.mlir.global internal constant @net_code(".version\00")
// CHECK:       llvm.mlir.global internal constant @net_model()
// CHECK:         llvm.mlir.constant(9 : i64)
// CHECK-LABEL: llvm.func @net(
// CHECK-LABEL: llvm.func @net_cuda(%{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: i64) -> i32
// CHECK:         llvm.call @lowres_gpu_run_on_device(
llvm.mlir.global internal constant @net_constants(dense<0> : tensor<4xi8>) : !llvm.array<4 x i8>
llvm.func @net_device_workspace_size(%batch: i64) -> i64 {
  llvm.return %batch : i64
}
llvm.func @net_enqueue(%queue: !llvm.ptr, %tensors: !llvm.ptr, %batch: i64,
                       %workspace: i64, %constants: i64) -> i32
    attributes {lowres.kernels = ["k"], lowres.row_sizes = array<i64: 3, 2>} {
  %0 = llvm.mlir.constant(0 : i32) : i32
  llvm.return %0 : i32
}
gpu.binary @kernels [#gpu.object<#nvvm.target<chip = "sm_80">, assembly = ".version">]

// -----

llvm.mlir.global internal constant @net_constants(dense<0> : tensor<4xi8>) : !llvm.array<4 x i8>
llvm.func @net_enqueue(%queue: !llvm.ptr, %tensors: !llvm.ptr, %batch: i64,
                       %workspace: i64, %constants: i64) -> i32
    attributes {lowres.kernels = [], lowres.row_sizes = array<i64: 3, 2>} {
  %0 = llvm.mlir.constant(0 : i32) : i32
  llvm.return %0 : i32
}
// expected-error @below {{needs PTX as its first object}}
gpu.binary @kernels [#gpu.object<#nvvm.target<chip = "sm_80">, bin = "">]

// -----

// CHECK-LABEL: llvm.func @none()
// CHECK-NOT:   lowres_gpu_run
llvm.func @none() {
  llvm.return
}
