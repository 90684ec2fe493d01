// Arithmetic on tensors around layers: loops, fused into one.

// RUN: lowres-opt %s --lowres-select-pipeline=target=x86-64-v3 \
// RUN:   --lowres-vectorize-pipeline | FileCheck %s
// RUN: lowres-opt %s --lowres-to-native=target=x86-64-v3 -o /dev/null

// CHECK-LABEL: func.func @residual(
// CHECK:         linalg.generic
// CHECK-SAME:      ins(%[[X:.*]], %[[Y:.*]] : tensor<?x8xf32>, tensor<?x8xf32>)
// CHECK:           arith.addf
// CHECK:           math.tanh
// CHECK-NOT:     linalg.generic
func.func @residual(%x: tensor<?x8xf32>, %y: tensor<?x8xf32>)
    -> tensor<?x8xf32> {
  %sum = arith.addf %x, %y : tensor<?x8xf32>
  %z = math.tanh %sum : tensor<?x8xf32>
  return %z : tensor<?x8xf32>
}
