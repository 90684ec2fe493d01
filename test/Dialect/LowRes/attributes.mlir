// RUN: lowres-opt %s -verify-roundtrip | FileCheck %s
// RUN: lowres-opt %s --emit-bytecode | lowres-opt | FileCheck %s

// CHECK-LABEL: func private @radix
// CHECK-SAME:    #lowres.radix<digits = 3, bits = 7>
// CHECK-SAME:    #lowres.radix<digits = 10, bits = 16>
func.func private @radix(
    tensor<4x8x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>,
    tensor<f32>,
    tensor<9x!lowres.level<3>, #lowres.radix<bits = 16, digits = 10>>)

// Groups are printed only where there are any.
// CHECK-LABEL: func private @interleaved
// CHECK-SAME:    #lowres.interleaved<lanes = 16, digits = 3, bits = 7>
// CHECK-SAME:    #lowres.interleaved<lanes = 1, digits = 1, bits = 8, group = 32>
// CHECK-SAME:    #lowres.interleaved<lanes = 8, digits = 1, bits = 1, container = 32>
// CHECK-SAME:    #lowres.interleaved<lanes = 16, digits = 1, bits = 4, shared = true>
// CHECK-SAME:    #lowres.interleaved<lanes = 16, digits = 3, bits = 7, shared = true>
// CHECK-SAME:    tensor<4x3x3x2x!lowres.level<5>, #lowres.interleaved<lanes = 4, digits = 3, bits = 7>>
func.func private @interleaved(
    tensor<4x8x!lowres.level<5>,
           #lowres.interleaved<lanes = 16, digits = 3, bits = 7>>,
    tensor<4x64x!lowres.level<256>,
           #lowres.interleaved<lanes = 1, digits = 1, bits = 8, group = 32>>,
    tensor<4x64x!lowres.level<2>,
           #lowres.interleaved<lanes = 8, digits = 1, bits = 1, group = 0, container = 32>>,
    tensor<4x64x!lowres.level<16>,
           #lowres.interleaved<lanes = 16, digits = 1, bits = 4, container = 8, shared = true>>,
    tensor<4x64x!lowres.level<5>,
           #lowres.interleaved<lanes = 16, digits = 3, bits = 7, shared = true>>,
    tensor<4x3x3x2x!lowres.level<5>,
           #lowres.interleaved<lanes = 4, digits = 3, bits = 7>>)

// CHECK-LABEL: func private @activations
// CHECK-SAME:    #lowres.activation<none>, #lowres.activation<relu>
// CHECK-SAME:    #lowres.activation<relu6>, #lowres.activation<gelu>
// CHECK-SAME:    #lowres.activation<gelu_tanh>, #lowres.activation<silu>
// CHECK-SAME:    #lowres.activation<sigmoid>, #lowres.activation<tanh>
func.func private @activations() attributes {test.activations = [
  #lowres.activation<none>, #lowres.activation<relu>,
  #lowres.activation<relu6>, #lowres.activation<gelu>,
  #lowres.activation<gelu_tanh>, #lowres.activation<silu>,
  #lowres.activation<sigmoid>, #lowres.activation<tanh>]}

// Defaults (divide, one row, one tile, no panel) are not printed.
// CHECK-LABEL: func private @kernels
// CHECK-SAME:    #lowres.kernel<strategy = plain>
// CHECK-SAME:    #lowres.kernel<strategy = decode_dot, packing = <lanes = 16, digits = 3, bits = 7>>
// CHECK-SAME:    #lowres.kernel<strategy = decode_fma, decode = lookup, packing = <lanes = 4, digits = 2, bits = 8, group = 64>, rows = 4, tiles = 16>
// CHECK-SAME:    #lowres.kernel<strategy = decode_dot, places = 2, packing = <lanes = 16, digits = 1, bits = 4>, panel = <rows = 64, inputs = 64, tiles = 16, depth = 4096>>
func.func private @kernels() attributes {test.kernels = [
  #lowres.kernel<strategy = plain>,
  #lowres.kernel<strategy = decode_dot, decode = divide,
                 packing = <lanes = 16, digits = 3, bits = 7>,
                 rows = 1, tiles = 1>,
  #lowres.kernel<strategy = decode_fma, decode = lookup,
                 packing = <lanes = 4, digits = 2, bits = 8, group = 64>,
                 rows = 4, tiles = 16>,
  #lowres.kernel<strategy = decode_dot, places = 2,
                 panel = <tiles = 16, depth = 4096, rows = 64, inputs = 64>,
                 packing = <lanes = 16, digits = 1, bits = 4>>]}

// CHECK-LABEL: func private @panels
// CHECK-SAME:    #lowres.panel<rows = 16, inputs = 64, tiles = 2, depth = 1024>
// CHECK-SAME:    #lowres.panel<rows = 1, inputs = 4, tiles = 1, depth = 1>
func.func private @panels() attributes {test.panels = [
  #lowres.panel<rows = 16, inputs = 64, tiles = 2, depth = 1024>,
  #lowres.panel<rows = 1, inputs = 4, tiles = 1, depth = 1>]}
