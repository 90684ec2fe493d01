// RUN: lowres-opt %s -convert-lowres-to-vector -canonicalize -cse | FileCheck %s

!wide = tensor<6x3x3x16x!lowres.level<3>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>
!free = tensor<4x2x2x3x!lowres.level<3, [-1.0, 0.25, 1.0]>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>

// CHECK-DAG: #[[LINES:.*]] = affine_map<(d0) -> (d0 * -5 + 9, 5)>
// CHECK-DAG: #[[POSITIONS:.*]] = affine_map<(d0) -> (d0 * 10)>
// CHECK-DAG: #[[LINE:.*]] = affine_map<(d0, d1, d2) -> (d0 * 2 + d1 * 3 + d2 * 10)>
// CHECK-DAG: #[[PIXEL:.*]] = affine_map<(d0) -> (d0 * 16)>
// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d0 * 10 + d1)>
// CHECK-DAG: #[[INPUT:.*]] = affine_map<(d0) -> (d0 * 48)>
// CHECK-DAG: #[[OFROW:.*]] = affine_map<(d0, d1) -> (d0 * 2 + d1 floordiv 2)>
// CHECK-DAG: #[[INBLOCK:.*]] = affine_map<(d0) -> (d0 mod 2)>

// Ten windows of 144 floats take 5760 bytes, of which five are below 32 KiB:
// the nine lines of an image are two blocks, the second of four, which may be
// computed at the same time. Pixels side by side are copied as one run of 48,
// image and patch have no padding, and the last two lanes of the second tile are
// not written.
// CHECK-LABEL: func @blocks
// CHECK-SAME:    %[[X:.*]]: tensor<?x23x12x16xf32>
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG:     %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG:     %[[C3:.*]] = arith.constant 3 : index
// CHECK-DAG:     %[[C4:.*]] = arith.constant 4 : index
// CHECK-DAG:     %[[C5:.*]] = arith.constant 5 : index
// CHECK-DAG:     %[[C10:.*]] = arith.constant 10 : index
// CHECK-DAG:     %[[C48:.*]] = arith.constant 48 : index
// CHECK:         scf.for %[[IMAGE:.*]] = %[[C0]] to %{{.*}} step %[[C1]] iter_args(%[[ALL:.*]] = %{{.*}})
// CHECK:           %[[FROM:.*]] = tensor.collapse_shape %{{.*}} : tensor<23x12x16xf32> into tensor<23x192xf32>
// CHECK:           scf.forall (%[[BLOCK:.*]]) in (2) shared_outs(%[[OUT:.*]] = %[[ALL]])
// CHECK:             %[[FIRST:.*]] = arith.muli %[[BLOCK]], %[[C5]]
// CHECK:             %[[NUMLINES:.*]] = affine.min #[[LINES]](%[[BLOCK]])
// CHECK:             %[[PART:.*]] = tensor.extract_slice %[[OUT]][%[[IMAGE]], %[[FIRST]], 0, 0] [1, %[[NUMLINES]], 10, 6] [1, 1, 1, 1]
// CHECK:             %[[OUTLINES:.*]] = tensor.extract_slice %[[PART]][0, 0, 0, 0] [1, %[[NUMLINES]], 10, 6] [1, 1, 1, 1] : tensor<1x?x10x6xf32> to tensor<?x10x6xf32>
// CHECK:             %[[OUTROWS:.*]] = tensor.collapse_shape %[[OUTLINES]] {{\[}}[0, 1], [2]]
// CHECK:             %[[PATCH:.*]] = bufferization.alloc_tensor() : tensor<50x144xf32>
// CHECK:             %[[WINDOWS:.*]] = scf.for %[[Y:.*]] = %[[C0]] to %[[NUMLINES]] step %[[C1]] iter_args(%{{.*}} = %[[PATCH]])
// CHECK:               scf.for %[[XX:.*]] = %[[C0]] to %[[C10]] step %[[C1]]
// CHECK:                 scf.for %[[I:.*]] = %[[C0]] to %[[C3]] step %[[C1]]
// CHECK-DAG:               %[[L:.*]] = affine.apply #[[LINE]](%[[Y]], %[[I]], %[[BLOCK]])
// CHECK-DAG:               %[[C:.*]] = affine.apply #[[PIXEL]](%[[XX]])
// CHECK-DAG:               %[[R:.*]] = affine.apply #[[ROW]](%[[Y]], %[[XX]])
// CHECK-DAG:               %[[K:.*]] = affine.apply #[[INPUT]](%[[I]])
// CHECK:                   scf.for %[[AT:.*]] = %[[C0]] to %[[C48]] step %[[C4]]
// CHECK:                     %[[SOURCE:.*]] = arith.addi %[[C]], %[[AT]]
// CHECK:                     vector.transfer_read %[[FROM]][%[[L]], %[[SOURCE]]]{{.*}} vector<4xf32>
// CHECK:                     %[[TARGET:.*]] = arith.addi %[[K]], %[[AT]]
// CHECK:                     vector.transfer_write %{{.*}}[%[[R]], %[[TARGET]]] {{.*}} tensor<50x144xf32>
// CHECK:             %[[ROWS:.*]] = affine.apply #[[POSITIONS]](%[[NUMLINES]])
// CHECK:             tensor.extract_slice %[[WINDOWS]][0, 0] [%[[ROWS]], 144] [1, 1]
// CHECK:             %[[RESULT:.*]] = scf.for %{{.*}} = %[[C0]] to %[[C2]] step %[[C1]] iter_args(%{{.*}} = %[[OUTROWS]])
// CHECK:               scf.for %[[POS:.*]] = %[[C0]] to %[[ROWS]] step %[[C1]]
// CHECK:                 vector.transfer_write %{{.*}}, %{{.*}}[%[[POS]], %{{.*}}] : vector<4xf32>, tensor<?x6xf32>
// CHECK:             tensor.expand_shape %[[RESULT]] {{\[}}[0, 1], [2]] output_shape [%[[NUMLINES]], 10, 6]
// CHECK:             tensor.parallel_insert_slice %{{.*}} into %[[OUT]][%[[IMAGE]], %[[FIRST]], 0, 0] [1, %[[NUMLINES]], 10, 6] [1, 1, 1, 1]
func.func @blocks(%x: tensor<?x23x12x16xf32>, %w: !wide, %s: tensor<f32>)
    -> tensor<?x9x10x6xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    strides [2, 1] dilations [3, 1]
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 8>>
    : tensor<?x23x12x16xf32>, !wide -> tensor<?x9x10x6xf32>
  return %y : tensor<?x9x10x6xf32>
}

// A free codebook on int8 activations: the patch is of floats, to which runs of
// 6 bytes are converted, four and two at a time.
// CHECK-LABEL: func @codebook
// CHECK-SAME:    %{{.*}}: tensor<?x4x4x3xi8>, %[[Q:.*]]: tensor<?xf32>
// CHECK-NOT:     linalg.fill
// CHECK:         scf.for %[[IMAGE:[a-z0-9]+]] =
// CHECK:           tensor.extract %[[Q]][%[[IMAGE]]]
// CHECK:           %[[FOUR:.*]] = vector.transfer_read {{.*}} : tensor<4x12xi8>, vector<4xi8>
// CHECK:           %[[FOURF:.*]] = arith.sitofp %[[FOUR]] : vector<4xi8> to vector<4xf32>
// CHECK:           vector.transfer_write %[[FOURF]], {{.*}} : vector<4xf32>, tensor<9x12xf32>
// CHECK:           %[[TWO:.*]] = vector.transfer_read {{.*}} : tensor<4x12xi8>, vector<2xi8>
// CHECK:           %[[TWOF:.*]] = arith.sitofp %[[TWO]] : vector<2xi8> to vector<2xf32>
// CHECK:           vector.transfer_write %[[TWOF]], {{.*}} : vector<2xf32>, tensor<9x12xf32>
// CHECK-NOT:       linalg.reduce
// CHECK:           lowres.lookup
func.func @codebook(%x: tensor<?x4x4x3xi8>, %q: tensor<?xf32>, %w: !free,
                    %s: tensor<f32>) -> tensor<?x3x3x4xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_fma, packing = <lanes = 4, digits = 1, bits = 8>>
    : tensor<?x4x4x3xi8>, !free -> tensor<?x3x3x4xf32>
  return %y : tensor<?x3x3x4xf32>
}

!panels = tensor<8x3x3x8x!lowres.level<5>,
                 #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>

// A line of a window has 24 inputs, which is a step and a half of 16: windows are
// copied to rows and from there to blocks.
// CHECK-LABEL: func @two_copies
// CHECK:         bufferization.alloc_tensor() : tensor<9x72xi8>
// CHECK:         vector.transfer_write {{.*}} tensor<9x72xi8>
// CHECK:         bufferization.alloc_tensor() : tensor<5x5x2x16xi8>
// CHECK:         vector.transfer_write {{.*}} tensor<1x5x2x16xi8>
func.func @two_copies(%x: tensor<1x5x5x8xi8>, %q: tensor<1xf32>, %w: !panels,
                      %s: tensor<f32>) -> tensor<1x3x3x8xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<1xf32>)
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 8>,
           panel = <rows = 2, inputs = 16, tiles = 2, depth = 64>>
    : tensor<1x5x5x8xi8>, !panels -> tensor<1x3x3x8xf32>
  return %y : tensor<1x3x3x8xf32>
}

!steps = tensor<8x3x2x8x!lowres.level<5>,
                #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>

// One of 16 inputs fills a step: windows are copied to blocks, and summed up
// there.
// CHECK-LABEL: func @one_copy
// CHECK:         %[[BLOCKS:.*]] = bufferization.alloc_tensor() : tensor<6x3x2x16xi8>
// CHECK:         %[[COPIED:.*]] = scf.for %[[Y:.*]] = %c0 to %c3 step %c1 iter_args(%{{.*}} = %[[BLOCKS]])
// CHECK:           scf.for %[[XX:.*]] = %c0 to %c4 step %c1
// CHECK:             scf.for %[[I:.*]] = %c0 to %c3 step %c1
// CHECK:               %[[PIXELS:.*]] = vector.transfer_read {{.*}} : tensor<5x40xi8>, vector<16xi8>
// CHECK:               %[[BLOCK:.*]] = affine.apply #[[OFROW]](%[[Y]], %[[XX]])
// CHECK:               %[[LINE:.*]] = affine.apply #[[INBLOCK]](%[[XX]])
// CHECK:               vector.transfer_write %[[PIXELS]], %{{.*}}[%[[BLOCK]], %[[I]], %[[LINE]], %c0]
// CHECK:         bufferization.alloc_tensor() : tensor<12x1xi32>
// CHECK:         scf.for %{{.*}} = %c0 to %c12 step %c1
// CHECK:           scf.for %{{.*}} = %c0 to %c3 step %c1
// CHECK:             vector.transfer_read %[[COPIED]]{{.*}} vector<16xi8>
// CHECK:             lowres.dot
// CHECK:           vector.reduction <add>
// CHECK-NOT:     tensor<{{.*}}3x2x16xi8>, vector<16xi8>
// CHECK:         linalg.generic {{.*}} ins(%[[COPIED]], %{{.*}} : tensor<6x3x2x16xi8>, tensor<2x3x4x4x4xi8>)
func.func @one_copy(%x: tensor<1x5x5x8xi8>, %q: tensor<1xf32>, %w: !steps,
                    %s: tensor<f32>) -> tensor<1x3x4x8xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<1xf32>)
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 8>,
           panel = <rows = 2, inputs = 16, tiles = 2, depth = 64>>
    : tensor<1x5x5x8xi8>, !steps -> tensor<1x3x4x8xf32>
  return %y : tensor<1x3x4x8xf32>
}
