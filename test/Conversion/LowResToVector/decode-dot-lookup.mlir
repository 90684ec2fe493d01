// RUN: lowres-opt %s -convert-lowres-to-vector -canonicalize -cse | FileCheck %s

// Two 3-bit digits of a 7-bit field in each table's byte; the second table has
// the third digit. Products of digits at bit 3 are eight times too large.
// CHECK-LABEL: func @lookup
// CHECK-DAG:     %[[TABLE0:.*]] = arith.constant dense<"0x00010203040809{{.*}}"> : vector<128xi8>
// CHECK-DAG:     %[[TABLE1:.*]] = arith.constant dense<"0x0000000000000000000000000000000000000000000000000001{{.*}}"> : vector<128xi8>
// CHECK-DAG:     %[[DIGIT0:.*]] = arith.constant dense<7> : vector<16xi8>
// CHECK-DAG:     %[[DIGIT1:.*]] = arith.constant dense<56> : vector<16xi8>
// CHECK-DAG:     %[[THREE:.*]] = arith.constant dense<3> : vector<4xi32>
// The field comes with the next field's bit, which the lookup ignores.
// CHECK:         %[[FIELD:.*]] = vector.transfer_read {{.*}} vector<16xi8>
// CHECK:         %[[E0:.*]] = lowres.lookup %[[TABLE0]], %[[FIELD]]
// CHECK:         %[[D0:.*]] = arith.andi %[[E0]], %[[DIGIT0]]
// CHECK:         %[[D1:.*]] = arith.andi %[[E0]], %[[DIGIT1]]
// CHECK:         %[[E1:.*]] = lowres.lookup %[[TABLE1]], %[[FIELD]]
// CHECK:         lowres.dot %{{.*}}, %[[D0]], %{{.*}} max_weight 4
// CHECK:         lowres.dot %{{.*}}, %[[D1]], %{{.*}} max_weight 32
// CHECK:         lowres.dot %{{.*}}, %[[E1]], %{{.*}} max_weight 4
// CHECK:         arith.shrsi %{{.*}}, %[[THREE]]
func.func @lookup(
    %x: tensor<?x96xi8>, %q: tensor<?xf32>,
    %w: tensor<4x96x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 3, bits = 7>>)
    -> tensor<?x4xf32> {
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_dot, decode = lookup,
           packing = <lanes = 4, digits = 3, bits = 7>>
    : tensor<?x96xi8>, tensor<4x96x!lowres.level<5>,
        #lowres.interleaved<lanes = 4, digits = 3, bits = 7>> -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
