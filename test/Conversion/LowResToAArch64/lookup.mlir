// RUN: lowres-opt %s -lowres-attach-target=target=aarch64 -convert-lowres-to-aarch64 | FileCheck %s

// Indices are taken modulo the table's size; tbl gives 0 beyond it.
// CHECK-LABEL: func @bytes16
// CHECK-SAME:    %[[T:.*]]: vector<16xi8>, %[[I:.*]]: vector<16xi8>
// CHECK-DAG:     %[[MASK:.*]] = arith.constant dense<15> : vector<16xi8>
// CHECK-DAG:     %[[INDICES:.*]] = arith.andi %[[I]], %[[MASK]]
// CHECK:         llvm.call_intrinsic "llvm.aarch64.neon.tbl1.v16i8"(%{{.*}}, %[[INDICES]]) : (vector<16xi8>, vector<16xi8>) -> vector<16xi8>
func.func @bytes16(%t: vector<16xi8>, %i: vector<16xi8>) -> vector<16xi8> {
  %r = lowres.lookup %t, %i : vector<16xi8>, vector<16xi8>
  return %r : vector<16xi8>
}

// A smaller table is repeated.
// CHECK-LABEL: func @bytes4
// CHECK:         vector.shuffle {{.*}} [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]
// CHECK:         llvm.aarch64.neon.tbl1.v8i8
func.func @bytes4(%t: vector<4xi8>, %i: vector<8xi8>) -> vector<8xi8> {
  %r = lowres.lookup %t, %i : vector<4xi8>, vector<8xi8>
  return %r : vector<8xi8>
}

// CHECK-LABEL: func @bytes64
// CHECK-COUNT-4: vector.shuffle
// CHECK:         llvm.aarch64.neon.tbl4.v16i8
func.func @bytes64(%t: vector<64xi8>, %i: vector<16xi8>) -> vector<16xi8> {
  %r = lowres.lookup %t, %i : vector<64xi8>, vector<16xi8>
  return %r : vector<16xi8>
}

// tbx leaves what tbl found where its own index is out of range.
// CHECK-LABEL: func @bytes128
// CHECK-DAG:     %[[HALF:.*]] = arith.constant dense<64> : vector<16xi8>
// CHECK-DAG:     %[[INDICES:.*]] = arith.andi
// CHECK-DAG:     %[[LOW:.*]] = llvm.call_intrinsic "llvm.aarch64.neon.tbl4.v16i8"
// CHECK:         %[[HIGH:.*]] = arith.subi %[[INDICES]], %[[HALF]]
// CHECK:         llvm.call_intrinsic "llvm.aarch64.neon.tbx4.v16i8"(%[[LOW]], %{{.*}}, %[[HIGH]])
func.func @bytes128(%t: vector<128xi8>, %i: vector<16xi8>) -> vector<16xi8> {
  %r = lowres.lookup %t, %i : vector<128xi8>, vector<16xi8>
  return %r : vector<16xi8>
}

// Floats are looked up byte by byte.
// CHECK-LABEL: func @floats8
// CHECK-DAG:     %[[FOUR:.*]] = arith.constant dense<67372036> : vector<4xi32>
// CHECK-DAG:     %[[BYTES:.*]] = arith.constant dense<50462976> : vector<4xi32>
// CHECK-DAG:     %[[MASKED:.*]] = arith.andi
// CHECK-DAG:     %[[TIMES:.*]] = arith.muli %[[MASKED]], %[[FOUR]]
// CHECK:         arith.addi %[[TIMES]], %[[BYTES]]
// CHECK:         %[[R:.*]] = llvm.call_intrinsic "llvm.aarch64.neon.tbl2.v16i8"
// CHECK:         vector.bitcast %[[R]] : vector<16xi8> to vector<4xf32>
func.func @floats8(%t: vector<8xf32>, %i: vector<4xi32>) -> vector<4xf32> {
  %r = lowres.lookup %t, %i : vector<8xf32>, vector<4xi32>
  return %r : vector<4xf32>
}

// Left to convert-lowres-to-arith: too large a table, too wide a vector.
// CHECK-LABEL: func @no_instruction
// CHECK-COUNT-2: lowres.lookup
func.func @no_instruction(%t: vector<256xi8>, %i: vector<16xi8>,
                          %u: vector<16xi8>, %j: vector<64xi8>)
    -> (vector<16xi8>, vector<64xi8>) {
  %r = lowres.lookup %t, %i : vector<256xi8>, vector<16xi8>
  %s = lowres.lookup %u, %j : vector<16xi8>, vector<64xi8>
  return %r, %s : vector<16xi8>, vector<64xi8>
}

// Indices within bounds need no mask.
// CHECK-LABEL: func @in_bounds
// CHECK-SAME:    %{{.*}}: vector<32xi8>, %[[I:.*]]: vector<16xi8>
// CHECK-NOT:     arith.andi
// CHECK:         llvm.call_intrinsic "llvm.aarch64.neon.tbl2.v16i8"(%{{.*}}, %{{.*}}, %[[I]])
func.func @in_bounds(%t: vector<32xi8>, %i: vector<16xi8>) -> vector<16xi8> {
  %r = lowres.lookup %t, %i in_bounds : vector<32xi8>, vector<16xi8>
  return %r : vector<16xi8>
}
