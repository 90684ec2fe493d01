// RUN: lowres-opt %s -convert-lowres-to-vector -canonicalize -cse | FileCheck %s

// From two rows on, all of them are copied to blocks, a panel of two tiles is
// decoded, both are multiplied, and the sums scaled. The product has the blocks
// that have a row.
// CHECK-DAG:     #[[BLOCKS:.*]] = affine_map<(d0) -> (d0 ceildiv 2)>
// CHECK-DAG:     #[[LEFT:.*]] = affine_map<(d0, d1) -> (-d0 + d1, 2)>
// CHECK-DAG:     #[[BLOCK:.*]] = affine_map<(d0) -> (d0 floordiv 2)>
// CHECK-DAG:     #[[LINE:.*]] = affine_map<(d0) -> (d0 mod 2)>
// CHECK-DAG:     #[[ROWS_MAP:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d4, d2, d5 * 4 + d6)>
// CHECK-DAG:     #[[PANEL_MAP:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d1, d4, d5, d3, d6)>
// CHECK-DAG:     #[[SUMS_MAP:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d1, d2, d3)>
// CHECK-LABEL: func @dynamic
// CHECK-SAME:    %[[X:.*]]: tensor<?x16xi8>, %{{.*}}, %[[W:.*]]: tensor<8x16x
// CHECK:         %[[BYTES:.*]] = lowres.storage_cast %[[W]] {{.*}} -> tensor<64xi8>
// CHECK:         %[[COUNT:.*]] = tensor.dim %[[X]]
// CHECK:         %[[MANY:.*]] = arith.cmpi sge, %[[COUNT]], %c2
// CHECK:         %[[ALL:.*]] = arith.select %[[MANY]], %[[COUNT]], %c0
// CHECK:         scf.for %[[FIRST:.*]] = %c0 to %[[ALL]] step %c512
// CHECK:           %[[PART:.*]] = affine.min #{{.*}}(%[[FIRST]])[%[[ALL]]]
// CHECK:           %[[NUMBLOCKS:.*]] = affine.apply #[[BLOCKS]](%[[PART]])
// CHECK:           %[[PACKED:.*]] = scf.forall (%[[AT:.*]]) in (%[[NUMBLOCKS]]) shared_outs(%{{.*}}) -> (tensor<256x2x2x8xi8>)
// CHECK:             %[[FROM:.*]] = arith.muli %[[AT]], %c2
// CHECK:             %[[LINES:.*]] = affine.min #[[LEFT]](%[[FROM]], %[[PART]])
// CHECK:             %[[FIRSTROW:.*]] = arith.addi %[[FIRST]], %[[FROM]]
// CHECK:             scf.for %[[IN:.*]] = %c0 to %[[LINES]] step %c1
// CHECK:               scf.for %[[STEP:.*]] = %c0 to %c2 step %c1
// CHECK:                 %[[ROW:.*]] = arith.addi %[[FIRSTROW]], %[[IN]]
// CHECK:                 vector.transfer_read %[[X]][%[[ROW]], %{{.*}} {in_bounds = [true]} : tensor<?x16xi8>, vector<8xi8>
// CHECK:                 vector.transfer_write %{{.*}}[%c0, %[[STEP]], %[[IN]], %c0] {{.*}} tensor<1x2x2x8xi8>
// CHECK:             tensor.parallel_insert_slice {{.*}}[%[[AT]], 0, 0, 0] [1, 2, 2, 8]
// Two fields of four bits in a byte are codes of four inputs each.
// CHECK:           %[[CODES:.*]] = scf.for {{.*}} to %c2 step %c1 {{.*}} -> (tensor<2x4x16xi8>)
// CHECK:             scf.for {{.*}} to %c2 step %c1
// CHECK:               vector.transfer_read %[[BYTES]]{{.*}} vector<16xi8>
// CHECK-COUNT-2:       vector.transfer_write {{.*}} vector<16xi8>, tensor<2x4x16xi8>
// CHECK-NOT:           vector.transfer_write
// CHECK:           %[[PANEL:.*]] = tensor.expand_shape %[[CODES]] {{.*}} into tensor<2x2x2x4x4xi8>
// CHECK:           %[[SUMS:.*]] = linalg.generic {indexing_maps = [#[[ROWS_MAP]], #[[PANEL_MAP]], #[[SUMS_MAP]]]
// CHECK-SAME:        ins(%{{.*}}, %[[PANEL]] : tensor<?x2x2x8xi8>, tensor<2x2x2x4x4xi8>) outs(%{{.*}} : tensor<?x2x2x4xi32>)
// CHECK:             %[[SIGNED:.*]] = arith.extsi
// CHECK:             %[[UNSIGNED:.*]] = arith.extui
// CHECK:             arith.muli %[[SIGNED]], %[[UNSIGNED]]
// CHECK:           scf.for %[[J:.*]] = %c0 to %[[PART]] step %c1
// CHECK-DAG:         %[[ROW2:.*]] = arith.addi %[[FIRST]], %[[J]]
// CHECK-DAG:         %[[AT2:.*]] = affine.apply #[[BLOCK]](%[[J]])
// CHECK-DAG:         %[[IN2:.*]] = affine.apply #[[LINE]](%[[J]])
// CHECK:             vector.transfer_read %[[SUMS]][%[[AT2]], %c0, %[[IN2]], %c0]
// CHECK:             arith.sitofp
// CHECK:             arith.addf
// CHECK:             arith.maximumf
// CHECK:             vector.transfer_write %{{.*}}[%[[ROW2]], %c0]
// CHECK:             vector.transfer_read %[[SUMS]][%[[AT2]], %c1, %[[IN2]], %c0]
// CHECK:             vector.transfer_write %{{.*}}[%[[ROW2]], %c4]
// A single row is done alone.
// CHECK-NOT:     linalg.generic
// CHECK:         scf.for {{.*}} = %[[ALL]] to %[[COUNT]] step %c1
// CHECK:           lowres.dot {{.*}} max_weight 4
func.func @dynamic(
    %x: tensor<?x16xi8>, %q: tensor<?xf32>,
    %w: tensor<8x16x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 4>>,
    %s: tensor<f32>,
    %b: tensor<8xf32>) -> tensor<?x8xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    bias(%b : tensor<8xf32>) activation(relu)
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 4>,
           panel = <rows = 2, inputs = 8, tiles = 2, depth = 64>>
    : tensor<?x16xi8>, tensor<8x16x!lowres.level<5>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 4>> -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}

// Twelve inputs are a step and a half: the last four bytes are not read.
// CHECK-LABEL: func @masked
// CHECK:         vector.transfer_read %{{.*}}[%[[ROW:.*]], %c0], %{{.*}} {in_bounds = [true]} : tensor<?x12xi8>, vector<8xi8>
// CHECK-NEXT:    vector.transfer_write {{.*}} tensor<1x2x2x8xi8>
// CHECK-NEXT:    vector.transfer_read %{{.*}}[%[[ROW]], %c8], %{{[a-z0-9_]+}} : tensor<?x12xi8>, vector<8xi8>
// CHECK-NEXT:    vector.transfer_write {{.*}} tensor<1x2x2x8xi8>
func.func @masked(
    %x: tensor<?x12xi8>, %q: tensor<?xf32>,
    %w: tensor<8x12x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>,
    %s: tensor<f32>) -> tensor<?x8xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 8>,
           panel = <rows = 2, inputs = 8, tiles = 2, depth = 64>>
    : tensor<?x12xi8>, tensor<8x12x!lowres.level<5>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 8>> -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}

// Fewer rows than a block has.
// CHECK-LABEL: func @few_rows
// CHECK-NOT:     scf.if
// CHECK-NOT:     bufferization.alloc_tensor
// CHECK:         lowres.dot %{{.*}} max_weight 4
func.func @few_rows(
    %x: tensor<2x16xi8>, %q: tensor<2xf32>,
    %w: tensor<8x16x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>,
    %s: tensor<f32>) -> tensor<2x8xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<2xf32>)
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 8>,
           panel = <rows = 3, inputs = 8, tiles = 2, depth = 64>>
    : tensor<2x16xi8>, tensor<8x16x!lowres.level<5>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 8>> -> tensor<2x8xf32>
  return %y : tensor<2x8xf32>
}

// One block, and so memory for one only.
// CHECK-LABEL: func @enough_rows
// CHECK-NOT:     scf.if
// CHECK:         bufferization.alloc_tensor() : tensor<1x2x3x8xi8>
// CHECK:         linalg.generic {{.*}}"reduction"]} ins({{.*}} : tensor<1x2x3x8xi8>, tensor<2x2x2x4x4xi8>)
// CHECK-NOT:     lowres.dot
// CHECK:         return
func.func @enough_rows(
    %x: tensor<3x16xi8>, %q: tensor<3xf32>,
    %w: tensor<8x16x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>,
    %s: tensor<f32>) -> tensor<3x8xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<3xf32>)
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 8>,
           panel = <rows = 3, inputs = 8, tiles = 2, depth = 64>>
    : tensor<3x16xi8>, tensor<8x16x!lowres.level<5>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 8>> -> tensor<3x8xf32>
  return %y : tensor<3x8xf32>
}

// Rows in parts of 512, of which the second has 88.
// CHECK-LABEL: func @parts
// CHECK-NOT:     scf.if
// CHECK:         scf.for %[[FIRST:.*]] = %c0 to %c600 step %c512
// CHECK:           affine.min #{{.*}}(%[[FIRST]])
// CHECK:           linalg.generic {{.*}} : tensor<?x2x2x8xi8>
func.func @parts(
    %x: tensor<600x16xi8>, %q: tensor<600xf32>,
    %w: tensor<8x16x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>,
    %s: tensor<f32>) -> tensor<600x8xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<600xf32>)
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 8>,
           panel = <rows = 2, inputs = 8, tiles = 2, depth = 64>>
    : tensor<600x16xi8>, tensor<8x16x!lowres.level<5>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 8>> -> tensor<600x8xf32>
  return %y : tensor<600x8xf32>
}

// Seven tiles: three rounds in parallel, each with memory for its panel, and in
// the same loop one with a panel of the tile that is left.
// CHECK-LABEL: func @odd
// CHECK:         scf.forall (%[[ROUND:.*]]) in (4)
// CHECK:           %[[SIZE:.*]] = affine.min #{{.*}}(%[[ROUND]])
// CHECK:           %[[IS_WHOLE:.*]] = arith.cmpi ult, %[[ROUND]], %c3
// CHECK:           scf.if %[[IS_WHOLE]]
// CHECK:             bufferization.alloc_tensor() : tensor<2x4x16xi8>
// CHECK:             linalg.generic {{.*}}"reduction"]} ins({{.*}} : tensor<3x2x2x8xi8>, tensor<2x2x2x4x4xi8>)
// CHECK:             tensor.insert_slice {{.*}}[0, 0] [5, 8] [1, 1]
// CHECK:           else
// CHECK:             bufferization.alloc_tensor() : tensor<1x4x16xi8>
// CHECK:             linalg.generic {{.*}}"reduction"]} ins({{.*}} : tensor<3x2x2x8xi8>, tensor<1x2x2x4x4xi8>)
// CHECK:             tensor.insert_slice {{.*}}[0, 0] [5, 4] [1, 1]
// CHECK:           tensor.parallel_insert_slice {{.*}} [5, %[[SIZE]]] [1, 1]
func.func @odd(
    %x: tensor<5x16xi8>, %q: tensor<5xf32>,
    %w: tensor<28x16x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>,
    %s: tensor<f32>) -> tensor<5x28xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<5xf32>)
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 8>,
           panel = <rows = 2, inputs = 8, tiles = 2, depth = 64>>
    : tensor<5x16xi8>, tensor<28x16x!lowres.level<5>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 8>> -> tensor<5x28xf32>
  return %y : tensor<5x28xf32>
}

// More than 64 tiles: rounds of several panels, so that there are at most 32.
// CHECK-LABEL: func @many_tiles
// CHECK:         scf.forall (%[[ROUND:.*]]) in (18)
// CHECK:           scf.for {{.*}} = %c0 to %c4 step %c2
// CHECK:             linalg.generic {{.*}} tensor<2x2x2x4x4xi8>
// CHECK:         linalg.generic {{.*}} tensor<2x2x2x4x4xi8>
func.func @many_tiles(
    %x: tensor<4x16xi8>, %q: tensor<4xf32>,
    %w: tensor<280x16x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>,
    %s: tensor<f32>) -> tensor<4x280xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<4xf32>)
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 8>,
           panel = <rows = 2, inputs = 8, tiles = 2, depth = 64>>
    : tensor<4x16xi8>, tensor<280x16x!lowres.level<5>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 8>> -> tensor<4x280xf32>
  return %y : tensor<4x280xf32>
}

// Panels of two steps, of which the first one starts from zero, and one that is
// left, add to the same sums, one after the other in the same memory.
// CHECK-LABEL: func @deep
// CHECK:         %[[ZEROS:.*]] = linalg.fill {{.*}} -> tensor<2x2x2x4xi32>
// CHECK:         %[[FIRST:.*]] = linalg.generic {{.*}}"reduction"]} ins({{.*}} : tensor<2x2x2x8xi8>, tensor<2x2x2x4x4xi8>) outs(%[[ZEROS]]
// CHECK:         %[[MANY:.*]]:2 = scf.for {{.*}} = %c2 to %c6 step %c2 iter_args(%[[SUMS:.*]] = %[[FIRST]], %[[PANEL:.*]] = %{{.*}}) -> (tensor<2x2x2x4xi32>, tensor<2x4x16xi8>)
// CHECK:           tensor.extract_slice %[[PACKED:.*]][0, %{{.*}}, 0, 0] [2, 2, 2, 8] [1, 1, 1, 1]
// CHECK:           linalg.generic {{.*}}"reduction"]} ins({{.*}} : tensor<2x2x2x8xi8>, tensor<2x2x2x4x4xi8>) outs(%[[SUMS]]
// CHECK:         tensor.extract_slice %[[MANY]]#1[0, 0, 0] [2, 2, 16] [1, 1, 1]
// CHECK:         tensor.extract_slice %[[PACKED]][0, 6, 0, 0] [2, 1, 2, 8] [1, 1, 1, 1]
// CHECK:         linalg.generic {{.*}}"reduction"]} ins({{.*}} : tensor<2x1x2x8xi8>, tensor<2x1x2x4x4xi8>) outs(%[[MANY]]#0
func.func @deep(
    %x: tensor<4x56xi8>, %q: tensor<4xf32>,
    %w: tensor<8x56x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 4>>,
    %s: tensor<f32>) -> tensor<4x8xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<4xf32>)
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 4>,
           panel = <rows = 2, inputs = 8, tiles = 2, depth = 16>>
    : tensor<4x56xi8>, tensor<8x56x!lowres.level<5>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 4>> -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// Panels of whole chunks and steps: 24 inputs for chunks of 8 and steps of 12.
// CHECK-LABEL: func @uneven
// CHECK-COUNT-2: linalg.generic {{.*}}"reduction"]} ins({{.*}} : tensor<2x2x2x12xi8>, tensor<2x2x3x4x4xi8>)
func.func @uneven(
    %x: tensor<4x48xi8>, %q: tensor<4xf32>,
    %w: tensor<8x48x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 4>>,
    %s: tensor<f32>) -> tensor<4x8xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<4xf32>)
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 4>,
           panel = <rows = 2, inputs = 12, tiles = 2, depth = 10>>
    : tensor<4x48xi8>, tensor<8x48x!lowres.level<5>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 4>> -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// A chunk has the codes of both tiles of a panel.
// CHECK-LABEL: func @shared
// CHECK:         scf.for %[[CHUNK:.*]] = %c0 to %c4 step %c1 {{.*}} -> (tensor<2x4x16xi8>)
// CHECK:           vector.transfer_read {{.*}} tensor<128xi8>, vector<16xi8>
// CHECK:           vector.transfer_write %{{.*}}[%c0, %[[CHUNK]], %c0] {{.*}} tensor<2x4x16xi8>
// CHECK:           vector.transfer_write %{{.*}}[%c1, %[[CHUNK]], %c0] {{.*}} tensor<2x4x16xi8>
func.func @shared(
    %x: tensor<4x16xi8>, %q: tensor<4xf32>,
    %w: tensor<16x16x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 4, shared = true>>,
    %s: tensor<f32>) -> tensor<4x16xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<4xf32>)
    kernel<strategy = decode_dot, tiles = 2,
           packing = <lanes = 4, digits = 1, bits = 4, shared = true>,
           panel = <rows = 2, inputs = 8, tiles = 2, depth = 16>>
    : tensor<4x16xi8>, tensor<16x16x!lowres.level<5>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 4, shared = true>>
      -> tensor<4x16xf32>
  return %y : tensor<4x16xf32>
}
