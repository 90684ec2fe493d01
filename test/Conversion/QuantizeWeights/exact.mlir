// Weights that take few values, and those that the model has dequantised, are
// what they were.

// RUN: lowres-opt %s --lowres-quantize-weights=levels=3 --verify-diagnostics | FileCheck %s
// CHECK: lowres.dense {{.*}}!lowres.level<2>,
// CHECK: lowres.dense {{.*}}!lowres.level<5>,

func.func @exact(%x: tensor<?x2xf32>, %init: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<[[0.3, -0.3], [0.3, 0.3]]> : tensor<2x2xf32>
  // expected-remark @+1 {{linalg.matmul has 2 levels: exact, 5 bytes instead of 16}}
  %h = linalg.matmul ins(%x, %w : tensor<?x2xf32>, tensor<2x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  %c = lowres.constant dense<[0, 1, 3, 4]> : tensor<4xi8> -> tensor<2x2x!lowres.level<5>>
  %s = arith.constant dense<0.5> : tensor<f32>
  %v = lowres.dequantize %c scale(%s : tensor<f32>) : tensor<2x2x!lowres.level<5>> -> tensor<2x2xf32>
  // expected-remark @+1 {{linalg.matmul has 5 levels: exact, 6 bytes instead of 16}}
  %y = linalg.matmul ins(%h, %v : tensor<?x2xf32>, tensor<2x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
