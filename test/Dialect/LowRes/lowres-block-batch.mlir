// RUN: lowres-opt %s --lowres-block-batch=cache-bytes=4096 -split-input-file | FileCheck %s

// Each operation reads and writes 1024 bytes an image, so that two images fit.
// The residual connection is computed once.
// CHECK-LABEL: func.func @residual(
// CHECK-SAME:      %[[X:.*]]: tensor<12x4x8x8xf32>
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[C12:.*]] = arith.constant 12 : index
// CHECK-DAG:     %[[BLOCK:.*]] = arith.constant 2 : index
// CHECK-DAG:     %[[EMPTY:.*]] = tensor.empty() : tensor<12x4x8x8xf32>
// CHECK:         %[[R:.*]] = scf.for %[[I:.*]] = %[[C0]] to %[[C12]] step %[[BLOCK]] iter_args(%[[T:.*]] = %[[EMPTY]])
// CHECK:           %[[XI:.*]] = tensor.extract_slice %[[X]][%[[I]], 0, 0, 0] [2, 4, 8, 8] [1, 1, 1, 1]
// CHECK:           %[[H:.*]] = lowres.conv_2d %[[XI]]
// CHECK-NOT:       lowres.conv_2d
// CHECK:           %[[E:.*]] = tensor.empty() : tensor<2x4x8x8xf32>
// CHECK:           %[[Y:.*]] = linalg.add ins(%[[H]], %[[H]] : {{.*}}) outs(%[[E]]
// CHECK:           %[[S:.*]] = tensor.insert_slice %[[Y]] into %[[T]][%[[I]], 0, 0, 0] [2, 4, 8, 8] [1, 1, 1, 1]
// CHECK:           scf.yield %[[S]]
// CHECK-NOT:     lowres.conv_2d
// CHECK:         return %[[R]]
func.func @residual(%x: tensor<12x4x8x8xf32>) -> tensor<12x4x8x8xf32> {
  %w = lowres.constant dense<1> : tensor<64xi8>
    -> tensor<8x1x1x8x!lowres.level<3>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %h = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<12x4x8x8xf32>, tensor<8x1x1x8x!lowres.level<3>>
    -> tensor<12x4x8x8xf32>
  %e = tensor.empty() : tensor<12x4x8x8xf32>
  %y = linalg.add ins(%h, %h : tensor<12x4x8x8xf32>, tensor<12x4x8x8xf32>)
    outs(%e : tensor<12x4x8x8xf32>) -> tensor<12x4x8x8xf32>
  return %y : tensor<12x4x8x8xf32>
}

// -----

// No block of several images divides a dynamic batch. Tokens are rows of an
// image; an operation with two results is one in the loop, too.
// CHECK-LABEL: func.func @tokens(
// CHECK-SAME:      %[[X:.*]]: tensor<?x16x8xf32>
// CHECK:         %[[BATCH:.*]] = tensor.dim %[[X]]
// CHECK:         scf.for %[[I:.*]] = %{{.*}} to %[[BATCH]] step %c1
// CHECK:           %[[XI:.*]] = tensor.extract_slice %[[X]][%[[I]], 0, 0] [1, 16, 8] [1, 1, 1]
// CHECK:           %[[ROWS:.*]] = tensor.collapse_shape %[[XI]] {{\[\[}}0, 1], [2]] : tensor<1x16x8xf32> into tensor<16x8xf32>
// CHECK:           %[[Q:.*]], %[[QS:.*]] = lowres.quantize_activations %[[ROWS]] : tensor<16x8xf32> -> tensor<16x8xi8>, tensor<16xf32>
// CHECK:           %[[H:.*]] = lowres.dense %[[Q]], %{{.*}} input_scale(%[[QS]] : tensor<16xf32>)
// CHECK:           %[[Y:.*]] = tensor.expand_shape %[[H]] {{\[\[}}0, 1], [2]] output_shape [1, 16, 8] : tensor<16x8xf32> into tensor<1x16x8xf32>
// CHECK:           tensor.insert_slice %[[Y]]
// CHECK-NOT:     lowres.quantize_activations
// CHECK:         return
func.func @tokens(%x: tensor<?x16x8xf32>) -> tensor<?x16x8xf32> {
  %c0 = arith.constant 0 : index
  %batch = tensor.dim %x, %c0 : tensor<?x16x8xf32>
  %w = lowres.constant dense<1> : tensor<64xi8>
    -> tensor<8x8x!lowres.level<3>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %rows = tensor.collapse_shape %x [[0, 1], [2]]
    : tensor<?x16x8xf32> into tensor<?x8xf32>
  %q, %qs = lowres.quantize_activations %rows
    : tensor<?x8xf32> -> tensor<?x8xi8>, tensor<?xf32>
  %h = lowres.dense %q, %w scale(%s : tensor<f32>)
    input_scale(%qs : tensor<?xf32>)
    : tensor<?x8xi8>, tensor<8x8x!lowres.level<3>> -> tensor<?x8xf32>
  %y = tensor.expand_shape %h [[0, 1], [2]] output_shape [%batch, 16, 8]
    : tensor<?x8xf32> into tensor<?x16x8xf32>
  return %y : tensor<?x16x8xf32>
}

// -----

// Of thirteen images two fit, but do not divide the batch.
// CHECK-LABEL: func.func @prime(
// CHECK:         scf.for
// CHECK:           lowres.conv_2d %{{.*}} -> tensor<1x4x8x8xf32>
func.func @prime(%x: tensor<13x4x8x8xf32>) -> tensor<13x4x8x8xf32> {
  %w = lowres.constant dense<1> : tensor<64xi8>
    -> tensor<8x1x1x8x!lowres.level<3>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %h = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<13x4x8x8xf32>, tensor<8x1x1x8x!lowres.level<3>>
    -> tensor<13x4x8x8xf32>
  return %h : tensor<13x4x8x8xf32>
}

// -----

// The loop writes images, which are reshaped behind it.
// CHECK-LABEL: func.func @reshaped(
// CHECK:         %[[R:.*]] = scf.for {{.*}} -> (tensor<12x4x8x8xf32>)
// CHECK:           lowres.conv_2d
// CHECK:           tensor.insert_slice {{.*}} tensor<2x4x8x8xf32> into tensor<12x4x8x8xf32>
// CHECK:         %[[FLAT:.*]] = tensor.collapse_shape %[[R]] {{\[}}[0], [1, 2, 3]]
// CHECK:         return %[[FLAT]]
func.func @reshaped(%x: tensor<12x4x8x8xf32>) -> tensor<12x256xf32> {
  %w = lowres.constant dense<1> : tensor<64xi8>
    -> tensor<8x1x1x8x!lowres.level<3>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<12x4x8x8xf32>, tensor<8x1x1x8x!lowres.level<3>>
    -> tensor<12x4x8x8xf32>
  %flat = tensor.collapse_shape %y [[0], [1, 2, 3]]
    : tensor<12x4x8x8xf32> into tensor<12x256xf32>
  return %flat : tensor<12x256xf32>
}

// -----

// The same for a batch that is not known.
// CHECK-LABEL: func.func @reshaped_dynamic(
// CHECK-SAME:      %[[X:.*]]: tensor<?x16x16x8xf32>
// CHECK:         %[[BATCH:.*]] = tensor.dim %[[X]]
// CHECK:         %[[R:.*]] = scf.for {{.*}} to %[[BATCH]] {{.*}} -> (tensor<?x16x16x8xf32>)
// CHECK:         %[[FLAT:.*]] = tensor.collapse_shape %[[R]]
// CHECK:         return %[[FLAT]]
func.func @reshaped_dynamic(%x: tensor<?x16x16x8xf32>) -> tensor<?x2048xf32> {
  %w = lowres.constant dense<1> : tensor<64xi8>
    -> tensor<8x1x1x8x!lowres.level<3>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x16x16x8xf32>, tensor<8x1x1x8x!lowres.level<3>>
    -> tensor<?x16x16x8xf32>
  %flat = tensor.collapse_shape %y [[0], [1, 2, 3]]
    : tensor<?x16x16x8xf32> into tensor<?x2048xf32>
  return %flat : tensor<?x2048xf32>
}
