// RUN: lowres-opt %s -convert-lowres-to-linalg | FileCheck %s

// Loops: image, head, query, key, feature.
// CHECK-DAG: #[[QUERY:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d2, d1, d4)>
// CHECK-DAG: #[[KEY:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d3, d1, d4)>
// CHECK-DAG: #[[SUM:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3)>
// Loops: image, query, head, feature, key.
// CHECK-DAG: #[[VALUE:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d4, d2, d3)>
// CHECK-DAG: #[[ALL:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
// CHECK-DAG: #[[ROWSUM:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d2, d1)>
// CHECK-DAG: #[[MASK2:.*]] = affine_map<(d0, d1, d2, d3) -> (d2, d3)>
// CHECK-DAG: #[[MASK3:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>

// Two heads: keys of size 4 and values of size 3.
// CHECK-LABEL: func @mask(
// CHECK-SAME:    %[[Q:.*]]: tensor<?x5x8xf32>, %[[K:.*]]: tensor<?x9x8xf32>, %[[V:.*]]: tensor<?x9x6xf32>, %[[M:.*]]: tensor<5x9xf32>
// CHECK:         %[[QH:.*]] = tensor.expand_shape %[[Q]] {{.*}} into tensor<?x5x2x4xf32>
// CHECK:         %[[KH:.*]] = tensor.expand_shape %[[K]] {{.*}} into tensor<?x9x2x4xf32>
// CHECK:         %[[VH:.*]] = tensor.expand_shape %[[V]] {{.*}} into tensor<?x9x2x3xf32>
// CHECK:         %[[SCORES:.*]] = linalg.generic
// CHECK-SAME:      indexing_maps = [#[[QUERY]], #[[KEY]], #[[SUM]]]
// CHECK-SAME:      ["parallel", "parallel", "parallel", "parallel", "reduction"]
// CHECK-SAME:      ins(%[[QH]], %[[KH]] : {{.*}} outs({{.*}} : tensor<?x2x5x9xf32>)
// CHECK-NEXT:    ^bb0(%[[X:.*]]: f32, %[[Y:.*]]: f32, %[[ACC:.*]]: f32):
// CHECK-NEXT:      %[[P:.*]] = arith.mulf %[[X]], %[[Y]] : f32
// CHECK-NEXT:      %[[S:.*]] = arith.addf %[[ACC]], %[[P]] : f32
// CHECK-NEXT:      linalg.yield %[[S]]
// 1 / sqrt(4), and then the mask.
// CHECK:         %[[MASKED:.*]] = linalg.generic
// CHECK-SAME:      indexing_maps = [#[[ALL]], #[[MASK2]], #[[ALL]]]
// CHECK-SAME:      ins(%[[SCORES]], %[[M]] :
// CHECK:           %[[HALF:.*]] = arith.constant 5.000000e-01 : f32
// CHECK-NEXT:      %[[SCALED:.*]] = arith.mulf %{{.*}}, %[[HALF]] : f32
// CHECK-NEXT:      arith.addf %[[SCALED]], %{{.*}} : f32
// CHECK:         %[[LOW:.*]] = arith.constant 0xFF800000 : f32
// CHECK:         linalg.fill ins(%[[LOW]] : f32)
// CHECK:         %[[LARGEST:.*]] = linalg.generic
// CHECK-SAME:      indexing_maps = [#[[ALL]], #[[ROW]]]
// CHECK-SAME:      ["parallel", "parallel", "parallel", "reduction"]
// CHECK-SAME:      ins(%[[MASKED]] :
// CHECK:           arith.maximumf
// CHECK:         %[[EXPS:.*]] = linalg.generic
// CHECK-SAME:      indexing_maps = [#[[ALL]], #[[ROW]], #[[ALL]]]
// CHECK-SAME:      ins(%[[MASKED]], %[[LARGEST]] :
// CHECK-NEXT:    ^bb0(%[[SCORE:.*]]: f32, %[[MAX:.*]]: f32, %{{.*}}: f32):
// CHECK-NEXT:      %[[D:.*]] = arith.subf %[[SCORE]], %[[MAX]] : f32
// CHECK-NEXT:      %[[E:.*]] = math.exp %[[D]] : f32
// CHECK-NEXT:      linalg.yield %[[E]]
// CHECK:         %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
// CHECK:         linalg.fill ins(%[[ZERO]] : f32)
// CHECK:         %[[SUMS:.*]] = linalg.generic
// CHECK-SAME:      indexing_maps = [#[[ALL]], #[[ROW]]]
// CHECK-SAME:      ins(%[[EXPS]] :
// CHECK:           arith.addf
// CHECK:         %[[MIXED:.*]] = linalg.generic
// CHECK-SAME:      indexing_maps = [#[[QUERY]], #[[VALUE]], #[[SUM]]]
// CHECK-SAME:      ["parallel", "parallel", "parallel", "parallel", "reduction"]
// CHECK-SAME:      ins(%[[EXPS]], %[[VH]] : {{.*}} outs({{.*}} : tensor<?x5x2x3xf32>)
// CHECK:         %[[RESULT:.*]] = linalg.generic
// CHECK-SAME:      indexing_maps = [#[[ALL]], #[[ROWSUM]], #[[ALL]]]
// CHECK-SAME:      ins(%[[MIXED]], %[[SUMS]] :
// CHECK-NEXT:    ^bb0(%[[SUM1:.*]]: f32, %[[SUM2:.*]]: f32, %{{.*}}: f32):
// CHECK-NEXT:      arith.divf %[[SUM1]], %[[SUM2]] : f32
// CHECK:         tensor.collapse_shape %[[RESULT]] {{\[\[}}0], [1], [2, 3]] : tensor<?x5x2x3xf32> into tensor<?x5x6xf32>
func.func @mask(%q: tensor<?x5x8xf32>, %k: tensor<?x9x8xf32>,
                %v: tensor<?x9x6xf32>, %m: tensor<5x9xf32>)
    -> tensor<?x5x6xf32> {
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    mask(%m : tensor<5x9xf32>)
    : tensor<?x5x8xf32>, tensor<?x9x8xf32>, tensor<?x9x6xf32>
    -> tensor<?x5x6xf32>
  return %y : tensor<?x5x6xf32>
}

// CHECK-LABEL: func @mask_of_each_image(
// CHECK-SAME:    %[[M:[^ ]*]]: tensor<?x5x5xf32>
// CHECK:         linalg.generic {indexing_maps = [#[[ALL]], #[[MASK3]], #[[ALL]]]{{.*}} ins(%{{.*}}, %[[M]] : tensor<?x1x5x5xf32>, tensor<?x5x5xf32>)
func.func @mask_of_each_image(%x: tensor<?x5x8xf32>, %m: tensor<?x5x5xf32>)
    -> tensor<?x5x8xf32> {
  %y = lowres.scaled_dot_product_attention %x, %x, %x heads 1
    mask(%m : tensor<?x5x5xf32>)
    : tensor<?x5x8xf32>, tensor<?x5x8xf32>, tensor<?x5x8xf32>
    -> tensor<?x5x8xf32>
  return %y : tensor<?x5x8xf32>
}

// Scores are scaled only; a blocking says nothing to the plain loops.
// CHECK-LABEL: func @no_mask(
// CHECK:         linalg.generic {indexing_maps = [#[[ALL]], #[[ALL]]]{{.*}} ins(%{{.*}} : tensor<2x8x5x5xf32>)
// CHECK-NEXT:    ^bb0(%[[X:.*]]: f32, %{{.*}}: f32):
// CHECK:           %[[SCALED:.*]] = arith.mulf %[[X]], %{{.*}} : f32
// CHECK-NEXT:      linalg.yield %[[SCALED]]
// CHECK-NOT:     lowres.
func.func @no_mask(%x: tensor<2x5x8xf32>) -> tensor<2x5x8xf32> {
  %y = lowres.scaled_dot_product_attention %x, %x, %x heads 8
    blocking<lanes = 4, rows = 2>
    : tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>
    -> tensor<2x5x8xf32>
  return %y : tensor<2x5x8xf32>
}
