// RUN: lowres-opt %s --lowres-expand-copies | FileCheck %s

// CHECK-LABEL: func.func @copy(
// CHECK-SAME:      %[[FROM:.*]]: memref<?x4xf32>, %[[TO:.*]]: memref<?x4xf32, strided<[8, 1]>>
// CHECK-NEXT:    linalg.copy ins(%[[FROM]] : memref<?x4xf32>) outs(%[[TO]] : memref<?x4xf32, strided<[8, 1]>>)
// CHECK-NEXT:    return
func.func @copy(%from: memref<?x4xf32>,
                %to: memref<?x4xf32, strided<[8, 1]>>) {
  memref.copy %from, %to
    : memref<?x4xf32> to memref<?x4xf32, strided<[8, 1]>>
  return
}

// CHECK-LABEL: func.func @to_itself(
// CHECK-NEXT:    return
func.func @to_itself(%m: memref<?x4xf32>) {
  memref.copy %m, %m : memref<?x4xf32> to memref<?x4xf32>
  return
}

// In loops too.
// CHECK-LABEL: func.func @nested(
// CHECK:         scf.for
// CHECK-NEXT:      linalg.copy
func.func @nested(%from: memref<4xf32>, %to: memref<4xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    memref.copy %from, %to : memref<4xf32> to memref<4xf32>
  }
  return
}

// CHECK-LABEL: func.func @nothing(
// CHECK-NEXT:    memref.load
// CHECK-NEXT:    return
func.func @nothing(%m: memref<4xf32>, %i: index) -> f32 {
  %x = memref.load %m[%i] : memref<4xf32>
  return %x : f32
}
