// Two layers, 8 inputs, 3 outputs; every weight has one of 5, then 3, levels.
func.func @tiny(%x: tensor<?x8xf32>) -> tensor<?x3xf32> {
  %w0 = lowres.constant dense<[0, 1, 2, 3, 4, 0, 1, 2, 4, 3, 2, 1, 0, 4, 3, 2,
                               0, 0, 4, 4, 1, 1, 3, 3, 2, 2, 2, 0, 4, 1, 3, 0]>
    : tensor<32xi8> -> tensor<4x8x!lowres.level<5>>
  %s0 = arith.constant dense<0.5> : tensor<f32>
  %b0 = arith.constant dense<[0.25, -0.5, 0.0, 1.0]> : tensor<4xf32>
  %h = lowres.dense %x, %w0 scale(%s0 : tensor<f32>) bias(%b0 : tensor<4xf32>)
    activation(relu)
    : tensor<?x8xf32>, tensor<4x8x!lowres.level<5>> -> tensor<?x4xf32>
  %w1 = lowres.constant dense<[0, 1, 2, 2, 1, 0, 0, 2, 1, 2, 0, 1]>
    : tensor<12xi8> -> tensor<3x4x!lowres.level<3>>
  %s1 = arith.constant dense<[1.0, 0.5, 2.0]> : tensor<3xf32>
  %y = lowres.dense %h, %w1 scale(%s1 : tensor<3xf32>)
    : tensor<?x4xf32>, tensor<3x4x!lowres.level<3>> -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}
