// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v3 \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,V3
// RUN: lowres-opt %s --lowres-attach-target=target=cascadelake \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,VNNI
// RUN: lowres-opt %s --lowres-attach-target=target=icelake-server \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,ICELAKE
// RUN: lowres-opt %s --lowres-attach-target=target=aarch64+dotprod \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,ARM

// Weights beyond the cache: lookups are as fast as the bytes come. Divisions are
// for a single row, but not where every few rows decode again, without panels.
// CHECK-LABEL: func.func @many_levels5_int8(
// V3:      kernel<strategy = decode_dot, places = 2, packing = <lanes = 8, digits = 1, bits = 3>
// VNNI:    kernel<strategy = decode_dot, packing = <lanes = 16, digits = 2, bits = 5, shared = true>
// ICELAKE: kernel<strategy = decode_dot, decode = lookup, packing = <lanes = 16, digits = 3, bits = 7>
// ARM:     kernel<strategy = decode_dot, decode = lookup, packing = <lanes = 4, digits = 2, bits = 5, shared = true>, rows = 8, tiles = 2>
func.func @many_levels5_int8(%q: tensor<?x4096xi8>, %qs: tensor<?xf32>,
                                     %s: tensor<f32>) -> tensor<?x4096xf32> {
  %w = lowres.constant dense<1> : tensor<16777216xi8>
    -> tensor<4096x4096x!lowres.level<5>>
  %y = lowres.dense %q, %w scale(%s : tensor<f32>)
    input_scale(%qs : tensor<?xf32>)
    : tensor<?x4096xi8>, tensor<4096x4096x!lowres.level<5>>
    -> tensor<?x4096xf32>
  return %y : tensor<?x4096xf32>
}

// A layer beside it, small by itself: a call reads both.
// CHECK-LABEL: func.func @small(
// ICELAKE: kernel<strategy = decode_dot, decode = lookup, packing = <lanes = 16, digits = 3, bits = 7>
func.func @small(%q: tensor<?x384xi8>, %qs: tensor<?xf32>, %s: tensor<f32>)
    -> tensor<?x64xf32> {
  %w = lowres.constant dense<1> : tensor<24576xi8>
    -> tensor<64x384x!lowres.level<5>>
  %y = lowres.dense %q, %w scale(%s : tensor<f32>)
    input_scale(%qs : tensor<?xf32>)
    : tensor<?x384xi8>, tensor<64x384x!lowres.level<5>> -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}
