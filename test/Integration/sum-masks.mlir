// Sums of what a mask lets through: its elements are bytes in memory, and bits in
// a vector.

// REQUIRES: numpy
// RUN: rm -rf %t && mkdir %t
// RUN: %python -c "import numpy as n; n.save('%t/x.npy', n.random.default_rng(1).random((3, 40), n.float32))"
// RUN: lowres-run %s --input %t/x.npy --compare-reference --output %t/y.npy
// RUN: %python -c "import numpy as n; x = n.load('%t/x.npy'); n.testing.assert_allclose(n.load('%t/y.npy'), x[:, ::4].sum(1), rtol=1e-5)"

func.func @masked(%x: tensor<?x40xf32>) -> tensor<?xf32> {
  %zero = arith.constant 0 : index
  %rows = tensor.dim %x, %zero : tensor<?x40xf32>
  %f0 = arith.constant 0.0 : f32
  %mask = arith.constant dense<[
    true, false, false, false, true, false, false, false,
    true, false, false, false, true, false, false, false,
    true, false, false, false, true, false, false, false,
    true, false, false, false, true, false, false, false,
    true, false, false, false, true, false, false, false]> : tensor<40xi1>
  %empty = tensor.empty(%rows) : tensor<?xf32>
  %init = linalg.fill ins(%f0 : f32) outs(%empty : tensor<?xf32>) -> tensor<?xf32>
  %sum = linalg.generic {
    indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>,
                     affine_map<(i, j) -> (i)>],
    iterator_types = ["parallel", "reduction"]}
    ins(%x, %mask : tensor<?x40xf32>, tensor<40xi1>) outs(%init : tensor<?xf32>) {
  ^bb0(%v: f32, %b: i1, %s: f32):
    %p = arith.select %b, %v, %f0 : f32
    %a = arith.addf %p, %s : f32
    linalg.yield %a : f32
  } -> tensor<?xf32>
  return %sum : tensor<?xf32>
}
