// RUN: lowres-opt %s -lowres-attach-target=target=x86-64-v3 -convert-lowres-to-x86 | FileCheck %s
// RUN: lowres-opt %s -lowres-attach-target=target=cascadelake -convert-lowres-to-x86 | FileCheck %s --check-prefix=VNNI

// 2 * 128 * 127 fits 16 signed bits.
// CHECK-LABEL: func @small
// CHECK-COUNT-1: pmadd.ub.sw
// CHECK-NOT:     pmadd.ub.sw
func.func @small(%a: vector<8xi32>, %w: vector<32xi8>, %x: vector<32xi8>)
    -> vector<8xi32> {
  %r = lowres.dot %a, %w, %x max_weight 127 : vector<8xi32>, vector<32xi8>
  return %r : vector<8xi32>
}

// 2 * 128 * 128 does not: the low seven bits, and the top one twice as 64.
// CHECK-LABEL: func @large
// CHECK-SAME:    %[[A:.*]]: vector<8xi32>, %[[W:.*]]: vector<32xi8>, %[[X:.*]]: vector<32xi8>
// CHECK-DAG:     %[[SEVEN:.*]] = arith.constant dense<127> : vector<32xi8>
// CHECK:         %[[LOW:.*]] = arith.andi %[[W]], %[[SEVEN]]
// CHECK:         "llvm.x86.avx2.pmadd.ub.sw"(%[[LOW]], %[[X]])
// CHECK:         %[[TOP:.*]] = arith.andi %[[W]], %{{.*}} : vector<32xi8>
// CHECK:         %[[DWORDS:.*]] = vector.bitcast %[[TOP]]
// CHECK:         %[[SHIFTED:.*]] = arith.shrui %[[DWORDS]]
// CHECK:         %[[HALF:.*]] = vector.bitcast %[[SHIFTED]]
// CHECK:         "llvm.x86.avx2.pmadd.ub.sw"(%[[HALF]], %[[X]])
// CHECK:         "llvm.x86.avx2.pmadd.ub.sw"(%[[HALF]], %[[X]])
// VNNI-LABEL:  func @large
// VNNI-NOT:      pmadd
// VNNI:          vpdpbusd
func.func @large(%a: vector<8xi32>, %w: vector<32xi8>, %x: vector<32xi8>)
    -> vector<8xi32> {
  %r = lowres.dot %a, %w, %x max_weight 128 : vector<8xi32>, vector<32xi8>
  return %r : vector<8xi32>
}
