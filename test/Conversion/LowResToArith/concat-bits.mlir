// RUN: lowres-opt %s -convert-lowres-to-arith | FileCheck %s

// Three bits of the first byte to bits 0 to 2, two of the second to bits 3, 4.
// CHECK-LABEL: func @two
// CHECK-SAME:    %[[A:.*]]: vector<16xi8>, %[[B:.*]]: vector<16xi8>
// CHECK:         %[[AW:.*]] = vector.bitcast %[[A]] : vector<16xi8> to vector<4xi32>
// CHECK:         %[[C5:.*]] = arith.constant dense<5> : vector<4xi32>
// CHECK:         %[[AS:.*]] = arith.shrui %[[AW]], %[[C5]]
// CHECK:         %[[M7:.*]] = arith.constant dense<117901063> : vector<4xi32>
// CHECK:         %[[AM:.*]] = arith.andi %[[AS]], %[[M7]]
// CHECK:         %[[BW:.*]] = vector.bitcast %[[B]] : vector<16xi8> to vector<4xi32>
// CHECK:         %[[C1:.*]] = arith.constant dense<1> : vector<4xi32>
// CHECK:         %[[BS:.*]] = arith.shli %[[BW]], %[[C1]]
// CHECK:         %[[M24:.*]] = arith.constant dense<404232216> : vector<4xi32>
// CHECK:         %[[BM:.*]] = arith.andi %[[BS]], %[[M24]]
// CHECK:         %[[R:.*]] = arith.ori %[[AM]], %[[BM]]
// CHECK:         vector.bitcast %[[R]] : vector<4xi32> to vector<16xi8>
func.func @two(%a: vector<16xi8>, %b: vector<16xi8>) -> vector<16xi8> {
  %r = lowres.concat_bits %a, %b bits [5, 2] lengths [3, 2] : vector<16xi8>
  return %r : vector<16xi8>
}

// Bytes that make no words are shifted as they are, bits in place not at all.
// CHECK-LABEL: func @bytes
// CHECK-SAME:    %[[A:.*]]: vector<3xi8>
// CHECK-NOT:     arith.sh
// CHECK:         %[[M:.*]] = arith.constant dense<15> : vector<3xi8>
// CHECK:         arith.andi %{{.*}}, %[[M]]
// CHECK-NOT:     lowres.concat_bits
func.func @bytes(%a: vector<3xi8>) -> vector<3xi8> {
  %r = lowres.concat_bits %a bits [0] lengths [4] : vector<3xi8>
  return %r : vector<3xi8>
}
