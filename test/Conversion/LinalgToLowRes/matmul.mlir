// Matrix products of every order of dimensions.

// RUN: lowres-opt %s --convert-linalg-to-lowres --split-input-file | FileCheck %s

// Weights [inputs, outputs]. The codes are those of the transpose: rows
// (2, 0, 2, 1) and (1, 1, 2, 0), the first digit lowest, five in a byte.

// CHECK-LABEL: func @matmul
// CHECK-DAG: %[[S:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK-DAG: %[[W:.*]] = lowres.constant dense<[-128, 7]> : tensor<2xi8> -> tensor<2x4x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
// CHECK: %[[Y:.*]] = lowres.dense %arg0, %[[W]] scale(%[[S]] : tensor<f32>) : tensor<?x4xf32>,
// CHECK: return %[[Y]]
func.func @matmul(%x: tensor<?x4xf32>, %out: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<[[0.5, 0.0], [-0.5, 0.0], [0.5, 0.5], [0.0, -0.5]]> : tensor<4x2xf32>
  %zero = arith.constant 0.0 : f32
  %init = linalg.fill ins(%zero : f32) outs(%out : tensor<?x2xf32>) -> tensor<?x2xf32>
  %y = linalg.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// The same weights [outputs, inputs], in two ways: the same codes.

// CHECK-LABEL: func @transposed
// CHECK-DAG: lowres.constant dense<[-128, 7]> : tensor<2xi8> -> tensor<2x4x
// CHECK: lowres.dense %arg0
// CHECK-NOT: linalg
#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (n, k)>
#y = affine_map<(m, n, k) -> (m, n)>
func.func @transposed(%x: tensor<3x4xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %w = arith.constant dense<[[0.5, -0.5, 0.5, 0.0], [0.0, 0.0, 0.5, -0.5]]> : tensor<2x4xf32>
  %init = arith.constant dense<0.0> : tensor<3x2xf32>
  %y = linalg.matmul indexing_maps = [#x, #w, #y] ins(%x, %w : tensor<3x4xf32>, tensor<2x4xf32>) outs(%init : tensor<3x2xf32>) -> tensor<3x2xf32>
  %e = tensor.empty() : tensor<4x2xf32>
  %t = linalg.transpose ins(%w : tensor<2x4xf32>) outs(%e : tensor<4x2xf32>) permutation = [1, 0]
  %z = linalg.matmul ins(%x, %t : tensor<3x4xf32>, tensor<4x2xf32>) outs(%init : tensor<3x2xf32>) -> tensor<3x2xf32>
  return %y, %z : tensor<3x2xf32>, tensor<3x2xf32>
}

// -----

// CHECK-LABEL: func @generic
// CHECK: lowres.dense %arg0
#x = affine_map<(n, m, k) -> (m, k)>
#w = affine_map<(n, m, k) -> (n, k)>
#y = affine_map<(n, m, k) -> (m, n)>
func.func @generic(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %w = arith.constant dense<[[0.5, -0.5], [0.0, 0.5]]> : tensor<2x2xf32>
  %init = arith.constant dense<0.0> : tensor<3x2xf32>
  %y = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%x, %w : tensor<3x2xf32>, tensor<2x2xf32>) outs(%init : tensor<3x2xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %p = arith.mulf %b, %a : f32
    %s = arith.addf %c, %p : f32
    linalg.yield %s : f32
  } -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// -----

// A batch of one has one matrix of weights; its rows are those of the matrix.

// CHECK-LABEL: func @batch
// CHECK: %[[X:.*]] = tensor.collapse_shape %arg0 {{\[}}[0, 1], [2]] : tensor<1x?x2xf32> into tensor<?x2xf32>
// CHECK: %[[Y:.*]] = lowres.dense %[[X]]
// CHECK: tensor.expand_shape %[[Y]] {{\[}}[0, 1], [2]] output_shape [1, %{{.*}}, 2]
func.func @batch(%x: tensor<1x?x2xf32>, %out: tensor<1x?x2xf32>) -> tensor<1x?x2xf32> {
  %w = arith.constant dense<[[[0.5, -0.5], [0.0, 0.5]]]> : tensor<1x2x2xf32>
  %zero = arith.constant 0.0 : f32
  %init = linalg.fill ins(%zero : f32) outs(%out : tensor<1x?x2xf32>) -> tensor<1x?x2xf32>
  %y = linalg.batch_matmul ins(%x, %w : tensor<1x?x2xf32>, tensor<1x2x2xf32>) outs(%init : tensor<1x?x2xf32>) -> tensor<1x?x2xf32>
  return %y : tensor<1x?x2xf32>
}

// -----

// Weights on the left: the other operand is transposed, and so is the result.

// CHECK-LABEL: func @left
// CHECK: %[[X:.*]] = linalg.transpose ins(%arg0 : tensor<2x3xf32>)
// CHECK: %[[Y:.*]] = lowres.dense %[[X]]
// CHECK: linalg.transpose ins(%[[Y]] : tensor<3x2xf32>)
func.func @left(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %w = arith.constant dense<[[0.5, -0.5], [0.0, 0.5]]> : tensor<2x2xf32>
  %init = arith.constant dense<0.0> : tensor<2x3xf32>
  %y = linalg.matmul ins(%w, %x : tensor<2x2xf32>, tensor<2x3xf32>) outs(%init : tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func @vectors
// CHECK: %[[X:.*]] = tensor.expand_shape %arg0 {{\[}}[0, 1]] output_shape [1, 2]
// CHECK: %[[Y:.*]] = lowres.dense %[[X]]
// CHECK: tensor.collapse_shape %[[Y]] {{\[}}[0, 1]]
// CHECK: lowres.dense
// CHECK-NOT: linalg
func.func @vectors(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %w = arith.constant dense<[[0.5, -0.5], [0.0, 0.5]]> : tensor<2x2xf32>
  %init = arith.constant dense<0.0> : tensor<2xf32>
  %y = linalg.matvec ins(%w, %x : tensor<2x2xf32>, tensor<2xf32>) outs(%init : tensor<2xf32>) -> tensor<2xf32>
  %z = linalg.vecmat ins(%x, %w : tensor<2xf32>, tensor<2x2xf32>) outs(%init : tensor<2xf32>) -> tensor<2xf32>
  return %y, %z : tensor<2xf32>, tensor<2xf32>
}

// -----

// Types that say less than the weights: sizes come from whichever has them.

// CHECK-LABEL: func @dynamic_types
// CHECK: %[[X:.*]] = tensor.cast %arg0 : tensor<?x?xf32> to tensor<?x2xf32>
// CHECK: %[[B:.*]] = tensor.cast %{{.*}} : tensor<?xf32> to tensor<3xf32>
// CHECK: %[[Y:.*]] = lowres.dense %[[X]], {{.*}} bias(%[[B]] : tensor<3xf32>) {{.*}} -> tensor<?x3xf32>
// CHECK: %[[R:.*]] = tensor.cast %[[Y]] : tensor<?x3xf32> to tensor<?x?xf32>
// CHECK: return %[[R]]
func.func @dynamic_types(%x: tensor<?x?xf32>, %out: tensor<?x?xf32>, %bias: tensor<?xf32>) -> tensor<?x?xf32> {
  %w = arith.constant dense<[[0.5, -0.5, 0.5], [0.0, 0.5, 0.0]]> : tensor<2x3xf32>
  %init = linalg.broadcast ins(%bias : tensor<?xf32>) outs(%out : tensor<?x?xf32>) dimensions = [0]
  %y = linalg.matmul ins(%x, %w : tensor<?x?xf32>, tensor<2x3xf32>) outs(%init : tensor<?x?xf32>) -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}
