// RUN: lowres-opt %s --lowres-pack-weights -verify-diagnostics

func.func @argument(%x: tensor<?x4xf32>, %w: tensor<2x4x!lowres.level<5>>,
                    %s: tensor<f32>) -> tensor<?x2xf32> {
  // expected-error@+1 {{has a kernel with a packing, but its weights are not a constant}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma,
           packing = <lanes = 4, digits = 3, bits = 7>>
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
