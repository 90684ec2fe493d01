// RUN: lowres-opt %s --split-input-file --verify-diagnostics \
// RUN:   -convert-loops-to-gpu-launch | FileCheck %s
// RUN: lowres-opt %s --split-input-file --verify-diagnostics \
// RUN:   -convert-loops-to-gpu-launch=threads=128 | FileCheck %s --check-prefix=MORE
// MORE: arith.constant 128 : index

// A thread for each iteration; the innermost index is that of neighbours.
// CHECK-LABEL: func.func @loop(
// CHECK-SAME:    %[[N:.*]]: index, %[[X:.*]]: f32, %[[Y:.*]]: memref<?x10xf32>
// CHECK:         %[[TOTAL:.*]] = arith.muli %[[N]], %[[TEN:.*]] : index
// CHECK:         %[[SIZE:.*]] = arith.constant 64 : index
// CHECK:         %[[BLOCKS:.*]] = arith.ceildivui %[[TOTAL]], %[[SIZE]]
// CHECK:         %[[MIN:.*]] = arith.minui %[[BLOCKS]], %c65535
// CHECK:         %[[X1:.*]] = arith.maxui %[[MIN]], %c1
// CHECK:         %[[Y1:.*]] = arith.ceildivui %[[BLOCKS]], %[[X1]]
// CHECK:         gpu.launch blocks(%[[BX:.*]], %[[BY:.*]], %{{.*}}) in (%[[GX:.*]] = %[[X1]], %{{.*}} = %[[Y1]], {{.*}}) threads(%[[TX:[^,]*]], {{.*}}) in (%{{.*}} = %[[SIZE]],
// CHECK:           %[[ROW:.*]] = arith.muli %[[BY]], %[[GX]]
// CHECK:           %[[BLOCK:.*]] = arith.addi %[[ROW]], %[[BX]]
// CHECK:           %[[FIRST:.*]] = arith.muli %[[BLOCK]], %{{.*}}
// CHECK:           %[[ID:.*]] = arith.addi %[[FIRST]], %[[TX]]
// CHECK:           %[[EXISTS:.*]] = arith.cmpi ult, %[[ID]], %[[TOTAL]]
// CHECK:           scf.if %[[EXISTS]] {
// CHECK:             %[[J:.*]] = arith.remui %[[ID]], %[[TEN]]
// CHECK:             %[[I:.*]] = arith.divui %[[ID]], %[[TEN]]
// CHECK:             memref.store %[[X]], %[[Y]][%[[I]], %[[J]]]
// CHECK:           gpu.terminator
func.func @loop(%n: index, %x: f32, %y: memref<?x10xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c10 = arith.constant 10 : index
  scf.parallel (%i, %j) = (%c0, %c0) to (%n, %c10) step (%c1, %c1) {
    memref.store %x, %y[%i, %j] : memref<?x10xf32>
  }
  return
}

// -----

// Loops in loops, and buffers in them, are a thread's own.
// CHECK-LABEL: func.func @inner(
// CHECK:         gpu.launch
// CHECK:           memref.alloca() : memref<1xf32>
// CHECK:           scf.for
// CHECK-NOT:     scf.parallel
// CHECK:         return
func.func @inner(%n: index, %x: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    %b = memref.alloc() : memref<1xf32>
    scf.parallel (%j) = (%c0) to (%n) step (%c1) {
      memref.store %x, %b[%c0] : memref<1xf32>
    }
  }
  return
}

// -----

// What is no loop of its own is a kernel of one thread, in branches of the host
// as well; what needs no device memory is the host's.
// CHECK-LABEL: func.func @single(
// CHECK:         memref.alloc()
// CHECK:         scf.if
// CHECK:           gpu.launch
// CHECK:             memref.store
// CHECK:         arith.addi
// CHECK-NOT:     gpu.launch
// CHECK:         return
func.func @single(%c: i1, %x: f32, %n: index) -> index {
  %c0 = arith.constant 0 : index
  %b = memref.alloc() : memref<4xf32>
  scf.if %c {
    memref.store %x, %b[%c0] : memref<4xf32>
  }
  %m = arith.addi %n, %n : index
  return %m : index
}

// -----

func.func @load(%b: memref<4xf32>) -> f32 {
  %c0 = arith.constant 0 : index
  // expected-error @below {{has a result that the host cannot have}}
  %x = memref.load %b[%c0] : memref<4xf32>
  return %x : f32
}

// -----

func.func @dynamic(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    // expected-error @below {{of a thread needs a size that is known}}
    %b = memref.alloc(%n) : memref<?xf32>
    memref.dealloc %b : memref<?xf32>
  }
  return
}
