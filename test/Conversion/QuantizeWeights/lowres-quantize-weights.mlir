// RUN: rm -rf %t && split-file %s %t
// RUN: sed 's/ loc("last")//' %t/layers.mlir > %t/lines.mlir
// RUN: lowres-opt %t/lines.mlir --lowres-quantize-weights=levels=3 --verify-diagnostics | FileCheck %s
// RUN: lowres-opt %t/layers.mlir --lowres-quantize-weights='levels=3 granularity=channel' 2>/dev/null | FileCheck %s --check-prefix=CHANNEL
// RUN: lowres-opt %t/layers.mlir --lowres-quantize-weights='levels=4 granularity=group group-size=2 codebook=kmeans' 2>/dev/null | FileCheck %s --check-prefix=GROUP
// RUN: lowres-opt %t/layers.mlir --lowres-quantize-weights='levels=3 layers=0:f32,last:2' 2>/dev/null | FileCheck %s --check-prefix=LAYERS
// RUN: lowres-opt %t/layers.mlir --lowres-quantize-weights='keep-first=true keep-last=true' 2>/dev/null | FileCheck %s --check-prefix=KEEP

// The best scale is the mean of what becomes 1 or -1. The noise of the first layer
// is 3 * 0.1^2 + 0.05^2, its signal 4.0325.
// CHECK: %[[S:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: lowres.conv_2d %arg0, {{.*}} scale(%[[S]] : tensor<f32>) activation(relu6) :
// CHECK: lowres.dense {{.*}}tensor<2x4x!lowres.level<3>,

// CHANNEL: lowres.conv_2d {{.*}} scale({{.*}} : tensor<2xf32>)
// CHANNEL: lowres.dense {{.*}} scale({{.*}} : tensor<2xf32>)

// Groups are of dense layers, and one codebook is for all.
// GROUP: lowres.conv_2d {{.*}} scale({{.*}} : tensor<2xf32>) {{.*}}!lowres.level<4, [
// GROUP: lowres.dense {{.*}} scale({{.*}} : tensor<2x2xf32>) {{.*}}!lowres.level<4, [

// LAYERS: tosa.conv2d
// LAYERS: lowres.dense {{.*}}!lowres.level<2>,

// KEEP-NOT: lowres.
// KEEP: tosa.conv2d
// KEEP: linalg.matmul

//--- layers.mlir
func.func @layers(%x: tensor<1x1x1x3xf32>, %square: tensor<2x4xf32>) -> tensor<1x2xf32> {
  %w = "tosa.const"() <{values = dense<[[[[0.9, -1.1, 0.1]]], [[[1.0, 0.05, -1.0]]]]> : tensor<2x1x1x3xf32>}> : () -> tensor<2x1x1x3xf32>
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  // expected-remark @+1 {{tosa.conv2d has 3 levels: 20.94 dB, 6 bytes instead of 24}}
  %c = tosa.conv2d %x, %w, %z, %z, %z {acc_type = f32, dilation = array<i64: 1, 1>, pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>}
    : (tensor<1x1x1x3xf32>, tensor<2x1x1x3xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x1x1x2xf32>
  %r = tosa.clamp %c {min_val = 0.0 : f32, max_val = 6.0 : f32} : (tensor<1x1x1x2xf32>) -> tensor<1x1x1x2xf32>
  %h = tensor.collapse_shape %r [[0], [1, 2, 3]] : tensor<1x1x1x2xf32> into tensor<1x2xf32>
  %init4 = arith.constant dense<0.0> : tensor<1x4xf32>
  %init = arith.constant dense<0.0> : tensor<1x2xf32>
  %v = arith.constant dense<[[0.7, 0.3], [-0.7, 0.6], [0.65, -0.4], [0.05, 0.9]]> : tensor<4x2xf32>
  // expected-remark @+1 {{linalg.matmul stays float: its weights are not a constant of static shape}}
  %p = linalg.matmul ins(%h, %square : tensor<1x2xf32>, tensor<2x4xf32>) outs(%init4 : tensor<1x4xf32>) -> tensor<1x4xf32>
  // expected-remark @+1 {{linalg.matmul has 3 levels: 11.00 dB, 6 bytes instead of 32}}
  %y = linalg.matmul ins(%p, %v : tensor<1x4xf32>, tensor<4x2xf32>) outs(%init : tensor<1x2xf32>) -> tensor<1x2xf32> loc("last")
  return %y : tensor<1x2xf32>
}
