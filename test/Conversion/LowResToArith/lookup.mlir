// RUN: lowres-opt %s -convert-lowres-to-arith | FileCheck %s

// The index is taken modulo the table's size.
// CHECK-LABEL: func @bytes
// CHECK-SAME:    %[[T:.*]]: vector<4xi8>, %[[I:.*]]: vector<16xi8>
// CHECK:         %[[MASK:.*]] = arith.constant dense<3> : vector<16xi8>
// CHECK:         %[[INDEX:.*]] = arith.andi %[[I]], %[[MASK]]
// CHECK:         %[[E0:.*]] = vector.extract %[[T]][0]
// CHECK:         %[[R0:.*]] = vector.broadcast %[[E0]] : i8 to vector<16xi8>
// CHECK:         %[[E1:.*]] = vector.extract %[[T]][1]
// CHECK:         %[[V1:.*]] = vector.broadcast %[[E1]] : i8 to vector<16xi8>
// CHECK:         %[[C1:.*]] = arith.constant dense<1> : vector<16xi8>
// CHECK:         %[[IS1:.*]] = arith.cmpi eq, %[[INDEX]], %[[C1]]
// CHECK:         %[[R1:.*]] = arith.select %[[IS1]], %[[V1]], %[[R0]]
// CHECK-COUNT-2: arith.select
// CHECK-NOT:     arith.select
func.func @bytes(%t: vector<4xi8>, %i: vector<16xi8>) -> vector<16xi8> {
  %r = lowres.lookup %t, %i : vector<4xi8>, vector<16xi8>
  return %r : vector<16xi8>
}

// CHECK-LABEL: func @floats
// CHECK:         arith.select {{.*}} : vector<8xi1>, vector<8xf32>
// CHECK-NOT:     lowres.lookup
func.func @floats(%t: vector<2xf32>, %i: vector<8xi32>) -> vector<8xf32> {
  %r = lowres.lookup %t, %i : vector<2xf32>, vector<8xi32>
  return %r : vector<8xf32>
}

// CHECK-LABEL: func @in_bounds
// CHECK-NOT:     arith.andi
// CHECK:         arith.select
func.func @in_bounds(%t: vector<2xi8>, %i: vector<8xi8>) -> vector<8xi8> {
  %r = lowres.lookup %t, %i in_bounds : vector<2xi8>, vector<8xi8>
  return %r : vector<8xi8>
}
