// Functions of a model without layers: LLVM vectorises the loops around them.

// RUN: rm -rf %t && mkdir %t
// RUN: lowres-compile %s --target=x86-64-v3 -o %t/functions.o
// RUN: llvm-nm --undefined-only %t/functions.o | count 0
// RUN: llvm-objdump -d --no-show-raw-insn %t/functions.o | FileCheck %s
// CHECK: vfmadd{{.*}}ps {{.*}}%ymm

func.func @functions(%x: tensor<?x33xf32>) -> tensor<?x33xf32> {
  %e = math.erf %x : tensor<?x33xf32>
  %t = math.tanh %e : tensor<?x33xf32>
  return %t : tensor<?x33xf32>
}
