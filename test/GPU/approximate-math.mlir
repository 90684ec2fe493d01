// RUN: lowres-opt %s --pass-pipeline='builtin.module(lowres-attach-target{target=x86-64},gpu.module(lowres-approximate-math))' | FileCheck %s

// Kernels have no functions to call, whatever the host has.
// CHECK-LABEL: gpu.func @kernel(
// CHECK-NOT:     math.erf
// CHECK:         math.fma
// CHECK:         gpu.return
gpu.module @kernels {
  gpu.func @kernel(%x: f32, %y: memref<f32>) kernel {
    %e = math.erf %x fastmath<afn> : f32
    memref.store %e, %y[] : memref<f32>
    gpu.return
  }
}
