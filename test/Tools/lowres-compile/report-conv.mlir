// Convolutions in the table of layers; what has no packed kernel says why.

// RUN: lowres-compile %s --target=x86-64-v4 --report -o /dev/null | FileCheck %s
// CHECK:      0{{ +}}5{{ +}}32x3x3x4{{ +}}interleaved<{{.*}} {{[1-9][0-9]* +}}f32 input;
// CHECK-NEXT: 1{{ +}}5{{ +}}32x1x1x16{{ +}}interleaved<{{.*}} {{[1-9][0-9]* +}}f32 input;
// CHECK-NEXT: 2{{ +}}5{{ +}}32x3x3x8{{ .*}} plain{{ +}}-{{ +}}the outputs of a group do not fill whole vectors
// CHECK-NEXT: weights: 3968 in
func.func @net(%x: tensor<?x8x8x4xf32>) -> tensor<?x4x4x32xf32> {
  %s = arith.constant dense<0.5> : tensor<f32>
  %w0 = lowres.constant dense<1> : tensor<1152xi8>
    -> tensor<32x3x3x4x!lowres.level<5>>
  %0 = lowres.conv_2d %x, %w0 scale(%s : tensor<f32>)
    : tensor<?x8x8x4xf32>, tensor<32x3x3x4x!lowres.level<5>>
    -> tensor<?x6x6x32xf32>
  %w1 = lowres.constant dense<1> : tensor<512xi8>
    -> tensor<32x1x1x16x!lowres.level<5>>
  %1 = lowres.conv_2d %0, %w1 scale(%s : tensor<f32>) groups 2
    : tensor<?x6x6x32xf32>, tensor<32x1x1x16x!lowres.level<5>>
    -> tensor<?x6x6x32xf32>
  %w2 = lowres.constant dense<1> : tensor<2304xi8>
    -> tensor<32x3x3x8x!lowres.level<5>>
  %2 = lowres.conv_2d %1, %w2 scale(%s : tensor<f32>) groups 4
    : tensor<?x6x6x32xf32>, tensor<32x3x3x8x!lowres.level<5>>
    -> tensor<?x4x4x32xf32>
  return %2 : tensor<?x4x4x32xf32>
}
