// RUN: lowres-opt %s --pass-pipeline='builtin.module(gpu.module(convert-arith-to-llvm{index-bitwidth=32},convert-math-to-llvm,convert-kernels-to-nvvm,reconcile-unrealized-casts))' | FileCheck %s

gpu.module @kernels {
  // Indices have 32 bits, buffers are pointers.
  // CHECK-LABEL: llvm.func @k(%{{.*}}: i32, %{{.*}}: !llvm.ptr)
  // CHECK-SAME:    nvvm.kernel, nvvm.maxntid = array<i32: 64, 1, 1>
  // CHECK-NOT:     llvm.call
  // CHECK:         nvvm.read.ptx.sreg.tid.x range <i32, 0, 64> : i32
  // CHECK-DAG:     llvm.intr.fabs
  // CHECK-DAG:     llvm.intr.ceil
  // CHECK-DAG:     llvm.intr.copysign
  // CHECK-DAG:     llvm.intr.floor
  // CHECK-DAG:     llvm.frem
  // CHECK-DAG:     llvm.intr.roundeven
  // CHECK-DAG:     llvm.intr.round
  // CHECK-DAG:     llvm.intr.sqrt
  gpu.func @k(%n: index, %y: memref<4xf32>) kernel
      attributes {known_block_size = array<i32: 64, 1, 1>} {
    %thread = gpu.thread_id x
    %i = arith.addi %thread, %n : index
    %x = memref.load %y[%i] : memref<4xf32>
    %0 = math.absf %x : f32
    %1 = math.ceil %0 : f32
    %2 = math.copysign %1, %x : f32
    %3 = math.floor %2 : f32
    %4 = arith.remf %3, %x : f32
    %5 = math.roundeven %4 : f32
    %6 = math.round %5 : f32
    %7 = math.sqrt %6 : f32
    memref.store %7, %y[%i] : memref<4xf32>
    gpu.return
  }

  // CHECK-LABEL: llvm.func @shared(
  // CHECK:         llvm.mlir.addressof @__wg_shared_0 : !llvm.ptr<3>
  // CHECK:         nvvm.barrier
  gpu.func @shared(%i: index, %y: memref<4xf32>)
      workgroup(%s : memref<4xf32, #gpu.address_space<workgroup>>) kernel {
    %x = memref.load %y[%i] : memref<4xf32>
    memref.store %x, %s[%i] : memref<4xf32, #gpu.address_space<workgroup>>
    gpu.barrier
    %z = memref.load %s[%i] : memref<4xf32, #gpu.address_space<workgroup>>
    memref.store %z, %y[%i] : memref<4xf32>
    gpu.return
  }
}
