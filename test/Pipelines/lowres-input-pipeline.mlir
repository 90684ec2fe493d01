// After the input stage layers are lowres layers, and no TOSA is left. A layer
// that stays float is reported where TOSA has it, and not again after it has been
// lowered; those of linalg are reported too.

// RUN: rm -rf %t && split-file %s %t
// RUN: lowres-opt %t/mixed.mlir --lowres-input-pipeline --verify-diagnostics | FileCheck %s
// RUN: lowres-opt %t/mixed.mlir --lowres-input-pipeline=max-levels=2 2>&1 | FileCheck %s --check-prefix=TWO
// TWO: linalg.matmul stays float: its weights take 3 distinct values, at most 2 are asked for

// A model in lowres stays as it is, but for the order of constants.
// RUN: lowres-opt %S/Inputs/two-layers.mlir --lowres-input-pipeline --canonicalize > %t/two.mlir
// RUN: lowres-opt %S/Inputs/two-layers.mlir --canonicalize | diff %t/two.mlir -

// CHECK-LABEL: func @mixed
// CHECK-NOT: tosa
// CHECK: lowres.conv_2d
// CHECK-NOT: tosa
// CHECK: linalg.depthwise_conv_2d
// CHECK-NOT: tosa
// CHECK: lowres.dense
// CHECK-NOT: tosa
// CHECK: return

//--- mixed.mlir
func.func @mixed(%x: tensor<?x4x4x1xf32>) -> tensor<?x2xf32> {
  %w = "tosa.const"() <{values = dense<0.5> : tensor<2x3x3x1xf32>}> : () -> tensor<2x3x3x1xf32>
  %d = "tosa.const"() <{values = dense<[[[[0.1], [0.21]], [[0.32], [0.43]]], [[[0.54], [0.65]], [[0.76], [0.87]]], [[[0.98], [1.19]], [[1.1], [1.2]]], [[[1.3], [1.4]], [[1.5], [1.6]]], [[[1.7], [1.8]], [[1.9], [2.01]]]]> : tensor<5x2x2x1xf32>}> : () -> tensor<5x2x2x1xf32>
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %v = arith.constant dense<[[0.5, 0.0], [-0.5, 0.5]]> : tensor<2x2xf32>
  %c = tosa.conv2d %x, %w, %z, %z, %z {acc_type = f32, dilation = array<i64: 1, 1>, pad = array<i64: 3, 2, 0, 0>, stride = array<i64: 1, 1>}
    : (tensor<?x4x4x1xf32>, tensor<2x3x3x1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<?x7x2x2xf32>
  // expected-remark @+1 {{tosa.depthwise_conv2d stays float: its weights take 20 distinct values, at most 17 are asked for}}
  %e = tosa.depthwise_conv2d %c, %d, %z, %z, %z {acc_type = f32, dilation = array<i64: 1, 1>, pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>}
    : (tensor<?x7x2x2xf32>, tensor<5x2x2x1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<?x3x1x2xf32>
  %s = tosa.reduce_sum %e {axis = 1 : i32} : (tensor<?x3x1x2xf32>) -> tensor<?x1x1x2xf32>
  %h = tensor.collapse_shape %s [[0], [1, 2, 3]] : tensor<?x1x1x2xf32> into tensor<?x2xf32>
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x4x4x1xf32>
  %o = tensor.empty(%n) : tensor<?x2xf32>
  %f = linalg.fill ins(%zero : f32) outs(%o : tensor<?x2xf32>) -> tensor<?x2xf32>
  %y = linalg.matmul ins(%h, %v : tensor<?x2xf32>, tensor<2x2xf32>) outs(%f : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
