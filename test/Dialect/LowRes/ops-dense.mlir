// RUN: lowres-opt %s -verify-roundtrip | lowres-opt | FileCheck %s
// RUN: lowres-opt %s -mlir-print-op-generic | lowres-opt | FileCheck %s
// RUN: lowres-opt %s --emit-bytecode | lowres-opt | FileCheck %s

// Only what is there is printed.
// CHECK-LABEL: func @bare
// CHECK:         lowres.dense %{{.*}}, %{{.*}} scale(%{{.*}} : tensor<f32>) : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
func.func @bare(%x: tensor<?x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                %s: tensor<f32>) -> tensor<?x2xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) activation(none)
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// CHECK-LABEL: func @everything
// CHECK-SAME:    %[[X:.*]]: tensor<3x4xi8>, %[[W:.*]]: tensor<2x4x!lowres.level<5>>, %[[S:.*]]: tensor<2x2xf32>, %[[Q:.*]]: tensor<3xf32>, %[[B:.*]]: tensor<2xf32>
// CHECK:         lowres.dense %[[X]], %[[W]] scale(%[[S]] : tensor<2x2xf32>) input_scale(%[[Q]] : tensor<3xf32>) bias(%[[B]] : tensor<2xf32>) activation(gelu_tanh)
// CHECK-SAME:      kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 3, group = 2>, tiles = 2>
// CHECK-SAME:      {test.name = "fc1"}
// CHECK-SAME:      : tensor<3x4xi8>, tensor<2x4x!lowres.level<5>> -> tensor<3x2xf32>
func.func @everything(%x: tensor<3x4xi8>, %w: tensor<2x4x!lowres.level<5>>,
                      %s: tensor<2x2xf32>, %q: tensor<3xf32>,
                      %b: tensor<2xf32>) -> tensor<3x2xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<2x2xf32>)
    input_scale(%q : tensor<3xf32>) bias(%b : tensor<2xf32>)
    activation(gelu_tanh)
    kernel<strategy = decode_dot,
           packing = <lanes = 4, digits = 1, bits = 3, group = 2>, tiles = 2>
    {test.name = "fc1"}
    : tensor<3x4xi8>, tensor<2x4x!lowres.level<5>> -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// CHECK-LABEL: func @activations
// CHECK:         activation(relu)
// CHECK:         activation(relu6)
// CHECK:         activation(gelu)
// CHECK:         activation(gelu_tanh)
// CHECK:         activation(silu)
// CHECK:         activation(sigmoid)
// CHECK:         activation(tanh)
func.func @activations(%x: tensor<?x2xf32>, %w: tensor<2x2x!lowres.level<5>>,
                       %s: tensor<2xf32>) -> tensor<?x2xf32> {
  %0 = lowres.dense %x, %w scale(%s : tensor<2xf32>) activation(relu)
    : tensor<?x2xf32>, tensor<2x2x!lowres.level<5>> -> tensor<?x2xf32>
  %1 = lowres.dense %0, %w scale(%s : tensor<2xf32>) activation(relu6)
    : tensor<?x2xf32>, tensor<2x2x!lowres.level<5>> -> tensor<?x2xf32>
  %2 = lowres.dense %1, %w scale(%s : tensor<2xf32>) activation(gelu)
    : tensor<?x2xf32>, tensor<2x2x!lowres.level<5>> -> tensor<?x2xf32>
  %3 = lowres.dense %2, %w scale(%s : tensor<2xf32>) activation(gelu_tanh)
    : tensor<?x2xf32>, tensor<2x2x!lowres.level<5>> -> tensor<?x2xf32>
  %4 = lowres.dense %3, %w scale(%s : tensor<2xf32>) activation(silu)
    : tensor<?x2xf32>, tensor<2x2x!lowres.level<5>> -> tensor<?x2xf32>
  %5 = lowres.dense %4, %w scale(%s : tensor<2xf32>) activation(sigmoid)
    : tensor<?x2xf32>, tensor<2x2x!lowres.level<5>> -> tensor<?x2xf32>
  %6 = lowres.dense %5, %w scale(%s : tensor<2xf32>) activation(tanh)
    : tensor<?x2xf32>, tensor<2x2x!lowres.level<5>> -> tensor<?x2xf32>
  return %6 : tensor<?x2xf32>
}
