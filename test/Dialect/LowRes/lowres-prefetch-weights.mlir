// RUN: lowres-opt %s --lowres-prefetch-weights="distance=128 min-bytes=1024" \
// RUN:   | FileCheck %s

memref.global "private" constant @large : memref<4096xi8> = dense<1>
memref.global "private" constant @small : memref<512xi8> = dense<1>

// CHECK-LABEL: func.func @streamed(
// CHECK:         %[[LARGE:.*]] = memref.get_global @large
// CHECK:         scf.for %[[I:[a-z0-9]+]] = %{{.*}} to
// CHECK:           %[[AHEAD:.*]] = arith.constant 128 : index
// CHECK:           %[[AT:.*]] = arith.addi %[[I]], %[[AHEAD]]
// CHECK:           memref.prefetch %[[LARGE]][%[[AT]]], read, locality<3>, data
// CHECK:           vector.transfer_read %[[LARGE]][%[[I]]]
func.func @streamed(%from: index, %to: index, %step: index,
                    %init: vector<64xi8>) -> vector<64xi8> {
  %zero = arith.constant 0 : i8
  %large = memref.get_global @large : memref<4096xi8>
  %r = scf.for %i = %from to %to step %step iter_args(%sum = %init)
      -> vector<64xi8> {
    %w = vector.transfer_read %large[%i], %zero {in_bounds = [true]}
      : memref<4096xi8>, vector<64xi8>
    %s = arith.addi %sum, %w : vector<64xi8>
    scf.yield %s : vector<64xi8>
  }
  return %r : vector<64xi8>
}

// Neither small constants, nor places that stay, nor the caller's memory.
// CHECK-LABEL: func.func @left_alone(
// CHECK-NOT:     memref.prefetch
func.func @left_alone(%from: index, %to: index, %step: index,
                      %init: vector<64xi8>, %memory: memref<4096xi8>)
    -> vector<64xi8> {
  %zero = arith.constant 0 : i8
  %large = memref.get_global @large : memref<4096xi8>
  %small = memref.get_global @small : memref<512xi8>
  %r = scf.for %i = %from to %to step %step iter_args(%sum = %init)
      -> vector<64xi8> {
    %a = vector.transfer_read %small[%i], %zero {in_bounds = [true]}
      : memref<512xi8>, vector<64xi8>
    %b = vector.transfer_read %large[%from], %zero {in_bounds = [true]}
      : memref<4096xi8>, vector<64xi8>
    %c = vector.transfer_read %memory[%i], %zero {in_bounds = [true]}
      : memref<4096xi8>, vector<64xi8>
    %ab = arith.addi %a, %b : vector<64xi8>
    %abc = arith.addi %ab, %c : vector<64xi8>
    %s = arith.addi %sum, %abc : vector<64xi8>
    scf.yield %s : vector<64xi8>
  }
  return %r : vector<64xi8>
}

// Vectors of less than half a line.
// CHECK-LABEL: func.func @narrow(
// CHECK-NOT:     memref.prefetch
func.func @narrow(%from: index, %to: index, %step: index,
                  %init: vector<16xi8>) -> vector<16xi8> {
  %zero = arith.constant 0 : i8
  %large = memref.get_global @large : memref<4096xi8>
  %r = scf.for %i = %from to %to step %step iter_args(%sum = %init)
      -> vector<16xi8> {
    %w = vector.transfer_read %large[%i], %zero {in_bounds = [true]}
      : memref<4096xi8>, vector<16xi8>
    %s = arith.addi %sum, %w : vector<16xi8>
    scf.yield %s : vector<16xi8>
  }
  return %r : vector<16xi8>
}
