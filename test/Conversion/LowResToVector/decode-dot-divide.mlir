// RUN: lowres-opt %s -convert-lowres-to-vector -canonicalize -cse | FileCheck %s

// A field c of three digits: q0 = c, q1 = c/5, q2 = c/25, by multiplication of
// 16-bit halves with ceil(2^16 / 5). sum d_j x_j is sum q_j x_j (first sum)
// less 5 sum q_{j+1} x_j (second sum).
// CHECK-LABEL: func @divide
// CHECK-DAG:     %[[RECIPROCAL:.*]] = arith.constant dense<13108> : vector<8xi16>
// CHECK-DAG:     %[[FIVE:.*]] = arith.constant dense<5> : vector<4xi32>
// CHECK-DAG:     %[[LOW_BYTE:.*]] = arith.constant dense<255> : vector<8xi16>
// CHECK-DAG:     %[[HIGH_BYTE:.*]] = arith.constant dense<-256> : vector<8xi16>
// CHECK:         %[[Q0:.*]] = vector.transfer_read {{.*}} vector<16xi8>
// CHECK:         %[[WORDS:.*]] = vector.bitcast %[[Q0]] : vector<16xi8> to vector<8xi16>
// CHECK:         %[[LOW:.*]] = arith.andi %[[WORDS]], %[[LOW_BYTE]]
// CHECK-DAG:     %{{.*}}, %[[HIGH5:.*]] = arith.mului_extended %[[WORDS]], %[[RECIPROCAL]]
// CHECK-DAG:     %[[HIGH:.*]] = arith.andi %[[HIGH5]], %[[HIGH_BYTE]]
// CHECK-DAG:     %{{.*}}, %[[LOW5:.*]] = arith.mului_extended %[[LOW]], %[[RECIPROCAL]]
// CHECK:         %[[BOTH:.*]] = arith.ori %[[LOW5]], %[[HIGH]]
// CHECK:         %[[Q1:.*]] = vector.bitcast %[[BOTH]] : vector<8xi16> to vector<16xi8>
// CHECK:         arith.mului_extended
// CHECK:         %[[Q2:.*]] = vector.bitcast %{{.*}} : vector<8xi16> to vector<16xi8>
// CHECK:         %[[A2:.*]] = lowres.dot %{{.*}}, %[[Q2]], %[[X2:.*]] max_weight 4
// CHECK:         %[[B1:.*]] = lowres.dot %{{.*}}, %[[Q2]], %[[X1:.*]] max_weight 4
// CHECK:         %[[A1:.*]] = lowres.dot %[[A2]], %[[Q1]], %[[X1]] max_weight 24
// CHECK:         %[[B0:.*]] = lowres.dot %[[B1]], %[[Q1]], %[[X0:.*]] max_weight 24
// CHECK:         %[[A0:.*]] = lowres.dot %[[A1]], %[[Q0]], %[[X0]] max_weight 124
// CHECK:         %[[CARRIED:.*]] = arith.muli %[[B0]], %[[FIVE]]
// CHECK:         arith.subi %[[A0]], %[[CARRIED]]
func.func @divide(
    %x: tensor<?x12xi8>, %q: tensor<?xf32>,
    %w: tensor<4x12x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 3, bits = 8>>)
    -> tensor<?x4xf32> {
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 3, bits = 8>>
    : tensor<?x12xi8>, tensor<4x12x!lowres.level<5>,
        #lowres.interleaved<lanes = 4, digits = 3, bits = 8>> -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
