// RUN: lowres-opt %s -lowres-attach-target=target=sapphirerapids \
// RUN:   -convert-block-products -canonicalize -cse | FileCheck %s

#rows = affine_map<(b, t, r, l, s, q, i) -> (b, s, r, q * 4 + i)>
#panel = affine_map<(b, t, r, l, s, q, i) -> (t, s, q, l, i)>
#sums = affine_map<(b, t, r, l, s, q, i) -> (b, t, r, l)>
#product = {
  indexing_maps = [#rows, #panel, #sums],
  iterator_types = ["parallel", "parallel", "parallel", "parallel",
                    "reduction", "reduction", "reduction"]
}

// Linux gives tiles to a process that asks for them: arch_prctl (158) with
// ARCH_REQ_XCOMP_PERM (0x1023) for the state of tiles (18). The answer is kept,
// and one function serves all products.
// CHECK:         llvm.mlir.global internal @lowres_tile_state(0 : i32)
// CHECK:         func.func private @lowres_acquire_tiles() -> i1
// CHECK-DAG:       %[[TILES:.*]] = arith.constant 18 : i64
// CHECK-DAG:       %[[REQUEST:.*]] = arith.constant 4131 : i64
// CHECK-DAG:       %[[PRCTL:.*]] = arith.constant 158 : i64
// CHECK:           %[[STATE:.*]] = llvm.mlir.addressof @lowres_tile_state
// CHECK:           %[[KNOWN:.*]] = llvm.load %[[STATE]] atomic monotonic
// CHECK:           %[[NEW:.*]] = scf.if
// CHECK:             %[[ERROR:.*]] = llvm.inline_asm has_side_effects {{.*}}"syscall", "={rax},{rax},{rdi},{rsi},~{rcx},~{r11},~{memory}" %[[PRCTL]], %[[REQUEST]], %[[TILES]]
// CHECK:             %[[ANSWER:.*]] = arith.select
// CHECK:             llvm.store %[[ANSWER]], %[[STATE]] atomic monotonic
// CHECK:             scf.yield %[[ANSWER]]
// CHECK:           } else {
// CHECK:             scf.yield %[[KNOWN]]
// CHECK:           return %{{.*}} : i1
// CHECK-NOT:     func.func private

// Two blocks of rows times two tiles of outputs, and one block that is left; if
// tiles are refused, dot products.
// CHECK-LABEL: func.func @blocks(
// CHECK-SAME:    %{{.*}}: memref<?x3x16x64xi8>, %[[P:.*]]: memref<2x3x16x16x4xi8>, %[[Y:.*]]: memref<?x2x16x16xi32>
// CHECK:         %[[PANEL:.*]] = memref.collapse_shape %[[P]] {{.*}} into memref<2x3x16x64xi8>
// CHECK:         %[[GRANTED:.*]] = call @lowres_acquire_tiles()
// CHECK-NEXT:    scf.if %[[GRANTED]] {
// CHECK:           %[[REST:.*]] = arith.remui %[[COUNT:.*]], %c2
// CHECK:           %[[PAIRS:.*]] = arith.subi %[[COUNT]], %[[REST]]
// CHECK:           scf.for {{.*}} to %[[PAIRS]] step %c2 {
// CHECK-COUNT-4:     amx.tile_load %[[Y]]
// CHECK-NOT:         amx.tile_load %[[Y]]
// CHECK:             scf.for {{.*}} to %c3 step
// CHECK-COUNT-2:       amx.tile_load %[[PANEL]]
// CHECK-COUNT-4:       amx.tile_muli %{{.*}}, %{{.*}} zext, %{{.*}} : !amx.tile<16x64xi8>, !amx.tile<16x64xi8>, !amx.tile<16x16xi32>
// CHECK-NOT:           amx.tile_muli
// CHECK:               scf.yield
// CHECK-COUNT-4:     amx.tile_store %[[Y]]
// CHECK-NOT:         amx.tile_store
// CHECK:           scf.for {{.*}} = %[[PAIRS]] to %[[COUNT]] step %c1 {
// CHECK-COUNT-2:     amx.tile_load %[[Y]]
// CHECK-NOT:         amx.tile_load %[[Y]]
// CHECK:             scf.for
// CHECK-COUNT-2:       amx.tile_muli
// CHECK-NOT:           amx.tile_muli
// CHECK:               scf.yield
// CHECK-COUNT-2:     amx.tile_store %[[Y]]
// CHECK-NOT:         amx.tile_
// CHECK:         } else {
// CHECK-NOT:       amx.tile_
// CHECK:           lowres.dot {{.*}} max_weight 255 : vector<16xi32>, vector<64xi8>
func.func @blocks(%x: memref<?x3x16x64xi8>, %p: memref<2x3x16x16x4xi8>,
                  %y: memref<?x2x16x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x3x16x64xi8>, memref<2x3x16x16x4xi8>)
    outs(%y : memref<?x2x16x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// Three blocks and tiles: a pair and one that is left. Sums that are zero are
// not loaded.
// CHECK-LABEL: func.func @odd(
// CHECK-NOT:     linalg.fill
// CHECK:         scf.if
// CHECK-COUNT-4:   amx.tile_zero
// CHECK:           scf.for
// CHECK-COUNT-4:     amx.tile_muli
// CHECK-COUNT-4:   amx.tile_store %{{.*}} : memref<3x3x16x16xi32>
// CHECK-COUNT-2:   amx.tile_zero
// CHECK:           scf.for
// CHECK-COUNT-2:     amx.tile_muli
// CHECK-COUNT-2:   amx.tile_store %{{.*}} : memref<3x3x16x16xi32>
// CHECK-COUNT-2:   amx.tile_zero
// CHECK:           scf.for
// CHECK-COUNT-2:     amx.tile_muli
// CHECK-COUNT-2:   amx.tile_store %{{.*}} : memref<3x3x16x16xi32>
// CHECK:           amx.tile_zero
// CHECK:           scf.for
// CHECK:             amx.tile_muli
// CHECK:           amx.tile_store %{{.*}} : memref<3x3x16x16xi32>
// CHECK-NOT:       amx.tile_
// CHECK:         } else {
func.func @odd(%x: memref<3x3x16x64xi8>, %p: memref<3x3x16x16x4xi8>,
               %y: memref<3x3x16x16xi32>) {
  %value = arith.constant 0 : i32
  linalg.fill ins(%value : i32) outs(%y : memref<3x3x16x16xi32>)
  linalg.generic #product
    ins(%x, %p : memref<3x3x16x64xi8>, memref<3x3x16x16x4xi8>)
    outs(%y : memref<3x3x16x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// Blocks may have fewer rows than a tile.
// CHECK-LABEL: func.func @few_rows(
// CHECK:         amx.tile_muli {{.*}} : !amx.tile<5x64xi8>, !amx.tile<16x64xi8>, !amx.tile<5x16xi32>
func.func @few_rows(%x: memref<?x3x5x64xi8>, %p: memref<1x3x16x16x4xi8>,
                    %y: memref<?x1x5x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x3x5x64xi8>, memref<1x3x16x16x4xi8>)
    outs(%y : memref<?x1x5x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// Nothing else has the shape of a tile: more rows, other inputs, fewer lanes.
// CHECK-LABEL: func.func @other_rows(
// CHECK-NOT:     amx.tile_
// CHECK-NOT:     @lowres_acquire_tiles
// CHECK:         lowres.dot
// CHECK-LABEL: func.func @other_inputs(
// CHECK-NOT:     amx.tile_
// CHECK-NOT:     @lowres_acquire_tiles
// CHECK:         lowres.dot
// CHECK-LABEL: func.func @other_lanes(
// CHECK-NOT:     amx.tile_
// CHECK-NOT:     @lowres_acquire_tiles
// CHECK:         lowres.dot {{.*}} : vector<8xi32>, vector<32xi8>
func.func @other_rows(%x: memref<?x3x17x64xi8>, %p: memref<1x3x16x16x4xi8>,
                      %y: memref<?x1x17x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x3x17x64xi8>, memref<1x3x16x16x4xi8>)
    outs(%y : memref<?x1x17x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

func.func @other_inputs(%x: memref<?x8x12x4xi8>, %p: memref<1x8x1x16x4xi8>,
                        %y: memref<?x1x12x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x8x12x4xi8>, memref<1x8x1x16x4xi8>)
    outs(%y : memref<?x1x12x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

func.func @other_lanes(%x: memref<?x3x16x64xi8>, %p: memref<1x3x16x8x4xi8>,
                       %y: memref<?x1x16x8xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x3x16x64xi8>, memref<1x3x16x8x4xi8>)
    outs(%y : memref<?x1x16x8xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}
