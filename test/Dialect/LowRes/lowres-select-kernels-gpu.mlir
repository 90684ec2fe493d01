// RUN: lowres-opt %s -lowres-attach-target=target=x86-64 -lowres-select-kernels=gpu=true \
// RUN:   | FileCheck %s

// Nine levels in seven bits for two take fewer bytes than in four for one, and
// more instructions, which there is time for.
// CHECK-LABEL: func @int8
// CHECK:         kernel<strategy = decode_dot, packing = <lanes = 32, digits = 2, bits = 7>, rows = 4, threads = 2>
func.func @int8(%x: tensor<?x512xi8>, %q: tensor<?xf32>) -> tensor<?x64xf32> {
  %w = lowres.constant dense<1> : tensor<32768xi8> -> tensor<64x512x!lowres.level<9>>
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    : tensor<?x512xi8>, tensor<64x512x!lowres.level<9>> -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}

// Codes of three bits are summed where they lie, where they lie in one byte.
// CHECK-LABEL: func @places
// CHECK:         kernel<strategy = decode_dot, places = 2, packing = <lanes = 32, digits = 1, bits = 3>, rows = 4, threads = 4>
func.func @places(%x: tensor<?x512xi8>, %q: tensor<?xf32>) -> tensor<?x64xf32> {
  %w = lowres.constant dense<1> : tensor<32768xi8> -> tensor<64x512x!lowres.level<8>>
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    : tensor<?x512xi8>, tensor<64x512x!lowres.level<8>> -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}

// CHECK-LABEL: func @floats
// CHECK:         kernel<strategy = decode_fma, packing = <lanes = 32, digits = 1, bits = 3, group = 64>, rows = 4, threads = 1>
func.func @floats(%x: tensor<?x512xf32>, %s: tensor<64x8xf32>) -> tensor<?x64xf32> {
  %w = lowres.constant dense<1> : tensor<32768xi8> -> tensor<64x512x!lowres.level<5>>
  %y = lowres.dense %x, %w scale(%s : tensor<64x8xf32>)
    : tensor<?x512xf32>, tensor<64x512x!lowres.level<5>> -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}

// Each channel has weights of its own.
// CHECK-LABEL: func @depthwise
// CHECK:         kernel<strategy = plain>
func.func @depthwise(%x: tensor<?x5x5x8xf32>, %s: tensor<f32>) -> tensor<?x3x3x8xf32> {
  %w = lowres.constant dense<1> : tensor<72xi8> -> tensor<8x3x3x1x!lowres.level<5>>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) groups 8
    : tensor<?x5x5x8xf32>, tensor<8x3x3x1x!lowres.level<5>> -> tensor<?x3x3x8xf32>
  return %y : tensor<?x3x3x8xf32>
}

// CHECK-LABEL: func @unknown
// CHECK:         kernel<strategy = plain>
func.func @unknown(%x: tensor<?x8xf32>, %s: tensor<f32>,
                   %w: tensor<4x8x!lowres.level<5>>) -> tensor<?x4xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x8xf32>, tensor<4x8x!lowres.level<5>> -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
