// Dot products alone: other systems, machines of 32 bits, processors without AMX.
// RUN: lowres-opt %s -lowres-attach-target=target=x86_64-windows-msvc:sapphirerapids \
// RUN:   -convert-block-products -canonicalize -cse \
// RUN:   | FileCheck %s --implicit-check-not=amx. --implicit-check-not=lowres_
// RUN: lowres-opt %s -lowres-attach-target=target=i386:sapphirerapids \
// RUN:   -convert-block-products -canonicalize -cse \
// RUN:   | FileCheck %s --implicit-check-not=amx. --implicit-check-not=lowres_
// RUN: lowres-opt %s -lowres-attach-target=target=sapphirerapids+no-amx-int8 \
// RUN:   -convert-block-products -canonicalize -cse \
// RUN:   | FileCheck %s --implicit-check-not=amx. --implicit-check-not=lowres_
// RUN: lowres-opt %s -lowres-attach-target=target=aarch64 \
// RUN:   -convert-block-products -canonicalize -cse \
// RUN:   | FileCheck %s --implicit-check-not=amx. --implicit-check-not=lowres_

#rows = affine_map<(b, t, r, l, s, q, i) -> (b, s, r, q * 4 + i)>
#panel = affine_map<(b, t, r, l, s, q, i) -> (t, s, q, l, i)>
#sums = affine_map<(b, t, r, l, s, q, i) -> (b, t, r, l)>
#product = {
  indexing_maps = [#rows, #panel, #sums],
  iterator_types = ["parallel", "parallel", "parallel", "parallel",
                    "reduction", "reduction", "reduction"]
}

// Two tiles, then the one that is left; eight rows at a time, the largest
// divisor of 16 up to 12; four inputs at a time.
// CHECK-LABEL: func.func @blocks(
// CHECK-SAME:    %[[X:.*]]: memref<?x3x16x64xi8>, %[[P:.*]]: memref<3x3x16x16x4xi8>, %[[Y:.*]]: memref<?x3x16x16xi32>
// CHECK:         %[[PANEL:.*]] = memref.collapse_shape %[[P]] {{.*}} into memref<3x3x16x64xi8>
// CHECK:         %[[COUNT:.*]] = memref.dim %[[Y]], %c0
// CHECK:         scf.for {{.*}} to %[[COUNT]] step %c1 {
// CHECK:           scf.for {{.*}} to %c16 step %c8 {
// CHECK-COUNT-16:    vector.transfer_read %[[Y]]
// CHECK-NOT:         vector.transfer_read %[[Y]]
// CHECK:             scf.for {{.*}} to %c3 step
// CHECK:               scf.for {{.*}} to %c16 step %c1
// CHECK-COUNT-2:         vector.transfer_read %[[PANEL]]{{.*}} vector<64xi8>
// CHECK-NOT:             vector.transfer_read %[[PANEL]]
// CHECK:                 vector.transfer_read %[[X]]{{.*}} vector<4xi8>
// CHECK-COUNT-16:        lowres.dot {{.*}} max_weight 255 : vector<16xi32>, vector<64xi8>
// CHECK-NOT:             lowres.dot
// CHECK:                 scf.yield
// CHECK:               scf.yield
// CHECK-COUNT-16:    vector.transfer_write {{.*}} %[[Y]]
// CHECK-NOT:         vector.transfer_write
// CHECK:           scf.for {{.*}} to %c16 step %c8 {
// CHECK-COUNT-8:     vector.transfer_read %[[Y]]
// CHECK-COUNT-8:         lowres.dot
// CHECK-NOT:             lowres.dot
// CHECK-COUNT-8:     vector.transfer_write {{.*}} %[[Y]]
func.func @blocks(%x: memref<?x3x16x64xi8>, %p: memref<3x3x16x16x4xi8>,
                  %y: memref<?x3x16x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x3x16x64xi8>, memref<3x3x16x16x4xi8>)
    outs(%y : memref<?x3x16x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// Twelve rows at once. Steps of four inputs need no loop over these.
// CHECK-LABEL: func.func @quads(
// CHECK:         scf.for
// CHECK-COUNT-24:  vector.transfer_read
// CHECK:           scf.for {{.*}} to %c8 step %c1
// CHECK-NOT:         scf.for
// CHECK-COUNT-24:    lowres.dot
// CHECK-NOT:         lowres.dot
// CHECK:             scf.yield
// CHECK-COUNT-24:  vector.transfer_write
// CHECK-NOT:     scf.for
func.func @quads(%x: memref<?x8x12x4xi8>, %p: memref<2x8x1x16x4xi8>,
                 %y: memref<?x2x12x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x8x12x4xi8>, memref<2x8x1x16x4xi8>)
    outs(%y : memref<?x2x12x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// The number of blocks may be known.
// CHECK-LABEL: func.func @known(
// CHECK-NOT:     memref.dim
// CHECK:         scf.for {{.*}} to %c5 step %c1
func.func @known(%x: memref<5x8x1x4xi8>, %p: memref<1x8x1x16x4xi8>,
                 %y: memref<5x1x1x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<5x8x1x4xi8>, memref<1x8x1x16x4xi8>)
    outs(%y : memref<5x1x1x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// Zeros that are written right before are where sums start.
// CHECK-LABEL: func.func @zero(
// CHECK:         %[[ZERO:.*]] = arith.constant dense<0> : vector<16xi32>
// CHECK-NOT:     linalg.fill
// CHECK:         scf.for {{.*}} iter_args(%{{.*}} = %[[ZERO]])
func.func @zero(%x: memref<?x8x1x4xi8>, %p: memref<1x8x1x16x4xi8>,
                %y: memref<?x1x1x16xi32>) -> index {
  %value = arith.constant 0 : i32
  linalg.fill ins(%value : i32) outs(%y : memref<?x1x1x16xi32>)
  %c0 = arith.constant 0 : index
  %dim = memref.dim %x, %c0 : memref<?x8x1x4xi8>
  linalg.generic #product
    ins(%x, %p : memref<?x8x1x4xi8>, memref<1x8x1x16x4xi8>)
    outs(%y : memref<?x1x1x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return %dim : index
}

// What else is filled stays so: another value,
// CHECK-LABEL: func.func @one(
// CHECK:         linalg.fill
// CHECK:         vector.transfer_read %{{.*}} : memref<?x1x1x16xi32>
func.func @one(%x: memref<?x8x1x4xi8>, %p: memref<1x8x1x16x4xi8>,
               %y: memref<?x1x1x16xi32>) {
  %value = arith.constant 1 : i32
  linalg.fill ins(%value : i32) outs(%y : memref<?x1x1x16xi32>)
  linalg.generic #product
    ins(%x, %p : memref<?x8x1x4xi8>, memref<1x8x1x16x4xi8>)
    outs(%y : memref<?x1x1x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// other sums,
// CHECK-LABEL: func.func @other_sums(
// CHECK:         linalg.fill
// CHECK:         vector.transfer_read %{{.*}} : memref<?x1x1x16xi32>
func.func @other_sums(%x: memref<?x8x1x4xi8>, %p: memref<1x8x1x16x4xi8>,
                      %y: memref<?x1x1x16xi32>,
                      %z: memref<?x1x1x16xi32>) {
  %value = arith.constant 0 : i32
  linalg.fill ins(%value : i32) outs(%z : memref<?x1x1x16xi32>)
  linalg.generic #product
    ins(%x, %p : memref<?x8x1x4xi8>, memref<1x8x1x16x4xi8>)
    outs(%y : memref<?x1x1x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// and sums that something may read or change in between.
// CHECK-LABEL: func.func @between(
// CHECK:         linalg.fill
// CHECK:         memref.store
// CHECK:         vector.transfer_read %{{.*}} : memref<?x1x1x16xi32>
func.func @between(%x: memref<?x8x1x4xi8>, %p: memref<1x8x1x16x4xi8>,
                   %y: memref<?x1x1x16xi32>,
                   %z: memref<8xi32>) {
  %value = arith.constant 0 : i32
  linalg.fill ins(%value : i32) outs(%y : memref<?x1x1x16xi32>)
  %c0 = arith.constant 0 : index
  memref.store %value, %z[%c0] : memref<8xi32>
  linalg.generic #product
    ins(%x, %p : memref<?x8x1x4xi8>, memref<1x8x1x16x4xi8>)
    outs(%y : memref<?x1x1x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}
