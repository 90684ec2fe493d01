// RUN: lowres-opt %s -split-input-file -verify-diagnostics

// Constraint 1: tokens.
func.func @dynamic_tokens(%x: tensor<?x?x6xf32>,
                          %wq: tensor<4x6x!lowres.level<5>>,
                          %wk: tensor<4x6x!lowres.level<5>>,
                          %wv: tensor<8x6x!lowres.level<5>>,
                          %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op only the batch of the input may be dynamic, got 'tensor<?x?x6xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x?x6xf32> -> tensor<?x?x7xf32>
  return
}

// -----

func.func @dynamic_features(%x: tensor<?x5x?xf32>,
                            %wq: tensor<4x6x!lowres.level<5>>,
                            %wk: tensor<4x6x!lowres.level<5>>,
                            %wv: tensor<8x6x!lowres.level<5>>,
                            %wo: tensor<7x8x!lowres.level<5>>,
                            %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op only the batch of the input may be dynamic, got 'tensor<?x5x?xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x?xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @no_tokens(%x: tensor<?x0x6xf32>, %wq: tensor<4x6x!lowres.level<5>>,
                     %wk: tensor<4x6x!lowres.level<5>>,
                     %wv: tensor<8x6x!lowres.level<5>>,
                     %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op input must not be empty, got 'tensor<?x0x6xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x0x6xf32> -> tensor<?x0x7xf32>
  return
}

// -----

func.func @no_features(%x: tensor<?x5x0xf32>, %wq: tensor<4x0x!lowres.level<5>>,
                       %wk: tensor<4x0x!lowres.level<5>>,
                       %wv: tensor<8x0x!lowres.level<5>>,
                       %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op input must not be empty, got 'tensor<?x5x0xf32>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x0x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x0x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x0x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x0xf32> -> tensor<?x5x7xf32>
  return
}

// -----

// Constraint 2: weights.
func.func @query_inputs(%x: tensor<?x5x6xf32>,
                        %wq: tensor<4x9x!lowres.level<5>>,
                        %wk: tensor<4x6x!lowres.level<5>>,
                        %wv: tensor<8x6x!lowres.level<5>>,
                        %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op query_weights dimension 1 must be 6 (inputs), got 'tensor<4x9x!lowres.level<5>>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x9x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @key_inputs(%x: tensor<?x5x6xf32>, %wq: tensor<4x6x!lowres.level<5>>,
                      %wk: tensor<4x9x!lowres.level<5>>,
                      %wv: tensor<8x6x!lowres.level<5>>,
                      %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op key_weights dimension 1 must be 6 (inputs), got 'tensor<4x9x!lowres.level<5>>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x9x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @value_inputs(%x: tensor<?x5x6xf32>,
                        %wq: tensor<4x6x!lowres.level<5>>,
                        %wk: tensor<4x6x!lowres.level<5>>,
                        %wv: tensor<8x9x!lowres.level<5>>,
                        %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op value_weights dimension 1 must be 6 (inputs), got 'tensor<8x9x!lowres.level<5>>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x9x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @output_inputs(%x: tensor<?x5x6xf32>,
                         %wq: tensor<4x6x!lowres.level<5>>,
                         %wk: tensor<4x6x!lowres.level<5>>,
                         %wv: tensor<8x6x!lowres.level<5>>,
                         %wo: tensor<7x9x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op output_weights dimension 1 must be 8 (inputs), got 'tensor<7x9x!lowres.level<5>>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x9x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @weights_rank(%x: tensor<?x5x6xf32>,
                        %wq: tensor<4x3x2x!lowres.level<5>>,
                        %wk: tensor<4x6x!lowres.level<5>>,
                        %wv: tensor<8x6x!lowres.level<5>>,
                        %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op query_weights must have shape [outputs, inputs], got 'tensor<4x3x2x!lowres.level<5>>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x3x2x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @no_queries(%x: tensor<?x5x6xf32>, %wq: tensor<0x6x!lowres.level<5>>,
                      %wk: tensor<0x6x!lowres.level<5>>,
                      %wv: tensor<8x6x!lowres.level<5>>,
                      %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op query_weights must not be empty, got 'tensor<0x6x!lowres.level<5>>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<0x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<0x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @no_keys(%x: tensor<?x5x6xf32>, %wq: tensor<4x6x!lowres.level<5>>,
                   %wk: tensor<0x6x!lowres.level<5>>,
                   %wv: tensor<8x6x!lowres.level<5>>,
                   %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op key_weights must not be empty, got 'tensor<0x6x!lowres.level<5>>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<0x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @no_values(%x: tensor<?x5x6xf32>, %wq: tensor<4x6x!lowres.level<5>>,
                     %wk: tensor<4x6x!lowres.level<5>>,
                     %wv: tensor<0x6x!lowres.level<5>>,
                     %wo: tensor<7x0x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op value_weights must not be empty, got 'tensor<0x6x!lowres.level<5>>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<0x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x0x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @no_outputs(%x: tensor<?x5x6xf32>, %wq: tensor<4x6x!lowres.level<5>>,
                      %wk: tensor<4x6x!lowres.level<5>>,
                      %wv: tensor<8x6x!lowres.level<5>>,
                      %wo: tensor<0x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op output_weights must not be empty, got 'tensor<0x8x!lowres.level<5>>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<0x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x0xf32>
  return
}

// -----

func.func @keys_of_queries(%x: tensor<?x5x6xf32>,
                           %wq: tensor<4x6x!lowres.level<5>>,
                           %wk: tensor<6x6x!lowres.level<5>>,
                           %wv: tensor<8x6x!lowres.level<5>>,
                           %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op key_weights dimension 0 must be 4 (outputs of the query_weights), got 'tensor<6x6x!lowres.level<5>>'}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<6x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @heads_of_queries(%x: tensor<?x5x6xf32>,
                            %wq: tensor<4x6x!lowres.level<5>>,
                            %wk: tensor<4x6x!lowres.level<5>>,
                            %wv: tensor<8x6x!lowres.level<5>>,
                            %wo: tensor<7x8x!lowres.level<5>>,
                            %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op heads must divide the 4 outputs of the query_weights, got 3}}
  %y = lowres.attention %x heads 3
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @heads_of_values(%x: tensor<?x5x6xf32>,
                           %wq: tensor<4x6x!lowres.level<5>>,
                           %wk: tensor<4x6x!lowres.level<5>>,
                           %wv: tensor<6x6x!lowres.level<5>>,
                           %wo: tensor<7x6x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op heads must divide the 6 outputs of the value_weights, got 4}}
  %y = lowres.attention %x heads 4
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<6x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x6x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @no_heads(%x: tensor<?x5x6xf32>, %wq: tensor<4x6x!lowres.level<5>>,
                    %wk: tensor<4x6x!lowres.level<5>>,
                    %wv: tensor<8x6x!lowres.level<5>>,
                    %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op heads must divide the 4 outputs of the query_weights, got 0}}
  %y = lowres.attention %x heads 0
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @negative_heads(%x: tensor<?x5x6xf32>,
                          %wq: tensor<4x6x!lowres.level<5>>,
                          %wk: tensor<4x6x!lowres.level<5>>,
                          %wv: tensor<8x6x!lowres.level<5>>,
                          %wo: tensor<7x8x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op heads must divide the 4 outputs of the query_weights, got -2}}
  %y = lowres.attention %x heads -2
    query(%wq, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    key(%wk, %s : tensor<4x6x!lowres.level<5>>, tensor<f32>)
    value(%wv, %s : tensor<8x6x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x8x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x6xf32> -> tensor<?x5x7xf32>
  return
}
