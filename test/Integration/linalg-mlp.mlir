// A multilayer perceptron as torch-mlir writes it: weights [outputs, inputs],
// transposed before the product; ReLU as a comparison. The second layer has
// weights of many values, and stays float.

// REQUIRES: numpy
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/Inputs/upstream-models.py input %t/x.npy 9 6
// RUN: lowres-run %s --input %t/x.npy --compare-reference --output %t/y.npy
// RUN: %python %S/Inputs/upstream-models.py mlp %s %t/x.npy %t/y.npy
// RUN: lowres-run %s --input %t/x.npy --batch 4 --activations i8 --compare-reference
// RUN: lowres-compile %s --report -o %t/mlp.o | FileCheck %s
// CHECK: {{^}}0 3 5x6
// CHECK-NEXT: {{^}}1 5 3x4
// CHECK-NEXT: weights: 42
// CHECK: linalg-mlp.mlir:[[#]]:[[#]]: linalg.matmul stays float: its weights take 20 distinct values, at most 17 are asked for

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d1)>
module {
  func.func @mlp(%x: tensor<?x6xf32>) -> tensor<?x3xf32> {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
      %w1 = arith.constant dense<[[-0.25, 0.0, 0.25, -0.25, 0.0, 0.25], [-0.25,
        0.0, 0.25, 0.25, 0.25, -0.25], [0.25, -0.25, -0.25, -0.25, -0.25, 0.25],
        [0.25, -0.25, -0.25, 0.0, -0.25, -0.25], [0.0, -0.25, 0.0, -0.25, 0.25,
        -0.25]]> : tensor<5x6xf32>
      %b1 = arith.constant dense<[0.489, -0.549, -0.083, 0.706, -1.557]> :
        tensor<5xf32>
      %w2 = arith.constant dense<[[-1.26, 2.397, -0.366, -0.141, 0.421], [-0.41,
        -1.715, -1.88, 0.468, 0.413], [-0.213, -1.931, -1.584, -1.296, -1.017],
        [2.365, 0.076, -1.246, 0.812, 1.701]]> : tensor<4x5xf32>
      %b2 = arith.constant dense<[-0.964, 1.452, -0.312, 1.126]> : tensor<4xf32>
      %w3 = arith.constant dense<[[0.5, 0.5, 0.25, 0.25], [-0.5, 0.5, 0.25,
        -0.5], [0.0, 0.0, 0.25, 0.0]]> : tensor<3x4xf32>
      %b3 = arith.constant dense<[0.879, 0.967, 0.462]> : tensor<3xf32>    %batch = tensor.dim %x, %c0 : tensor<?x6xf32>

    %e1 = tensor.empty() : tensor<6x5xf32>
    %t1 = linalg.transpose ins(%w1 : tensor<5x6xf32>)
      outs(%e1 : tensor<6x5xf32>) permutation = [1, 0]
    %i1 = tensor.empty(%batch) : tensor<?x5xf32>
    %z1 = linalg.fill ins(%zero : f32) outs(%i1 : tensor<?x5xf32>)
      -> tensor<?x5xf32>
    %m1 = linalg.matmul ins(%x, %t1 : tensor<?x6xf32>, tensor<6x5xf32>)
      outs(%z1 : tensor<?x5xf32>) -> tensor<?x5xf32>
    %a1 = linalg.generic {indexing_maps = [#id, #row, #id],
                          iterator_types = ["parallel", "parallel"]}
      ins(%m1, %b1 : tensor<?x5xf32>, tensor<5xf32>) outs(%i1 : tensor<?x5xf32>) {
    ^bb0(%in: f32, %in_0: f32, %out: f32):
      %s = arith.addf %in, %in_0 : f32
      linalg.yield %s : f32
    } -> tensor<?x5xf32>
    %h1 = linalg.generic {indexing_maps = [#id, #id],
                          iterator_types = ["parallel", "parallel"]}
      ins(%a1 : tensor<?x5xf32>) outs(%i1 : tensor<?x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %p = arith.cmpf ugt, %in, %zero : f32
      %s = arith.select %p, %in, %zero : f32
      linalg.yield %s : f32
    } -> tensor<?x5xf32>

    %e2 = tensor.empty() : tensor<5x4xf32>
    %t2 = linalg.transpose ins(%w2 : tensor<4x5xf32>)
      outs(%e2 : tensor<5x4xf32>) permutation = [1, 0]
    %i2 = tensor.empty(%batch) : tensor<?x4xf32>
    %z2 = linalg.fill ins(%zero : f32) outs(%i2 : tensor<?x4xf32>)
      -> tensor<?x4xf32>
    %m2 = linalg.matmul ins(%h1, %t2 : tensor<?x5xf32>, tensor<5x4xf32>)
      outs(%z2 : tensor<?x4xf32>) -> tensor<?x4xf32>
    %a2 = linalg.generic {indexing_maps = [#id, #row, #id],
                          iterator_types = ["parallel", "parallel"]}
      ins(%m2, %b2 : tensor<?x4xf32>, tensor<4xf32>) outs(%i2 : tensor<?x4xf32>) {
    ^bb0(%in: f32, %in_0: f32, %out: f32):
      %s = arith.addf %in, %in_0 : f32
      linalg.yield %s : f32
    } -> tensor<?x4xf32>
    %h2 = linalg.generic {indexing_maps = [#id, #id],
                          iterator_types = ["parallel", "parallel"]}
      ins(%a2 : tensor<?x4xf32>) outs(%i2 : tensor<?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %p = arith.cmpf ugt, %in, %zero : f32
      %s = arith.select %p, %in, %zero : f32
      linalg.yield %s : f32
    } -> tensor<?x4xf32>

    %e3 = tensor.empty() : tensor<4x3xf32>
    %t3 = linalg.transpose ins(%w3 : tensor<3x4xf32>)
      outs(%e3 : tensor<4x3xf32>) permutation = [1, 0]
    %i3 = tensor.empty(%batch) : tensor<?x3xf32>
    %z3 = linalg.fill ins(%zero : f32) outs(%i3 : tensor<?x3xf32>)
      -> tensor<?x3xf32>
    %m3 = linalg.matmul ins(%h2, %t3 : tensor<?x4xf32>, tensor<4x3xf32>)
      outs(%z3 : tensor<?x3xf32>) -> tensor<?x3xf32>
    %y = linalg.generic {indexing_maps = [#id, #row, #id],
                         iterator_types = ["parallel", "parallel"]}
      ins(%m3, %b3 : tensor<?x3xf32>, tensor<3xf32>) outs(%i3 : tensor<?x3xf32>) {
    ^bb0(%in: f32, %in_0: f32, %out: f32):
      %s = arith.addf %in, %in_0 : f32
      linalg.yield %s : f32
    } -> tensor<?x3xf32>
    return %y : tensor<?x3xf32>
  }
}
