// RUN: lowres-opt %s -split-input-file -verify-diagnostics

// One level carries no information.
// expected-error@+1 {{level count must be in [2, 256], got 1}}
func.func private @one_level(!lowres.level<1>)

// -----

// expected-error@+1 {{level count must be in [2, 256], got 0}}
func.func private @no_level(!lowres.level<0>)

// -----

// A code is a byte.
// expected-error@+1 {{level count must be in [2, 256], got 257}}
func.func private @too_many_levels(!lowres.level<257>)

// -----

// expected-error@+1 {{codebook of 3 levels has 2 values}}
func.func private @short_codebook(!lowres.level<3, [-1.0, 1.0]>)

// -----

// expected-error@+1 {{codebook of 2 levels has 3 values}}
func.func private @long_codebook(!lowres.level<2, [-1.0, 0.0, 1.0]>)

// -----

// expected-error@+1 {{codebook of 2 levels has 0 values}}
func.func private @empty_codebook(!lowres.level<2, []>)

// -----

// expected-error@+1 {{codebook must be strictly increasing, but value 2 is not above value 1}}
func.func private @unsorted(!lowres.level<3, [-1.0, 1.0, 0.5]>)

// -----

// expected-error@+1 {{codebook must be strictly increasing, but value 1 is not above value 0}}
func.func private @repeated(!lowres.level<2, [1.0, 1.0]>)

// -----

// The two spellings of zero are one value.
// expected-error@+1 {{codebook must be strictly increasing, but value 1 is not above value 0}}
func.func private @two_zeros(!lowres.level<2, [-0.0, 0.0]>)

// -----

// Distinct as f64, equal as f32.
// expected-error@+1 {{codebook must be strictly increasing, but value 1 is not above value 0}}
func.func private @equal_in_f32(!lowres.level<2, [0.1, 0.1000000001]>)

// -----

// Finite as f64, infinite as f32.
// expected-error@+1 {{codebook value is not a finite f32}}
func.func private @overflow(!lowres.level<2, [0.0, 1.0e39]>)

// -----

// Bit patterns are how MLIR spells an infinity.
// expected-error@+1 {{codebook value is not a finite f32}}
func.func private @infinity(!lowres.level<2, [0.0, 0x7FF0000000000000]>)

// -----

// expected-error@+1 {{codebook value is not a finite f32}}
func.func private @nan(!lowres.level<2, [0x7FF8000000000000, 1.0]>)

// -----

// expected-error@+1 {{expected '<'}}
func.func private @no_parameters(!lowres.level)

// -----

// expected-error@+1 {{expected integer value}}
func.func private @no_count(!lowres.level<>)

// -----

// expected-error@+1 {{level count must be in [2, 256], got 99999999999}}
func.func private @huge_count(!lowres.level<99999999999>)

// -----

// expected-error@+1 {{level count must be in [2, 256], got -5}}
func.func private @negative_count(!lowres.level<-5>)

// -----

// expected-error@+1 {{expected '['}}
func.func private @unbracketed(!lowres.level<2, -1.0, 1.0>)

// -----

// expected-error@+1 {{unbalanced '[' character in pretty dialect name}}
func.func private @unclosed(!lowres.level<2, [-1.0, 1.0>)

// -----

// expected-error@+1 {{expected floating point literal}}
func.func private @words(!lowres.level<2, [low, high]>)

// -----

// expected-error@+1 {{expected '>'}}
func.func private @trailing(!lowres.level<2, [-1.0, 1.0], 3>)

// -----

// expected-error@+1 {{unknown  type `levels` in dialect `lowres`}}
func.func private @unknown(!lowres.levels<5>)
