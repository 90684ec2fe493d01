// RUN: lowres-opt %s -verify-roundtrip | lowres-opt | FileCheck %s
// RUN: lowres-opt %s -mlir-print-op-generic | lowres-opt | FileCheck %s
// RUN: lowres-opt %s --emit-bytecode | lowres-opt | FileCheck %s

// CHECK-LABEL: func @bare
// CHECK-SAME:    %[[X:.*]]: tensor<?x7x6xf32>, %[[W:.*]]: tensor<6x6x!lowres.level<5>>, %[[S:.*]]: tensor<f32>
// CHECK:         lowres.attention %[[X]] heads 3
// CHECK-SAME:      query(%[[W]], %[[S]] : tensor<6x6x!lowres.level<5>>, tensor<f32>)
// CHECK-SAME:      key(%[[W]], %[[S]] : tensor<6x6x!lowres.level<5>>, tensor<f32>)
// CHECK-SAME:      value(%[[W]], %[[S]] : tensor<6x6x!lowres.level<5>>, tensor<f32>)
// CHECK-SAME:      output(%[[W]], %[[S]] : tensor<6x6x!lowres.level<5>>, tensor<f32>) : tensor<?x7x6xf32> -> tensor<?x7x6xf32>
func.func @bare(%x: tensor<?x7x6xf32>, %w: tensor<6x6x!lowres.level<5>>,
                %s: tensor<f32>) -> tensor<?x7x6xf32> {
  %y = lowres.attention %x heads 3
    query(%w, %s : tensor<6x6x!lowres.level<5>>, tensor<f32>)
    key(%w, %s : tensor<6x6x!lowres.level<5>>, tensor<f32>)
    value(%w, %s : tensor<6x6x!lowres.level<5>>, tensor<f32>)
    output(%w, %s : tensor<6x6x!lowres.level<5>>, tensor<f32>)
    : tensor<?x7x6xf32> -> tensor<?x7x6xf32>
  return %y : tensor<?x7x6xf32>
}

// All operands, each of a size of its own: values are wider than keys, and the
// result is wider than the input.
!wq = tensor<4x6x!lowres.level<3>>
!wk = tensor<4x6x!lowres.level<256>, #lowres.radix<digits = 1, bits = 8>>
!wv = tensor<10x6x!lowres.level<3, [-1.0, 0.5, 1.0]>>
!wo = tensor<8x10x!lowres.level<2>>

// CHECK-LABEL: func @everything
// CHECK:         lowres.attention %{{[^ ]*}} heads 2
// CHECK-SAME:      query(%{{[^ ]*}}, %{{[^ ]*}} : tensor<4x6x!lowres.level<3>>, tensor<4xf32>) query_bias(%{{[^ ]*}} : tensor<4xf32>)
// CHECK-SAME:      key(%{{[^ ]*}}, %{{[^ ]*}} : tensor<4x6x!lowres.level<256>, #lowres.radix<digits = 1, bits = 8>>, tensor<4x3xf32>) key_bias(%{{[^ ]*}} : tensor<4xf32>)
// CHECK-SAME:      value(%{{[^ ]*}}, %{{[^ ]*}} : tensor<10x6x!lowres.level<3, [-1.000000e+00, 5.000000e-01, 1.000000e+00]>>, tensor<f32>) value_bias(%{{[^ ]*}} : tensor<10xf32>)
// CHECK-SAME:      output(%{{[^ ]*}}, %{{[^ ]*}} : tensor<8x10x!lowres.level<2>>, tensor<f32>) output_bias(%{{[^ ]*}} : tensor<8xf32>)
// CHECK-SAME:      mask(%{{[^ ]*}} : tensor<3x7x7xf32>)
// CHECK-SAME:      {test.name = "block1"} : tensor<3x7x6xf32> -> tensor<3x7x8xf32>
func.func @everything(
    %x: tensor<3x7x6xf32>, %wq: !wq, %wk: !wk, %wv: !wv, %wo: !wo,
    %sq: tensor<4xf32>, %sk: tensor<4x3xf32>, %s: tensor<f32>,
    %bqk: tensor<4xf32>, %bv: tensor<10xf32>, %bo: tensor<8xf32>,
    %m: tensor<3x7x7xf32>) -> tensor<3x7x8xf32> {
  %y = lowres.attention %x heads 2
    query(%wq, %sq : !wq, tensor<4xf32>) query_bias(%bqk : tensor<4xf32>)
    key(%wk, %sk : !wk, tensor<4x3xf32>) key_bias(%bqk : tensor<4xf32>)
    value(%wv, %s : !wv, tensor<f32>) value_bias(%bv : tensor<10xf32>)
    output(%wo, %s : !wo, tensor<f32>) output_bias(%bo : tensor<8xf32>)
    mask(%m : tensor<3x7x7xf32>) {test.name = "block1"}
    : tensor<3x7x6xf32> -> tensor<3x7x8xf32>
  return %y : tensor<3x7x8xf32>
}

// Which biases there are is kept, and one mask may serve all images.
// CHECK-LABEL: func @some
// CHECK-SAME:    %[[B:[^:]*]]: tensor<6xf32>, %[[M:[^:]*]]: tensor<1x1xf32>
// CHECK:         lowres.attention
// CHECK-SAME:      query({{[^)]*}}) key({{[^)]*}}) key_bias(%[[B]] : tensor<6xf32>) value({{[^)]*}}) output({{[^)]*}}) mask(%[[M]] : tensor<1x1xf32>) :
func.func @some(%x: tensor<?x1x6xf32>, %w: tensor<6x6x!lowres.level<5>>,
                %s: tensor<f32>, %b: tensor<6xf32>, %m: tensor<1x1xf32>)
    -> tensor<?x1x6xf32> {
  %y = lowres.attention %x heads 6
    query(%w, %s : tensor<6x6x!lowres.level<5>>, tensor<f32>)
    key(%w, %s : tensor<6x6x!lowres.level<5>>, tensor<f32>)
    key_bias(%b : tensor<6xf32>)
    value(%w, %s : tensor<6x6x!lowres.level<5>>, tensor<f32>)
    output(%w, %s : tensor<6x6x!lowres.level<5>>, tensor<f32>)
    mask(%m : tensor<1x1xf32>) : tensor<?x1x6xf32> -> tensor<?x1x6xf32>
  return %y : tensor<?x1x6xf32>
}

// CHECK-LABEL: func @core
// CHECK:         lowres.scaled_dot_product_attention %{{.*}}, %{{.*}}, %{{.*}} heads 1 : tensor<?x5x4xf32>, tensor<?x5x4xf32>, tensor<?x5x4xf32> -> tensor<?x5x4xf32>
func.func @core(%q: tensor<?x5x4xf32>, %k: tensor<?x5x4xf32>,
                %v: tensor<?x5x4xf32>) -> tensor<?x5x4xf32> {
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 1
    : tensor<?x5x4xf32>, tensor<?x5x4xf32>, tensor<?x5x4xf32>
    -> tensor<?x5x4xf32>
  return %y : tensor<?x5x4xf32>
}

// Fewer queries than keys, and values of another size.
// CHECK-LABEL: func @core_everything
// CHECK-SAME:    %[[Q:.*]]: tensor<2x5x4xf32>, %[[K:.*]]: tensor<2x9x4xf32>, %[[V:.*]]: tensor<2x9x6xf32>, %[[M:.*]]: tensor<5x9xf32>
// CHECK:         lowres.scaled_dot_product_attention %[[Q]], %[[K]], %[[V]] heads 2 mask(%[[M]] : tensor<5x9xf32>) blocking<lanes = 16, rows = 4>
// CHECK-SAME:      {test.name = "core1"} : tensor<2x5x4xf32>, tensor<2x9x4xf32>, tensor<2x9x6xf32> -> tensor<2x5x6xf32>
func.func @core_everything(%q: tensor<2x5x4xf32>, %k: tensor<2x9x4xf32>,
                           %v: tensor<2x9x6xf32>, %m: tensor<5x9xf32>)
    -> tensor<2x5x6xf32> {
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    mask(%m : tensor<5x9xf32>) blocking<lanes = 16, rows = 4>
    {test.name = "core1"}
    : tensor<2x5x4xf32>, tensor<2x9x4xf32>, tensor<2x9x6xf32>
    -> tensor<2x5x6xf32>
  return %y : tensor<2x5x6xf32>
}

// CHECK-LABEL: func private @blockings
// CHECK-SAME:    #lowres.blocking<lanes = 1, rows = 1>
// CHECK-SAME:    #lowres.blocking<lanes = 16, rows = 16>
func.func private @blockings() attributes {test.blockings = [
  #lowres.blocking<lanes = 1, rows = 1>,
  #lowres.blocking<rows = 16, lanes = 16>
]}
