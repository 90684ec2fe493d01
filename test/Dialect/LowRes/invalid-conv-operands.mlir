// RUN: lowres-opt %s -split-input-file -verify-diagnostics

// Constraint 5: scales and bias.
func.func @scale(%x: tensor<?x5x5x3xf32>, %w: tensor<2x3x3x3x!lowres.level<5>>,
                 %s: tensor<3xf32>) {
  // expected-error@+1 {{'lowres.conv_2d' op scale must have shape [], [2], got 'tensor<3xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<3xf32>)
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

// Inputs of a window have no groups.
func.func @scale_groups(%x: tensor<?x5x5x3xf32>,
                        %w: tensor<2x3x3x3x!lowres.level<5>>,
                        %s: tensor<2x3xf32>) {
  // expected-error@+1 {{'lowres.conv_2d' op scale must have shape [], [2], got 'tensor<2x3xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<2x3xf32>)
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @bias(%x: tensor<?x5x5x3xf32>, %w: tensor<2x3x3x3x!lowres.level<5>>,
                %s: tensor<f32>, %b: tensor<3xf32>) {
  // expected-error@+1 {{'lowres.conv_2d' op bias dimension 0 must be 2 (outputs of the weights), got 'tensor<3xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) bias(%b : tensor<3xf32>)
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @i8_without_scale(%x: tensor<?x5x5x3xi8>,
                            %w: tensor<2x3x3x3x!lowres.level<5>>,
                            %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op i8 input needs an input_scale}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x5x5x3xi8>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @f32_with_scale(%x: tensor<?x5x5x3xf32>,
                          %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>,
                          %q: tensor<?xf32>) {
  // expected-error@+1 {{'lowres.conv_2d' op f32 input takes no input_scale}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @input_scale(%x: tensor<2x5x5x3xi8>,
                       %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>,
                       %q: tensor<3xf32>) {
  // expected-error@+1 {{'lowres.conv_2d' op input_scale dimension 0 must be 2 (rows of the input), got 'tensor<3xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<3xf32>)
    : tensor<2x5x5x3xi8>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<2x3x3x2xf32>
  return
}

// -----

func.func @unknown_activation(%x: tensor<?x5x5x3xf32>,
                              %w: tensor<2x3x3x3x!lowres.level<5>>,
                              %s: tensor<f32>) {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    // expected-error@+1 {{unknown activation 'swish'}}
    activation(swish)
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}
