// RUN: lowres-opt %s -convert-block-products -split-input-file -verify-diagnostics

// expected-error@+1 {{no target is set: expected an 'llvm.target' attribute here or on an enclosing operation}}
module {
}

// -----

// expected-error@+1 {{'pentium-9'}}
module attributes {llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu", chip = "pentium-9">} {
}
