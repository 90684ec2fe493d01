// RUN: lowres-opt %s -convert-lowres-to-vector | FileCheck %s

!plain = tensor<2x4x!lowres.level<5>>

// CHECK-LABEL: func @stay
// CHECK-NEXT:    lowres.dense
// CHECK-NEXT:    lowres.dense {{.*}} kernel<strategy = plain>
// Not packed yet.
// CHECK-NEXT:    lowres.dense {{.*}} kernel<strategy = decode_fma
// CHECK-NEXT:    return
func.func @stay(%x: tensor<?x4xf32>, %w: !plain, %s: tensor<f32>)
    -> (tensor<?x2xf32>, tensor<?x2xf32>, tensor<?x2xf32>) {
  %0 = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x4xf32>, !plain -> tensor<?x2xf32>
  %1 = lowres.dense %x, %w scale(%s : tensor<f32>) kernel<strategy = plain>
    : tensor<?x4xf32>, !plain -> tensor<?x2xf32>
  %2 = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 3, bits = 7>>
    : tensor<?x4xf32>, !plain -> tensor<?x2xf32>
  return %0, %1, %2 : tensor<?x2xf32>, tensor<?x2xf32>, tensor<?x2xf32>
}

!plain_conv = tensor<2x1x1x4x!lowres.level<5>>

// CHECK-LABEL: func @stay_conv
// CHECK-NEXT:    lowres.conv_2d
// CHECK-NEXT:    lowres.conv_2d {{.*}} kernel<strategy = plain>
// CHECK-NEXT:    lowres.conv_2d {{.*}} kernel<strategy = decode_fma
// CHECK-NEXT:    return
func.func @stay_conv(%x: tensor<?x3x3x4xf32>, %w: !plain_conv, %s: tensor<f32>)
    -> (tensor<?x3x3x2xf32>, tensor<?x3x3x2xf32>, tensor<?x3x3x2xf32>) {
  %0 = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x3x3x4xf32>, !plain_conv -> tensor<?x3x3x2xf32>
  %1 = lowres.conv_2d %x, %w scale(%s : tensor<f32>) kernel<strategy = plain>
    : tensor<?x3x3x4xf32>, !plain_conv -> tensor<?x3x3x2xf32>
  %2 = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 3, bits = 7>>
    : tensor<?x3x3x4xf32>, !plain_conv -> tensor<?x3x3x2xf32>
  return %0, %1, %2
    : tensor<?x3x3x2xf32>, tensor<?x3x3x2xf32>, tensor<?x3x3x2xf32>
}
