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

// What tanh rounds to does not depend on how multiply-adds round.
// CHECK-LABEL: gpu.func @saturate(
// CHECK-SAME:      %[[X:[a-z0-9]+]]: f32
// CHECK:         math.fma
// CHECK:         %[[MAGNITUDE:.*]] = math.absf %[[X]]
// CHECK:         %[[BOUND:.*]] = arith.constant 9.02
// CHECK:         %[[LARGE:.*]] = arith.cmpf ogt, %[[MAGNITUDE]], %[[BOUND]]
// CHECK:         %[[ONE:.*]] = arith.constant 1.0
// CHECK:         %[[SIGNED:.*]] = math.copysign %[[ONE]], %[[X]]
// CHECK:         %[[T:.*]] = arith.select %[[LARGE]], %[[SIGNED]], %{{.*}}
// CHECK:         memref.store %[[T]]
gpu.module @more {
  gpu.func @saturate(%x: f32, %y: memref<f32>) kernel {
    %t = math.tanh %x fastmath<afn> : f32
    memref.store %t, %y[] : memref<f32>
    gpu.return
  }
}
