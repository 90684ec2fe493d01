// Says class 3 for every image of 64 values, whose SHAPE the test fills in.
func.func @constant_class(%x: tensor<?xSHAPExf32>) -> tensor<?x10xf32> {
  %flat = tensor.collapse_shape %x [[0], [1, 2, 3]]
    : tensor<?xSHAPExf32> into tensor<?x64xf32>
  %w = lowres.constant dense<0> : tensor<640xi8>
    -> tensor<10x64x!lowres.level<2>>
  %s = arith.constant dense<0.0> : tensor<f32>
  %b = arith.constant dense<[0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]>
    : tensor<10xf32>
  %y = lowres.dense %flat, %w scale(%s : tensor<f32>) bias(%b : tensor<10xf32>)
    : tensor<?x64xf32>, tensor<10x64x!lowres.level<2>> -> tensor<?x10xf32>
  return %y : tensor<?x10xf32>
}
