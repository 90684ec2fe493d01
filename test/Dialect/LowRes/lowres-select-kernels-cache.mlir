// RUN: lowres-opt %s --lowres-attach-target=target=sapphirerapids \
// RUN:   --lowres-select-kernels | FileCheck %s

// At one bit the weights fill the second-level cache, at two they do not fit it.
// CHECK: kernel<strategy = decode_dot, places = 4, packing = <lanes = 16, digits = 1, bits = 1>,
func.func @fills_the_cache(%q: tensor<?x4096xi8>, %qs: tensor<?xf32>,
                           %s: tensor<f32>) -> tensor<?x4096xf32> {
  %w = lowres.constant dense<1> : tensor<16777216xi8>
    -> tensor<4096x4096x!lowres.level<2>>
  %y = lowres.dense %q, %w scale(%s : tensor<f32>)
    input_scale(%qs : tensor<?xf32>)
    : tensor<?x4096xi8>, tensor<4096x4096x!lowres.level<2>>
    -> tensor<?x4096xf32>
  return %y : tensor<?x4096xf32>
}
