// RUN: lowres-opt %s -convert-lowres-to-arith | FileCheck %s

// Weights are unsigned bytes, inputs signed ones.
// CHECK-LABEL: func @dot
// CHECK-SAME:    %[[A:.*]]: vector<4xi32>, %[[W:.*]]: vector<16xi8>, %[[X:.*]]: vector<16xi8>
// CHECK:         %[[WD:.*]] = vector.bitcast %[[W]] : vector<16xi8> to vector<4xi32>
// CHECK:         %[[XD:.*]] = vector.bitcast %[[X]] : vector<16xi8> to vector<4xi32>
// CHECK:         %[[W0:.*]] = arith.shrui %[[WD]], %{{.*}}
// CHECK:         %[[WI:.*]] = arith.andi %[[W0]], %{{.*}}
// CHECK:         %[[X0:.*]] = arith.shli %[[XD]], %{{.*}}
// CHECK:         %[[XI:.*]] = arith.shrsi %[[X0]], %{{.*}}
// CHECK:         %[[P0:.*]] = arith.muli %[[WI]], %[[XI]]
// CHECK:         %[[S0:.*]] = arith.addi %[[A]], %[[P0]]
// CHECK-COUNT-3: arith.muli
// CHECK-NOT:     arith.muli
func.func @dot(%a: vector<4xi32>, %w: vector<16xi8>, %x: vector<16xi8>)
    -> vector<4xi32> {
  %r = lowres.dot %a, %w, %x max_weight 255 : vector<4xi32>, vector<16xi8>
  return %r : vector<4xi32>
}
