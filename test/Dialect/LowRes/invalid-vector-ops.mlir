// RUN: lowres-opt %s -split-input-file -verify-diagnostics

// lowres.lookup, constraint 1: 2^n entries, 2 <= 2^n <= 256.
func.func @table_of_three(%t: vector<3xi8>, %i: vector<16xi8>) {
  // expected-error@+1 {{'lowres.lookup' op table must have a power of two of entries in [2, 256], got 3}}
  %r = lowres.lookup %t, %i : vector<3xi8>, vector<16xi8>
  return
}

// -----

func.func @table_of_one(%t: vector<1xi8>, %i: vector<16xi8>) {
  // expected-error@+1 {{'lowres.lookup' op table must have a power of two of entries in [2, 256], got 1}}
  %r = lowres.lookup %t, %i : vector<1xi8>, vector<16xi8>
  return
}

// -----

func.func @table_of_512(%t: vector<512xi8>, %i: vector<16xi8>) {
  // expected-error@+1 {{'lowres.lookup' op table must have a power of two of entries in [2, 256], got 512}}
  %r = lowres.lookup %t, %i : vector<512xi8>, vector<16xi8>
  return
}

// -----

func.func @table_type(%t: vector<16xi16>, %i: vector<16xi8>) {
  // expected-error@+1 {{operand #0 must be}}
  %r = lowres.lookup %t, %i : vector<16xi16>, vector<16xi8>
  return
}

// -----

func.func @result_type(%t: vector<16xi8>, %i: vector<16xi8>) {
  // expected-error@+2 {{'lowres.lookup' op failed to infer returned types}}
  // expected-error@+1 {{'lowres.lookup' op inferred type(s) 'vector<16xi8>' are incompatible with return type(s) of operation 'vector<16xf32>'}}
  %r = "lowres.lookup"(%t, %i)
    : (vector<16xi8>, vector<16xi8>) -> vector<16xf32>
  return
}

// -----

// lowres.concat_bits, constraint 1: one to eight sources, each with elements.
func.func @concat_of_none() {
  // expected-error@+1 {{'lowres.concat_bits' op expected 1 or more operands, but found 0}}
  %r = "lowres.concat_bits"() {bits = array<i32>, lengths = array<i32>}
    : () -> vector<16xi8>
  return
}

// -----

func.func @concat_elements(%a: vector<16xi8>) {
  // expected-error@+1 {{'lowres.concat_bits' op expected one to eight sources with an element of bits and of lengths each, got 2, 2 and 1}}
  %r = lowres.concat_bits %a, %a bits [0, 1] lengths [1] : vector<16xi8>
  return
}

// -----

// Constraint 2: bits of a byte make a byte.
func.func @concat_beyond(%a: vector<16xi8>) {
  // expected-error@+1 {{'lowres.concat_bits' op expected bits of a byte, got 4 from bit 5 on}}
  %r = lowres.concat_bits %a, %a bits [0, 5] lengths [1, 4] : vector<16xi8>
  return
}

// -----

func.func @concat_no_bits(%a: vector<16xi8>) {
  // expected-error@+1 {{'lowres.concat_bits' op expected bits of a byte, got 0 from bit 5 on}}
  %r = lowres.concat_bits %a bits [5] lengths [0] : vector<16xi8>
  return
}

// -----

func.func @concat_too_many(%a: vector<16xi8>) {
  // expected-error@+1 {{'lowres.concat_bits' op lengths must sum up to at most 8, got 9}}
  %r = lowres.concat_bits %a, %a bits [0, 3] lengths [4, 5] : vector<16xi8>
  return
}

// -----

// lowres.dot, constraint 1.
func.func @dot_shape(%a: vector<16xi32>, %w: vector<16xi8>) {
  // expected-error@+1 {{'lowres.dot' op weights must have four elements for each of the 16 of acc, got 16}}
  %r = lowres.dot %a, %w, %w max_weight 1 : vector<16xi32>, vector<16xi8>
  return
}

// -----

// Constraint 2.
func.func @dot_no_weight(%a: vector<4xi32>, %w: vector<16xi8>) {
  // expected-error@+1 {{'lowres.dot' op max_weight must be in [1, 255], got 0}}
  %r = lowres.dot %a, %w, %w max_weight 0 : vector<4xi32>, vector<16xi8>
  return
}

// -----

func.func @dot_large_weight(%a: vector<4xi32>, %w: vector<16xi8>) {
  // expected-error@+1 {{'lowres.dot' op max_weight must be in [1, 255], got 256}}
  %r = lowres.dot %a, %w, %w max_weight 256 : vector<4xi32>, vector<16xi8>
  return
}

// -----

// No instruction has a length that is not known.
func.func @dot_scalable(%a: vector<[4]xi32>, %w: vector<[16]xi8>) {
  // expected-error@+1 {{'lowres.dot' op operand #0 must be fixed-length vector of 32-bit signless integer values of ranks 1, but got 'vector<[4]xi32>'}}
  %r = lowres.dot %a, %w, %w max_weight 1 : vector<[4]xi32>, vector<[16]xi8>
  return
}
