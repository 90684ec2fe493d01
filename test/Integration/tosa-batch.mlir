// Operations on two tensors of a dynamic batch, here in a function of their own,
// and layers on tokens, which exporters write as a product of one batch of all
// rows.

// REQUIRES: numpy
// RUN: rm -rf %t && mkdir %t
// RUN: %python -c "import numpy as n; r = n.random.default_rng(1); n.save('%t/x.npy', r.random((5, 3, 2, 4), n.float32)); n.save('%t/y.npy', r.random((5, 3, 2, 2), n.float32))"
// RUN: %python -c "import numpy as n; x, y = n.load('%t/x.npy'), n.load('%t/y.npy'); w = n.array([[.5, 0], [-.5, .5], [0, 0], [.5, -.5]], n.float32); p = x @ w + y; n.save('%t/z.npy', p - 1 / p.sum(3, keepdims=True))"
// RUN: lowres-run %s --input %t/x.npy --input %t/y.npy --compare %t/z.npy
// RUN: lowres-run %s --input %t/x.npy --input %t/y.npy --compare %t/z.npy --batch 1
// RUN: lowres-compile %s --report -o %t/tosa.o | FileCheck %s
// CHECK: {{^}}0 3 2x4
// CHECK-NOT: stays float

func.func @tokens(%x: tensor<?x3x2x4xf32>, %y: tensor<?x3x2x2xf32>) -> tensor<?x3x2x2xf32> {
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %w = "tosa.const"() <{values = dense<[[[0.5, 0.0], [-0.5, 0.5], [0.0, 0.0], [0.5, -0.5]]]> : tensor<1x4x2xf32>}> : () -> tensor<1x4x2xf32>
  %rows = tosa.const_shape {values = dense<[1, -1, 4]> : tensor<3xindex>} : () -> !tosa.shape<3>
  %images = tosa.const_shape {values = dense<[-1, 3, 2, 2]> : tensor<4xindex>} : () -> !tosa.shape<4>
  %a = tosa.reshape %x, %rows : (tensor<?x3x2x4xf32>, !tosa.shape<3>) -> tensor<1x?x4xf32>
  %b = tosa.matmul %a, %w, %z, %z : (tensor<1x?x4xf32>, tensor<1x4x2xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x?x2xf32>
  %c = tosa.reshape %b, %images : (tensor<1x?x2xf32>, !tosa.shape<4>) -> tensor<?x3x2x2xf32>
  %d = call @sum(%c, %y) : (tensor<?x3x2x2xf32>, tensor<?x3x2x2xf32>) -> tensor<?x3x2x2xf32>
  %e = tosa.reduce_sum %d {axis = 3 : i32} : (tensor<?x3x2x2xf32>) -> tensor<?x3x2x1xf32>
  %f = tosa.reciprocal %e : (tensor<?x3x2x1xf32>) -> tensor<?x3x2x1xf32>
  %g = tosa.sub %d, %f : (tensor<?x3x2x2xf32>, tensor<?x3x2x1xf32>) -> tensor<?x3x2x2xf32>
  return %g : tensor<?x3x2x2xf32>
}

func.func private @sum(%c: tensor<?x3x2x2xf32>, %y: tensor<?x3x2x2xf32>) -> tensor<?x3x2x2xf32> {
  %d = tosa.add %c, %y : (tensor<?x3x2x2xf32>, tensor<?x3x2x2xf32>) -> tensor<?x3x2x2xf32>
  return %d : tensor<?x3x2x2xf32>
}
