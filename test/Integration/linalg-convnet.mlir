// A convolutional network in linalg: zero padding, NHWC images with an HWCF
// filter whose outputs have scales of their own, max pooling, and weights
// [inputs, outputs] of the last layer.

// REQUIRES: numpy
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/Inputs/upstream-models.py input %t/x.npy 5 6 6 3
// RUN: lowres-run %s --input %t/x.npy --compare-reference --output %t/y.npy
// RUN: %python %S/Inputs/upstream-models.py convnet %s %t/x.npy %t/y.npy
// RUN: lowres-run %s --input %t/x.npy --batch 4 --activations i8 --compare-reference
// RUN: lowres-compile %s --report -o %t/convnet.o | FileCheck %s
// CHECK: {{^}}0 5 3x2x2x3
// CHECK-NEXT: {{^}}1 3 4x27
// CHECK-NEXT: weights: 144
// CHECK-NOT: stays float

#id = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
module {
  func.func @convnet(%x: tensor<?x6x6x3xf32>) -> tensor<?x4xf32> {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    %lowest = arith.constant 0xFF800000 : f32
      %k = arith.constant dense<[[[[0.1, -0.37, 0.9], [0.05, -0.185, 0.0], [0.1,
        0.37, -0.45]], [[-0.05, 0.0, -0.9], [0.1, 0.0, 0.9], [-0.1, 0.0,
        0.45]]], [[[0.0, 0.37, -0.45], [0.0, -0.185, -0.45], [0.1, -0.185,
        -0.9]], [[0.1, -0.185, 0.9], [0.05, 0.37, -0.45], [0.05, -0.37,
        -0.45]]]]> : tensor<2x2x3x3xf32>
      %b = arith.constant dense<[0.686, -0.04, 0.084]> : tensor<3xf32>
      %w = arith.constant dense<[[0.0, -0.5, 0.0, 0.5], [0.0, 0.5, 0.5, -0.5],
        [-0.5, 0.0, 0.0, -0.5], [0.0, 0.0, 0.0, -0.5], [-0.5, 0.5, 0.0, 0.0],
        [0.5, -0.5, 0.5, -0.5], [0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 0.0, 0.5],
        [-0.5, -0.5, 0.0, 0.0], [0.5, 0.0, 0.0, 0.5], [-0.5, 0.0, 0.5, 0.5],
        [0.5, -0.5, 0.5, -0.5], [-0.5, 0.0, -0.5, 0.0], [-0.5, 0.5, 0.5, 0.5],
        [-0.5, 0.0, -0.5, 0.5], [-0.5, -0.5, -0.5, -0.5], [0.0, 0.5, -0.5, 0.5],
        [-0.5, 0.0, 0.0, -0.5], [0.0, 0.5, -0.5, -0.5], [-0.5, 0.0, -0.5, 0.0],
        [0.0, 0.0, 0.5, 0.5], [-0.5, -0.5, -0.5, 0.5], [0.5, -0.5, 0.5, 0.5],
        [0.5, 0.0, 0.0, 0.0], [-0.5, 0.0, 0.5, -0.5], [0.0, -0.5, 0.5, 0.0],
        [0.0, 0.0, 0.5, 0.5]]> : tensor<27x4xf32>
      %c = arith.constant dense<[1.624, 0.142, 2.185, 0.688]> : tensor<4xf32>    %batch = tensor.dim %x, %c0 : tensor<?x6x6x3xf32>
    %padded = tensor.pad %x low[0, 1, 0, 0] high[0, 0, 1, 0] {
    ^bb0(%i: index, %j: index, %l: index, %m: index):
      tensor.yield %zero : f32
    } : tensor<?x6x6x3xf32> to tensor<?x7x7x3xf32>
    %e1 = tensor.empty(%batch) : tensor<?x6x6x3xf32>
    %init = linalg.broadcast ins(%b : tensor<3xf32>)
      outs(%e1 : tensor<?x6x6x3xf32>) dimensions = [0, 1, 2]
    %conv = linalg.conv_2d_nhwc_hwcf
      {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%padded, %k : tensor<?x7x7x3xf32>, tensor<2x2x3x3xf32>)
      outs(%init : tensor<?x6x6x3xf32>) -> tensor<?x6x6x3xf32>
    %relu = linalg.generic {
      indexing_maps = [#id, #id],
      iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%conv : tensor<?x6x6x3xf32>) outs(%e1 : tensor<?x6x6x3xf32>) {
    ^bb0(%in: f32, %out: f32):
      %m = arith.maximumf %in, %zero : f32
      linalg.yield %m : f32
    } -> tensor<?x6x6x3xf32>

    %window = tensor.empty() : tensor<2x2xf32>
    %e2 = tensor.empty(%batch) : tensor<?x3x3x3xf32>
    %f2 = linalg.fill ins(%lowest : f32) outs(%e2 : tensor<?x3x3x3xf32>)
      -> tensor<?x3x3x3xf32>
    %pool = linalg.pooling_nhwc_max
      {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>}
      ins(%relu, %window : tensor<?x6x6x3xf32>, tensor<2x2xf32>)
      outs(%f2 : tensor<?x3x3x3xf32>) -> tensor<?x3x3x3xf32>

    %flat = tensor.collapse_shape %pool [[0], [1, 2, 3]]
      : tensor<?x3x3x3xf32> into tensor<?x27xf32>
    %e3 = tensor.empty(%batch) : tensor<?x4xf32>
    %rows = linalg.broadcast ins(%c : tensor<4xf32>) outs(%e3 : tensor<?x4xf32>)
      dimensions = [0]
    %y = linalg.matmul ins(%flat, %w : tensor<?x27xf32>, tensor<27x4xf32>)
      outs(%rows : tensor<?x4xf32>) -> tensor<?x4xf32>
    return %y : tensor<?x4xf32>
  }
}
