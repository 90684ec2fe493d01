// RUN: lowres-opt %s -convert-lowres-to-linalg | FileCheck %s

!weights = tensor<2x2x!lowres.level<5>>

// CHECK-LABEL: func @bias_relu
// CHECK-SAME:    %[[B:[a-z0-9]+]]: tensor<2xf32>) ->
// CHECK:         linalg.generic {{.*}} ins(%{{.*}}, %[[B]] : tensor<?x2xf32>, tensor<2xf32>)
// CHECK-NEXT:    ^bb0(%[[Y:.*]]: f32, %[[BI:.*]]: f32, %{{.*}}: f32):
// CHECK-NEXT:      %[[SUM:.*]] = arith.addf %[[Y]], %[[BI]]
// CHECK:           arith.maximumf %[[SUM]]
func.func @bias_relu(%x: tensor<?x2xf32>, %w: !weights, %s: tensor<2xf32>,
                     %b: tensor<2xf32>) -> tensor<?x2xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<2xf32>) bias(%b : tensor<2xf32>)
    activation(relu) : tensor<?x2xf32>, !weights -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// CHECK-LABEL: func @relu6
// CHECK:         arith.maximumf
// CHECK:         arith.minimumf
func.func @relu6(%x: tensor<?x2xf32>, %w: !weights, %s: tensor<2xf32>)
    -> tensor<?x2xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<2xf32>) activation(relu6)
    : tensor<?x2xf32>, !weights -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// CHECK-LABEL: func @gelu
// CHECK:         math.erf
func.func @gelu(%x: tensor<?x2xf32>, %w: !weights, %s: tensor<2xf32>)
    -> tensor<?x2xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<2xf32>) activation(gelu)
    : tensor<?x2xf32>, !weights -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// CHECK-LABEL: func @gelu_tanh
// CHECK:         math.tanh
func.func @gelu_tanh(%x: tensor<?x2xf32>, %w: !weights, %s: tensor<2xf32>)
    -> tensor<?x2xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<2xf32>) activation(gelu_tanh)
    : tensor<?x2xf32>, !weights -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// CHECK-LABEL: func @silu
// CHECK:         math.exp
// CHECK:         arith.divf
// CHECK:         arith.mulf
func.func @silu(%x: tensor<?x2xf32>, %w: !weights, %s: tensor<2xf32>)
    -> tensor<?x2xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<2xf32>) activation(silu)
    : tensor<?x2xf32>, !weights -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// CHECK-LABEL: func @sigmoid
// CHECK:         math.exp
// CHECK:         arith.divf
// CHECK-NEXT:    linalg.yield
func.func @sigmoid(%x: tensor<?x2xf32>, %w: !weights, %s: tensor<2xf32>)
    -> tensor<?x2xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<2xf32>) activation(sigmoid)
    : tensor<?x2xf32>, !weights -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// CHECK-LABEL: func @tanh
// CHECK:         math.tanh
func.func @tanh(%x: tensor<?x2xf32>, %w: !weights, %s: tensor<2xf32>)
    -> tensor<?x2xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<2xf32>) activation(tanh)
    : tensor<?x2xf32>, !weights -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
