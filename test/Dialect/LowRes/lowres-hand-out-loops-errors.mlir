// RUN: lowres-opt %s --lowres-hand-out-loops -verify-diagnostics

func.func private @f_parallel()

// expected-error @+1 {{cannot have a function @f_parallel: there is a symbol of that name}}
func.func @f(%x: memref<8xf32>, %batch: i64, %workspace: memref<1xi8>) -> i32
    attributes {llvm.bareptr} {
  %status = arith.constant 0 : i32
  return %status : i32
}
