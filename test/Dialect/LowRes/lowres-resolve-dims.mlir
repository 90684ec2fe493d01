// RUN: lowres-opt %s --lowres-resolve-dims | FileCheck %s

// CHECK-LABEL: func.func @reinterpret_cast(
// CHECK-SAME:      %{{.*}}: memref<4xf32>, %[[BATCH:.*]]: index
// CHECK:         return %[[BATCH]]
func.func @reinterpret_cast(%p: memref<4xf32>, %batch: index) -> index {
  %c0 = arith.constant 0 : index
  %m = memref.reinterpret_cast %p to offset: [0], sizes: [%batch, 4],
    strides: [4, 1] : memref<4xf32> to memref<?x4xf32>
  %d = memref.dim %m, %c0 : memref<?x4xf32>
  return %d : index
}

// CHECK-LABEL: func.func @collapse_shape(
// CHECK-SAME:      %[[BATCH:.*]]: index
// CHECK:         %[[C12:.*]] = arith.constant 12 : index
// CHECK:         %[[SIZE:.*]] = arith.muli %[[BATCH]], %[[C12]]
// CHECK:         return %[[SIZE]]
func.func @collapse_shape(%batch: index) -> index {
  %c0 = arith.constant 0 : index
  %m = memref.alloc(%batch) : memref<?x12x2xf32>
  %s = memref.collapse_shape %m [[0, 1], [2]]
    : memref<?x12x2xf32> into memref<?x2xf32>
  %d = memref.dim %s, %c0 : memref<?x2xf32>
  return %d : index
}

// One after the other, and upstream's own patterns.
// CHECK-LABEL: func.func @chain(
// CHECK-SAME:      %{{.*}}: memref<4xf32>, %[[BATCH:.*]]: index
// CHECK-NOT:     memref.dim
// CHECK:         return %[[BATCH]]
func.func @chain(%p: memref<4xf32>, %batch: index) -> index {
  %c0 = arith.constant 0 : index
  %m = memref.reinterpret_cast %p to offset: [0], sizes: [%batch, 4],
    strides: [4, 1] : memref<4xf32> to memref<?x4xf32>
  %e = memref.expand_shape %m [[0], [1, 2]] output_shape [%batch, 2, 2]
    : memref<?x4xf32> into memref<?x2x2xf32>
  %d = memref.dim %e, %c0 : memref<?x2x2xf32>
  return %d : index
}

// CHECK-LABEL: func.func @argument(
// CHECK:         memref.dim
func.func @argument(%m: memref<?x4xf32>) -> index {
  %c0 = arith.constant 0 : index
  %d = memref.dim %m, %c0 : memref<?x4xf32>
  return %d : index
}

// Out of range is undefined, but valid IR.
// CHECK-LABEL: func.func @out_of_range(
// CHECK:         memref.dim
// CHECK:         memref.dim
func.func @out_of_range(%p: memref<4xf32>, %batch: index) -> (index, index) {
  %c5 = arith.constant 5 : index
  %m = memref.reinterpret_cast %p to offset: [0], sizes: [%batch, 4],
    strides: [4, 1] : memref<4xf32> to memref<?x4xf32>
  %d = memref.dim %m, %c5 : memref<?x4xf32>
  %s = memref.collapse_shape %m [[0, 1]] : memref<?x4xf32> into memref<?xf32>
  %e = memref.dim %s, %c5 : memref<?xf32>
  return %d, %e : index, index
}
