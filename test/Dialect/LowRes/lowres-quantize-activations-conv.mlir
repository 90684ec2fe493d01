// RUN: lowres-opt %s --lowres-quantize-activations -split-input-file \
// RUN:   | FileCheck %s

// An image has one scale; all else of the layer stays.
// CHECK-LABEL: func.func @float_input(
// CHECK-SAME:      %[[X:.*]]: tensor<?x5x5x4xf32>, %[[W:.*]]: tensor<2x3x3x2x!lowres.level<5>>, %[[S:.*]]: tensor<f32>, %[[B:.*]]: tensor<2xf32>
// CHECK:         %[[Q:.*]], %[[QS:.*]] = lowres.quantize_activations %[[X]] : tensor<?x5x5x4xf32> -> tensor<?x5x5x4xi8>, tensor<?xf32>
// CHECK:         lowres.conv_2d %[[Q]], %[[W]] scale(%[[S]] : tensor<f32>) input_scale(%[[QS]] : tensor<?xf32>) bias(%[[B]] : tensor<2xf32>)
// CHECK-SAME:      activation(relu) strides [2, 1] dilations [1, 2] padding [1, 1, 0, 2] groups 2
// CHECK-SAME:      : tensor<?x5x5x4xi8>, tensor<2x3x3x2x!lowres.level<5>> -> tensor<?x3x3x2xf32>
func.func @float_input(%x: tensor<?x5x5x4xf32>,
                       %w: tensor<2x3x3x2x!lowres.level<5>>, %s: tensor<f32>,
                       %b: tensor<2xf32>) -> tensor<?x3x3x2xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) bias(%b : tensor<2xf32>)
    activation(relu) strides [2, 1] dilations [1, 2] padding [1, 1, 0, 2]
    groups 2
    : tensor<?x5x5x4xf32>, tensor<2x3x3x2x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return %y : tensor<?x3x3x2xf32>
}

// -----

// A static batch stays static.
// CHECK-LABEL: func.func @static_batch(
// CHECK:         lowres.quantize_activations %{{.*}} : tensor<3x5x5x3xf32> -> tensor<3x5x5x3xi8>, tensor<3xf32>
func.func @static_batch(%x: tensor<3x5x5x3xf32>,
                        %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>)
    -> tensor<3x3x3x2xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<3x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<3x3x3x2xf32>
  return %y : tensor<3x3x3x2xf32>
}

// -----

// The levels of a free codebook are no integers.
// CHECK-LABEL: func.func @free_codebook(
// CHECK-NOT:     lowres.quantize_activations
// CHECK:         lowres.conv_2d {{.*}} : tensor<?x5x5x3xf32>
func.func @free_codebook(
    %x: tensor<?x5x5x3xf32>,
    %w: tensor<2x3x3x3x!lowres.level<3, [-1.0, 0.25, 1.0]>>, %s: tensor<f32>)
    -> tensor<?x3x3x2xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<3, [-1.0, 0.25, 1.0]>>
    -> tensor<?x3x3x2xf32>
  return %y : tensor<?x3x3x2xf32>
}

// -----

// CHECK-LABEL: func.func @int8_input(
// CHECK-NOT:     lowres.quantize_activations
func.func @int8_input(%q: tensor<?x5x5x3xi8>, %qs: tensor<?xf32>,
                      %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>)
    -> tensor<?x3x3x2xf32> {
  %y = lowres.conv_2d %q, %w scale(%s : tensor<f32>)
    input_scale(%qs : tensor<?xf32>)
    : tensor<?x5x5x3xi8>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return %y : tensor<?x3x3x2xf32>
}

// -----

// It is the window that integer sums could overflow over, not the image:
// 257 * 259 inputs are too many, 257 * 258 are not.
// CHECK-LABEL: func.func @wide(
// CHECK-NOT:     lowres.quantize_activations
// CHECK:         lowres.conv_2d {{.*}} : tensor<?x257x259x1xf32>, tensor<2x257x259x1x
// CHECK:         lowres.quantize_activations
// CHECK:         lowres.conv_2d {{.*}} : tensor<?x257x259x1xi8>, tensor<2x257x258x1x
func.func @wide(%x: tensor<?x257x259x1xf32>,
                %w: tensor<2x257x259x1x!lowres.level<256>>,
                %v: tensor<2x257x258x1x!lowres.level<256>>, %s: tensor<f32>)
    -> (tensor<?x1x1x2xf32>, tensor<?x1x2x2xf32>) {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x257x259x1xf32>, tensor<2x257x259x1x!lowres.level<256>>
    -> tensor<?x1x1x2xf32>
  %z = lowres.conv_2d %x, %v scale(%s : tensor<f32>)
    : tensor<?x257x259x1xf32>, tensor<2x257x258x1x!lowres.level<256>>
    -> tensor<?x1x2x2xf32>
  return %y, %z : tensor<?x1x1x2xf32>, tensor<?x1x2x2xf32>
}

// -----

// A kernel that sums floats is no kernel of the new layer; the plain loops are.
// CHECK-LABEL: func.func @kernels(
// CHECK:         lowres.conv_2d
// CHECK-NOT:     kernel<
// CHECK:         lowres.conv_2d
// CHECK-SAME:      kernel<strategy = plain>
func.func @kernels(%x: tensor<?x3x3x2xf32>,
                   %w: tensor<2x1x1x2x!lowres.level<5>>, %s: tensor<f32>)
    -> tensor<?x3x3x2xf32> {
  %h = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 16, digits = 3, bits = 7>>
    : tensor<?x3x3x2xf32>, tensor<2x1x1x2x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  %y = lowres.conv_2d %h, %w scale(%s : tensor<f32>) kernel<strategy = plain>
    : tensor<?x3x3x2xf32>, tensor<2x1x1x2x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return %y : tensor<?x3x3x2xf32>
}
