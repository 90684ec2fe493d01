// RUN: lowres-opt %s -split-input-file -verify-diagnostics

// lowres.quantize, constraint 1.
func.func @quantize_shape(%w: tensor<4x8xf32>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.quantize' op input and result must have the same shape, got 'tensor<4x8xf32>' and 'tensor<8x4x!lowres.level<5>>'}}
  %c = lowres.quantize %w scale(%s : tensor<f32>)
    : tensor<4x8xf32> -> tensor<8x4x!lowres.level<5>>
  return
}

// -----

func.func @quantize_encoding(%w: tensor<4x8xf32>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.quantize' op result must have no encoding, got 'tensor<4x8x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>'}}
  %c = lowres.quantize %w scale(%s : tensor<f32>)
    : tensor<4x8xf32>
    -> tensor<4x8x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>
  return
}

// -----

// Constraint 2: the scale's shape.
func.func @scale_rows(%w: tensor<4x8xf32>, %s: tensor<8xf32>) {
  // expected-error@+1 {{'lowres.quantize' op scale must have shape [], [4] or [4, groups] with groups of equal size that cover 8 inputs, got 'tensor<8xf32>'}}
  %c = lowres.quantize %w scale(%s : tensor<8xf32>)
    : tensor<4x8xf32> -> tensor<4x8x!lowres.level<5>>
  return
}

// -----

// Five groups would have ceil(8 / 5) = 2 inputs each, of which four cover 8.
func.func @scale_groups(%w: tensor<4x8xf32>, %s: tensor<4x5xf32>) {
  // expected-error@+1 {{with groups of equal size that cover 8 inputs, got 'tensor<4x5xf32>'}}
  %c = lowres.quantize %w scale(%s : tensor<4x5xf32>)
    : tensor<4x8xf32> -> tensor<4x8x!lowres.level<5>>
  return
}

// -----

func.func @scale_too_many_groups(%w: tensor<4x8xf32>, %s: tensor<4x9xf32>) {
  // expected-error@+1 {{with groups of equal size that cover 8 inputs, got 'tensor<4x9xf32>'}}
  %c = lowres.quantize %w scale(%s : tensor<4x9xf32>)
    : tensor<4x8xf32> -> tensor<4x8x!lowres.level<5>>
  return
}

// -----

func.func @scale_no_groups(%w: tensor<4x8xf32>, %s: tensor<4x0xf32>) {
  // expected-error@+1 {{with groups of equal size that cover 8 inputs, got 'tensor<4x0xf32>'}}
  %c = lowres.quantize %w scale(%s : tensor<4x0xf32>)
    : tensor<4x8xf32> -> tensor<4x8x!lowres.level<5>>
  return
}

// -----

func.func @scale_dynamic(%w: tensor<4x8xf32>, %s: tensor<?xf32>) {
  // expected-error@+1 {{scale must have shape [], [4] or [4, groups] with groups of equal size that cover 8 inputs, got 'tensor<?xf32>'}}
  %c = lowres.quantize %w scale(%s : tensor<?xf32>)
    : tensor<4x8xf32> -> tensor<4x8x!lowres.level<5>>
  return
}

// -----

func.func @scale_rank(%w: tensor<4x8xf32>, %s: tensor<4x2x1xf32>) {
  // expected-error@+1 {{with groups of equal size that cover 8 inputs, got 'tensor<4x2x1xf32>'}}
  %c = lowres.quantize %w scale(%s : tensor<4x2x1xf32>)
    : tensor<4x8xf32> -> tensor<4x8x!lowres.level<5>>
  return
}

// -----

// Only matrices have groups of inputs.
func.func @scale_groups_of_vector(%w: tensor<8xf32>, %s: tensor<8x1xf32>) {
  // expected-error@+1 {{'lowres.quantize' op scale must have shape [], [8], got 'tensor<8x1xf32>'}}
  %c = lowres.quantize %w scale(%s : tensor<8x1xf32>)
    : tensor<8xf32> -> tensor<8x!lowres.level<5>>
  return
}

// -----

func.func @scale_of_scalar(%w: tensor<f32>, %s: tensor<1xf32>) {
  // expected-error@+1 {{'lowres.quantize' op scale must have shape [], got 'tensor<1xf32>'}}
  %c = lowres.quantize %w scale(%s : tensor<1xf32>)
    : tensor<f32> -> tensor<!lowres.level<5>>
  return
}

// -----

func.func @scale_type(%w: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error@+1 {{operand #1 must be ranked tensor of 32-bit float values, but got 'tensor<f64>'}}
  %c = lowres.quantize %w scale(%s : tensor<f64>)
    : tensor<4x8xf32> -> tensor<4x8x!lowres.level<5>>
  return
}

// -----

// lowres.dequantize, constraints 1 and 2.
func.func @dequantize_shape(%c: tensor<4x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dequantize' op source and result must have the same shape, got 'tensor<4x8x!lowres.level<5>>' and 'tensor<32xf32>'}}
  %w = lowres.dequantize %c scale(%s : tensor<f32>)
    : tensor<4x8x!lowres.level<5>> -> tensor<32xf32>
  return
}

// -----

func.func @dequantize_scale(%c: tensor<4x8x!lowres.level<5>>, %s: tensor<3xf32>) {
  // expected-error@+1 {{'lowres.dequantize' op scale must have shape [], [4] or [4, groups] with groups of equal size that cover 8 inputs, got 'tensor<3xf32>'}}
  %w = lowres.dequantize %c scale(%s : tensor<3xf32>)
    : tensor<4x8x!lowres.level<5>> -> tensor<4x8xf32>
  return
}

// -----

// lowres.quantize_activations, constraint 1.
func.func @activations_shape(%x: tensor<?x64xf32>) {
  // expected-error@+1 {{'lowres.quantize_activations' op input and result must have the same shape, got 'tensor<?x64xf32>' and 'tensor<?x32xi8>'}}
  %q, %s = lowres.quantize_activations %x
    : tensor<?x64xf32> -> tensor<?x32xi8>, tensor<?xf32>
  return
}

// -----

func.func @activations_scale(%x: tensor<4x64xf32>) {
  // expected-error@+1 {{'lowres.quantize_activations' op scale must have one element for each row of the input, got 'tensor<64xf32>' for 'tensor<4x64xf32>'}}
  %q, %s = lowres.quantize_activations %x
    : tensor<4x64xf32> -> tensor<4x64xi8>, tensor<64xf32>
  return
}

// -----

// One for each image, not for each pixel.
func.func @activations_scale_of_images(%x: tensor<2x5x5x3xf32>) {
  // expected-error@+1 {{'lowres.quantize_activations' op scale must have one element for each row of the input, got 'tensor<5xf32>' for 'tensor<2x5x5x3xf32>'}}
  %q, %s = lowres.quantize_activations %x
    : tensor<2x5x5x3xf32> -> tensor<2x5x5x3xi8>, tensor<5xf32>
  return
}

// -----

func.func @activations_image_shape(%x: tensor<?x5x4x3xf32>) {
  // expected-error@+1 {{'lowres.quantize_activations' op input and result must have the same shape, got 'tensor<?x5x4x3xf32>' and 'tensor<?x60xi8>'}}
  %q, %s = lowres.quantize_activations %x
    : tensor<?x5x4x3xf32> -> tensor<?x60xi8>, tensor<?xf32>
  return
}

// -----

func.func @activations_vector(%x: tensor<?xf32>) {
  // expected-error@+1 {{'lowres.quantize_activations' op input must have rows of values, got 'tensor<?xf32>'}}
  %q, %s = lowres.quantize_activations %x
    : tensor<?xf32> -> tensor<?xi8>, tensor<?xf32>
  return
}
