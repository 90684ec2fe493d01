// The header says what becomes of a NaN, which depends on whether the compiled
// function has layers with int8 activations: not those of a free codebook, nor of
// another function.

// RUN: lowres-compile %s --entry=codebook --activations=i8 -o %t.o
// RUN: FileCheck %s --check-prefix=F32 < %t.h
// RUN: lowres-compile %s --entry=uniform -o %t.o
// RUN: FileCheck %s --check-prefix=F32 < %t.h
// RUN: lowres-compile %s --entry=uniform --activations=i8 -o %t.o
// RUN: FileCheck %s --check-prefix=I8 < %t.h
// RUN: lowres-compile %s --entry=quantized -o %t.o
// RUN: FileCheck %s --check-prefix=I8 < %t.h

// F32: propagates to the outputs of that row
// I8: Activations are rounded to 8 bits per row

func.func @codebook(%x: tensor<?x2xf32>) -> tensor<?x1xf32> {
  %w = lowres.constant dense<[0, 2]>
    : tensor<2xi8> -> tensor<1x2x!lowres.level<3, [-1.0, 0.3, 2.0]>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x2xf32>, tensor<1x2x!lowres.level<3, [-1.0, 0.3, 2.0]>>
    -> tensor<?x1xf32>
  return %y : tensor<?x1xf32>
}

func.func @uniform(%x: tensor<?x2xf32>) -> tensor<?x1xf32> {
  %w = lowres.constant dense<[0, 2]>
    : tensor<2xi8> -> tensor<1x2x!lowres.level<3>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x2xf32>, tensor<1x2x!lowres.level<3>> -> tensor<?x1xf32>
  return %y : tensor<?x1xf32>
}

func.func @quantized(%x: tensor<?x2xf32>) -> tensor<?x1xf32> {
  %w = lowres.constant dense<[0, 2]>
    : tensor<2xi8> -> tensor<1x2x!lowres.level<3>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %q, %qs = lowres.quantize_activations %x
    : tensor<?x2xf32> -> tensor<?x2xi8>, tensor<?xf32>
  %y = lowres.dense %q, %w scale(%s : tensor<f32>)
    input_scale(%qs : tensor<?xf32>)
    : tensor<?x2xi8>, tensor<1x2x!lowres.level<3>> -> tensor<?x1xf32>
  return %y : tensor<?x1xf32>
}
