// RUN: lowres-opt %s -split-input-file -verify-diagnostics --lowres-compile-kernels
// RUN: not lowres-opt %s --lowres-compile-kernels=chip=sm_52 2>&1 | FileCheck %s
// CHECK: error: unknown GPU 'sm_52'; known are sm_61, {{.*}}, sm_90, sm_90a, sm_100

// expected-error @below {{a kernel calls '__nv_expf', which a GPU does not have}}
gpu.module @kernels {
  llvm.func @__nv_expf(f32) -> f32
  llvm.func @k(%x: !llvm.ptr) attributes {nvvm.kernel} {
    %0 = llvm.load %x : !llvm.ptr -> f32
    %1 = llvm.call @__nv_expf(%0) : (f32) -> f32
    llvm.store %1, %x : f32, !llvm.ptr
    llvm.return
  }
}
