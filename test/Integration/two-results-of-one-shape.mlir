// Layers of one shape whose results are all returned: after CSE they share what
// they are computed in.
//
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/../Tools/Inputs/npy.py write %t/x.npy 2x4 1 -2 0.5 0 3 0.25 -1 2
// RUN: %python %S/../Tools/Inputs/npy.py write %t/z.npy 2x4 -1 1 4 -0.5 2 0 1 -3
// RUN: lowres-run %s --input %t/x.npy --input %t/z.npy --output %t/a.npy --output %t/b.npy
// RUN: %python %S/../Tools/Inputs/npy.py print %t/a.npy | FileCheck %s --check-prefix=A
// RUN: %python %S/../Tools/Inputs/npy.py print %t/b.npy | FileCheck %s --check-prefix=B
// RUN: lowres-run %s --input %t/x.npy --input %t/z.npy --reference --output %t/a.npy --output %t/b.npy
// RUN: %python %S/../Tools/Inputs/npy.py print %t/a.npy | FileCheck %s --check-prefix=A
// RUN: %python %S/../Tools/Inputs/npy.py print %t/b.npy | FileCheck %s --check-prefix=B

// A: shape 2 2
// A-NEXT: row 11.500 18.500
// A-NEXT: row 16.000 17.250
// B: shape 2 2
// B-NEXT: row 12.000 25.500
// B-NEXT: row 7.000 24.000
func.func @main(%x: tensor<?x4xf32>, %z: tensor<?x4xf32>)
    -> (tensor<?x2xf32>, tensor<?x2xf32>) {
  %w = arith.constant dense<[[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, -1.0]]>
    : tensor<4x2xf32>
  %bias = arith.constant dense<[10.0, 20.0]> : tensor<2xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %e = tensor.empty(%n) : tensor<?x2xf32>
  %y = linalg.broadcast ins(%bias : tensor<2xf32>) outs(%e : tensor<?x2xf32>)
    dimensions = [0]
  %a = linalg.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x2xf32>)
    outs(%y : tensor<?x2xf32>) -> tensor<?x2xf32>
  %b = linalg.matmul ins(%z, %w : tensor<?x4xf32>, tensor<4x2xf32>)
    outs(%y : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %a, %b : tensor<?x2xf32>, tensor<?x2xf32>
}
