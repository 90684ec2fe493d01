// RUN: lowres-opt %s --lowres-decompose-aggregates | FileCheck %s

// CHECK-LABEL: @softmax
// CHECK:     linalg.generic
// CHECK:       arith.maxnumf
// CHECK:     linalg.generic
// CHECK:       arith.subf
// CHECK:       math.exp
// CHECK:     linalg.generic
// CHECK:       arith.addf
// CHECK:     linalg.generic
// CHECK:       arith.divf
// CHECK-NOT: linalg.softmax
func.func @softmax(%x: tensor<?x8xf32>, %init: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %p = linalg.softmax dimension(1) ins(%x : tensor<?x8xf32>) outs(%init : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %p : tensor<?x8xf32>
}

// CHECK-LABEL: @other
// CHECK-NEXT: linalg.exp
// CHECK-NEXT: return
func.func @other(%x: tensor<8xf32>, %init: tensor<8xf32>) -> tensor<8xf32> {
  %p = linalg.exp ins(%x : tensor<8xf32>) outs(%init : tensor<8xf32>) -> tensor<8xf32>
  return %p : tensor<8xf32>
}

// CHECK-LABEL: @buffers
// CHECK-NEXT: linalg.softmax
// CHECK-NEXT: return
func.func @buffers(%x: memref<2x8xf32>, %y: memref<2x8xf32>) {
  linalg.softmax dimension(1) ins(%x : memref<2x8xf32>) outs(%y : memref<2x8xf32>)
  return
}
