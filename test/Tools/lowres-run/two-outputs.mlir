// Every output is compared with the reference. With int8 activations, be they the
// model's own, other results than the trainer's are expected.

// RUN: %python %S/../Inputs/npy.py write %t.x.npy 5x2 1 2 3 4 5 6 7 8 9 10
// RUN: lowres-run %s --input %t.x.npy --compare-reference --compare %t.x.npy | FileCheck %s

// CHECK: latency:
// CHECK-NEXT: reference, output 0: max abs difference 0 (allowed {{.*}}), top-1 differs in 0 of 5
// CHECK-NEXT: reference, output 1: max abs difference 0 (allowed {{.*}}), top-1 differs in 0 of 5
// CHECK-NEXT: compare: max abs difference {{[0-9.]+}}, top-1

func.func @two(%x: tensor<?x2xf32>) -> (tensor<?x2xf32>, tensor<?x1xf32>) {
  %w0 = lowres.constant dense<[0, 1, 1, 0]>
    : tensor<4xi8> -> tensor<2x2x!lowres.level<2>>
  %w1 = lowres.constant dense<[2, 0]>
    : tensor<2xi8> -> tensor<1x2x!lowres.level<3>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %q, %qs = lowres.quantize_activations %x
    : tensor<?x2xf32> -> tensor<?x2xi8>, tensor<?xf32>
  %y0 = lowres.dense %q, %w0 scale(%s : tensor<f32>)
    input_scale(%qs : tensor<?xf32>)
    : tensor<?x2xi8>, tensor<2x2x!lowres.level<2>> -> tensor<?x2xf32>
  %y1 = lowres.dense %x, %w1 scale(%s : tensor<f32>)
    : tensor<?x2xf32>, tensor<1x2x!lowres.level<3>> -> tensor<?x1xf32>
  return %y0, %y1 : tensor<?x2xf32>, tensor<?x1xf32>
}
