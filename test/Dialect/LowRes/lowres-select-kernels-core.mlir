// RUN: lowres-opt %s --lowres-attach-target=target=icelake-server \
// RUN:   --lowres-select-kernels -split-input-file | FileCheck %s

// What the module says of its core decides between few operations and few bytes.

// CHECK: kernel<strategy = decode_dot, places = 2, packing = <lanes = 16, digits = 1, bits = 3>
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
