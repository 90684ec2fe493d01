// RUN: lowres-opt %s --lowres-block-batch=cache-bytes=4096 -split-input-file | FileCheck %s --implicit-check-not=scf.for

// Two images fit.
// CHECK-LABEL: func.func @fits(
// CHECK-NEXT:    lowres.constant
// CHECK-NEXT:    arith.constant
// CHECK-NEXT:    lowres.conv_2d
// CHECK-NEXT:    return
func.func @fits(%x: tensor<2x4x8x8xf32>) -> tensor<2x4x8x8xf32> {
  %w = lowres.constant dense<1> : tensor<64xi8>
    -> tensor<8x1x1x8x!lowres.level<3>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %h = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<2x4x8x8xf32>, tensor<8x1x1x8x!lowres.level<3>>
    -> tensor<2x4x8x8xf32>
  return %h : tensor<2x4x8x8xf32>
}

// -----

// There are more weights than activations.
// CHECK-LABEL: func.func @weights(
func.func @weights(%x: tensor<?x96xf32>) -> tensor<?x96xf32> {
  %w = lowres.constant dense<1> : tensor<9216xi8>
    -> tensor<96x96x!lowres.level<3>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %h = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x96xf32>, tensor<96x96x!lowres.level<3>> -> tensor<?x96xf32>
  return %h : tensor<?x96xf32>
}

// -----

// What lies between two layers cannot be tiled.
// CHECK-LABEL: func.func @stops(
// CHECK:         %[[H:.*]] = lowres.conv_2d
// CHECK-NEXT:    %[[G:.*]] = tensor.extract_slice %[[H]]
// CHECK-NEXT:    %[[Y:.*]] = lowres.conv_2d %[[G]]
// CHECK-NEXT:    return %[[Y]]
func.func @stops(%x: tensor<13x4x8x8xf32>) -> tensor<12x4x8x8xf32> {
  %w = lowres.constant dense<1> : tensor<64xi8>
    -> tensor<8x1x1x8x!lowres.level<3>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %h = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<13x4x8x8xf32>, tensor<8x1x1x8x!lowres.level<3>>
    -> tensor<13x4x8x8xf32>
  %g = tensor.extract_slice %h[1, 0, 0, 0] [12, 4, 8, 8] [1, 1, 1, 1]
    : tensor<13x4x8x8xf32> to tensor<12x4x8x8xf32>
  %y = lowres.conv_2d %g, %w scale(%s : tensor<f32>)
    : tensor<12x4x8x8xf32>, tensor<8x1x1x8x!lowres.level<3>>
    -> tensor<12x4x8x8xf32>
  return %y : tensor<12x4x8x8xf32>
}

// -----

// An image of the result depends on all images of a value between.
// CHECK-LABEL: func.func @mixes(
// CHECK:         linalg.exp
// CHECK:         linalg.transpose
func.func @mixes(%x: tensor<64x64xf32>) -> tensor<64x64xf32> {
  %e = tensor.empty() : tensor<64x64xf32>
  %y = linalg.exp ins(%x : tensor<64x64xf32>) outs(%e : tensor<64x64xf32>)
    -> tensor<64x64xf32>
  %e2 = tensor.empty() : tensor<64x64xf32>
  %z = linalg.transpose ins(%y : tensor<64x64xf32>)
    outs(%e2 : tensor<64x64xf32>) permutation = [1, 0]
  return %z : tensor<64x64xf32>
}

// -----

// CHECK-LABEL: func.func @argument(
func.func @argument(%x: tensor<?x4096xf32>) -> tensor<?x4096xf32> {
  return %x : tensor<?x4096xf32>
}

// -----

// CHECK-LABEL: func.func @two_results(
func.func @two_results(%x: tensor<64x64xf32>)
    -> (tensor<64x64xf32>, tensor<64x64xf32>) {
  %e = tensor.empty() : tensor<64x64xf32>
  %z = linalg.exp ins(%x : tensor<64x64xf32>) outs(%e : tensor<64x64xf32>)
    -> tensor<64x64xf32>
  return %z, %x : tensor<64x64xf32>, tensor<64x64xf32>
}

// -----

// The rows of the second result are columns of the first.
// CHECK-LABEL: func.func @turned(
// CHECK-NEXT:    tensor.empty
// CHECK-NEXT:    tensor.empty
// CHECK-NEXT:    linalg.generic
func.func @turned(%x: tensor<8x1x65536xf32>) -> tensor<1x8x65536xf32> {
  %a = tensor.empty() : tensor<8x1x65536xf32>
  %b = tensor.empty() : tensor<1x8x65536xf32>
  %y:2 = linalg.generic {
      indexing_maps = [affine_map<(i, j, k) -> (i, j, k)>, affine_map<(i, j, k) -> (i, j, k)>, affine_map<(i, j, k) -> (j, i, k)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<8x1x65536xf32>) outs(%a, %b : tensor<8x1x65536xf32>, tensor<1x8x65536xf32>) {
  ^bb0(%in: f32, %c: f32, %d: f32):
    %r = arith.addf %in, %in : f32
    linalg.yield %r, %r : f32, f32
  } -> (tensor<8x1x65536xf32>, tensor<1x8x65536xf32>)
  return %y#1 : tensor<1x8x65536xf32>
}

// -----

// Rows from the last to the first.
// CHECK-LABEL: func.func @reversed(
// CHECK-NEXT:    tensor.empty
// CHECK-NEXT:    linalg.generic
func.func @reversed(%x: tensor<97x4096xf32>) -> tensor<97x4096xf32> {
  %a = tensor.empty() : tensor<97x4096xf32>
  %y = linalg.generic {
      indexing_maps = [affine_map<(i, j) -> (96 - i, j)>, affine_map<(i, j) -> (i, j)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<97x4096xf32>) outs(%a : tensor<97x4096xf32>) {
  ^bb0(%in: f32, %c: f32):
    %r = arith.addf %in, %in : f32
    linalg.yield %r : f32
  } -> tensor<97x4096xf32>
  return %y : tensor<97x4096xf32>
}

// -----

// No batch.
// CHECK-LABEL: func.func @no_images(
// CHECK-NEXT:    tensor.empty
// CHECK-NEXT:    linalg.exp
func.func @no_images(%x: tensor<0x4096xf32>) -> tensor<0x4096xf32> {
  %a = tensor.empty() : tensor<0x4096xf32>
  %y = linalg.exp ins(%x : tensor<0x4096xf32>) outs(%a : tensor<0x4096xf32>) -> tensor<0x4096xf32>
  return %y : tensor<0x4096xf32>
}
