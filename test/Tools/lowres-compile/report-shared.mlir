// Weights that two layers share are in the object once, and so in the totals.

// RUN: lowres-compile %s --target=x86-64-v3 --reference --report -o /dev/null | FileCheck %s
// CHECK: 0 {{.*}} 4x4
// CHECK-NEXT: 1 {{.*}} 4x4
// CHECK-NEXT: weights: 16 in 16 bytes, 8.000 bits each; bound 4 bytes; float32 64 bytes
// CHECK-NEXT: with 4 bytes of scales and biases: 20 bytes

func.func @shared(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %w = lowres.constant dense<[0, 1, 2, 1, 0, 0, 2, 1, 2, 2, 1, 0, 1, 1, 0, 2]>
    : tensor<16xi8> -> tensor<4x4x!lowres.level<3>>
  %s = arith.constant dense<0.5> : tensor<f32>
  %h = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x4xf32>, tensor<4x4x!lowres.level<3>> -> tensor<?x4xf32>
  %y = lowres.dense %h, %w scale(%s : tensor<f32>)
    : tensor<?x4xf32>, tensor<4x4x!lowres.level<3>> -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
