// What levels weights become.

// RUN: lowres-opt %s --convert-linalg-to-lowres --split-input-file | FileCheck %s

// A grid whose outermost level is not used, with the scale of what is: 3/8 and
// multiples of 1/8 are on the grid of 7 levels. Negative zero counts as zero.

// CHECK-LABEL: func @uniform
// CHECK-DAG: arith.constant dense<3.750000e-01> : tensor<f32>
// CHECK-DAG: lowres.constant {{.*}} -> tensor<2x3x!lowres.level<7>, #lowres.radix
// CHECK: lowres.dense {{.*}} -> tensor<?x2xf32>
func.func @uniform(%x: tensor<?x3xf32>, %init: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<[[0.125, 0.375, -0.0], [0.0, -0.25, 0.25]]> : tensor<2x3xf32>
  %y = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>]
    ins(%x, %w : tensor<?x3xf32>, tensor<2x3xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// CHECK-LABEL: func @codebook
// CHECK-DAG: arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK-DAG: lowres.constant {{.*}} -> tensor<2x3x!lowres.level<4, [-5.000000e-01, 1.000000e-01, 3.300000e-01, 0.709999978]>
func.func @codebook(%x: tensor<?x3xf32>, %init: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<[[0.1, 0.33, -0.5], [0.71, 0.33, 0.1]]> : tensor<2x3xf32>
  %y = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>]
    ins(%x, %w : tensor<?x3xf32>, tensor<2x3xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// A scale for each output makes three levels enough.

// CHECK-LABEL: func @channels
// CHECK-DAG: arith.constant dense<[1.000000e-01, 0.699999988]> : tensor<2xf32>
// CHECK-DAG: lowres.constant {{.*}} -> tensor<2x3x!lowres.level<3>,
func.func @channels(%x: tensor<?x3xf32>, %init: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<[[0.1, 0.0, -0.1], [0.7, 0.7, 0.0]]> : tensor<2x3xf32>
  %y = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>]
    ins(%x, %w : tensor<?x3xf32>, tensor<2x3xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// What a model has dequantised keeps its levels and groups, although the weights
// use only two of the levels.

// CHECK-LABEL: func @dequantized
// CHECK-DAG: %[[S:.*]] = arith.constant dense<{{\[}}[1.000000e+00, 2.000000e+00], [3.000000e+00, 4.000000e+00]]> : tensor<2x2xf32>
// CHECK-DAG: %[[W:.*]] = lowres.constant {{.*}} -> tensor<2x4x!lowres.level<5>,
// CHECK: lowres.dense %arg0, %[[W]] scale(%[[S]] : tensor<2x2xf32>)
func.func @dequantized(%x: tensor<?x4xf32>, %init: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %c = lowres.constant dense<[0, 0, 1, 0, 1, 1, 0, 1]> : tensor<8xi8> -> tensor<2x4x!lowres.level<5>>
  %s = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %w = lowres.dequantize %c scale(%s : tensor<2x2xf32>) : tensor<2x4x!lowres.level<5>> -> tensor<2x4xf32>
  %e = tensor.empty() : tensor<4x2xf32>
  %t = linalg.transpose ins(%w : tensor<2x4xf32>) outs(%e : tensor<4x2xf32>) permutation = [1, 0]
  %y = linalg.matmul ins(%x, %t : tensor<?x4xf32>, tensor<4x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// One value is on the smallest grid; zeros are on it by scale 0.

// CHECK-LABEL: func @constant
// CHECK: arith.constant dense<3.000000e-01> : tensor<f32>
// CHECK: lowres.dense {{.*}}, tensor<2x2x!lowres.level<2>,
// CHECK: arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: lowres.dense {{.*}}, tensor<2x2x!lowres.level<2>,
func.func @constant(%x: tensor<?x2xf32>, %init: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<-0.3> : tensor<2x2xf32>
  %z = arith.constant dense<0.0> : tensor<2x2xf32>
  %h = linalg.matmul ins(%x, %w : tensor<?x2xf32>, tensor<2x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  %y = linalg.matmul ins(%h, %z : tensor<?x2xf32>, tensor<2x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// CHECK-LABEL: func @resource
// CHECK: lowres.constant {{.*}} -> tensor<2x2x!lowres.level<3>,
func.func @resource(%x: tensor<?x2xf32>, %init: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense_resource<w> : tensor<2x2xf32>
  %y = linalg.matmul ins(%x, %w : tensor<?x2xf32>, tensor<2x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
{-#
  dialect_resources: {
    builtin: {
      w: "0x040000000000003F000000BF0000003F00000000"
    }
  }
#-}

// -----

// A reshape leaves alone the dimension that has the scales.

// CHECK-LABEL: func @reshapedScales
// CHECK: %[[S:.*]] = arith.constant dense<[1.000000e+00, 1.000000e+01, 1.000000e+02, 1.000000e+03]> : tensor<4xf32>
// CHECK: lowres.conv_2d %arg0, %{{.*}} scale(%[[S]] : tensor<4xf32>) : tensor<1x5x5x1xf32>, tensor<4x2x2x1x!lowres.level<3>,
func.func @reshapedScales(%x: tensor<1x5x5x1xf32>) -> tensor<1x4x4x4xf32> {
  %c = lowres.constant dense<[0, 1, 2, 1, 2, 2, 1, 0, 1, 0, 2, 2, 0, 0, 1, 2]> : tensor<16xi8> -> tensor<4x4x!lowres.level<3>>
  %s = arith.constant dense<[1.0, 10.0, 100.0, 1000.0]> : tensor<4xf32>
  %d = lowres.dequantize %c scale(%s : tensor<4xf32>) : tensor<4x4x!lowres.level<3>> -> tensor<4x4xf32>
  %e = tensor.empty() : tensor<4x4xf32>
  %t = linalg.transpose ins(%d : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) permutation = [1, 0]
  %w = tensor.expand_shape %t [[0, 1, 2], [3]] output_shape [2, 2, 1, 4] : tensor<4x4xf32> into tensor<2x2x1x4xf32>
  %z = arith.constant dense<0.0> : tensor<1x4x4x4xf32>
  %y = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x5x5x1xf32>, tensor<2x2x1x4xf32>) outs(%z : tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  return %y : tensor<1x4x4x4xf32>
}
