// RUN: lowres-opt %s -verify-roundtrip | lowres-opt | FileCheck %s
// RUN: lowres-opt %s -mlir-print-op-generic | lowres-opt | FileCheck %s
// RUN: lowres-opt %s --emit-bytecode | lowres-opt | FileCheck %s

// Only what is there is printed.
// CHECK-LABEL: func @bare
// CHECK:         lowres.conv_2d %{{.*}}, %{{.*}} scale(%{{.*}} : tensor<f32>) : tensor<?x5x4x3xf32>, tensor<2x3x2x3x!lowres.level<5>> -> tensor<?x3x3x2xf32>
func.func @bare(%x: tensor<?x5x4x3xf32>, %w: tensor<2x3x2x3x!lowres.level<5>>,
                %s: tensor<f32>) -> tensor<?x3x3x2xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) activation(none)
    strides [1, 1] dilations [1, 1] padding [0, 0, 0, 0] groups 1
    : tensor<?x5x4x3xf32>, tensor<2x3x2x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return %y : tensor<?x3x3x2xf32>
}

// (5 + 1 + 2 - 2 * 2 - 1) / 3 + 1 = 2 lines, (4 + 3 + 0 - 1 * 3 - 1) / 2 + 1 =
// 2 columns.
// CHECK-LABEL: func @everything
// CHECK-SAME:    %[[X:.*]]: tensor<3x5x4x6xi8>, %[[W:.*]]: tensor<8x3x2x3x!lowres.level<5>>, %[[S:.*]]: tensor<8xf32>, %[[Q:.*]]: tensor<3xf32>, %[[B:.*]]: tensor<8xf32>
// CHECK:         lowres.conv_2d %[[X]], %[[W]] scale(%[[S]] : tensor<8xf32>) input_scale(%[[Q]] : tensor<3xf32>) bias(%[[B]] : tensor<8xf32>) activation(relu6)
// CHECK-SAME:      strides [3, 2] dilations [2, 3] padding [1, 2, 3, 0] groups 2
// CHECK-SAME:      kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 3>, rows = 2>
// CHECK-SAME:      {test.name = "conv1"}
// CHECK-SAME:      : tensor<3x5x4x6xi8>, tensor<8x3x2x3x!lowres.level<5>> -> tensor<3x2x2x8xf32>
func.func @everything(%x: tensor<3x5x4x6xi8>,
                      %w: tensor<8x3x2x3x!lowres.level<5>>, %s: tensor<8xf32>,
                      %q: tensor<3xf32>, %b: tensor<8xf32>)
    -> tensor<3x2x2x8xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<8xf32>)
    input_scale(%q : tensor<3xf32>) bias(%b : tensor<8xf32>) activation(relu6)
    strides [3, 2] dilations [2, 3] padding [1, 2, 3, 0] groups 2
    kernel<strategy = decode_dot,
           packing = <lanes = 4, digits = 1, bits = 3>, rows = 2>
    {test.name = "conv1"}
    : tensor<3x5x4x6xi8>, tensor<8x3x2x3x!lowres.level<5>>
    -> tensor<3x2x2x8xf32>
  return %y : tensor<3x2x2x8xf32>
}

// Depthwise, on a single pixel, from a file's encoding.
// CHECK-LABEL: func @depthwise
// CHECK:         lowres.conv_2d {{.*}} groups 3 kernel<strategy = plain> :
// CHECK-SAME:      tensor<?x1x1x3xf32>, tensor<6x1x1x1x!lowres.level<3, [-1.000000e+00, 5.000000e-01, 1.000000e+00]>, #lowres.radix<digits = 5, bits = 8>> -> tensor<?x1x1x6xf32>
func.func @depthwise(
    %x: tensor<?x1x1x3xf32>,
    %w: tensor<6x1x1x1x!lowres.level<3, [-1.0, 0.5, 1.0]>,
               #lowres.radix<digits = 5, bits = 8>>,
    %s: tensor<f32>) -> tensor<?x1x1x6xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) groups 3
    kernel<strategy = plain>
    : tensor<?x1x1x3xf32>, tensor<6x1x1x1x!lowres.level<3, [-1.0, 0.5, 1.0]>,
        #lowres.radix<digits = 5, bits = 8>> -> tensor<?x1x1x6xf32>
  return %y : tensor<?x1x1x6xf32>
}

// One scale for each image.
// CHECK-LABEL: func @quantize_images
// CHECK:         lowres.quantize_activations %{{.*}} : tensor<?x5x4x3xf32> -> tensor<?x5x4x3xi8>, tensor<?xf32>
func.func @quantize_images(%x: tensor<?x5x4x3xf32>)
    -> (tensor<?x5x4x3xi8>, tensor<?xf32>) {
  %q, %s = lowres.quantize_activations %x
    : tensor<?x5x4x3xf32> -> tensor<?x5x4x3xi8>, tensor<?xf32>
  return %q, %s : tensor<?x5x4x3xi8>, tensor<?xf32>
}
