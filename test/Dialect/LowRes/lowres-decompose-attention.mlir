// RUN: lowres-opt %s --lowres-decompose-attention --split-input-file \
// RUN:   | FileCheck %s

// Queries, keys and values of all tokens are one dense layer, with a scale for
// each output, and -0.0, which changes no sum, where a projection has no bias.

// CHECK-LABEL: func @fused
// CHECK-SAME:    %[[X:.*]]: tensor<?x5x2xf32>, %[[MASK:.*]]: tensor<5x5xf32>
// CHECK-DAG:     %[[WO:.*]] = lowres.constant {{.*}} -> tensor<3x6x!lowres.level<3>>
// CHECK-DAG:     %[[SO:.*]] = arith.constant dense<9.000000e+00> : tensor<f32>
// CHECK:         %[[N:.*]] = tensor.dim %[[X]], %{{.*}}
// CHECK:         %[[TOKENS:.*]] = tensor.collapse_shape %[[X]] {{\[}}[0, 1], [2]] : tensor<?x5x2xf32> into tensor<?x2xf32>
// CHECK:         %[[W:.*]] = lowres.constant dense<[0, 1, 2, 3, 4, 0, 1, 2, 4, 3, 2, 1, 0, 4, 3, 2, 1, 1, 2, 2, 3, 3, 4, 4, 0, 0, 1, 1]> : tensor<28xi8> -> tensor<14x2x!lowres.level<5>>
// CHECK:         %[[S:.*]] = arith.constant dense<[2.000000e+00, 2.000000e+00, 2.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00, 5.000000e+00, 6.000000e+00, 7.000000e+00, 7.000000e+00, 7.000000e+00, 7.000000e+00, 7.000000e+00, 7.000000e+00]> : tensor<14xf32>
// CHECK:         %[[B:.*]] = arith.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00, -0.000000e+00, -0.000000e+00, -0.000000e+00, -0.000000e+00, 5.000000e-01, 5.000000e-01, 5.000000e-01, 5.000000e-01, 5.000000e-01, 5.000000e-01]> : tensor<14xf32>
// CHECK:         %[[ALL:.*]] = lowres.dense %[[TOKENS]], %[[W]] scale(%[[S]] : tensor<14xf32>) bias(%[[B]] : tensor<14xf32>) : tensor<?x2xf32>, tensor<14x2x!lowres.level<5>> -> tensor<?x14xf32>
// CHECK:         %[[SPLIT:.*]] = tensor.expand_shape %[[ALL]] {{\[}}[0, 1], [2]] output_shape [%[[N]], 5, 14] : tensor<?x14xf32> into tensor<?x5x14xf32>
// CHECK:         %[[Q:.*]] = tensor.extract_slice %[[SPLIT]][0, 0, 0] [%[[N]], 5, 4] [1, 1, 1]
// CHECK:         %[[K:.*]] = tensor.extract_slice %[[SPLIT]][0, 0, 4] [%[[N]], 5, 4] [1, 1, 1]
// CHECK:         %[[V:.*]] = tensor.extract_slice %[[SPLIT]][0, 0, 8] [%[[N]], 5, 6] [1, 1, 1]
// CHECK:         %[[CORE:.*]] = lowres.scaled_dot_product_attention %[[Q]], %[[K]], %[[V]] heads 2 mask(%[[MASK]] : tensor<5x5xf32>) : tensor<?x5x4xf32>, tensor<?x5x4xf32>, tensor<?x5x6xf32> -> tensor<?x5x6xf32>
// CHECK:         %[[MIXED:.*]] = tensor.collapse_shape %[[CORE]] {{\[}}[0, 1], [2]] : tensor<?x5x6xf32> into tensor<?x6xf32>
// CHECK:         %[[OUT:.*]] = lowres.dense %[[MIXED]], %[[WO]] scale(%[[SO]] : tensor<f32>) : tensor<?x6xf32>, tensor<3x6x!lowres.level<3>> -> tensor<?x3xf32>
// CHECK:         %[[Y:.*]] = tensor.expand_shape %[[OUT]] {{\[}}[0, 1], [2]] output_shape [%[[N]], 5, 3] : tensor<?x3xf32> into tensor<?x5x3xf32>
// CHECK:         return %[[Y]]
func.func @fused(%x: tensor<?x5x2xf32>, %mask: tensor<5x5xf32>)
    -> tensor<?x5x3xf32> {
  %wq = lowres.constant dense<[0, 1, 2, 3, 4, 0, 1, 2]> : tensor<8xi8>
    -> tensor<4x2x!lowres.level<5>>
  %wk = lowres.constant dense<[4, 3, 2, 1, 0, 4, 3, 2]> : tensor<8xi8>
    -> tensor<4x2x!lowres.level<5>>
  %wv = lowres.constant dense<[1, 1, 2, 2, 3, 3, 4, 4, 0, 0, 1, 1]>
    : tensor<12xi8> -> tensor<6x2x!lowres.level<5>>
  %wo = lowres.constant dense<1> : tensor<18xi8>
    -> tensor<3x6x!lowres.level<3>>
  %sq = arith.constant dense<2.0> : tensor<f32>
  %sk = arith.constant dense<[3.0, 4.0, 5.0, 6.0]> : tensor<4xf32>
  %sv = arith.constant dense<7.0> : tensor<6xf32>
  %so = arith.constant dense<9.0> : tensor<f32>
  %bq = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %bv = arith.constant dense<0.5> : tensor<6xf32>
  %y = lowres.attention %x heads 2
    query(%wq, %sq : tensor<4x2x!lowres.level<5>>, tensor<f32>)
    query_bias(%bq : tensor<4xf32>)
    key(%wk, %sk : tensor<4x2x!lowres.level<5>>, tensor<4xf32>)
    value(%wv, %sv : tensor<6x2x!lowres.level<5>>, tensor<6xf32>)
    value_bias(%bv : tensor<6xf32>)
    output(%wo, %so : tensor<3x6x!lowres.level<3>>, tensor<f32>)
    mask(%mask : tensor<5x5xf32>) : tensor<?x5x2xf32> -> tensor<?x5x3xf32>
  return %y : tensor<?x5x3xf32>
}

// -----

// Without biases the fused layer has none, and only the output's remains. One
// constant may serve several projections; weights in a file's encoding are
// decoded: the byte 9 is 0 + 3 * (0 + 3 * 1), of three digits.

// CHECK-LABEL: func @no_bias
// CHECK-SAME:    %[[B:[^ ]*]]: tensor<2xf32>
// CHECK:         %[[W:.*]] = lowres.constant dense<[0, 0, 1, 2, 0, 0, 1, 2, 2, 1, 0, 1]> : tensor<12xi8> -> tensor<6x2x!lowres.level<3>>
// CHECK-NOT:     bias
// CHECK:         lowres.dense %{{.*}}, %[[W]] scale(%{{.*}} : tensor<6xf32>) : tensor<6x2xf32>,
// CHECK:         lowres.scaled_dot_product_attention {{.*}} heads 1 : tensor<2x3x2xf32>
// CHECK:         lowres.dense {{.*}} bias(%[[B]] : tensor<2xf32>)
func.func @no_bias(%x: tensor<2x3x2xf32>, %b: tensor<2xf32>)
    -> tensor<2x3x2xf32> {
  %w = lowres.constant dense<[9, 2]> : tensor<2xi8>
    -> tensor<2x2x!lowres.level<3>, #lowres.radix<digits = 3, bits = 8>>
  %wv = lowres.constant dense<[2, 1, 0, 1]> : tensor<4xi8>
    -> tensor<2x2x!lowres.level<3>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %y = lowres.attention %x heads 1
    query(%w, %s : tensor<2x2x!lowres.level<3>,
                          #lowres.radix<digits = 3, bits = 8>>, tensor<f32>)
    key(%w, %s : tensor<2x2x!lowres.level<3>,
                        #lowres.radix<digits = 3, bits = 8>>, tensor<f32>)
    value(%wv, %s : tensor<2x2x!lowres.level<3>>, tensor<f32>)
    output(%wv, %s : tensor<2x2x!lowres.level<3>>, tensor<f32>)
    output_bias(%b : tensor<2xf32>)
    : tensor<2x3x2xf32> -> tensor<2x3x2xf32>
  return %y : tensor<2x3x2xf32>
}

// -----

// Constants of large models are resources.

// CHECK-LABEL: func @resources
// CHECK:         %[[W:.*]] = lowres.constant dense<[0, 1, 0, 1, 1, 1]> : tensor<6xi8> -> tensor<3x2x!lowres.level<2>>
// CHECK:         %[[S:.*]] = arith.constant dense<[5.000000e-01, 2.000000e+00, 5.000000e-01]> : tensor<3xf32>
// CHECK:         %[[B:.*]] = arith.constant dense<[-0.000000e+00, 3.000000e+00, -0.000000e+00]> : tensor<3xf32>
// CHECK:         lowres.dense %{{.*}}, %[[W]] scale(%[[S]] : tensor<3xf32>) bias(%[[B]] : tensor<3xf32>)
func.func @resources(%x: tensor<?x4x2xf32>) -> tensor<?x4x1xf32> {
  %w = lowres.constant dense_resource<codes> : tensor<2xi8>
    -> tensor<1x2x!lowres.level<2>>
  %wv = lowres.constant dense<1> : tensor<2xi8>
    -> tensor<1x2x!lowres.level<2>>
  %wo = lowres.constant dense<1> : tensor<1xi8>
    -> tensor<1x1x!lowres.level<2>>
  %s = arith.constant dense<0.5> : tensor<f32>
  %sk = arith.constant dense_resource<scale> : tensor<1xf32>
  %bk = arith.constant dense_resource<bias> : tensor<1xf32>
  %y = lowres.attention %x heads 1
    query(%w, %s : tensor<1x2x!lowres.level<2>>, tensor<f32>)
    key(%w, %sk : tensor<1x2x!lowres.level<2>>, tensor<1xf32>)
    key_bias(%bk : tensor<1xf32>)
    value(%wv, %s : tensor<1x2x!lowres.level<2>>, tensor<f32>)
    output(%wo, %s : tensor<1x1x!lowres.level<2>>, tensor<f32>)
    : tensor<?x4x2xf32> -> tensor<?x4x1xf32>
  return %y : tensor<?x4x1xf32>
}

{-#
  dialect_resources: {
    builtin: {
      codes: "0x010000000001",
      scale: "0x0400000000000040",
      bias: "0x0400000000004040"
    }
  }
#-}
