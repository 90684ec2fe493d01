// Functions that are no layer's activation, beside one: what they compute, and
// no call of the C library.

// REQUIRES: numpy
// RUN: rm -rf %t && mkdir %t
// RUN: %python -c "import numpy as np; np.save('%t/x.npy', np.random.default_rng(1).standard_normal((5, 33), np.float32))"
// RUN: lowres-run %s --input=%t/x.npy --output=%t/y.npy --compare-reference
// RUN: %python -c "import numpy as np; y = np.load('%t/y.npy'); assert np.allclose(y.sum(1), 1, atol=1e-5) and (y > 0).all()"

// RUN: lowres-compile %s --target=x86-64-v3 -o %t/functions.o
// RUN: llvm-nm --undefined-only %t/functions.o | count 0

func.func @functions(%x: tensor<?x33xf32>) -> tensor<?x33xf32> {
  %zero = arith.constant 0 : index
  %w = lowres.constant dense<2> : tensor<1089xi8> -> tensor<33x33x!lowres.level<3>>
  %s = arith.constant dense<0.125> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x33xf32>, tensor<33x33x!lowres.level<3>> -> tensor<?x33xf32>
  %e = math.erf %y : tensor<?x33xf32>
  %z = arith.addf %e, %x : tensor<?x33xf32>
  %t = math.tanh %z : tensor<?x33xf32>
  %n = tensor.dim %x, %zero : tensor<?x33xf32>
  %empty = tensor.empty(%n) : tensor<?x33xf32>
  %p = linalg.softmax dimension(1) ins(%t : tensor<?x33xf32>)
    outs(%empty : tensor<?x33xf32>) -> tensor<?x33xf32>
  return %p : tensor<?x33xf32>
}
