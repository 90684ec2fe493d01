// RUN: lowres-opt %s -convert-lowres-to-vector -canonicalize -cse | FileCheck %s

// int8 inputs of a layer with a free codebook are converted once, before the
// loops; the row's scale multiplies the layer's.
// CHECK-LABEL: func @codebook
// CHECK-SAME:    %[[X:.*]]: tensor<?x4xi8>, %[[Q:.*]]: tensor<?xf32>
// CHECK:         %[[XF:.*]] = linalg.map {{.*}} ins(%[[X]] : tensor<?x4xi8>)
// CHECK:         scf.for
// CHECK:         tensor.extract %[[XF]]
// CHECK:         arith.mulf {{.*}} fastmath<contract>
// CHECK:         tensor.extract %[[Q]]
// CHECK:         arith.mulf
func.func @codebook(
    %x: tensor<?x4xi8>, %q: tensor<?xf32>,
    %w: tensor<4x4x!lowres.level<2, [0.0, 1.0]>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>,
    %s: tensor<f32>) -> tensor<?x4xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 8>>
    : tensor<?x4xi8>, tensor<4x4x!lowres.level<2, [0.0, 1.0]>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 8>> -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
