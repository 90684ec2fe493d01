// RUN: lowres-opt %s -convert-lowres-to-vector -canonicalize -cse | FileCheck %s

!float = tensor<6x2x3x1x!lowres.level<5>,
                #lowres.interleaved<lanes = 4, digits = 3, bits = 8>>
!int8 = tensor<8x2x2x1x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 3, bits = 8>>

// CHECK-DAG: #[[POSITIONS:.*]] = affine_map<()[s0] -> (s0 * 15)>
// Strides 2 and 3, dilations 1 and 2, six channels.
// CHECK-DAG: #[[LINE0:.*]] = affine_map<(d0) -> (d0 * 2)>
// CHECK-DAG: #[[LINE1:.*]] = affine_map<(d0) -> (d0 * 2 + 1)>
// CHECK-DAG: #[[COLUMN0:.*]] = affine_map<(d0, d1) -> (d0 * 18 + d1)>
// CHECK-DAG: #[[COLUMN1:.*]] = affine_map<(d0, d1) -> (d0 * 18 + d1 + 12)>
// CHECK-DAG: #[[COLUMN2:.*]] = affine_map<(d0, d1) -> (d0 * 18 + d1 + 24)>
// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d0 * 3 + d1)>

// Two tiles of four lanes for six channels: what is behind the last is read as
// padding and not written. They may be computed at the same time.
// CHECK-LABEL: func @float(
// CHECK-SAME:    %[[X:.*]]: tensor<?x7x9x6xf32>, %[[W:.*]]: tensor<6x2x3x1x{{.*}}, %[[S:[^ ]*]]: tensor<6xf32>, %[[B:[^ ]*]]: tensor<6xf32>
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG:     %[[C3:.*]] = arith.constant 3 : index
// CHECK-DAG:     %[[C4:.*]] = arith.constant 4 : index
// CHECK-DAG:     %[[C5:.*]] = arith.constant 5 : index
// CHECK-DAG:     %[[C15:.*]] = arith.constant 15 : index
// CHECK-DAG:     %[[CODE:.*]] = arith.constant dense<2> : vector<4xi32>
// CHECK:         %[[BYTES:.*]] = lowres.storage_cast %[[W]] {{.*}} -> tensor<32xi8>
// CHECK:         %[[SCALES:.*]] = linalg.generic {{.*}} ins(%[[S]] : tensor<6xf32>)
// CHECK:         %[[N:.*]] = tensor.dim %[[X]], %[[C0]]
// CHECK:         %[[PADDED:.*]] = linalg.fill {{.*}} -> tensor<10x72xf32>
// CHECK:         %[[ROWS:.*]] = affine.apply #[[POSITIONS]]()[%[[N]]]
// CHECK:         tensor.empty(%[[ROWS]]) : tensor<?x6xf32>
// CHECK:         scf.for %[[IMAGE:.*]] = %[[C0]] to %[[N]] step %[[C1]] iter_args(%[[P:.*]] = %[[PADDED]],
// CHECK:           tensor.extract_slice %[[X]][%[[IMAGE]], 0, 0, 0] [1, 7, 9, 6] [1, 1, 1, 1]
// CHECK:           %[[COPY:.*]] = tensor.insert_slice %{{.*}} into %[[P]][1, 12] [7, 54] [1, 1]
// All six weights of a channel, before the loops over positions.
// CHECK:           scf.forall (%[[TILE:.*]]) in (2) shared_outs(%[[OUT:.*]] = %{{.*}})
// CHECK:             %[[SIZE:.*]] = affine.min #{{.*}}(%[[TILE]])
// CHECK:             %[[FIRSTROW:.*]] = arith.muli %[[IMAGE]], %[[C15]]
// CHECK:             %[[CHANNEL:.*]] = arith.muli %[[TILE]], %[[C4]]
// CHECK:             tensor.extract_slice %[[OUT]][%[[FIRSTROW]], %[[CHANNEL]]] [15, %[[SIZE]]] [1, 1]
// CHECK:             vector.transfer_read %[[BYTES]]
// CHECK:             %[[I0:.*]] = arith.subi %{{.*}}, %[[CODE]]
// CHECK:             %[[W0:.*]] = arith.sitofp %[[I0]] : vector<4xi32> to vector<4xf32>
// CHECK-COUNT-4:     arith.sitofp
// CHECK:             %[[W5:.*]] = arith.sitofp
// CHECK:             %[[SCALE:.*]] = vector.transfer_read %[[SCALES]][%[[C0]], %[[CHANNEL]]], %{{[a-z0-9_]*}} : tensor<1x6xf32>, vector<4xf32>
// CHECK:             %[[BIAS:.*]] = vector.transfer_read %[[B]][%[[CHANNEL]]], %{{[a-z0-9_]*}} : tensor<6xf32>, vector<4xf32>
// CHECK:             scf.for %[[Y:.*]] = %[[C0]] to %[[C5]] step %[[C1]]
// CHECK:               scf.for %[[XX:.*]] = %[[C0]] to %[[C3]] step %[[C1]]
// CHECK-NOT:             arith.sitofp
// CHECK-NOT:             %[[BYTES]]
// CHECK:                 %[[L0:.*]] = affine.apply #[[LINE0]](%[[Y]])
// CHECK:                 %[[P0:.*]] = affine.apply #[[COLUMN0]](%[[XX]], %[[CHANNEL]])
// CHECK:                 %[[X0:.*]] = vector.transfer_read %[[COPY]][%[[L0]], %[[P0]]], %{{[a-z0-9_]*}} : tensor<10x72xf32>, vector<4xf32>
// CHECK:                 arith.mulf %[[W0]], %[[X0]] fastmath<contract>
// CHECK:                 affine.apply #[[COLUMN1]](%[[XX]], %[[CHANNEL]])
// CHECK:                 %[[P2:.*]] = affine.apply #[[COLUMN2]](%[[XX]], %[[CHANNEL]])
// CHECK:                 %[[L1:.*]] = affine.apply #[[LINE1]](%[[Y]])
// CHECK:                 %[[X5:.*]] = vector.transfer_read %[[COPY]][%[[L1]], %[[P2]]]
// CHECK:                 %[[LAST:.*]] = arith.mulf %[[W5]], %[[X5]] fastmath<contract>
// CHECK:                 %[[SUM:.*]] = arith.addf %{{.*}}, %[[LAST]] fastmath<contract>
// CHECK:                 %[[SCALED:.*]] = arith.mulf %[[SUM]], %[[SCALE]]
// CHECK:                 %[[TO:.*]] = affine.apply #[[ROW]](%[[Y]], %[[XX]])
// CHECK:                 %[[BIASED:.*]] = arith.addf %[[SCALED]], %[[BIAS]]
// CHECK:                 %[[RELU:.*]] = arith.maximumf %[[BIASED]]
// CHECK:                 vector.transfer_write %[[RELU]], %{{.*}}[%[[TO]], %[[C0]]] : vector<4xf32>, tensor<15x?xf32>
// CHECK:             tensor.parallel_insert_slice %{{.*}} into %[[OUT]][%[[FIRSTROW]], %[[CHANNEL]]] [15, %[[SIZE]]] [1, 1]
// CHECK:         tensor.expand_shape {{.*}} into tensor<?x5x3x6xf32>
func.func @float(%x: tensor<?x7x9x6xf32>, %w: !float, %s: tensor<6xf32>,
                 %b: tensor<6xf32>) -> tensor<?x5x3x6xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<6xf32>) bias(%b : tensor<6xf32>)
    activation(relu)
    strides [2, 3] dilations [1, 2] padding [1, 2, 2, 1] groups 6
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 3, bits = 8>>
    : tensor<?x7x9x6xf32>, !float -> tensor<?x5x3x6xf32>
  return %y : tensor<?x5x3x6xf32>
}

// Sums of integers are exact in f32; the scale of the image is that of all its
// positions. Nothing is padded, and all channels fill tiles.
// CHECK-LABEL: func @int8(
// CHECK-SAME:    %[[X:.*]]: tensor<2x7x9x8xi8>, %[[Q:[^ ]*]]: tensor<2xf32>
// CHECK-NOT:     linalg.fill
// CHECK:         scf.for %[[IMAGE:.*]] = %{{.*}} to %{{.*}} step
// CHECK:           %[[PIXELS:.*]] = tensor.collapse_shape %{{.*}} into tensor<7x72xi8>
// CHECK:           scf.forall
// CHECK-COUNT-4:     arith.sitofp {{.*}} : vector<4xi32> to vector<4xf32>
// CHECK:             %[[XS:.*]] = tensor.extract %[[Q]][%[[IMAGE]]]
// CHECK:             %[[WS:.*]] = vector.transfer_read {{.*}} {in_bounds = [true]} : tensor<1x8xf32>, vector<4xf32>
// CHECK:             %[[XV:.*]] = vector.broadcast %[[XS]]
// CHECK:             %[[FACTOR:.*]] = arith.mulf %[[XV]], %[[WS]]
// CHECK:             scf.for
// CHECK:               scf.for
// CHECK-NOT:             vector<4xi32>
// CHECK:                 %[[CODES:.*]] = vector.transfer_read %[[PIXELS]]{{.*}} {in_bounds = [true]} : tensor<7x72xi8>, vector<4xi8>
// CHECK:                 arith.sitofp %[[CODES]] : vector<4xi8> to vector<4xf32>
// CHECK-COUNT-3:         arith.sitofp {{.*}} : vector<4xi8> to vector<4xf32>
// CHECK:                 %[[Y:.*]] = arith.mulf %{{.*}}, %[[FACTOR]]
// CHECK:                 vector.transfer_write %[[Y]], {{.*}} {in_bounds = [true]} : vector<4xf32>, tensor<48x4xf32>
func.func @int8(%x: tensor<2x7x9x8xi8>, %q: tensor<2xf32>, %w: !int8,
                %s: tensor<f32>) -> tensor<2x6x8x8xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<2xf32>) groups 8
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 3, bits = 8>>
    : tensor<2x7x9x8xi8>, !int8 -> tensor<2x6x8x8xf32>
  return %y : tensor<2x6x8x8xf32>
}
