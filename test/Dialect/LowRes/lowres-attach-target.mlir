// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v3 -split-input-file \
// RUN:   | FileCheck %s
// RUN: lowres-opt %s --lowres-attach-target=target=aarch64:cortex-a76+i8mm \
// RUN:   -split-input-file | FileCheck %s --check-prefix=CPU
// RUN: not lowres-opt %s --lowres-attach-target=target=z80 -split-input-file \
// RUN:   -o /dev/null 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// CHECK: module attributes {llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu", chip = "x86-64-v3">}
// CPU: module attributes {llvm.target = #llvm.target<triple = "aarch64-unknown-linux-gnu", chip = "cortex-a76", features = <["+i8mm"]>>}
// UNKNOWN: :[[@LINE+1]]:1: error: unknown target 'z80'
module {}

// -----

// What the module says wins.
// CHECK: module attributes {llvm.target = #llvm.target<triple = "riscv64-unknown-linux-gnu", chip = "generic-rv64">}
// CPU: module attributes {llvm.target = #llvm.target<triple = "riscv64-unknown-linux-gnu", chip = "generic-rv64">}
// UNKNOWN-NOT: error
module attributes {llvm.target = #llvm.target<
  triple = "riscv64-unknown-linux-gnu", chip = "generic-rv64">} {}
