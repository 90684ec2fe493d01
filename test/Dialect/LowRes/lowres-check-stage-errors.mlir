// RUN: lowres-opt %s --lowres-check-stage -split-input-file -verify-diagnostics

// Structured operations that reach beyond their operands. With a dynamic batch
// upstream's verifiers let them through.

func.func @negative_stride(%x: tensor<?x9x9x2xf32>, %k: tensor<3x3x2x4xf32>,
                           %y: tensor<?x4x4x4xf32>) -> tensor<?x4x4x4xf32> {
  // expected-error@+1 {{'linalg.conv_2d_nhwc_hwcf' op operand 0 has 9 elements along dimension 1, but elements -3 to 2 are used}}
  %r = linalg.conv_2d_nhwc_hwcf
    {strides = dense<-1> : tensor<2xi64>, dilations = dense<1> : tensor<2xi64>}
    ins(%x, %k : tensor<?x9x9x2xf32>, tensor<3x3x2x4xf32>)
    outs(%y : tensor<?x4x4x4xf32>) -> tensor<?x4x4x4xf32>
  return %r : tensor<?x4x4x4xf32>
}

// -----

func.func @negative_dilation(%x: tensor<?x2x9x9xf32>, %k: tensor<4x2x3x3xf32>,
                             %y: tensor<?x4x9x7xf32>) -> tensor<?x4x9x7xf32> {
  // expected-error@+1 {{operand 0 has 9 elements along dimension 2, but elements -2 to 8 are used}}
  %r = linalg.conv_2d_nchw_fchw
    {strides = dense<1> : tensor<2xi64>,
     dilations = dense<[-1, 1]> : tensor<2xi64>}
    ins(%x, %k : tensor<?x2x9x9xf32>, tensor<4x2x3x3xf32>)
    outs(%y : tensor<?x4x9x7xf32>) -> tensor<?x4x9x7xf32>
  return %r : tensor<?x4x9x7xf32>
}

// -----

func.func @pooling(%x: tensor<?x7x7x2xf32>, %window: tensor<3x3xf32>,
                   %y: tensor<?x3x4x2xf32>) -> tensor<?x3x4x2xf32> {
  // expected-error@+1 {{'linalg.pooling_nhwc_max' op operand 0 has 7 elements along dimension 2, but elements 0 to 8 are used}}
  %r = linalg.pooling_nhwc_max
    {strides = dense<2> : vector<2xi64>, dilations = dense<1> : vector<2xi64>}
    ins(%x, %window : tensor<?x7x7x2xf32>, tensor<3x3xf32>)
    outs(%y : tensor<?x3x4x2xf32>) -> tensor<?x3x4x2xf32>
  return %r : tensor<?x3x4x2xf32>
}

// -----

// Positions that 64 bits do not hold.
func.func @huge_stride(%x: tensor<?x7x7x2xf32>, %window: tensor<3x3xf32>,
                       %y: tensor<?x3x3x2xf32>) -> tensor<?x3x3x2xf32> {
  // expected-error@+1 {{but elements 0 to 18446744073709551616 are used}}
  %r = linalg.pooling_nhwc_max
    {strides = dense<9223372036854775807> : vector<2xi64>,
     dilations = dense<1> : vector<2xi64>}
    ins(%x, %window : tensor<?x7x7x2xf32>, tensor<3x3xf32>)
    outs(%y : tensor<?x3x3x2xf32>) -> tensor<?x3x3x2xf32>
  return %r : tensor<?x3x3x2xf32>
}

// -----

func.func @sizes(%x: tensor<?x5xf32>, %y: tensor<?x3xf32>) -> tensor<?x5xf32> {
  // expected-error@+1 {{'linalg.add' op operand 1 has 3 elements along dimension 1, but elements 0 to 4 are used}}
  %r = linalg.add ins(%x, %y : tensor<?x5xf32>, tensor<?x3xf32>)
    outs(%x : tensor<?x5xf32>) -> tensor<?x5xf32>
  return %r : tensor<?x5xf32>
}

// -----

// The last element there is, none where there is nothing to compute, and what
// is not known.
func.func @within(%x: tensor<?x7x7x2xf32>, %window: tensor<3x3xf32>,
                  %y: tensor<?x3x3x2xf32>, %none: tensor<?x0x9x2xf32>,
                  %any: tensor<?x?x3x2xf32>)
    -> (tensor<?x3x3x2xf32>, tensor<?x0x9x2xf32>, tensor<?x?x3x2xf32>) {
  %0 = linalg.pooling_nhwc_max
    {strides = dense<2> : vector<2xi64>, dilations = dense<1> : vector<2xi64>}
    ins(%x, %window : tensor<?x7x7x2xf32>, tensor<3x3xf32>)
    outs(%y : tensor<?x3x3x2xf32>) -> tensor<?x3x3x2xf32>
  %1 = linalg.pooling_nhwc_max
    {strides = dense<2> : vector<2xi64>, dilations = dense<1> : vector<2xi64>}
    ins(%x, %window : tensor<?x7x7x2xf32>, tensor<3x3xf32>)
    outs(%none : tensor<?x0x9x2xf32>) -> tensor<?x0x9x2xf32>
  %2 = linalg.pooling_nhwc_max
    {strides = dense<2> : vector<2xi64>, dilations = dense<1> : vector<2xi64>}
    ins(%x, %window : tensor<?x7x7x2xf32>, tensor<3x3xf32>)
    outs(%any : tensor<?x?x3x2xf32>) -> tensor<?x?x3x2xf32>
  return %0, %1, %2
    : tensor<?x3x3x2xf32>, tensor<?x0x9x2xf32>, tensor<?x?x3x2xf32>
}
