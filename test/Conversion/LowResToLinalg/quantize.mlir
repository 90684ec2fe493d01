// RUN: lowres-opt %s -convert-lowres-to-linalg | FileCheck %s

// The code is the number of midpoints that the weight reaches: -1/2 and 1/2
// times the scale.
// CHECK-LABEL: func @quantize
// CHECK-SAME:    %[[W:.*]]: tensor<4x8xf32>, %[[S:.*]]: tensor<f32>) -> tensor<32xi8>
// CHECK:         %[[CODES:.*]] = linalg.generic {{.*}} ins(%[[W]] : tensor<4x8xf32>) outs(%{{.*}} : tensor<4x8xi8>)
// CHECK-NEXT:    ^bb0(%[[X:.*]]: f32, %{{.*}}: i8):
// CHECK:           %[[SCALE:.*]] = tensor.extract %[[S]][]
// CHECK:           %[[LOW:.*]] = arith.constant -5.000000e-01 : f32
// CHECK:           %[[BOUND:.*]] = arith.mulf %[[SCALE]], %[[LOW]]
// CHECK:           arith.cmpf oge, %[[X]], %[[BOUND]]
// CHECK:           arith.constant 5.000000e-01 : f32
// CHECK:           arith.cmpf oge
// CHECK-NOT:       arith.cmpf
// CHECK:         tensor.collapse_shape %[[CODES]] {{.*}} into tensor<32xi8>
func.func @quantize(%w: tensor<4x8xf32>, %s: tensor<f32>)
    -> tensor<4x8x!lowres.level<3>> {
  %c = lowres.quantize %w scale(%s : tensor<f32>)
    : tensor<4x8xf32> -> tensor<4x8x!lowres.level<3>>
  return %c : tensor<4x8x!lowres.level<3>>
}

// Groups of ceil(8 / 3) = 3 inputs.
// CHECK-LABEL: func @dequantize_groups
// CHECK-SAME:    %[[C:.*]]: tensor<32xi8>, %[[S:.*]]: tensor<4x3xf32>
// CHECK:         linalg.generic
// CHECK:           %[[ROW:.*]] = linalg.index 0
// CHECK-DAG:       %[[THREE:.*]] = arith.constant 3 : index
// CHECK-DAG:       %[[COLUMN:.*]] = linalg.index 1
// CHECK:           %[[GROUP:.*]] = arith.divui %[[COLUMN]], %[[THREE]]
// CHECK:           %[[SCALE:.*]] = tensor.extract %[[S]][%[[ROW]], %[[GROUP]]]
// CHECK:           %[[LEVEL:.*]] = tensor.extract
// CHECK:           arith.mulf %[[SCALE]], %[[LEVEL]]
func.func @dequantize_groups(%c: tensor<4x8x!lowres.level<5>>,
                             %s: tensor<4x3xf32>) -> tensor<4x8xf32> {
  %w = lowres.dequantize %c scale(%s : tensor<4x3xf32>)
    : tensor<4x8x!lowres.level<5>> -> tensor<4x8xf32>
  return %w : tensor<4x8xf32>
}

// CHECK-LABEL: func @quantize_scalar
// CHECK-SAME:    -> tensor<1xi8>
func.func @quantize_scalar(%w: tensor<f32>, %s: tensor<f32>)
    -> tensor<!lowres.level<3>> {
  %c = lowres.quantize %w scale(%s : tensor<f32>)
    : tensor<f32> -> tensor<!lowres.level<3>>
  return %c : tensor<!lowres.level<3>>
}

// A scalar's one code, packed or not.
// CHECK-LABEL: func @dequantize_scalar
// CHECK-SAME:    %[[C:.*]]: tensor<1xi8>
// CHECK:         tensor.collapse_shape %[[C]] [] : tensor<1xi8> into tensor<i8>
func.func @dequantize_scalar(%c: tensor<!lowres.level<3>>, %s: tensor<f32>)
    -> tensor<f32> {
  %w = lowres.dequantize %c scale(%s : tensor<f32>)
    : tensor<!lowres.level<3>> -> tensor<f32>
  return %w : tensor<f32>
}
