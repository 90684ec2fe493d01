// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v3 \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,V3
// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v4 \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,V4
// RUN: lowres-opt %s --lowres-attach-target=target=icelake-server \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,ICELAKE
// RUN: lowres-opt %s --lowres-attach-target=target=s390x \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefix=REFERENCE
// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v4 \
// RUN:   --lowres-select-kernels=reference | FileCheck %s --check-prefix=REFERENCE

// REFERENCE-NOT: decode_
// REFERENCE: kernel<strategy = plain>

// A window of 3 * 3 * 32 inputs has the kernel of a dense layer with as many,
// and rows even if there is one image only: its positions.
// CHECK-LABEL: func.func @one_group(
// V3:      kernel<strategy = decode_fma, packing = <lanes = 8, digits = 1, bits = 3>, rows = 4, tiles = 2>
// V4:      kernel<strategy = table_sum, packing = <lanes = 16, digits = 2, bits = 5, container = 32>, rows = 8, tiles = 2>
// ICELAKE: kernel<strategy = table_sum, packing = <lanes = 16, digits = 2, bits = 5, container = 32>, rows = 8, tiles = 2>
func.func @one_group(%x: tensor<1x8x8x32xf32>, %s: tensor<f32>)
    -> tensor<1x6x6x64xf32> {
  %w = lowres.constant dense<1> : tensor<18432xi8>
    -> tensor<64x3x3x32x!lowres.level<5>>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<1x8x8x32xf32>, tensor<64x3x3x32x!lowres.level<5>>
    -> tensor<1x6x6x64xf32>
  return %y : tensor<1x6x6x64xf32>
}

// CHECK-LABEL: func.func @int8(
// V3:      kernel<strategy = decode_dot, packing = <lanes = 8, digits = 1, bits = 4, shared = true>, rows = 4, tiles = 2>
// V4:      kernel<strategy = decode_dot, places = 2, packing = <lanes = 16, digits = 1, bits = 3>, rows = 8, tiles = 2>
// ICELAKE: kernel<strategy = decode_dot, decode = lookup, packing = <lanes = 16, digits = 3, bits = 7>, rows = 4, tiles = 2, panel = <rows = 16, inputs = 64, tiles = 2
func.func @int8(%q: tensor<?x8x8x32xi8>, %qs: tensor<?xf32>, %s: tensor<f32>)
    -> tensor<?x6x6x64xf32> {
  %w = lowres.constant dense<1> : tensor<18432xi8>
    -> tensor<64x3x3x32x!lowres.level<5>>
  %y = lowres.conv_2d %q, %w scale(%s : tensor<f32>)
    input_scale(%qs : tensor<?xf32>)
    : tensor<?x8x8x32xi8>, tensor<64x3x3x32x!lowres.level<5>>
    -> tensor<?x6x6x64xf32>
  return %y : tensor<?x6x6x64xf32>
}

// One image with one position: every weight is used once.
// CHECK-LABEL: func.func @one_position(
// V4:      kernel<strategy = table_sum, packing = <lanes = 16, digits = 2, bits = 5, container = 32>, tiles = 4>
func.func @one_position(%x: tensor<1x3x3x32xf32>, %s: tensor<f32>)
    -> tensor<1x1x1x64xf32> {
  %w = lowres.constant dense<1> : tensor<18432xi8>
    -> tensor<64x3x3x32x!lowres.level<5>>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<1x3x3x32xf32>, tensor<64x3x3x32x!lowres.level<5>>
    -> tensor<1x1x1x64xf32>
  return %y : tensor<1x1x1x64xf32>
}

// With one group, the outputs need not fill a vector.
// CHECK-LABEL: func.func @odd_outputs(
// V4:      kernel<strategy = decode_fma, packing = <lanes = 16,
func.func @odd_outputs(%x: tensor<?x8x8x32xf32>, %s: tensor<f32>)
    -> tensor<?x6x6x5xf32> {
  %w = lowres.constant dense<1> : tensor<1440xi8>
    -> tensor<5x3x3x32x!lowres.level<5>>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x8x8x32xf32>, tensor<5x3x3x32x!lowres.level<5>>
    -> tensor<?x6x6x5xf32>
  return %y : tensor<?x6x6x5xf32>
}

// Two groups of 16 outputs fill whole vectors of 8 or 16.
// CHECK-LABEL: func.func @whole_groups(
// V3:      kernel<strategy = decode_fma, packing = <lanes = 8,
// V4:      kernel<strategy = table_sum, packing = <lanes = 16,
func.func @whole_groups(%x: tensor<?x8x8x64xf32>, %s: tensor<f32>)
    -> tensor<?x6x6x32xf32> {
  %w = lowres.constant dense<1> : tensor<9216xi8>
    -> tensor<32x3x3x32x!lowres.level<5>>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) groups 2
    : tensor<?x8x8x64xf32>, tensor<32x3x3x32x!lowres.level<5>>
    -> tensor<?x6x6x32xf32>
  return %y : tensor<?x6x6x32xf32>
}

// Two tiles can share bytes if a group has outputs for both.
// CHECK-LABEL: func.func @groups_of_one_tile(
// ICELAKE: kernel<strategy = decode_dot, places = 2, packing = <lanes = 16, digits = 1, bits = 4>,
// ICELAKE: kernel<strategy = decode_dot, packing = <lanes = 16, digits = 1, bits = 4, shared = true>,
func.func @groups_of_one_tile(%x: tensor<?x8x8x64xi8>, %q: tensor<?xf32>,
                              %s: tensor<f32>)
    -> (tensor<?x6x6x32xf32>, tensor<?x6x6x64xf32>) {
  %w16 = lowres.constant dense<1> : tensor<9216xi8>
    -> tensor<32x3x3x32x!lowres.level<16>>
  %w32 = lowres.constant dense<1> : tensor<18432xi8>
    -> tensor<64x3x3x32x!lowres.level<16>>
  %y16 = lowres.conv_2d %x, %w16 scale(%s : tensor<f32>)
    input_scale(%q : tensor<?xf32>) groups 2
    : tensor<?x8x8x64xi8>, tensor<32x3x3x32x!lowres.level<16>>
    -> tensor<?x6x6x32xf32>
  %y32 = lowres.conv_2d %x, %w32 scale(%s : tensor<f32>)
    input_scale(%q : tensor<?xf32>) groups 2
    : tensor<?x8x8x64xi8>, tensor<64x3x3x32x!lowres.level<16>>
    -> tensor<?x6x6x64xf32>
  return %y16, %y32 : tensor<?x6x6x32xf32>, tensor<?x6x6x64xf32>
}

// Groups of 8 outputs fill vectors of 8 only.
// CHECK-LABEL: func.func @odd_groups(
// V3:      kernel<strategy = decode_fma, packing = <lanes = 8,
// V4:      kernel<strategy = plain>
// ICELAKE: kernel<strategy = plain>
func.func @odd_groups(%x: tensor<?x8x8x64xf32>, %s: tensor<f32>)
    -> tensor<?x6x6x16xf32> {
  %w = lowres.constant dense<1> : tensor<4608xi8>
    -> tensor<16x3x3x32x!lowres.level<5>>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) groups 2
    : tensor<?x8x8x64xf32>, tensor<16x3x3x32x!lowres.level<5>>
    -> tensor<?x6x6x16xf32>
  return %y : tensor<?x6x6x16xf32>
}

// Lanes are channels: one row, one tile.
// CHECK-LABEL: func.func @depthwise(
// CHECK:         kernel<strategy = decode_fma, packing = <lanes = {{[0-9]+}}, digits = {{[0-9]}}, bits = {{[0-9]}}>>
func.func @depthwise(%x: tensor<?x8x8x64xf32>, %s: tensor<f32>)
    -> tensor<?x6x6x64xf32> {
  %w = lowres.constant dense<1> : tensor<576xi8>
    -> tensor<64x3x3x1x!lowres.level<5>>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) groups 64
    : tensor<?x8x8x64xf32>, tensor<64x3x3x1x!lowres.level<5>>
    -> tensor<?x6x6x64xf32>
  return %y : tensor<?x6x6x64xf32>
}

// An annotation written by hand wins.
// CHECK-LABEL: func.func @by_hand(
// CHECK:         kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 3>>
func.func @by_hand(%x: tensor<?x8x8x32xf32>, %s: tensor<f32>)
    -> tensor<?x6x6x64xf32> {
  %w = lowres.constant dense<1> : tensor<18432xi8>
    -> tensor<64x3x3x32x!lowres.level<5>>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 3>>
    : tensor<?x8x8x32xf32>, tensor<64x3x3x32x!lowres.level<5>>
    -> tensor<?x6x6x64xf32>
  return %y : tensor<?x6x6x64xf32>
}

// What is not known cannot be packed.
// CHECK-LABEL: func.func @not_constant(
// CHECK:         kernel<strategy = plain>
func.func @not_constant(%x: tensor<?x8x8x32xf32>,
                        %w: tensor<64x3x3x32x!lowres.level<5>>, %s: tensor<f32>)
    -> tensor<?x6x6x64xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    : tensor<?x8x8x32xf32>, tensor<64x3x3x32x!lowres.level<5>>
    -> tensor<?x6x6x64xf32>
  return %y : tensor<?x6x6x64xf32>
}
