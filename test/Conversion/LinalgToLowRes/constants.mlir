// Weights of a single value have two levels.

// RUN: lowres-opt %s --convert-linalg-to-lowres=max-levels=2 | FileCheck %s
// RUN: lowres-quantize %s --levels 2 --codebook kmeans | FileCheck %s --check-prefix=QUANTIZE
// QUANTIZE-COUNT-3: lowres.dense {{.*}}!lowres.level<2>,

// CHECK-LABEL: func @zeros
// CHECK: %[[S:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: lowres.dense %arg0, %{{.*}} scale(%[[S]] : tensor<f32>) : tensor<?x4xf32>, tensor<3x4x!lowres.level<2>,
func.func @zeros(%x: tensor<?x4xf32>, %init: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %w = arith.constant dense<0.0> : tensor<4x3xf32>
  %y = linalg.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x3xf32>) outs(%init : tensor<?x3xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// CHECK-LABEL: func @huge
// CHECK: %[[S:.*]] = arith.constant dense<1.000000e+30> : tensor<f32>
// CHECK: lowres.dense %arg0, %{{.*}} scale(%[[S]] : tensor<f32>) : tensor<?x4xf32>, tensor<3x4x!lowres.level<2>,
func.func @huge(%x: tensor<?x4xf32>, %init: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %w = arith.constant dense<-1.0e30> : tensor<4x3xf32>
  %y = linalg.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x3xf32>) outs(%init : tensor<?x3xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// An output that uses nothing has scale 0.

// CHECK-LABEL: func @deadOutput
// CHECK: %[[S:.*]] = arith.constant dense<[1.250000e+00, 0.000000e+00]> : tensor<2xf32>
// CHECK: lowres.dense %arg0, %{{.*}} scale(%[[S]] : tensor<2xf32>) : tensor<?x2xf32>, tensor<2x2x!lowres.level<2>,
func.func @deadOutput(%x: tensor<?x2xf32>, %init: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<[[1.25, 0.0], [-1.25, 0.0]]> : tensor<2x2xf32>
  %y = linalg.matmul ins(%x, %w : tensor<?x2xf32>, tensor<2x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
