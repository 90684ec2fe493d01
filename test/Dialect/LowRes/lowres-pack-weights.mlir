// RUN: lowres-opt %s --lowres-pack-weights -split-input-file | FileCheck %s

// Levels 0 1 2 3 4 of output 0, 4 3 2 1 0 of output 1: byte 4 * lane + b of the
// one stored vector has input b in digit 0 and input 4 + b in digit 1.
// CHECK-LABEL: func.func @packed(
// CHECK-NEXT:    %[[W:.*]] = lowres.constant dense<[20, 1, 2, 3, 4, 3, 2, 1]> : tensor<8xi8>
// CHECK-SAME:      -> tensor<2x5x!lowres.level<5>, #lowres.interleaved<lanes = 2, digits = 2, bits = 8>>
// CHECK-NOT:     lowres.constant
// CHECK:         lowres.dense %{{.*}}, %[[W]]
func.func @packed(%x: tensor<?x5xf32>, %s: tensor<f32>) -> tensor<?x2xf32> {
  %w = lowres.constant dense<[0, 1, 2, 3, 4, 4, 3, 2, 1, 0]> : tensor<10xi8>
    -> tensor<2x5x!lowres.level<5>>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma,
           packing = <lanes = 2, digits = 2, bits = 8>>
    : tensor<?x5xf32>, tensor<2x5x!lowres.level<5>> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// From the storage of a model file.
// CHECK-LABEL: func.func @from_radix(
// CHECK-NEXT:    lowres.constant dense<[20, 1, 2, 3, 4, 3, 2, 1]> : tensor<8xi8>
// CHECK-SAME:      #lowres.interleaved<lanes = 2, digits = 2, bits = 8>
func.func @from_radix(%x: tensor<?x5xf32>, %s: tensor<f32>)
    -> tensor<?x2xf32> {
  // 0 + 5 * 1 + 25 * 2, 3 + 5 * 4 + 25 * 4, 3 + 5 * 2 + 25 * 1, 0
  %w = lowres.constant dense<[55, 123, 38, 0]> : tensor<4xi8>
    -> tensor<2x5x!lowres.level<5>, #lowres.radix<digits = 3, bits = 8>>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma,
           packing = <lanes = 2, digits = 2, bits = 8>>
    : tensor<?x5xf32>,
      tensor<2x5x!lowres.level<5>, #lowres.radix<digits = 3, bits = 8>>
    -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// Layers share weights if they share the packing as well.
// CHECK-LABEL: func.func @shared(
// CHECK-DAG:     %[[W2:.*]] = lowres.constant {{.*}}#lowres.interleaved<lanes = 2, digits = 1, bits = 8>
// CHECK-DAG:     %[[W4:.*]] = lowres.constant {{.*}}#lowres.interleaved<lanes = 4, digits = 1, bits = 8>
// CHECK-NOT:     lowres.constant
// CHECK:         lowres.dense %{{.*}}, %[[W2]]
// CHECK:         lowres.dense %{{.*}}, %[[W4]]
// CHECK:         lowres.dense %{{.*}}, %[[W2]]
func.func @shared(%x: tensor<?x2xf32>, %s: tensor<f32>) -> tensor<?x2xf32> {
  %w = lowres.constant dense<[0, 1, 2, 1]> : tensor<4xi8>
    -> tensor<2x2x!lowres.level<3>>
  %a = lowres.dense %x, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 2, digits = 1, bits = 8>>
    : tensor<?x2xf32>, tensor<2x2x!lowres.level<3>> -> tensor<?x2xf32>
  %b = lowres.dense %a, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 8>>
    : tensor<?x2xf32>, tensor<2x2x!lowres.level<3>> -> tensor<?x2xf32>
  %c = lowres.dense %b, %w scale(%s : tensor<f32>)
    kernel<strategy = decode_fma, packing = <lanes = 2, digits = 1, bits = 8>>
    : tensor<?x2xf32>, tensor<2x2x!lowres.level<3>> -> tensor<?x2xf32>
  return %c : tensor<?x2xf32>
}

// -----

// No kernel yet, one without a packing, and weights that others use too.
// CHECK-LABEL: func.func @left_alone(
// CHECK-NEXT:    %[[W:.*]] = lowres.constant dense<[0, 1, 2, 1]> : tensor<4xi8> -> tensor<2x2x!lowres.level<3>>
// CHECK-NEXT:    lowres.dense %{{.*}}, %[[W]]
// CHECK:         lowres.dense %{{.*}}, %[[W]]
// CHECK:         return %{{.*}}, %[[W]]
func.func @left_alone(%x: tensor<?x2xf32>, %s: tensor<f32>)
    -> (tensor<?x2xf32>, tensor<2x2x!lowres.level<3>>) {
  %w = lowres.constant dense<[0, 1, 2, 1]> : tensor<4xi8>
    -> tensor<2x2x!lowres.level<3>>
  %a = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x2xf32>, tensor<2x2x!lowres.level<3>> -> tensor<?x2xf32>
  %b = lowres.dense %a, %w scale(%s : tensor<f32>) kernel<strategy = plain>
    : tensor<?x2xf32>, tensor<2x2x!lowres.level<3>> -> tensor<?x2xf32>
  return %b, %w : tensor<?x2xf32>, tensor<2x2x!lowres.level<3>>
}
