// RUN: lowres-opt %s --lowres-attach-target=target=icelake-server \
// RUN:   --lowres-select-kernels -split-input-file | FileCheck %s
// RUN: lowres-opt %s --lowres-attach-target=target=aarch64+dotprod \
// RUN:   --lowres-select-kernels -split-input-file \
// RUN:   | FileCheck %s --check-prefix=ARM

// What the module says of its core decides between few operations and few bytes.

// CHECK: kernel<strategy = decode_dot, decode = lookup, packing = <lanes = 16, digits = 2, bits = 5, shared = true>
module {
  func.func @built_in(%q: tensor<?x384xi8>, %qs: tensor<?xf32>,
                      %s: tensor<f32>) -> tensor<?x64xf32> {
    %w = lowres.constant dense<1> : tensor<24576xi8>
      -> tensor<64x384x!lowres.level<5>>
    %y = lowres.dense %q, %w scale(%s : tensor<f32>)
      input_scale(%qs : tensor<?xf32>)
      : tensor<?x384xi8>, tensor<64x384x!lowres.level<5>> -> tensor<?x64xf32>
    return %y : tensor<?x64xf32>
  }
}

// -----

// Other devices and properties are not ours to read.
// CHECK: kernel<strategy = decode_dot, decode = lookup, packing = <lanes = 16, digits = 3, bits = 7>
module attributes {dlti.target_system_spec = #dlti.target_system_spec<
    "GPU" = #dlti.target_device_spec<"lowres.no_such_property" = 0>,
    "CPU" = #dlti.target_device_spec<"max_vector_op_width" = 64,
                                     "lowres.cache_bytes" = 1024,
                                     "lowres.far_bytes_per_cycle" = 0.5>>} {
  func.func @slow_memory(%q: tensor<?x384xi8>, %qs: tensor<?xf32>,
                         %s: tensor<f32>) -> tensor<?x64xf32> {
    %w = lowres.constant dense<1> : tensor<24576xi8>
      -> tensor<64x384x!lowres.level<5>>
    %y = lowres.dense %q, %w scale(%s : tensor<f32>)
      input_scale(%qs : tensor<?xf32>)
      : tensor<?x384xi8>, tensor<64x384x!lowres.level<5>> -> tensor<?x64xf32>
    return %y : tensor<?x64xf32>
  }
}

// -----

// A single row reads all weights once: what has fewest bytes is best.
// CHECK: kernel<strategy = decode_dot, decode = lookup, packing = <lanes = 16, digits = 3, bits = 7
// ARM:   kernel<strategy = decode_dot, decode = two_level_lookup, packing = <lanes = 4, digits = 3, bits = 7, shared = true>, tiles = 6>
module attributes {dlti.target_system_spec = #dlti.target_system_spec<
    "CPU" = #dlti.target_device_spec<"lowres.cache_bytes" = 1024,
                                     "lowres.far_bytes_per_cycle" = 0.5>>} {
  func.func @one_row(%q: tensor<1x384xi8>, %qs: tensor<1xf32>,
                     %s: tensor<f32>) -> tensor<1x96xf32> {
    %w = lowres.constant dense<1> : tensor<36864xi8>
      -> tensor<96x384x!lowres.level<5>>
    %y = lowres.dense %q, %w scale(%s : tensor<f32>)
      input_scale(%qs : tensor<1xf32>)
      : tensor<1x384xi8>, tensor<96x384x!lowres.level<5>> -> tensor<1x96xf32>
    return %y : tensor<1x96xf32>
  }
}
