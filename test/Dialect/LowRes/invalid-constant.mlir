// RUN: lowres-opt %s -split-input-file -verify-diagnostics

// Constraint 1: a 1-D i8 attribute of exactly the encoding's size.
func.func @rank() {
  // expected-error@+1 {{'lowres.constant' op storage must be a 1-D i8 tensor, got 'tensor<2x3xi8>'}}
  %w = lowres.constant dense<0> : tensor<2x3xi8> -> tensor<2x3x!lowres.level<5>>
  return
}

// -----

func.func @element_type() {
  // expected-error@+1 {{'lowres.constant' op storage must be a 1-D i8 tensor, got 'tensor<6xi16>'}}
  %w = lowres.constant dense<0> : tensor<6xi16> -> tensor<2x3x!lowres.level<5>>
  return
}

// -----

func.func @too_few_codes() {
  // expected-error@+1 {{'lowres.constant' op storage of 'tensor<2x3x!lowres.level<5>>' takes 6 bytes, got 5}}
  %w = lowres.constant dense<[0, 1, 2, 3, 4]> : tensor<5xi8>
    -> tensor<2x3x!lowres.level<5>>
  return
}

// -----

// Two fields of seven bits are two bytes.
func.func @too_many_packed_bytes() {
  // expected-error@+1 {{takes 2 bytes, got 3}}
  %w = lowres.constant dense<0> : tensor<3xi8>
    -> tensor<2x3x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>
  return
}

// -----

func.func @interleaved_size() {
  // expected-error@+1 {{takes 112 bytes, got 6}}
  %w = lowres.constant dense<0> : tensor<6xi8>
    -> tensor<2x3x!lowres.level<5>,
              #lowres.interleaved<lanes = 4, digits = 3, bits = 7>>
  return
}

// -----

// The type of a resource and its blob are checked separately.
func.func @resource_type() {
  // expected-error@+1 {{takes 6 bytes, got 4}}
  %w = lowres.constant dense_resource<four> : tensor<4xi8>
    -> tensor<2x3x!lowres.level<5>>
  return
}

{-#
  dialect_resources: { builtin: { four: "0x0100000000010203" } }
#-}

// -----

func.func @resource_blob() {
  // expected-error@+1 {{'lowres.constant' op storage resource must hold 6 bytes, got 4}}
  %w = lowres.constant dense_resource<four> : tensor<6xi8>
    -> tensor<2x3x!lowres.level<5>>
  return
}

{-#
  dialect_resources: { builtin: { four: "0x0100000000010203" } }
#-}

// -----

func.func @resource_without_data() {
  // expected-error@+1 {{'lowres.constant' op storage must be dense or a dense resource with data}}
  %w = lowres.constant dense_resource<missing> : tensor<6xi8>
    -> tensor<2x3x!lowres.level<5>>
  return
}

// -----

func.func @sparse() {
  // expected-error@+1 {{'lowres.constant' op storage must be dense or a dense resource with data}}
  %w = lowres.constant sparse<[[0]], [1]> : tensor<6xi8>
    -> tensor<2x3x!lowres.level<5>>
  return
}

// -----

// Constraint 2: codes are below the level count.
func.func @code_outside_codebook() {
  // expected-error@+1 {{'lowres.constant' op code 3 is 5, but there are 5 levels}}
  %w = lowres.constant dense<[0, 1, 4, 5, 0, 7]> : tensor<6xi8>
    -> tensor<2x3x!lowres.level<5>>
  return
}

// -----

// Codes are unsigned bytes.
func.func @negative_code() {
  // expected-error@+1 {{'lowres.constant' op code 0 is 255, but there are 200 levels}}
  %w = lowres.constant dense<-1> : tensor<6xi8>
    -> tensor<2x3x!lowres.level<200>>
  return
}

// -----

func.func @code_in_resource() {
  // expected-error@+1 {{'lowres.constant' op code 2 is 9, but there are 9 levels}}
  %w = lowres.constant dense_resource<codes> : tensor<4xi8>
    -> tensor<4x!lowres.level<9>>
  return
}

{-#
  dialect_resources: { builtin: { codes: "0x0100000000080903" } }
#-}

// -----

// 5^3 = 125 is the first value of a field that is no three digits; the second
// field of the stream is 126 here.
func.func @radix_field() {
  // expected-error@+1 {{'lowres.constant' op stored field 1 has the value 126, which is no sequence of 3 codes below 5}}
  %w = lowres.constant dense<[0, 63]> : tensor<2xi8>
    -> tensor<2x3x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>
  return
}

// -----

func.func @interleaved_field() {
  // expected-error@+1 {{'lowres.constant' op stored field 0 has the value 255, which is no sequence of 5 codes below 3}}
  %w = lowres.constant dense<-1> : tensor<4xi8>
    -> tensor<1x3x!lowres.level<3>,
              #lowres.interleaved<lanes = 1, digits = 5, bits = 8>>
  return
}

// -----

func.func @dynamic_shape() {
  // expected-error@+1 {{result #0 must be statically shaped tensor of}}
  %w = lowres.constant dense<0> : tensor<4xi8> -> tensor<?x!lowres.level<3>>
  return
}

// -----

func.func @no_levels() {
  // expected-error@+1 {{result #0 must be statically shaped tensor of}}
  %w = lowres.constant dense<0> : tensor<4xi8> -> tensor<4xf32>
  return
}

// -----

func.func @unsigned() {
  // expected-error@+1 {{'lowres.constant' op storage must be a 1-D i8 tensor, got 'tensor<6xui8>'}}
  %w = lowres.constant dense<0> : tensor<6xui8> -> tensor<2x3x!lowres.level<5>>
  return
}

// -----

func.func @overflow() {
  // expected-error@+1 {{'lowres.constant' op result must have at most 281474976710656 elements}}
  %w = lowres.constant dense<> : tensor<0xi8> -> tensor<4294967296x4294967296x!lowres.level<2>>
  return
}
