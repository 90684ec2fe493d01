// RUN: lowres-opt %s --inline | FileCheck %s

// CHECK-LABEL: func.func @caller(
// CHECK-NOT:     call
// CHECK:         lowres.constant
// CHECK:         lowres.dense
func.func @caller(%x: tensor<?x8xf32>) -> tensor<?x2xf32> {
  %y = call @layer(%x) : (tensor<?x8xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

func.func private @layer(%x: tensor<?x8xf32>) -> tensor<?x2xf32> {
  %w = lowres.constant dense<3> : tensor<16xi8> -> tensor<2x8x!lowres.level<5>>
  %s = arith.constant dense<0.25> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x8xf32>, tensor<2x8x!lowres.level<5>> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
