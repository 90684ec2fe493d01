// RUN: lowres-opt %s -lowres-attach-target=target=aarch64+i8mm \
// RUN:   -convert-block-products -canonicalize -cse | FileCheck %s
// RUN: lowres-opt %s -lowres-attach-target=target=aarch64+dotprod \
// RUN:   -convert-block-products | FileCheck %s --check-prefix=DOT
// DOT-NOT: usmmla

#rows = affine_map<(b, t, r, l, s, q, i) -> (b, s, r, q * 4 + i)>
#panel = affine_map<(b, t, r, l, s, q, i) -> (t, s, q, l, i)>
#sums = affine_map<(b, t, r, l, s, q, i) -> (b, t, r, l)>
#product = {
  indexing_maps = [#rows, #panel, #sums],
  iterator_types = ["parallel", "parallel", "parallel", "parallel",
                    "reduction", "reduction", "reduction"]
}

// Two rows of eight inputs by two of the four lanes in each instruction; sums
// come from memory row by row, and go back so.
// CHECK-LABEL: func.func @pair(
// CHECK-SAME:    %[[X:.*]]: memref<?x3x2x8xi8>, %[[P:.*]]: memref<1x3x2x4x4xi8>, %[[Y:.*]]: memref<?x1x2x4xi32>
// CHECK:         %[[PANEL:.*]] = memref.collapse_shape %[[P]] {{.*}} into memref<1x3x2x16xi8>
// CHECK:         %[[Y0:.*]] = vector.transfer_read %[[Y]]{{.*}} vector<4xi32>
// CHECK:         %[[Y1:.*]] = vector.transfer_read %[[Y]]{{.*}} vector<4xi32>
// CHECK:         %[[LOW:.*]] = vector.shuffle %[[Y0]], %[[Y1]] [0, 4, 1, 5]
// CHECK:         %[[HIGH:.*]] = vector.shuffle %[[Y0]], %[[Y1]] [2, 6, 3, 7]
// CHECK:         %[[PAIRS:.*]] = memref.collapse_shape %[[X]] {{.*}} into memref<?x3x16xi8>
// CHECK:         %[[SUMS:.*]]:2 = scf.for {{.*}} to %c3 {{.*}} iter_args(%[[S0:.*]] = %[[LOW]], %[[S1:.*]] = %[[HIGH]])
// CHECK:           %[[Q0:.*]] = vector.bitcast %{{.*}} : vector<16xi8> to vector<4xi32>
// CHECK:           %[[Q1:.*]] = vector.bitcast %{{.*}} : vector<16xi8> to vector<4xi32>
// CHECK:           %[[I0:.*]] = vector.shuffle %[[Q0]], %[[Q1]] [0, 4, 1, 5]
// CHECK:           %[[W0:.*]] = vector.bitcast %[[I0]]
// CHECK:           %[[I1:.*]] = vector.shuffle %[[Q0]], %[[Q1]] [2, 6, 3, 7]
// CHECK:           %[[W1:.*]] = vector.bitcast %[[I1]]
// CHECK:           %[[ROWS:.*]] = vector.transfer_read %[[PAIRS]]{{.*}} vector<16xi8>
// CHECK:           llvm.call_intrinsic "llvm.aarch64.neon.usmmla.v4i32.v16i8"(%[[S0]], %[[W0]], %[[ROWS]])
// CHECK:           llvm.call_intrinsic "llvm.aarch64.neon.usmmla.v4i32.v16i8"(%[[S1]], %[[W1]], %[[ROWS]])
// CHECK:         %[[R0:.*]] = vector.shuffle %[[SUMS]]#0, %[[SUMS]]#1 [0, 2, 4, 6]
// CHECK:         vector.transfer_write %[[R0]], %[[Y]]
// CHECK:         %[[R1:.*]] = vector.shuffle %[[SUMS]]#0, %[[SUMS]]#1 [1, 3, 5, 7]
// CHECK:         vector.transfer_write %[[R1]], %[[Y]]
func.func @pair(%x: memref<?x3x2x8xi8>, %p: memref<1x3x2x4x4xi8>,
                %y: memref<?x1x2x4xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x3x2x8xi8>, memref<1x3x2x4x4xi8>)
    outs(%y : memref<?x1x2x4xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// Six of twelve rows at once, of two tiles, then of the third one.
// CHECK-LABEL: func.func @many(
// CHECK:         scf.for {{.*}} to %c12 step %c6
// CHECK-COUNT-12:  usmmla
// CHECK-NOT:       usmmla
// CHECK:         scf.for {{.*}} to %c12 step %c6
// CHECK-COUNT-6:   usmmla
// CHECK-NOT:       usmmla
func.func @many(%x: memref<?x3x12x8xi8>, %p: memref<3x3x2x4x4xi8>,
                %y: memref<?x3x12x4xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x3x12x8xi8>, memref<3x3x2x4x4xi8>)
    outs(%y : memref<?x3x12x4xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// An odd number of rows has no pairs.
// CHECK-LABEL: func.func @odd(
// CHECK-NOT:     usmmla
// CHECK:         lowres.dot
func.func @odd(%x: memref<?x3x3x8xi8>, %p: memref<1x3x2x4x4xi8>,
               %y: memref<?x1x3x4xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x3x3x8xi8>, memref<1x3x2x4x4xi8>)
    outs(%y : memref<?x1x3x4xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}
