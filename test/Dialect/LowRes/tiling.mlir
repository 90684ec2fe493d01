// RUN: lowres-opt %s -transform-interpreter -resolve-shaped-type-result-dims -canonicalize -cse -split-input-file | FileCheck %s

// Layers are tiled along the batch, and fused into the loop of one after them.

// CHECK-LABEL: func.func @network(
// CHECK-SAME:    %[[X:.*]]: tensor<?x8x8x3xf32>
// CHECK:         %[[N:.*]] = tensor.dim %[[X]]
// CHECK:         scf.for %[[I:.*]] = %{{.*}} to %[[N]] step %{{.*}} iter_args(%[[OUT:.*]] = %{{.*}}) -> (tensor<?x6x6x4xf32>)
// CHECK:           %[[SIZE:.*]] = affine.min
// CHECK:           %[[IMAGES:.*]] = tensor.extract_slice %[[X]][%[[I]], 0, 0, 0] [%[[SIZE]], 8, 8, 3]
// CHECK:           %[[Q:.*]], %[[S:.*]] = lowres.quantize_activations %[[IMAGES]] : tensor<?x8x8x3xf32>
// CHECK:           %[[Y:.*]] = lowres.conv_2d %[[Q]], %{{.*}} input_scale(%[[S]] : tensor<?xf32>) activation(relu)
// CHECK:           tensor.insert_slice %[[Y]] into %[[OUT]][%[[I]], 0, 0, 0] [%[[SIZE]], 6, 6, 4]
func.func @network(%x: tensor<?x8x8x3xf32>, %w: tensor<4x3x3x3x!lowres.level<5>>,
                   %s: tensor<f32>) -> tensor<?x6x6x4xf32> {
  %q, %qs = lowres.quantize_activations %x
    : tensor<?x8x8x3xf32> -> tensor<?x8x8x3xi8>, tensor<?xf32>
  %y = lowres.conv_2d %q, %w scale(%s : tensor<f32>)
    input_scale(%qs : tensor<?xf32>) activation(relu)
    : tensor<?x8x8x3xi8>, tensor<4x3x3x3x!lowres.level<5>>
    -> tensor<?x6x6x4xf32>
  return %y : tensor<?x6x6x4xf32>
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op) {
    %conv = transform.structured.match ops{["lowres.conv_2d"]} in %root
      : (!transform.any_op) -> !transform.any_op
    %tiled, %loop = transform.structured.fuse %conv tile_sizes [4]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// Keys, values and masks of each of the batch go with their queries.
// CHECK-LABEL: func.func @attention(
// CHECK:         scf.for %[[I:[a-z0-9]+]] =
// CHECK-COUNT-4:   tensor.extract_slice %{{.*}}[%[[I]], 0, 0] [1,
// CHECK:           lowres.scaled_dot_product_attention {{.*}} mask({{.*}} : tensor<1x5x7xf32>)
// CHECK-SAME:        tensor<1x5x8xf32>, tensor<1x7x8xf32>, tensor<1x7x4xf32> -> tensor<1x5x4xf32>
func.func @attention(%q: tensor<?x5x8xf32>, %k: tensor<?x7x8xf32>,
                     %v: tensor<?x7x4xf32>, %m: tensor<?x5x7xf32>)
    -> tensor<?x5x4xf32> {
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    mask(%m : tensor<?x5x7xf32>)
    : tensor<?x5x8xf32>, tensor<?x7x8xf32>, tensor<?x7x4xf32>
    -> tensor<?x5x4xf32>
  return %y : tensor<?x5x4xf32>
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op) {
    %core = transform.structured.match
      ops{["lowres.scaled_dot_product_attention"]} in %root
      : (!transform.any_op) -> !transform.any_op
    %tiled, %loop = transform.structured.tile_using_for %core tile_sizes [1]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// The size of a result is that of the input.
// CHECK-LABEL: func.func @shape(
// CHECK-SAME:    %[[X:.*]]: tensor<?x4xf32>
// CHECK:         %[[N:.*]] = tensor.dim %[[X]]
// CHECK:         scf.for %{{.*}} = %{{.*}} to %[[N]]
// CHECK:           lowres.dense {{.*}} : tensor<1x4xf32>, {{.*}} -> tensor<1x2xf32>
func.func @shape(%x: tensor<?x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                 %s: tensor<f32>) -> tensor<?x2xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op) {
    %dense = transform.structured.match ops{["lowres.dense"]} in %root
      : (!transform.any_op) -> !transform.any_op
    %tiled, %loop = transform.structured.tile_using_for %dense tile_sizes [1]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// A tile size that is a value gives slices of dynamic size.
// CHECK-LABEL: func.func @size_as_value(
// CHECK:         lowres.dense {{.*}} : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
func.func @size_as_value(%x: tensor<8x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                         %s: tensor<f32>) -> tensor<8x2xf32> {
  %size = arith.constant {tile_size} 2 : index
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<8x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<8x2xf32>
  return %y : tensor<8x2xf32>
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op) {
    %dense = transform.structured.match ops{["lowres.dense"]} in %root
      : (!transform.any_op) -> !transform.any_op
    %size = transform.structured.match ops{["arith.constant"]}
      attributes {tile_size} in %root : (!transform.any_op) -> !transform.any_op
    %tiled, %loop = transform.structured.tile_using_for %dense
      tile_sizes [%size]
      : (!transform.any_op, !transform.any_op)
      -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}
