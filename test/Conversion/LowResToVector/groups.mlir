// RUN: lowres-opt %s -convert-lowres-to-vector -canonicalize -cse | FileCheck %s

// Groups of six inputs take two chunks of four each; the sums over a group are
// scaled before they are added up.
// CHECK-LABEL: func @groups
// CHECK-SAME:    %[[X:.*]]: tensor<?x11xi8>
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG:     %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG:     %[[NONE:.*]] = arith.constant dense<-0.000000e+00> : vector<4xf32>
// CHECK:         tensor.pad %[[X]] low[0, 0] high[0, 1]
// CHECK:         tensor.expand_shape {{.*}} into tensor<?x2x6xi8>
// CHECK:         tensor.pad {{.*}} low[0, 0, 0] high[0, 0, 2]
// CHECK:         %[[SUMS:.*]] = scf.for %[[M:.*]] = %[[C0]] to %{{.*}} step %[[C1]]
// CHECK:           scf.for %[[H:.*]] = %[[C0]] to %[[C2]] step %[[C1]]
// CHECK:             vector.transfer_read %{{.*}}[%[[M]], %[[H]], %[[C0]]]{{.*}} : tensor<?x2x8xi8>, vector<8xi8>
// CHECK:             vector.reduction <add>
// CHECK:             tensor.insert %{{.*}} into %{{.*}}[%[[M]], %[[H]]] : tensor<?x2xi32>
// CHECK:         tensor.collapse_shape {{.*}} into tensor<?x16xi8>
// CHECK:         scf.for %[[G:.*]] = %[[C0]] to %[[C2]] step %[[C1]] iter_args(%[[TOTAL:.*]] = %[[NONE]]) -> (vector<4xf32>)
// CHECK:           scf.for %{{.*}} = %[[C0]] to %[[C2]] step %[[C1]] iter_args(%{{.*}}) -> (vector<4xi32>)
// CHECK:             lowres.dot
// CHECK:           tensor.extract %[[SUMS]][%{{.*}}, %[[G]]]
// CHECK:           %[[SCALE:.*]] = vector.transfer_read %{{.*}}[%[[G]], %{{.*}}]{{.*}} : tensor<2x4xf32>, vector<4xf32>
// CHECK:           %[[F:.*]] = arith.sitofp
// CHECK:           %[[FACTOR:.*]] = arith.mulf %{{.*}}, %[[SCALE]]
// CHECK:           %[[SCALED:.*]] = arith.mulf %[[F]], %[[FACTOR]]
// CHECK:           arith.addf %[[TOTAL]], %[[SCALED]]
func.func @groups(
    %x: tensor<?x11xi8>, %q: tensor<?xf32>,
    %w: tensor<4x11x!lowres.level<3>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 8, group = 6>>,
    %s: tensor<4x2xf32>) -> tensor<?x4xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<4x2xf32>)
    input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_dot,
           packing = <lanes = 4, digits = 1, bits = 8, group = 6>>
    : tensor<?x11xi8>, tensor<4x11x!lowres.level<3>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 8, group = 6>>
    -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
