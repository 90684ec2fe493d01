// RUN: lowres-opt %s --split-input-file --verify-diagnostics \
// RUN:   -convert-gpu-launch-to-runtime -canonicalize -cse | FileCheck %s

// CHECK:       llvm.func @lowres_gpu_launch(!llvm.ptr, i64, i64, i64, !llvm.ptr, i64)
// Constants begin at multiples of 64.
// CHECK:       llvm.mlir.global internal constant @net_constants(dense<{{.*}}> : tensor<68xi8>) {addr_space = 0 : i32, alignment = 64 : i64}
// CHECK-LABEL: func.func private @net_enqueue(
// CHECK-SAME:    %[[QUEUE:.*]]: !llvm.ptr, %[[TENSORS:.*]]: !llvm.ptr, %[[BATCH:.*]]: i64, %[[WORKSPACE:.*]]: i64, %[[BASE:.*]]: i64) -> i32
// CHECK-SAME:    lowres.kernels = ["k"], lowres.row_sizes = array<i64: 3, 2>
// CHECK-DAG:     %[[C64:.*]] = arith.constant 64 : i64
// CHECK-DAG:     %[[MEMORY:.*]] = llvm.mlir.constant(0 : i64) : i64
// CHECK-DAG:     %[[NUMBER:.*]] = llvm.mlir.constant(1 : i64) : i64
// CHECK:         %[[ARGS:.*]] = llvm.alloca %[[COUNT:.*]] x !llvm.struct<(i64, i64)>
// The output's address, the constants, a place in the workspace, and a number.
// CHECK:         %[[AT:.*]] = llvm.getelementptr %[[TENSORS]][1]
// CHECK:         %[[Y:.*]] = llvm.load %[[AT]] : !llvm.ptr -> i64
// CHECK:         %[[KIND:.*]] = llvm.getelementptr %[[ARGS]][0, 0]
// CHECK:         llvm.store %[[MEMORY]], %[[KIND]]
// CHECK:         %[[VALUE:.*]] = llvm.getelementptr %[[ARGS]][0, 1]
// CHECK:         llvm.store %[[Y]], %[[VALUE]]
// CHECK:         llvm.store %[[BASE]],
// CHECK:         %[[B:.*]] = arith.addi %[[BASE]],
// CHECK:         llvm.store %[[B]],
// CHECK:         %[[W:.*]] = arith.addi %[[WORKSPACE]], %[[C64]]
// CHECK:         llvm.store %[[W]],
// CHECK:         llvm.store %[[NUMBER]],
// CHECK:         llvm.store %[[BATCH]],
// CHECK:         llvm.call @lowres_gpu_launch(%[[QUEUE]], %{{.*}}, %[[BATCH]], %[[C64]], %[[ARGS]], %[[COUNT]])
// CHECK:         return
// CHECK:       func.func private @net_device_workspace_size(
// CHECK-NOT:   gpu.module
module attributes {gpu.container_module} {
  memref.global "private" constant @a : memref<1xf32> = dense<1.0>
  memref.global "private" constant @b : memref<1xf32> = dense<2.0>
  gpu.module @k {
    gpu.func @k(%y: memref<?x2xf32>, %a: memref<1xf32>, %b: memref<1xf32>,
                %w: memref<?xf32>, %n: index) kernel {
      gpu.return
    }
  }
  func.func @net(%x: memref<3xf32>, %y: memref<2xf32>, %batch: i64,
                 %workspace: memref<1xi8>) -> i32
      attributes {llvm.bareptr} {
    %c0 = arith.constant 0 : i32
    %c1 = arith.constant 1 : index
    %c64 = arith.constant 64 : index
    %n = arith.index_cast %batch : i64 to index
    %ys = memref.reinterpret_cast %y to offset: [0], sizes: [%n, 2],
      strides: [2, 1] : memref<2xf32> to memref<?x2xf32>
    %a = memref.get_global @a : memref<1xf32>
    %b = memref.get_global @b : memref<1xf32>
    %bytes = memref.reinterpret_cast %workspace to offset: [0], sizes: [%n],
      strides: [1] : memref<1xi8> to memref<?xi8>
    %w = memref.view %bytes[%c64][%n] : memref<?xi8> to memref<?xf32>
    gpu.launch_func @k::@k blocks in (%n, %c1, %c1) threads in (%c64, %c1, %c1)
      args(%ys : memref<?x2xf32>, %a : memref<1xf32>, %b : memref<1xf32>,
           %w : memref<?xf32>, %n : index)
    return %c0 : i32
  }
  func.func @net_workspace_size(%batch: i64) -> i64 {
    return %batch : i64
  }
}

// -----

module attributes {gpu.container_module} {
  func.func @net(%x: memref<3xf32>, %y: memref<2xf32>, %batch: i64,
                 %workspace: memref<1xi8>) -> i32
      attributes {llvm.bareptr} {
    %c0 = arith.constant 0 : i32
    %c1 = arith.constant 1 : index
    %f = arith.constant 1.0 : f32
    // expected-error @below {{cannot run on the host, which has none of the memory}}
    memref.store %f, %y[%c1] : memref<2xf32>
    return %c0 : i32
  }
}

// -----

module attributes {gpu.container_module} {
  gpu.module @k {
    gpu.func @k(%n: f64) kernel {
      gpu.return
    }
  }
  func.func @net(%x: memref<3xf32>, %y: memref<2xf32>, %batch: i64,
                 %workspace: memref<1xi8>) -> i32
      attributes {llvm.bareptr} {
    %c0 = arith.constant 0 : i32
    %c1 = arith.constant 1 : index
    %f = arith.constant 1.0 : f64
    // expected-error @below {{is called with a value of type 'f64'}}
    gpu.launch_func @k::@k blocks in (%c1, %c1, %c1) threads in (%c1, %c1, %c1)
      args(%f : f64)
    return %c0 : i32
  }
}

// -----

// Without an entry nothing happens.
// CHECK-NOT:   lowres_gpu_launch
// CHECK-LABEL: func.func @none()
func.func @none() {
  return
}
