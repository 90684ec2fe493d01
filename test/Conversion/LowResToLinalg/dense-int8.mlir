// RUN: lowres-opt %s -convert-lowres-to-linalg -split-input-file | FileCheck %s

// Five levels: integers code - 2, step 1/2.
// CHECK-LABEL: func @odd
// CHECK:         linalg.generic
// CHECK:         ^bb0(%[[X:.*]]: i8, %[[CODE:.*]]: i8, %[[ACC:.*]]: i32):
// CHECK:           %[[XI:.*]] = arith.extsi %[[X]] : i8 to i32
// CHECK:           %[[W:.*]] = arith.extui %[[CODE]] : i8 to i32
// CHECK:           %[[ONE:.*]] = arith.constant 1 : i32
// CHECK:           %[[KW:.*]] = arith.muli %[[W]], %[[ONE]]
// CHECK:           %[[TWO:.*]] = arith.constant 2 : i32
// CHECK:           %[[LEVEL:.*]] = arith.subi %[[KW]], %[[TWO]]
// CHECK:           %[[P:.*]] = arith.muli %[[XI]], %[[LEVEL]]
// CHECK:           arith.addi %[[ACC]], %[[P]]
// CHECK:         arith.constant dense<1.000000e+00> : tensor<1x2xf32>
// The sum as f32, times (input scale times (scale times step)), in this order.
// CHECK:         linalg.generic
// CHECK:         ^bb0(%[[SUM:.*]]: i32, %[[SCALE:.*]]: f32, %[[XS:.*]]: f32, %[[TOTAL:.*]]: f32):
// CHECK:           %[[F:.*]] = arith.sitofp %[[SUM]] : i32 to f32
// CHECK:           %[[FACTOR:.*]] = arith.mulf %[[XS]], %[[SCALE]] : f32
// CHECK:           %[[T:.*]] = arith.mulf %[[F]], %[[FACTOR]] : f32
// CHECK:           arith.addf %[[TOTAL]], %[[T]] : f32
// CHECK-NOT:     fastmath
func.func @odd(%x: tensor<?x4xi8>, %q: tensor<?xf32>,
               %w: tensor<2x4x!lowres.level<5>>) -> tensor<?x2xf32> {
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    : tensor<?x4xi8>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// Four levels: integers 2 code - 3, step 1/3.
// CHECK-LABEL: func @even
// CHECK:         %[[TWO:.*]] = arith.constant 2 : i32
// CHECK-NEXT:    %[[KW:.*]] = arith.muli %{{.*}}, %[[TWO]] : i32
// CHECK-NEXT:    %[[THREE:.*]] = arith.constant 3 : i32
// CHECK-NEXT:    arith.subi %[[KW]], %[[THREE]] : i32
// CHECK:         arith.constant dense<1.000000e+00> : tensor<1x2xf32>
func.func @even(%x: tensor<?x4xi8>, %q: tensor<?xf32>,
                %w: tensor<2x4x!lowres.level<4>>) -> tensor<?x2xf32> {
  %s = arith.constant dense<3.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    : tensor<?x4xi8>, tensor<2x4x!lowres.level<4>> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// A free codebook has no integers: the products are taken in f32.
// CHECK-LABEL: func @codebook
// CHECK:         arith.constant dense<[-1.000000e+00, 2.500000e-01, 1.000000e+00]> : tensor<3xf32>
// CHECK:         ^bb0(%[[X:.*]]: i8, %{{.*}}: i8, %{{.*}}: f32):
// CHECK:           %[[XF:.*]] = arith.sitofp %[[X]] : i8 to f32
// CHECK:           arith.mulf %[[XF]]
func.func @codebook(%x: tensor<?x4xi8>, %q: tensor<?xf32>,
                    %w: tensor<2x4x!lowres.level<3, [-1.0, 0.25, 1.0]>>)
    -> tensor<?x2xf32> {
  %s = arith.constant dense<3.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    : tensor<?x4xi8>, tensor<2x4x!lowres.level<3, [-1.0, 0.25, 1.0]>>
    -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
