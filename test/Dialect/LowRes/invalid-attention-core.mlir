// RUN: lowres-opt %s -split-input-file -verify-diagnostics

// Constraint 1: shapes.
func.func @dynamic_tokens_of_query(%q: tensor<?x?x4xf32>, %k: tensor<?x9x4xf32>,
                                   %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op only the batch of the query may be dynamic, got 'tensor<?x?x4xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x?x4xf32>, tensor<?x9x4xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @dynamic_features_of_query(%q: tensor<?x5x?xf32>,
                                     %k: tensor<?x9x4xf32>,
                                     %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op only the batch of the query may be dynamic, got 'tensor<?x5x?xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x5x?xf32>, tensor<?x9x4xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @no_query_tokens(%q: tensor<?x0x4xf32>, %k: tensor<?x9x4xf32>,
                           %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op query must not be empty, got 'tensor<?x0x4xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x0x4xf32>, tensor<?x9x4xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @no_query_features(%q: tensor<?x5x0xf32>, %k: tensor<?x9x4xf32>,
                             %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op query must not be empty, got 'tensor<?x5x0xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x5x0xf32>, tensor<?x9x4xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @dynamic_tokens_of_key(%q: tensor<?x5x4xf32>, %k: tensor<?x?x4xf32>,
                                 %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op only the batch of the key may be dynamic, got 'tensor<?x?x4xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x5x4xf32>, tensor<?x?x4xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @dynamic_features_of_key(%q: tensor<?x5x4xf32>, %k: tensor<?x9x?xf32>,
                                   %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op only the batch of the key may be dynamic, got 'tensor<?x9x?xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x5x4xf32>, tensor<?x9x?xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @no_key_tokens(%q: tensor<?x5x4xf32>, %k: tensor<?x0x4xf32>,
                         %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op key must not be empty, got 'tensor<?x0x4xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x5x4xf32>, tensor<?x0x4xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @no_key_features(%q: tensor<?x5x4xf32>, %k: tensor<?x9x0xf32>,
                           %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op key must not be empty, got 'tensor<?x9x0xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x5x4xf32>, tensor<?x9x0xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @dynamic_tokens_of_value(%q: tensor<?x5x4xf32>, %k: tensor<?x9x4xf32>,
                                   %v: tensor<?x?x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op only the batch of the value may be dynamic, got 'tensor<?x?x6xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x5x4xf32>, tensor<?x9x4xf32>, tensor<?x?x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @dynamic_features_of_value(%q: tensor<?x5x4xf32>,
                                     %k: tensor<?x9x4xf32>,
                                     %v: tensor<?x9x?xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op only the batch of the value may be dynamic, got 'tensor<?x9x?xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x5x4xf32>, tensor<?x9x4xf32>, tensor<?x9x?xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @no_value_tokens(%q: tensor<?x5x4xf32>, %k: tensor<?x9x4xf32>,
                           %v: tensor<?x0x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op value must not be empty, got 'tensor<?x0x6xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x5x4xf32>, tensor<?x9x4xf32>, tensor<?x0x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @no_value_features(%q: tensor<?x5x4xf32>, %k: tensor<?x9x4xf32>,
                             %v: tensor<?x9x0xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op value must not be empty, got 'tensor<?x9x0xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x5x4xf32>, tensor<?x9x4xf32>, tensor<?x9x0xf32> -> tensor<?x5x6xf32>
  return
}

// -----

// Constraint 1: what agrees.
func.func @key_batch(%q: tensor<?x5x4xf32>, %k: tensor<2x9x4xf32>,
                     %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op key dimension 0 must be dynamic (batch), got 'tensor<2x9x4xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x5x4xf32>, tensor<2x9x4xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @value_batch(%q: tensor<?x5x4xf32>, %k: tensor<?x9x4xf32>,
                       %v: tensor<2x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op value dimension 0 must be dynamic (batch), got 'tensor<2x9x6xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x5x4xf32>, tensor<?x9x4xf32>, tensor<2x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @result_batch(%q: tensor<2x5x4xf32>, %k: tensor<2x9x4xf32>,
                        %v: tensor<2x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op result dimension 0 must be 2 (batch), got 'tensor<?x5x6xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<2x5x4xf32>, tensor<2x9x4xf32>, tensor<2x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @keys_of_values(%q: tensor<?x5x4xf32>, %k: tensor<?x8x4xf32>,
                          %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op key dimension 1 must be 9 (number of values), got 'tensor<?x8x4xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x5x4xf32>, tensor<?x8x4xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @size_of_keys(%q: tensor<?x5x4xf32>, %k: tensor<?x9x6xf32>,
                        %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op key dimension 2 must be 4 (size of the queries), got 'tensor<?x9x6xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x5x4xf32>, tensor<?x9x6xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @result_queries(%q: tensor<?x5x4xf32>, %k: tensor<?x9x4xf32>,
                          %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op result dimension 1 must be 5 (number of queries), got 'tensor<?x9x6xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x5x4xf32>, tensor<?x9x4xf32>, tensor<?x9x6xf32> -> tensor<?x9x6xf32>
  return
}

// -----

func.func @result_size(%q: tensor<?x5x4xf32>, %k: tensor<?x9x4xf32>,
                       %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op result dimension 2 must be 6 (size of the values), got 'tensor<?x5x4xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x5x4xf32>, tensor<?x9x4xf32>, tensor<?x9x6xf32> -> tensor<?x5x4xf32>
  return
}

// -----

func.func @heads_of_queries(%q: tensor<?x5x4xf32>, %k: tensor<?x9x4xf32>,
                            %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op heads must divide the 4 features of the query, got 3}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 3
    : tensor<?x5x4xf32>, tensor<?x9x4xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @heads_of_values(%q: tensor<?x5x4xf32>, %k: tensor<?x9x4xf32>,
                           %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op heads must divide the 6 features of the value, got 4}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 4
    : tensor<?x5x4xf32>, tensor<?x9x4xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @no_heads(%q: tensor<?x5x4xf32>, %k: tensor<?x9x4xf32>,
                    %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op heads must divide the 4 features of the query, got 0}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 0
    : tensor<?x5x4xf32>, tensor<?x9x4xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

// Constraint 2: the mask.
func.func @mask_turned(%q: tensor<?x5x4xf32>, %k: tensor<?x9x4xf32>,
                       %v: tensor<?x9x6xf32>, %m: tensor<9x5xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op mask must have shape [5, 9], alone or for each of the batch, got 'tensor<9x5xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    mask(%m : tensor<9x5xf32>)
    : tensor<?x5x4xf32>, tensor<?x9x4xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @mask_batch(%q: tensor<?x5x4xf32>, %k: tensor<?x9x4xf32>,
                      %v: tensor<?x9x6xf32>, %m: tensor<2x5x9xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op mask must have shape [5, 9], alone or for each of the batch, got 'tensor<2x5x9xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    mask(%m : tensor<2x5x9xf32>)
    : tensor<?x5x4xf32>, tensor<?x9x4xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @mask_rank(%q: tensor<?x5x4xf32>, %k: tensor<?x9x4xf32>,
                     %v: tensor<?x9x6xf32>, %m: tensor<?x2x5x9xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op mask must have shape [5, 9], alone or for each of the batch, got 'tensor<?x2x5x9xf32>'}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    mask(%m : tensor<?x2x5x9xf32>)
    : tensor<?x5x4xf32>, tensor<?x9x4xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return
}

// -----

func.func @scale(%q: tensor<?x5x4xf32>, %k: tensor<?x9x4xf32>, %v: tensor<?x9x6xf32>) -> tensor<?x5x6xf32> {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op scale must be finite, got 0x7F800000 : f32}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2 scale 0x7F800000
    : tensor<?x5x4xf32>, tensor<?x9x4xf32>, tensor<?x9x6xf32> -> tensor<?x5x6xf32>
  return %y : tensor<?x5x6xf32>
}
