// RUN: lowres-opt %s --lowres-split-loops='min-operations=1000' --canonicalize --split-input-file | FileCheck %s
// RUN: lowres-opt %s --lowres-split-loops --split-input-file | FileCheck %s --check-prefix=LARGE --implicit-check-not=scf.forall

// Lines of an image: its only dimension of a known size in front of the sums
// that is not 1.
// CHECK-LABEL: func.func @lines(
// CHECK-SAME:    %[[X:[a-z0-9]+]]: {{[^,]*}}, %[[W:[a-z0-9]+]]: {{[^,]*}}, %[[Y:[a-z0-9]+]]:
// CHECK:         scf.forall (%[[LINE:.*]]) in (7) {
// CHECK:           %[[FROM:.*]] = memref.subview %[[X]][0, %[[LINE]], 0, 0] [1, 3, 9, 4]
// CHECK:           %[[TO:.*]] = memref.subview %[[Y]][0, %[[LINE]], 0, 0] [1, 1, 7, 8]
// CHECK:           linalg.conv_2d_nhwc_hwcf {{.*}}ins(%[[FROM]], %[[W]] {{.*}} outs(%[[TO]]
func.func @lines(%x: memref<1x9x9x4xf32>, %w: memref<3x3x4x8xf32>, %y: memref<1x7x7x8xf32>) {
  linalg.conv_2d_nhwc_hwcf ins(%x, %w : memref<1x9x9x4xf32>, memref<3x3x4x8xf32>)
    outs(%y : memref<1x7x7x8xf32>)
  return
}

// -----

// Columns, which are known, rather than rows, which may be one: 64 parts at
// most, of which the last is smaller.
// CHECK-DAG:   #[[FIRST:.*]] = affine_map<(d0) -> (d0 * 2)>
// CHECK-DAG:   #[[COUNT:.*]] = affine_map<(d0) -> (d0 * -2 + 101, 2)>
// CHECK-LABEL: func.func @columns(
// CHECK-SAME:    %[[X:[a-z0-9]+]]: {{[^,]*}}, %[[W:[a-z0-9]+]]: {{[^,]*}}, %[[Y:[a-z0-9]+]]:
// CHECK:         scf.forall (%[[PART:.*]]) in (51) {
// CHECK-DAG:       %[[AT:.*]] = affine.apply #[[FIRST]](%[[PART]])
// CHECK-DAG:       %[[N:.*]] = affine.min #[[COUNT]](%[[PART]])
// CHECK:           memref.subview %[[W]][0, %[[AT]]] [100, %[[N]]]
// CHECK:           memref.subview %[[Y]][0, %[[AT]]] [%{{.*}}, %[[N]]]
// CHECK:           linalg.matmul
func.func @columns(%x: memref<?x100xf32>, %w: memref<100x101xf32>, %y: memref<?x101xf32>) {
  linalg.matmul ins(%x, %w : memref<?x100xf32>, memref<100x101xf32>) outs(%y : memref<?x101xf32>)
  return
}

// -----

// Examples of the batch, where a sum is around what is inside of one.
// CHECK-LABEL: func.func @examples(
// CHECK-SAME:    %[[X:[a-z0-9]+]]:
// CHECK:         %[[BATCH:.*]] = memref.dim %[[X]], %c0
// CHECK:         scf.forall (%[[ROW:.*]]) in (%[[BATCH]]) {
// CHECK:           memref.subview %[[X]][%[[ROW]], 0] [1, 100]
// CHECK:           linalg.generic
// Rounds that are one row of a known number.
// CHECK:         scf.forall (%{{.*}}) in (3) {
// CHECK:           linalg.generic
#x = affine_map<(m, k, n) -> (m, k)>
#w = affine_map<(m, k, n) -> (k, n)>
#y = affine_map<(m, k, n) -> (m, n)>
func.func @examples(%x: memref<?x100xf32>, %w: memref<100x20xf32>, %y: memref<?x20xf32>,
                    %x3: memref<3x100xf32>, %y3: memref<3x20xf32>) {
  linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "reduction", "parallel"]}
    ins(%x, %w : memref<?x100xf32>, memref<100x20xf32>) outs(%y : memref<?x20xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %c, %p : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "reduction", "parallel"]}
    ins(%x3, %w : memref<3x100xf32>, memref<100x20xf32>) outs(%y3 : memref<3x20xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %c, %p : f32
    linalg.yield %s : f32
  }
  return
}

// -----

// A sum as the outermost loop; no sum at all; few elements; part of another
// parallel loop; tensors.
// CHECK-LABEL: func.func @stays(
// CHECK-NOT:     scf.forall
// CHECK:         linalg.generic
// CHECK-NEXT:    ^bb0
// CHECK-NOT:     scf.forall
// CHECK:         linalg.add
// CHECK-NOT:     scf.forall
// CHECK:         linalg.matmul
// CHECK:         scf.forall
// CHECK-NOT:     scf.forall
// CHECK:         linalg.matmul
// CHECK-NOT:     scf.forall
// CHECK:         linalg.matmul
// LARGE-LABEL: func.func @stays(
// LARGE:         scf.forall (%{{.*}}) in (3)
#x = affine_map<(m, k, n) -> (m, k)>
#w = affine_map<(m, k, n) -> (k, n)>
#y = affine_map<(m, k, n) -> (m, n)>
func.func @stays(%x: memref<1x100xf32>, %w: memref<100x20xf32>, %y: memref<1x20xf32>,
                 %z: memref<100x100xf32>, %small: memref<9x10xf32>, %t: tensor<100x100xf32>)
    -> tensor<100x100xf32> {
  linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "reduction", "parallel"]}
    ins(%x, %w : memref<1x100xf32>, memref<100x20xf32>) outs(%y : memref<1x20xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %c, %p : f32
    linalg.yield %s : f32
  }
  linalg.add ins(%z, %z : memref<100x100xf32>, memref<100x100xf32>) outs(%z : memref<100x100xf32>)
  %square = memref.subview %small[0, 0] [9, 9] [1, 1] : memref<9x10xf32> to memref<9x9xf32, strided<[10, 1]>>
  linalg.matmul ins(%square, %square : memref<9x9xf32, strided<[10, 1]>>, memref<9x9xf32, strided<[10, 1]>>)
    outs(%square : memref<9x9xf32, strided<[10, 1]>>)
  scf.forall (%i) in (3) {
    linalg.matmul ins(%z, %z : memref<100x100xf32>, memref<100x100xf32>)
      outs(%z : memref<100x100xf32>)
  }
  %r = linalg.matmul ins(%t, %t : tensor<100x100xf32>, tensor<100x100xf32>)
    outs(%t : tensor<100x100xf32>) -> tensor<100x100xf32>
  return %r : tensor<100x100xf32>
}
