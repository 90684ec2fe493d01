// RUN: lowres-opt %s -convert-lowres-to-vector -canonicalize -cse | FileCheck %s

// CHECK-DAG: #[[ROUNDS:.*]] = affine_map<()[s0] -> (s0 * 2)>
// CHECK-DAG: #[[IMAGEOF:.*]] = affine_map<(d0) -> (d0 floordiv 2)>
// CHECK-DAG: #[[HEADOF:.*]] = affine_map<(d0) -> (d0 mod 2)>
// The head of a round is what is left of it after its image.
// CHECK-DAG: #[[FEATURE:.*]] = affine_map<(d0, d1) -> (d0 + d1 * 4 - (d1 floordiv 2) * 8)>
// CHECK-DAG: #[[BLOCK:.*]] = affine_map<(d0) -> (3, d0)>
// CHECK-DAG: #[[VALUE:.*]] = affine_map<(d0) -> (d0 * 6 - (d0 floordiv 2) * 12)>
// CHECK-DAG: #[[VALUETAIL:.*]] = affine_map<(d0) -> (d0 * 6 - (d0 floordiv 2) * 12 + 4)>

// Two heads with keys of size 4 and values of size 6, a whole vector and half
// of one; 9 keys fill three vectors of 4, and 16 places for sums; 5 queries are three blocks of two,
// of which the last begins at 3.
// CHECK-LABEL: func @tails(
// CHECK-SAME:    %[[Q:.*]]: tensor<?x5x8xf32>, %[[K:.*]]: tensor<?x9x8xf32>, %[[V:.*]]: tensor<?x9x12xf32>, %[[M:.*]]: tensor<5x9xf32>
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG:     %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG:     %[[C4:.*]] = arith.constant 4 : index
// CHECK-DAG:     %[[C5:.*]] = arith.constant 5 : index
// CHECK-DAG:     %[[C9:.*]] = arith.constant 9 : index
// CHECK-DAG:     %[[C6:.*]] = arith.constant 6 : index
// CHECK-DAG:     %[[C12:.*]] = arith.constant 12 : index
// CHECK-DAG:     %[[LOW:.*]] = arith.constant dense<0xFF800000> : vector<4xf32>
// CHECK-DAG:     %[[HALF:.*]] = arith.constant dense<5.000000e-01> : vector<4xf32>
// CHECK:         %[[N:.*]] = tensor.dim %[[Q]], %[[C0]]
// CHECK:         %[[OUT:.*]] = tensor.empty(%[[N]]) : tensor<?x5x12xf32>
// CHECK:         %[[ALL:.*]] = affine.apply #[[ROUNDS]]()[%[[N]]]
// CHECK:         scf.forall (%[[ROUND:.*]]) in (%[[ALL]]) shared_outs(%[[SHARED:.*]] = %[[OUT]])
// CHECK:             %[[IMAGE:.*]] = affine.apply #[[IMAGEOF]](%[[ROUND]])
// CHECK:             %[[HEAD:.*]] = affine.apply #[[HEADOF]](%[[ROUND]])
// CHECK:             %[[OFFSET:.*]] = arith.muli %[[HEAD]], %[[C6]]
// CHECK:             %[[PART:.*]] = tensor.extract_slice %[[SHARED]][%[[IMAGE]], 0, %[[OFFSET]]] [1, 5, 6] [1, 1, 1]
// Keys become columns.
// CHECK:             %[[KEYS:.*]] = bufferization.alloc_tensor() : tensor<4x12xf32>
// CHECK:             %[[TURNED:.*]] = scf.for %[[KEY:.*]] = %[[C0]] to %[[C9]] step %[[C1]] iter_args(%{{.*}} = %[[KEYS]])
// CHECK:               scf.for %[[F:.*]] = %[[C0]] to %[[C4]] step %[[C1]]
// CHECK:                 %[[COLUMN:.*]] = affine.apply #[[FEATURE]](%[[F]], %[[ROUND]])
// CHECK:                 %[[X:.*]] = tensor.extract %[[K]][%[[IMAGE]], %[[KEY]], %[[COLUMN]]]
// CHECK:                 tensor.insert %[[X]] into %{{.*}}[%[[F]], %[[KEY]]] : tensor<4x12xf32>
// The scores of one block only, handed on from block to block.
// CHECK:             %[[SCORES:.*]] = bufferization.alloc_tensor() : tensor<2x16xf32>
// CHECK:             scf.for %[[BEGIN:.*]] = %[[C0]] to %[[C5]] step %[[C2]] iter_args(%{{.*}} = %[[SCORES]], %{{.*}} = %[[PART]])
// CHECK:               %[[QUERY:.*]] = affine.min #[[BLOCK]](%[[BEGIN]])
// Scores: scaled, masked, and -infinity beyond the last key.
// CHECK:               %[[BLOCKSCORES:.*]]:3 = scf.for %[[FIRST:.*]] = %[[C0]] to %[[C12]] step %[[C4]] iter_args(%[[MAX:.*]] = %[[LOW]], %{{.*}} = %[[LOW]], %{{.*}} = %{{.*}})
// CHECK:                 %[[SUMS:.*]]:2 = scf.for %[[F2:.*]] = %[[C0]] to %[[C4]] step %[[C1]]
// CHECK:                   %[[KEYVECTOR:.*]] = vector.transfer_read %[[TURNED]][%[[F2]], %[[FIRST]]], {{.*}} {in_bounds = [true]} : tensor<4x12xf32>, vector<4xf32>
// CHECK:                   %[[COLUMN2:.*]] = affine.apply #[[FEATURE]](%[[F2]], %[[ROUND]])
// CHECK:                   %[[QF:.*]] = tensor.extract %[[Q]][%[[IMAGE]], %[[QUERY]], %[[COLUMN2]]]
// CHECK:                   %[[QV:.*]] = vector.broadcast %[[QF]]
// CHECK:                   arith.mulf %[[QV]], %[[KEYVECTOR]] fastmath<contract>
// CHECK:                   %[[NEXT:.*]] = arith.addi %[[QUERY]], %[[C1]]
// CHECK:                   tensor.extract %[[Q]][%[[IMAGE]], %[[NEXT]], %[[COLUMN2]]]
// CHECK:                 %[[SCALED:.*]] = arith.mulf %[[SUMS]]#0, %[[HALF]]
// CHECK:                 %[[MASK:.*]] = vector.transfer_read %[[M]][%[[QUERY]], %[[FIRST]]], %{{[a-z0-9_]*}} : tensor<5x9xf32>, vector<4xf32>
// CHECK:                 %[[MASKED:.*]] = arith.addf %[[SCALED]], %[[MASK]]
// CHECK:                 %[[LEFT:.*]] = arith.subi %[[C9]], %[[FIRST]]
// CHECK:                 %[[ISKEY:.*]] = vector.create_mask %[[LEFT]] : vector<4xi1>
// CHECK:                 %[[SCORE:.*]] = arith.select %[[ISKEY]], %[[MASKED]], %[[LOW]]
// CHECK:                 arith.maxnumf %[[MAX]], %[[SCORE]]
// CHECK:                 vector.transfer_write %[[SCORE]], %{{.*}}[%[[C0]], %[[FIRST]]] {in_bounds = [true]} : vector<4xf32>, tensor<2x16xf32>
// CHECK:                 arith.mulf %[[SUMS]]#1, %[[HALF]]
// CHECK:               %[[FILLED0:.*]] = vector.transfer_write %[[LOW]], %[[BLOCKSCORES]]#2[%[[C0]], %[[C12]]]
// CHECK:               %[[FILLED:.*]] = vector.transfer_write %[[LOW]], %[[FILLED0]][%[[C1]], %[[C12]]]
// CHECK:               %[[MAX0:.*]] = vector.reduction <maxnumf>, %[[BLOCKSCORES]]#0
// CHECK:               %[[MAXV:.*]] = vector.broadcast %[[MAX0]]
// The 16 exponentials of a row are added in halves.
// CHECK:               %[[E0:.*]] = vector.transfer_read %[[FILLED]][%[[C0]], %[[C0]]], {{.*}} : tensor<2x16xf32>, vector<16xf32>
// CHECK:               %[[D:.*]] = arith.subf %[[E0]], %[[MAXV]]
// CHECK:               %[[EXP:.*]] = math.exp %[[D]] : vector<16xf32>
// CHECK:               %[[EXPS0:.*]] = vector.transfer_write %[[EXP]], %[[FILLED]][%[[C0]], %[[C0]]]
// CHECK:               vector.extract_strided_slice %[[EXP]] {offsets = [0], sizes = [8]
// CHECK:               vector.extract_strided_slice %[[EXP]] {offsets = [8], sizes = [8]
// CHECK:               arith.addf %{{.*}} : vector<8xf32>
// CHECK:               arith.addf %{{.*}} : vector<4xf32>
// CHECK:               arith.addf %{{.*}} : vector<2xf32>
// CHECK:               arith.addf %{{.*}} : vector<1xf32>
// CHECK:               %[[TOTAL:.*]] = vector.extract
// CHECK:               math.exp
// CHECK:               %[[EXPS:.*]] = vector.transfer_write %{{.*}}, %[[EXPS0]][%[[C1]], %[[C0]]]
// The whole vector of values, and what is left of them.
// CHECK:               %[[VCOLUMN:.*]] = affine.apply #[[VALUE]](%[[ROUND]])
// CHECK:               %[[MIX:.*]]:2 = scf.for %[[KEY2:.*]] = %[[C0]] to %[[C9]] step %[[C1]]
// CHECK:                 vector.transfer_read %[[V]][%[[IMAGE]], %[[KEY2]], %[[VCOLUMN]]], {{.*}} {in_bounds = [true]} : tensor<?x9x12xf32>, vector<4xf32>
// CHECK:                 tensor.extract %[[EXPS]][%[[C0]], %[[KEY2]]]
// CHECK:               %[[TOTALV:.*]] = vector.broadcast %[[TOTAL]] : f32 to vector<4xf32>
// CHECK:               %[[Y:.*]] = arith.divf %[[MIX]]#0, %[[TOTALV]]
// CHECK:               vector.transfer_write %[[Y]], %{{.*}}[%[[C0]], %[[QUERY]], %[[C0]]] {in_bounds = [true]} : vector<4xf32>, tensor<1x5x6xf32>
// CHECK:               %[[TCOLUMN:.*]] = affine.apply #[[VALUETAIL]](%[[ROUND]])
// CHECK:               vector.transfer_read %[[V]]{{.*}} %[[TCOLUMN]]], {{.*}} {in_bounds = [true]} : tensor<?x9x12xf32>, vector<2xf32>
// CHECK:               vector.transfer_write %{{.*}}, %{{.*}}[%[[C0]], %[[QUERY]], %[[C4]]] {in_bounds = [true]} : vector<2xf32>, tensor<1x5x6xf32>
// CHECK:             tensor.parallel_insert_slice %{{.*}} into %[[SHARED]][%[[IMAGE]], 0, %[[OFFSET]]] [1, 5, 6] [1, 1, 1]
func.func @tails(%q: tensor<?x5x8xf32>, %k: tensor<?x9x8xf32>,
                 %v: tensor<?x9x12xf32>, %m: tensor<5x9xf32>)
    -> tensor<?x5x12xf32> {
  %y = lowres.scaled_dot_product_attention %q, %k, %v heads 2
    mask(%m : tensor<5x9xf32>) blocking<lanes = 4, rows = 2>
    : tensor<?x5x8xf32>, tensor<?x9x8xf32>, tensor<?x9x12xf32>
    -> tensor<?x5x12xf32>
  return %y : tensor<?x5x12xf32>
}

// Whole vectors need no masks; each image has a mask of its own.
// CHECK-LABEL: func @whole(
// CHECK-SAME:    %[[M:[^ ]*]]: tensor<2x4x32xf32>
// CHECK:         scf.forall (%[[IMAGE:[^ ]*]]) in (2)
// CHECK-NOT:     _mask
// CHECK:         vector.transfer_read %[[M]][%[[IMAGE]], %{{.*}}, %{{.*}}], {{.*}} {in_bounds = [true]} : tensor<2x4x32xf32>, vector<4xf32>
// CHECK-NOT:     _mask
// CHECK:         %[[SUMS:.*]]:2 = scf.for {{.*}} -> (vector<16xf32>, tensor<2x32xf32>)
// CHECK:           arith.addf %{{.*}} : vector<16xf32>
// CHECK:         vector.extract_strided_slice %[[SUMS]]#0
// CHECK-NOT:     _mask
// CHECK:         return
func.func @whole(%q: tensor<2x4x8xf32>, %x: tensor<2x32x8xf32>,
                 %m: tensor<2x4x32xf32>) -> tensor<2x4x8xf32> {
  %y = lowres.scaled_dot_product_attention %q, %x, %x heads 1
    mask(%m : tensor<2x4x32xf32>) blocking<lanes = 4, rows = 2>
    : tensor<2x4x8xf32>, tensor<2x32x8xf32>, tensor<2x32x8xf32>
    -> tensor<2x4x8xf32>
  return %y : tensor<2x4x8xf32>
}

// A block has no more rows than there are queries, and values may be smaller
// than any vector.
// CHECK-LABEL: func @small(
// CHECK-DAG:     bufferization.alloc_tensor() : tensor<3x16xf32>
// CHECK-DAG:     bufferization.alloc_tensor() : tensor<1x16xf32>
// CHECK:         vector.constant_mask [1] : vector<16xi1>
// CHECK:         vector.transfer_write {{.*}} : vector<3xf32>, tensor<1x1x3xf32>
func.func @small(%x: tensor<1x1x3xf32>) -> tensor<1x1x3xf32> {
  %y = lowres.scaled_dot_product_attention %x, %x, %x heads 1
    blocking<lanes = 16, rows = 8>
    : tensor<1x1x3xf32>, tensor<1x1x3xf32>, tensor<1x1x3xf32>
    -> tensor<1x1x3xf32>
  return %y : tensor<1x1x3xf32>
}

// Without a blocking nothing happens.
// CHECK-LABEL: func @noop(
// CHECK-NEXT:    lowres.scaled_dot_product_attention
// CHECK-NEXT:    return
func.func @noop(%x: tensor<?x5x8xf32>) -> tensor<?x5x8xf32> {
  %y = lowres.scaled_dot_product_attention %x, %x, %x heads 2
    : tensor<?x5x8xf32>, tensor<?x5x8xf32>, tensor<?x5x8xf32>
    -> tensor<?x5x8xf32>
  return %y : tensor<?x5x8xf32>
}

// Keys and scores of one shape are two buffers still.
// CHECK-LABEL: func @same_shape(
// CHECK-COUNT-2: bufferization.alloc_tensor() : tensor<2x16xf32>
func.func @same_shape(%q: tensor<1x3x2xf32>, %x: tensor<1x14x2xf32>)
    -> tensor<1x3x2xf32> {
  %y = lowres.scaled_dot_product_attention %q, %x, %x heads 1
    blocking<lanes = 4, rows = 2>
    : tensor<1x3x2xf32>, tensor<1x14x2xf32>, tensor<1x14x2xf32>
    -> tensor<1x3x2xf32>
  return %y : tensor<1x3x2xf32>
}

// Without vectors one exponential after the other is added, and nothing filled up.
// CHECK-LABEL: func @one_lane(
// CHECK-COUNT-2: bufferization.alloc_tensor() : tensor<{{[12]}}x5xf32>
// CHECK-NOT:     vector<16xf32>
// CHECK:         return
func.func @one_lane(%q: tensor<1x1x2xf32>, %x: tensor<1x5x2xf32>)
    -> tensor<1x1x2xf32> {
  %y = lowres.scaled_dot_product_attention %q, %x, %x heads 1
    blocking<lanes = 1, rows = 1>
    : tensor<1x1x2xf32>, tensor<1x5x2xf32>, tensor<1x5x2xf32>
    -> tensor<1x1x2xf32>
  return %y : tensor<1x1x2xf32>
}
