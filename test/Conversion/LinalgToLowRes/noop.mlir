// What computes unlike a layer is left alone and not reported, and so are lowres
// layers.

// RUN: lowres-opt %s --convert-linalg-to-lowres --verify-diagnostics > %t
// RUN: lowres-opt %s | diff %t -

#id = affine_map<(a, b) -> (a, b)>
func.func @others(%x: tensor<?x8x8x3xf32>, %out: tensor<?x7x7x3xf32>, %i: tensor<4x4xi8>, %a: tensor<4x4xi32>, %f: tensor<4x4xf32>)
    -> (tensor<?x7x7x3xf32>, tensor<4x4xi32>, tensor<4x4xf32>) {
  %window = tensor.empty() : tensor<2x2xf32>
  %max = linalg.pooling_nhwc_max ins(%x, %window : tensor<?x8x8x3xf32>, tensor<2x2xf32>) outs(%out : tensor<?x7x7x3xf32>) -> tensor<?x7x7x3xf32>
  %int = linalg.matmul ins(%i, %i : tensor<4x4xi8>, tensor<4x4xi8>) outs(%a : tensor<4x4xi32>) -> tensor<4x4xi32>
  %fma = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
    ins(%f, %f : tensor<4x4xf32>, tensor<4x4xf32>) outs(%f : tensor<4x4xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<4x4xf32>
  return %max, %int, %fma : tensor<?x7x7x3xf32>, tensor<4x4xi32>, tensor<4x4xf32>
}

func.func @layer(%x: tensor<?x4xf32>, %b: tensor<2xf32>) -> tensor<?x2xf32> {
  %s = arith.constant dense<0.5> : tensor<f32>
  %w = lowres.constant dense<[0, 2, 4, 1, 0, 0, 3, 3]> : tensor<8xi8> -> tensor<2x4x!lowres.level<5>>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) bias(%b : tensor<2xf32>) activation(relu) : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// What a number becomes has no channels.
func.func @number(%x: tensor<f32>, %b: tensor<1xf32>, %out: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %e = tensor.expand_shape %x [] output_shape [1, 1] : tensor<f32> into tensor<1x1xf32>
  %r = linalg.broadcast ins(%b : tensor<1xf32>) outs(%out : tensor<1x1xf32>) dimensions = [0]
  %y = linalg.add ins(%e, %r : tensor<1x1xf32>, tensor<1x1xf32>) outs(%out : tensor<1x1xf32>) -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}
