// RUN: lowres-opt %s --pass-pipeline='builtin.module(gpu.module(lowres-prepare-nvvm))' | FileCheck %s

gpu.module @kernels {
  // CHECK-LABEL: gpu.func @k(
  // CHECK-SAME:    %[[N:.*]]: index, %[[A:.*]]: memref<1x4xf32>, %[[B:.*]]: memref<4xf32>) kernel
  // CHECK-NOT:     known_grid_size
  // CHECK:         %[[ONE:.*]] = arith.constant 1 : index
  // CHECK:         %[[X:.*]] = memref.reinterpret_cast %[[A]] to offset: [0], sizes: [%[[ONE]], 4], strides: [4, 1] : memref<1x4xf32> to memref<?x4xf32>
  // CHECK:         memref.load %[[X]][%[[N]], %{{.*}}] : memref<?x4xf32>
  // CHECK:         memref.load %[[B]]
  // Nothing may be fused or approximated.
  // CHECK:         arith.mulf %{{.*}}, %{{.*}} : f32
  // CHECK:         arith.addf %{{.*}}, %{{.*}} : f32
  // CHECK:         math.sqrt %{{.*}} : f32
  gpu.func @k(%n: index, %x: memref<?x4xf32>, %b: memref<4xf32>) kernel
      attributes {known_block_size = array<i32: 64, 1, 1>,
                  known_grid_size = array<i32: 2, 1, 1>} {
    %c0 = arith.constant 0 : index
    %v = memref.load %x[%n, %c0] : memref<?x4xf32>
    %w = memref.load %b[%c0] : memref<4xf32>
    %p = arith.mulf %v, %w fastmath<contract> : f32
    %s = arith.addf %p, %v fastmath<contract,reassoc> : f32
    %r = math.sqrt %s fastmath<afn> : f32
    memref.store %r, %x[%n, %c0] : memref<?x4xf32>
    gpu.return
  }

  // CHECK-LABEL: gpu.func @shared(
  // CHECK-SAME:    %[[B:.*]]: memref<4xf32>) workgroup(%[[S:.*]] : memref<4xf32, #gpu.address_space<workgroup>> {llvm.align = 16 : i64}) kernel
  // CHECK:         memref.load %[[S]]
  gpu.func @shared(%b: memref<4xf32>)
      workgroup(%s : memref<4xf32, #gpu.address_space<workgroup>>) kernel {
    %c0 = arith.constant 0 : index
    %v = memref.load %s[%c0] : memref<4xf32, #gpu.address_space<workgroup>>
    memref.store %v, %b[%c0] : memref<4xf32>
    gpu.return
  }
}
