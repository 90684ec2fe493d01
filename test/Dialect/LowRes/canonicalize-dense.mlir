// RUN: lowres-opt %s -canonicalize | FileCheck %s

!weights = tensor<2x4x!lowres.level<5>>

// The same scale for every output is one for the tensor.
// CHECK-LABEL: func @splat_scale
// CHECK:         %[[S:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK:         lowres.dense %{{.*}}, %{{.*}} scale(%[[S]] : tensor<f32>) bias(%{{.*}} : tensor<2xf32>) activation(relu)
func.func @splat_scale(%x: tensor<?x4xf32>, %w: !weights,
                       %b: tensor<2xf32>) -> tensor<?x2xf32> {
  %s = arith.constant dense<0.5> : tensor<2xf32>
  %y = lowres.dense %x, %w scale(%s : tensor<2xf32>) bias(%b : tensor<2xf32>)
    activation(relu) : tensor<?x4xf32>, !weights -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// CHECK-LABEL: func @different_scales
// CHECK:         lowres.dense {{.*}} scale(%{{.*}} : tensor<2xf32>)
func.func @different_scales(%x: tensor<?x4xf32>, %w: !weights) -> tensor<?x2xf32> {
  %s = arith.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %y = lowres.dense %x, %w scale(%s : tensor<2xf32>)
    : tensor<?x4xf32>, !weights -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// Groups say in which order sums are taken.
// CHECK-LABEL: func @splat_groups
// CHECK:         lowres.dense {{.*}} scale(%{{.*}} : tensor<2x2xf32>)
func.func @splat_groups(%x: tensor<?x4xf32>, %w: !weights) -> tensor<?x2xf32> {
  %s = arith.constant dense<0.5> : tensor<2x2xf32>
  %y = lowres.dense %x, %w scale(%s : tensor<2x2xf32>)
    : tensor<?x4xf32>, !weights -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// CHECK-LABEL: func @scale_argument
// CHECK:         lowres.dense {{.*}} scale(%{{.*}} : tensor<2xf32>)
func.func @scale_argument(%x: tensor<?x4xf32>, %w: !weights,
                          %s: tensor<2xf32>) -> tensor<?x2xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<2xf32>)
    : tensor<?x4xf32>, !weights -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
