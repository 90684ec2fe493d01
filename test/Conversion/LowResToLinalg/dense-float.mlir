// RUN: lowres-opt %s -convert-lowres-to-linalg | FileCheck %s

// Sums of input times level value, which the scale multiplies.
// CHECK-DAG: #[[X:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
// CHECK-DAG: #[[W:.*]] = affine_map<(d0, d1, d2, d3) -> (d1, d2, d3)>
// CHECK-DAG: #[[SUM:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
// CHECK-DAG: #[[SCALE:.*]] = affine_map<(d0, d1, d2) -> (d2, d1)>

// CHECK-LABEL: func @dense
// CHECK-SAME:    %[[INPUT:.*]]: tensor<?x4xf32>
// CHECK-DAG:     %[[CODES:.*]] = arith.constant dense<[0, 1, 2, 3, 4, 2, 0, 1]> : tensor<8xi8>
// CHECK-DAG:     %[[LEVELS:.*]] = arith.constant dense<[-1.000000e+00, -5.000000e-01, 0.000000e+00, 5.000000e-01, 1.000000e+00]> : tensor<5xf32>
// CHECK:         linalg.generic
// CHECK-SAME:      indexing_maps = [#[[X]], #[[W]], #[[SUM]]]
// CHECK-SAME:      ["parallel", "parallel", "parallel", "reduction"]
// CHECK-SAME:      ins(%{{.*}}, %{{.*}} : tensor<?x1x4xf32>, tensor<2x1x4xi8>)
// CHECK-NEXT:    ^bb0(%[[XI:.*]]: f32, %[[CODE:.*]]: i8, %[[ACC:.*]]: f32):
// CHECK-NEXT:      %[[I:.*]] = arith.index_castui %[[CODE]]
// CHECK-NEXT:      %[[LEVEL:.*]] = tensor.extract %[[LEVELS]][%[[I]]]
// CHECK-NEXT:      %[[P:.*]] = arith.mulf %[[XI]], %[[LEVEL]] : f32
// CHECK-NEXT:      %[[S:.*]] = arith.addf %[[ACC]], %[[P]] : f32
// CHECK-NEXT:      linalg.yield %[[S]]
// CHECK:         %[[TABLE:.*]] = arith.constant dense<2.000000e+00> : tensor<1x2xf32>
// CHECK:         linalg.generic
// CHECK-SAME:      #[[SCALE]]
// CHECK-SAME:      ins(%{{.*}}, %[[TABLE]] : tensor<?x2x1xf32>, tensor<1x2xf32>)
// CHECK:           arith.mulf
// CHECK-NEXT:      arith.addf
// CHECK-NOT:     linalg.generic
func.func @dense(%x: tensor<?x4xf32>) -> tensor<?x2xf32> {
  %w = lowres.constant dense<[0, 1, 2, 3, 4, 2, 0, 1]> : tensor<8xi8>
    -> tensor<2x4x!lowres.level<5>>
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
