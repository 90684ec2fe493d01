// Which layers of linalg become layers with levels is chosen.

// RUN: lowres-compile %s --report -o %t.o | FileCheck %s
// RUN: lowres-compile %s --max-levels 3 --report -o %t.o | FileCheck %s
// RUN: lowres-compile %s --max-levels 2 --report -o %t.o | FileCheck %s --check-prefix=TWO
// CHECK: {{^}}0{{ +}}3{{ +}}2x3
// TWO: linalg.matmul stays float: its weights take 3 distinct values, at most 2 are asked for

func.func @f(%x: tensor<4x3xf32>) -> tensor<4x2xf32> {
  %w = arith.constant dense<[[-1.0, 0.0], [1.0, -1.0], [0.0, 1.0]]>
    : tensor<3x2xf32>
  %zeros = arith.constant dense<0.0> : tensor<4x2xf32>
  %y = linalg.matmul ins(%x, %w : tensor<4x3xf32>, tensor<3x2xf32>)
    outs(%zeros : tensor<4x2xf32>) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}
