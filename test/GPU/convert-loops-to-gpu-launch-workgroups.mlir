// RUN: lowres-opt %s -convert-loops-to-gpu-launch | FileCheck %s

// A block for each of %n rounds: its 12 threads store, then 4 of them, as many
// as %m says, add up.
// CHECK-LABEL: func @share
// CHECK-SAME:      %[[X:[a-z0-9]+]]: memref<?x12xf32>, %[[Y:[a-z0-9]+]]: memref<?x4xf32>, %[[N:.*]]: index, %[[M:.*]]: index
// CHECK:         gpu.launch blocks({{.*}}) threads(%[[T:.*]], %{{.*}}, %{{.*}}) in ({{.*}} = %c12, {{.*}}) workgroup(%[[SHARED:.*]] : memref<3x4xf32, #gpu.address_space<workgroup>>)
// CHECK:           %[[BLOCK:.*]] = arith.addi
// CHECK:           %[[EXISTS:.*]] = arith.cmpi ult, %[[BLOCK]], %[[N]]
// CHECK:           scf.if %[[EXISTS]]
// CHECK-NOT:         scf.for
// CHECK:             memref.load %[[X]]
// CHECK:             memref.store %{{.*}}, %[[SHARED]]
// CHECK:             gpu.barrier
// CHECK:             scf.for %{{.*}} = %[[T]] to %[[M]] step
// CHECK:               memref.load %[[SHARED]]
// CHECK:               memref.store %{{.*}}, %[[Y]]
// CHECK-NOT:         gpu.barrier
// CHECK:           gpu.terminator
func.func @share(%x: memref<?x12xf32>, %y: memref<?x4xf32>, %n: index, %m: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    %shared = memref.alloc() : memref<3x4xf32>
    scf.parallel (%j, %k) = (%c0, %c0) to (%c3, %c4) step (%c1, %c1) {
      %first = arith.muli %j, %c4 : index
      %at = arith.addi %first, %k : index
      %v = memref.load %x[%i, %at] : memref<?x12xf32>
      memref.store %v, %shared[%j, %k] : memref<3x4xf32>
    } {mapping = [#gpu.thread<y>, #gpu.thread<x>]}
    scf.parallel (%k) = (%c0) to (%m) step (%c1) {
      %a = memref.load %shared[%c0, %k] : memref<3x4xf32>
      %b = memref.load %shared[%c1, %k] : memref<3x4xf32>
      %c = memref.load %shared[%c2, %k] : memref<3x4xf32>
      %ab = arith.addf %a, %b : f32
      %abc = arith.addf %ab, %c : f32
      memref.store %abc, %y[%i, %k] : memref<?x4xf32>
    } {mapping = [#gpu.thread<x>]}
  } {mapping = [#gpu.block<x>]}
  return
}
