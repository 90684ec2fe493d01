// RUN: lowres-opt %s --lowres-select-kernels -split-input-file \
// RUN:   -verify-diagnostics

// expected-error@+1 {{no target is set: expected an 'llvm.target' attribute here or on an enclosing operation}}
module {}

// -----

// expected-error@+1 {{unknown CPU 'z80' for x86_64-unknown-linux-gnu}}
module attributes {llvm.target = #llvm.target<
  triple = "x86_64-unknown-linux-gnu", chip = "z80">} {}
