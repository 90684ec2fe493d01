// One fully connected layer with five-level weights: 8 inputs, 3 outputs, one
// row. docs/Lowering.md follows it to machine code.
func.func @layer(%x: tensor<1x8xf32>) -> tensor<1x3xf32> {
  %weights = lowres.constant dense<[0, 1, 2, 3, 4, 3, 2, 1,
                                    4, 4, 2, 2, 0, 0, 2, 2,
                                    1, 3, 1, 3, 2, 2, 2, 2]> : tensor<24xi8>
    -> tensor<3x8x!lowres.level<5>>
  %scale = arith.constant dense<0.25> : tensor<f32>
  %bias = arith.constant dense<[0.5, -0.5, 0.0]> : tensor<3xf32>
  %y = lowres.dense %x, %weights scale(%scale : tensor<f32>)
    bias(%bias : tensor<3xf32>) activation(relu)
    : tensor<1x8xf32>, tensor<3x8x!lowres.level<5>> -> tensor<1x3xf32>
  return %y : tensor<1x3xf32>
}
