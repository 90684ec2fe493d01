// A value that another int8 layer reads is a result itself, and one is reshaped.
//
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/../Tools/Inputs/npy.py write %t/x.npy 3x64 1 -2 0.5 0 3 0.25 -1
// RUN: lowres-run %s --input %t/x.npy --activations=i8 --compare-reference | FileCheck %s
// RUN: lowres-run %s --input %t/x.npy --compare-reference | FileCheck %s --check-prefix=F32
// CHECK: reference, output 0: max abs difference 0 (allowed 0)
// CHECK: reference, output 1: max abs difference 0 (allowed 0)
// F32: reference, output 1: max abs difference

func.func @main(%x: tensor<?x64xf32>) -> (tensor<?x64xf32>, tensor<?x8x8xf32>) {
  %w = lowres.constant dense<2> : tensor<4096xi8> -> tensor<64x64x!lowres.level<3>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x64xf32>, tensor<64x64x!lowres.level<3>> -> tensor<?x64xf32>
  %z = lowres.dense %y, %w scale(%s : tensor<f32>)
    : tensor<?x64xf32>, tensor<64x64x!lowres.level<3>> -> tensor<?x64xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %r = tensor.expand_shape %z [[0], [1, 2]] output_shape [%n, 8, 8]
    : tensor<?x64xf32> into tensor<?x8x8xf32>
  return %y, %r : tensor<?x64xf32>, tensor<?x8x8xf32>
}
