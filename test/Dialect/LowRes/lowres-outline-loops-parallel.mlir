// RUN: lowres-opt %s --lowres-outline-loops --canonicalize --split-input-file | FileCheck %s

// The function of a parallel loop takes a range of its iterations. What they
// are together: per iteration a load and a store, and seven times of these.
// CHECK:       func.func private @parallel_loops(
// CHECK-SAME:      %[[BEGIN:[a-z0-9]+]]: index, %[[END:[a-z0-9]+]]: index,
// CHECK-SAME:      %[[POINTER:[a-z0-9]+]]: memref<f32>, %[[F:[a-z0-9]+]]: f32)
// CHECK-SAME:      attributes {llvm.bareptr}
// CHECK:         %[[X:.*]] = memref.reinterpret_cast %[[POINTER]]
// CHECK:         scf.for %[[I:.*]] = %[[BEGIN]] to %[[END]] step %c1
// CHECK:           memref.store %[[F]], %[[X]][%[[I]]]
// CHECK:           scf.for
// CHECK:         return
// CHECK-LABEL: func.func @parallel(
// CHECK-DAG:     %[[C100:.*]] = arith.constant 100 : index
// CHECK-DAG:     %[[WORK:.*]] = arith.constant 1600 : index
// CHECK:         lowres.parallel_call @parallel_loops(%{{.*}}, %{{.*}}) iterations(%[[C100]]) work(%[[WORK]]) : memref<f32>, f32
// CHECK-NEXT:    return
func.func @parallel(%x: memref<100xf32>, %f: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  scf.forall (%i) in (100) {
    %before = memref.load %x[%i] : memref<100xf32>
    memref.store %f, %x[%i] : memref<100xf32>
    scf.for %j = %c0 to %c7 step %c1 {
      %y = memref.load %x[%i] : memref<100xf32>
      memref.store %y, %x[%i] : memref<100xf32>
    }
  }
  return
}

// -----

// Iterations, and bounds of loops in the loop, that are known at run time only.
// CHECK-LABEL: func.func @dynamic(
// CHECK-SAME:    %[[N:.*]]: index, %[[ROWS:.*]]: index
// CHECK:         %[[REST:.*]] = arith.remui %[[ROWS]], %c4
// CHECK:         %[[END:.*]] = arith.subi %[[ROWS]], %[[REST]]
// CHECK:         %[[BLOCKS:.*]] = arith.ceildivsi %[[END]], %c4
// CHECK:         %[[WORK:.*]] = arith.muli %[[N]], %[[BLOCKS]]
// CHECK:         lowres.parallel_call @dynamic_loops({{.*}}) iterations(%[[N]]) work(%[[WORK]])
func.func @dynamic(%n: index, %rows: index, %x: memref<?x?xf32>, %f: f32) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  scf.forall (%i) in (%n) {
    %rest = arith.remui %rows, %c4 : index
    %end = arith.subi %rows, %rest : index
    scf.for %j = %c0 to %end step %c4 {
      memref.store %f, %x[%i, %j] : memref<?x?xf32>
    }
  }
  return
}

// -----

// A last iteration with less to do counts like the first: five times a store.
// CHECK-LABEL: func.func @last(
// CHECK:         %[[WORK:.*]] = arith.constant 10 : index
// CHECK:         lowres.parallel_call @last_loops({{.*}}) iterations(%c2) work(%[[WORK]])
func.func @last(%x: memref<?x?xf32>, %f: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.forall (%i) in (2) {
    %end = affine.min affine_map<(d0) -> (d0 * -5 + 9, 5)>(%i)
    scf.for %j = %c0 to %end step %c1 {
      memref.store %f, %x[%i, %j] : memref<?x?xf32>
    }
  }
  return
}

// -----

// Each iteration has a buffer of its own, of whole cache lines; a range uses
// that of its first one.
// CHECK:       affine_map<()[s0] -> (s0 * 128)>
// CHECK:       func.func private @scratch_loops(
// CHECK-SAME:      %[[BEGIN:[a-z0-9]+]]: index, %{{[a-z0-9]+}}: index,
// CHECK-SAME:      %[[POINTER:[a-z0-9]+]]: memref<i8> {llvm.noalias}
// CHECK:         %[[ALL:.*]] = memref.reinterpret_cast %[[POINTER]] to offset: [0], sizes: [896]
// CHECK:         %[[FIRST:.*]] = affine.apply #{{.*}}()[%[[BEGIN]]]
// CHECK:         memref.view %[[ALL]][%[[FIRST]]][] : memref<896xi8> to memref<5x5xf32>
// CHECK:         scf.for
// CHECK-NOT:     memref.alloc
// CHECK-LABEL: func.func @scratch(
// CHECK:         memref.alloc() : memref<896xi8>
// CHECK:         lowres.parallel_call
func.func @scratch(%x: memref<7xf32>, %f: f32) {
  %c0 = arith.constant 0 : index
  scf.forall (%i) in (7) {
    %t = memref.alloc() : memref<5x5xf32>
    memref.store %f, %t[%c0, %i] : memref<5x5xf32>
    %y = memref.load %t[%c0, %i] : memref<5x5xf32>
    memref.store %y, %x[%i] : memref<7xf32>
  }
  return
}

// -----

// Sides of a branch share memory, of the size of the larger buffer; what follows
// has its own.
// CHECK-DAG:   affine_map<()[s0] -> (s0 * 128)>
// CHECK-DAG:   affine_map<()[s0] -> (s0 * 64)>
// CHECK:       func.func private @scratch_branch_loops(
// CHECK-SAME:      %[[BEGIN:[a-z0-9]+]]: index, %{{[a-z0-9]+}}: index,
// CHECK-SAME:      %[[SHARED:[a-z0-9]+]]: memref<i8> {llvm.noalias},
// CHECK-SAME:      %[[OWN:[a-z0-9]+]]: memref<i8> {llvm.noalias})
// CHECK-DAG:     %[[ALL:.*]] = memref.reinterpret_cast %[[SHARED]] to offset: [0], sizes: [896]
// CHECK-DAG:     %[[ALL_OWN:.*]] = memref.reinterpret_cast %[[OWN]] to offset: [0], sizes: [448]
// CHECK-DAG:     %[[LEFT:.*]] = memref.view %[[ALL]][%[[FIRST:.*]]][] : memref<896xi8> to memref<5xf32>
// CHECK-DAG:     %[[RIGHT:.*]] = memref.view %[[ALL]][%[[FIRST]]][] : memref<896xi8> to memref<5x5xf32>
// CHECK-DAG:     %[[BEHIND:.*]] = memref.view %[[ALL_OWN]][%{{.*}}][] : memref<448xi8> to memref<7xf32>
// CHECK:         scf.if
// CHECK:           memref.store %{{.*}}, %[[LEFT]]
// CHECK:         else
// CHECK:           memref.store %{{.*}}, %[[RIGHT]]
// CHECK:         memref.store %{{.*}}, %[[BEHIND]]
// CHECK-LABEL: func.func @scratch_branch(
// CHECK-DAG:     memref.alloc() : memref<896xi8>
// CHECK-DAG:     memref.alloc() : memref<448xi8>
// CHECK-NOT:     memref.alloc
// CHECK:         lowres.parallel_call
func.func @scratch_branch(%x: memref<7xf32>, %f: f32, %c: i1) {
  %c0 = arith.constant 0 : index
  scf.forall (%i) in (7) {
    %r = scf.if %c -> f32 {
      %t = memref.alloc() : memref<5xf32>
      memref.store %f, %t[%c0] : memref<5xf32>
      %y = memref.load %t[%c0] : memref<5xf32>
      scf.yield %y : f32
    } else {
      %t = memref.alloc() : memref<5x5xf32>
      memref.store %f, %t[%c0, %i] : memref<5x5xf32>
      %y = memref.load %t[%c0, %i] : memref<5x5xf32>
      scf.yield %y : f32
    }
    %u = memref.alloc() : memref<7xf32>
    memref.store %r, %u[%i] : memref<7xf32>
    %z = memref.load %u[%c0] : memref<7xf32>
    memref.store %z, %x[%i] : memref<7xf32>
  }
  return
}

// -----

// CHECK:       affine_map<()[s0] -> (s0 * 64)>
// CHECK-LABEL: func.func @scratch_dynamic(
// CHECK-SAME:    %[[N:.*]]: index
// CHECK:         %[[SIZE:.*]] = affine.apply #{{.*}}()[%[[N]]]
// CHECK:         memref.alloc(%[[SIZE]]) : memref<?xi8>
// CHECK:         lowres.parallel_call
func.func @scratch_dynamic(%n: index, %x: memref<?xf32>, %f: f32) {
  %c0 = arith.constant 0 : index
  scf.forall (%i) in (%n) {
    %t = memref.alloc() : memref<5xf32>
    memref.store %f, %t[%c0] : memref<5xf32>
    %y = memref.load %t[%c0] : memref<5xf32>
    memref.store %y, %x[%i] : memref<?xf32>
  }
  return
}

// -----

// A loop around a parallel loop stays, other loops beside it move.
// CHECK-LABEL: func.func @around(
// CHECK:         scf.for
// CHECK:           func.call @around_loops
// CHECK:           lowres.parallel_call @around_loops_0
func.func @around(%n: index, %x: memref<7xf32>, %f: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    linalg.fill ins(%f : f32) outs(%x : memref<7xf32>)
    scf.forall (%j) in (7) {
      memref.store %f, %x[%j] : memref<7xf32>
    }
  }
  return
}

// -----

// Loops over several dimensions, and buffers of unknown size, are not split.
// CHECK-LABEL: func.func @whole(
// CHECK:         scf.forall
// CHECK-NEXT:      memref.store
// CHECK:         scf.forall
// CHECK-NEXT:      memref.alloc
// CHECK-NOT:     lowres.parallel_call
func.func @whole(%n: index, %x: memref<7x7xf32>, %f: f32) {
  scf.forall (%i, %j) in (7, 7) {
    memref.store %f, %x[%i, %j] : memref<7x7xf32>
  }
  scf.forall (%i) in (7) {
    %t = memref.alloc(%n) : memref<?xf32>
    memref.store %f, %t[%i] : memref<?xf32>
    %y = memref.load %t[%i] : memref<?xf32>
    memref.store %y, %x[%i, %i] : memref<7x7xf32>
  }
  return
}
