// RUN: lowres-opt %s -convert-lowres-to-vector -canonicalize -cse | FileCheck %s

!pairs = tensor<4x12x!lowres.level<5>,
                #lowres.interleaved<lanes = 4, digits = 2, bits = 5, container = 32>>
!bytes = tensor<8x16x!lowres.level<3>,
                #lowres.interleaved<lanes = 4, digits = 2, bits = 4>>

// What two inputs contribute by each of 25 pairs of weights (and what 7 values
// that do not occur stand for) is computed once; a field looks its sum up, and
// bits above it do not matter.
// CHECK-LABEL: func @dwords
// CHECK-SAME:    %[[X:.*]]: tensor<?x12xf32>
// CHECK-DAG:     %[[FIVE:.*]] = arith.constant dense<5> : vector<4xi32>
// CHECK-DAG:     %[[ONES:.*]] = arith.constant dense<[-2.000000e+00, -1.000000e+00, 0.000000e+00, 1.000000e+00, 2.000000e+00, -2.000000e+00, {{.*}}]> : vector<32xf32>
// CHECK-DAG:     %[[FIVES:.*]] = arith.constant dense<[-2.000000e+00, -2.000000e+00, -2.000000e+00, -2.000000e+00, -2.000000e+00, -1.000000e+00, {{.*}}]> : vector<32xf32>
// CHECK:         %[[X0:.*]] = tensor.extract %[[X]][%{{.*}}, %{{.*}}]
// CHECK:         %[[V0:.*]] = vector.broadcast %[[X0]] : f32 to vector<32xf32>
// CHECK:         %[[P0:.*]] = arith.mulf %[[V0]], %[[ONES]]
// CHECK:         %[[X1:.*]] = tensor.extract %[[X]][%{{.*}}, %{{.*}}]
// CHECK:         %[[V1:.*]] = vector.broadcast %[[X1]] : f32 to vector<32xf32>
// CHECK:         %[[P1:.*]] = arith.mulf %[[V1]], %[[FIVES]] fastmath<contract>
// CHECK:         %[[TABLE:.*]] = arith.addf %[[P0]], %[[P1]] fastmath<contract>
// CHECK:         %[[STORED:.*]] = vector.bitcast %{{.*}} : vector<16xi8> to vector<4xi32>
// CHECK:         %[[SUM:.*]] = lowres.lookup %[[TABLE]], %[[STORED]] : vector<32xf32>, vector<4xi32>
// CHECK:         arith.addf {{.*}}%[[SUM]]
// CHECK:         %[[NEXT:.*]] = arith.shrui %[[STORED]], %[[FIVE]]
// CHECK:         lowres.lookup %{{.*}}, %[[NEXT]]
// CHECK-COUNT-4: lowres.lookup
// CHECK-NOT:     lowres.lookup
// CHECK:         return
func.func @dwords(%x: tensor<?x12xf32>, %w: !pairs, %s: tensor<f32>)
    -> tensor<?x4xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = table_sum, packing = <lanes = 4, digits = 2, bits = 5, container = 32>>
    : tensor<?x12xf32>, !pairs -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// Rows in blocks share the levels of each digit; a row left over does not.
// CHECK-LABEL: func @rows
// CHECK-DAG:     %[[ONES:.*]] = arith.constant dense<[-1.000000e+00, 0.000000e+00, 1.000000e+00, -1.000000e+00, {{.*}}]> : vector<16xf32>
// CHECK-DAG:     %[[THREES:.*]] = arith.constant dense<[-1.000000e+00, -1.000000e+00, -1.000000e+00, 0.000000e+00, {{.*}}]> : vector<16xf32>
// CHECK:         lowres.lookup %[[ONES]], %[[FIELD:.*]] : vector<16xf32>, vector<4xi32>
// CHECK:         lowres.lookup %[[THREES]], %[[FIELD]] : vector<16xf32>, vector<4xi32>
// CHECK:         arith.mulf %{{.*}} fastmath<contract> : vector<4xf32>
// CHECK:         %[[TABLE:.*]] = arith.addf %{{.*}} fastmath<contract> : vector<16xf32>
// CHECK:         lowres.lookup %[[TABLE]]
func.func @rows(%x: tensor<?x16xf32>, %w: !bytes, %s: tensor<f32>)
    -> tensor<?x8xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = table_sum, packing = <lanes = 4, digits = 2, bits = 4>, rows = 2>
    : tensor<?x16xf32>, !bytes -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}
