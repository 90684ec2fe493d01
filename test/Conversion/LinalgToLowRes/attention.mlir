// RUN: lowres-opt %s --split-input-file --convert-linalg-to-lowres --cse | FileCheck %s

// As TOSA and PyTorch models are lowered: heads beside the batch, a softmax in
// pieces. The transposes are gone.

// CHECK-LABEL: @heads
// CHECK-SAME: (%[[Q:.*]]: tensor<2x10x12xf32>, %[[K:.*]]: tensor<2x7x12xf32>, %[[V:.*]]: tensor<2x7x15xf32>)
// CHECK-NEXT: %[[R:.*]] = lowres.scaled_dot_product_attention %[[Q]], %[[K]], %[[V]] heads 3
// CHECK-SAME: : tensor<2x10x12xf32>, tensor<2x7x12xf32>, tensor<2x7x15xf32> -> tensor<2x10x15xf32>
// CHECK-NEXT: return %[[R]]
#id = affine_map<(b, h, q, k) -> (b, h, q, k)>
#row = affine_map<(b, h, q, k) -> (b, h, q, 0)>
#one = affine_map<(b, h, q, k) -> (0, 0, 0, 0)>
func.func @heads(%q: tensor<2x10x12xf32>, %k: tensor<2x7x12xf32>, %v: tensor<2x7x15xf32>) -> tensor<2x10x15xf32> {
  %zero = arith.constant 0.0 : f32
  %lowest = arith.constant 0xFF800000 : f32
  %half = arith.constant dense<0.5> : tensor<1x1x1x1xf32>
  %q0 = tensor.expand_shape %q [[0], [1], [2, 3]] output_shape [2, 10, 3, 4] : tensor<2x10x12xf32> into tensor<2x10x3x4xf32>
  %k0 = tensor.expand_shape %k [[0], [1], [2, 3]] output_shape [2, 7, 3, 4] : tensor<2x7x12xf32> into tensor<2x7x3x4xf32>
  %v0 = tensor.expand_shape %v [[0], [1], [2, 3]] output_shape [2, 7, 3, 5] : tensor<2x7x15xf32> into tensor<2x7x3x5xf32>
  %qe = tensor.empty() : tensor<2x3x10x4xf32>
  %ke = tensor.empty() : tensor<2x3x4x7xf32>
  %ve = tensor.empty() : tensor<2x3x7x5xf32>
  %q1 = linalg.transpose ins(%q0 : tensor<2x10x3x4xf32>) outs(%qe : tensor<2x3x10x4xf32>) permutation = [0, 2, 1, 3]
  %k1 = linalg.transpose ins(%k0 : tensor<2x7x3x4xf32>) outs(%ke : tensor<2x3x4x7xf32>) permutation = [0, 2, 3, 1]
  %v1 = linalg.transpose ins(%v0 : tensor<2x7x3x5xf32>) outs(%ve : tensor<2x3x7x5xf32>) permutation = [0, 2, 1, 3]
  %q2 = tensor.collapse_shape %q1 [[0, 1], [2], [3]] : tensor<2x3x10x4xf32> into tensor<6x10x4xf32>
  %k2 = tensor.collapse_shape %k1 [[0, 1], [2], [3]] : tensor<2x3x4x7xf32> into tensor<6x4x7xf32>
  %v2 = tensor.collapse_shape %v1 [[0, 1], [2], [3]] : tensor<2x3x7x5xf32> into tensor<6x7x5xf32>
  %se = tensor.empty() : tensor<6x10x7xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<6x10x7xf32>) -> tensor<6x10x7xf32>
  %s = linalg.batch_matmul ins(%q2, %k2 : tensor<6x10x4xf32>, tensor<6x4x7xf32>) outs(%sz : tensor<6x10x7xf32>) -> tensor<6x10x7xf32>
  %s0 = tensor.expand_shape %s [[0, 1], [2], [3]] output_shape [2, 3, 10, 7] : tensor<6x10x7xf32> into tensor<2x3x10x7xf32>
  %e4 = tensor.empty() : tensor<2x3x10x7xf32>
  %s1 = linalg.generic {indexing_maps = [#id, #one, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%s0, %half : tensor<2x3x10x7xf32>, tensor<1x1x1x1xf32>) outs(%e4 : tensor<2x3x10x7xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %r = arith.mulf %a, %b : f32
    linalg.yield %r : f32
  } -> tensor<2x3x10x7xf32>
  %e3 = tensor.empty() : tensor<2x3x10xf32>
  %m0 = linalg.fill ins(%lowest : f32) outs(%e3 : tensor<2x3x10xf32>) -> tensor<2x3x10xf32>
  %m = linalg.reduce { arith.maximumf } ins(%s1 : tensor<2x3x10x7xf32>) outs(%m0 : tensor<2x3x10xf32>) dimensions = [3]
  %m1 = tensor.expand_shape %m [[0], [1], [2, 3]] output_shape [2, 3, 10, 1] : tensor<2x3x10xf32> into tensor<2x3x10x1xf32>
  %d = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%s1, %m1 : tensor<2x3x10x7xf32>, tensor<2x3x10x1xf32>) outs(%e4 : tensor<2x3x10x7xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %r = arith.subf %a, %b : f32
    linalg.yield %r : f32
  } -> tensor<2x3x10x7xf32>
  %x = linalg.exp ins(%d : tensor<2x3x10x7xf32>) outs(%e4 : tensor<2x3x10x7xf32>) -> tensor<2x3x10x7xf32>
  %z0 = linalg.fill ins(%zero : f32) outs(%e3 : tensor<2x3x10xf32>) -> tensor<2x3x10xf32>
  %z = linalg.reduce { arith.addf } ins(%x : tensor<2x3x10x7xf32>) outs(%z0 : tensor<2x3x10xf32>) dimensions = [3]
  %z1 = tensor.expand_shape %z [[0], [1], [2, 3]] output_shape [2, 3, 10, 1] : tensor<2x3x10xf32> into tensor<2x3x10x1xf32>
  %i0 = tensor.empty() : tensor<2x3x10x1xf32>
  %i = linalg.reciprocal ins(%z1 : tensor<2x3x10x1xf32>) outs(%i0 : tensor<2x3x10x1xf32>) -> tensor<2x3x10x1xf32>
  %p = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%x, %i : tensor<2x3x10x7xf32>, tensor<2x3x10x1xf32>) outs(%e4 : tensor<2x3x10x7xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %r = arith.mulf %a, %b : f32
    linalg.yield %r : f32
  } -> tensor<2x3x10x7xf32>
  %p0 = tensor.collapse_shape %p [[0, 1], [2], [3]] : tensor<2x3x10x7xf32> into tensor<6x10x7xf32>
  %oe = tensor.empty() : tensor<6x10x5xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<6x10x5xf32>) -> tensor<6x10x5xf32>
  %o = linalg.batch_matmul ins(%p0, %v2 : tensor<6x10x7xf32>, tensor<6x7x5xf32>) outs(%oz : tensor<6x10x5xf32>) -> tensor<6x10x5xf32>
  %o0 = tensor.expand_shape %o [[0, 1], [2], [3]] output_shape [2, 3, 10, 5] : tensor<6x10x5xf32> into tensor<2x3x10x5xf32>
  %o1 = tensor.empty() : tensor<2x10x3x5xf32>
  %o2 = linalg.transpose ins(%o0 : tensor<2x3x10x5xf32>) outs(%o1 : tensor<2x10x3x5xf32>) permutation = [0, 2, 1, 3]
  %o3 = tensor.collapse_shape %o2 [[0], [1], [2, 3]] : tensor<2x10x3x5xf32> into tensor<2x10x15xf32>
  return %o3 : tensor<2x10x15xf32>
}

// -----

// A dynamic batch, another scale, a mask for all, and keys transposed in the
// product.

// CHECK-LABEL: @dynamic
// CHECK-SAME: (%[[Q:.*]]: tensor<?x10x4xf32>, %[[K:.*]]: tensor<?x7x4xf32>, %[[V:.*]]: tensor<?x7x5xf32>, %[[M:.*]]: tensor<10x7xf32>,
// CHECK-NEXT: %[[R:.*]] = lowres.scaled_dot_product_attention %[[Q]], %[[K]], %[[V]] heads 1 scale 2.500000e-01
// CHECK-SAME: mask(%[[M]] : tensor<10x7xf32>)
// CHECK-NEXT: return %[[R]]
#id = affine_map<(b, q, k) -> (b, q, k)>
#mask = affine_map<(b, q, k) -> (q, k)>
func.func @dynamic(%q: tensor<?x10x4xf32>, %k: tensor<?x7x4xf32>, %v: tensor<?x7x5xf32>, %mask: tensor<10x7xf32>,
                   %se: tensor<?x10x7xf32>, %oe: tensor<?x10x5xf32>) -> tensor<?x10x5xf32> {
  %zero = arith.constant 0.0 : f32
  %four = arith.constant 4.0 : f32
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<?x10x7xf32>) -> tensor<?x10x7xf32>
  %s = linalg.batch_matmul indexing_maps = [
      affine_map<(b, q, k, f) -> (b, q, f)>, affine_map<(b, q, k, f) -> (b, k, f)>, affine_map<(b, q, k, f) -> (b, q, k)>]
      ins(%q, %k : tensor<?x10x4xf32>, tensor<?x7x4xf32>) outs(%sz : tensor<?x10x7xf32>) -> tensor<?x10x7xf32>
  %s1 = linalg.generic {indexing_maps = [#id, #mask, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%s, %mask : tensor<?x10x7xf32>, tensor<10x7xf32>) outs(%se : tensor<?x10x7xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %scaled = arith.divf %a, %four : f32
    %r = arith.addf %scaled, %b : f32
    linalg.yield %r : f32
  } -> tensor<?x10x7xf32>
  %p = linalg.softmax dimension(2) ins(%s1 : tensor<?x10x7xf32>) outs(%se : tensor<?x10x7xf32>) -> tensor<?x10x7xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<?x10x5xf32>) -> tensor<?x10x5xf32>
  %o = linalg.batch_matmul ins(%p, %v : tensor<?x10x7xf32>, tensor<?x7x5xf32>) outs(%oz : tensor<?x10x5xf32>) -> tensor<?x10x5xf32>
  return %o : tensor<?x10x5xf32>
}

// -----

// One matrix each, and the largest score is the first of two results.

// CHECK-LABEL: @matrices
// CHECK-SAME: (%[[Q:.*]]: tensor<10x4xf32>, %[[K:.*]]: tensor<4x7xf32>, %[[V:.*]]: tensor<7x5xf32>)
// CHECK-DAG: %[[Q1:.*]] = tensor.expand_shape %[[Q]] {{.*}} into tensor<1x10x4xf32>
// CHECK-DAG: linalg.transpose ins(%[[K]]
// CHECK-DAG: %[[V1:.*]] = tensor.expand_shape %[[V]] {{.*}} into tensor<1x7x5xf32>
// CHECK: lowres.scaled_dot_product_attention %[[Q1]], %{{.*}}, %[[V1]] heads 1 scale 1.000000e+00
#id = affine_map<(q, k) -> (q, k)>
#row = affine_map<(q, k) -> (q)>
func.func @matrices(%q: tensor<10x4xf32>, %k: tensor<4x7xf32>, %v: tensor<7x5xf32>) -> tensor<10x5xf32> {
  %zero = arith.constant 0.0 : f32
  %se = tensor.empty() : tensor<10x7xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<10x7xf32>) -> tensor<10x7xf32>
  %s = linalg.matmul ins(%q, %k : tensor<10x4xf32>, tensor<4x7xf32>) outs(%sz : tensor<10x7xf32>) -> tensor<10x7xf32>
  %ie = tensor.empty() : tensor<10xi64>
  %me = tensor.empty() : tensor<10xf32>
  %m:2 = linalg.generic {indexing_maps = [#id, #row, #row], iterator_types = ["parallel", "reduction"]}
      ins(%s : tensor<10x7xf32>) outs(%me, %ie : tensor<10xf32>, tensor<10xi64>) {
  ^bb0(%a: f32, %largest: f32, %where: i64):
    %i = linalg.index 1 : index
    %position = arith.index_cast %i : index to i64
    %more = arith.cmpf ogt, %a, %largest : f32
    %x = arith.select %more, %a, %largest : f32
    %y = arith.select %more, %position, %where : i64
    linalg.yield %x, %y : f32, i64
  } -> (tensor<10xf32>, tensor<10xi64>)
  %x = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%s, %m#0 : tensor<10x7xf32>, tensor<10xf32>) outs(%se : tensor<10x7xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %d = arith.subf %a, %b : f32
    %e = math.exp %d : f32
    linalg.yield %e : f32
  } -> tensor<10x7xf32>
  %zz = linalg.fill ins(%zero : f32) outs(%me : tensor<10xf32>) -> tensor<10xf32>
  %z = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<10x7xf32>) outs(%zz : tensor<10xf32>) {
  ^bb0(%a: f32, %sum: f32):
    %r = arith.addf %a, %sum : f32
    linalg.yield %r : f32
  } -> tensor<10xf32>
  %zb = linalg.broadcast ins(%z : tensor<10xf32>) outs(%se : tensor<10x7xf32>) dimensions = [1]
  %p = linalg.div ins(%x, %zb : tensor<10x7xf32>, tensor<10x7xf32>) outs(%se : tensor<10x7xf32>) -> tensor<10x7xf32>
  %oe = tensor.empty() : tensor<10x5xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<10x5xf32>) -> tensor<10x5xf32>
  %o = linalg.matmul ins(%p, %v : tensor<10x7xf32>, tensor<7x5xf32>) outs(%oz : tensor<10x5xf32>) -> tensor<10x5xf32>
  return %o : tensor<10x5xf32>
}

// -----

// Products of four dimensions, the result transposed by the last, and a mask of
// the keys of each image.

// CHECK-LABEL: @einsum
// CHECK-SAME: (%[[Q:.*]]: tensor<2x10x3x4xf32>, %[[K:.*]]: tensor<2x7x3x4xf32>, %[[V:.*]]: tensor<2x7x3x5xf32>, %[[M:.*]]: tensor<2x7xf32>)
// CHECK: %[[REPEATED:.*]] = linalg.generic
// CHECK-SAME: ins(%[[M]] : tensor<2x7xf32>) outs(%{{.*}} : tensor<2x3x10x7xf32>)
// CHECK: %[[MASK:.*]] = tensor.collapse_shape %[[REPEATED]] {{.*}} into tensor<6x10x7xf32>
// CHECK: lowres.scaled_dot_product_attention %{{.*}}, %{{.*}}, %{{.*}} heads 1 scale 1.000000e+00
// CHECK-SAME: mask(%[[MASK]] : tensor<6x10x7xf32>)
// CHECK-SAME: -> tensor<6x10x5xf32>
#id = affine_map<(b, h, q, k) -> (b, h, q, k)>
func.func @einsum(%q: tensor<2x10x3x4xf32>, %k: tensor<2x7x3x4xf32>, %v: tensor<2x7x3x5xf32>, %mask: tensor<2x7xf32>) -> tensor<2x10x3x5xf32> {
  %zero = arith.constant 0.0 : f32
  %se = tensor.empty() : tensor<2x3x10x7xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<2x3x10x7xf32>) -> tensor<2x3x10x7xf32>
  %s = linalg.generic {indexing_maps = [affine_map<(b, h, q, k, f) -> (b, q, h, f)>,
          affine_map<(b, h, q, k, f) -> (b, k, h, f)>, affine_map<(b, h, q, k, f) -> (b, h, q, k)>],
        iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]}
      ins(%q, %k : tensor<2x10x3x4xf32>, tensor<2x7x3x4xf32>) outs(%sz : tensor<2x3x10x7xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %m = arith.mulf %a, %b : f32
    %r = arith.addf %sum, %m : f32
    linalg.yield %r : f32
  } -> tensor<2x3x10x7xf32>
  %s1 = linalg.generic {indexing_maps = [#id, affine_map<(b, h, q, k) -> (b, k)>, #id],
        iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%s, %mask : tensor<2x3x10x7xf32>, tensor<2x7xf32>) outs(%se : tensor<2x3x10x7xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %r = arith.addf %a, %b : f32
    linalg.yield %r : f32
  } -> tensor<2x3x10x7xf32>
  %p = linalg.softmax dimension(3) ins(%s1 : tensor<2x3x10x7xf32>) outs(%se : tensor<2x3x10x7xf32>) -> tensor<2x3x10x7xf32>
  %oe = tensor.empty() : tensor<2x10x3x5xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<2x10x3x5xf32>) -> tensor<2x10x3x5xf32>
  %o = linalg.generic {indexing_maps = [affine_map<(b, q, h, f, k) -> (b, h, q, k)>,
          affine_map<(b, q, h, f, k) -> (b, k, h, f)>, affine_map<(b, q, h, f, k) -> (b, q, h, f)>],
        iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]}
      ins(%p, %v : tensor<2x3x10x7xf32>, tensor<2x7x3x5xf32>) outs(%oz : tensor<2x10x3x5xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %m = arith.mulf %a, %b : f32
    %r = arith.addf %sum, %m : f32
    linalg.yield %r : f32
  } -> tensor<2x10x3x5xf32>
  return %o : tensor<2x10x3x5xf32>
}

// -----

// Two dense layers with a softmax between them are no attention.

// CHECK-LABEL: @weights
// CHECK-NOT: attention
// CHECK: lowres.dense
// CHECK: linalg.softmax
// CHECK: lowres.dense
func.func @weights(%x: tensor<8x4xf32>) -> tensor<8x2xf32> {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<[[0.5, -0.5, 0.0], [0.0, 0.5, 0.5], [0.5, 0.0, 0.5], [-0.5, 0.5, 0.0]]> : tensor<4x3xf32>
  %u = arith.constant dense<[[0.5, -0.5], [0.0, 0.5], [0.5, 0.0]]> : tensor<3x2xf32>
  %se = tensor.empty() : tensor<8x3xf32>
  %oe = tensor.empty() : tensor<8x2xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<8x3xf32>) -> tensor<8x3xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<8x2xf32>) -> tensor<8x2xf32>
  %s = linalg.matmul ins(%x, %w : tensor<8x4xf32>, tensor<4x3xf32>) outs(%sz : tensor<8x3xf32>) -> tensor<8x3xf32>
  %p = linalg.softmax dimension(1) ins(%s : tensor<8x3xf32>) outs(%se : tensor<8x3xf32>) -> tensor<8x3xf32>
  %y = linalg.matmul ins(%p, %u : tensor<8x3xf32>, tensor<3x2xf32>) outs(%oz : tensor<8x2xf32>) -> tensor<8x2xf32>
  return %y : tensor<8x2xf32>
}

// -----

// A mask of a type that says less than that of the scores, and a long chain of
// operations for what is subtracted.

// CHECK-LABEL: @dynamic_mask
// CHECK-SAME: %[[M:[^:]*]]: tensor<?x?xf32>
// CHECK: %[[MASK:.*]] = linalg.generic
// CHECK-SAME: ins(%[[M]] : tensor<?x?xf32>) outs(%{{.*}} : tensor<2x10x7xf32>)
// CHECK: lowres.scaled_dot_product_attention
// CHECK-SAME: mask(%[[MASK]] : tensor<2x10x7xf32>)
#id = affine_map<(b, q, k) -> (b, q, k)>
#row = affine_map<(b, q, k) -> (b, q)>
func.func @dynamic_mask(%q: tensor<2x10x4xf32>, %k: tensor<2x4x7xf32>, %v: tensor<2x7x5xf32>, %m: tensor<?x?xf32>, %shift: tensor<2x10xf32>) -> tensor<2x10x5xf32> {
  %zero = arith.constant 0.0 : f32
  %se = tensor.empty() : tensor<2x10x7xf32>
  %oe = tensor.empty() : tensor<2x10x5xf32>
  %ze = tensor.empty() : tensor<2x10xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  %zz = linalg.fill ins(%zero : f32) outs(%ze : tensor<2x10xf32>) -> tensor<2x10xf32>
  %s = linalg.batch_matmul ins(%q, %k : tensor<2x10x4xf32>, tensor<2x4x7xf32>) outs(%sz : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %x = linalg.generic {indexing_maps = [#id, affine_map<(b, q, k) -> (q, k)>, #row, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%s, %m, %shift : tensor<2x10x7xf32>, tensor<?x?xf32>, tensor<2x10xf32>) outs(%se : tensor<2x10x7xf32>) {
  ^bb0(%a: f32, %b: f32, %y0: f32, %out: f32):
    %masked = arith.addf %a, %b : f32
    %y1 = arith.addf %y0, %y0 : f32
    %y2 = arith.addf %y1, %y1 : f32
    %y3 = arith.addf %y2, %y2 : f32
    %y4 = arith.addf %y3, %y3 : f32
    %y5 = arith.addf %y4, %y4 : f32
    %y6 = arith.addf %y5, %y5 : f32
    %y7 = arith.addf %y6, %y6 : f32
    %y8 = arith.addf %y7, %y7 : f32
    %y9 = arith.addf %y8, %y8 : f32
    %y10 = arith.addf %y9, %y9 : f32
    %y11 = arith.addf %y10, %y10 : f32
    %y12 = arith.addf %y11, %y11 : f32
    %y13 = arith.addf %y12, %y12 : f32
    %y14 = arith.addf %y13, %y13 : f32
    %y15 = arith.addf %y14, %y14 : f32
    %y16 = arith.addf %y15, %y15 : f32
    %y17 = arith.addf %y16, %y16 : f32
    %y18 = arith.addf %y17, %y17 : f32
    %y19 = arith.addf %y18, %y18 : f32
    %y20 = arith.addf %y19, %y19 : f32
    %y21 = arith.addf %y20, %y20 : f32
    %y22 = arith.addf %y21, %y21 : f32
    %y23 = arith.addf %y22, %y22 : f32
    %y24 = arith.addf %y23, %y23 : f32
    %y25 = arith.addf %y24, %y24 : f32
    %y26 = arith.addf %y25, %y25 : f32
    %y27 = arith.addf %y26, %y26 : f32
    %y28 = arith.addf %y27, %y27 : f32
    %y29 = arith.addf %y28, %y28 : f32
    %y30 = arith.addf %y29, %y29 : f32
    %y31 = arith.addf %y30, %y30 : f32
    %y32 = arith.addf %y31, %y31 : f32
    %y33 = arith.addf %y32, %y32 : f32
    %y34 = arith.addf %y33, %y33 : f32
    %y35 = arith.addf %y34, %y34 : f32
    %y36 = arith.addf %y35, %y35 : f32
    %y37 = arith.addf %y36, %y36 : f32
    %y38 = arith.addf %y37, %y37 : f32
    %y39 = arith.addf %y38, %y38 : f32
    %y40 = arith.addf %y39, %y39 : f32
    %d = arith.subf %masked, %y40 : f32
    %e = math.exp %d : f32
    linalg.yield %e : f32
  } -> tensor<2x10x7xf32>
  %z = linalg.reduce { arith.addf } ins(%x : tensor<2x10x7xf32>) outs(%zz : tensor<2x10xf32>) dimensions = [2]
  %p = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x, %z : tensor<2x10x7xf32>, tensor<2x10xf32>) outs(%se : tensor<2x10x7xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %r = arith.divf %a, %b : f32
    linalg.yield %r : f32
  } -> tensor<2x10x7xf32>
  %o = linalg.batch_matmul ins(%p, %v : tensor<2x10x7xf32>, tensor<2x7x5xf32>) outs(%oz : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  return %o : tensor<2x10x5xf32>
}
