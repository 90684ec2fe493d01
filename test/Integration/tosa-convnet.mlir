// A convolutional network in TOSA, as exporters of TFLite and PyTorch models
// write it: NHWC images, OHWI filters, a clamp as ReLU, a product of rank 3 and
// a bias after it. The depthwise convolution has weights of many values, and
// stays float; what it is lowered to is not reported again.

// REQUIRES: numpy
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/Inputs/upstream-models.py input %t/x.npy 5 8 8 2
// RUN: lowres-run %s --input %t/x.npy --compare-reference --output %t/y.npy
// RUN: %python %S/Inputs/upstream-models.py tosa %s %t/x.npy %t/y.npy
// RUN: lowres-run %s --input %t/x.npy --batch 4 --activations i8 --compare-reference
// RUN: lowres-compile %s --report -o %t/tosa.o | FileCheck %s
// CHECK: {{^}}0 5 3x3x3x2
// CHECK-NEXT: {{^}}1 3 4x12
// CHECK-NEXT: weights: 102
// CHECK: tosa-convnet.mlir:[[#]]:[[#]]: tosa.depthwise_conv2d stays float: its weights take {{[0-9]+}} distinct values, at most 17 are asked for
// CHECK-NOT: stays float

func.func @tosa_convnet(%x: tensor<?x8x8x2xf32>) -> tensor<?x4xf32> {
  %zero = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}>
    : () -> tensor<1xf32>
    %k = "tosa.const"() <{values = dense<[[[[0.5, 0.25], [-0.25, -0.5], [0.5,
      -0.25]], [[-0.5, 0.0], [0.5, 0.5], [0.5, 0.5]], [[0.25, -0.25], [0.0,
      -0.5], [0.0, -0.25]]], [[[0.0, -0.5], [0.0, 0.5], [0.0, 0.5]], [[-0.5,
      0.25], [0.25, -0.5], [0.5, -0.5]], [[-0.25, 0.5], [0.0, -0.25], [-0.25,
      0.25]]], [[[0.5, -0.5], [0.25, 0.5], [-0.5, 0.5]], [[-0.25, 0.0], [0.25,
      0.25], [0.5, -0.5]], [[0.25, 0.25], [0.0, 0.25], [-0.25, -0.25]]]]> :
      tensor<3x3x3x2xf32>}> : () -> tensor<3x3x3x2xf32>
    %kb = "tosa.const"() <{values = dense<[1.771, -0.128, -0.051]> :
      tensor<3xf32>}> : () -> tensor<3xf32>
    %d = "tosa.const"() <{values = dense<[[[[0.272], [0.039], [1.481]],
      [[-1.044], [-1.398], [0.848]], [[0.547], [-0.32], [-0.653]]],
      [[[-0.926], [1.764], [0.385]], [[1.736], [0.136], [0.125]], [[-0.641],
      [1.83], [1.183]]], [[[-0.97], [0.813], [-1.11]], [[-0.411], [1.187],
      [-1.643]], [[2.017], [1.023], [-0.636]]]]> : tensor<3x3x3x1xf32>}> : ()
      -> tensor<3x3x3x1xf32>
    %db = "tosa.const"() <{values = dense<[1.787, 0.425, -1.163]> :
      tensor<3xf32>}> : () -> tensor<3xf32>
    %w = "tosa.const"() <{values = dense<[[[0.0, 0.25, 0.25, 0.25], [0.25,
      -0.25, 0.25, -0.25], [0.0, 0.0, 0.25, 0.0], [-0.25, 0.25, 0.0, 0.25],
      [-0.25, 0.0, 0.25, 0.25], [0.25, -0.25, -0.25, -0.25], [0.25, 0.25,
      -0.25, 0.25], [-0.25, 0.25, -0.25, 0.0], [-0.25, -0.25, -0.25, 0.0],
      [-0.25, -0.25, 0.0, 0.0], [-0.25, 0.0, -0.25, 0.25], [0.25, 0.25, 0.25,
      -0.25]]]> : tensor<1x12x4xf32>}> : () -> tensor<1x12x4xf32>
    %c = "tosa.const"() <{values = dense<[[-1.03, 0.776, 0.365, 1.003]]> :
      tensor<1x4xf32>}> : () -> tensor<1x4xf32>  %conv = tosa.conv2d %x, %k, %kb, %zero, %zero {
    acc_type = f32, dilation = array<i64: 1, 1>, pad = array<i64: 1, 1, 1, 1>,
    stride = array<i64: 1, 1>}
    : (tensor<?x8x8x2xf32>, tensor<3x3x3x2xf32>, tensor<3xf32>, tensor<1xf32>,
       tensor<1xf32>) -> tensor<?x8x8x3xf32>
  %relu = tosa.clamp %conv {max_val = 3.40282347E+38 : f32, min_val = 0.0 : f32}
    : (tensor<?x8x8x3xf32>) -> tensor<?x8x8x3xf32>
  %pool = tosa.max_pool2d %relu {
    kernel = array<i64: 2, 2>, pad = array<i64: 0, 0, 0, 0>,
    stride = array<i64: 2, 2>}
    : (tensor<?x8x8x3xf32>) -> tensor<?x4x4x3xf32>
  %depthwise = tosa.depthwise_conv2d %pool, %d, %db, %zero, %zero {
    acc_type = f32, dilation = array<i64: 1, 1>, pad = array<i64: 1, 1, 1, 1>,
    stride = array<i64: 1, 1>}
    : (tensor<?x4x4x3xf32>, tensor<3x3x3x1xf32>, tensor<3xf32>, tensor<1xf32>,
       tensor<1xf32>) -> tensor<?x4x4x3xf32>
  %relu6 = tosa.clamp %depthwise {max_val = 6.0 : f32, min_val = 0.0 : f32}
    : (tensor<?x4x4x3xf32>) -> tensor<?x4x4x3xf32>
  %mean = tosa.avg_pool2d %relu6, %zero, %zero {
    acc_type = f32, kernel = array<i64: 2, 2>, pad = array<i64: 0, 0, 0, 0>,
    stride = array<i64: 2, 2>}
    : (tensor<?x4x4x3xf32>, tensor<1xf32>, tensor<1xf32>)
    -> tensor<?x2x2x3xf32>
  %flatShape = tosa.const_shape {values = dense<[1, -1, 12]> : tensor<3xindex>}
    : () -> !tosa.shape<3>
  %flat = tosa.reshape %mean, %flatShape
    : (tensor<?x2x2x3xf32>, !tosa.shape<3>) -> tensor<1x?x12xf32>
  %product = tosa.matmul %flat, %w, %zero, %zero
    : (tensor<1x?x12xf32>, tensor<1x12x4xf32>, tensor<1xf32>, tensor<1xf32>)
    -> tensor<1x?x4xf32>
  %rowsShape = tosa.const_shape {values = dense<[-1, 4]> : tensor<2xindex>}
    : () -> !tosa.shape<2>
  %rows = tosa.reshape %product, %rowsShape
    : (tensor<1x?x4xf32>, !tosa.shape<2>) -> tensor<?x4xf32>
  %y = tosa.add %rows, %c
    : (tensor<?x4xf32>, tensor<1x4xf32>) -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
