// RUN: lowres-opt %s --convert-tosa-to-lowres --split-input-file | FileCheck %s

// CHECK-LABEL: func @conv
// CHECK: %[[B:.*]] = "tosa.const"() <{values = dense<[1.000000e+00, 2.000000e+00]>
// CHECK: lowres.conv_2d %arg0, %{{.*}} scale(%{{.*}} : tensor<f32>) bias(%[[B]] : tensor<2xf32>) activation(relu6) strides [2, 1] dilations [1, 2] padding [1, 0, 2, 0] : tensor<?x8x8x1xf32>, tensor<2x3x3x1x!lowres.level<2>,{{.*}} -> tensor<?x4x6x2xf32>
// CHECK-NOT: tosa
func.func @conv(%x: tensor<?x8x8x1xf32>) -> tensor<?x4x6x2xf32> {
  %w = "tosa.const"() <{values = dense<0.5> : tensor<2x3x3x1xf32>}> : () -> tensor<2x3x3x1xf32>
  %b = "tosa.const"() <{values = dense<[1.0, 2.0]> : tensor<2xf32>}> : () -> tensor<2xf32>
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %c = tosa.conv2d %x, %w, %b, %z, %z {acc_type = f32, dilation = array<i64: 1, 2>, pad = array<i64: 1, 0, 2, 0>, stride = array<i64: 2, 1>}
    : (tensor<?x8x8x1xf32>, tensor<2x3x3x1xf32>, tensor<2xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<?x4x6x2xf32>
  %y = tosa.clamp %c {min_val = 0.0 : f32, max_val = 6.0 : f32} : (tensor<?x4x6x2xf32>) -> tensor<?x4x6x2xf32>
  return %y : tensor<?x4x6x2xf32>
}

// -----

// One bias for all outputs; none where it is zero. Filters are [height, width,
// channels, outputs of a channel].

// CHECK-LABEL: func @depthwise
// CHECK: %[[B:.*]] = arith.constant dense<1.500000e+00> : tensor<6xf32>
// CHECK: lowres.conv_2d %arg0, %{{.*}} bias(%[[B]] : tensor<6xf32>) groups 3 : tensor<?x4x4x3xf32>, tensor<6x3x3x1x!lowres.level<2>,
// CHECK: lowres.conv_2d %arg0, %{{.*}} scale(%{{.*}} : tensor<f32>) groups 3 :
func.func @depthwise(%x: tensor<?x4x4x3xf32>) -> (tensor<?x2x2x6xf32>, tensor<?x2x2x6xf32>) {
  %w = "tosa.const"() <{values = dense<0.5> : tensor<3x3x3x2xf32>}> : () -> tensor<3x3x3x2xf32>
  %b = "tosa.const"() <{values = dense<1.5> : tensor<1xf32>}> : () -> tensor<1xf32>
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %c = tosa.depthwise_conv2d %x, %w, %b, %z, %z {acc_type = f32, dilation = array<i64: 1, 1>, pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>}
    : (tensor<?x4x4x3xf32>, tensor<3x3x3x2xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<?x2x2x6xf32>
  %d = tosa.depthwise_conv2d %x, %w, %z, %z, %z {acc_type = f32, dilation = array<i64: 1, 1>, pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>}
    : (tensor<?x4x4x3xf32>, tensor<3x3x3x2xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<?x2x2x6xf32>
  return %c, %d : tensor<?x2x2x6xf32>, tensor<?x2x2x6xf32>
}

// -----

// A linear layer: reshapes around the product, which keep the batch, and a bias
// after them.

// CHECK-LABEL: func @linear
// CHECK-DAG: %[[B:.*]] = arith.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK-DAG: %[[X:.*]] = tensor.collapse_shape %arg0 {{\[}}[0], [1, 2]] : tensor<?x2x2xf32> into tensor<?x4xf32>
// CHECK: %[[Y:.*]] = lowres.dense %[[X]], %{{.*}} bias(%[[B]] : tensor<2xf32>) activation(relu) : tensor<?x4xf32>, tensor<2x4x!lowres.level<2>,
// CHECK: return %[[Y]]
func.func @linear(%x: tensor<?x2x2xf32>) -> tensor<?x2xf32> {
  %w = "tosa.const"() <{values = dense<0.5> : tensor<1x4x2xf32>}> : () -> tensor<1x4x2xf32>
  %b = "tosa.const"() <{values = dense<[[1.0, 2.0]]> : tensor<1x2xf32>}> : () -> tensor<1x2xf32>
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %s = tosa.const_shape {values = dense<[1, -1, 4]> : tensor<3xindex>} : () -> !tosa.shape<3>
  %t = tosa.const_shape {values = dense<[-1, 2]> : tensor<2xindex>} : () -> !tosa.shape<2>
  %r = tosa.reshape %x, %s : (tensor<?x2x2xf32>, !tosa.shape<3>) -> tensor<1x?x4xf32>
  %m = tosa.matmul %r, %w, %z, %z : (tensor<1x?x4xf32>, tensor<1x4x2xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x?x2xf32>
  %q = tosa.reshape %m, %t : (tensor<1x?x2xf32>, !tosa.shape<2>) -> tensor<?x2xf32>
  %a = tosa.add %b, %q : (tensor<1x2xf32>, tensor<?x2xf32>) -> tensor<?x2xf32>
  %y = tosa.clamp %a {min_val = 0.0 : f32, max_val = 3.40282347E+38 : f32} : (tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// A static batch keeps its reshapes. A clamp to something else stays, and so does
// one that takes a NaN for nothing.

// CHECK-LABEL: func @static
// CHECK: tosa.reshape
// CHECK: lowres.dense %{{.*}} scale(%{{.*}} : tensor<f32>) :
// CHECK: tosa.clamp
// CHECK: lowres.dense %{{.*}} scale(%{{.*}} : tensor<f32>) :
// CHECK: tosa.clamp
func.func @static(%x: tensor<1x3x2xf32>) -> tensor<1x3x2xf32> {
  %w = "tosa.const"() <{values = dense<0.5> : tensor<1x2x2xf32>}> : () -> tensor<1x2x2xf32>
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %m = tosa.matmul %x, %w, %z, %z : (tensor<1x3x2xf32>, tensor<1x2x2xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x3x2xf32>
  %c = tosa.clamp %m {min_val = -1.0 : f32, max_val = 1.0 : f32} : (tensor<1x3x2xf32>) -> tensor<1x3x2xf32>
  %n = tosa.matmul %c, %w, %z, %z : (tensor<1x3x2xf32>, tensor<1x2x2xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x3x2xf32>
  %y = tosa.clamp %n {min_val = 0.0 : f32, max_val = 6.0 : f32, nan_mode = IGNORE} : (tensor<1x3x2xf32>) -> tensor<1x3x2xf32>
  return %y : tensor<1x3x2xf32>
}

// -----

// Images with the channels first around the convolution.

// CHECK-LABEL: func @nchw
// CHECK: lowres.conv_2d %{{.*}} activation(relu)
// CHECK: tosa.transpose
// CHECK-NEXT: return
func.func @nchw(%x: tensor<?x1x4x4xf32>) -> tensor<?x2x2x2xf32> {
  %w = "tosa.const"() <{values = dense<0.5> : tensor<2x1x3x3xf32>}> : () -> tensor<2x1x3x3xf32>
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %i = tosa.transpose %x {perms = array<i32: 0, 2, 3, 1>} : (tensor<?x1x4x4xf32>) -> tensor<?x4x4x1xf32>
  %v = tosa.transpose %w {perms = array<i32: 0, 2, 3, 1>} : (tensor<2x1x3x3xf32>) -> tensor<2x3x3x1xf32>
  %c = tosa.conv2d %i, %v, %z, %z, %z {acc_type = f32, dilation = array<i64: 1, 1>, pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>}
    : (tensor<?x4x4x1xf32>, tensor<2x3x3x1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<?x2x2x2xf32>
  %o = tosa.transpose %c {perms = array<i32: 0, 3, 1, 2>} : (tensor<?x2x2x2xf32>) -> tensor<?x2x2x2xf32>
  %y = tosa.clamp %o {min_val = 0.0 : f32, max_val = 3.40282347E+38 : f32} : (tensor<?x2x2x2xf32>) -> tensor<?x2x2x2xf32>
  return %y : tensor<?x2x2x2xf32>
}

// -----

// A reshape leaves alone the dimension that has the scales.

// CHECK-LABEL: func @reshapedScales
// CHECK: %[[S:.*]] = arith.constant dense<[1.000000e+00, 1.000000e+01, 1.000000e+02, 1.000000e+03]> : tensor<4xf32>
// CHECK: lowres.dense %{{.*}}, %{{.*}} scale(%[[S]] : tensor<4xf32>) : tensor<3x8xf32>, tensor<4x8x!lowres.level<3>,
func.func @reshapedScales(%x: tensor<1x3x8xf32>) -> tensor<1x3x4xf32> {
  %c = lowres.constant dense<1> : tensor<32xi8> -> tensor<4x2x4x!lowres.level<3>>
  %s = arith.constant dense<[1.0, 10.0, 100.0, 1000.0]> : tensor<4xf32>
  %d = lowres.dequantize %c scale(%s : tensor<4xf32>) : tensor<4x2x4x!lowres.level<3>> -> tensor<4x2x4xf32>
  %t = tosa.transpose %d {perms = array<i32: 1, 2, 0>} : (tensor<4x2x4xf32>) -> tensor<2x4x4xf32>
  %shape = tosa.const_shape {values = dense<[1, 8, 4]> : tensor<3xindex>} : () -> !tosa.shape<3>
  %w = tosa.reshape %t, %shape : (tensor<2x4x4xf32>, !tosa.shape<3>) -> tensor<1x8x4xf32>
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %y = tosa.matmul %x, %w, %z, %z : (tensor<1x3x8xf32>, tensor<1x8x4xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x3x4xf32>
  return %y : tensor<1x3x4xf32>
}

// -----

// A layer is not moved into the loop in which its bias is added.

// CHECK-LABEL: func @loop
// CHECK: lowres.dense {{.*}} scale(%{{[^ ]*}} : tensor<f32>) : tensor<3x2xf32>
// CHECK: scf.for
// CHECK: tosa.add
func.func @loop(%x: tensor<1x3x2xf32>, %b: tensor<1x1x2xf32>, %n: index) -> tensor<1x3x2xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %w = "tosa.const"() <{values = dense<0.5> : tensor<1x2x2xf32>}> : () -> tensor<1x2x2xf32>
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %m = tosa.matmul %x, %w, %z, %z : (tensor<1x3x2xf32>, tensor<1x2x2xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x3x2xf32>
  %y = scf.for %i = %c0 to %n step %c1 iter_args(%acc = %x) -> tensor<1x3x2xf32> {
    %s = tosa.add %m, %b : (tensor<1x3x2xf32>, tensor<1x1x2xf32>) -> tensor<1x3x2xf32>
    scf.yield %s : tensor<1x3x2xf32>
  }
  return %y : tensor<1x3x2xf32>
}
