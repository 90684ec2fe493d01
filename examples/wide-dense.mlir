// A layer larger than the nearest caches: 96 inputs, 65536 outputs. (All
// weights have code 3, which keeps the file short.)
func.func @layer(%x: tensor<1x96xf32>) -> tensor<1x65536xf32> {
  %weights = lowres.constant dense<3> : tensor<6291456xi8>
    -> tensor<65536x96x!lowres.level<5>>
  %scale = arith.constant dense<0.25> : tensor<f32>
  %y = lowres.dense %x, %weights scale(%scale : tensor<f32>)
    : tensor<1x96xf32>, tensor<65536x96x!lowres.level<5>> -> tensor<1x65536xf32>
  return %y : tensor<1x65536xf32>
}
