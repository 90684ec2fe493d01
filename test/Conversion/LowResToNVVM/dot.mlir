// RUN: lowres-opt %s -split-input-file \
// RUN:   --pass-pipeline='builtin.module(gpu.module(convert-lowres-to-nvvm))' | FileCheck %s
// RUN: lowres-opt %s -split-input-file \
// RUN:   --pass-pipeline='builtin.module(gpu.module(convert-lowres-to-nvvm,convert-lowres-to-arith,convert-kernels-to-nvvm,convert-arith-to-llvm,reconcile-unrealized-casts),lowres-compile-kernels{chip=sm_61})' \
// RUN: | FileCheck %s --check-prefix=PTX

// CHECK-LABEL: gpu.func @word
// CHECK-SAME:    %[[A:.*]]: vector<1xi32>, %[[W:.*]]: vector<4xi8>, %[[X:.*]]: vector<4xi8>
// CHECK:         %[[SUM:.*]] = vector.extract %[[A]][0]
// CHECK:         %[[DOT:.*]] = nvvm.dot.accumulate.4way %[[W]] <unsigned>, %[[X]] <signed>, %[[SUM]] : vector<4xi8>, vector<4xi8>
// CHECK:         vector.broadcast %[[DOT]] : i32 to vector<1xi32>
// PTX:         .entry word
// PTX-COUNT-1: dp4a.u32.s32
gpu.module @kernels {
  gpu.func @word(%a: vector<1xi32>, %w: vector<4xi8>, %x: vector<4xi8>,
                 %y: memref<1xi32>) kernel {
    %c0 = arith.constant 0 : index
    %r = lowres.dot %a, %w, %x max_weight 255 : vector<1xi32>, vector<4xi8>
    %s = vector.extract %r[0] : i32 from vector<1xi32>
    memref.store %s, %y[%c0] : memref<1xi32>
    gpu.return
  }
}

// -----

// Left to convert-lowres-to-arith.
// CHECK-LABEL: gpu.func @wide
// CHECK:         lowres.dot
// PTX:         .entry wide
// PTX-NOT:     dp4a
gpu.module @kernels {
  gpu.func @wide(%a: vector<2xi32>, %w: vector<8xi8>, %x: vector<8xi8>,
                 %y: memref<2xi32>) kernel {
    %c0 = arith.constant 0 : index
    %r = lowres.dot %a, %w, %x max_weight 255 : vector<2xi32>, vector<8xi8>
    vector.store %r, %y[%c0] : memref<2xi32>, vector<2xi32>
    gpu.return
  }
}
