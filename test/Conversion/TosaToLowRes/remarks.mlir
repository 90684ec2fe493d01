// What stays float, and why.

// RUN: lowres-opt %s --convert-tosa-to-lowres=max-levels=4 --split-input-file --verify-diagnostics | FileCheck %s
// CHECK-NOT: lowres.dense
// CHECK-NOT: lowres.conv_2d

func.func @transposed(%x: tensor<1x4x4x1xf32>) -> tensor<1x6x6x2xf32> {
  %w = "tosa.const"() <{values = dense<0.5> : tensor<2x3x3x1xf32>}> : () -> tensor<2x3x3x1xf32>
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  // expected-remark @+1 {{tosa.transpose_conv2d stays float: transposed convolutions have no N-level form}}
  %y = tosa.transpose_conv2d %x, %w, %z, %z, %z {acc_type = f32, out_pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>}
    : (tensor<1x4x4x1xf32>, tensor<2x3x3x1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x6x6x2xf32>
  return %y : tensor<1x6x6x2xf32>
}

// -----

func.func @levels(%x: tensor<1x3x5xf32>) -> tensor<1x3x1xf32> {
  %w = "tosa.const"() <{values = dense<[[[0.1], [0.2], [0.4], [0.5], [0.9]]]> : tensor<1x5x1xf32>}> : () -> tensor<1x5x1xf32>
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  // expected-remark @+1 {{tosa.matmul stays float: its weights take 5 distinct values, at most 4 are asked for}}
  %y = tosa.matmul %x, %w, %z, %z : (tensor<1x3x5xf32>, tensor<1x5x1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x3x1xf32>
  return %y : tensor<1x3x1xf32>
}

// -----

func.func @attention(%x: tensor<1x3x3xf32>) -> tensor<1x3x3xf32> {
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  // expected-remark @+1 {{tosa.matmul stays float: its weights are not a constant of static shape}}
  %y = tosa.matmul %x, %x, %z, %z : (tensor<1x3x3xf32>, tensor<1x3x3xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x3x3xf32>
  return %y : tensor<1x3x3xf32>
}

// -----

func.func @batch(%x: tensor<2x3x3xf32>) -> tensor<2x3x3xf32> {
  %w = "tosa.const"() <{values = dense<0.5> : tensor<2x3x3xf32>}> : () -> tensor<2x3x3xf32>
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  // expected-remark @+1 {{tosa.matmul stays float: every one of its batch has weights of its own}}
  %y = tosa.matmul %x, %w, %z, %z : (tensor<2x3x3xf32>, tensor<2x3x3xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<2x3x3xf32>
  return %y : tensor<2x3x3xf32>
}

// -----

func.func @int8(%x: tensor<1x3x3xi8>) -> tensor<1x3x3xi32> {
  %w = "tosa.const"() <{values = dense<1> : tensor<1x3x3xi8>}> : () -> tensor<1x3x3xi8>
  %z = "tosa.const"() <{values = dense<0> : tensor<1xi8>}> : () -> tensor<1xi8>
  // expected-remark @+1 {{tosa.matmul stays float: it computes with i8, not f32}}
  %y = tosa.matmul %x, %w, %z, %z : (tensor<1x3x3xi8>, tensor<1x3x3xi8>, tensor<1xi8>, tensor<1xi8>) -> tensor<1x3x3xi32>
  return %y : tensor<1x3x3xi32>
}

// -----

func.func @image(%x: tensor<1x?x8x1xf32>) -> tensor<1x?x6x1xf32> {
  %w = "tosa.const"() <{values = dense<0.5> : tensor<1x3x3x1xf32>}> : () -> tensor<1x3x3x1xf32>
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  // expected-remark @+1 {{tosa.conv2d stays float: its image has no static size}}
  %y = tosa.conv2d %x, %w, %z, %z, %z {acc_type = f32, dilation = array<i64: 1, 1>, pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>}
    : (tensor<1x?x8x1xf32>, tensor<1x3x3x1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x?x6x1xf32>
  return %y : tensor<1x?x6x1xf32>
}

// -----

// Scales of the first dimension; the outputs are the last. Both are of size 4.

func.func @reshapedScales(%x: tensor<1x3x8xf32>) -> tensor<1x3x4xf32> {
  %c = lowres.constant dense<1> : tensor<32xi8> -> tensor<4x2x4x!lowres.level<3>>
  %s = arith.constant dense<[1.0, 10.0, 100.0, 1000.0]> : tensor<4xf32>
  %d = lowres.dequantize %c scale(%s : tensor<4xf32>) : tensor<4x2x4x!lowres.level<3>> -> tensor<4x2x4xf32>
  %shape = tosa.const_shape {values = dense<[1, 8, 4]> : tensor<3xindex>} : () -> !tosa.shape<3>
  %w = tosa.reshape %d, %shape : (tensor<4x2x4xf32>, !tosa.shape<3>) -> tensor<1x8x4xf32>
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  // expected-remark @+1 {{tosa.matmul stays float: the scales of its weights do not survive a reshape}}
  %y = tosa.matmul %x, %w, %z, %z : (tensor<1x3x8xf32>, tensor<1x8x4xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x3x4xf32>
  return %y : tensor<1x3x4xf32>
}
