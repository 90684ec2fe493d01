// RUN: lowres-opt %s -canonicalize -split-input-file | FileCheck %s

!plain = tensor<2x3x!lowres.level<5>>
!radix = tensor<2x3x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>

// 0 + 1*5 + 2*25 = 55 and 3 + 4*5 + 2*25 = 73 in a stream of 14 bits.
// CHECK-LABEL: func @pack_constant
// CHECK:         %[[P:.*]] = lowres.constant dense<[-73, 36]> : tensor<2xi8> -> tensor<2x3x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>
// CHECK-NEXT:    return %[[P]]
func.func @pack_constant() -> !radix {
  %w = lowres.constant dense<[0, 1, 2, 3, 4, 2]> : tensor<6xi8> -> !plain
  %p = lowres.pack %w : !plain -> !radix
  return %p : !radix
}

// CHECK-LABEL: func @unpack_constant
// CHECK:         %[[W:.*]] = lowres.constant dense<[0, 1, 2, 3, 4, 2]> : tensor<6xi8> -> tensor<2x3x!lowres.level<5>>
// CHECK-NEXT:    return %[[W]]
func.func @unpack_constant() -> !plain {
  %p = lowres.constant dense<[-73, 36]> : tensor<2xi8> -> !radix
  %w = lowres.unpack %p : !radix -> !plain
  return %w : !plain
}

// From one encoding to another.
// CHECK-LABEL: func @repack_constant
// CHECK:         lowres.constant dense<[-120, 70, 1]> : tensor<3xi8> -> tensor<2x3x!lowres.level<5>, #lowres.radix<digits = 1, bits = 3>>
func.func @repack_constant()
    -> tensor<2x3x!lowres.level<5>, #lowres.radix<digits = 1, bits = 3>> {
  %p = lowres.constant dense<[-73, 36]> : tensor<2xi8> -> !radix
  %q = lowres.pack %p : !radix
    -> tensor<2x3x!lowres.level<5>, #lowres.radix<digits = 1, bits = 3>>
  return %q : tensor<2x3x!lowres.level<5>, #lowres.radix<digits = 1, bits = 3>>
}

// CHECK-LABEL: func @pack_splat
// CHECK:         lowres.constant dense<[124, 62]> : tensor<2xi8> -> tensor<2x3x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>
func.func @pack_splat() -> !radix {
  %w = lowres.constant dense<4> : tensor<6xi8> -> !plain
  %p = lowres.pack %w : !plain -> !radix
  return %p : !radix
}

// CHECK-LABEL: func @pack_resource
// CHECK:         lowres.constant dense<[-73, 36]> : tensor<2xi8>
func.func @pack_resource() -> !radix {
  %w = lowres.constant dense_resource<codes> : tensor<6xi8> -> !plain
  %p = lowres.pack %w : !plain -> !radix
  return %p : !radix
}

// The bytes of a constant are a constant.
// CHECK-LABEL: func @cast_constant
// CHECK:         %[[B:.*]] = arith.constant dense<[-73, 36]> : tensor<2xi8>
// CHECK-NEXT:    return %[[B]]
func.func @cast_constant() -> tensor<2xi8> {
  %p = lowres.constant dense<[-73, 36]> : tensor<2xi8> -> !radix
  %b = lowres.storage_cast %p : !radix -> tensor<2xi8>
  return %b : tensor<2xi8>
}

// Codes are not the elements of the tensor: nothing else may fold them.
// CHECK-LABEL: func @reshape_constant
// CHECK:         lowres.constant
// CHECK:         tensor.collapse_shape
func.func @reshape_constant() -> tensor<6x!lowres.level<5>> {
  %w = lowres.constant dense<[0, 1, 2, 3, 4, 2]> : tensor<6xi8>
    -> tensor<2x3x!lowres.level<5>>
  %flat = tensor.collapse_shape %w [[0, 1]]
    : tensor<2x3x!lowres.level<5>> into tensor<6x!lowres.level<5>>
  return %flat : tensor<6x!lowres.level<5>>
}

{-#
  dialect_resources: { builtin: { codes: "0x01000000000102030402" } }
#-}

// -----

!plain = tensor<2x3x!lowres.level<5>>
!radix = tensor<2x3x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>
!other = tensor<2x3x!lowres.level<5>, #lowres.radix<digits = 1, bits = 3>>

// CHECK-LABEL: func @unpack_of_pack
// CHECK-SAME:    %[[W:.*]]: tensor
// CHECK-NEXT:    return %[[W]]
func.func @unpack_of_pack(%w: !plain) -> !plain {
  %p = lowres.pack %w : !plain -> !radix
  %u = lowres.unpack %p : !radix -> !plain
  return %u : !plain
}

// CHECK-LABEL: func @pack_to_same
// CHECK-SAME:    %[[P:.*]]: tensor
// CHECK-NEXT:    return %[[P]]
func.func @pack_to_same(%p: !radix) -> !radix {
  %q = lowres.pack %p : !radix -> !radix
  return %q : !radix
}

// Only the first source and the last encoding of a chain matter.
// CHECK-LABEL: func @pack_of_unpack
// CHECK-SAME:    %[[P:.*]]: tensor
// CHECK-NEXT:    %[[Q:.*]] = lowres.pack %[[P]] : {{.*}}<digits = 3, bits = 7>> -> {{.*}}<digits = 1, bits = 3>>
// CHECK-NEXT:    return %[[Q]]
func.func @pack_of_unpack(%p: !radix) -> !other {
  %u = lowres.unpack %p : !radix -> !plain
  %q = lowres.pack %u : !plain -> !other
  return %q : !other
}

// Nothing is known about an argument.
// CHECK-LABEL: func @pack_argument
// CHECK:         lowres.pack
// CHECK:         lowres.storage_cast
func.func @pack_argument(%w: !plain) -> tensor<2xi8> {
  %p = lowres.pack %w : !plain -> !radix
  %b = lowres.storage_cast %p : !radix -> tensor<2xi8>
  return %b : tensor<2xi8>
}

// Unused operations have no effect.
// CHECK-LABEL: func @dead
// CHECK-NEXT:    return
func.func @dead(%w: tensor<4x8xf32>, %s: tensor<f32>) {
  %c = lowres.quantize %w scale(%s : tensor<f32>)
    : tensor<4x8xf32> -> tensor<4x8x!lowres.level<5>>
  %q, %qs = lowres.quantize_activations %w
    : tensor<4x8xf32> -> tensor<4x8xi8>, tensor<4xf32>
  %y = lowres.dense %w, %c scale(%s : tensor<f32>)
    : tensor<4x8xf32>, tensor<4x8x!lowres.level<5>> -> tensor<4x4xf32>
  return
}
