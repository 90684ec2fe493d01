// Operations that a machine has no instruction for: a message, also where the
// compiler's run-time library may have a function, and no crash of the back end.

// RUN: not lowres-compile %s --entry=half --target=riscv64 -o %t.o 2>&1 | FileCheck %s --check-prefix=HALF
// RUN: not lowres-compile %s --entry=bfloat --target=x86-64-v3 -o %t.o 2>&1 | FileCheck %s --check-prefix=BFLOAT
// RUN: not lowres-compile %s --entry=bfloat --target=s390x -o %t.o 2>&1 | FileCheck %s --check-prefix=S390X
// RUN: not lowres-compile %s --entry=power --target=i386 -o %t.o 2>&1 | FileCheck %s --check-prefix=POWER

// With several targets, the one that is there unasked may be the one that lacks it.
// RUN: lowres-compile %s --entry=half --target=x86-64-v3 -o %t.o
// RUN: not lowres-compile %s --entry=half --target=x86-64-v3,x86-64-v4 -o %t.o 2>&1 | FileCheck %s --check-prefix=SEVERAL
// SEVERAL: error: the model has an operation for which x86_64-unknown-linux-gnu x86-64 has no instruction: it needs {{.*}} (a conversion of f16)

// HALF: error: the model has an operation for which riscv64-{{.*}} has no instruction: it needs {{.*}}__truncsfhf2 (a conversion of f16){{.*}}, but only libm may be called
// BFLOAT: error: the model has an operation for which x86_64-{{.*}} has no instruction: it needs __truncsfbf2 (a conversion of bf16), but only libm may be called
// S390X: no-instruction.mlir:[[#]]:{{.*}}: error: {{.*}}bf16 cannot be compiled for s390x
// POWER: it needs __powisf2 (a power with an integer exponent), but only libm

func.func @half(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %a = arith.truncf %x : tensor<?x4xf32> to tensor<?x4xf16>
  %b = arith.extf %a : tensor<?x4xf16> to tensor<?x4xf32>
  return %b : tensor<?x4xf32>
}

func.func @bfloat(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %a = arith.truncf %x : tensor<?x4xf32> to tensor<?x4xbf16>
  %b = arith.extf %a : tensor<?x4xbf16> to tensor<?x4xf32>
  return %b : tensor<?x4xf32>
}

func.func @power(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %n = arith.fptosi %x : tensor<?x4xf32> to tensor<?x4xi32>
  %y = math.fpowi %x, %n : tensor<?x4xf32>, tensor<?x4xi32>
  return %y : tensor<?x4xf32>
}
