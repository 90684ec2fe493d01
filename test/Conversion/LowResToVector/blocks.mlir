// RUN: lowres-opt %s -convert-lowres-to-vector -canonicalize -cse | FileCheck %s

// Five tiles in twos and one left over, which has a round of its own; rows in
// threes and singly, single rows with four tiles at a time.
// CHECK-LABEL: func @blocks
// CHECK-SAME:    %[[X:.*]]: tensor<?x4xf32>
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG:     %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG:     %[[C3:.*]] = arith.constant 3 : index
// CHECK-DAG:     %[[C4:.*]] = arith.constant 4 : index
// CHECK:         %[[M:.*]] = tensor.dim
// CHECK:         scf.forall (%[[ROUND:.*]]) in (2)
// CHECK:         %[[IS_WHOLE:.*]] = arith.cmpi ult, %[[ROUND]], %[[C1]]
// CHECK:         scf.if %[[IS_WHOLE]]
// CHECK:         %[[REST:.*]] = arith.remui %[[M]], %[[C3]]
// CHECK:         %[[END:.*]] = arith.subi %[[M]], %[[REST]]
// CHECK:         scf.for %{{.*}} = %[[C0]] to %[[C4]] step %[[C2]]
// CHECK:           scf.for %{{.*}} = %[[C0]] to %[[END]] step %[[C3]]
// CHECK-COUNT-6:     vector.transfer_write
// CHECK-NOT:         vector.transfer_write
// CHECK:           scf.for %{{.*}} = %[[END]] to %[[M]] step %[[C1]]
// CHECK-COUNT-4:     vector.transfer_write
// CHECK-NOT:         vector.transfer_write
// CHECK:         } else {
// CHECK:         %[[REST2:.*]] = arith.remui %[[M]], %[[C3]]
// CHECK:         %[[END2:.*]] = arith.subi %[[M]], %[[REST2]]
// CHECK:           scf.for %{{.*}} = %[[C0]] to %[[END2]] step %[[C3]]
// CHECK-COUNT-3:     vector.transfer_write
// CHECK-NOT:         vector.transfer_write
// CHECK:           scf.for %{{.*}} = %[[END2]] to %[[M]] step %[[C1]]
// CHECK-COUNT-1:     vector.transfer_write
// CHECK-NOT:         vector.transfer_write
func.func @blocks(
    %x: tensor<?x4xf32>,
    %w: tensor<20x4x!lowres.level<3>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>,
    %s: tensor<f32>) -> tensor<?x20xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 8>,
           rows = 3, tiles = 2>
    : tensor<?x4xf32>, tensor<20x4x!lowres.level<3>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 8>> -> tensor<?x20xf32>
  return %y : tensor<?x20xf32>
}

// Rounds of four tiles, as many as a single row takes at a time, are parallel,
// and in the same loop one of the two tiles that are left over. The last one of
// these is not whole.
// CHECK-LABEL: func @parallel
// CHECK-SAME:    %[[X:.*]]: tensor<?x4xf32>
// CHECK:         %[[M:.*]] = tensor.dim %[[X]]
// CHECK:         %[[EMPTY:.*]] = tensor.empty(%[[M]]) : tensor<?x39xf32>
// CHECK:         scf.forall (%[[ROUND:.*]]) in (3) shared_outs(%[[OUT:.*]] = %[[EMPTY]])
// CHECK-DAG:       %[[SIZE:.*]] = affine.min #{{.*}}(%[[ROUND]])
// CHECK-DAG:       %[[AT:.*]] = affine.apply #{{.*}}(%[[ROUND]])
// CHECK:           %[[SLICE:.*]] = tensor.extract_slice %[[OUT]][0, %[[AT]]] [%[[M]], %[[SIZE]]] [1, 1]
// CHECK:           %[[IS_WHOLE:.*]] = arith.cmpi ult, %[[ROUND]], %c2
// CHECK:           %[[NEW:.*]] = scf.if %[[IS_WHOLE]]
// CHECK:             tensor.extract_slice %[[SLICE]][0, 0] [%{{.*}}, 16] [1, 1]
// CHECK:             tensor.insert_slice
// CHECK:           else
// CHECK:             tensor.extract_slice %[[SLICE]][0, 0] [%{{.*}}, 7] [1, 1]
// CHECK:             vector.transfer_write {{.*}}] : vector<4xf32>, tensor<?x7xf32>
// CHECK:           tensor.parallel_insert_slice %[[NEW]] into %[[OUT]][0, %[[AT]]] [%[[M]], %[[SIZE]]] [1, 1]
func.func @parallel(
    %x: tensor<?x4xf32>,
    %w: tensor<39x4x!lowres.level<3>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>,
    %s: tensor<f32>) -> tensor<?x39xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 8>,
           rows = 3, tiles = 2>
    : tensor<?x4xf32>, tensor<39x4x!lowres.level<3>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 8>> -> tensor<?x39xf32>
  return %y : tensor<?x39xf32>
}
