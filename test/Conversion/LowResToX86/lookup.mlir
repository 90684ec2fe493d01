// RUN: lowres-opt %s -lowres-attach-target=target=icelake-server -convert-lowres-to-x86 | FileCheck %s --check-prefixes=CHECK,VBMI
// RUN: lowres-opt %s -lowres-attach-target=target=x86-64-v4 -convert-lowres-to-x86 | FileCheck %s --check-prefixes=CHECK,BW

// One register's table of 16 bytes, in each 128-bit lane.
// CHECK-LABEL: func @bytes16
// CHECK-SAME:    %[[T:.*]]: vector<16xi8>, %[[I:.*]]: vector<64xi8>
// CHECK-DAG:     %[[MASK:.*]] = arith.constant dense<15> : vector<64xi8>
// CHECK-DAG:     %[[INDICES:.*]] = arith.andi %[[I]], %[[MASK]]
// CHECK:         llvm.call_intrinsic "llvm.x86.avx512.pshuf.b.512"(%{{.*}}, %[[INDICES]]) : (vector<64xi8>, vector<64xi8>) -> vector<64xi8>
func.func @bytes16(%t: vector<16xi8>, %i: vector<64xi8>) -> vector<64xi8> {
  %r = lowres.lookup %t, %i : vector<16xi8>, vector<64xi8>
  return %r : vector<64xi8>
}

// A smaller table is repeated.
// CHECK-LABEL: func @bytes4
// CHECK-SAME:    %[[T:.*]]: vector<4xi8>
// CHECK:         vector.shuffle %[[T]], %[[T]] [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]
// CHECK:         llvm.x86.avx512.pshuf.b.512
func.func @bytes4(%t: vector<4xi8>, %i: vector<64xi8>) -> vector<64xi8> {
  %r = lowres.lookup %t, %i : vector<4xi8>, vector<64xi8>
  return %r : vector<64xi8>
}

// VBMI ignores the index's upper bits itself.
// CHECK-LABEL: func @bytes64
// CHECK-SAME:    %{{.*}}: vector<64xi8>, %[[I:.*]]: vector<64xi8>
// VBMI:          llvm.call_intrinsic "llvm.x86.avx512.permvar.qi.512"(%{{.*}}, %[[I]])
// BW:            lowres.lookup
func.func @bytes64(%t: vector<64xi8>, %i: vector<64xi8>) -> vector<64xi8> {
  %r = lowres.lookup %t, %i : vector<64xi8>, vector<64xi8>
  return %r : vector<64xi8>
}

// CHECK-LABEL: func @bytes32
// VBMI:          vector.shuffle
// VBMI:          llvm.x86.avx512.permvar.qi.512
// BW:            lowres.lookup
func.func @bytes32(%t: vector<32xi8>, %i: vector<64xi8>) -> vector<64xi8> {
  %r = lowres.lookup %t, %i : vector<32xi8>, vector<64xi8>
  return %r : vector<64xi8>
}

// CHECK-LABEL: func @bytes128
// CHECK-SAME:    %[[T:.*]]: vector<128xi8>, %[[I:.*]]: vector<64xi8>
// VBMI:          %[[LOW:.*]] = vector.shuffle %[[T]], %[[T]] [0, 1, {{.*}}, 63]
// VBMI:          %[[HIGH:.*]] = vector.shuffle %[[T]], %[[T]] [64, 65, {{.*}}, 127]
// VBMI:          llvm.call_intrinsic "llvm.x86.avx512.vpermi2var.qi.512"(%[[LOW]], %[[I]], %[[HIGH]])
// BW:            lowres.lookup
func.func @bytes128(%t: vector<128xi8>, %i: vector<64xi8>) -> vector<64xi8> {
  %r = lowres.lookup %t, %i : vector<128xi8>, vector<64xi8>
  return %r : vector<64xi8>
}

// No instruction has 256 entries.
// CHECK-LABEL: func @bytes256
// CHECK:         lowres.lookup
func.func @bytes256(%t: vector<256xi8>, %i: vector<64xi8>) -> vector<64xi8> {
  %r = lowres.lookup %t, %i : vector<256xi8>, vector<64xi8>
  return %r : vector<64xi8>
}

// CHECK-LABEL: func @floats16
// CHECK:         llvm.call_intrinsic "llvm.x86.avx512.permvar.sf.512"({{.*}}) : (vector<16xf32>, vector<16xi32>) -> vector<16xf32>
func.func @floats16(%t: vector<16xf32>, %i: vector<16xi32>) -> vector<16xf32> {
  %r = lowres.lookup %t, %i : vector<16xf32>, vector<16xi32>
  return %r : vector<16xf32>
}

// CHECK-LABEL: func @floats32
// CHECK:         llvm.call_intrinsic "llvm.x86.avx512.vpermi2var.ps.512"({{.*}}) : (vector<16xf32>, vector<16xi32>, vector<16xf32>) -> vector<16xf32>
func.func @floats32(%t: vector<32xf32>, %i: vector<16xi32>) -> vector<16xf32> {
  %r = lowres.lookup %t, %i : vector<32xf32>, vector<16xi32>
  return %r : vector<16xf32>
}

// CHECK-LABEL: func @floats64
// CHECK:         lowres.lookup
func.func @floats64(%t: vector<64xf32>, %i: vector<16xi32>) -> vector<16xf32> {
  %r = lowres.lookup %t, %i : vector<64xf32>, vector<16xi32>
  return %r : vector<16xf32>
}
