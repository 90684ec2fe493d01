// RUN: lowres-opt %s -convert-lowres-to-vector -canonicalize -cse | FileCheck %s

!packed = tensor<6x5x!lowres.level<3>,
                 #lowres.interleaved<lanes = 4, digits = 2, bits = 8>>

// Five inputs are filled up to a chunk of eight with zeros; the last two of
// eight outputs are not written, and their scale and bias not read.
// CHECK-LABEL: func @tails
// CHECK-SAME:    %[[X:.*]]: tensor<?x5xf32>, %{{.*}}, %[[S:.*]]: tensor<6xf32>, %[[B:.*]]: tensor<6xf32>
// CHECK:         tensor.pad %{{.*}} low[0, 0, 0] high[0, 0, 3]
// CHECK:         tensor<?x1x5xf32> to tensor<?x1x8xf32>
// CHECK:         vector.transfer_read %{{.*}} : tensor<1x6xf32>, vector<4xf32>
// CHECK:         vector.transfer_read %[[B]]{{\[.*\]}}, %{{[a-z0-9_]+}} : tensor<6xf32>, vector<4xf32>
// CHECK:         vector.transfer_write %{{.*}}, %{{.*}}[%{{.*}}, %{{.*}}] : vector<4xf32>, tensor<?x?xf32>
func.func @tails(%x: tensor<?x5xf32>, %w: !packed, %s: tensor<6xf32>,
                 %b: tensor<6xf32>) -> tensor<?x6xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<6xf32>) bias(%b : tensor<6xf32>)
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 2, bits = 8>>
    : tensor<?x5xf32>, !packed -> tensor<?x6xf32>
  return %y : tensor<?x6xf32>
}

// Whole chunks and tiles need neither.
// CHECK-LABEL: func @whole
// CHECK-NOT:     tensor.pad
// CHECK:         vector.transfer_write {{.*}} {in_bounds = [true]}
func.func @whole(
    %x: tensor<?x8xf32>,
    %w: tensor<8x8x!lowres.level<3>,
               #lowres.interleaved<lanes = 4, digits = 2, bits = 8>>,
    %s: tensor<f32>) -> tensor<?x8xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 2, bits = 8>>
    : tensor<?x8xf32>, tensor<8x8x!lowres.level<3>,
        #lowres.interleaved<lanes = 4, digits = 2, bits = 8>> -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}
