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

// Long rows, one by one.
// CHECK-LABEL: func @long_rows
// CHECK-SAME:    %[[X:.*]]: tensor<?x1024xf32>
// CHECK:         %[[ROWS:.*]] = tensor.dim %[[X]], %{{.*}}
// CHECK:         %[[ALL:.*]]:2 = scf.forall (%[[I:.*]]) in (%[[ROWS]]) shared_outs(%[[CODES:.*]] = %{{.*}}, %[[SCALES:.*]] = %{{.*}})
// CHECK:           %[[ROW:.*]] = tensor.extract_slice %[[X]][%[[I]], 0] [1, 1024] [1, 1]
// CHECK:           linalg.generic {{.*}} ins(%[[ROW]] : tensor<1x1024xf32>)
// CHECK:           tensor.parallel_insert_slice %{{.*}} into %[[CODES]][%[[I]], 0] [1, 1024] [1, 1] : tensor<1x1024xi8>
// CHECK:           tensor.parallel_insert_slice %{{.*}} into %[[SCALES]][%[[I]]] [1] [1] : tensor<1xf32>
// CHECK:         return %[[ALL]]#0, %[[ALL]]#1
func.func @long_rows(%x: tensor<?x1024xf32>)
    -> (tensor<?x1024xi8>, tensor<?xf32>) {
  %q, %s = lowres.quantize_activations %x
    : tensor<?x1024xf32> -> tensor<?x1024xi8>, tensor<?xf32>
  return %q, %s : tensor<?x1024xi8>, tensor<?xf32>
}

// Images are rows.
// CHECK-LABEL: func @long_images
// CHECK:         scf.forall (%{{.*}}) in (3)
// CHECK:         tensor.expand_shape %{{.*}} output_shape [3, 8, 16, 8]
func.func @long_images(%x: tensor<3x8x16x8xf32>)
    -> (tensor<3x8x16x8xi8>, tensor<3xf32>) {
  %q, %s = lowres.quantize_activations %x
    : tensor<3x8x16x8xf32> -> tensor<3x8x16x8xi8>, tensor<3xf32>
  return %q, %s : tensor<3x8x16x8xi8>, tensor<3xf32>
}

// CHECK-LABEL: func @shorter_rows
// CHECK-NOT:     scf.forall
func.func @shorter_rows(%x: tensor<?x1023xf32>)
    -> (tensor<?x1023xi8>, tensor<?xf32>) {
  %q, %s = lowres.quantize_activations %x
    : tensor<?x1023xf32> -> tensor<?x1023xi8>, tensor<?xf32>
  return %q, %s : tensor<?x1023xi8>, tensor<?xf32>
}

// CHECK-LABEL: func @one_row
// CHECK-NOT:     scf.forall
func.func @one_row(%x: tensor<1x4096xf32>)
    -> (tensor<1x4096xi8>, tensor<1xf32>) {
  %q, %s = lowres.quantize_activations %x
    : tensor<1x4096xf32> -> tensor<1x4096xi8>, tensor<1xf32>
  return %q, %s : tensor<1x4096xi8>, tensor<1xf32>
}
