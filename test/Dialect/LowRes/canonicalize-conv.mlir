// RUN: lowres-opt %s -canonicalize | FileCheck %s

// A window of the whole image: a fully connected layer as some exporters write
// it.
// CHECK-LABEL: func.func @whole_image(
// CHECK-SAME:    %[[X:.*]]: tensor<?x2x2x3xf32>, %[[B:.*]]: tensor<2xf32>
// CHECK-DAG:     %[[W:.*]] = lowres.constant {{.*}} -> tensor<2x12x!lowres.level<3>>
// CHECK-DAG:     %[[ROWS:.*]] = tensor.collapse_shape %[[X]] {{\[}}[0], [1, 2, 3]] : tensor<?x2x2x3xf32> into tensor<?x12xf32>
// CHECK:         %[[Y:.*]] = lowres.dense %[[ROWS]], %[[W]] {{.*}} bias(%[[B]] : tensor<2xf32>) activation(relu)
// CHECK-SAME:      tensor<?x12xf32>, tensor<2x12x!lowres.level<3>> -> tensor<?x2xf32>
// CHECK:         tensor.expand_shape %[[Y]] {{\[}}[0], [1, 2, 3]] {{.*}} into tensor<?x1x1x2xf32>
func.func @whole_image(%x: tensor<?x2x2x3xf32>, %b: tensor<2xf32>)
    -> tensor<?x1x1x2xf32> {
  %w = lowres.constant dense<1> : tensor<24xi8>
    -> tensor<2x2x2x3x!lowres.level<3>>
  %s = arith.constant dense<0.5> : tensor<f32>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) bias(%b : tensor<2xf32>)
    activation(relu) strides [2, 2]
    : tensor<?x2x2x3xf32>, tensor<2x2x2x3x!lowres.level<3>>
    -> tensor<?x1x1x2xf32>
  return %y : tensor<?x1x1x2xf32>
}

// Padding, smaller windows and groups make something else of it.
// CHECK-LABEL: func.func @others(
// CHECK-COUNT-3: lowres.conv_2d
func.func @others(%x: tensor<?x2x2x4xf32>)
    -> (tensor<?x3x3x2xf32>, tensor<?x2x2x2xf32>, tensor<?x1x1x2xf32>) {
  %s = arith.constant dense<0.5> : tensor<f32>
  %w = lowres.constant dense<1> : tensor<32xi8>
    -> tensor<2x2x2x4x!lowres.level<3>>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) padding [1, 1, 1, 1]
    : tensor<?x2x2x4xf32>, tensor<2x2x2x4x!lowres.level<3>>
    -> tensor<?x3x3x2xf32>
  %w1 = lowres.constant dense<1> : tensor<8xi8>
    -> tensor<2x1x1x4x!lowres.level<3>>
  %z = lowres.conv_2d %x, %w1 scale(%s : tensor<f32>)
    : tensor<?x2x2x4xf32>, tensor<2x1x1x4x!lowres.level<3>>
    -> tensor<?x2x2x2xf32>
  %w2 = lowres.constant dense<1> : tensor<16xi8>
    -> tensor<2x2x2x2x!lowres.level<3>>
  %g = lowres.conv_2d %x, %w2 scale(%s : tensor<f32>) groups 2
    : tensor<?x2x2x4xf32>, tensor<2x2x2x2x!lowres.level<3>>
    -> tensor<?x1x1x2xf32>
  return %y, %z, %g
    : tensor<?x3x3x2xf32>, tensor<?x2x2x2xf32>, tensor<?x1x1x2xf32>
}

// A kernel that was chosen for a depthwise convolution is none for a dense
// layer: sums of i8 channels are decoded to floats.
// CHECK-LABEL: func.func @kernel(
// CHECK:         lowres.conv_2d {{.*}} kernel<strategy = decode_fma
func.func @kernel(%x: tensor<1x3x3x1xi8>, %q: tensor<1xf32>)
    -> tensor<1x1x1x1xf32> {
  %s = arith.constant dense<0.5> : tensor<f32>
  %w = lowres.constant dense<1> : tensor<9xi8>
    -> tensor<1x3x3x1x!lowres.level<3>>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<1xf32>)
    kernel<strategy = decode_fma, packing = <lanes = 8, digits = 1, bits = 2>, rows = 1, tiles = 1>
    : tensor<1x3x3x1xi8>, tensor<1x3x3x1x!lowres.level<3>>
    -> tensor<1x1x1x1xf32>
  return %y : tensor<1x1x1x1xf32>
}

// The same scale for every output is one for the tensor.
// CHECK-LABEL: func.func @splat_scale(
// CHECK:         %[[S:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK:         lowres.conv_2d {{.*}} scale(%[[S]] : tensor<f32>)
func.func @splat_scale(%x: tensor<?x4x4x3xf32>,
                       %w: tensor<2x3x3x3x!lowres.level<5>>)
    -> tensor<?x2x2x2xf32> {
  %s = arith.constant dense<0.5> : tensor<2xf32>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<2xf32>)
    : tensor<?x4x4x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x2x2x2xf32>
  return %y : tensor<?x2x2x2xf32>
}
