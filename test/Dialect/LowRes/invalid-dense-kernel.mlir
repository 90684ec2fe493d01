// RUN: lowres-opt %s -split-input-file -verify-diagnostics

// lowres.dense, constraint 6: a kernel with packing fits.
func.func @levels(%x: tensor<?x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                  %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op kernel packing: 6 bits cannot hold 3 digits of 5 levels}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 16, digits = 3, bits = 6>>
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return
}

// -----

func.func @groups(%x: tensor<?x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                  %s: tensor<2x2xf32>) {
  // expected-error@+1 {{'lowres.dense' op kernel packing: scale has groups of 2 inputs, packing of 4}}
  %y = lowres.dense %x, %w scale(%s : tensor<2x2xf32>)
    kernel<strategy = decode_fma, packing = <lanes = 16, digits = 3, bits = 7>>
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return
}

// -----

func.func @ungrouped(%x: tensor<?x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                     %s: tensor<2xf32>) {
  // expected-error@+1 {{'lowres.dense' op kernel packing: scale has groups of 4 inputs, packing of 1}}
  %y = lowres.dense %x, %w scale(%s : tensor<2xf32>)
    kernel<strategy = decode_fma, packing = <lanes = 16, digits = 3, bits = 7, group = 1>>
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return
}

// -----

func.func @float_dot(%x: tensor<?x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                     %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op kernel strategy decode_dot needs i8 input and a uniform grid}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_dot, packing = <lanes = 16, digits = 3, bits = 7>>
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return
}

// -----

func.func @codebook_dot(%x: tensor<?x4xi8>, %q: tensor<?xf32>,
                        %w: tensor<2x4x!lowres.level<2, [0.0, 1.0]>>,
                        %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op kernel strategy decode_dot needs i8 input and a uniform grid}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_dot, packing = <lanes = 16, digits = 8, bits = 8>>
    : tensor<?x4xi8>, tensor<2x4x!lowres.level<2, [0.0, 1.0]>> -> tensor<?x2xf32>
  return
}

// -----

// A codebook that spells out the uniform grid is one.
func.func @spelled_out(%x: tensor<?x4xi8>, %q: tensor<?xf32>,
                       %w: tensor<2x4x!lowres.level<2, [-1.0, 1.0]>>,
                       %s: tensor<f32>) {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_dot, packing = <lanes = 16, digits = 8, bits = 8>>
    : tensor<?x4xi8>, tensor<2x4x!lowres.level<2, [-1.0, 1.0]>> -> tensor<?x2xf32>
  return
}

// -----

// The first table says which of 36 combinations come before; what is left would
// need 39 entries.
func.func @no_two_levels(%x: tensor<?x8xi8>, %q: tensor<?xf32>,
                         %w: tensor<6x8x!lowres.level<6>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op kernel decode two_level_lookup has no tables for 3 digits of 6 levels in 8 bits}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_dot, decode = two_level_lookup, tiles = 3,
           packing = <lanes = 4, digits = 3, bits = 8, shared = true>>
    : tensor<?x8xi8>, tensor<6x8x!lowres.level<6>> -> tensor<?x6xf32>
  return
}

// -----

// Sums of the highest digit are 25 times as large until the end.
func.func @two_levels_overflow(%x: tensor<?x169094xi8>, %q: tensor<?xf32>,
                               %w: tensor<3x169094x!lowres.level<5>>,
                               %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op kernel decode two_level_lookup can overflow 32 bits over 169094 inputs}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_dot, decode = two_level_lookup, tiles = 3,
           packing = <lanes = 4, digits = 3, bits = 7, shared = true>>
    : tensor<?x169094xi8>, tensor<3x169094x!lowres.level<5>> -> tensor<?x3xf32>
  return
}

// -----

// Sums of the upper one of two fields of four bits are 16 times as large until
// the end.
func.func @shared_overflow(%x: tensor<?x70456xi8>, %q: tensor<?xf32>,
                           %w: tensor<2x70456x!lowres.level<16>>,
                           %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op kernel packing with shared bytes can overflow 32 bits over 70456 inputs}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_dot, tiles = 2,
           packing = <lanes = 16, digits = 1, bits = 4, shared = true>>
    : tensor<?x70456xi8>, tensor<2x70456x!lowres.level<16>> -> tensor<?x2xf32>
  return
}

// -----

// Digits that stay at their place in a looked-up byte are up to 128 here,
// where those of a division are 1.
func.func @lookup_overflow(%x: tensor<?x132105xi8>, %q: tensor<?xf32>,
                           %w: tensor<2x132105x!lowres.level<2>>,
                           %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op kernel decode lookup can overflow 32 bits over 132105 inputs}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_dot, decode = lookup,
           packing = <lanes = 16, digits = 8, bits = 8>>
    : tensor<?x132105xi8>, tensor<2x132105x!lowres.level<2>> -> tensor<?x2xf32>
  return
}

// -----

// Two groups both, but of 6 inputs and of 8.
func.func @group_size(%x: tensor<?x11xf32>, %w: tensor<4x11x!lowres.level<5>>,
                      %s: tensor<4x2xf32>) {
  // expected-error@+1 {{'lowres.dense' op kernel packing: scale has groups of 6 inputs, packing of 8}}
  %y = lowres.dense %x, %w scale(%s : tensor<4x2xf32>)
    kernel<strategy = decode_fma, packing = <lanes = 16, digits = 3, bits = 7, group = 8>>
    : tensor<?x11xf32>, tensor<4x11x!lowres.level<5>> -> tensor<?x4xf32>
  return
}

// -----

// Float sums of integers are not exact.
func.func @integer_fma(%x: tensor<?x4xi8>, %q: tensor<?xf32>,
                       %w: tensor<2x4x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op kernel strategy decode_fma sums floats, but the layer sums integers (i8 input on a uniform grid)}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_fma, packing = <lanes = 16, digits = 3, bits = 7>>
    : tensor<?x4xi8>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return
}
