// RUN: lowres-opt %s --lowres-outline-loops --canonicalize --split-input-file | FileCheck %s

// What iterations of a parallel loop are said to do.

// Of a branch the longer side: four times a store, and the one behind it.
// CHECK-LABEL: func.func @branch(
// CHECK-DAG:     %[[WORK:.*]] = arith.constant 500 : index
// CHECK:         lowres.parallel_call @branch_loops({{.*}}) iterations(%{{.*}}) work(%[[WORK]])
func.func @branch(%x: memref<100xf32>, %f: f32, %c: i1) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.forall (%i) in (100) {
    scf.if %c {
      memref.store %f, %x[%i] : memref<100xf32>
    } else {
      scf.for %j = %c0 to %c4 step %c1 {
        memref.store %f, %x[%j] : memref<100xf32>
      }
    }
    memref.store %f, %x[%i] : memref<100xf32>
  }
  return
}

// -----

// Which side is longer is known at run time only.
// CHECK-LABEL: func.func @branch_dynamic(
// CHECK-SAME:    %[[M:[a-z0-9]+]]: index, %[[N:[a-z0-9]+]]: index
// CHECK:         %[[LEFT:.*]] = arith.maxsi %[[M]], %c0
// CHECK:         %[[MORE:.*]] = arith.maxsi %[[LEFT]], %[[N]]
// CHECK:         %[[WORK:.*]] = arith.muli %[[MORE]], %c100
// CHECK:         lowres.parallel_call @branch_dynamic_loops({{.*}}) iterations(%c100) work(%[[WORK]])
func.func @branch_dynamic(%m: index, %n: index, %x: memref<100xf32>, %f: f32, %c: i1) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.forall (%i) in (100) {
    scf.if %c {
      scf.for %j = %c0 to %m step %c1 {
        memref.store %f, %x[%j] : memref<100xf32>
      }
    } else {
      scf.for %j = %c0 to %n step %c1 {
        memref.store %f, %x[%j] : memref<100xf32>
      }
    }
  }
  return
}

// -----

// A side that is not there.
// CHECK-LABEL: func.func @no_else(
// CHECK-DAG:     %[[WORK:.*]] = arith.constant 100 : index
// CHECK:         lowres.parallel_call @no_else_loops({{.*}}) iterations(%{{.*}}) work(%[[WORK]])
func.func @no_else(%x: memref<100xf32>, %f: f32, %c: i1) {
  scf.forall (%i) in (100) {
    scf.if %c {
      memref.store %f, %x[%i] : memref<100xf32>
    }
  }
  return
}

// -----

// A product of tiles is 2 * 16, a load or store of one 16, and a zero 1:
// 10 * (1 + 8 * (16 + 16 + 32) + 16).
// CHECK-LABEL: func.func @tiles(
// CHECK-DAG:     %[[WORK:.*]] = arith.constant 5290 : index
// CHECK:         lowres.parallel_call @tiles_loops({{.*}}) iterations(%{{.*}}) work(%[[WORK]])
func.func @tiles(%x: memref<8x16x64xi8>, %w: memref<10x8x16x64xi8>, %y: memref<10x16x16xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  scf.forall (%i) in (10) {
    %zero = amx.tile_zero : !amx.tile<16x16xi32>
    %sum = scf.for %j = %c0 to %c8 step %c1 iter_args(%s = %zero) -> !amx.tile<16x16xi32> {
      %a = amx.tile_load %x[%j, %c0, %c0] : memref<8x16x64xi8> into !amx.tile<16x64xi8>
      %b = amx.tile_load %w[%i, %j, %c0, %c0] : memref<10x8x16x64xi8> into !amx.tile<16x64xi8>
      %t = amx.tile_muli %a, %b zext, %s : !amx.tile<16x64xi8>, !amx.tile<16x64xi8>, !amx.tile<16x16xi32>
      scf.yield %t : !amx.tile<16x16xi32>
    }
    amx.tile_store %y[%i, %c0, %c0], %sum : memref<10x16x16xi32>, !amx.tile<16x16xi32>
  }
  return
}

// -----

// A tile that is loaded by an intrinsic; fewer rows than registers have.
// CHECK-LABEL: func.func @streamed(
// CHECK-DAG:     %[[WORK:.*]] = arith.constant 50 : index
// CHECK:         lowres.parallel_call @streamed_loops({{.*}}) iterations(%{{.*}}) work(%[[WORK]])
func.func @streamed(%x: !llvm.ptr, %y: memref<5x5x16xi32>) {
  %c0 = arith.constant 0 : index
  %rows = arith.constant 5 : i16
  %columns = arith.constant 64 : i16
  %stride = arith.constant 64 : i64
  scf.forall (%i) in (5) {
    %a = llvm.call_intrinsic "llvm.x86.tileloaddt164.internal"(%rows, %columns, %x, %stride)
      : (i16, i16, !llvm.ptr, i64) -> !llvm.x86_amx
    %tile = builtin.unrealized_conversion_cast %a : !llvm.x86_amx to !amx.tile<5x16xi32>
    amx.tile_store %y[%i, %c0, %c0], %tile : memref<5x5x16xi32>, !amx.tile<5x16xi32>
  }
  return
}

// -----

// Copies, and fills, by cache lines of 16 floats: 10 * (7 + 13 + 1).
// CHECK-LABEL: func.func @copies(
// CHECK-DAG:     %[[WORK:.*]] = arith.constant 210 : index
// CHECK:         lowres.parallel_call @copies_loops({{.*}}) iterations(%{{.*}}) work(%[[WORK]])
func.func @copies(%x: memref<100xf32>, %y: memref<100xf32>, %z: memref<200xf32>,
                  %s: memref<3xi8>, %f: f32, %c: i8) {
  scf.forall (%i) in (10) {
    memref.copy %x, %y : memref<100xf32> to memref<100xf32>
    linalg.fill ins(%f : f32) outs(%z : memref<200xf32>)
    linalg.generic {indexing_maps = [affine_map<(d0) -> ()>, affine_map<(d0) -> (d0)>],
                    iterator_types = ["parallel"]}
      ins(%c : i8) outs(%s : memref<3xi8>) {
    ^bb0(%in: i8, %out: i8):
      linalg.yield %in : i8
    }
  }
  return
}

// -----

// Sizes that are known at run time only, of a part of a buffer and of all of
// it, and of one that the loop makes.
// CHECK-LABEL: func.func @copy_dynamic(
// CHECK-SAME:    %[[N:[a-z0-9]+]]: index
// CHECK-DAG:     %[[ALL:.*]] = memref.dim %{{.*}}, %c0
// CHECK-DAG:     %[[COPIED:.*]] = arith.ceildivsi %[[N]], %c16
// CHECK-DAG:     %[[FILLED:.*]] = arith.ceildivsi %[[ALL]], %c64
// CHECK-DAG:     %[[BOTH:.*]] = arith.addi %[[COPIED]], %[[FILLED]]
// CHECK-DAG:     %[[WORK:.*]] = arith.muli %[[BOTH]], %c10
// CHECK:         lowres.parallel_call @copy_dynamic_loops({{.*}}) iterations(%c10) work(%[[WORK]])
func.func @copy_dynamic(%n: index, %x: memref<?xf32>, %y: memref<?xi8>, %c: i8) {
  scf.forall (%i) in (10) {
    %t = memref.alloc() : memref<100xf32>
    %from = memref.subview %x[%i] [%n] [1] : memref<?xf32> to memref<?xf32, strided<[1], offset: ?>>
    %to = memref.subview %t[0] [%n] [1] : memref<100xf32> to memref<?xf32, strided<[1]>>
    linalg.copy ins(%from : memref<?xf32, strided<[1], offset: ?>>)
      outs(%to : memref<?xf32, strided<[1]>>)
    linalg.fill ins(%c : i8) outs(%y : memref<?xi8>)
  }
  return
}

// -----

// What is not copied in order is copied element by element, and so are
// operations on integers: 10 * (24 + 24).
// CHECK-LABEL: func.func @elements(
// CHECK-DAG:     %[[WORK:.*]] = arith.constant 480 : index
// CHECK:         lowres.parallel_call @elements_loops({{.*}}) iterations(%{{.*}}) work(%[[WORK]])
func.func @elements(%x: memref<4x6xi8>, %y: memref<6x4xi8>) {
  scf.forall (%i) in (10) {
    linalg.transpose ins(%x : memref<4x6xi8>) outs(%y : memref<6x4xi8>) permutation = [1, 0]
    linalg.add ins(%y, %y : memref<6x4xi8>, memref<6x4xi8>) outs(%y : memref<6x4xi8>)
  }
  return
}
