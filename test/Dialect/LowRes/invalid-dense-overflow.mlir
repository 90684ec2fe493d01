// RUN: lowres-opt %s -split-input-file -verify-diagnostics

// lowres.dense, constraint 5: 127 * 255 * 66311 is the largest multiple of
// 127 * 255 below 2^31.
func.func @largest(%x: tensor<?x66311xi8>, %q: tensor<?xf32>,
                   %w: tensor<2x66311x!lowres.level<256>>, %s: tensor<f32>) {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    : tensor<?x66311xi8>, tensor<2x66311x!lowres.level<256>> -> tensor<?x2xf32>
  return
}

// -----

func.func @too_large(%x: tensor<?x66312xi8>, %q: tensor<?xf32>,
                     %w: tensor<2x66312x!lowres.level<256>>, %s: tensor<f32>) {
  // expected-error@+1 {{'lowres.dense' op sums over 66312 inputs of 256 levels can overflow 32 bits; at most 66311 inputs are exact}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    : tensor<?x66312xi8>, tensor<2x66312x!lowres.level<256>> -> tensor<?x2xf32>
  return
}

// -----

// Odd level counts have integer levels half as large: 255 levels reach 127.
func.func @odd(%x: tensor<?x133145xi8>, %q: tensor<?xf32>,
               %w: tensor<2x133145x!lowres.level<255>>, %s: tensor<f32>) {
  // expected-error@+1 {{at most 133144 inputs are exact}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    : tensor<?x133145xi8>, tensor<2x133145x!lowres.level<255>> -> tensor<?x2xf32>
  return
}

// -----

// A free codebook is summed in f32.
func.func @free_codebook(%x: tensor<?x66312xi8>, %q: tensor<?xf32>,
                         %w: tensor<2x66312x!lowres.level<2, [0.0, 255.0]>>,
                         %s: tensor<f32>) {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    : tensor<?x66312xi8>, tensor<2x66312x!lowres.level<2, [0.0, 255.0]>>
    -> tensor<?x2xf32>
  return
}
