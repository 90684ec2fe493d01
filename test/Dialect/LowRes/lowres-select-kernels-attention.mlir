// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v4 \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,V4
// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v3 \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,V3
// RUN: lowres-opt %s --lowres-attach-target=target=x86-64 \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,V1
// RUN: lowres-opt %s --lowres-attach-target=target=riscv64 \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,SCALAR
// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v4 \
// RUN:   --lowres-select-kernels=reference \
// RUN:   | FileCheck %s --check-prefix=REFERENCE

// The plain loops are chosen by leaving the blocking out.
// REFERENCE-COUNT-2: heads 2 : tensor
// REFERENCE:         blocking<lanes = 2, rows = 3>
// REFERENCE-NOT:     blocking

// Vectors of the target, and half as many rows as sums fit its registers.
// CHECK-LABEL: func.func @queries(
// V4:      blocking<lanes = 16, rows = 8>
// V3:      blocking<lanes = 8, rows = 4>
// V1:      blocking<lanes = 4, rows = 4>
// SCALAR:  blocking<lanes = 1, rows = 1>
func.func @queries(%x: tensor<?x64x32xf32>) -> tensor<?x64x32xf32> {
  %y = lowres.scaled_dot_product_attention %x, %x, %x heads 2
    : tensor<?x64x32xf32>, tensor<?x64x32xf32>, tensor<?x64x32xf32>
    -> tensor<?x64x32xf32>
  return %y : tensor<?x64x32xf32>
}

// No more rows than there are queries.
// CHECK-LABEL: func.func @few_queries(
// V4:      blocking<lanes = 16, rows = 3>
// V3:      blocking<lanes = 8, rows = 3>
// V1:      blocking<lanes = 4, rows = 3>
// SCALAR:  blocking<lanes = 1, rows = 1>
func.func @few_queries(%q: tensor<?x3x32xf32>, %x: tensor<?x64x32xf32>)
    -> tensor<?x3x32xf32> {
  %y = lowres.scaled_dot_product_attention %q, %x, %x heads 2
    : tensor<?x3x32xf32>, tensor<?x64x32xf32>, tensor<?x64x32xf32>
    -> tensor<?x3x32xf32>
  return %y : tensor<?x3x32xf32>
}

// A blocking written by hand wins.
// CHECK-LABEL: func.func @by_hand(
// CHECK:         blocking<lanes = 2, rows = 3>
func.func @by_hand(%x: tensor<?x64x32xf32>) -> tensor<?x64x32xf32> {
  %y = lowres.scaled_dot_product_attention %x, %x, %x heads 2
    blocking<lanes = 2, rows = 3>
    : tensor<?x64x32xf32>, tensor<?x64x32xf32>, tensor<?x64x32xf32>
    -> tensor<?x64x32xf32>
  return %y : tensor<?x64x32xf32>
}
