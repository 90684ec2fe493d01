// Packed weights of a quarter of a megabyte.
func.func @large(%x: tensor<1x3648xf32>) -> tensor<1x256xf32> {
  %w = lowres.constant dense<3> : tensor<933888xi8>
    -> tensor<256x3648x!lowres.level<5>>
  %s = arith.constant dense<0.25> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<1x3648xf32>, tensor<256x3648x!lowres.level<5>> -> tensor<1x256xf32>
  return %y : tensor<1x256xf32>
}
