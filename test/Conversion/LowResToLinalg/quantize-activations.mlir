// RUN: lowres-opt %s -convert-lowres-to-linalg | FileCheck %s

// CHECK-LABEL: func @quantize_activations
// CHECK-SAME:    %[[X:.*]]: tensor<?x64xf32>
// The largest magnitude of a row, by its bits, in which NaN is above infinity.
// CHECK:         %[[ABSMAX:.*]] = linalg.generic {{.*}}["parallel", "reduction"]} ins(%[[X]] : tensor<?x64xf32>)
// CHECK:           %[[BITS:.*]] = arith.bitcast
// CHECK:           %[[SIGN:.*]] = arith.constant 2147483647 : i32
// CHECK:           %[[MAGNITUDE:.*]] = arith.andi %[[BITS]], %[[SIGN]]
// CHECK:           arith.maxsi %[[MAGNITUDE]]
// 127 / absmax, or 0.
// CHECK:         %[[INVERSE:.*]] = linalg.generic {{.*}} ins(%[[ABSMAX]] : tensor<?xi32>)
// CHECK:           arith.divf
// CHECK:           arith.cmpf olt
// CHECK:           arith.select
// absmax / 127, 0 or NaN.
// CHECK:         %[[SCALE:.*]] = linalg.generic {{.*}} ins(%[[ABSMAX]], %[[INVERSE]] : tensor<?xi32>, tensor<?xf32>)
// CHECK:           arith.divf
// CHECK:           arith.constant 0x7FC00000 : f32
// CHECK:         %[[CODES:.*]] = linalg.generic {{.*}} ins(%[[X]], %[[INVERSE]] : tensor<?x64xf32>, tensor<?xf32>)
// CHECK:           arith.mulf
// Rounded to even by adding 1.5 * 2^23; the code is the low byte.
// CHECK:           %[[MAGIC:.*]] = arith.constant 0x4B400000 : f32
// CHECK:           %[[ROUNDED:.*]] = arith.addf %{{.*}}, %[[MAGIC]] : f32
// CHECK:           %[[BITS:.*]] = arith.bitcast %[[ROUNDED]] : f32 to i32
// CHECK:           arith.trunci %[[BITS]] : i32 to i8
// CHECK:         return %[[CODES]], %[[SCALE]]
func.func @quantize_activations(%x: tensor<?x64xf32>)
    -> (tensor<?x64xi8>, tensor<?xf32>) {
  %q, %s = lowres.quantize_activations %x
    : tensor<?x64xf32> -> tensor<?x64xi8>, tensor<?xf32>
  return %q, %s : tensor<?x64xi8>, tensor<?xf32>
}
