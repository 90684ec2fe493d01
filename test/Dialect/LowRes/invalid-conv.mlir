// RUN: lowres-opt %s -split-input-file -verify-diagnostics

// Constraint 1: shapes.
func.func @weights_rank(%x: tensor<?x5x5x3xf32>,
                        %w: tensor<2x27x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op weights must have shape [outputs, height, width, channels], got 'tensor<2x27x!lowres.level<5>>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x5x5x3xf32>, tensor<2x27x!lowres.level<5>> -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @no_channels(%x: tensor<?x5x5x0xf32>,
                       %w: tensor<2x3x3x0x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op weights must not be empty, got 'tensor<2x3x3x0x!lowres.level<5>>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x5x5x0xf32>, tensor<2x3x3x0x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @no_outputs(%x: tensor<?x5x5x3xf32>,
                      %w: tensor<0x3x3x3x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op weights must not be empty, got 'tensor<0x3x3x3x!lowres.level<5>>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x5x5x3xf32>, tensor<0x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x0xf32>
  return
}

// -----

func.func @no_window(%x: tensor<?x5x5x3xf32>,
                     %w: tensor<2x0x3x3x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op weights must not be empty, got 'tensor<2x0x3x3x!lowres.level<5>>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x5x5x3xf32>, tensor<2x0x3x3x!lowres.level<5>>
    -> tensor<?x6x3x2xf32>
  return
}

// -----

func.func @dynamic_height(%x: tensor<?x?x5x3xf32>,
                          %w: tensor<2x3x3x3x!lowres.level<5>>,
                          %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op only the batch of the input may be dynamic, got 'tensor<?x?x5x3xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x?x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @dynamic_width(%x: tensor<?x5x?x3xf32>,
                         %w: tensor<2x3x3x3x!lowres.level<5>>,
                         %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op only the batch of the input may be dynamic, got 'tensor<?x5x?x3xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x5x?x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @dynamic_channels(%x: tensor<?x5x5x?xf32>,
                            %w: tensor<2x3x3x3x!lowres.level<5>>,
                            %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op only the batch of the input may be dynamic, got 'tensor<?x5x5x?xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x5x5x?xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @channels(%x: tensor<?x5x5x4xf32>,
                    %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op input dimension 3 must be 3 (groups times the channels of the weights), got 'tensor<?x5x5x4xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x5x5x4xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @images(%x: tensor<2x5x5x3xf32>, %w: tensor<2x3x3x3x!lowres.level<5>>,
                  %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op result dimension 0 must be 2 (images of the input), got 'tensor<?x3x3x2xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<2x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @dynamic_images(%x: tensor<?x5x5x3xf32>,
                          %w: tensor<2x3x3x3x!lowres.level<5>>,
                          %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op result dimension 0 must be dynamic (images of the input), got 'tensor<2x3x3x2xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<2x3x3x2xf32>
  return
}

// -----

func.func @result_outputs(%x: tensor<?x5x5x3xf32>,
                          %w: tensor<2x3x3x3x!lowres.level<5>>,
                          %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op result dimension 3 must be 2 (outputs of the weights), got 'tensor<?x3x3x4xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x4xf32>
  return
}

// -----

func.func @input_rank(%x: tensor<?x75xf32>,
                      %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{operand #0 must be 4D tensor of 32-bit float or 8-bit signless integer values, but got 'tensor<?x75xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x75xf32>, tensor<2x3x3x3x!lowres.level<5>> -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @input_type(%x: tensor<?x5x5x3xf16>,
                      %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{operand #0 must be 4D tensor of 32-bit float or 8-bit signless integer values, but got 'tensor<?x5x5x3xf16>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x5x5x3xf16>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

// Constraint 2: strides, dilations and padding.
func.func @strides_count(%x: tensor<?x5x5x3xf32>,
                         %w: tensor<2x3x3x3x!lowres.level<5>>,
                         %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op strides must be 2 numbers in [1, 2147483647], got [1]}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    strides [1]
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @no_strides(%x: tensor<?x5x5x3xf32>,
                      %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op strides must be 2 numbers in [1, 2147483647], got []}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    strides []
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @strides(%x: tensor<?x5x5x3xf32>,
                   %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op strides must be 2 numbers in [1, 2147483647], got [1, 0]}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    strides [1, 0]
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @dilations_count(%x: tensor<?x5x5x3xf32>,
                           %w: tensor<2x3x3x3x!lowres.level<5>>,
                           %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op dilations must be 2 numbers in [1, 2147483647], got [1, 1, 1]}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    dilations [1, 1, 1]
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @dilations(%x: tensor<?x5x5x3xf32>,
                     %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op dilations must be 2 numbers in [1, 2147483647], got [-1, 1]}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    dilations [-1, 1]
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @padding_count(%x: tensor<?x5x5x3xf32>,
                         %w: tensor<2x3x3x3x!lowres.level<5>>,
                         %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op padding must be 4 numbers in [0, 2147483647], got [1, 1]}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    padding [1, 1]
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x5x5x2xf32>
  return
}

// -----

func.func @padding(%x: tensor<?x5x5x3xf32>,
                   %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op padding must be 4 numbers in [0, 2147483647], got [0, 0, 0, -1]}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    padding [0, 0, 0, -1]
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x2x2xf32>
  return
}

// -----

// Constraint 3: groups divide channels and outputs.
func.func @no_groups(%x: tensor<?x5x5x3xf32>,
                     %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op groups must divide the 2 outputs, got 0}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    groups 0
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @negative_groups(%x: tensor<?x5x5x3xf32>,
                           %w: tensor<2x3x3x3x!lowres.level<5>>,
                           %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op groups must divide the 2 outputs, got -1}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    groups -1
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @groups_of_outputs(%x: tensor<?x5x5x9xf32>,
                             %w: tensor<2x3x3x3x!lowres.level<5>>,
                             %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op groups must divide the 2 outputs, got 3}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    groups 3
    : tensor<?x5x5x9xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @groups_of_channels(%x: tensor<?x5x5x3xf32>,
                              %w: tensor<2x3x3x3x!lowres.level<5>>,
                              %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op input dimension 3 must be 6 (groups times the channels of the weights), got 'tensor<?x5x5x3xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    groups 2
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

// Constraint 4: positions of the window.
func.func @window_height(%x: tensor<?x2x5x3xf32>,
                         %w: tensor<2x3x3x3x!lowres.level<5>>,
                         %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op window of 3 is larger than the padded image of 2 in dimension 1}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x2x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x1x3x2xf32>
  return
}

// -----

// (3 - 1) * 3 + 1 = 7 columns of 4 + 1 + 1.
func.func @window_width(%x: tensor<?x5x4x3xf32>,
                        %w: tensor<2x3x3x3x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op window of 7 is larger than the padded image of 6 in dimension 2}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    dilations [1, 3] padding [0, 0, 1, 1]
    : tensor<?x5x4x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x1x2xf32>
  return
}

// -----

func.func @height(%x: tensor<?x6x5x3xf32>, %w: tensor<2x3x3x3x!lowres.level<5>>,
                  %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op result dimension 1 must be 2 (positions of the window), got 'tensor<?x3x3x2xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    strides [2, 1]
    : tensor<?x6x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @width(%x: tensor<?x5x5x3xf32>, %w: tensor<2x3x3x3x!lowres.level<5>>,
                 %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op result dimension 2 must be 6 (positions of the window), got 'tensor<?x3x5x2xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    padding [0, 0, 1, 2]
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x5x2xf32>
  return
}

// -----

func.func @dynamic_result(%x: tensor<?x5x5x3xf32>,
                          %w: tensor<2x3x3x3x!lowres.level<5>>,
                          %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op result dimension 1 must be 3 (positions of the window), got 'tensor<?x?x3x2xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x5x5x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x?x3x2xf32>
  return
}

// -----

// Nothing that the lowerings compute from these may overflow.
func.func @dilations_overflow(%x: tensor<?x4x4x3xf32>,
                              %w: tensor<2x5x5x3x!lowres.level<5>>,
                              %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op dilations must be 2 numbers in [1, 2147483647], got [4611686018427387904, 4611686018427387904]}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    dilations [4611686018427387904, 4611686018427387904]
    : tensor<?x4x4x3xf32>, tensor<2x5x5x3x!lowres.level<5>>
    -> tensor<?x4x4x2xf32>
  return
}

// -----

func.func @strides_overflow(%x: tensor<?x4x4x3xf32>,
                            %w: tensor<2x3x3x3x!lowres.level<5>>,
                            %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op strides must be 2 numbers in [1, 2147483647], got [2305843009213693952, 1]}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    strides [2305843009213693952, 1] padding [4611686018427387904, 0, 0, 0]
    : tensor<?x4x4x3xf32>, tensor<2x3x3x3x!lowres.level<5>>
    -> tensor<?x3x2x2xf32>
  return
}

// -----

func.func @padded_image_overflow(%x: tensor<?x4x4x3xf32>,
                                 %w: tensor<2x1x1x3x!lowres.level<5>>,
                                 %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op the padded image must have at most 281474976710656 elements}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    strides [2147483647, 2147483647]
    padding [2147483647, 2147483647, 2147483647, 2147483647]
    : tensor<?x4x4x3xf32>, tensor<2x1x1x3x!lowres.level<5>>
    -> tensor<?x3x3x2xf32>
  return
}

// -----

func.func @result_overflow(%x: tensor<?x1x4x3xf32>,
                           %w: tensor<1048576x1x1x3x!lowres.level<5>>,
                           %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op the result must have at most 281474976710656 elements}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    padding [0, 0, 2147483640, 0]
    : tensor<?x1x4x3xf32>, tensor<1048576x1x1x3x!lowres.level<5>>
    -> tensor<?x1x2147483644x1048576xf32>
  return
}

// -----

func.func @windows_overflow(%x: tensor<?x1x4x1048576xf32>,
                            %w: tensor<1x1x1x1048576x!lowres.level<5>>,
                            %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op the padded image must have at most 281474976710656 elements}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    padding [0, 0, 2147483640, 0]
    : tensor<?x1x4x1048576xf32>, tensor<1x1x1x1048576x!lowres.level<5>>
    -> tensor<?x1x2147483644x1xf32>
  return
}

// -----

func.func @empty_image(%x: tensor<?x0x4x3xf32>,
                       %w: tensor<2x1x1x3x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op images must not be empty, got 'tensor<?x0x4x3xf32>'}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) padding [1, 1, 0, 0]
    : tensor<?x0x4x3xf32>, tensor<2x1x1x3x!lowres.level<5>>
    -> tensor<?x2x4x2xf32>
  return
}
