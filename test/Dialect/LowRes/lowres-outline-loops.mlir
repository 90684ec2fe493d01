// RUN: lowres-opt %s --lowres-outline-loops | FileCheck %s

memref.global "private" constant @a : memref<8xf32> = dense<1.0>
memref.global "private" constant @b : memref<8xf32> = dense<2.0>

// Loops that differ in their buffers share a function.
// CHECK:       func.func private @two_layers_loops(
// CHECK-SAME:      %[[N:[a-z0-9]+]]: index,
// CHECK-SAME:      %[[WEIGHTS:[a-z0-9]+]]: memref<f32> {llvm.noalias},
// CHECK-SAME:      %[[Y:[a-z0-9]+]]: memref<f32> {llvm.noalias},
// CHECK-SAME:      %[[SIZE:[a-z0-9]+]]: index) attributes {llvm.bareptr} {
// CHECK-DAG:     arith.constant 0 : index
// CHECK-DAG:     %[[W:.*]] = memref.reinterpret_cast %[[WEIGHTS]] to offset: [0], sizes: [8], strides: [1]
// CHECK-DAG:     %[[ROWS:.*]] = memref.reinterpret_cast %[[Y]] to offset: [0], sizes: [%[[SIZE]], 8], strides: [8, 1]
// CHECK:         scf.for
// CHECK-SAME:      to %[[N]]
// CHECK:           memref.load %[[W]]
// CHECK:           memref.store %{{.*}}, %[[ROWS]]
// CHECK:         return

// CHECK-LABEL: func.func @two_layers(
// CHECK-SAME:    %[[N:.*]]: index
// CHECK-NOT:     scf.for
// CHECK:         call @two_layers_loops(%[[N]],
// CHECK:         call @two_layers_loops(%[[N]],
// CHECK:         return
func.func @two_layers(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = memref.get_global @a : memref<8xf32>
  %b = memref.get_global @b : memref<8xf32>
  %x = memref.alloc(%n) : memref<?x8xf32>
  %y = memref.alloc(%n) : memref<?x8xf32>
  scf.for %i = %c0 to %n step %c1 {
    %w = memref.load %a[%c0] : memref<8xf32>
    memref.store %w, %x[%i, %c0] : memref<?x8xf32>
  }
  scf.for %i = %c0 to %n step %c1 {
    %w = memref.load %b[%c0] : memref<8xf32>
    memref.store %w, %y[%i, %c0] : memref<?x8xf32>
  }
  return
}

// Constants and shapes are part of the function.
// CHECK:       func.func private @[[ONE:different_loops.*]](
// CHECK:       func.func private @[[TWO:different_loops.*]](
// CHECK:       func.func private @[[NINE:different_loops.*]](
// CHECK-LABEL: func.func @different(
// CHECK:         call @[[ONE]](
// CHECK:         call @[[TWO]](
// CHECK:         call @[[NINE]](
func.func @different(%x: memref<8xf32>, %y: memref<9xf32>) {
  %one = arith.constant 1.0 : f32
  %two = arith.constant 2.0 : f32
  linalg.fill ins(%one : f32) outs(%x : memref<8xf32>)
  linalg.fill ins(%two : f32) outs(%x : memref<8xf32>)
  linalg.fill ins(%two : f32) outs(%y : memref<9xf32>)
  return
}

// Parts of one buffer, the caller's buffers and buffers of unknown origin can
// overlap.
// CHECK:       func.func private @overlapping_loops
// CHECK-NOT:     llvm.noalias
// CHECK-SAME:    {
// CHECK:       func.func private @overlapping_loops
// CHECK-NOT:     llvm.noalias
// CHECK-SAME:    {
// CHECK-LABEL: func.func @overlapping(
func.func @overlapping(%in: memref<8xf32>, %out: memref<8xf32>, %c: i1) {
  %x = memref.alloc() : memref<16xf32>
  %left = memref.subview %x[0] [8] [1]
    : memref<16xf32> to memref<8xf32, strided<[1]>>
  %right = memref.subview %x[4] [8] [1]
    : memref<16xf32> to memref<8xf32, strided<[1], offset: 4>>
  linalg.add ins(%left, %right : memref<8xf32, strided<[1]>>,
                                 memref<8xf32, strided<[1], offset: 4>>)
             outs(%out : memref<8xf32>)
  %y = memref.alloc() : memref<8xf32>
  %either = arith.select %c, %y, %in : memref<8xf32>
  linalg.add ins(%either, %y : memref<8xf32>, memref<8xf32>)
             outs(%out : memref<8xf32>)
  return
}

// What is written may be what another parameter reads: a buffer that a loop
// hands on, and a global that is no constant.
memref.global "private" @state : memref<8xf32> = dense<0.0>

// CHECK:       func.func private @handed_on_loops
// CHECK-NOT:     llvm.noalias
// CHECK-SAME:    {
// CHECK:       func.func private @handed_on_loops
// CHECK-NOT:     llvm.noalias
// CHECK-SAME:    {
// CHECK-LABEL: func.func @handed_on(
func.func @handed_on(%c: i1) {
  %x = memref.alloc() : memref<8xf32>
  %y = memref.alloc() : memref<8xf32>
  cf.br ^loop(%x, %y : memref<8xf32>, memref<8xf32>)
^loop(%a: memref<8xf32>, %b: memref<8xf32>):
  linalg.mul ins(%a, %x : memref<8xf32>, memref<8xf32>)
             outs(%b : memref<8xf32>)
  %s = memref.get_global @state : memref<8xf32>
  %t = memref.get_global @state : memref<8xf32>
  linalg.sub ins(%s, %x : memref<8xf32>, memref<8xf32>)
             outs(%t : memref<8xf32>)
  cf.cond_br %c, ^loop(%b, %a : memref<8xf32>, memref<8xf32>), ^end
^end:
  return
}

// Loops that are equal but for what can overlap do not share a function.
// CHECK:       func.func private @overlap_alone_loops{{.*}}(%{{.*}}: memref<f32> {llvm.noalias}, %{{.*}}: memref<f32> {llvm.noalias})
// CHECK:       func.func private @overlap_alone_loops{{.*}}(%{{.*}}: memref<f32>, %{{.*}}: memref<f32> {llvm.noalias})
// CHECK-LABEL: func.func @overlap_alone(
func.func @overlap_alone(%in: memref<8xf32>) {
  %x = memref.alloc() : memref<8xf32>
  %y = memref.alloc() : memref<8xf32>
  linalg.exp ins(%x : memref<8xf32>) outs(%y : memref<8xf32>)
  linalg.exp ins(%in : memref<8xf32>) outs(%y : memref<8xf32>)
  return
}

// What no function can take or return stays, with the loops inside.
// CHECK-LABEL: func.func @stays(
// CHECK:         linalg.fill
// CHECK:         linalg.fill
// CHECK:         scf.for
// CHECK:           linalg.fill
func.func @stays(%t: tensor<8xf32>, %f: f32, %n: index,
                 %p: memref<8x8xf32, affine_map<(d0, d1) -> (d0 + d1, d1)>>,
                 %x: memref<8xf32>)
    -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = linalg.fill ins(%f : f32) outs(%t : tensor<8xf32>) -> tensor<8xf32>
  linalg.fill ins(%f : f32)
    outs(%p : memref<8x8xf32, affine_map<(d0, d1) -> (d0 + d1, d1)>>)
  %y = scf.for %i = %c0 to %n step %c1 iter_args(%z = %x) -> memref<8xf32> {
    linalg.fill ins(%f : f32) outs(%z : memref<8xf32>)
    scf.yield %x : memref<8xf32>
  }
  return %r : tensor<8xf32>
}

// Results come back from the function; two functions share one too.
// CHECK:       func.func private @sum_loops(
// CHECK-SAME:      -> f32
// CHECK:         %[[SUM:.*]] = scf.for
// CHECK:         return %[[SUM]] : f32
// CHECK-LABEL: func.func @sum(
// CHECK:         %[[R:.*]] = call @sum_loops(
// CHECK:         return %[[R]] : f32
func.func @sum(%x: memref<8xf32>, %n: index, %init: f32) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %init) -> f32 {
    %v = memref.load %x[%i] : memref<8xf32>
    %t = arith.addf %s, %v : f32
    scf.yield %t : f32
  }
  return %r : f32
}

// CHECK-LABEL: func.func @same_sum(
// CHECK:         call @sum_loops(
func.func @same_sum(%x: memref<8xf32>, %n: index, %init: f32) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %init) -> f32 {
    %v = memref.load %x[%i] : memref<8xf32>
    %t = arith.addf %s, %v : f32
    scf.yield %t : f32
  }
  return %r : f32
}

// CHECK-LABEL: func.func @no_loops(
// CHECK-NOT:     call
func.func @no_loops(%x: memref<8xf32>, %i: index, %f: f32) {
  memref.store %f, %x[%i] : memref<8xf32>
  return
}

// Loops that make a buffer stay, the ones in them do not: buffers are placed in
// the workspace of the entry function.
// CHECK-LABEL: func.func @blocks(
// CHECK:         scf.for
// CHECK-NEXT:      %[[A:.*]] = memref.alloc()
// CHECK-NOT:       scf.for
// CHECK:           call @blocks_loops
// CHECK:         return
func.func @blocks(%n: index, %f: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %block = %c0 to %n step %c1 {
    %a = memref.alloc() : memref<8xf32>
    scf.for %i = %c0 to %n step %c1 {
      memref.store %f, %a[%i] : memref<8xf32>
    }
  }
  return
}
