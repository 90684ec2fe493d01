// Images with the channels first, a depthwise convolution, and a linear layer on
// every position of a sequence, as torch-mlir writes them.

// REQUIRES: numpy
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/Inputs/upstream-models.py input %t/x.npy 5 2 7 7
// RUN: lowres-run %s --input %t/x.npy --compare-reference --output %t/y.npy
// RUN: %python %S/Inputs/upstream-models.py nchw %s %t/x.npy %t/y.npy
// RUN: lowres-run %s --input %t/x.npy --batch 4 --activations i8 --compare-reference
// RUN: lowres-compile %s --report -o %t/nchw.o | FileCheck %s
// CHECK: {{^}}0 5 4x3x3x2
// CHECK-NEXT: {{^}}1 3 4x2x2x1
// CHECK-NEXT: {{^}}2 3 3x4
// CHECK-NOT: stays float

#id = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#tokens = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
#weights = affine_map<(d0, d1, d2, d3) -> (d2, d3)>
#out = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#id3 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#last = affine_map<(d0, d1, d2) -> (d2)>
func.func @nchw(%x: tensor<?x2x7x7xf32>) -> tensor<?x9x3xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
    %k = arith.constant dense<[[[[-0.25, -0.5, 0.25], [-0.25, 0.5, -0.25],
      [0.0, -0.5, 0.5]], [[-0.5, -0.5, 0.5], [0.5, 0.0, 0.5], [-0.25, 0.0,
      0.5]]], [[[-0.25, 0.25, -0.5], [-0.5, -0.25, 0.25], [0.25, 0.0, 0.0]],
      [[-0.5, -0.5, 0.25], [-0.25, 0.25, 0.0], [-0.25, 0.25, 0.5]]], [[[-0.5,
      -0.5, -0.5], [0.25, -0.5, 0.0], [0.25, 0.25, -0.25]], [[-0.5, 0.25,
      -0.5], [-0.25, 0.5, -0.5], [0.0, -0.5, 0.25]]], [[[-0.25, 0.0, 0.25],
      [-0.25, 0.25, 0.0], [-0.5, 0.0, -0.5]], [[0.5, -0.5, -0.5], [0.5, -0.25,
      -0.25], [-0.25, 0.5, 0.25]]]]> : tensor<4x2x3x3xf32>
    %b = arith.constant dense<[1.053, -0.655, 0.023, -2.104]> : tensor<4xf32>
    %d = arith.constant dense<[[[-0.75, 0.0], [0.0, 0.0]], [[-0.75, 0.75],
      [0.0, 0.75]], [[-0.75, 0.75], [0.0, 0.0]], [[0.75, -0.75], [0.75,
      0.75]]]> : tensor<4x2x2xf32>
    %w = arith.constant dense<[[0.0, 0.0, 0.5, -0.5], [-0.5, 0.0, 0.5, 0.0],
      [-0.5, -0.5, 0.0, 0.0]]> : tensor<3x4xf32>
    %c = arith.constant dense<[-1.518, 1.526, 1.493]> : tensor<3xf32>  %batch = tensor.dim %x, %c0 : tensor<?x2x7x7xf32>
  %padded = tensor.pad %x low[0, 0, 1, 1] high[0, 0, 1, 1] {
  ^bb0(%i: index, %j: index, %l: index, %m: index):
    tensor.yield %zero : f32
  } : tensor<?x2x7x7xf32> to tensor<?x2x9x9xf32>
  %e1 = tensor.empty(%batch) : tensor<?x4x4x4xf32>
  %init = linalg.broadcast ins(%b : tensor<4xf32>)
    outs(%e1 : tensor<?x4x4x4xf32>) dimensions = [0, 2, 3]
  %conv = linalg.conv_2d_nchw_fchw
    {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>}
    ins(%padded, %k : tensor<?x2x9x9xf32>, tensor<4x2x3x3xf32>)
    outs(%init : tensor<?x4x4x4xf32>) -> tensor<?x4x4x4xf32>
  %relu = linalg.generic {
    indexing_maps = [#id, #id],
    iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
    ins(%conv : tensor<?x4x4x4xf32>) outs(%e1 : tensor<?x4x4x4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %p = arith.cmpf ugt, %in, %zero : f32
    %s = arith.select %p, %in, %zero : f32
    linalg.yield %s : f32
  } -> tensor<?x4x4x4xf32>

  %e2 = tensor.empty(%batch) : tensor<?x4x3x3xf32>
  %f2 = linalg.fill ins(%zero : f32) outs(%e2 : tensor<?x4x3x3xf32>)
    -> tensor<?x4x3x3xf32>
  %depthwise = linalg.depthwise_conv_2d_nchw_chw
    {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
    ins(%relu, %d : tensor<?x4x4x4xf32>, tensor<4x2x2xf32>)
    outs(%f2 : tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>

  %flat = tensor.collapse_shape %depthwise [[0], [1], [2, 3]]
    : tensor<?x4x3x3xf32> into tensor<?x4x9xf32>
  %e3 = tensor.empty(%batch) : tensor<?x9x4xf32>
  %sequence = linalg.transpose ins(%flat : tensor<?x4x9xf32>)
    outs(%e3 : tensor<?x9x4xf32>) permutation = [0, 2, 1]
  %e4 = tensor.empty(%batch) : tensor<?x9x3xf32>
  %f4 = linalg.fill ins(%zero : f32) outs(%e4 : tensor<?x9x3xf32>)
    -> tensor<?x9x3xf32>
  %product = linalg.generic {
    indexing_maps = [#tokens, #weights, #out],
    iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
    ins(%sequence, %w : tensor<?x9x4xf32>, tensor<3x4xf32>)
    outs(%f4 : tensor<?x9x3xf32>) {
  ^bb0(%in: f32, %in_0: f32, %out: f32):
    %p = arith.mulf %in, %in_0 : f32
    %s = arith.addf %out, %p : f32
    linalg.yield %s : f32
  } -> tensor<?x9x3xf32>
  %y = linalg.generic {
    indexing_maps = [#id3, #last, #id3],
    iterator_types = ["parallel", "parallel", "parallel"]}
    ins(%product, %c : tensor<?x9x3xf32>, tensor<3xf32>)
    outs(%e4 : tensor<?x9x3xf32>) {
  ^bb0(%in: f32, %in_0: f32, %out: f32):
    %s = arith.addf %in, %in_0 : f32
    linalg.yield %s : f32
  } -> tensor<?x9x3xf32>
  return %y : tensor<?x9x3xf32>
}
