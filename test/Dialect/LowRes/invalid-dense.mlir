// RUN: lowres-opt %s -split-input-file -verify-diagnostics

// Constraint 1: weights [N_out, K], input [M, K], result [M, N_out].
func.func @weights_rank(%x: tensor<?x4xf32>, %w: tensor<8x!lowres.level<5>>,
                        %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op weights must have shape [outputs, inputs], got 'tensor<8x!lowres.level<5>>'}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x4xf32>, tensor<8x!lowres.level<5>> -> tensor<?x2xf32>
  return
}

// -----

func.func @no_inputs(%x: tensor<?x0xf32>, %w: tensor<2x0x!lowres.level<5>>,
                     %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op weights must not be empty, got 'tensor<2x0x!lowres.level<5>>'}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x0xf32>, tensor<2x0x!lowres.level<5>> -> tensor<?x2xf32>
  return
}

// -----

func.func @input(%x: tensor<?x5xf32>, %w: tensor<2x4x!lowres.level<5>>,
                 %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op input dimension 1 must be 4 (inputs of the weights), got 'tensor<?x5xf32>'}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x5xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return
}

// -----

func.func @dynamic_input(%x: tensor<?x?xf32>, %w: tensor<2x4x!lowres.level<5>>,
                         %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op input dimension 1 must be 4 (inputs of the weights), got 'tensor<?x?xf32>'}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x?xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return
}

// -----

func.func @result_rows(%x: tensor<3x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                       %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op result dimension 0 must be 3 (rows of the input), got 'tensor<?x2xf32>'}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<3x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return
}

// -----

func.func @dynamic_rows(%x: tensor<?x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                        %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op result dimension 0 must be dynamic (rows of the input), got 'tensor<3x2xf32>'}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<3x2xf32>
  return
}

// -----

func.func @result_outputs(%x: tensor<3x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                          %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op result dimension 1 must be 2 (outputs of the weights), got 'tensor<3x4xf32>'}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<3x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<3x4xf32>
  return
}

// -----

func.func @input_type(%x: tensor<?x4xf16>, %w: tensor<2x4x!lowres.level<5>>,
                      %s: tensor<f32>) {
  // expected-error@+1 {{operand #0 must be 2D tensor of 32-bit float or 8-bit signless integer values, but got 'tensor<?x4xf16>'}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x4xf16>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return
}

// -----

// Constraint 2: the scale is [], [N_out] or [N_out, G].
func.func @scale(%x: tensor<?x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                 %s: tensor<4xf32>) {
  // expected-error@+1 {{'lowres.dense' op scale must have shape [], [2] or [2, groups] with groups of equal size that cover 4 inputs, got 'tensor<4xf32>'}}
  %y = lowres.dense %x, %w scale(%s : tensor<4xf32>)
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return
}

// -----

// ceil(4 / 3) = 2 inputs to a group, of which two cover all.
func.func @scale_groups(%x: tensor<?x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                        %s: tensor<2x3xf32>) {
  // expected-error@+1 {{with groups of equal size that cover 4 inputs, got 'tensor<2x3xf32>'}}
  %y = lowres.dense %x, %w scale(%s : tensor<2x3xf32>)
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return
}

// -----

// Constraint 3: the bias is [N_out].
func.func @bias(%x: tensor<?x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                %s: tensor<f32>, %b: tensor<4xf32>) {
  // expected-error@+1 {{'lowres.dense' op bias dimension 0 must be 2 (outputs of the weights), got 'tensor<4xf32>'}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) bias(%b : tensor<4xf32>)
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return
}

// -----

// Constraint 4: an input scale exactly for i8 inputs.
func.func @i8_without_scale(%x: tensor<?x4xi8>, %w: tensor<2x4x!lowres.level<5>>,
                            %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op i8 input needs an input_scale}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x4xi8>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return
}

// -----

func.func @f32_with_scale(%x: tensor<?x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                          %s: tensor<f32>, %q: tensor<?xf32>) {
  // expected-error@+1 {{'lowres.dense' op f32 input takes no input_scale}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return
}

// -----

func.func @input_scale(%x: tensor<3x4xi8>, %w: tensor<2x4x!lowres.level<5>>,
                       %s: tensor<f32>, %q: tensor<4xf32>) {
  // expected-error@+1 {{'lowres.dense' op input_scale dimension 0 must be 3 (rows of the input), got 'tensor<4xf32>'}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<4xf32>)
    : tensor<3x4xi8>, tensor<2x4x!lowres.level<5>> -> tensor<3x2xf32>
  return
}

// -----

func.func @unknown_activation(%x: tensor<?x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                              %s: tensor<f32>) {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    // expected-error@+1 {{unknown activation 'swish'}}
    activation(swish)
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return
}
