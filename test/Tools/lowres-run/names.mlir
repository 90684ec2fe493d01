// The entry may have any name: nothing in C refers to it.

// RUN: %python %S/../Inputs/npy.py write %t.x.npy 2x2 1 2 3 4
// RUN: sed 's/@NAME/@main/' %s > %t.mlir
// RUN: lowres-run -v %t.mlir --input %t.x.npy --compare-reference 2>&1 | FileCheck %s -DNAME=main
// RUN: sed 's/@NAME/@tanhf/' %s > %t.mlir
// RUN: lowres-run -v %t.mlir --input %t.x.npy --compare-reference 2>&1 | FileCheck %s -DNAME=tanhf
// RUN: sed 's/@NAME/@"my net"/' %s > %t.mlir
// RUN: lowres-run -v %t.mlir --input %t.x.npy --compare-reference 2>&1 | FileCheck %s "-DNAME=my net"
// CHECK: lowres-run: @[[NAME]] for
// CHECK: reference: max abs difference

func.func @NAME(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %y = math.tanh %x : tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
