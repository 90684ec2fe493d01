// RUN: lowres-opt %s -convert-lowres-to-vector -canonicalize -cse | FileCheck %s

!float = tensor<6x2x3x1x!lowres.level<5>,
                #lowres.interleaved<lanes = 4, digits = 3, bits = 8>>
!int8 = tensor<8x2x2x1x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 3, bits = 8>>
!wide = tensor<12x1x2x1x!lowres.level<200>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>
!lines = tensor<8x3x3x1x!lowres.level<2>,
                #lowres.interleaved<lanes = 8, digits = 1, bits = 1>>

// CHECK-DAG: #[[CHANNEL:.*]] = affine_map<(d0) -> (d0 * 4)>
// CHECK-DAG: #[[SIZE:.*]] = affine_map<(d0) -> (d0 * -4 + 6, 4)>
// One line and two columns of padding.
// CHECK-DAG: #[[UP:.*]] = affine_map<(d0) -> (d0 - 1)>
// CHECK-DAG: #[[RIGHT:.*]] = affine_map<(d0) -> (d0 + 2)>
// Strides 2 and 3, dilations 1 and 2.
// CHECK-DAG: #[[LINE0:.*]] = affine_map<(d0) -> (d0 * 2)>
// CHECK-DAG: #[[LINE1:.*]] = affine_map<(d0) -> (d0 * 2 + 1)>
// CHECK-DAG: #[[COLUMN0:.*]] = affine_map<(d0) -> (d0 * 3)>
// CHECK-DAG: #[[COLUMN1:.*]] = affine_map<(d0) -> (d0 * 3 + 2)>
// CHECK-DAG: #[[COLUMN2:.*]] = affine_map<(d0) -> (d0 * 3 + 4)>
// Blocks of three lines, for which patches have five; the image has 90, and one
// above these.
// CHECK-DAG: #[[ABOVE:.*]] = affine_map<(d0) -> (d0 * -3 + 1, 5)>
// CHECK-DAG: #[[END:.*]] = affine_map<(d0) -> (d0 * -3 + 91, 5)>
// CHECK-DAG: #[[POSITIVE:.*]] = affine_map<(d0) -> (0, d0)>
// CHECK-DAG: #[[OFBLOCK:.*]] = affine_map<(d0, d1) -> (d0 + d1 * 3 - 1)>

// Two tiles of four lanes for six channels: what is behind the last is read as
// padding and not written. They may be computed at the same time. A patch has
// all lines: seven of the image and three around them.
// CHECK-LABEL: func @float(
// CHECK-SAME:    %[[X:.*]]: tensor<?x7x9x6xf32>, %[[W:.*]]: tensor<6x2x3x1x{{.*}}, %[[S:[^ ]*]]: tensor<6xf32>, %[[B:[^ ]*]]: tensor<6xf32>
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG:     %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG:     %[[C3:.*]] = arith.constant 3 : index
// CHECK-DAG:     %[[C4:.*]] = arith.constant 4 : index
// CHECK-DAG:     %[[C5:.*]] = arith.constant 5 : index
// CHECK-DAG:     %[[C8:.*]] = arith.constant 8 : index
// CHECK-DAG:     %[[C9:.*]] = arith.constant 9 : index
// CHECK-DAG:     %[[C10:.*]] = arith.constant 10 : index
// CHECK-DAG:     %[[C11:.*]] = arith.constant 11 : index
// CHECK-DAG:     %[[C12:.*]] = arith.constant 12 : index
// CHECK-DAG:     %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<4xf32>
// CHECK-DAG:     %[[CODE:.*]] = arith.constant dense<2> : vector<4xi32>
// CHECK:         %[[BYTES:.*]] = lowres.storage_cast %[[W]] {{.*}} -> tensor<32xi8>
// CHECK:         %[[SCALES:.*]] = linalg.generic {{.*}} ins(%[[S]] : tensor<6xf32>)
// CHECK:         %[[N:.*]] = tensor.dim %[[X]], %[[C0]]
// CHECK:         %[[EMPTY:.*]] = tensor.empty(%[[N]]) : tensor<?x5x3x6xf32>
// CHECK:         scf.for %[[IMAGE:.*]] = %[[C0]] to %[[N]] step %[[C1]] iter_args(%[[ALL:.*]] = %[[EMPTY]])
// CHECK:           scf.forall (%[[ROUND:.*]]) in (2) shared_outs(%[[OUT:.*]] = %[[ALL]])
// CHECK:             %[[FIRST:.*]] = affine.apply #[[CHANNEL]](%[[ROUND]])
// CHECK:             %[[CHANNELS:.*]] = affine.min #[[SIZE]](%[[ROUND]])
// CHECK:             tensor.extract_slice %[[OUT]][%[[IMAGE]], 0, 0, %[[FIRST]]] [1, 5, 3, %[[CHANNELS]]] [1, 1, 1, 1]
// CHECK:             %[[PATCH:.*]] = bufferization.alloc_tensor() : tensor<10x12x4xf32>
// The first line, the last two, the first two columns and the last.
// CHECK:             scf.for %[[I:.*]] = %[[C0]] to %[[C12]] step %[[C1]]
// CHECK:               vector.transfer_write %[[ZERO]], %{{.*}}[%[[C0]], %[[I]], %[[C0]]]
// CHECK:             scf.for %[[I:.*]] = %[[C8]] to %[[C10]] step %[[C1]]
// CHECK:               scf.for %[[J:.*]] = %[[C0]] to %[[C12]] step %[[C1]]
// CHECK:                 vector.transfer_write %[[ZERO]], %{{.*}}[%[[I]], %[[J]], %[[C0]]]
// CHECK:             scf.for %[[I:.*]] = %[[C1]] to %[[C8]] step %[[C1]]
// CHECK:               scf.for %[[J:.*]] = %[[C0]] to %[[C2]] step %[[C1]]
// CHECK:                 vector.transfer_write %[[ZERO]], %{{.*}}[%[[I]], %[[J]], %[[C0]]]
// CHECK:             scf.for %[[I:.*]] = %[[C1]] to %[[C8]] step %[[C1]]
// CHECK:               vector.transfer_write %[[ZERO]], %{{.*}}[%[[I]], %[[C11]], %[[C0]]]
// CHECK:             scf.for %[[FROM:.*]] = %[[C0]] to %[[CHANNELS]] step %[[C4]]
// CHECK:               %[[C:.*]] = arith.addi %[[FIRST]], %[[FROM]]
// The image.
// CHECK:               %[[COPY:.*]] = scf.for %[[I:.*]] = %[[C1]] to %[[C8]] step %[[C1]]
// CHECK:                 scf.for %[[J:.*]] = %[[C0]] to %[[C9]] step %[[C1]]
// CHECK:                   %[[LINE:.*]] = affine.apply #[[UP]](%[[I]])
// CHECK:                   %[[PIXEL:.*]] = vector.transfer_read %[[X]][%[[IMAGE]], %[[LINE]], %[[J]], %[[C]]], %{{[a-z0-9_]*}} : tensor<?x7x9x6xf32>, vector<4xf32>
// CHECK:                   %[[COLUMN:.*]] = affine.apply #[[RIGHT]](%[[J]])
// CHECK:                   vector.transfer_write %[[PIXEL]], %{{.*}}[%[[I]], %[[COLUMN]], %[[C0]]] {in_bounds = [true]}
// All six weights of a channel, before the loops over positions.
// CHECK:               vector.transfer_read %[[BYTES]]
// CHECK:               %[[I0:.*]] = arith.subi %{{.*}}, %[[CODE]]
// CHECK:               %[[W0:.*]] = arith.sitofp %[[I0]] : vector<4xi32> to vector<4xf32>
// CHECK-COUNT-4:       arith.sitofp
// CHECK:               %[[W5:.*]] = arith.sitofp
// CHECK:               %[[SCALE:.*]] = vector.transfer_read %[[SCALES]][%[[C0]], %[[C]]], %{{[a-z0-9_]*}} : tensor<1x6xf32>, vector<4xf32>
// CHECK:               %[[BIAS:.*]] = vector.transfer_read %[[B]][%[[C]]], %{{[a-z0-9_]*}} : tensor<6xf32>, vector<4xf32>
// CHECK:               scf.for %[[Y:.*]] = %[[C0]] to %[[C5]] step %[[C1]]
// CHECK:                 scf.for %[[XX:.*]] = %[[C0]] to %[[C3]] step %[[C1]]
// CHECK-NOT:               arith.sitofp
// CHECK-NOT:               %[[BYTES]]
// CHECK:                   %[[L0:.*]] = affine.apply #[[LINE0]](%[[Y]])
// CHECK:                   %[[P0:.*]] = affine.apply #[[COLUMN0]](%[[XX]])
// CHECK:                   %[[X0:.*]] = vector.transfer_read %[[COPY]][%[[L0]], %[[P0]], %[[C0]]], %{{.*}} {in_bounds = [true]} : tensor<10x12x4xf32>, vector<4xf32>
// CHECK:                   affine.apply #[[COLUMN1]](%[[XX]])
// CHECK:                   %[[P2:.*]] = affine.apply #[[COLUMN2]](%[[XX]])
// CHECK:                   %[[L1:.*]] = affine.apply #[[LINE1]](%[[Y]])
// CHECK:                   %[[X5:.*]] = vector.transfer_read %[[COPY]][%[[L1]], %[[P2]], %[[C0]]]
// CHECK:                   arith.mulf %[[W0]], %[[X0]] fastmath<contract>
// CHECK:                   %[[LAST:.*]] = arith.mulf %[[W5]], %[[X5]] fastmath<contract>
// CHECK:                   %[[SUM:.*]] = arith.addf %{{.*}}, %[[LAST]] fastmath<contract>
// CHECK:                   %[[SCALED:.*]] = arith.mulf %[[SUM]], %[[SCALE]]
// CHECK:                   %[[BIASED:.*]] = arith.addf %[[SCALED]], %[[BIAS]]
// CHECK:                   %[[RELU:.*]] = arith.maximumf %[[BIASED]]
// CHECK:                   vector.transfer_write %[[RELU]], %{{.*}}[%[[C0]], %[[Y]], %[[XX]], %[[FROM]]] : vector<4xf32>, tensor<1x5x3x?xf32>
// CHECK:             tensor.parallel_insert_slice %{{.*}} into %[[OUT]][%[[IMAGE]], 0, 0, %[[FIRST]]] [1, 5, 3, %[[CHANNELS]]] [1, 1, 1, 1]
func.func @float(%x: tensor<?x7x9x6xf32>, %w: !float, %s: tensor<6xf32>,
                 %b: tensor<6xf32>) -> tensor<?x5x3x6xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<6xf32>) bias(%b : tensor<6xf32>)
    activation(relu)
    strides [2, 3] dilations [1, 2] padding [1, 2, 2, 1] groups 6
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 3, bits = 8>>
    : tensor<?x7x9x6xf32>, !float -> tensor<?x5x3x6xf32>
  return %y : tensor<?x5x3x6xf32>
}

// Integers are multiplied in 16 bits, two tiles side by side, and so are the four
// products summed; the scale of the image is that of all its positions. Nothing is
// padded, and all channels fill the one round.
// CHECK-LABEL: func @int8(
// CHECK-SAME:    %[[X:.*]]: tensor<2x7x9x8xi8>, %[[Q:[^ ]*]]: tensor<2xf32>
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[C4:.*]] = arith.constant 4 : index
// CHECK-NOT:     scf.forall
// CHECK:         scf.for %[[IMAGE:.*]] = %{{.*}} to %{{.*}} step
// CHECK-NOT:       arith.constant dense<0> : vector<8xi16>
// CHECK:           bufferization.alloc_tensor() : tensor<7x9x8xi16>
// CHECK-NEXT:      %[[COPY:.*]] = scf.for %[[I:.*]] = %{{.*}} to
// CHECK-NEXT:        scf.for %[[J:.*]] = %{{.*}} to
// CHECK-NEXT:          %[[CODES:.*]] = vector.transfer_read %[[X]][%[[IMAGE]], %[[I]], %[[J]], %[[C0]]], {{.*}} {in_bounds = [true]} : tensor<2x7x9x8xi8>, vector<8xi8>
// CHECK-NEXT:          %[[WORDS:.*]] = arith.extsi %[[CODES]] : vector<8xi8> to vector<8xi16>
// CHECK-NEXT:          vector.transfer_write %[[WORDS]], %{{.*}}[%[[I]], %[[J]], %[[C0]]] {in_bounds = [true]}
// CHECK:           %[[LOW:.*]] = arith.fptosi %{{.*}} : vector<4xf32> to vector<4xi16>
// CHECK:           %[[HIGH:.*]] = arith.fptosi %{{.*}} : vector<4xf32> to vector<4xi16>
// CHECK:           %[[PART:.*]] = vector.insert_strided_slice %[[LOW]], %{{.*}} {offsets = [0]
// CHECK:           %[[W0:.*]] = vector.insert_strided_slice %[[HIGH]], %[[PART]] {offsets = [4]
// CHECK:           %[[XS:.*]] = tensor.extract %[[Q]][%[[IMAGE]]]
// CHECK:           %[[WS0:.*]] = vector.transfer_read {{.*}} {in_bounds = [true]} : tensor<1x8xf32>, vector<4xf32>
// CHECK:           %[[XV:.*]] = vector.broadcast %[[XS]]
// CHECK:           %[[FACTOR0:.*]] = arith.mulf %[[XV]], %[[WS0]]
// CHECK:           %[[WS1:.*]] = vector.transfer_read {{.*}}[%[[C0]], %[[C4]]]{{.*}} : tensor<1x8xf32>, vector<4xf32>
// CHECK:           %[[FACTOR1:.*]] = arith.mulf %[[XV]], %[[WS1]]
// CHECK:           scf.for %[[Y:.*]] = %{{.*}} to
// CHECK:             scf.for %[[XX:.*]] = %{{.*}} to
// CHECK:               %[[X0:.*]] = vector.transfer_read %[[COPY]][%[[Y]], %[[XX]], %[[C0]]]{{.*}} : tensor<7x9x8xi16>, vector<8xi16>
// CHECK:               %[[P0:.*]] = arith.muli %[[W0]], %[[X0]] : vector<8xi16>
// CHECK:               %[[P1:.*]] = arith.muli
// CHECK:               arith.addi %[[P0]], %[[P1]] : vector<8xi16>
// CHECK-COUNT-1:       arith.muli
// CHECK:               arith.muli
// CHECK-NEXT:          %[[SUM:.*]] = arith.addi {{.*}} : vector<8xi16>
// CHECK-NEXT:          %[[S0:.*]] = vector.extract_strided_slice %[[SUM]] {offsets = [0], sizes = [4]
// CHECK-NEXT:          %[[I0:.*]] = arith.extsi %[[S0]] : vector<4xi16> to vector<4xi32>
// CHECK-NEXT:          %[[F0:.*]] = arith.sitofp %[[I0]] : vector<4xi32> to vector<4xf32>
// CHECK-NEXT:          %[[S1:.*]] = vector.extract_strided_slice %[[SUM]] {offsets = [4], sizes = [4]
// CHECK-NEXT:          %[[I1:.*]] = arith.extsi %[[S1]]
// CHECK-NEXT:          %[[F1:.*]] = arith.sitofp %[[I1]]
// CHECK-NEXT:          %[[Y0:.*]] = arith.mulf %[[F0]], %[[FACTOR0]]
// CHECK-NEXT:          vector.transfer_write %[[Y0]], {{.*}}[%[[C0]], %[[Y]], %[[XX]], %[[C0]]] {in_bounds = [true]} : vector<4xf32>, tensor<1x6x8x8xf32>
// CHECK-NEXT:          %[[Y1:.*]] = arith.mulf %[[F1]], %[[FACTOR1]]
// CHECK-NEXT:          vector.transfer_write %[[Y1]], {{.*}}[%[[C0]], %[[Y]], %[[XX]], %[[C4]]] {in_bounds = [true]}
func.func @int8(%x: tensor<2x7x9x8xi8>, %q: tensor<2xf32>, %w: !int8,
                %s: tensor<f32>) -> tensor<2x6x8x8xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<2xf32>) groups 8
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 3, bits = 8>>
    : tensor<2x7x9x8xi8>, !int8 -> tensor<2x6x8x8xf32>
  return %y : tensor<2x6x8x8xf32>
}

// With levels up to 199, only one product fits in 16 bits: sums have 32. Of the
// four tiles side by side the layer has three; the fourth is decoded from the
// third one's weights, and nothing of it is written.
// CHECK-LABEL: func @wide(
// CHECK-SAME:    %[[X:.*]]: tensor<1x3x5x12xi8>
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[C12:.*]] = arith.constant 12 : index
// CHECK-DAG:     %[[C32:.*]] = arith.constant 32 : index
// CHECK-DAG:     %[[ZERO:.*]] = arith.constant 0 : i8
// CHECK:         %[[BYTES:.*]] = lowres.storage_cast
// CHECK:         vector.transfer_read %[[X]][%[[C0]], %{{.*}}, %{{.*}}, %[[C0]]], %[[ZERO]] : tensor<1x3x5x12xi8>, vector<16xi8>
// CHECK-COUNT-2: vector.transfer_read %[[BYTES]]
// CHECK:         vector.transfer_read %[[BYTES]][%[[C32]]]
// CHECK-NOT:     vector.transfer_read %[[BYTES]]
// CHECK:         %[[W2:.*]] = vector.insert_strided_slice %[[TILE:.*]], %{{.*}} {offsets = [8]
// CHECK:         %[[W0:.*]] = vector.insert_strided_slice %[[TILE]], %[[W2]] {offsets = [12]
// CHECK:         %[[P0:.*]] = arith.muli %[[W0]], %{{.*}} : vector<16xi16>
// CHECK:         %[[P1:.*]] = arith.muli %{{.*}}, %{{.*}} : vector<16xi16>
// CHECK:         %[[S0:.*]] = vector.extract_strided_slice %[[P0]] {offsets = [0], sizes = [4]
// CHECK:         %[[I0:.*]] = arith.extsi %[[S0]] : vector<4xi16> to vector<4xi32>
// CHECK:         %[[S1:.*]] = vector.extract_strided_slice %[[P1]] {offsets = [0], sizes = [4]
// CHECK:         %[[I1:.*]] = arith.extsi %[[S1]] : vector<4xi16> to vector<4xi32>
// CHECK:         %[[SUM:.*]] = arith.addi %[[I0]], %[[I1]] : vector<4xi32>
// CHECK:         arith.sitofp %[[SUM]] : vector<4xi32> to vector<4xf32>
// CHECK-COUNT-3: vector.transfer_write {{.*}} {in_bounds = [true]} : vector<4xf32>, tensor<1x3x4x12xf32>
// CHECK:         vector.transfer_write %{{[^ ]*}}, %{{[^ ]*}}[%[[C0]], %{{.*}}, %{{.*}}, %[[C12]]] : vector<4xf32>, tensor<1x3x4x12xf32>
func.func @wide(%x: tensor<1x3x5x12xi8>, %q: tensor<1xf32>, %w: !wide,
                %s: tensor<f32>) -> tensor<1x3x4x12xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<1xf32>) groups 12
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 8>>
    : tensor<1x3x5x12xi8>, !wide -> tensor<1x3x4x12xf32>
  return %y : tensor<1x3x4x12xf32>
}

// Lines so long that a patch has no room for all: different ones may be computed
// at the same time, and the first and the last have padding in other places.
// CHECK-LABEL: func @lines(
// CHECK-SAME:    %[[X:.*]]: tensor<1x90x1500x8xi8>
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG:     %[[C3:.*]] = arith.constant 3 : index
// CHECK-DAG:     %[[C5:.*]] = arith.constant 5 : index
// CHECK:         scf.forall (%[[ROUND:.*]]) in (30)
// CHECK:           %[[FIRST:.*]] = affine.apply #{{.*}}(%[[ROUND]])
// CHECK:           tensor.extract_slice %{{.*}}[0, %[[FIRST]], 0, 0] [1, 3, 1500, 8] [1, 1, 1, 1]
// CHECK:           bufferization.alloc_tensor() : tensor<5x1502x8xi16>
// CHECK:           %[[BEFORE:.*]] = affine.min #[[ABOVE]](%[[ROUND]])
// CHECK:           %[[BEGIN:.*]] = affine.max #[[POSITIVE]](%[[BEFORE]])
// CHECK:           %[[BEHIND:.*]] = affine.min #[[END]](%[[ROUND]])
// CHECK:           %[[REST:.*]] = affine.max #[[POSITIVE]](%[[BEHIND]])
// CHECK:           scf.for %{{.*}} = %[[C0]] to %[[BEGIN]] step %[[C1]]
// CHECK:           scf.for %{{.*}} = %[[REST]] to %[[C5]] step %[[C1]]
// CHECK-COUNT-2:   scf.for %{{.*}} = %[[BEGIN]] to %[[REST]] step %[[C1]]
// CHECK:           scf.for %[[I:.*]] = %[[BEGIN]] to %[[REST]] step %[[C1]]
// CHECK:             %[[LINE:.*]] = affine.apply #[[OFBLOCK]](%[[I]], %[[ROUND]])
// CHECK:             vector.transfer_read %[[X]][%[[C0]], %[[LINE]], %{{.*}}, %[[C0]]]
// CHECK:           scf.for %{{.*}} = %[[C0]] to %[[C3]] step %[[C1]]
func.func @lines(%x: tensor<1x90x1500x8xi8>, %q: tensor<1xf32>, %w: !lines,
                 %s: tensor<f32>) -> tensor<1x90x1500x8xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<1xf32>) padding [1, 1, 1, 1] groups 8
    kernel<strategy = decode_fma, packing = <lanes = 8, digits = 1, bits = 1>>
    : tensor<1x90x1500x8xi8>, !lines -> tensor<1x90x1500x8xf32>
  return %y : tensor<1x90x1500x8xf32>
}
