// RUN: lowres-opt %s -convert-lowres-to-linalg -split-input-file | FileCheck %s

// Four levels: integers 2 code - 3, step 1/3. The sum as f32, times (the
// image's scale times (scale times step)), then the bias.
// CHECK-DAG:   #[[RESULT:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
// CHECK-DAG:   #[[OUTPUT:.*]] = affine_map<(d0, d1, d2, d3) -> (d3)>
// CHECK-DAG:   #[[IMAGE:.*]] = affine_map<(d0, d1, d2, d3) -> (d0)>
// CHECK-LABEL: func @uniform
// CHECK-SAME:    %[[X:.*]]: tensor<?x5x5x3xi8>, %[[Q:.*]]: tensor<?xf32>, %{{.*}}, %[[B:.*]]: tensor<2xf32>
// CHECK:         %[[ZERO:.*]] = arith.constant 0 : i8
// CHECK:         tensor.pad %[[X]] low[0, 1, 1, 0] high[0, 1, 1, 0]
// CHECK:           tensor.yield %[[ZERO]]
// CHECK:         linalg.generic
// CHECK:         ^bb0(%[[XI:.*]]: i8, %[[CODE:.*]]: i8, %[[ACC:.*]]: i32):
// CHECK:           %[[XW:.*]] = arith.extsi %[[XI]] : i8 to i32
// CHECK:           %[[W:.*]] = arith.extui %[[CODE]] : i8 to i32
// CHECK:           %[[TWO:.*]] = arith.constant 2 : i32
// CHECK:           %[[KW:.*]] = arith.muli %[[W]], %[[TWO]]
// CHECK:           %[[THREE:.*]] = arith.constant 3 : i32
// CHECK:           %[[LEVEL:.*]] = arith.subi %[[KW]], %[[THREE]]
// CHECK:           %[[P:.*]] = arith.muli %[[XW]], %[[LEVEL]]
// CHECK:           arith.addi %[[ACC]], %[[P]]
// CHECK:         arith.constant dense<{{\[\[}}1.000000e+00, -2.000000e+00]]> : tensor<1x2xf32>
// CHECK:         linalg.generic
// CHECK-SAME:      indexing_maps = [#[[RESULT]], #[[OUTPUT]], #[[IMAGE]], #[[OUTPUT]], #[[RESULT]]]
// CHECK-SAME:      ins(%{{.*}}, %{{.*}}, %[[Q]], %[[B]] : tensor<?x5x5x2xi32>, tensor<2xf32>, tensor<?xf32>, tensor<2xf32>)
// CHECK:         ^bb0(%[[SUM:.*]]: i32, %[[SCALE:.*]]: f32, %[[XS:.*]]: f32, %[[BI:.*]]: f32, %{{.*}}: f32):
// CHECK:           %[[F:.*]] = arith.sitofp %[[SUM]] : i32 to f32
// CHECK:           %[[FACTOR:.*]] = arith.mulf %[[XS]], %[[SCALE]] : f32
// CHECK:           %[[T:.*]] = arith.mulf %[[F]], %[[FACTOR]] : f32
// CHECK:           arith.addf %[[T]], %[[BI]] : f32
// CHECK-NOT:     fastmath
func.func @uniform(%x: tensor<?x5x5x3xi8>, %q: tensor<?xf32>,
                   %w: tensor<2x3x3x3x!lowres.level<4>>, %b: tensor<2xf32>)
    -> tensor<?x5x5x2xf32> {
  %s = arith.constant dense<[3.0, -6.0]> : tensor<2xf32>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<2xf32>)
    input_scale(%q : tensor<?xf32>) bias(%b : tensor<2xf32>)
    padding [1, 1, 1, 1]
    : tensor<?x5x5x3xi8>, tensor<2x3x3x3x!lowres.level<4>>
    -> tensor<?x5x5x2xf32>
  return %y : tensor<?x5x5x2xf32>
}

// -----

// A free codebook has no integers: the products are taken in f32, and the
// scale has no step.
// CHECK-LABEL: func @codebook
// CHECK:         arith.constant dense<[-1.000000e+00, 2.500000e-01, 1.000000e+00]> : tensor<3xf32>
// CHECK:         ^bb0(%[[X:.*]]: i8, %{{.*}}: i8, %{{.*}}: f32):
// CHECK:           %[[XF:.*]] = arith.sitofp %[[X]] : i8 to f32
// CHECK:           arith.mulf %[[XF]]
// CHECK:         arith.constant dense<3.000000e+00> : tensor<1x2xf32>
// CHECK:         ^bb0(%[[SUM:.*]]: f32, %[[SCALE:.*]]: f32, %[[XS:.*]]: f32, %{{.*}}: f32):
// CHECK:           %[[FACTOR:.*]] = arith.mulf %[[XS]], %[[SCALE]] : f32
// CHECK:           arith.mulf %[[SUM]], %[[FACTOR]] : f32
func.func @codebook(%x: tensor<?x5x5x3xi8>, %q: tensor<?xf32>,
                    %w: tensor<2x3x3x3x!lowres.level<3, [-1.0, 0.25, 1.0]>>)
    -> tensor<?x3x3x2xf32> {
  %s = arith.constant dense<3.0> : tensor<f32>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<?xf32>)
    : tensor<?x5x5x3xi8>, tensor<2x3x3x3x!lowres.level<3, [-1.0, 0.25, 1.0]>>
    -> tensor<?x3x3x2xf32>
  return %y : tensor<?x3x3x2xf32>
}

// -----

// An image has one scale: the largest magnitude is that of all its pixels.
// CHECK-LABEL: func @quantize_images
// CHECK-SAME:    %[[X:.*]]: tensor<?x5x4x3xf32>
// CHECK:         %[[ROWS:.*]] = tensor.collapse_shape %[[X]] {{.*}} into tensor<?x60xf32>
// CHECK:         linalg.generic {{.*}}["parallel", "reduction"]} ins(%[[ROWS]] : tensor<?x60xf32>) outs({{.*}} : tensor<?xi32>)
// CHECK:         %[[SCALE:.*]] = linalg.generic {{.*}} ins({{.*}} : tensor<?xi32>, tensor<?xf32>)
// CHECK:         %[[FLAT:.*]] = linalg.generic {{.*}} ins(%[[ROWS]], {{.*}} : tensor<?x60xf32>, tensor<?xf32>)
// CHECK:         %[[CODES:.*]] = tensor.expand_shape %[[FLAT]] {{.*}} into tensor<?x5x4x3xi8>
// CHECK:         return %[[CODES]], %[[SCALE]]
func.func @quantize_images(%x: tensor<?x5x4x3xf32>)
    -> (tensor<?x5x4x3xi8>, tensor<?xf32>) {
  %q, %s = lowres.quantize_activations %x
    : tensor<?x5x4x3xf32> -> tensor<?x5x4x3xi8>, tensor<?xf32>
  return %q, %s : tensor<?x5x4x3xi8>, tensor<?xf32>
}
