// RUN: lowres-opt %s --lowres-decompose-attention | FileCheck %s

// What is not one dense layer is three, each with what it had.

!w = tensor<4x4x!lowres.level<5>>

// CHECK-LABEL: func @levels
// CHECK-SAME:    %[[X:.*]]: tensor<?x5x4xf32>, %[[S:.*]]: tensor<f32>, %[[B:.*]]: tensor<4xf32>
// CHECK-DAG:     %[[W:.*]] = lowres.constant {{.*}} -> tensor<4x4x!lowres.level<5>>
// CHECK-DAG:     %[[WK:.*]] = lowres.constant {{.*}} -> tensor<4x4x!lowres.level<6>>
// CHECK:         %[[N:.*]] = tensor.dim %[[X]]
// CHECK:         %[[T:.*]] = tensor.collapse_shape %[[X]] {{.*}} into tensor<?x4xf32>
// CHECK:         %[[DQ:.*]] = lowres.dense %[[T]], %[[W]] scale(%[[S]] : tensor<f32>) : tensor<?x4xf32>
// CHECK:         %[[Q:.*]] = tensor.expand_shape %[[DQ]] {{.*}} output_shape [%[[N]], 5, 4]
// CHECK:         %[[DK:.*]] = lowres.dense %[[T]], %[[WK]] scale(%[[S]] : tensor<f32>) bias(%[[B]] : tensor<4xf32>) : tensor<?x4xf32>
// CHECK:         %[[K:.*]] = tensor.expand_shape %[[DK]] {{.*}} output_shape [%[[N]], 5, 4]
// CHECK:         %[[DV:.*]] = lowres.dense %[[T]], %[[W]] scale(%[[S]] : tensor<f32>) : tensor<?x4xf32>
// CHECK:         %[[V:.*]] = tensor.expand_shape %[[DV]] {{.*}} output_shape [%[[N]], 5, 4]
// CHECK:         lowres.scaled_dot_product_attention %[[Q]], %[[K]], %[[V]] heads 2 : tensor<?x5x4xf32>
// CHECK:         lowres.dense {{.*}}, %[[W]]
// CHECK-NOT:     lowres.dense
// CHECK-NOT:     lowres.attention
func.func @levels(%x: tensor<?x5x4xf32>, %s: tensor<f32>, %b: tensor<4xf32>)
    -> tensor<?x5x4xf32> {
  %w = lowres.constant dense<1> : tensor<16xi8> -> !w
  %wk = lowres.constant dense<1> : tensor<16xi8>
    -> tensor<4x4x!lowres.level<6>>
  %y = lowres.attention %x heads 2
    query(%w, %s : !w, tensor<f32>)
    key(%wk, %s : tensor<4x4x!lowres.level<6>>, tensor<f32>)
    key_bias(%b : tensor<4xf32>)
    value(%w, %s : !w, tensor<f32>)
    output(%w, %s : !w, tensor<f32>) : tensor<?x5x4xf32> -> tensor<?x5x4xf32>
  return %y : tensor<?x5x4xf32>
}

// As many levels, but others.
// CHECK-LABEL: func @codebook
// CHECK-COUNT-4: lowres.dense
// CHECK-NOT:     lowres.dense
func.func @codebook(%x: tensor<?x5x4xf32>) -> tensor<?x5x4xf32> {
  %w = lowres.constant dense<1> : tensor<16xi8> -> !w
  %wv = lowres.constant dense<1> : tensor<16xi8>
    -> tensor<4x4x!lowres.level<5, [-1.0, -0.25, 0.0, 0.25, 1.0]>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %y = lowres.attention %x heads 2
    query(%w, %s : !w, tensor<f32>) key(%w, %s : !w, tensor<f32>)
    value(%wv, %s
          : tensor<4x4x!lowres.level<5, [-1.0, -0.25, 0.0, 0.25, 1.0]>>,
            tensor<f32>)
    output(%w, %s : !w, tensor<f32>) : tensor<?x5x4xf32> -> tensor<?x5x4xf32>
  return %y : tensor<?x5x4xf32>
}

// Scales for groups of inputs.
// CHECK-LABEL: func @groups
// CHECK:         lowres.dense {{.*}} : tensor<f32>)
// CHECK:         lowres.dense {{.*}} : tensor<f32>)
// CHECK:         lowres.dense {{.*}} : tensor<4x2xf32>)
// CHECK:         lowres.dense {{.*}} : tensor<f32>)
func.func @groups(%x: tensor<?x5x4xf32>) -> tensor<?x5x4xf32> {
  %w = lowres.constant dense<1> : tensor<16xi8> -> !w
  %s = arith.constant dense<1.0> : tensor<f32>
  %sv = arith.constant dense<1.0> : tensor<4x2xf32>
  %y = lowres.attention %x heads 2
    query(%w, %s : !w, tensor<f32>) key(%w, %s : !w, tensor<f32>)
    value(%w, %sv : !w, tensor<4x2xf32>)
    output(%w, %s : !w, tensor<f32>) : tensor<?x5x4xf32> -> tensor<?x5x4xf32>
  return %y : tensor<?x5x4xf32>
}

// Weights, scales and biases that are not known.
// CHECK-LABEL: func @weights
// CHECK-COUNT-4: lowres.dense
func.func @weights(%x: tensor<?x5x4xf32>, %wq: !w) -> tensor<?x5x4xf32> {
  %w = lowres.constant dense<1> : tensor<16xi8> -> !w
  %s = arith.constant dense<1.0> : tensor<f32>
  %y = lowres.attention %x heads 2
    query(%wq, %s : !w, tensor<f32>) key(%w, %s : !w, tensor<f32>)
    value(%w, %s : !w, tensor<f32>)
    output(%w, %s : !w, tensor<f32>) : tensor<?x5x4xf32> -> tensor<?x5x4xf32>
  return %y : tensor<?x5x4xf32>
}

// CHECK-LABEL: func @bias
// CHECK-COUNT-4: lowres.dense
func.func @bias(%x: tensor<?x5x4xf32>, %b: tensor<4xf32>)
    -> tensor<?x5x4xf32> {
  %w = lowres.constant dense<1> : tensor<16xi8> -> !w
  %s = arith.constant dense<1.0> : tensor<f32>
  %y = lowres.attention %x heads 2
    query(%w, %s : !w, tensor<f32>) key(%w, %s : !w, tensor<f32>)
    value(%w, %s : !w, tensor<f32>) value_bias(%b : tensor<4xf32>)
    output(%w, %s : !w, tensor<f32>) : tensor<?x5x4xf32> -> tensor<?x5x4xf32>
  return %y : tensor<?x5x4xf32>
}

// Only attention layers are taken apart.
// CHECK-LABEL: func @noop
// CHECK-NEXT:    %[[D:.*]] = lowres.dense
// CHECK-NEXT:    %[[Y:.*]] = lowres.scaled_dot_product_attention
// CHECK-NEXT:    return %[[D]], %[[Y]]
func.func @noop(%x: tensor<?x4xf32>, %w: !w, %s: tensor<f32>,
                %q: tensor<?x5x4xf32>) -> (tensor<?x4xf32>, tensor<?x5x4xf32>) {
  %d = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x4xf32>, !w -> tensor<?x4xf32>
  %y = lowres.scaled_dot_product_attention %q, %q, %q heads 2
    : tensor<?x5x4xf32>, tensor<?x5x4xf32>, tensor<?x5x4xf32>
    -> tensor<?x5x4xf32>
  return %d, %y : tensor<?x4xf32>, tensor<?x5x4xf32>
}
