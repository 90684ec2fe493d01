// RUN: lowres-opt %s -split-input-file -verify-diagnostics

// Constraint 3: scales and biases.
func.func @query_scale(%x: tensor<?x5x6xf32>, %wq: tensor<4x6x!lowres.level<5>>,
                       %wk: tensor<4x6x!lowres.level<5>>,
                       %wv: tensor<8x6x!lowres.level<5>>,
                       %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>,
                       %sq: tensor<3xf32>) {
  // expected-error@+1 {{'lowres.attention' op query_scale must have shape [], [4] or [4, groups] with groups of equal size that cover 6 inputs, got 'tensor<3xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %sq : tensor<4x6x!lowres.level<5>>, tensor<3xf32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @key_scale(%x: tensor<?x5x6xf32>, %wq: tensor<4x6x!lowres.level<5>>,
                     %wk: tensor<4x6x!lowres.level<5>>,
                     %wv: tensor<8x6x!lowres.level<5>>,
                     %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>,
                     %sk: tensor<3xf32>) {
  // expected-error@+1 {{'lowres.attention' op key_scale must have shape [], [4] or [4, groups] with groups of equal size that cover 6 inputs, got 'tensor<3xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %sk : tensor<4x6x!lowres.level<5>>, tensor<3xf32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @value_scale(%x: tensor<?x5x6xf32>, %wq: tensor<4x6x!lowres.level<5>>,
                       %wk: tensor<4x6x!lowres.level<5>>,
                       %wv: tensor<8x6x!lowres.level<5>>,
                       %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>,
                       %sv: tensor<3xf32>) {
  // expected-error@+1 {{'lowres.attention' op value_scale must have shape [], [8] or [8, groups] with groups of equal size that cover 6 inputs, got 'tensor<3xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %sv : tensor<8x6x!lowres.level<5>>, tensor<3xf32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @output_scale(%x: tensor<?x5x6xf32>,
                        %wq: tensor<4x6x!lowres.level<5>>,
                        %wk: tensor<4x6x!lowres.level<5>>,
                        %wv: tensor<8x6x!lowres.level<5>>,
                        %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>,
                        %so: tensor<3xf32>) {
  // expected-error@+1 {{'lowres.attention' op output_scale must have shape [], [7] or [7, groups] with groups of equal size that cover 8 inputs, got 'tensor<3xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %so : tensor<7x8x!lowres.level<5>>, tensor<3xf32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

// Groups of two inputs are three, and not five.
func.func @scale_groups(%x: tensor<?x5x6xf32>,
                        %wq: tensor<4x6x!lowres.level<5>>,
                        %wk: tensor<4x6x!lowres.level<5>>,
                        %wv: tensor<8x6x!lowres.level<5>>,
                        %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>,
                        %sq: tensor<4x5xf32>) {
  // expected-error@+1 {{'lowres.attention' op query_scale must have shape [], [4] or [4, groups] with groups of equal size that cover 6 inputs, got 'tensor<4x5xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %sq : tensor<4x6x!lowres.level<5>>, tensor<4x5xf32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @query_bias(%x: tensor<?x5x6xf32>, %wq: tensor<4x6x!lowres.level<5>>,
                      %wk: tensor<4x6x!lowres.level<5>>,
                      %wv: tensor<8x6x!lowres.level<5>>,
                      %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>,
                      %b: tensor<3xf32>) {
  // expected-error@+1 {{'lowres.attention' op query_bias dimension 0 must be 4 (outputs of the weights), got 'tensor<3xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    query_bias(%b : tensor<3xf32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @key_bias(%x: tensor<?x5x6xf32>, %wq: tensor<4x6x!lowres.level<5>>,
                    %wk: tensor<4x6x!lowres.level<5>>,
                    %wv: tensor<8x6x!lowres.level<5>>,
                    %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>,
                    %b: tensor<3xf32>) {
  // expected-error@+1 {{'lowres.attention' op key_bias dimension 0 must be 4 (outputs of the weights), got 'tensor<3xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key_bias(%b : tensor<3xf32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @value_bias(%x: tensor<?x5x6xf32>, %wq: tensor<4x6x!lowres.level<5>>,
                      %wk: tensor<4x6x!lowres.level<5>>,
                      %wv: tensor<8x6x!lowres.level<5>>,
                      %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>,
                      %b: tensor<3xf32>) {
  // expected-error@+1 {{'lowres.attention' op value_bias dimension 0 must be 8 (outputs of the weights), got 'tensor<3xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    value_bias(%b : tensor<3xf32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @output_bias(%x: tensor<?x5x6xf32>, %wq: tensor<4x6x!lowres.level<5>>,
                       %wk: tensor<4x6x!lowres.level<5>>,
                       %wv: tensor<8x6x!lowres.level<5>>,
                       %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>,
                       %b: tensor<3xf32>) {
  // expected-error@+1 {{'lowres.attention' op output_bias dimension 0 must be 7 (outputs of the weights), got 'tensor<3xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    output_bias(%b : tensor<3xf32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

// Constraint 4: the mask.
func.func @mask_queries(%x: tensor<?x5x6xf32>,
                        %wq: tensor<4x6x!lowres.level<5>>,
                        %wk: tensor<4x6x!lowres.level<5>>,
                        %wv: tensor<8x6x!lowres.level<5>>,
                        %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>,
                        %m: tensor<4x5xf32>) {
  // expected-error@+1 {{'lowres.attention' op mask must have shape [5, 5], alone or for each of the batch, got 'tensor<4x5xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    mask(%m : tensor<4x5xf32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @mask_keys(%x: tensor<?x5x6xf32>, %wq: tensor<4x6x!lowres.level<5>>,
                     %wk: tensor<4x6x!lowres.level<5>>,
                     %wv: tensor<8x6x!lowres.level<5>>,
                     %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>,
                     %m: tensor<5x6xf32>) {
  // expected-error@+1 {{'lowres.attention' op mask must have shape [5, 5], alone or for each of the batch, got 'tensor<5x6xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    mask(%m : tensor<5x6xf32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @mask_rank(%x: tensor<?x5x6xf32>, %wq: tensor<4x6x!lowres.level<5>>,
                     %wk: tensor<4x6x!lowres.level<5>>,
                     %wv: tensor<8x6x!lowres.level<5>>,
                     %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>,
                     %m: tensor<5xf32>) {
  // expected-error@+1 {{'lowres.attention' op mask must have shape [5, 5], alone or for each of the batch, got 'tensor<5xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    mask(%m : tensor<5xf32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @mask_of_heads(%x: tensor<?x5x6xf32>,
                         %wq: tensor<4x6x!lowres.level<5>>,
                         %wk: tensor<4x6x!lowres.level<5>>,
                         %wv: tensor<8x6x!lowres.level<5>>,
                         %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>,
                         %m: tensor<?x2x5x5xf32>) {
  // expected-error@+1 {{'lowres.attention' op mask must have shape [5, 5], alone or for each of the batch, got 'tensor<?x2x5x5xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    mask(%m : tensor<?x2x5x5xf32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

// The batch of neither may be fixed alone.
func.func @mask_batch(%x: tensor<?x5x6xf32>, %wq: tensor<4x6x!lowres.level<5>>,
                      %wk: tensor<4x6x!lowres.level<5>>,
                      %wv: tensor<8x6x!lowres.level<5>>,
                      %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>,
                      %m: tensor<2x5x5xf32>) {
  // expected-error@+1 {{'lowres.attention' op mask must have shape [5, 5], alone or for each of the batch, got 'tensor<2x5x5xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    mask(%m : tensor<2x5x5xf32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @mask_dynamic_batch(%x: tensor<2x5x6xf32>,
                              %wq: tensor<4x6x!lowres.level<5>>,
                              %wk: tensor<4x6x!lowres.level<5>>,
                              %wv: tensor<8x6x!lowres.level<5>>,
                              %wo: tensor<7x8x!lowres.level<5>>,
                              %s: tensor<f32>, %m: tensor<?x5x5xf32>) {
  // expected-error@+1 {{'lowres.attention' op mask must have shape [5, 5], alone or for each of the batch, got 'tensor<?x5x5xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    mask(%m : tensor<?x5x5xf32>)
    : tensor<2x5x6xf32> -> tensor<2x5x7xf32>
  return
}

// -----

// Constraint 5: the result.
func.func @result_batch(%x: tensor<?x5x6xf32>,
                        %wq: tensor<4x6x!lowres.level<5>>,
                        %wk: tensor<4x6x!lowres.level<5>>,
                        %wv: tensor<8x6x!lowres.level<5>>,
                        %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op result dimension 0 must be dynamic (batch of the input), got 'tensor<2x5x7xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<2x5x7xf32>
  return
}

// -----

func.func @result_tokens(%x: tensor<?x5x6xf32>,
                         %wq: tensor<4x6x!lowres.level<5>>,
                         %wk: tensor<4x6x!lowres.level<5>>,
                         %wv: tensor<8x6x!lowres.level<5>>,
                         %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op result dimension 1 must be 5 (tokens of the input), got 'tensor<?x4x7xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x4x7xf32>
  return
}

// -----

func.func @result_features(%x: tensor<?x5x6xf32>,
                           %wq: tensor<4x6x!lowres.level<5>>,
                           %wk: tensor<4x6x!lowres.level<5>>,
                           %wv: tensor<8x6x!lowres.level<5>>,
                           %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op result dimension 2 must be 7 (outputs of the output_weights), got 'tensor<?x5x6xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x6xf32>
  return
}
