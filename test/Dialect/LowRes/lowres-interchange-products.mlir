// RUN: lowres-opt %s --lowres-interchange-products | FileCheck %s

// CHECK-DAG: #[[X:.*]] = affine_map<(d0, d1, d2) -> (d0, d1)>
// CHECK-DAG: #[[W:.*]] = affine_map<(d0, d1, d2) -> (d1, d2)>
// CHECK-DAG: #[[Y:.*]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-DAG: #[[IMAGE:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d1 + d3, d2 + d4, d5)>
// CHECK-DAG: #[[WINDOW:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d3, d4, d5, d6)>
// CHECK-DAG: #[[RESULT:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d1, d2, d6)>

// Loops m, k, n.
// CHECK-LABEL: func.func @matmul(
// CHECK:         linalg.generic {indexing_maps = [#[[X]], #[[W]], #[[Y]]],
// CHECK-SAME:      iterator_types = ["parallel", "reduction", "parallel"]}
// CHECK:           arith.mulf
// CHECK:           arith.addf
func.func @matmul(%x: tensor<?x8xf32>, %w: tensor<8x4xf32>,
                  %y: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %z = linalg.matmul ins(%x, %w : tensor<?x8xf32>, tensor<8x4xf32>)
    outs(%y : tensor<?x4xf32>) -> tensor<?x4xf32>
  return %z : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @nothing(
// CHECK:         linalg.matvec
func.func @nothing(%w: tensor<4x8xf32>, %x: tensor<8xf32>, %y: tensor<4xf32>)
    -> tensor<4xf32> {
  %z = linalg.matvec ins(%w, %x : tensor<4x8xf32>, tensor<8xf32>)
    outs(%y : tensor<4xf32>) -> tensor<4xf32>
  return %z : tensor<4xf32>
}

// Loops image, y, x, window's row and column, channel, output.
// CHECK-LABEL: func.func @conv(
// CHECK:         linalg.generic {indexing_maps = [#[[IMAGE]], #[[WINDOW]], #[[RESULT]]],
// CHECK-SAME:      iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "parallel"]}
func.func @conv(%x: tensor<?x8x8x3xf32>, %w: tensor<3x3x3x16xf32>,
                %y: tensor<?x6x6x16xf32>) -> tensor<?x6x6x16xf32> {
  %z = linalg.conv_2d_nhwc_hwcf
    ins(%x, %w : tensor<?x8x8x3xf32>, tensor<3x3x3x16xf32>)
    outs(%y : tensor<?x6x6x16xf32>) -> tensor<?x6x6x16xf32>
  return %z : tensor<?x6x6x16xf32>
}

// Maxima are no products.
// CHECK-LABEL: func.func @pooling(
// CHECK:         linalg.pooling_nhwc_max
func.func @pooling(%x: tensor<?x8x8x16xf32>, %y: tensor<?x4x4x16xf32>)
    -> tensor<?x4x4x16xf32> {
  %window = tensor.empty() : tensor<2x2xf32>
  %z = linalg.pooling_nhwc_max {strides = dense<2> : tensor<2xi64>}
    ins(%x, %window : tensor<?x8x8x16xf32>, tensor<2x2xf32>)
    outs(%y : tensor<?x4x4x16xf32>) -> tensor<?x4x4x16xf32>
  return %z : tensor<?x4x4x16xf32>
}

// Nor are those of products.
// CHECK-LABEL: func.func @largest_product(
// CHECK:         iterator_types = ["parallel", "parallel", "reduction"]
func.func @largest_product(%x: tensor<?x8xf32>, %w: tensor<8x4xf32>,
                           %y: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %z = linalg.generic {
    indexing_maps = [affine_map<(m, n, k) -> (m, k)>,
                     affine_map<(m, n, k) -> (k, n)>,
                     affine_map<(m, n, k) -> (m, n)>],
    iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%x, %w : tensor<?x8xf32>, tensor<8x4xf32>)
    outs(%y : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %m = arith.maximumf %s, %p : f32
    linalg.yield %m : f32
  } -> tensor<?x4xf32>
  return %z : tensor<?x4xf32>
}

// The summand is a product, not what it is made of.
// CHECK-LABEL: func.func @sum_of_quotients(
// CHECK:         iterator_types = ["parallel", "parallel", "reduction"]
func.func @sum_of_quotients(%x: tensor<?x8xf32>, %w: tensor<8x4xf32>,
                            %y: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %z = linalg.generic {
    indexing_maps = [affine_map<(m, n, k) -> (m, k)>,
                     affine_map<(m, n, k) -> (k, n)>,
                     affine_map<(m, n, k) -> (m, n)>],
    iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%x, %w : tensor<?x8xf32>, tensor<8x4xf32>)
    outs(%y : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %a : f32
    %q = arith.divf %p, %b : f32
    %m = arith.addf %s, %q : f32
    linalg.yield %m : f32
  } -> tensor<?x4xf32>
  return %z : tensor<?x4xf32>
}
