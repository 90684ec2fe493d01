// RUN: lowres-opt %s -split-input-file -verify-diagnostics

// The number of elements is checked first: 2^64 must not look like none.
func.func @conv_image(%x: tensor<1x4294967296x4294967296x1xf32>,
                      %w: tensor<1x1x1x1x!lowres.level<5>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op an image must have at most 281474976710656 elements}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<1x4294967296x4294967296x1xf32>, tensor<1x1x1x1x!lowres.level<5>>
    -> tensor<1x4294967296x4294967296x1xf32>
  return
}

// -----

func.func @conv_weights(%x: tensor<?x1x1x4294967296xf32>,
                        %w: tensor<4294967296x1x1x4294967296x!lowres.level<5>>,
                        %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.conv_2d' op weights must have at most 281474976710656 elements}}
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x1x1x4294967296xf32>,
      tensor<4294967296x1x1x4294967296x!lowres.level<5>>
    -> tensor<?x1x1x4294967296xf32>
  return
}

// -----

func.func @dense(%x: tensor<?x4294967296xf32>,
                 %w: tensor<4294967296x4294967296x!lowres.level<5>>,
                 %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op weights must have at most 281474976710656 elements}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x4294967296xf32>,
      tensor<4294967296x4294967296x!lowres.level<5>>
    -> tensor<?x4294967296xf32>
  return
}

// -----

// 2^48 weights are the most.
func.func @dense_largest(%x: tensor<?x281474976710656xf32>,
                         %w: tensor<1x281474976710656x!lowres.level<5>>,
                         %s: tensor<f32>) {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x281474976710656xf32>, tensor<1x281474976710656x!lowres.level<5>>
    -> tensor<?x1xf32>
  return
}

// -----

func.func @projection(%x: tensor<?x5x4294967296xf32>,
                      %wq: tensor<4294967296x4294967296x!lowres.level<5>>,
                      %wo: tensor<7x4294967296x!lowres.level<5>>,
                      %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.attention' op query_weights must have at most 281474976710656 elements}}
  %y = lowres.attention %x heads 2
    query(%wq, %s : tensor<4294967296x4294967296x!lowres.level<5>>, tensor<f32>)
    key(%wq, %s : tensor<4294967296x4294967296x!lowres.level<5>>, tensor<f32>)
    value(%wq, %s : tensor<4294967296x4294967296x!lowres.level<5>>, tensor<f32>)
    output(%wo, %s : tensor<7x4294967296x!lowres.level<5>>, tensor<f32>)
    : tensor<?x5x4294967296xf32> -> tensor<?x5x7xf32>
  return
}

// -----

func.func @tokens(%q: tensor<?x4294967296x4294967296xf32>,
                  %k: tensor<?x9x4294967296xf32>, %v: tensor<?x9x6xf32>) {
  // expected-error@+1 {{'lowres.scaled_dot_product_attention' op each query must have at most 281474976710656 elements}}
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    : tensor<?x4294967296x4294967296xf32>, tensor<?x9x4294967296xf32>,
      tensor<?x9x6xf32> -> tensor<?x4294967296x6xf32>
  return
}

// -----

func.func @storage_cast(
    %w: tensor<4294967296x4294967296x!lowres.level<3>>) {
  // expected-error@+1 {{'lowres.storage_cast' op source must have at most 281474976710656 elements}}
  %b = lowres.storage_cast %w
    : tensor<4294967296x4294967296x!lowres.level<3>> -> tensor<0xi8>
  return
}
