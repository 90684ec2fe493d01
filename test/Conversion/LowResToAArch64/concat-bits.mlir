// RUN: lowres-opt %s -lowres-attach-target=target=aarch64 -convert-lowres-to-aarch64 | FileCheck %s

// From the highest bits down; a piece that is not at the top of its byte is
// shifted there first, and the result at the end to the lowest bits.
// CHECK-LABEL: func @three
// CHECK-SAME:    %[[A:.*]]: vector<16xi8>, %[[B:.*]]: vector<16xi8>, %[[C:.*]]: vector<16xi8>
// CHECK:         %[[TOP:.*]] = arith.constant dense<2> : vector<16xi8>
// CHECK:         %[[C1:.*]] = arith.shli %[[C]], %[[TOP]]
// CHECK:         %[[ONE:.*]] = arith.constant 1 : i32
// CHECK:         %[[CB:.*]] = llvm.call_intrinsic "llvm.aarch64.neon.vsri.v16i8"(%[[C1]], %[[B]], %[[ONE]])
// CHECK:         %[[FOUR:.*]] = arith.constant 4 : i32
// CHECK:         %[[CBA:.*]] = llvm.call_intrinsic "llvm.aarch64.neon.vsri.v16i8"(%[[CB]], %[[A]], %[[FOUR]])
// CHECK:         %[[DOWN:.*]] = arith.constant dense<3> : vector<16xi8>
// CHECK:         %[[R:.*]] = arith.shrui %[[CBA]], %[[DOWN]]
// CHECK:         return %[[R]]
func.func @three(%a: vector<16xi8>, %b: vector<16xi8>, %c: vector<16xi8>)
    -> vector<16xi8> {
  %r = lowres.concat_bits %a, %b, %c bits [7, 5, 5] lengths [1, 3, 1]
    : vector<16xi8>
  return %r : vector<16xi8>
}

// A whole byte needs no shift at the end.
// CHECK-LABEL: func @byte
// CHECK-SAME:    %[[A:.*]]: vector<8xi8>, %[[B:.*]]: vector<8xi8>
// CHECK:         %[[ONE:.*]] = arith.constant 1 : i32
// CHECK:         %[[R:.*]] = llvm.call_intrinsic "llvm.aarch64.neon.vsri.v8i8"(%[[B]], %[[A]], %[[ONE]])
// CHECK-NEXT:    return %[[R]]
func.func @byte(%a: vector<8xi8>, %b: vector<8xi8>) -> vector<8xi8> {
  %r = lowres.concat_bits %a, %b bits [1, 7] lengths [7, 1] : vector<8xi8>
  return %r : vector<8xi8>
}

// CHECK-LABEL: func @too_wide
// CHECK:         lowres.concat_bits
func.func @too_wide(%a: vector<64xi8>) -> vector<64xi8> {
  %r = lowres.concat_bits %a, %a bits [5, 5] lengths [3, 2] : vector<64xi8>
  return %r : vector<64xi8>
}
