// RUN: lowres-opt %s -convert-lowres-to-vector -canonicalize -cse | FileCheck %s

// Five tiles in twos and one left over; rows in threes and singly, single rows
// with four tiles at a time.
// CHECK-LABEL: func @blocks
// CHECK-SAME:    %[[X:.*]]: tensor<?x4xf32>
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG:     %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG:     %[[C3:.*]] = arith.constant 3 : index
// CHECK-DAG:     %[[C4:.*]] = arith.constant 4 : index
// CHECK:         %[[M:.*]] = tensor.dim
// CHECK:         %[[REST:.*]] = arith.remui %[[M]], %[[C3]]
// CHECK:         %[[END:.*]] = arith.subi %[[M]], %[[REST]]
// CHECK:         scf.for %{{.*}} = %[[C0]] to %[[C4]] step %[[C2]]
// CHECK:           scf.for %{{.*}} = %[[C0]] to %[[END]] step %[[C3]]
// CHECK-COUNT-6:     vector.transfer_write
// CHECK-NOT:         vector.transfer_write
// CHECK:           scf.for %{{.*}} = %[[C0]] to %[[END]] step %[[C3]]
// CHECK-COUNT-3:     vector.transfer_write
// CHECK-NOT:         vector.transfer_write
// CHECK:           scf.for %{{.*}} = %[[END]] to %[[M]] step %[[C1]]
// CHECK-COUNT-4:     vector.transfer_write
// CHECK-NOT:         vector.transfer_write
// CHECK:           scf.for %{{.*}} = %[[END]] to %[[M]] step %[[C1]]
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
