// RUN: lowres-opt %s -convert-lowres-to-linalg | FileCheck %s

// Loops: image, y, x, group, output of a group, window's row, column, channel.
// CHECK-DAG: #[[WINDOW:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1 * 2 + d5, d2 * 3 + d6 * 4, d3, d7)>
// CHECK-DAG: #[[DENSE:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1 + d5, d2 + d6, d3, d7)>
// CHECK-DAG: #[[W:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d3, d4, d5, d6, d7)>
// CHECK-DAG: #[[SUM:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1, d2, d3, d4)>
// CHECK-DAG: #[[RESULT:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
// CHECK-DAG: #[[OUTPUT:.*]] = affine_map<(d0, d1, d2, d3) -> (d3)>

// Zeros around the image; two groups of two channels and of two outputs; sums
// of input times level value, which the scale multiplies.
// CHECK-LABEL: func @everything
// CHECK-SAME:    %[[INPUT:.*]]: tensor<?x7x9x4xf32>, %[[B:.*]]: tensor<4xf32>
// CHECK:         %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
// CHECK:         tensor.pad %[[INPUT]] low[0, 1, 2, 0] high[0, 2, 0, 0]
// CHECK:           tensor.yield %[[ZERO]]
// CHECK:         tensor.expand_shape {{.*}} into tensor<?x10x11x2x2xf32>
// CHECK:         tensor.expand_shape {{.*}} into tensor<2x2x3x2x2xi8>
// CHECK:         %[[LEVELS:.*]] = arith.constant dense<[-1.000000e+00, -5.000000e-01, 0.000000e+00, 5.000000e-01, 1.000000e+00]> : tensor<5xf32>
// CHECK:         %[[SUMS:.*]] = linalg.generic
// CHECK-SAME:      indexing_maps = [#[[WINDOW]], #[[W]], #[[SUM]]]
// CHECK-SAME:      ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction"]
// CHECK-SAME:      ins(%{{.*}}, %{{.*}} : tensor<?x10x11x2x2xf32>, tensor<2x2x3x2x2xi8>)
// CHECK-SAME:      outs(%{{.*}} : tensor<?x4x3x2x2xf32>)
// CHECK-NEXT:    ^bb0(%[[XI:.*]]: f32, %[[CODE:.*]]: i8, %[[ACC:.*]]: f32):
// CHECK-NEXT:      %[[I:.*]] = arith.index_castui %[[CODE]]
// CHECK-NEXT:      %[[LEVEL:.*]] = tensor.extract %[[LEVELS]][%[[I]]]
// CHECK-NEXT:      %[[P:.*]] = arith.mulf %[[XI]], %[[LEVEL]] : f32
// CHECK-NEXT:      %[[S:.*]] = arith.addf %[[ACC]], %[[P]] : f32
// CHECK-NEXT:      linalg.yield %[[S]]
// CHECK:         %[[FLAT:.*]] = tensor.collapse_shape %[[SUMS]] {{.*}} into tensor<?x4x3x4xf32>
// CHECK:         arith.constant dense<2.000000e+00> : tensor<1x4xf32>
// CHECK:         linalg.generic
// CHECK-SAME:      indexing_maps = [#[[RESULT]], #[[OUTPUT]], #[[OUTPUT]], #[[RESULT]]]
// CHECK-SAME:      ins(%[[FLAT]], %{{.*}}, %[[B]] : tensor<?x4x3x4xf32>, tensor<4xf32>, tensor<4xf32>)
// CHECK-NEXT:    ^bb0(%[[Y:.*]]: f32, %[[SCALE:.*]]: f32, %[[BI:.*]]: f32, %{{.*}}: f32):
// CHECK-NEXT:      %[[SCALED:.*]] = arith.mulf %[[Y]], %[[SCALE]]
// CHECK-NEXT:      %[[BIASED:.*]] = arith.addf %[[SCALED]], %[[BI]]
// CHECK:           arith.maximumf %[[BIASED]]
// CHECK-NOT:     linalg.generic
func.func @everything(%x: tensor<?x7x9x4xf32>, %b: tensor<4xf32>)
    -> tensor<?x4x3x4xf32> {
  %w = lowres.constant dense<1> : tensor<48xi8>
    -> tensor<4x3x2x2x!lowres.level<5>>
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) bias(%b : tensor<4xf32>)
    activation(relu)
    strides [2, 3] dilations [1, 4] padding [1, 2, 2, 0] groups 2
    : tensor<?x7x9x4xf32>, tensor<4x3x2x2x!lowres.level<5>>
    -> tensor<?x4x3x4xf32>
  return %y : tensor<?x4x3x4xf32>
}

// Nothing to pad, one group, and a scale for each output that is not known.
// CHECK-LABEL: func @bare
// CHECK-SAME:    %[[X:.*]]: tensor<2x5x5x3xf32>, %{{.*}}: tensor<54xi8>, %[[S:.*]]: tensor<2xf32>
// CHECK-NOT:     tensor.pad
// CHECK:         tensor.expand_shape %[[X]] {{.*}} into tensor<2x5x5x1x3xf32>
// CHECK:         tensor.expand_shape {{.*}} into tensor<1x2x3x3x3xi8>
// CHECK:         linalg.generic
// CHECK-SAME:      indexing_maps = [#[[DENSE]], #[[W]], #[[SUM]]]
// CHECK:         %[[TABLE:.*]] = linalg.generic {{.*}} ins(%[[S]] : tensor<2xf32>)
// CHECK:         %[[SCALES:.*]] = tensor.collapse_shape %[[TABLE]]
// CHECK:         linalg.generic
// CHECK-SAME:      indexing_maps = [#[[RESULT]], #[[OUTPUT]], #[[RESULT]]]
// CHECK-SAME:      ins(%{{.*}}, %[[SCALES]] : tensor<2x3x3x2xf32>, tensor<2xf32>)
// CHECK-NEXT:    ^bb0(%[[Y:.*]]: f32, %[[SCALE:.*]]: f32, %{{.*}}: f32):
// CHECK-NEXT:      %[[SCALED:.*]] = arith.mulf %[[Y]], %[[SCALE]]
// CHECK-NEXT:      linalg.yield %[[SCALED]]
func.func @bare(%x: tensor<2x5x5x3xf32>, %w: tensor<2x3x3x3x!lowres.level<5>>,
                %s: tensor<2xf32>) -> tensor<2x3x3x2xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<2xf32>)
    : tensor<2x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<2x3x3x2xf32>
  return %y : tensor<2x3x3x2xf32>
}
