// RUN: lowres-opt %s --lowres-interchange-matmul | FileCheck %s

// CHECK-DAG: #[[X:.*]] = affine_map<(d0, d1, d2) -> (d0, d1)>
// CHECK-DAG: #[[W:.*]] = affine_map<(d0, d1, d2) -> (d1, d2)>
// CHECK-DAG: #[[Y:.*]] = affine_map<(d0, d1, d2) -> (d0, d2)>

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
