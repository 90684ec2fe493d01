// RUN: lowres-opt %s -split-input-file -verify-diagnostics

// Constraint 6: int8 inputs and kernels as in lowres.dense; 257 * 259 inputs.
func.func @wide(%x: tensor<?x257x259x1xi8>,
                %w: tensor<2x257x259x1x!lowres.level<256>>, %s: tensor<f32>,
                %q: tensor<?xf32>) {
  // expected-error@+1 {{'lowres.conv_2d' op sums over 66563 inputs of 256 levels can overflow 32 bits; at most 66311 inputs are exact}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    : tensor<?x257x259x1xi8>, tensor<2x257x259x1x!lowres.level<256>>
    -> tensor<?x1x1x2xf32>
  return
}

// -----

func.func @kernel_field(%x: tensor<?x5x5x3xf32>,
                        %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op kernel packing: 6 bits cannot hold 3 digits of 5 levels}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 16, digits = 3, bits = 6>>
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

// The inputs of an output are one group: 27 of them.
func.func @kernel_group(%x: tensor<?x5x5x3xf32>,
                        %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op kernel packing: scale has groups of 27 inputs, packing of 9}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma,
           packing = <lanes = 16, digits = 3, bits = 7, group = 9>>
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

// Eight lanes would hold outputs of two groups.
func.func @kernel_tiles(%x: tensor<?x5x5x6xf32>,
                        %w: tensor<8x3x3x3x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op kernel packing: a group's 4 outputs are not whole tiles of 8 lanes}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    groups 2
    kernel<strategy = decode_fma, packing = <lanes = 8, digits = 3, bits = 7>>
    : tensor<?x5x5x6xf32>, tensor<8x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x8xf32>
  return
}

// -----

// So would two tiles of four lanes that share bytes.
func.func @kernel_shared_tiles(%x: tensor<?x5x5x6xi8>,
                               %q: tensor<?xf32>,
                               %w: tensor<8x3x3x3x!lowres.level<5>>,
                               %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op kernel packing: a group's 4 outputs are not whole tiles of 8 lanes}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<?xf32>) groups 2
    kernel<strategy = decode_dot, tiles = 2,
           packing = <lanes = 4, digits = 1, bits = 4, shared = true>>
    : tensor<?x5x5x6xi8>, tensor<8x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x8xf32>
  return
}

// -----

func.func @float_dot(%x: tensor<?x5x5x3xf32>,
                     %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op kernel strategy decode_dot needs i8 input and a uniform grid}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_dot, packing = <lanes = 16, digits = 3, bits = 7>>
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @integer_fma(%x: tensor<?x5x5x3xi8>,
                       %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>,
                       %q: tensor<?xf32>) {
  // expected-error@+1 {{'lowres.conv_2d' op kernel strategy decode_fma sums floats, but the layer sums integers (i8 input on a uniform grid)}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_fma, packing = <lanes = 16, digits = 3, bits = 7>>
    : tensor<?x5x5x3xi8>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

// 363 * 364 inputs of two levels, whose looked-up digits are up to 128.
func.func @lookup_overflow(%x: tensor<?x363x364x1xi8>,
                           %w: tensor<2x363x364x1x!lowres.level<2>>,
                           %s: tensor<f32>, %q: tensor<?xf32>) {
  // expected-error@+1 {{'lowres.conv_2d' op kernel decode lookup can overflow 32 bits over 132132 inputs}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_dot, decode = lookup,
           packing = <lanes = 16, digits = 8, bits = 8>>
    : tensor<?x363x364x1xi8>, tensor<2x363x364x1x!lowres.level<2>>
    -> tensor<?x1x1x2xf32>
  return
}

// -----

// The same inputs, whose codes count up to 128 times at the highest place.
func.func @places_overflow(%x: tensor<?x363x364x1xi8>,
                           %w: tensor<2x363x364x1x!lowres.level<2>>,
                           %s: tensor<f32>, %q: tensor<?xf32>) {
  // expected-error@+1 {{'lowres.conv_2d' op kernel places can overflow 32 bits over 132132 inputs}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_dot, places = 8,
           packing = <lanes = 16, digits = 1, bits = 1>>
    : tensor<?x363x364x1xi8>, tensor<2x363x364x1x!lowres.level<2>>
    -> tensor<?x1x1x2xf32>
  return
}

// -----

// Every lane of a depthwise convolution has an input of its own.
func.func @depthwise_dot(%x: tensor<?x5x5x8xi8>,
                         %w: tensor<8x3x3x1x!lowres.level<5>>, %s: tensor<f32>,
                         %q: tensor<?xf32>) {
  // expected-error@+1 {{'lowres.conv_2d' op kernel strategy of a depthwise convolution must be decode_fma or plain, got decode_dot}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    groups 8
    kernel<strategy = decode_dot, packing = <lanes = 8, digits = 1, bits = 3>>
    : tensor<?x5x5x8xi8>, tensor<8x3x3x1x!lowres.level<5>>
    -> tensor<?x3x3x8xf32>
  return
}

// -----

func.func @depthwise_table_sum(%x: tensor<?x5x5x8xf32>,
                               %w: tensor<8x3x3x1x!lowres.level<5>>,
                               %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op kernel strategy of a depthwise convolution must be decode_fma or plain, got table_sum}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) groups 8
    kernel<strategy = table_sum, packing = <lanes = 8, digits = 1, bits = 3>>
    : tensor<?x5x5x8xf32>, tensor<8x3x3x1x!lowres.level<5>>
    -> tensor<?x3x3x8xf32>
  return
}
