// RUN: lowres-opt %s -lowres-align-kernel-arguments | FileCheck %s

// A constant and a part of the workspace are aligned, also if it has another
// shape; the caller's tensor is not, nor is what lies somewhere in a buffer.
// CHECK:      gpu.func @f(%{{[a-z0-9]+}}: memref<8xf32> {llvm.align = 16 : i64},
// CHECK-SAME:             %{{[a-z0-9]+}}: memref<2x4xf32> {llvm.align = 16 : i64},
// CHECK-SAME:             %{{[a-z0-9]+}}: memref<8xf32>, %{{[a-z0-9]+}}: index,
// CHECK-SAME:             %{{[a-z0-9]+}}: memref<4xf32, strided<[1], offset: 1>>)
// Launched with both.
// CHECK:      gpu.func @both(%{{[a-z0-9]+}}: memref<8xf32>)
module attributes {gpu.container_module} {
  memref.global "private" constant @w : memref<8xf32> = dense<1.0>
  gpu.module @k {
    gpu.func @f(%w: memref<8xf32>, %v: memref<2x4xf32>, %x: memref<8xf32>, %n: index,
                %p: memref<4xf32, strided<[1], offset: 1>>) kernel {
      gpu.return
    }
    gpu.func @both(%x: memref<8xf32>) kernel {
      gpu.return
    }
  }
  func.func @entry(%x: memref<8xf32>, %workspace: memref<?xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %w = memref.get_global @w : memref<8xf32>
    %view = memref.view %workspace[%c0][] : memref<?xi8> to memref<8xf32>
    %v = memref.expand_shape %view [[0, 1]] output_shape [2, 4]
      : memref<8xf32> into memref<2x4xf32>
    %p = memref.reinterpret_cast %w to offset: [1], sizes: [4], strides: [1]
      : memref<8xf32> to memref<4xf32, strided<[1], offset: 1>>
    gpu.launch_func @k::@f blocks in (%c1, %c1, %c1) threads in (%c1, %c1, %c1)
      args(%w : memref<8xf32>, %v : memref<2x4xf32>, %x : memref<8xf32>, %c1 : index,
           %p : memref<4xf32, strided<[1], offset: 1>>)
    gpu.launch_func @k::@both blocks in (%c1, %c1, %c1) threads in (%c1, %c1, %c1)
      args(%w : memref<8xf32>)
    gpu.launch_func @k::@both blocks in (%c1, %c1, %c1) threads in (%c1, %c1, %c1)
      args(%x : memref<8xf32>)
    return
  }
}
