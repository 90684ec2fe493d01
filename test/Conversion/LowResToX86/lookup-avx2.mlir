// RUN: lowres-opt %s -lowres-attach-target=target=x86-64-v3 -convert-lowres-to-x86 | FileCheck %s

// CHECK-LABEL: func @bytes16
// CHECK:         llvm.call_intrinsic "llvm.x86.avx2.pshuf.b"({{.*}}) : (vector<32xi8>, vector<32xi8>) -> vector<32xi8>
func.func @bytes16(%t: vector<16xi8>, %i: vector<32xi8>) -> vector<32xi8> {
  %r = lowres.lookup %t, %i : vector<16xi8>, vector<32xi8>
  return %r : vector<32xi8>
}

// CHECK-LABEL: func @bytes16_128bit
// CHECK:         llvm.x86.ssse3.pshuf.b.128
func.func @bytes16_128bit(%t: vector<16xi8>, %i: vector<16xi8>) -> vector<16xi8> {
  %r = lowres.lookup %t, %i : vector<16xi8>, vector<16xi8>
  return %r : vector<16xi8>
}

// CHECK-LABEL: func @bytes32
// CHECK:         lowres.lookup
func.func @bytes32(%t: vector<32xi8>, %i: vector<32xi8>) -> vector<32xi8> {
  %r = lowres.lookup %t, %i : vector<32xi8>, vector<32xi8>
  return %r : vector<32xi8>
}

// CHECK-LABEL: func @floats8
// CHECK:         llvm.call_intrinsic "llvm.x86.avx2.permps"({{.*}}) : (vector<8xf32>, vector<8xi32>) -> vector<8xf32>
func.func @floats8(%t: vector<8xf32>, %i: vector<8xi32>) -> vector<8xf32> {
  %r = lowres.lookup %t, %i : vector<8xf32>, vector<8xi32>
  return %r : vector<8xf32>
}

// Two permutes, chosen by bit 3 of the index.
// CHECK-LABEL: func @floats16
// CHECK-SAME:    %[[T:.*]]: vector<16xf32>, %[[I:.*]]: vector<8xi32>
// CHECK:         %[[BIT:.*]] = arith.andi %[[I]]
// CHECK:         %[[IS_HIGH:.*]] = arith.cmpi ne, %[[BIT]]
// CHECK:         %[[LOW_TABLE:.*]] = vector.shuffle %[[T]], %[[T]] [0, 1, 2, 3, 4, 5, 6, 7]
// CHECK:         %[[LOW:.*]] = llvm.call_intrinsic "llvm.x86.avx2.permps"(%[[LOW_TABLE]], %[[I]])
// CHECK:         %[[HIGH_TABLE:.*]] = vector.shuffle %[[T]], %[[T]] [8, 9, 10, 11, 12, 13, 14, 15]
// CHECK:         %[[HIGH:.*]] = llvm.call_intrinsic "llvm.x86.avx2.permps"(%[[HIGH_TABLE]], %[[I]])
// CHECK:         arith.select %[[IS_HIGH]], %[[HIGH]], %[[LOW]]
func.func @floats16(%t: vector<16xf32>, %i: vector<8xi32>) -> vector<8xf32> {
  %r = lowres.lookup %t, %i : vector<16xf32>, vector<8xi32>
  return %r : vector<8xf32>
}
