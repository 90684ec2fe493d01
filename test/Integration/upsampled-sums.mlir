// The reference is made by the same passes, so sums over lines that are read
// twice are compared with numbers: line 2 * i and line 2 * i + 1 of the result are
// 1024 times line i of the input.
//
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/Inputs/lines.py %t/x.npy %t/expected.npy
// RUN: lowres-run %s --input %t/x.npy --compare %t/expected.npy --tolerance 0 | FileCheck %s
// RUN: lowres-run %s --input %t/x.npy --compare %t/expected.npy --tolerance 0 --threads 2 --batch 2 | FileCheck %s
// CHECK: compare: max abs difference 0

#lines = affine_map<(n, y, c) -> (n, y floordiv 2)>
#all = affine_map<(n, y, c) -> (n, y)>
#summands = affine_map<(n, y, c) -> (c)>

func.func @main(%x: tensor<?x65xf32>) -> tensor<?x130xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x65xf32>
  %ones = arith.constant dense<1.0> : tensor<1024xf32>
  %empty = tensor.empty(%n) : tensor<?x130xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x130xf32>) -> tensor<?x130xf32>
  %y = linalg.generic {indexing_maps = [#lines, #summands, #all],
                       iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%x, %ones : tensor<?x65xf32>, tensor<1024xf32>) outs(%zeros : tensor<?x130xf32>) {
  ^bb0(%a: f32, %one: f32, %sum: f32):
    %p = arith.mulf %a, %one : f32
    %s = arith.addf %sum, %p : f32
    linalg.yield %s : f32
  } -> tensor<?x130xf32>
  return %y : tensor<?x130xf32>
}
