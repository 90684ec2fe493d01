// One row, and inputs enough for a loop over the packed weights.
func.func @wide(%x: tensor<1x768xf32>) -> tensor<1x64xf32> {
  %w = lowres.constant dense<2> : tensor<49152xi8>
    -> tensor<64x768x!lowres.level<5>>
  %s = arith.constant dense<0.25> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<1x768xf32>, tensor<64x768x!lowres.level<5>> -> tensor<1x64xf32>
  return %y : tensor<1x64xf32>
}
