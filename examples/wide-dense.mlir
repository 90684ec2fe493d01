// A layer wide enough for the densest packing: 96 inputs, 16 outputs. (All
// weights have code 3, which keeps the file short.)
func.func @layer(%x: tensor<1x96xf32>) -> tensor<1x16xf32> {
  %weights = lowres.constant dense<3> : tensor<1536xi8>
    -> tensor<16x96x!lowres.level<5>>
  %scale = arith.constant dense<0.25> : tensor<f32>
  %y = lowres.dense %x, %weights scale(%scale : tensor<f32>)
    : tensor<1x96xf32>, tensor<16x96x!lowres.level<5>> -> tensor<1x16xf32>
  return %y : tensor<1x16xf32>
}
