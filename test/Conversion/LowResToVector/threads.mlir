// RUN: lowres-opt %s -lowres-pack-weights -convert-lowres-to-vector -canonicalize -cse \
// RUN:   | FileCheck %s

// CHECK-DAG: #[[TILE:.*]] = affine_map<(d0) -> (d0 floordiv 4)>
// CHECK-DAG: #[[LANE:.*]] = affine_map<(d0) -> (d0 mod 4)>

// A thread for each row and output, which reads words of the weights and of the
// inputs: of output 4 t + l, the ones of lane l of tile t.
// CHECK-LABEL: func @dot
// CHECK-SAME:      %[[X:[a-z0-9]+]]: tensor<?x16xi8>
// CHECK-DAG:     %[[ONES:.*]] = arith.constant dense<1> : vector<4xi8>
// CHECK-DAG:     %[[WEIGHTS:.*]] = arith.constant dense<{{.*}}> : tensor<16xi32>
// CHECK:         %[[ROWS:.*]] = tensor.dim %[[X]]
// Inputs, four in a word.
// CHECK:         %[[WORDS:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<?x4xi32>)
// CHECK-COUNT-4:   tensor.extract %[[X]]
// CHECK:           linalg.yield
// CHECK:         scf.forall (%[[ROW:.*]], %[[OUTPUT:.*]]) in (%[[ROWS]], 5)
// CHECK:           %[[SUMS:.*]]:2 = scf.for
// CHECK:             affine.apply #[[TILE]](%[[OUTPUT]])
// CHECK:             affine.apply #[[LANE]](%[[OUTPUT]])
// CHECK:             tensor.extract %[[WEIGHTS]]
// CHECK:             tensor.extract %[[WORDS]][%[[ROW]], %{{.*}}]
// CHECK:             lowres.dot %{{.*}} max_weight 3 : vector<1xi32>, vector<4xi8>
// The inputs' sum, for levels that begin below zero.
// CHECK:             lowres.dot %{{.*}}, %[[ONES]], %{{.*}} max_weight 1
// CHECK:           arith.maximumf %{{.*}} : f32
// CHECK:           tensor.parallel_insert_slice {{.*}}[%[[ROW]], %[[OUTPUT]]] [1, 1]
func.func @dot(%x: tensor<?x16xi8>, %q: tensor<?xf32>) -> tensor<?x5xf32> {
  %w = lowres.constant dense<1> : tensor<80xi8> -> tensor<5x16x!lowres.level<4>>
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    activation(relu)
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 4>,
           threads = 1>
    : tensor<?x16xi8>, tensor<5x16x!lowres.level<4>> -> tensor<?x5xf32>
  return %y : tensor<?x5xf32>
}

// Fields of two digits: pairs of bytes are divided by 5 by one product of 32
// bits, 13 / 2^6.
// CHECK-LABEL: func @divide
// CHECK-DAG:     %[[BYTES:.*]] = arith.constant dense<16711935> : vector<1xi32>
// CHECK-DAG:     %[[C13:.*]] = arith.constant dense<13> : vector<1xi32>
// CHECK-DAG:     %[[C6:.*]] = arith.constant dense<6> : vector<1xi32>
// CHECK:         scf.forall
// CHECK:           %[[EVEN:.*]] = arith.andi %{{.*}}, %[[BYTES]] : vector<1xi32>
// CHECK:           %[[PRODUCTS:.*]] = arith.muli %[[EVEN]], %[[C13]] : vector<1xi32>
// CHECK:           arith.shrui %[[PRODUCTS]], %[[C6]]
// CHECK:           arith.andi
func.func @divide(%x: tensor<?x64xi8>, %q: tensor<?xf32>) -> tensor<?x5xf32> {
  %w = lowres.constant dense<1> : tensor<320xi8> -> tensor<5x64x!lowres.level<5>>
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 2, bits = 5>,
           threads = 1>
    : tensor<?x64xi8>, tensor<5x64x!lowres.level<5>> -> tensor<?x5xf32>
  return %y : tensor<?x5xf32>
}

// Blocks of two rows, then what is left; groups of inputs, filled up with zeros.
// CHECK-LABEL: func @blocks
// CHECK-SAME:      %[[X:[a-z0-9]+]]: tensor<?x10xf32>
// CHECK:         linalg.generic {{.*}} outs(%{{.*}} : tensor<?x16xf32>)
// CHECK:           %[[HAS:.*]] = arith.andi
// CHECK:           %[[VALUE:.*]] = tensor.extract %[[X]]
// CHECK:           arith.select %[[HAS]], %[[VALUE]]
// CHECK:         %[[PAIRS:.*]] = arith.divui
// CHECK:         scf.forall (%{{.*}}, %{{.*}}) in (%[[PAIRS]], 3)
// CHECK:           tensor.parallel_insert_slice {{.*}} [2, 1] [1, 1]
// CHECK:         scf.forall
// CHECK:           tensor.parallel_insert_slice {{.*}} [1, 1] [1, 1]
func.func @blocks(%x: tensor<?x10xf32>, %s: tensor<3x2xf32>) -> tensor<?x3xf32> {
  %w = lowres.constant dense<1> : tensor<30xi8> -> tensor<3x10x!lowres.level<3>>
  %y = lowres.dense %x, %w scale(%s : tensor<3x2xf32>)
    kernel<strategy = decode_fma,
           packing = <lanes = 32, digits = 1, bits = 4, group = 5>, rows = 2,
           threads = 1>
    : tensor<?x10xf32>, tensor<3x10x!lowres.level<3>> -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// The windows of a convolution are rows: 3 * 4 of each image.
// CHECK-LABEL: func @conv
// CHECK:         %[[PADDED:.*]] = tensor.pad
// CHECK:         %[[WINDOWS:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<?x3x4x4xi32>)
// CHECK:           tensor.extract %[[PADDED]]
// CHECK:         %[[ROWS:.*]] = tensor.collapse_shape %[[WINDOWS]]
// CHECK-SAME:      tensor<?x3x4x4xi32> into tensor<?x4xi32>
// CHECK:         scf.forall
// CHECK:           tensor.extract %[[ROWS]]
// CHECK:         tensor.expand_shape {{.*}} : tensor<?x6xf32> into tensor<?x3x4x6xf32>
func.func @conv(%x: tensor<?x4x4x1xi8>, %q: tensor<?xf32>) -> tensor<?x3x4x6xf32> {
  %w = lowres.constant dense<1> : tensor<36xi8> -> tensor<6x2x3x1x!lowres.level<3>>
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    padding [0, 0, 1, 1]
    kernel<strategy = decode_dot, packing = <lanes = 32, digits = 1, bits = 2>,
           threads = 1>
    : tensor<?x4x4x1xi8>, tensor<6x2x3x1x!lowres.level<3>> -> tensor<?x3x4x6xf32>
  return %y : tensor<?x3x4x6xf32>
}
