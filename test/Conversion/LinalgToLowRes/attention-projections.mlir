// RUN: lowres-opt %s --split-input-file --convert-linalg-to-lowres | FileCheck %s

!w = tensor<6x6x!lowres.level<3>>

// CHECK-LABEL: @all
// CHECK-SAME: (%[[X:[^:]*]]: tensor<?x5x6xf32>, %[[W:[^:]*]]: {{.*}}, %[[S:[^:]*]]: tensor<f32>, %[[B:[^:]*]]: tensor<6xf32>, %[[M:[^:]*]]: tensor<5x5xf32>,
// CHECK-NEXT: %[[R:.*]] = lowres.attention %[[X]] heads 2 query(%[[W]], %[[S]] : {{.*}}) query_bias(%[[B]] : tensor<6xf32>)
// CHECK-SAME: key(%[[W]], %[[S]] : {{[^()]*}}) value(%[[W]], %[[S]] : {{[^()]*}}) output(%[[W]], %[[S]] : {{[^()]*}}) output_bias(%[[B]]
// CHECK-SAME: mask(%[[M]]
// CHECK-NEXT: %[[T:.*]] = tensor.collapse_shape %[[R]]
// CHECK-NEXT: return %[[T]]
func.func @all(%x: tensor<?x5x6xf32>, %w: !w, %s: tensor<f32>, %b: tensor<6xf32>, %m: tensor<5x5xf32>, %n: index) -> tensor<?x6xf32> {
  %t = tensor.collapse_shape %x [[0, 1], [2]] : tensor<?x5x6xf32> into tensor<?x6xf32>
  %u = tensor.collapse_shape %x [[0, 1], [2]] : tensor<?x5x6xf32> into tensor<?x6xf32>
  %q = lowres.dense %t, %w scale(%s : tensor<f32>) bias(%b : tensor<6xf32>) : tensor<?x6xf32>, !w -> tensor<?x6xf32>
  %k = lowres.dense %u, %w scale(%s : tensor<f32>) : tensor<?x6xf32>, !w -> tensor<?x6xf32>
  %v = lowres.dense %t, %w scale(%s : tensor<f32>) : tensor<?x6xf32>, !w -> tensor<?x6xf32>
  %q3 = tensor.expand_shape %q [[0, 1], [2]] output_shape [%n, 5, 6] : tensor<?x6xf32> into tensor<?x5x6xf32>
  %k3 = tensor.expand_shape %k [[0, 1], [2]] output_shape [%n, 5, 6] : tensor<?x6xf32> into tensor<?x5x6xf32>
  %v3 = tensor.expand_shape %v [[0, 1], [2]] output_shape [%n, 5, 6] : tensor<?x6xf32> into tensor<?x5x6xf32>
  %a = lowres.scaled_dot_product_attention %q3, %k3, %v3 heads 2 mask(%m : tensor<5x5xf32>)
    : tensor<?x5x6xf32>, tensor<?x5x6xf32>, tensor<?x5x6xf32> -> tensor<?x5x6xf32>
  %a2 = tensor.collapse_shape %a [[0, 1], [2]] : tensor<?x5x6xf32> into tensor<?x6xf32>
  %o = lowres.dense %a2, %w scale(%s : tensor<f32>) : tensor<?x6xf32>, !w -> tensor<?x6xf32>
  %zero = arith.constant 0 : index
  %e = tensor.dim %a2, %zero : tensor<?x6xf32>
  %empty = tensor.empty(%e) : tensor<?x6xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%o, %b : tensor<?x6xf32>, tensor<6xf32>) outs(%empty : tensor<?x6xf32>) {
  ^bb0(%c: f32, %d: f32, %out: f32):
    %r = arith.addf %c, %d : f32
    linalg.yield %r : f32
  } -> tensor<?x6xf32>
  return %y : tensor<?x6xf32>
}

// -----

// Values of another tensor: attention between two sequences.

!w = tensor<6x6x!lowres.level<3>>

// CHECK-LABEL: @cross
// CHECK-COUNT-3: lowres.dense
// CHECK: lowres.scaled_dot_product_attention
// CHECK: lowres.dense
func.func @cross(%x: tensor<2x5x6xf32>, %z: tensor<2x5x6xf32>, %w: !w, %s: tensor<f32>) -> tensor<10x6xf32> {
  %t = tensor.collapse_shape %x [[0, 1], [2]] : tensor<2x5x6xf32> into tensor<10x6xf32>
  %u = tensor.collapse_shape %z [[0, 1], [2]] : tensor<2x5x6xf32> into tensor<10x6xf32>
  %q = lowres.dense %t, %w scale(%s : tensor<f32>) : tensor<10x6xf32>, !w -> tensor<10x6xf32>
  %k = lowres.dense %t, %w scale(%s : tensor<f32>) : tensor<10x6xf32>, !w -> tensor<10x6xf32>
  %v = lowres.dense %u, %w scale(%s : tensor<f32>) : tensor<10x6xf32>, !w -> tensor<10x6xf32>
  %q3 = tensor.expand_shape %q [[0, 1], [2]] output_shape [2, 5, 6] : tensor<10x6xf32> into tensor<2x5x6xf32>
  %k3 = tensor.expand_shape %k [[0, 1], [2]] output_shape [2, 5, 6] : tensor<10x6xf32> into tensor<2x5x6xf32>
  %v3 = tensor.expand_shape %v [[0, 1], [2]] output_shape [2, 5, 6] : tensor<10x6xf32> into tensor<2x5x6xf32>
  %a = lowres.scaled_dot_product_attention %q3, %k3, %v3 heads 2
    : tensor<2x5x6xf32>, tensor<2x5x6xf32>, tensor<2x5x6xf32> -> tensor<2x5x6xf32>
  %a2 = tensor.collapse_shape %a [[0, 1], [2]] : tensor<2x5x6xf32> into tensor<10x6xf32>
  %o = lowres.dense %a2, %w scale(%s : tensor<f32>) : tensor<10x6xf32>, !w -> tensor<10x6xf32>
  return %o : tensor<10x6xf32>
}

// -----

// An activation between projection and scores.

!w = tensor<6x6x!lowres.level<3>>

// CHECK-LABEL: @activation
// CHECK-COUNT-3: lowres.dense
// CHECK: lowres.scaled_dot_product_attention
func.func @activation(%x: tensor<2x5x6xf32>, %w: !w, %s: tensor<f32>) -> tensor<10x6xf32> {
  %t = tensor.collapse_shape %x [[0, 1], [2]] : tensor<2x5x6xf32> into tensor<10x6xf32>
  %q = lowres.dense %t, %w scale(%s : tensor<f32>) activation(relu) : tensor<10x6xf32>, !w -> tensor<10x6xf32>
  %k = lowres.dense %t, %w scale(%s : tensor<f32>) : tensor<10x6xf32>, !w -> tensor<10x6xf32>
  %v = lowres.dense %t, %w scale(%s : tensor<f32>) : tensor<10x6xf32>, !w -> tensor<10x6xf32>
  %q3 = tensor.expand_shape %q [[0, 1], [2]] output_shape [2, 5, 6] : tensor<10x6xf32> into tensor<2x5x6xf32>
  %k3 = tensor.expand_shape %k [[0, 1], [2]] output_shape [2, 5, 6] : tensor<10x6xf32> into tensor<2x5x6xf32>
  %v3 = tensor.expand_shape %v [[0, 1], [2]] output_shape [2, 5, 6] : tensor<10x6xf32> into tensor<2x5x6xf32>
  %a = lowres.scaled_dot_product_attention %q3, %k3, %v3 heads 2
    : tensor<2x5x6xf32>, tensor<2x5x6xf32>, tensor<2x5x6xf32> -> tensor<2x5x6xf32>
  %a2 = tensor.collapse_shape %a [[0, 1], [2]] : tensor<2x5x6xf32> into tensor<10x6xf32>
  %o = lowres.dense %a2, %w scale(%s : tensor<f32>) : tensor<10x6xf32>, !w -> tensor<10x6xf32>
  return %o : tensor<10x6xf32>
}

// -----

// Attention within windows of 5 of the 10 tokens.

!w = tensor<6x6x!lowres.level<3>>

// CHECK-LABEL: @windows
// CHECK-COUNT-3: lowres.dense
// CHECK: lowres.scaled_dot_product_attention
func.func @windows(%x: tensor<?x10x6xf32>, %n: index, %w: !w, %s: tensor<f32>) -> tensor<?x6xf32> {
  %t = tensor.collapse_shape %x [[0, 1], [2]] : tensor<?x10x6xf32> into tensor<?x6xf32>
  %q = lowres.dense %t, %w scale(%s : tensor<f32>) : tensor<?x6xf32>, !w -> tensor<?x6xf32>
  %k = lowres.dense %t, %w scale(%s : tensor<f32>) : tensor<?x6xf32>, !w -> tensor<?x6xf32>
  %v = lowres.dense %t, %w scale(%s : tensor<f32>) : tensor<?x6xf32>, !w -> tensor<?x6xf32>
  %q3 = tensor.expand_shape %q [[0, 1], [2]] output_shape [%n, 5, 6] : tensor<?x6xf32> into tensor<?x5x6xf32>
  %k3 = tensor.expand_shape %k [[0, 1], [2]] output_shape [%n, 5, 6] : tensor<?x6xf32> into tensor<?x5x6xf32>
  %v3 = tensor.expand_shape %v [[0, 1], [2]] output_shape [%n, 5, 6] : tensor<?x6xf32> into tensor<?x5x6xf32>
  %a = lowres.scaled_dot_product_attention %q3, %k3, %v3 heads 2
    : tensor<?x5x6xf32>, tensor<?x5x6xf32>, tensor<?x5x6xf32> -> tensor<?x5x6xf32>
  %a2 = tensor.collapse_shape %a [[0, 1], [2]] : tensor<?x5x6xf32> into tensor<?x6xf32>
  %o = lowres.dense %a2, %w scale(%s : tensor<f32>) : tensor<?x6xf32>, !w -> tensor<?x6xf32>
  return %o : tensor<?x6xf32>
}
