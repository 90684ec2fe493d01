// Convolutions of every order of dimensions.

// RUN: lowres-opt %s --convert-linalg-to-lowres --split-input-file | FileCheck %s

// CHECK-LABEL: func @nhwc_hwcf
// CHECK: lowres.conv_2d %arg0, %{{.*}} scale(%{{.*}} : tensor<f32>) strides [2, 1] dilations [1, 2] : tensor<?x9x8x3xf32>, tensor<4x3x2x3x!lowres.level<2>,{{.*}} -> tensor<?x4x6x4xf32>
func.func @nhwc_hwcf(%x: tensor<?x9x8x3xf32>, %out: tensor<?x4x6x4xf32>) -> tensor<?x4x6x4xf32> {
  %w = arith.constant dense<0.5> : tensor<3x2x3x4xf32>
  %zero = arith.constant 0.0 : f32
  %init = linalg.fill ins(%zero : f32) outs(%out : tensor<?x4x6x4xf32>) -> tensor<?x4x6x4xf32>
  %y = linalg.conv_2d_nhwc_hwcf {strides = dense<[2, 1]> : tensor<2xi64>, dilations = dense<[1, 2]> : tensor<2xi64>}
    ins(%x, %w : tensor<?x9x8x3xf32>, tensor<3x2x3x4xf32>) outs(%init : tensor<?x4x6x4xf32>) -> tensor<?x4x6x4xf32>
  return %y : tensor<?x4x6x4xf32>
}

// -----

// The codes of an HWCF filter in the order OHWI: outputs of 1, 0 and 0, 1, twice.

// CHECK-LABEL: func @order
// CHECK: lowres.constant dense<-103> : tensor<1xi8> -> tensor<2x1x2x2x!lowres.level<2>,
// CHECK: lowres.conv_2d
func.func @order(%x: tensor<?x1x2x2xf32>, %init: tensor<?x1x1x2xf32>) -> tensor<?x1x1x2xf32> {
  %w = arith.constant dense<[[[[0.5, 0.5], [-0.5, -0.5]], [[-0.5, -0.5], [0.5, 0.5]]]]> : tensor<1x2x2x2xf32>
  %y = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<?x1x2x2xf32>, tensor<1x2x2x2xf32>) outs(%init : tensor<?x1x1x2xf32>) -> tensor<?x1x1x2xf32>
  return %y : tensor<?x1x1x2xf32>
}

// -----

// Zeros around the image become padding, others do not.

// CHECK-LABEL: func @padding
// CHECK: %[[P:.*]] = tensor.pad
// CHECK: lowres.conv_2d %arg0, {{.*}} padding [1, 0, 0, 2] :
// CHECK: lowres.conv_2d %[[P]], {{.*}} scale(%{{.*}} : tensor<f32>) :
func.func @padding(%x: tensor<?x2x2x1xf32>, %out: tensor<?x1x2x1xf32>) -> (tensor<?x1x2x1xf32>, tensor<?x1x2x1xf32>) {
  %w = arith.constant dense<0.5> : tensor<1x3x3x1xf32>
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %init = linalg.fill ins(%zero : f32) outs(%out : tensor<?x1x2x1xf32>) -> tensor<?x1x2x1xf32>
  %p = tensor.pad %x low[0, 1, 0, 0] high[0, 0, 2, 0] {
  ^bb0(%a: index, %b: index, %c: index, %d: index):
    tensor.yield %zero : f32
  } : tensor<?x2x2x1xf32> to tensor<?x3x4x1xf32>
  %q = tensor.pad %x low[0, 1, 0, 0] high[0, 0, 2, 0] {
  ^bb0(%a: index, %b: index, %c: index, %d: index):
    tensor.yield %one : f32
  } : tensor<?x2x2x1xf32> to tensor<?x3x4x1xf32>
  %y = linalg.conv_2d_nhwc_fhwc ins(%p, %w : tensor<?x3x4x1xf32>, tensor<1x3x3x1xf32>) outs(%init : tensor<?x1x2x1xf32>) -> tensor<?x1x2x1xf32>
  %z = linalg.conv_2d_nhwc_fhwc ins(%q, %w : tensor<?x3x4x1xf32>, tensor<1x3x3x1xf32>) outs(%init : tensor<?x1x2x1xf32>) -> tensor<?x1x2x1xf32>
  return %y, %z : tensor<?x1x2x1xf32>, tensor<?x1x2x1xf32>
}

// -----

// Images with the channels first are transposed; between two layers the
// transposes meet and go. A bias lies along the channels.

// CHECK-LABEL: func @nchw
// CHECK: %[[B:.*]] = arith.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK: %[[T:.*]] = linalg.transpose ins(%arg0 : tensor<?x2x4x4xf32>) {{.*}} permutation = [0, 2, 3, 1]
// CHECK: %[[C:.*]] = lowres.conv_2d %[[T]], %{{.*}} bias(%[[B]] : tensor<2xf32>) activation(relu) padding [1, 1, 1, 1] :
// CHECK: %[[D:.*]] = lowres.conv_2d %[[C]]
// CHECK: linalg.transpose ins(%[[D]] : tensor<?x4x4x2xf32>) {{.*}} permutation = [0, 3, 1, 2]
#id = affine_map<(a, b, c, d) -> (a, b, c, d)>
func.func @nchw(%x: tensor<?x2x4x4xf32>, %out: tensor<?x2x4x4xf32>) -> tensor<?x2x4x4xf32> {
  %w = arith.constant dense<0.5> : tensor<2x2x3x3xf32>
  %b = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %zero = arith.constant 0.0 : f32
  %bias = linalg.broadcast ins(%b : tensor<2xf32>) outs(%out : tensor<?x2x4x4xf32>) dimensions = [0, 2, 3]
  %p = tensor.pad %x low[0, 0, 1, 1] high[0, 0, 1, 1] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %zero : f32
  } : tensor<?x2x4x4xf32> to tensor<?x2x6x6xf32>
  %c = linalg.conv_2d_nchw_fchw ins(%p, %w : tensor<?x2x6x6xf32>, tensor<2x2x3x3xf32>) outs(%bias : tensor<?x2x4x4xf32>) -> tensor<?x2x4x4xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
    ins(%c : tensor<?x2x4x4xf32>) outs(%out : tensor<?x2x4x4xf32>) {
  ^bb0(%in: f32, %o: f32):
    %m = arith.maximumf %in, %zero : f32
    linalg.yield %m : f32
  } -> tensor<?x2x4x4xf32>
  %v = arith.constant dense<0.5> : tensor<2x2x1x1xf32>
  %y = linalg.conv_2d_nchw_fchw ins(%r, %v : tensor<?x2x4x4xf32>, tensor<2x2x1x1xf32>) outs(%bias : tensor<?x2x4x4xf32>) -> tensor<?x2x4x4xf32>
  return %y : tensor<?x2x4x4xf32>
}

// -----

// CHECK-LABEL: func @depthwise
// CHECK: lowres.conv_2d %arg0, %{{.*}} groups 3 : tensor<?x4x4x3xf32>, tensor<3x3x3x1x!lowres.level<2>,
// CHECK: %[[Y:.*]] = lowres.conv_2d %arg0, %{{.*}} groups 3 : tensor<?x4x4x3xf32>, tensor<6x3x3x1x!lowres.level<2>,{{.*}} -> tensor<?x2x2x6xf32>
// CHECK: tensor.expand_shape %[[Y]] {{\[}}[0], [1], [2], [3, 4]]
func.func @depthwise(%x: tensor<?x4x4x3xf32>, %a: tensor<?x2x2x3xf32>, %b: tensor<?x2x2x3x2xf32>) -> (tensor<?x2x2x3xf32>, tensor<?x2x2x3x2xf32>) {
  %v = arith.constant dense<0.5> : tensor<3x3x3xf32>
  %w = arith.constant dense<0.5> : tensor<3x3x3x2xf32>
  %y = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %v : tensor<?x4x4x3xf32>, tensor<3x3x3xf32>) outs(%a : tensor<?x2x2x3xf32>) -> tensor<?x2x2x3xf32>
  %z = linalg.depthwise_conv_2d_nhwc_hwcm ins(%x, %w : tensor<?x4x4x3xf32>, tensor<3x3x3x2xf32>) outs(%b : tensor<?x2x2x3x2xf32>) -> tensor<?x2x2x3x2xf32>
  return %y, %z : tensor<?x2x2x3xf32>, tensor<?x2x2x3x2xf32>
}

// -----

// Channels that only the weights' type says.

// CHECK-LABEL: func @dynamic_channels
// CHECK: %[[X:.*]] = tensor.cast %arg0 : tensor<?x8x8x?xf32> to tensor<?x8x8x4xf32>
// CHECK: %[[Y:.*]] = lowres.conv_2d %[[X]], {{.*}} -> tensor<?x6x6x2xf32>
// CHECK: tensor.cast %[[Y]] : tensor<?x6x6x2xf32> to tensor<?x6x6x?xf32>
func.func @dynamic_channels(%x: tensor<?x8x8x?xf32>, %out: tensor<?x6x6x?xf32>) -> tensor<?x6x6x?xf32> {
  %w = arith.constant dense<0.5> : tensor<3x3x4x2xf32>
  %y = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<?x8x8x?xf32>, tensor<3x3x4x2xf32>) outs(%out : tensor<?x6x6x?xf32>) -> tensor<?x6x6x?xf32>
  return %y : tensor<?x6x6x?xf32>
}

// -----

// CHECK-LABEL: func @dynamic_depthwise_channels
// CHECK: tensor.cast %arg0 : tensor<?x8x8x?xf32> to tensor<?x8x8x4xf32>
// CHECK: lowres.conv_2d {{.*}} groups 4
func.func @dynamic_depthwise_channels(%x: tensor<?x8x8x?xf32>, %out: tensor<?x6x6x4xf32>) -> tensor<?x6x6x4xf32> {
  %w = arith.constant dense<0.5> : tensor<3x3x4xf32>
  %y = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %w : tensor<?x8x8x?xf32>, tensor<3x3x4xf32>) outs(%out : tensor<?x6x6x4xf32>) -> tensor<?x6x6x4xf32>
  return %y : tensor<?x6x6x4xf32>
}
