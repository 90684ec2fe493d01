// RUN: lowres-opt %s --lowres-merge-kernels | FileCheck %s

// CHECK:      gpu.module @net_kernel {
// CHECK:        gpu.func @net_kernel(
// CHECK:        gpu.func @net_kernel_0(
// CHECK-SAME:     memref<2xf32>
// CHECK-NOT:  gpu.module
// CHECK:      func.func @net(
// CHECK:        gpu.launch_func @net_kernel::@net_kernel blocks
// CHECK:        gpu.launch_func @net_kernel::@net_kernel_0 blocks
module attributes {gpu.container_module} {
  gpu.module @net_kernel {
    gpu.func @net_kernel(%x: memref<1xf32>) kernel {
      gpu.return
    }
  }
  gpu.module @net_kernel_1 {
    gpu.func @net_kernel(%x: memref<2xf32>) kernel {
      gpu.return
    }
  }
  func.func @net(%x: memref<1xf32>, %y: memref<2xf32>) {
    %c1 = arith.constant 1 : index
    gpu.launch_func @net_kernel::@net_kernel blocks in (%c1, %c1, %c1)
      threads in (%c1, %c1, %c1) args(%x : memref<1xf32>)
    gpu.launch_func @net_kernel_1::@net_kernel blocks in (%c1, %c1, %c1)
      threads in (%c1, %c1, %c1) args(%y : memref<2xf32>)
    return
  }
}
