// The pipeline compiles every public function; lowres-compile wants one.
// Their loops may be in one function.
// RUN: lowres-opt %s --lowres-to-native=target=x86-64 | FileCheck %s --implicit-check-not=llvm.func
// RUN: not lowres-compile %s --target=x86-64 --emit=mlir -o - 2>&1 | FileCheck %s --check-prefix=SEVERAL
// RUN: lowres-compile %s --target=x86-64 --entry=second --emit=mlir -o - | FileCheck %s --check-prefix=SECOND --implicit-check-not=llvm.func
// RUN: sed "s|@|private @|" %s | not lowres-compile - --target=x86-64 --emit=mlir -o - 2>&1 | FileCheck %s --check-prefix=NONE

// CHECK: llvm.func @first_loops(
// CHECK: llvm.func @first(
// CHECK: llvm.func @first_parallel(
// CHECK: llvm.func @first_workspace_size(
// CHECK: llvm.func @second(
// CHECK: llvm.func @second_parallel(
// CHECK: llvm.call @first_loops(
// CHECK: llvm.func @second_workspace_size(

// SEVERAL: entries.mlir: error: several entry functions: @first, @second; name the one to compile with --entry
// SEVERAL: entries.mlir:[[#@LINE+12]]:1: note: @first is here
// SEVERAL: entries.mlir:[[#@LINE+14]]:1: note: @second is here
// SEVERAL-NOT: llvm.func

// SECOND: llvm.func @second_loops(
// SECOND: llvm.func @second(
// SECOND: llvm.func @second_parallel(
// SECOND: llvm.func @second_workspace_size(

// NONE: error: no entry function: expected a public 'func.func' with a body
// NONE-NOT: llvm.func

func.func @first(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  return %x : tensor<?x8xf32>
}
func.func @second(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  return %x : tensor<?x8xf32>
}
