// RUN: lowres-opt %s --lowres-pack-weights -split-input-file \
// RUN:   -verify-diagnostics | FileCheck %s

// The weights of an output are packed in row-major order: the bytes are those
// of the matrix 2x5 in lowres-pack-weights.mlir.
// CHECK-LABEL: func.func @packed(
// CHECK-NEXT:    %[[W:.*]] = lowres.constant dense<[20, 1, 2, 3, 4, 3, 2, 1]> : tensor<8xi8>
// CHECK-SAME:      -> tensor<2x1x5x1x!lowres.level<5>, #lowres.interleaved<lanes = 2, digits = 2, bits = 8>>
// CHECK-NOT:     lowres.constant
// CHECK:         lowres.conv_2d %{{.*}}, %[[W]]
func.func @packed(%x: tensor<?x5x5x1xf32>, %s: tensor<f32>)
    -> tensor<?x5x1x2xf32> {
  %w = lowres.constant dense<[0, 1, 2, 3, 4, 4, 3, 2, 1, 0]> : tensor<10xi8>
    -> tensor<2x1x5x1x!lowres.level<5>>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma,
           packing = <lanes = 2, digits = 2, bits = 8>>
    : tensor<?x5x5x1xf32>, tensor<2x1x5x1x!lowres.level<5>>
    -> tensor<?x5x1x2xf32>
  return %y : tensor<?x5x1x2xf32>
}

// -----

// From the storage of a model file, in groups of one output.
// CHECK-LABEL: func.func @from_radix(
// CHECK-NEXT:    lowres.constant dense<[20, 1, 2, 3, 4, 3, 2, 1]> : tensor<8xi8>
// CHECK-SAME:      -> tensor<2x5x1x1x!lowres.level<5>, #lowres.interleaved<lanes = 1, digits = 2, bits = 8>>
func.func @from_radix(%x: tensor<?x5x5x2xf32>, %s: tensor<f32>)
    -> tensor<?x1x5x2xf32> {
  // 0 + 5 * 1 + 25 * 2, 3 + 5 * 4 + 25 * 4, 3 + 5 * 2 + 25 * 1, 0
  %w = lowres.constant dense<[55, 123, 38, 0]> : tensor<4xi8>
    -> tensor<2x5x1x1x!lowres.level<5>, #lowres.radix<digits = 3, bits = 8>>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) groups 2
    kernel<strategy = decode_fma,
           packing = <lanes = 1, digits = 2, bits = 8>>
    : tensor<?x5x5x2xf32>,
      tensor<2x5x1x1x!lowres.level<5>, #lowres.radix<digits = 3, bits = 8>>
    -> tensor<?x1x5x2xf32>
  return %y : tensor<?x1x5x2xf32>
}

// -----

// No kernel yet, and one without a packing.
// CHECK-LABEL: func.func @left_alone(
// CHECK-NEXT:    %[[W:.*]] = lowres.constant dense<[0, 1, 2, 1]> : tensor<4xi8> -> tensor<2x1x1x2x!lowres.level<3>>
// CHECK-NEXT:    lowres.conv_2d %{{.*}}, %[[W]]
// CHECK:         lowres.conv_2d %{{.*}}, %[[W]]
func.func @left_alone(%x: tensor<?x3x3x2xf32>, %s: tensor<f32>)
    -> tensor<?x3x3x2xf32> {
  %w = lowres.constant dense<[0, 1, 2, 1]> : tensor<4xi8>
    -> tensor<2x1x1x2x!lowres.level<3>>
  %a = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x3x3x2xf32>, tensor<2x1x1x2x!lowres.level<3>>
    -> tensor<?x3x3x2xf32>
  %b = lowres.conv_2d %a, %w scale(%s : tensor<f32>) kernel<strategy = plain>
    : tensor<?x3x3x2xf32>, tensor<2x1x1x2x!lowres.level<3>>
    -> tensor<?x3x3x2xf32>
  return %b : tensor<?x3x3x2xf32>
}

// -----

func.func @argument(%x: tensor<?x3x3x2xf32>,
                    %w: tensor<2x1x1x2x!lowres.level<5>>, %s: tensor<f32>)
    -> tensor<?x3x3x2xf32> {
  // expected-error@+1 {{'lowres.conv_2d' op has a kernel with a packing, but its weights are not a constant}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma,
           packing = <lanes = 4, digits = 3, bits = 7>>
    : tensor<?x3x3x2xf32>, tensor<2x1x1x2x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return %y : tensor<?x3x3x2xf32>
}
