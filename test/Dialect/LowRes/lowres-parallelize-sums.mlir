// RUN: lowres-opt %s --lowres-parallelize-sums='min-operations=1000' --canonicalize --split-input-file | FileCheck %s
// RUN: lowres-opt %s --lowres-parallelize-sums --split-input-file | FileCheck %s --check-prefix=LARGE --implicit-check-not=scf.forall

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

// -----

// A part of a loop that is divided, a remainder or counted down would not touch
// what lies from its first iteration on.
// CHECK-LABEL: func.func @upsampled(
// CHECK-NOT:     scf.forall
// CHECK:         return
#quotient = affine_map<(n, y, o, c) -> (n, y floordiv 2, c)>
#remainder = affine_map<(y, c) -> (y mod 40, c)>
#down = affine_map<(y, c) -> (-y + 128, c)>
#result = affine_map<(y, c) -> (y)>
func.func @upsampled(%x: memref<?x65x256xf32>, %w: memref<256x16xf32>, %y: memref<?x130x16xf32>,
                     %a: memref<40x100xf32>, %b: memref<129x100xf32>, %s: memref<129xf32>) {
  linalg.generic {indexing_maps = [#quotient, affine_map<(n, y, o, c) -> (c, o)>, affine_map<(n, y, o, c) -> (n, y, o)>],
                  iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
    ins(%x, %w : memref<?x65x256xf32>, memref<256x16xf32>) outs(%y : memref<?x130x16xf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32):
    %t = arith.addf %r, %p : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [#remainder, #result], iterator_types = ["parallel", "reduction"]}
    ins(%a : memref<40x100xf32>) outs(%s : memref<129xf32>) {
  ^bb0(%p: f32, %r: f32):
    %t = arith.addf %r, %p : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [#down, #result], iterator_types = ["parallel", "reduction"]}
    ins(%b : memref<129x100xf32>) outs(%s : memref<129xf32>) {
  ^bb0(%p: f32, %r: f32):
    %t = arith.addf %r, %p : f32
    linalg.yield %t : f32
  }
  return
}

// -----

// One result is the same for all iterations of the first loop; another operation
// has nothing to do, and the last has a buffer whose parts are no views.
// CHECK-LABEL: func.func @whole(
// CHECK-NOT:     scf.forall
// CHECK:         return
#twisted = affine_map<(i, j) -> (i floordiv 2, j, i mod 2)>
func.func @whole(%x: memref<40x50xf32>, %y: memref<40xf32>, %z: memref<50xf32>, %none: memref<0x100xf32>,
                 %nothing: memref<0xf32>, %t: memref<40x50xf32, #twisted>) {
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (j)>],
                  iterator_types = ["parallel", "reduction"]}
    ins(%x : memref<40x50xf32>) outs(%y, %z : memref<40xf32>, memref<50xf32>) {
  ^bb0(%a: f32, %r: f32, %s: f32):
    %b = arith.addf %r, %a : f32
    %c = arith.addf %s, %a : f32
    linalg.yield %b, %c : f32, f32
  }
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>],
                  iterator_types = ["parallel", "reduction"]}
    ins(%none : memref<0x100xf32>) outs(%nothing : memref<0xf32>) {
  ^bb0(%a: f32, %r: f32):
    %b = arith.addf %r, %a : f32
    linalg.yield %b : f32
  }
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>],
                  iterator_types = ["parallel", "reduction"]}
    ins(%t : memref<40x50xf32, #twisted>) outs(%y : memref<40xf32>) {
  ^bb0(%a: f32, %r: f32):
    %b = arith.addf %r, %a : f32
    linalg.yield %b : f32
  }
  return
}
