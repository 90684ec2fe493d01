// RUN: lowres-opt %s --lowres-collapse-loops | FileCheck %s

#all = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#row = affine_map<(d0, d1, d2) -> (d0)>
#column = affine_map<(d0, d1, d2) -> (d2)>
#swapped = affine_map<(d0, d1, d2) -> (d0, d2, d1)>

// CHECK-LABEL: func.func @fill(
// CHECK-SAME:    %[[X:.*]]: memref<?x16x32xf32>
// CHECK:         %[[ROW:.*]] = memref.collapse_shape %[[X]] {{\[}}[0, 1, 2]]
// CHECK-SAME:      into memref<?xf32>
// CHECK:         linalg.generic {{.*}} iterator_types = ["parallel"]
// CHECK-SAME:      outs(%[[ROW]] : memref<?xf32>)
func.func @fill(%x: memref<?x16x32xf32>, %f: f32) {
  linalg.fill ins(%f : f32) outs(%x : memref<?x16x32xf32>)
  return
}

// CHECK-LABEL: func.func @copy(
// CHECK:         linalg.copy
// CHECK-SAME:      ins(%{{.*}} : memref<512xf32>) outs(%{{.*}} : memref<512xf32>)
func.func @copy(%x: memref<16x32xf32>, %y: memref<16x32xf32>) {
  linalg.copy ins(%x : memref<16x32xf32>) outs(%y : memref<16x32xf32>)
  return
}

// Images of a batch, wherever they begin.
// CHECK-LABEL: func.func @offset(
// CHECK-SAME:    %[[X:.*]]: memref<?x16x32xf32, strided<[512, 32, 1], offset: ?>>
// CHECK:         %[[ROW:.*]] = memref.collapse_shape %[[X]] {{\[}}[0, 1, 2]]
// CHECK-SAME:      into memref<?xf32, strided<[1], offset: ?>>
// CHECK:         linalg.generic {{.*}} iterator_types = ["parallel"]
// CHECK-SAME:      outs(%[[ROW]]
func.func @offset(%x: memref<?x16x32xf32, strided<[512, 32, 1], offset: ?>>,
                  %f: f32) {
  linalg.fill ins(%f : f32)
    outs(%x : memref<?x16x32xf32, strided<[512, 32, 1], offset: ?>>)
  return
}

// A scale for each row leaves its loop outside.
// CHECK-LABEL: func.func @scale_rows(
// CHECK:         linalg.generic {{.*}} iterator_types = ["parallel", "parallel"]
// CHECK-SAME:      ins(%{{.*}}, %{{.*}} : memref<?x512xf32>, memref<?xf32>)
// CHECK-SAME:      outs(%{{.*}} : memref<?x512xf32>)
func.func @scale_rows(%x: memref<?x16x32xf32>, %s: memref<?xf32>) {
  linalg.generic {indexing_maps = [#all, #row, #all],
                  iterator_types = ["parallel", "parallel", "parallel"]}
    ins(%x, %s : memref<?x16x32xf32>, memref<?xf32>)
    outs(%x : memref<?x16x32xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %c = arith.mulf %a, %b : f32
    linalg.yield %c : f32
  }
  return
}

// A bias for each column leaves its loop inside.
// CHECK-LABEL: func.func @bias(
// CHECK:         linalg.generic {{.*}} iterator_types = ["parallel", "parallel"]
// CHECK-SAME:      ins(%{{.*}} : memref<32xf32>)
// CHECK-SAME:      outs(%{{.*}} : memref<?x32xf32>)
func.func @bias(%x: memref<?x16x32xf32>, %b: memref<32xf32>) {
  linalg.generic {indexing_maps = [#column, #all],
                  iterator_types = ["parallel", "parallel", "parallel"]}
    ins(%b : memref<32xf32>) outs(%x : memref<?x16x32xf32>) {
  ^bb0(%a: f32, %out: f32):
    %c = arith.addf %a, %out : f32
    linalg.yield %c : f32
  }
  return
}

// Sums over two loops are one sum; it does not take in the loop of the rows.
// CHECK-LABEL: func.func @sum(
// CHECK:         linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]
// CHECK-SAME:      ins(%{{.*}} : memref<?x512xi32>)
func.func @sum(%x: memref<?x16x32xi32>, %y: memref<?xi32>) {
  linalg.generic {indexing_maps = [#all, #row],
                  iterator_types = ["parallel", "reduction", "reduction"]}
    ins(%x : memref<?x16x32xi32>) outs(%y : memref<?xi32>) {
  ^bb0(%a: i32, %out: i32):
    %c = arith.addi %a, %out : i32
    linalg.yield %c : i32
  }
  return
}

// Neither other orders, nor parts of a buffer, nor what depends on the place.
// CHECK-LABEL: func.func @left_alone(
// CHECK-NOT:     memref.collapse_shape
// CHECK:         linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "parallel"]
// CHECK:         linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "parallel"]
// CHECK:         linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "parallel"]
// CHECK:         linalg.fill ins(%{{.*}} : f32) outs(%{{.*}} : memref<4x16x32xf32, strided
// CHECK:         linalg.copy ins(%{{.*}} : memref<4x16x32xf32>) outs(%{{.*}} : memref<4x16x32xf32, strided
// CHECK:         linalg.transpose
// CHECK:         return
func.func @left_alone(%x: memref<4x16x32xf32>, %y: memref<4x32x16xf32>,
                      %part: memref<4x16x32xf32, strided<[1024, 64, 1]>>,
                      %i: memref<4x16x32xindex>, %f: f32) {
  linalg.generic {indexing_maps = [#all, #swapped],
                  iterator_types = ["parallel", "parallel", "parallel"]}
    ins(%x : memref<4x16x32xf32>) outs(%y : memref<4x32x16xf32>) {
  ^bb0(%a: f32, %out: f32):
    linalg.yield %a : f32
  }
  linalg.generic {indexing_maps = [#all, #all],
                  iterator_types = ["parallel", "parallel", "parallel"]}
    ins(%x : memref<4x16x32xf32>)
    outs(%part : memref<4x16x32xf32, strided<[1024, 64, 1]>>) {
  ^bb0(%a: f32, %out: f32):
    linalg.yield %a : f32
  }
  linalg.generic {indexing_maps = [#all],
                  iterator_types = ["parallel", "parallel", "parallel"]}
    outs(%i : memref<4x16x32xindex>) {
  ^bb0(%out: index):
    %place = linalg.index 1 : index
    linalg.yield %place : index
  }
  linalg.fill ins(%f : f32)
    outs(%part : memref<4x16x32xf32, strided<[1024, 64, 1]>>)
  linalg.copy ins(%x : memref<4x16x32xf32>)
    outs(%part : memref<4x16x32xf32, strided<[1024, 64, 1]>>)
  linalg.transpose ins(%x : memref<4x16x32xf32>) outs(%y : memref<4x32x16xf32>)
    permutation = [0, 2, 1]
  return
}
