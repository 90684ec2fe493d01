// 96 inputs, 16 hidden values, 10 outputs; weights with 5, then 3 levels. (All
// of a layer have one code, which keeps the file short.)
func.func @net(%x: tensor<?x96xf32>) -> tensor<?x10xf32> {
  %w0 = lowres.constant dense<3> : tensor<1536xi8>
    -> tensor<16x96x!lowres.level<5>>
  %s0 = arith.constant dense<0.25> : tensor<f32>
  %b0 = arith.constant dense<0.5> : tensor<16xf32>
  %h = lowres.dense %x, %w0 scale(%s0 : tensor<f32>) bias(%b0 : tensor<16xf32>)
    activation(relu)
    : tensor<?x96xf32>, tensor<16x96x!lowres.level<5>> -> tensor<?x16xf32>
  %w1 = lowres.constant dense<2> : tensor<160xi8>
    -> tensor<10x16x!lowres.level<3>>
  %s1 = arith.constant dense<0.125> : tensor<f32>
  %y = lowres.dense %h, %w1 scale(%s1 : tensor<f32>)
    : tensor<?x16xf32>, tensor<10x16x!lowres.level<3>> -> tensor<?x10xf32>
  return %y : tensor<?x10xf32>
}
