// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v3 \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,V3
// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v4 \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,V4
// RUN: lowres-opt %s --lowres-attach-target=target=icelake-server \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,ICELAKE
// RUN: lowres-opt %s --lowres-attach-target=target=aarch64 \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,ARM
// RUN: lowres-opt %s --lowres-attach-target=target=riscv64 \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,SCALAR
// RUN: lowres-opt %s --lowres-attach-target=target=cortex-m55 \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefix=HELIUM
// RUN: lowres-opt %s --lowres-attach-target=target=s390x \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefix=REFERENCE
// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v4 \
// RUN:   --lowres-select-kernels=reference | FileCheck %s --check-prefix=REFERENCE

// Beside Helium, whose vectors are for floats, dot products are those of words.
// HELIUM-LABEL: func.func @levels5(
// HELIUM:       kernel<strategy = decode_fma, packing = <lanes = 4,
// HELIUM-LABEL: func.func @levels5_int8(
// HELIUM:       kernel<strategy = decode_dot, packing = <lanes = 1,

// Packed kernels need a little-endian machine.
// REFERENCE-NOT: decode_
// REFERENCE: kernel<strategy = plain>

// Lanes fill a register, blocks the registers. Where one permutation looks up
// 32 floats, sums of two weights are looked up, elsewhere a level. (Nothing is
// predicted for other architectures: three 5-level codes take 7 bits.)
// CHECK-LABEL: func.func @levels5(
// V3:      kernel<strategy = decode_fma, packing = <lanes = 8, digits = 1, bits = 3>, rows = 4, tiles = 2>
// V4:      kernel<strategy = table_sum, packing = <lanes = 16, digits = 2, bits = 5, container = 32>, rows = 8, tiles = 2>
// ICELAKE: kernel<strategy = table_sum, packing = <lanes = 16, digits = 2, bits = 5, container = 32>, rows = 8, tiles = 2>
// ARM:     kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 3>, rows = 8, tiles = 2>
// SCALAR:  kernel<strategy = decode_fma, packing = <lanes = 1, digits = 3, bits = 8>>
func.func @levels5(%x: tensor<?x384xf32>, %s: tensor<f32>) -> tensor<?x64xf32> {
  %w = lowres.constant dense<1> : tensor<24576xi8>
    -> tensor<64x384x!lowres.level<5>>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x384xf32>, tensor<64x384x!lowres.level<5>> -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}

// Where sums are of integers, fewer operations count for more than fewer bytes
// as long as these come from the cache.
// CHECK-LABEL: func.func @levels5_int8(
// V3:      kernel<strategy = decode_dot, packing = <lanes = 8, digits = 1, bits = 4, shared = true>, rows = 4, tiles = 2>
// V4:      kernel<strategy = decode_dot, packing = <lanes = 16, digits = 1, bits = 4, shared = true>, rows = 8, tiles = 2>
// ICELAKE: kernel<strategy = decode_dot, decode = lookup, packing = <lanes = 16, digits = 2, bits = 5, shared = true>, rows = 8, tiles = 2, panel
// ARM:     kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 4, shared = true>, rows = 8, tiles = 2>
func.func @levels5_int8(%q: tensor<?x384xi8>, %qs: tensor<?xf32>,
                        %s: tensor<f32>) -> tensor<?x64xf32> {
  %w = lowres.constant dense<1> : tensor<24576xi8>
    -> tensor<64x384x!lowres.level<5>>
  %y = lowres.dense %q, %w scale(%s : tensor<f32>)
    input_scale(%qs : tensor<?xf32>)
    : tensor<?x384xi8>, tensor<64x384x!lowres.level<5>> -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}

// A single row has tiles instead of rows.
// CHECK-LABEL: func.func @single_row(
// V4:      kernel<strategy = table_sum, packing = <lanes = 16, digits = 2, bits = 5, container = 32>, tiles = 4>
// SCALAR:  kernel<strategy = decode_fma, packing = <lanes = 1, digits = 3, bits = 8>, tiles = 4>
func.func @single_row(%x: tensor<1x384xf32>, %s: tensor<f32>)
    -> tensor<1x64xf32> {
  %w = lowres.constant dense<1> : tensor<24576xi8>
    -> tensor<64x384x!lowres.level<5>>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<1x384xf32>, tensor<64x384x!lowres.level<5>> -> tensor<1x64xf32>
  return %y : tensor<1x64xf32>
}

// No more tiles than there are, and no table for so few.
// CHECK-LABEL: func.func @few_outputs(
// V4:      kernel<strategy = decode_fma, packing = <lanes = 16, digits = 1, bits = 3, container = 32>>
func.func @few_outputs(%x: tensor<1x384xf32>, %s: tensor<f32>)
    -> tensor<1x10xf32> {
  %w = lowres.constant dense<1> : tensor<3840xi8>
    -> tensor<10x384x!lowres.level<5>>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<1x384xf32>, tensor<10x384x!lowres.level<5>> -> tensor<1x10xf32>
  return %y : tensor<1x10xf32>
}

// With few inputs the smallest layout pads less: 24 inputs are two chunks of
// three codes in 8 bits.
// CHECK-LABEL: func.func @few_inputs(
// ICELAKE: kernel<strategy = decode_fma, packing = <lanes = 16, digits = 1, bits = 4>
// ARM:     kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 4>
func.func @few_inputs(%x: tensor<1x24xf32>, %s: tensor<f32>)
    -> tensor<1x16xf32> {
  %w = lowres.constant dense<1> : tensor<384xi8>
    -> tensor<16x24x!lowres.level<5>>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<1x24xf32>, tensor<16x24x!lowres.level<5>> -> tensor<1x16xf32>
  return %y : tensor<1x16xf32>
}

// Other level counts. pmaddubsw adds two products in 16 bits, so that nothing it
// multiplies may be above 127: four codes 0 to 2 of tiles that share a byte are
// too large, two are not.
// CHECK-LABEL: func.func @level_counts(
// V3:      kernel<strategy = decode_dot, places = 4, packing = <lanes = 8, digits = 1, bits = 1>, rows = 4, tiles = 2>
// V3:      kernel<strategy = decode_dot, packing = <lanes = 8, digits = 1, bits = 4, shared = true>, rows = 4, tiles = 2>
// V3:      kernel<strategy = decode_dot, packing = <lanes = 8, digits = 1, bits = 8>
// V3:      kernel<strategy = decode_dot, packing = <lanes = 8, digits = 1, bits = 8>
// ICELAKE: kernel<strategy = decode_dot, places = 4, packing = <lanes = 16, digits = 1, bits = 1>, rows = 8, tiles = 2, panel
// ICELAKE: kernel<strategy = decode_dot, packing = <lanes = 16, digits = 1, bits = 2, shared = true>, rows = 4, tiles = 4, panel
// ICELAKE: kernel<strategy = decode_dot, packing = <lanes = 16, digits = 1, bits = 5>
// ICELAKE: kernel<strategy = decode_dot, packing = <lanes = 16, digits = 1, bits = 8>
func.func @level_counts(%q: tensor<?x480xi8>, %qs: tensor<?xf32>,
                        %s: tensor<f32>)
    -> (tensor<?x64xf32>, tensor<?x64xf32>, tensor<?x64xf32>, tensor<?x64xf32>) {
  %w2 = lowres.constant dense<1> : tensor<30720xi8>
    -> tensor<64x480x!lowres.level<2>>
  %w3 = lowres.constant dense<1> : tensor<30720xi8>
    -> tensor<64x480x!lowres.level<3>>
  %w17 = lowres.constant dense<1> : tensor<30720xi8>
    -> tensor<64x480x!lowres.level<17>>
  %w256 = lowres.constant dense<1> : tensor<30720xi8>
    -> tensor<64x480x!lowres.level<256>>
  %y2 = lowres.dense %q, %w2 scale(%s : tensor<f32>)
    input_scale(%qs : tensor<?xf32>)
    : tensor<?x480xi8>, tensor<64x480x!lowres.level<2>> -> tensor<?x64xf32>
  %y3 = lowres.dense %q, %w3 scale(%s : tensor<f32>)
    input_scale(%qs : tensor<?xf32>)
    : tensor<?x480xi8>, tensor<64x480x!lowres.level<3>> -> tensor<?x64xf32>
  %y17 = lowres.dense %q, %w17 scale(%s : tensor<f32>)
    input_scale(%qs : tensor<?xf32>)
    : tensor<?x480xi8>, tensor<64x480x!lowres.level<17>> -> tensor<?x64xf32>
  %y256 = lowres.dense %q, %w256 scale(%s : tensor<f32>)
    input_scale(%qs : tensor<?xf32>)
    : tensor<?x480xi8>, tensor<64x480x!lowres.level<256>> -> tensor<?x64xf32>
  return %y2, %y3, %y17, %y256
    : tensor<?x64xf32>, tensor<?x64xf32>, tensor<?x64xf32>, tensor<?x64xf32>
}

// Every group of inputs starts a chunk.
// CHECK-LABEL: func.func @groups(
// V4:      packing = <lanes = 16, digits = {{[0-9]+}}, bits = {{[0-9]+}}, group = 96{{[,>]}}
func.func @groups(%x: tensor<?x384xf32>, %s: tensor<64x4xf32>)
    -> tensor<?x64xf32> {
  %w = lowres.constant dense<1> : tensor<24576xi8>
    -> tensor<64x384x!lowres.level<5>>
  %y = lowres.dense %x, %w scale(%s : tensor<64x4xf32>)
    : tensor<?x384xf32>, tensor<64x384x!lowres.level<5>> -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}

// The levels of a free codebook are floats, whatever the input.
// CHECK-LABEL: func.func @free_codebook(
// V4:      kernel<strategy = table_sum
func.func @free_codebook(%q: tensor<?x384xi8>, %qs: tensor<?xf32>,
                         %s: tensor<f32>) -> tensor<?x64xf32> {
  %w = lowres.constant dense<1> : tensor<24576xi8>
    -> tensor<64x384x!lowres.level<3, [-1.0, 0.25, 1.0]>>
  %y = lowres.dense %q, %w scale(%s : tensor<f32>)
    input_scale(%qs : tensor<?xf32>)
    : tensor<?x384xi8>, tensor<64x384x!lowres.level<3, [-1.0, 0.25, 1.0]>>
    -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}

// An annotation written by hand wins.
// CHECK-LABEL: func.func @by_hand(
// CHECK:         kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 3>>
func.func @by_hand(%x: tensor<?x384xf32>, %s: tensor<f32>) -> tensor<?x64xf32> {
  %w = lowres.constant dense<1> : tensor<24576xi8>
    -> tensor<64x384x!lowres.level<5>>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 3>>
    : tensor<?x384xf32>, tensor<64x384x!lowres.level<5>> -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}

// What is not known cannot be packed.
// CHECK-LABEL: func.func @not_constant(
// CHECK:         kernel<strategy = plain>
func.func @not_constant(%x: tensor<?x384xf32>,
                        %w: tensor<64x384x!lowres.level<5>>, %s: tensor<f32>)
    -> tensor<?x64xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x384xf32>, tensor<64x384x!lowres.level<5>> -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}
