// RUN: lowres-opt %s -convert-lowres-to-linalg | FileCheck %s

// Vector operations are lowered later, and others are not touched.
// CHECK-LABEL: func @vectors
// CHECK-NEXT:    lowres.lookup
// CHECK-NEXT:    lowres.dot
// CHECK-NEXT:    return
func.func @vectors(%t: vector<16xi8>, %i: vector<16xi8>, %a: vector<4xi32>)
    -> vector<4xi32> {
  %w = lowres.lookup %t, %i : vector<16xi8>, vector<16xi8>
  %r = lowres.dot %a, %w, %i max_weight 15 : vector<4xi32>, vector<16xi8>
  return %r : vector<4xi32>
}

// CHECK-LABEL: func @upstream
// CHECK-SAME:    %[[X:.*]]: tensor<?x4xf32>
// CHECK-NEXT:    %[[Y:.*]] = math.exp %[[X]]
// CHECK-NEXT:    return %[[Y]]
func.func @upstream(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %y = math.exp %x : tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
