// RUN: lowres-opt %s -convert-lowres-to-vector -canonicalize -cse | FileCheck %s

!packed3 = tensor<4x4x!lowres.level<3>,
                  #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>
!packed17 = tensor<4x4x!lowres.level<17>,
                   #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>
!free5 = tensor<4x4x!lowres.level<5, [-1.0, 0.0, 0.5, 0.75, 1.0]>,
                 #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>
!free9 = tensor<4x4x!lowres.level<9, [-1.0, 0.0, 0.5, 0.75, 1.0, 2.0, 3.0, 4.0, 5.0]>,
                #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>

// As many integer levels as a register holds are looked up in one. The scale
// has the step.
// CHECK-LABEL: func @table
// CHECK-SAME:    %[[X:.*]]: tensor<?x4xf32>
// CHECK-DAG:     %[[TABLE:.*]] = arith.constant dense<[-1.000000e+00, 0.000000e+00, 1.000000e+00, 0.000000e+00]> : vector<4xf32>
// CHECK:         %[[CODES:.*]] = vector.bitcast %{{.*}} : vector<16xi8> to vector<4xi32>
// CHECK:         %[[LEVELS:.*]] = lowres.lookup %[[TABLE]], %[[CODES]] : vector<4xf32>, vector<4xi32>
// CHECK:         %[[XI:.*]] = tensor.extract %[[X]]
// CHECK:         %[[XV:.*]] = vector.broadcast %[[XI]] : f32 to vector<4xf32>
// CHECK:         %[[P:.*]] = arith.mulf %[[LEVELS]], %[[XV]] fastmath<contract>
// CHECK:         arith.addf {{.*}}%[[P]]{{.*}} fastmath<contract>
func.func @table(%x: tensor<?x4xf32>, %w: !packed3, %s: tensor<f32>)
    -> tensor<?x4xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 8>>
    : tensor<?x4xf32>, !packed3 -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// More of them are converted.
// CHECK-LABEL: func @convert
// CHECK-DAG:     %[[EIGHT:.*]] = arith.constant dense<8> : vector<4xi32>
// CHECK-NOT:     lowres.lookup
// CHECK:         %[[CODE:.*]] = arith.andi
// CHECK:         %[[LEVEL:.*]] = arith.subi %[[CODE]], %[[EIGHT]]
// CHECK:         arith.sitofp %[[LEVEL]] : vector<4xi32> to vector<4xf32>
func.func @convert(%x: tensor<?x4xf32>, %w: !packed17, %s: tensor<f32>)
    -> tensor<?x4xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 8>>
    : tensor<?x4xf32>, !packed17 -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// A free codebook of two registers.
// CHECK-LABEL: func @codebook
// CHECK-DAG:     %[[TABLE:.*]] = arith.constant dense<[-1.000000e+00, 0.000000e+00, 5.000000e-01, 7.500000e-01, 1.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00]> : vector<8xf32>
// CHECK:         lowres.lookup %[[TABLE]], %{{.*}} : vector<8xf32>, vector<4xi32>
func.func @codebook(%x: tensor<?x4xf32>, %w: !free5, %s: tensor<f32>)
    -> tensor<?x4xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 8>>
    : tensor<?x4xf32>, !free5 -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// A larger one lies in memory.
// CHECK-LABEL: func @gather
// CHECK-DAG:     %[[TABLE:.*]] = arith.constant dense<[-1.000000e+00, {{.*}}]> : tensor<9xf32>
// CHECK:         %[[CODE:.*]] = arith.andi
// CHECK:         vector.gather %[[TABLE]]{{.*}}[%[[CODE]]]
func.func @gather(%x: tensor<?x4xf32>, %w: !free9, %s: tensor<f32>)
    -> tensor<?x4xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 8>>
    : tensor<?x4xf32>, !free9 -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
