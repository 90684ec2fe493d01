// What stays float, and why.

// RUN: lowres-opt %s --convert-linalg-to-lowres=max-levels=4 --split-input-file --verify-diagnostics | FileCheck %s
// CHECK-NOT: lowres.dense
// CHECK-NOT: lowres.conv_2d

func.func @levels(%x: tensor<?x3xf32>, %init: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<[[0.1, 0.2], [0.4, 0.5], [0.9, 0.1]]> : tensor<3x2xf32>
  // expected-remark @+1 {{linalg.matmul stays float: its weights take 5 distinct values, at most 4 are asked for}}
  %y = linalg.matmul ins(%x, %w : tensor<?x3xf32>, tensor<3x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

func.func @nan(%x: tensor<?x1xf32>, %init: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<[[0.1, 0x7FC00000]]> : tensor<1x2xf32>
  // expected-remark @+1 {{linalg.matmul stays float: its weights have a NaN or an infinity}}
  %y = linalg.matmul ins(%x, %w : tensor<?x1xf32>, tensor<1x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

func.func @computed(%x: tensor<?x3xf32>, %w: tensor<3x2xf32>, %init: tensor<?x2xf32>) -> tensor<?x2xf32> {
  // expected-remark @+1 {{linalg.matmul stays float: its weights are not a constant of static shape}}
  %y = linalg.matmul ins(%x, %w : tensor<?x3xf32>, tensor<3x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

func.func @type(%x: tensor<?x2xf64>, %init: tensor<?x2xf64>) -> tensor<?x2xf64> {
  %w = arith.constant dense<0.5> : tensor<2x2xf64>
  // expected-remark @+1 {{linalg.matmul stays float: it computes with tensor<?x2xf64>, not tensors of f32}}
  %y = linalg.matmul ins(%x, %w : tensor<?x2xf64>, tensor<2x2xf64>) outs(%init : tensor<?x2xf64>) -> tensor<?x2xf64>
  return %y : tensor<?x2xf64>
}

// -----

func.func @batch(%x: tensor<2x?x2xf32>, %init: tensor<2x?x2xf32>) -> tensor<2x?x2xf32> {
  %w = arith.constant dense<0.5> : tensor<2x2x2xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: every one of its batch has weights of its own}}
  %y = linalg.batch_matmul ins(%x, %w : tensor<2x?x2xf32>, tensor<2x2x2xf32>) outs(%init : tensor<2x?x2xf32>) -> tensor<2x?x2xf32>
  return %y : tensor<2x?x2xf32>
}

// -----

func.func @inputScales(%x: tensor<?x2xf32>, %init: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %c = lowres.constant dense<[0, 0, 1, 0, 1, 1]> : tensor<6xi8> -> tensor<2x3x!lowres.level<2>>
  %s = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %w = lowres.dequantize %c scale(%s : tensor<2xf32>) : tensor<2x3x!lowres.level<2>> -> tensor<2x3xf32>
  // expected-remark @+1 {{linalg.matmul stays float: the scales of its weights are not one, or one for each output}}
  %y = linalg.matmul ins(%x, %w : tensor<?x2xf32>, tensor<2x3xf32>) outs(%init : tensor<?x3xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// -----

func.func @scales(%x: tensor<?x2xf32>, %s: tensor<f32>, %init: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %c = lowres.constant dense<[0, 0, 1, 0, 1, 1]> : tensor<6xi8> -> tensor<2x3x!lowres.level<2>>
  %w = lowres.dequantize %c scale(%s : tensor<f32>) : tensor<2x3x!lowres.level<2>> -> tensor<2x3xf32>
  // expected-remark @+1 {{linalg.matmul stays float: the codes or scales of its weights are not constants}}
  %y = linalg.matmul ins(%x, %w : tensor<?x2xf32>, tensor<2x3xf32>) outs(%init : tensor<?x3xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// -----

func.func @elided(%x: tensor<?x2xf32>, %init: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense_resource<missing> : tensor<2x2xf32>
  // expected-remark @+1 {{linalg.matmul stays float: its weights are not in the file}}
  %y = linalg.matmul ins(%x, %w : tensor<?x2xf32>, tensor<2x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

func.func @line(%x: tensor<?x8x1xf32>, %init: tensor<?x6x1xf32>) -> tensor<?x6x1xf32> {
  %w = arith.constant dense<0.5> : tensor<3x1x1xf32>
  // expected-remark @+1 {{linalg.conv_1d_nwc_wcf stays float: its image has 1 dimensions, not 2}}
  %y = linalg.conv_1d_nwc_wcf ins(%x, %w : tensor<?x8x1xf32>, tensor<3x1x1xf32>) outs(%init : tensor<?x6x1xf32>) -> tensor<?x6x1xf32>
  return %y : tensor<?x6x1xf32>
}

// -----

func.func @image(%x: tensor<?x?x8x1xf32>, %init: tensor<?x?x6x1xf32>) -> tensor<?x?x6x1xf32> {
  %w = arith.constant dense<0.5> : tensor<3x3x1x1xf32>
  // expected-remark @+1 {{linalg.conv_2d_nhwc_hwcf stays float: its image has no static size}}
  %y = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<?x?x8x1xf32>, tensor<3x3x1x1xf32>) outs(%init : tensor<?x?x6x1xf32>) -> tensor<?x?x6x1xf32>
  return %y : tensor<?x?x6x1xf32>
}

// -----

func.func @positions(%x: tensor<1x8x8x1xf32>, %init: tensor<1x5x6x1xf32>) -> tensor<1x5x6x1xf32> {
  %w = arith.constant dense<0.5> : tensor<3x3x1x1xf32>
  // expected-remark @+1 {{linalg.conv_2d_nhwc_hwcf stays float: its window leaves out positions of the image}}
  %y = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x8x8x1xf32>, tensor<3x3x1x1xf32>) outs(%init : tensor<1x5x6x1xf32>) -> tensor<1x5x6x1xf32>
  return %y : tensor<1x5x6x1xf32>
}

// -----

func.func @channels(%x: tensor<8x8xf32>, %init: tensor<6x6xf32>) -> tensor<6x6xf32> {
  %w = arith.constant dense<0.5> : tensor<3x3xf32>
  // expected-remark @+1 {{linalg.conv_2d stays float: it is not a convolution of a batch of images with channels}}
  %y = linalg.conv_2d ins(%x, %w : tensor<8x8xf32>, tensor<3x3xf32>) outs(%init : tensor<6x6xf32>) -> tensor<6x6xf32>
  return %y : tensor<6x6xf32>
}

// -----

// The rows have scales, the outputs are the columns: both four.

func.func @reshapedScales(%x: tensor<1x5x5x1xf32>, %init: tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32> {
  %c = lowres.constant dense<[0, 1, 2, 1, 2, 2, 1, 0, 1, 0, 2, 2, 0, 0, 1, 2]> : tensor<16xi8> -> tensor<4x4x!lowres.level<3>>
  %s = arith.constant dense<[1.0, 10.0, 100.0, 1000.0]> : tensor<4xf32>
  %d = lowres.dequantize %c scale(%s : tensor<4xf32>) : tensor<4x4x!lowres.level<3>> -> tensor<4x4xf32>
  %w = tensor.expand_shape %d [[0, 1, 2], [3]] output_shape [2, 2, 1, 4] : tensor<4x4xf32> into tensor<2x2x1x4xf32>
  // expected-remark @+1 {{linalg.conv_2d_nhwc_hwcf stays float: the scales of its weights do not survive a reshape}}
  %y = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x5x5x1xf32>, tensor<2x2x1x4xf32>) outs(%init : tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  return %y : tensor<1x4x4x4xf32>
}
