// A padded image of 12 GB.
func.func @net(%x: tensor<?x1x4x3xf32>) -> tensor<?x1x1073741828x1xf32> {
  %w = lowres.constant dense<1> : tensor<3xi8>
    -> tensor<1x1x1x3x!lowres.level<5>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    padding [0, 0, 1073741824, 0]
    : tensor<?x1x4x3xf32>, tensor<1x1x1x3x!lowres.level<5>>
    -> tensor<?x1x1073741828x1xf32>
  return %y : tensor<?x1x1073741828x1xf32>
}
