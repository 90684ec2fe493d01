// The sums of a model without layers: LLVM vectorises the loop along the row.

// REQUIRES: numpy
// RUN: rm -rf %t && mkdir %t
// RUN: lowres-compile %s --target=x86-64-v3 -o %t/sums.o
// RUN: llvm-objdump -d --no-show-raw-insn %t/sums.o | FileCheck %s
// RUN: lowres-compile %s --target=x86-64-v3 --reference -o %t/plain.o
// RUN: llvm-objdump -d --no-show-raw-insn %t/plain.o \
// RUN:   | FileCheck %s --check-prefix=PLAIN
// RUN: %python -c "import numpy as n; x = n.random.default_rng(1).random((3, 133), n.float32); n.save('%t/x.npy', x); n.save('%t/y.npy', x.sum(1))"
// RUN: lowres-run %s --input %t/x.npy --compare %t/y.npy
// CHECK: vaddps {{.*}}%ymm
// PLAIN-NOT: vaddps {{.*}}%ymm

func.func @sums(%x: tensor<?x133xf32>) -> tensor<?xf32> {
  %zero = arith.constant 0 : index
  %rows = tensor.dim %x, %zero : tensor<?x133xf32>
  %f0 = arith.constant 0.0 : f32
  %empty = tensor.empty(%rows) : tensor<?xf32>
  %init = linalg.fill ins(%f0 : f32) outs(%empty : tensor<?xf32>) -> tensor<?xf32>
  %sum = linalg.reduce { arith.addf } ins(%x : tensor<?x133xf32>)
    outs(%init : tensor<?xf32>) dimensions = [1]
  return %sum : tensor<?xf32>
}
