// RUN: split-file %s %t
// RUN: lowres-opt %t/loops.mlir --lowres-check-stage=stage=loops -o /dev/null
// RUN: not lowres-opt %t/loops.mlir --lowres-check-stage=stage=buffers \
// RUN:   -o /dev/null 2>&1 | FileCheck %t/loops.mlir
// RUN: lowres-opt %t/buffers.mlir --lowres-check-stage=stage=buffers \
// RUN:   -o /dev/null
// RUN: not lowres-opt %t/buffers.mlir --lowres-check-stage=stage=llvm \
// RUN:   -o /dev/null 2>&1 | FileCheck %t/buffers.mlir
// RUN: lowres-opt %t/llvm.mlir --lowres-check-stage=stage=llvm -o /dev/null
// RUN: not lowres-opt %t/foreign.mlir --lowres-check-stage \
// RUN:   -o /dev/null 2>&1 | FileCheck %t/foreign.mlir

//--- loops.mlir
func.func @loops(%x: tensor<?x4xf32>, %i: index) -> f32 {
  // CHECK: :[[@LINE+1]]:8: error: 'tensor.extract' cannot be compiled: no lowering handles it
  %y = tensor.extract %x[%i, %i] : tensor<?x4xf32>
  return %y : f32
}

//--- buffers.mlir
// CHECK: :[[@LINE+1]]:1: error: 'func.func' cannot be compiled: no lowering handles it
func.func @buffers(%table: vector<128xi8>, %codes: vector<64xi8>)
    -> vector<64xi8> {
  // CHECK: :[[@LINE+1]]:8: error: 'lowres.lookup' cannot be compiled: no lowering handles it
  %r = lowres.lookup %table, %codes : vector<128xi8>, vector<64xi8>
  return %r : vector<64xi8>
}

//--- llvm.mlir
llvm.func @llvm(%x: i32) -> i32 {
  llvm.return %x : i32
}

//--- foreign.mlir
// Every one is reported.
func.func @foreign(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  // CHECK: :[[@LINE+1]]:8: error: 'tosa.sin' cannot be compiled: no lowering handles it
  %y = tosa.sin %x : (tensor<?x4xf32>) -> tensor<?x4xf32>
  // CHECK: :[[@LINE+1]]:8: error: 'tosa.cos' cannot be compiled: no lowering handles it
  %z = tosa.cos %y : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return %z : tensor<?x4xf32>
}
