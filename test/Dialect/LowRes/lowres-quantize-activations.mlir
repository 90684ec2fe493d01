// RUN: lowres-opt %s --lowres-quantize-activations -split-input-file \
// RUN:   | FileCheck %s

// CHECK-LABEL: func.func @float_input(
// CHECK-SAME:      %[[X:.*]]: tensor<?x4xf32>, %[[W:.*]]: tensor<2x4x!lowres.level<5>>, %[[S:.*]]: tensor<f32>
// CHECK:         %[[Q:.*]], %[[QS:.*]] = lowres.quantize_activations %[[X]] : tensor<?x4xf32> -> tensor<?x4xi8>, tensor<?xf32>
// CHECK:         lowres.dense %[[Q]], %[[W]] scale(%[[S]] : tensor<f32>) input_scale(%[[QS]] : tensor<?xf32>)
// CHECK-SAME:      activation(relu)
func.func @float_input(%x: tensor<?x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                       %s: tensor<f32>) -> tensor<?x2xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) activation(relu)
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// A static batch stays static.
// CHECK-LABEL: func.func @static_batch(
// CHECK:         lowres.quantize_activations %{{.*}} : tensor<3x4xf32> -> tensor<3x4xi8>, tensor<3xf32>
func.func @static_batch(%x: tensor<3x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                        %s: tensor<f32>) -> tensor<3x2xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<3x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// -----

// The levels of a free codebook are no integers.
// CHECK-LABEL: func.func @free_codebook(
// CHECK-NOT:     lowres.quantize_activations
// CHECK:         lowres.dense %{{.*}}, %{{.*}} : tensor<?x4xf32>
func.func @free_codebook(
    %x: tensor<?x4xf32>,
    %w: tensor<2x4x!lowres.level<3, [-1.0, 0.25, 1.0]>>, %s: tensor<f32>)
    -> tensor<?x2xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<3, [-1.0, 0.25, 1.0]>>
    -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// CHECK-LABEL: func.func @int8_input(
// CHECK-NOT:     lowres.quantize_activations
func.func @int8_input(%q: tensor<?x4xi8>, %qs: tensor<?xf32>,
                      %w: tensor<2x4x!lowres.level<5>>, %s: tensor<f32>)
    -> tensor<?x2xf32> {
  %y = lowres.dense %q, %w scale(%s : tensor<f32>)
    input_scale(%qs : tensor<?xf32>)
    : tensor<?x4xi8>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// Integer sums over so many inputs could overflow.
// CHECK-LABEL: func.func @wide(
// CHECK-NOT:     lowres.quantize_activations
// CHECK:         lowres.dense %{{.*}}, %{{.*}} : tensor<?x66312xf32>
func.func @wide(%x: tensor<?x66312xf32>,
                %w: tensor<2x66312x!lowres.level<256>>, %s: tensor<f32>)
    -> tensor<?x2xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x66312xf32>, tensor<2x66312x!lowres.level<256>> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// A kernel that sums floats is no kernel of the new layer; the plain loops are.
// CHECK-LABEL: func.func @kernels(
// CHECK:         lowres.dense
// CHECK-NOT:     kernel<
// CHECK:         lowres.dense
// CHECK-SAME:      kernel<strategy = plain>
func.func @kernels(%x: tensor<?x4xf32>, %w: tensor<4x4x!lowres.level<5>>,
                   %s: tensor<f32>) -> tensor<?x4xf32> {
  %h = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 16, digits = 3, bits = 7>>
    : tensor<?x4xf32>, tensor<4x4x!lowres.level<5>> -> tensor<?x4xf32>
  %y = lowres.dense %h, %w scale(%s : tensor<f32>) kernel<strategy = plain>
    : tensor<?x4xf32>, tensor<4x4x!lowres.level<5>> -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
