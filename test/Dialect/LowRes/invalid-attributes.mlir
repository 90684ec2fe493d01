// RUN: lowres-opt %s -split-input-file -verify-diagnostics

// expected-error@+1 {{digits must be at least 1, got 0}}
#a = #lowres.radix<digits = 0, bits = 8>

// -----

// expected-error@+2 {{expected a number from 0 to 4294967295, got -1}}
// expected-error@+1 {{failed to parse}}
#a = #lowres.radix<digits = -1, bits = 8>

// -----

// expected-error@+2 {{expected a number from 0 to 4294967295, got -4}}
// expected-error@+1 {{failed to parse}}
#a = #lowres.interleaved<lanes = -4, digits = 1, bits = 8>

// -----

// expected-error@+2 {{expected a number from 0 to 4294967295, got -2}}
// expected-error@+1 {{failed to parse}}
#a = #lowres.kernel<strategy = plain, rows = -2>

// -----

// expected-error@+1 {{bits must be in [1, 16], got 0}}
#a = #lowres.radix<digits = 1, bits = 0>

// -----

// expected-error@+1 {{bits must be in [1, 16], got 17}}
#a = #lowres.radix<digits = 1, bits = 17>

// -----

// Fields of kernels lie in bytes.
// expected-error@+1 {{bits must be in [1, 8], got 9}}
#a = #lowres.interleaved<lanes = 16, digits = 1, bits = 9>

// -----

// expected-error@+1 {{lanes must be at least 1, got 0}}
#a = #lowres.interleaved<lanes = 0, digits = 1, bits = 8>

// -----

// expected-error@+1 {{group must not be negative, got -1}}
#a = #lowres.interleaved<lanes = 4, digits = 1, bits = 8, group = -1>

// -----

// 5^4 = 625 > 2^9
// expected-error@+1 {{9 bits cannot hold 4 digits of 5 levels}}
func.func private @full(tensor<8x!lowres.level<5>, #lowres.radix<digits = 4, bits = 9>>)

// -----

// Counts that would overflow machine words are still compared.
// expected-error@+1 {{digits must be at most 16}}
func.func private @many(tensor<8x!lowres.level<2>, #lowres.radix<digits = 1000000, bits = 16>>)

// -----

// expected-error@+1 {{1 bits cannot hold 1 digits of 3 levels}}
func.func private @small(tensor<8x8x!lowres.level<3>, #lowres.interleaved<lanes = 4, digits = 1, bits = 1>>)

// -----

// expected-error@+1 {{interleaved storage needs outputs of several inputs, got rank 1}}
func.func private @vector(tensor<8x!lowres.level<3>, #lowres.interleaved<lanes = 4, digits = 1, bits = 2>>)

// -----

// expected-error@+1 {{storage encoding needs elements of type !lowres.level, got 'f32'}}
func.func private @floats(tensor<8xf32, #lowres.radix<digits = 1, bits = 8>>)

// -----

// expected-error@+2 {{failed to parse LowRes_ActivationAttr parameter 'value' which is to be a `::mlir::lowres::Activation`}}
// expected-error@+1 {{expected ::mlir::lowres::Activation to be one of: none, relu, relu6, gelu, gelu_tanh, silu, sigmoid, tanh}}
#a = #lowres.activation<swish>

// -----

// expected-error@+1 {{strategy plain takes no decode, places, packing, rows, tiles, panel or threads}}
#k = #lowres.kernel<strategy = plain, packing = <lanes = 16, digits = 1, bits = 8>>

// -----

// expected-error@+1 {{strategy decode_dot needs a packing}}
#k = #lowres.kernel<strategy = decode_dot>

// -----

// expected-error@+1 {{strategy decode_fma needs a packing}}
#k = #lowres.kernel<strategy = decode_fma, rows = 4>

// -----

// expected-error@+1 {{rows and tiles must be in [1, 16], got 0 and 1}}
#k = #lowres.kernel<strategy = decode_fma, packing = <lanes = 16, digits = 1, bits = 8>, rows = 0>

// -----

// expected-error@+1 {{rows and tiles must be in [1, 16], got 1 and 17}}
#k = #lowres.kernel<strategy = decode_fma, packing = <lanes = 16, digits = 1, bits = 8>, tiles = 17>

// -----

// expected-error@+1 {{places must be at least 1, got 0}}
#k = #lowres.kernel<strategy = decode_dot, places = 0, packing = <lanes = 16, digits = 1, bits = 2>>

// -----

// expected-error@+1 {{places must be at most the 4 fields of a byte, got 5}}
#k = #lowres.kernel<strategy = decode_dot, places = 5, packing = <lanes = 16, digits = 1, bits = 2>>

// -----

// expected-error@+1 {{places need strategy decode_dot and fields of one digit}}
#k = #lowres.kernel<strategy = decode_dot, places = 2, packing = <lanes = 16, digits = 2, bits = 4>>

// -----

// expected-error@+1 {{places need strategy decode_dot and fields of one digit}}
#k = #lowres.kernel<strategy = decode_fma, places = 2, packing = <lanes = 16, digits = 1, bits = 2>>

// -----

// expected-error@+1 {{container must be 8 or 32, got 16}}
#a = #lowres.interleaved<lanes = 16, digits = 1, bits = 8, container = 16>

// -----

// expected-error@+1 {{shared needs several digits, or one in 1, 2 or 4 bits, and a container of 8}}
#a = #lowres.interleaved<lanes = 16, digits = 1, bits = 4, container = 32, shared = true>

// -----

// expected-error@+1 {{shared needs several digits, or one in 1, 2 or 4 bits, and a container of 8}}
#a = #lowres.interleaved<lanes = 16, digits = 2, bits = 4, container = 32, shared = true>

// -----

// expected-error@+1 {{shared needs several digits, or one in 1, 2 or 4 bits, and a container of 8}}
#a = #lowres.interleaved<lanes = 16, digits = 1, bits = 3, shared = true>

// -----

// expected-error@+1 {{shared needs several digits, or one in 1, 2 or 4 bits, and a container of 8}}
#a = #lowres.interleaved<lanes = 16, digits = 1, bits = 8, shared = true>

// -----

// expected-error@+1 {{tiles that share bytes need strategy decode_dot and one place}}
#k = #lowres.kernel<strategy = decode_fma, packing = <lanes = 16, digits = 1, bits = 4, shared = true>, tiles = 2>

// -----

// expected-error@+1 {{tiles that share bytes need strategy decode_dot and one place}}
#k = #lowres.kernel<strategy = decode_dot, places = 2, packing = <lanes = 16, digits = 1, bits = 4, shared = true>, tiles = 2>

// -----

// expected-error@+1 {{tiles must be a multiple of the 4 that share bytes, got 2}}
#k = #lowres.kernel<strategy = decode_dot, packing = <lanes = 16, digits = 1, bits = 2, shared = true>, tiles = 2>

// -----

// expected-error@+1 {{tiles must be a multiple of the 4 that share bytes, got 1}}
#k = #lowres.kernel<strategy = decode_dot, packing = <lanes = 16, digits = 1, bits = 2, shared = true>, rows = 1>

// -----

// expected-error@+1 {{tiles must be a multiple of the 4 that share bytes, got 2}}
#k = #lowres.kernel<strategy = decode_dot, packing = <lanes = 16, digits = 1, bits = 2, shared = true>, tiles = 4, panel = <rows = 16, inputs = 64, tiles = 2, depth = 64>>

// -----

// expected-error@+1 {{tiles must be a multiple of the 3 that share bytes, got 2}}
#k = #lowres.kernel<strategy = decode_dot, packing = <lanes = 16, digits = 3, bits = 7, shared = true>, tiles = 2>

// -----

// expected-error@+1 {{decode two_level_lookup needs fields of 6 to 8 bits whose digits belong to several tiles}}
#k = #lowres.kernel<strategy = decode_dot, decode = two_level_lookup, packing = <lanes = 16, digits = 3, bits = 7>>

// -----

// expected-error@+1 {{decode two_level_lookup needs fields of 6 to 8 bits whose digits belong to several tiles}}
#k = #lowres.kernel<strategy = decode_dot, decode = two_level_lookup, packing = <lanes = 16, digits = 2, bits = 5, shared = true>, tiles = 2>

// -----

// expected-error@+1 {{containers of more than a byte need strategy table_sum, or decode_fma and fields of one digit}}
#k = #lowres.kernel<strategy = decode_dot, packing = <lanes = 16, digits = 1, bits = 2, container = 32>>

// -----

// expected-error@+1 {{containers of more than a byte need strategy table_sum, or decode_fma and fields of one digit}}
#k = #lowres.kernel<strategy = decode_fma, packing = <lanes = 16, digits = 2, bits = 5, container = 32>>

// -----

// expected-error@+1 {{strategy table_sum takes no decode}}
#k = #lowres.kernel<strategy = table_sum, decode = lookup, packing = <lanes = 16, digits = 2, bits = 4>>

// -----

// expected-error@+2 {{failed to parse LowRes_KernelAttr parameter 'strategy' which is to be a `::mlir::lowres::Strategy`}}
// expected-error@+1 {{expected ::mlir::lowres::Strategy to be one of: plain, decode_dot, decode_fma, table_sum}}
#k = #lowres.kernel<strategy = fastest>

// -----

// expected-error@+1 {{strategy plain takes no decode, places, packing, rows, tiles, panel or threads}}
#k = #lowres.kernel<strategy = plain, decode = lookup, rows = 4>

// -----

// expected-error@+1 {{strategy plain takes no decode, places, packing, rows, tiles, panel or threads}}
#k = #lowres.kernel<strategy = plain, panel = <rows = 16, inputs = 64, tiles = 2, depth = 64>>

// -----

// expected-error@+1 {{a panel needs strategy decode_dot and a packing without groups}}
#k = #lowres.kernel<strategy = decode_fma, packing = <lanes = 16, digits = 1, bits = 4>, panel = <rows = 16, inputs = 64, tiles = 2, depth = 64>>

// -----

// expected-error@+1 {{a panel needs strategy decode_dot and a packing without groups}}
#k = #lowres.kernel<strategy = table_sum, packing = <lanes = 16, digits = 2, bits = 5>, panel = <rows = 16, inputs = 64, tiles = 2, depth = 64>>

// -----

// expected-error@+1 {{a panel needs strategy decode_dot and a packing without groups}}
#k = #lowres.kernel<strategy = decode_dot, packing = <lanes = 16, digits = 1, bits = 4, group = 64>, panel = <rows = 16, inputs = 64, tiles = 2, depth = 64>>

// -----

// expected-error@+1 {{rows must be in [1, 64], got 0}}
#p = #lowres.panel<rows = 0, inputs = 4, tiles = 1, depth = 64>

// -----

// expected-error@+1 {{rows must be in [1, 64], got 65}}
#p = #lowres.panel<rows = 65, inputs = 4, tiles = 1, depth = 64>

// -----

// expected-error@+1 {{inputs must be a multiple of 4 in [4, 64], got 0}}
#p = #lowres.panel<rows = 1, inputs = 0, tiles = 1, depth = 64>

// -----

// expected-error@+1 {{inputs must be a multiple of 4 in [4, 64], got 6}}
#p = #lowres.panel<rows = 1, inputs = 6, tiles = 1, depth = 64>

// -----

// expected-error@+1 {{inputs must be a multiple of 4 in [4, 64], got 68}}
#p = #lowres.panel<rows = 1, inputs = 68, tiles = 1, depth = 64>

// -----

// expected-error@+1 {{tiles must be in [1, 16], got 0}}
#p = #lowres.panel<rows = 1, inputs = 4, tiles = 0, depth = 64>

// -----

// expected-error@+1 {{tiles must be in [1, 16], got 17}}
#p = #lowres.panel<rows = 1, inputs = 4, tiles = 17, depth = 64>

// -----

// expected-error@+1 {{depth must be at least 1, got 0}}
#p = #lowres.panel<rows = 1, inputs = 4, tiles = 1, depth = 0>

// -----

// expected-error@+1 {{lanes must be in [1, 128], got 0}}
#b = #lowres.blocking<lanes = 0, rows = 1>

// -----

// expected-error@+1 {{lanes must be in [1, 128], got 129}}
#b = #lowres.blocking<lanes = 129, rows = 1>

// -----

// expected-error@+1 {{rows must be in [1, 16], got 0}}
#b = #lowres.blocking<lanes = 8, rows = 0>

// -----

// expected-error@+1 {{rows must be in [1, 16], got 17}}
#b = #lowres.blocking<lanes = 8, rows = 17>

// -----

// expected-error@+1 {{threads take strategy decode_dot or decode_fma, decode divide, one tile and no panel}}
#k = #lowres.kernel<strategy = table_sum, packing = <lanes = 32, digits = 2, bits = 5>, threads = 1>

// -----

// expected-error@+1 {{threads take strategy decode_dot or decode_fma, decode divide, one tile and no panel}}
#k = #lowres.kernel<strategy = decode_dot, decode = lookup, packing = <lanes = 32, digits = 2, bits = 5>, threads = 1>

// -----

// expected-error@+1 {{threads take strategy decode_dot or decode_fma, decode divide, one tile and no panel}}
#k = #lowres.kernel<strategy = decode_dot, packing = <lanes = 32, digits = 1, bits = 4>, tiles = 2, threads = 1>

// -----

// expected-error@+1 {{threads take strategy decode_dot or decode_fma, decode divide, one tile and no panel}}
#k = #lowres.kernel<strategy = decode_dot, packing = <lanes = 32, digits = 1, bits = 4, shared = true>, tiles = 2, threads = 1>

// -----

// expected-error@+1 {{threads take strategy decode_dot or decode_fma, decode divide, one tile and no panel}}
#k = #lowres.kernel<strategy = decode_dot, packing = <lanes = 32, digits = 1, bits = 4>, panel = <rows = 16, inputs = 64, tiles = 2, depth = 64>, threads = 1>

// -----

// expected-error@+1 {{strategy plain takes no decode, places, packing, rows, tiles, panel or threads}}
#k = #lowres.kernel<strategy = plain, threads = 1>

// -----

// expected-error@+1 {{threads times lanes must be at most 256, got 9 and 32}}
#k = #lowres.kernel<strategy = decode_dot, packing = <lanes = 32, digits = 1, bits = 4>, threads = 9>

// -----

// expected-error@+1 {{several threads need a packing without groups}}
#k = #lowres.kernel<strategy = decode_dot, packing = <lanes = 32, digits = 1, bits = 4, group = 64>, threads = 2>
