// RUN: lowres-opt %s -split-input-file -convert-loops-to-gpu-launch -verify-diagnostics

func.func @store(%y: memref<?xf32>, %x: f32, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    // expected-error@+1 {{in a loop that is mapped to workgroups has to be in one that is mapped to threads}}
    memref.store %x, %y[%i] : memref<?xf32>
  } {mapping = [#gpu.block<x>]}
  return
}

// -----

func.func @unmapped(%y: memref<?xf32>, %x: f32, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    // expected-error@+1 {{in a loop that is mapped to workgroups has to be mapped to threads}}
    scf.parallel (%j) = (%c0) to (%n) step (%c1) {
      memref.store %x, %y[%j] : memref<?xf32>
    }
  } {mapping = [#gpu.block<x>]}
  return
}

// -----

func.func @size(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    // expected-error@+1 {{of a workgroup needs a size that is known}}
    %b = memref.alloc(%n) : memref<?xf32>
  } {mapping = [#gpu.block<x>]}
  return
}
