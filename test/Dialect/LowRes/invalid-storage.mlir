// RUN: lowres-opt %s -split-input-file -verify-diagnostics

// lowres.pack, constraint 1: the same shape and element type.
func.func @pack_shape(%w: tensor<8x8x!lowres.level<3>>) {
  // expected-error@+1 {{'lowres.pack' op source 'tensor<8x8x!lowres.level<3>>' and result 'tensor<64x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>' must have the same shape and element type}}
  %p = lowres.pack %w : tensor<8x8x!lowres.level<3>>
    -> tensor<64x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
  return
}

// -----

func.func @pack_levels(%w: tensor<8x8x!lowres.level<5>>) {
  // expected-error@+1 {{must have the same shape and element type}}
  %p = lowres.pack %w : tensor<8x8x!lowres.level<5>>
    -> tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
  return
}

// -----

// A codebook is part of the element type.
func.func @pack_codebook(%w: tensor<8x8x!lowres.level<2>>) {
  // expected-error@+1 {{must have the same shape and element type}}
  %p = lowres.pack %w : tensor<8x8x!lowres.level<2>>
    -> tensor<8x8x!lowres.level<2, [0.0, 1.0]>,
              #lowres.radix<digits = 8, bits = 8>>
  return
}

// -----

// Constraint 2: the result has an encoding.
func.func @pack_encoding(%w: tensor<8x8x!lowres.level<3>>) {
  // expected-error@+1 {{'lowres.pack' op result must have a storage encoding, got 'tensor<8x8x!lowres.level<3>>'}}
  %p = lowres.pack %w
    : tensor<8x8x!lowres.level<3>> -> tensor<8x8x!lowres.level<3>>
  return
}

// -----

// An encoding of another dialect is no storage encoding.
func.func @pack_foreign_encoding(%w: tensor<8x8x!lowres.level<3>>) {
  // expected-error@+1 {{'lowres.pack' op result #0 must be statically shaped tensor of level codes, with a storage encoding or none, but got 'tensor<8x8x!lowres.level<3>, "other">'}}
  %p = lowres.pack %w
    : tensor<8x8x!lowres.level<3>> -> tensor<8x8x!lowres.level<3>, "other">
  return
}

// -----

// lowres.unpack, constraint 1.
func.func @unpack_shape(%p: tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>) {
  // expected-error@+1 {{'lowres.unpack' op source 'tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>' and result 'tensor<8x4x!lowres.level<3>>' must have the same shape and element type}}
  %w = lowres.unpack %p
    : tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
    -> tensor<8x4x!lowres.level<3>>
  return
}

// -----

// Constraint 2: the result has no encoding.
func.func @unpack_encoding(%w: tensor<8x8x!lowres.level<3>>) {
  // expected-error@+1 {{'lowres.unpack' op result must have no encoding, got 'tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>'}}
  %p = lowres.unpack %w : tensor<8x8x!lowres.level<3>>
    -> tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
  return
}

// -----

// lowres.storage_cast, constraint 1.
func.func @cast_packed(%p: tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>) {
  // expected-error@+1 {{'lowres.storage_cast' op result must have 13 bytes, got 'tensor<64xi8>'}}
  %b = lowres.storage_cast %p
    : tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
    -> tensor<64xi8>
  return
}

// -----

func.func @cast_plain(%w: tensor<8x8x!lowres.level<3>>) {
  // expected-error@+1 {{'lowres.storage_cast' op result must have 64 bytes, got 'tensor<8xi8>'}}
  %b = lowres.storage_cast %w : tensor<8x8x!lowres.level<3>> -> tensor<8xi8>
  return
}

// -----

func.func @cast_dynamic(%w: tensor<8x8x!lowres.level<3>>) {
  // expected-error@+1 {{'lowres.storage_cast' op result must have 64 bytes, got 'tensor<?xi8>'}}
  %b = lowres.storage_cast %w : tensor<8x8x!lowres.level<3>> -> tensor<?xi8>
  return
}

// -----

func.func @cast_rank(%w: tensor<8x8x!lowres.level<3>>) {
  // expected-error@+1 {{result #0 must be 1D tensor of 8-bit signless integer values}}
  %b = lowres.storage_cast %w : tensor<8x8x!lowres.level<3>> -> tensor<8x8xi8>
  return
}
