// RUN: lowres-opt %s --lowres-c-interface -split-input-file -verify-diagnostics

// expected-error@+1 {{an entry function needs an input and a result}}
func.func @no_result(%x: tensor<?x4xf32>) {
  return
}

// -----

// expected-error@+1 {{input 0 must be an f32 tensor with a leading batch dimension and static, non-empty rows, got 'tensor<?x4xf64>'}}
func.func @doubles(%x: tensor<?x4xf64>) -> tensor<?x4xf64> {
  return %x : tensor<?x4xf64>
}

// -----

// expected-error@+1 {{input 0 must be an f32 tensor with a leading batch dimension and static, non-empty rows, got 'tensor<?x?xf32>'}}
func.func @dynamic_rows(%x: tensor<?x?xf32>) -> tensor<?x?xf32> {
  return %x : tensor<?x?xf32>
}

// -----

// expected-error@+1 {{input 0 must be an f32 tensor with a leading batch dimension and static, non-empty rows, got 'f32'}}
func.func @scalar(%x: f32) -> f32 {
  return %x : f32
}

// -----

// expected-error@+1 {{result 0 has another batch than input 0: 'tensor<8x4xf32>'}}
func.func @other_batch(%x: tensor<4x4xf32>) -> tensor<8x4xf32> {
  %y = tensor.empty() : tensor<8x4xf32>
  return %y : tensor<8x4xf32>
}

// -----

// expected-error@+1 {{has a batch of zero}}
func.func @empty(%x: tensor<0x4xf32>) -> tensor<0x4xf32> {
  return %x : tensor<0x4xf32>
}

// -----

// expected-error@+1 {{an entry function must have a single block}}
func.func @blocks(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  cf.br ^end
^end:
  return %x : tensor<?x4xf32>
}

// -----

func.func private @elsewhere(tensor<?x4xf32>) -> tensor<?x4xf32>
func.func @caller(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  // expected-error@+1 {{of @elsewhere cannot be compiled: it is external or recursive}}
  %y = call @elsewhere(%x) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// -----

// expected-error@+1 {{result 0 cannot be shown to have as many rows as the inputs}}
func.func @more_rows(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %zero = arith.constant 0.0 : f32
  // expected-note@+1 {{it is computed here}}
  %y = tensor.pad %x low[0, 0] high[1, 0] {
  ^bb0(%row: index, %column: index):
    tensor.yield %zero : f32
  } : tensor<?x4xf32> to tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// -----

// expected-error@+1 {{result 0 cannot be shown to have as many rows as the inputs}}
func.func @half(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %rows = tensor.dim %x, %c0 : tensor<?x4xf32>
  %half = arith.divui %rows, %c2 : index
  // expected-note@+1 {{it is computed here}}
  %y = tensor.extract_slice %x[0, 0] [%half, 4] [1, 1]
    : tensor<?x4xf32> to tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// -----

// expected-error@+1 {{is an entry function and called in the module}}
func.func @called(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  return %x : tensor<?x4xf32>
}
func.func private @caller(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %y = call @called(%x) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
