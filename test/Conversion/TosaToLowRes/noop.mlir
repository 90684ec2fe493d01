// Operations that are no layers, and lowres layers, are left alone.

// RUN: lowres-opt %s --convert-tosa-to-lowres --verify-diagnostics > %t
// RUN: lowres-opt %s | diff %t -

func.func @others(%x: tensor<?x8x8x3xf32>) -> tensor<?x4x4x3xf32> {
  %r = tosa.clamp %x {min_val = 0.0 : f32, max_val = 6.0 : f32} : (tensor<?x8x8x3xf32>) -> tensor<?x8x8x3xf32>
  %y = tosa.max_pool2d %r {kernel = array<i64: 2, 2>, pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 2, 2>} : (tensor<?x8x8x3xf32>) -> tensor<?x4x4x3xf32>
  return %y : tensor<?x4x4x3xf32>
}

func.func @layer(%x: tensor<?x4xf32>, %b: tensor<2xf32>) -> tensor<?x2xf32> {
  %s = arith.constant dense<0.5> : tensor<f32>
  %w = lowres.constant dense<[0, 2, 4, 1, 0, 0, 3, 3]> : tensor<8xi8> -> tensor<2x4x!lowres.level<5>>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) bias(%b : tensor<2xf32>) activation(relu) : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
