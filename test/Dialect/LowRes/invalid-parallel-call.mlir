// RUN: lowres-opt %s -split-input-file -verify-diagnostics

func.func @unknown(%n: index) {
  // expected-error @+1 {{calls @nothing, which is no function}}
  lowres.parallel_call @nothing() iterations(%n) work(%n)
  return
}

// -----

memref.global "private" constant @data : memref<f32> = dense<1.0>
func.func @no_function(%n: index) {
  // expected-error @+1 {{calls @data, which is no function}}
  lowres.parallel_call @data() iterations(%n) work(%n)
  return
}

// -----

func.func private @body(%begin: index, %end: index)
func.func @arguments(%n: index) {
  // expected-error @+1 {{needs a function of type '(index, index, index) -> ()', but @body is of type '(index, index) -> ()'}}
  lowres.parallel_call @body(%n) iterations(%n) work(%n) : index
  return
}

// -----

func.func private @body(%begin: index, %end: index) -> index
func.func @results(%n: index) {
  // expected-error @+1 {{needs a function of type '(index, index) -> ()'}}
  lowres.parallel_call @body() iterations(%n) work(%n)
  return
}
