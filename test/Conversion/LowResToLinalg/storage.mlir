// RUN: lowres-opt %s -convert-lowres-to-linalg -split-input-file -verify-diagnostics | FileCheck %s

!plain = tensor<2x3x!lowres.level<5>>
!radix = tensor<2x3x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>

// Level tensors are their bytes, in signatures and calls too.
// CHECK-LABEL: func private @callee(tensor<2xi8>) -> tensor<6xi8>
func.func private @callee(!radix) -> !plain

// CHECK-LABEL: func @signature
// CHECK-SAME:    %[[P:.*]]: tensor<2xi8>) -> (tensor<6xi8>, tensor<2xi8>)
// CHECK:         %[[W:.*]] = call @callee(%[[P]]) : (tensor<2xi8>) -> tensor<6xi8>
// CHECK:         return %[[W]], %[[P]]
func.func @signature(%p: !radix) -> (!plain, tensor<2xi8>) {
  %w = func.call @callee(%p) : (!radix) -> !plain
  %b = lowres.storage_cast %p : !radix -> tensor<2xi8>
  return %w, %b : !plain, tensor<2xi8>
}

// CHECK-LABEL: func @constant() -> tensor<2xi8>
// CHECK:         arith.constant dense<[-73, 36]> : tensor<2xi8>
func.func @constant() -> !radix {
  %p = lowres.constant dense<[-73, 36]> : tensor<2xi8> -> !radix
  return %p : !radix
}

// Packed constants are unpacked at compile time.
// CHECK-LABEL: func @dequantize_packed
// CHECK:         arith.constant dense<[0, 1, 2, 3, 4, 2]> : tensor<6xi8>
func.func @dequantize_packed(%s: tensor<f32>) -> tensor<2x3xf32> {
  %p = lowres.constant dense<[-73, 36]> : tensor<2xi8> -> !radix
  %w = lowres.dequantize %p scale(%s : tensor<f32>) : !radix -> tensor<2x3xf32>
  return %w : tensor<2x3xf32>
}

// Of any rank.
// CHECK-LABEL: func @dequantize_ranks
// CHECK:         arith.constant dense<4> : tensor<1xi8>
// CHECK:         tensor.collapse_shape %{{.*}} [] : tensor<1xi8> into tensor<i8>
// CHECK:         arith.constant dense<[0, 1, 2, 3, 4, 2]> : tensor<6xi8>
// CHECK-NOT:     tensor.expand_shape
// CHECK:         tensor<6xi8>) outs(%{{.*}} : tensor<6xf32>)
// CHECK:         tensor.expand_shape %{{.*}} {{\[\[}}0, 1, 2]] output_shape [1, 2, 3] : tensor<6xi8> into tensor<1x2x3xi8>
func.func @dequantize_ranks(%s: tensor<f32>)
    -> (tensor<f32>, tensor<6xf32>, tensor<1x2x3xf32>) {
  %c0 = lowres.constant dense<4> : tensor<1xi8>
    -> tensor<!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>
  %w0 = lowres.dequantize %c0 scale(%s : tensor<f32>)
    : tensor<!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>
    -> tensor<f32>
  %c1 = lowres.constant dense<[-73, 36]> : tensor<2xi8>
    -> tensor<6x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>
  %w1 = lowres.dequantize %c1 scale(%s : tensor<f32>)
    : tensor<6x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>
    -> tensor<6xf32>
  %c3 = lowres.constant dense<[-73, 36]> : tensor<2xi8>
    -> tensor<1x2x3x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>
  %w3 = lowres.dequantize %c3 scale(%s : tensor<f32>)
    : tensor<1x2x3x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>
    -> tensor<1x2x3xf32>
  return %w0, %w1, %w3 : tensor<f32>, tensor<6xf32>, tensor<1x2x3xf32>
}

// -----

!radix = tensor<2x3x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>

// Others cannot be.
func.func @packed_argument(%p: !radix, %s: tensor<f32>) -> tensor<2x3xf32> {
  // expected-error@+1 {{'lowres.dequantize' op operand 0 has levels with an encoding, which only a constant may have: it is argument 0 of 'func.func'}}
  %w = lowres.dequantize %p scale(%s : tensor<f32>) : !radix -> tensor<2x3xf32>
  return %w : tensor<2x3xf32>
}

// -----

// A level tensor whose size is not known has no storage.
// expected-error@+1 {{failed to legalize operation 'func.func'}}
func.func private @dynamic(tensor<?x4x!lowres.level<5>>)
