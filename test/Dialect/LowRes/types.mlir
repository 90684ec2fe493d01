// RUN: lowres-opt %s -verify-roundtrip | FileCheck %s
// RUN: lowres-opt %s --emit-bytecode | lowres-opt | FileCheck %s

// The bare form: the uniform grid over [-1, 1].
// CHECK-LABEL: func private @uniform
// CHECK-SAME:    !lowres.level<2>, !lowres.level<5>, !lowres.level<256>
func.func private @uniform(!lowres.level<2>, !lowres.level<5>,
                           !lowres.level<256>)

// CHECK-LABEL: func private @codebook
// CHECK-SAME:    !lowres.level<3, [-1.000000e+00, 2.500000e-01, 1.000000e+00]>
func.func private @codebook(!lowres.level<3, [-1.0, 0.25, 1.0]>)

// Values are f32: both spellings are the type that prints.
// CHECK-LABEL: func private @rounded
// CHECK-SAME:    [[ROUNDED:!lowres.level<2, \[1.000000e-01, 2.000000e-01\]>]]
// CHECK-SAME:    [[ROUNDED]]
func.func private @rounded(!lowres.level<2, [0.1, 0.2]>,
                           !lowres.level<2, [0.10000000149, 0.2]>)

// A spelled-out uniform grid stays the type it was written as.
// CHECK-LABEL: func private @spelled_out
// CHECK-SAME:    !lowres.level<3, [-1.000000e+00, 0.000000e+00, 1.000000e+00]>
func.func private @spelled_out(!lowres.level<3, [-1.0, 0.0, 1.0]>)

// Denormals and the largest finite values are values.
// CHECK-LABEL: func private @extremes
// CHECK-SAME:    !lowres.level<4, [-3.40282347E+38, -1.401300e-45, 1.401300e-45, 3.40282347E+38]>
func.func private @extremes(
    !lowres.level<4, [-3.40282347E+38, -1.4e-45, 1.4e-45, 3.40282347E+38]>)

// An element of all shaped types.
// CHECK-LABEL: func private @elements
// CHECK-SAME:    tensor<2x3x!lowres.level<5>>
// CHECK-SAME:    memref<4x!lowres.level<5>>
// CHECK-SAME:    vector<8x!lowres.level<5>>
func.func private @elements(tensor<2x3x!lowres.level<5>>,
                            memref<4x!lowres.level<5>>,
                            vector<8x!lowres.level<5>>)
