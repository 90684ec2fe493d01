// RUN: lowres-opt %s -lowres-separate-destinations -split-input-file | FileCheck %s

// Layers of one shape share an empty tensor, and zeros, after CSE.
// CHECK-LABEL: func @filled
// CHECK-DAG:     %[[E0:.*]] = tensor.empty
// CHECK-DAG:     %[[F0:.*]] = linalg.fill {{.*}} outs(%[[E0]]
// CHECK-DAG:     %[[E1:.*]] = tensor.empty
// CHECK-DAG:     %[[F1:.*]] = linalg.fill {{.*}} outs(%[[E1]]
// CHECK-NOT:     tensor.empty
// CHECK:         linalg.matmul {{.*}} outs(%[[FA:.*]] : tensor
// CHECK-NOT:     outs(%[[FA]]
// CHECK:         linalg.matmul
func.func @filled(%x: tensor<2x4xf32>, %y: tensor<2x4xf32>, %w: tensor<4x3xf32>)
    -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x3xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<2x3xf32>) -> tensor<2x3xf32>
  %a = linalg.matmul ins(%x, %w : tensor<2x4xf32>, tensor<4x3xf32>)
    outs(%f : tensor<2x3xf32>) -> tensor<2x3xf32>
  %b = linalg.matmul ins(%y, %w : tensor<2x4xf32>, tensor<4x3xf32>)
    outs(%f : tensor<2x3xf32>) -> tensor<2x3xf32>
  return %a, %b : tensor<2x3xf32>, tensor<2x3xf32>
}

// -----

// Other values are copied where they are made.
// CHECK-LABEL: func @biased
// CHECK:         %[[BIAS:.*]] = linalg.broadcast
// CHECK-NEXT:    %[[COPY:.*]] = bufferization.alloc_tensor() copy(%[[BIAS]])
// CHECK-DAG:     linalg.matmul {{.*}} outs(%[[BIAS]]
// CHECK-DAG:     linalg.matmul {{.*}} outs(%[[COPY]]
func.func @biased(%x: tensor<2x4xf32>, %y: tensor<2x4xf32>, %w: tensor<4x3xf32>,
                  %c: tensor<3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  %e = tensor.empty() : tensor<2x3xf32>
  %f = linalg.broadcast ins(%c : tensor<3xf32>) outs(%e : tensor<2x3xf32>)
    dimensions = [0]
  %a = linalg.matmul ins(%x, %w : tensor<2x4xf32>, tensor<4x3xf32>)
    outs(%f : tensor<2x3xf32>) -> tensor<2x3xf32>
  %b = linalg.matmul ins(%y, %w : tensor<2x4xf32>, tensor<4x3xf32>)
    outs(%f : tensor<2x3xf32>) -> tensor<2x3xf32>
  return %a, %b : tensor<2x3xf32>, tensor<2x3xf32>
}

// -----

// One use reads, or only one of two branches writes: nothing to do.
// CHECK-LABEL: func @alone
// CHECK-COUNT-1: tensor.empty
// CHECK-NOT:     {{tensor.empty|alloc_tensor}}
func.func @alone(%x: tensor<3xf32>, %flag: i1) -> (tensor<3xf32>, tensor<3xf32>) {
  %e = tensor.empty() : tensor<3xf32>
  %a = linalg.exp ins(%x : tensor<3xf32>) outs(%e : tensor<3xf32>) -> tensor<3xf32>
  %b = scf.if %flag -> tensor<3xf32> {
    %l = linalg.log ins(%x : tensor<3xf32>) outs(%a : tensor<3xf32>) -> tensor<3xf32>
    scf.yield %l : tensor<3xf32>
  } else {
    %s = linalg.sqrt ins(%x : tensor<3xf32>) outs(%a : tensor<3xf32>) -> tensor<3xf32>
    scf.yield %s : tensor<3xf32>
  }
  return %a, %b : tensor<3xf32>, tensor<3xf32>
}

// -----

// Two in one branch, one in the other: two tensors.
// CHECK-LABEL: func @two_in_a_branch
// CHECK:         %[[A:.*]] = linalg.exp
// CHECK:         %[[COPY:.*]] = bufferization.alloc_tensor() copy(%[[A]])
// CHECK-NOT:     alloc_tensor
// CHECK:         scf.if
// CHECK-DAG:     linalg.log {{.*}} outs(%[[FIRST:.*]] :
// CHECK-DAG:     linalg.ceil {{.*}} outs(%[[SECOND:.*]] :
// CHECK:         linalg.sqrt
func.func @two_in_a_branch(%x: tensor<3xf32>, %flag: i1)
    -> (tensor<3xf32>, tensor<3xf32>) {
  %e = tensor.empty() : tensor<3xf32>
  %a = linalg.exp ins(%x : tensor<3xf32>) outs(%e : tensor<3xf32>) -> tensor<3xf32>
  %b:2 = scf.if %flag -> (tensor<3xf32>, tensor<3xf32>) {
    %l = linalg.log ins(%x : tensor<3xf32>) outs(%a : tensor<3xf32>) -> tensor<3xf32>
    %c = linalg.ceil ins(%x : tensor<3xf32>) outs(%a : tensor<3xf32>) -> tensor<3xf32>
    scf.yield %l, %c : tensor<3xf32>, tensor<3xf32>
  } else {
    %s = linalg.sqrt ins(%x : tensor<3xf32>) outs(%a : tensor<3xf32>) -> tensor<3xf32>
    scf.yield %s, %s : tensor<3xf32>, tensor<3xf32>
  }
  return %b#0, %b#1 : tensor<3xf32>, tensor<3xf32>
}
