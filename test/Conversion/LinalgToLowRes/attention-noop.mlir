// Products beside a softmax that are no attention.

// RUN: lowres-opt %s --convert-linalg-to-lowres --split-input-file --verify-diagnostics | FileCheck %s
// CHECK-NOT: lowres.

// A softmax over queries.
func.func @other_dimension(%q: tensor<2x10x4xf32>, %k: tensor<2x4x7xf32>, %v: tensor<2x7x5xf32>) -> tensor<2x10x5xf32> {
  %zero = arith.constant 0.0 : f32
  %se = tensor.empty() : tensor<2x10x7xf32>
  %oe = tensor.empty() : tensor<2x10x5xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %s = linalg.batch_matmul ins(%q, %k : tensor<2x10x4xf32>, tensor<2x4x7xf32>) outs(%sz : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %p = linalg.softmax dimension(1) ins(%s : tensor<2x10x7xf32>) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %y = linalg.batch_matmul ins(%p, %v : tensor<2x10x7xf32>, tensor<2x7x5xf32>) outs(%oz : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  return %y : tensor<2x10x5xf32>
}

// -----

// Divided by sums of something else.
func.func @other_sum(%q: tensor<2x10x4xf32>, %k: tensor<2x4x7xf32>, %v: tensor<2x7x5xf32>) -> tensor<2x10x5xf32> {
  %zero = arith.constant 0.0 : f32
  %se = tensor.empty() : tensor<2x10x7xf32>
  %oe = tensor.empty() : tensor<2x10x5xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %s = linalg.batch_matmul ins(%q, %k : tensor<2x10x4xf32>, tensor<2x4x7xf32>) outs(%sz : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %x = linalg.exp ins(%s : tensor<2x10x7xf32>) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %ze = tensor.empty() : tensor<2x10xf32>
  %init = arith.constant 0.0 : f32
  %zz = linalg.fill ins(%init : f32) outs(%ze : tensor<2x10xf32>) -> tensor<2x10xf32>
  %z = linalg.reduce { arith.addf } ins(%s : tensor<2x10x7xf32>) outs(%zz : tensor<2x10xf32>) dimensions = [2]
  %p = linalg.generic {indexing_maps = [affine_map<(b, q, k) -> (b, q, k)>, affine_map<(b, q, k) -> (b, q)>, affine_map<(b, q, k) -> (b, q, k)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x, %z : tensor<2x10x7xf32>, tensor<2x10xf32>) outs(%se : tensor<2x10x7xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %r = arith.divf %a, %b : f32
    linalg.yield %r : f32
  } -> tensor<2x10x7xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %y = linalg.batch_matmul ins(%p, %v : tensor<2x10x7xf32>, tensor<2x7x5xf32>) outs(%oz : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  return %y : tensor<2x10x5xf32>
}

// -----

// Sums that do not start from zero.
func.func @started_sum(%q: tensor<2x10x4xf32>, %k: tensor<2x4x7xf32>, %v: tensor<2x7x5xf32>) -> tensor<2x10x5xf32> {
  %zero = arith.constant 0.0 : f32
  %se = tensor.empty() : tensor<2x10x7xf32>
  %oe = tensor.empty() : tensor<2x10x5xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %s = linalg.batch_matmul ins(%q, %k : tensor<2x10x4xf32>, tensor<2x4x7xf32>) outs(%sz : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %x = linalg.exp ins(%s : tensor<2x10x7xf32>) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %ze = tensor.empty() : tensor<2x10xf32>
  %init = arith.constant 1.0 : f32
  %zz = linalg.fill ins(%init : f32) outs(%ze : tensor<2x10xf32>) -> tensor<2x10xf32>
  %z = linalg.reduce { arith.addf } ins(%x : tensor<2x10x7xf32>) outs(%zz : tensor<2x10xf32>) dimensions = [2]
  %p = linalg.generic {indexing_maps = [affine_map<(b, q, k) -> (b, q, k)>, affine_map<(b, q, k) -> (b, q)>, affine_map<(b, q, k) -> (b, q, k)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x, %z : tensor<2x10x7xf32>, tensor<2x10xf32>) outs(%se : tensor<2x10x7xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %r = arith.divf %a, %b : f32
    linalg.yield %r : f32
  } -> tensor<2x10x7xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %y = linalg.batch_matmul ins(%p, %v : tensor<2x10x7xf32>, tensor<2x7x5xf32>) outs(%oz : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  return %y : tensor<2x10x5xf32>
}

// -----

// Sums for other queries.
func.func @other_rows(%q: tensor<2x10x4xf32>, %k: tensor<2x4x7xf32>, %v: tensor<2x7x5xf32>, %z: tensor<2x7xf32>) -> tensor<2x10x5xf32> {
  %zero = arith.constant 0.0 : f32
  %se = tensor.empty() : tensor<2x10x7xf32>
  %oe = tensor.empty() : tensor<2x10x5xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %s = linalg.batch_matmul ins(%q, %k : tensor<2x10x4xf32>, tensor<2x4x7xf32>) outs(%sz : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %x = linalg.exp ins(%s : tensor<2x10x7xf32>) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %p = linalg.generic {indexing_maps = [affine_map<(b, q, k) -> (b, q, k)>, affine_map<(b, q, k) -> (b, k)>, affine_map<(b, q, k) -> (b, q, k)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x, %z : tensor<2x10x7xf32>, tensor<2x7xf32>) outs(%se : tensor<2x10x7xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %r = arith.divf %a, %b : f32
    linalg.yield %r : f32
  } -> tensor<2x10x7xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %y = linalg.batch_matmul ins(%p, %v : tensor<2x10x7xf32>, tensor<2x7x5xf32>) outs(%oz : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  return %y : tensor<2x10x5xf32>
}

// -----

// What is subtracted differs from key to key.
func.func @position(%q: tensor<2x10x4xf32>, %k: tensor<2x4x7xf32>, %v: tensor<2x7x5xf32>) -> tensor<2x10x5xf32> {
  %zero = arith.constant 0.0 : f32
  %se = tensor.empty() : tensor<2x10x7xf32>
  %oe = tensor.empty() : tensor<2x10x5xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %s = linalg.batch_matmul ins(%q, %k : tensor<2x10x4xf32>, tensor<2x4x7xf32>) outs(%sz : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %d = linalg.generic {indexing_maps = [affine_map<(b, q, k) -> (b, q, k)>, affine_map<(b, q, k) -> (b, q, k)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%s : tensor<2x10x7xf32>) outs(%se : tensor<2x10x7xf32>) {
  ^bb0(%a: f32, %out: f32):
    %i = linalg.index 2 : index
    %j = arith.index_cast %i : index to i32
    %f = arith.sitofp %j : i32 to f32
    %b = arith.subf %a, %f : f32
    %e = math.exp %b : f32
    linalg.yield %e : f32
  } -> tensor<2x10x7xf32>
  %ze = tensor.empty() : tensor<2x10xf32>
  %init = arith.constant 0.0 : f32
  %zz = linalg.fill ins(%init : f32) outs(%ze : tensor<2x10xf32>) -> tensor<2x10xf32>
  %z = linalg.reduce { arith.addf } ins(%d : tensor<2x10x7xf32>) outs(%zz : tensor<2x10xf32>) dimensions = [2]
  %p = linalg.generic {indexing_maps = [affine_map<(b, q, k) -> (b, q, k)>, affine_map<(b, q, k) -> (b, q)>, affine_map<(b, q, k) -> (b, q, k)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%d, %z : tensor<2x10x7xf32>, tensor<2x10xf32>) outs(%se : tensor<2x10x7xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %r = arith.divf %a, %b : f32
    linalg.yield %r : f32
  } -> tensor<2x10x7xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: it mixes values by a softmax, but its softmax is not of products of queries and keys, times a constant, plus at most one tensor of f32}}
  %y = linalg.batch_matmul ins(%p, %v : tensor<2x10x7xf32>, tensor<2x7x5xf32>) outs(%oz : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  return %y : tensor<2x10x5xf32>
}

// -----

// The softmax is a result, too.
func.func @used_elsewhere(%q: tensor<2x10x4xf32>, %k: tensor<2x4x7xf32>, %v: tensor<2x7x5xf32>) -> (tensor<2x10x5xf32>, tensor<2x10x7xf32>) {
  %zero = arith.constant 0.0 : f32
  %se = tensor.empty() : tensor<2x10x7xf32>
  %oe = tensor.empty() : tensor<2x10x5xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %s = linalg.batch_matmul ins(%q, %k : tensor<2x10x4xf32>, tensor<2x4x7xf32>) outs(%sz : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %p = linalg.softmax dimension(2) ins(%s : tensor<2x10x7xf32>) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: it mixes values by a softmax, but its softmax is used elsewhere, too}}
  %y = linalg.batch_matmul ins(%p, %v : tensor<2x10x7xf32>, tensor<2x7x5xf32>) outs(%oz : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  return %y, %p : tensor<2x10x5xf32>, tensor<2x10x7xf32>
}

// -----

// Scores that are no products.
func.func @given(%q: tensor<2x10x4xf32>, %k: tensor<2x4x7xf32>, %v: tensor<2x7x5xf32>, %s: tensor<2x10x7xf32>) -> tensor<2x10x5xf32> {
  %zero = arith.constant 0.0 : f32
  %se = tensor.empty() : tensor<2x10x7xf32>
  %oe = tensor.empty() : tensor<2x10x5xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  %p = linalg.softmax dimension(2) ins(%s : tensor<2x10x7xf32>) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: it mixes values by a softmax, but its softmax is not of products of queries and keys, times a constant, plus at most one tensor of f32}}
  %y = linalg.batch_matmul ins(%p, %v : tensor<2x10x7xf32>, tensor<2x7x5xf32>) outs(%oz : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  return %y : tensor<2x10x5xf32>
}

// -----

// Two masks.
func.func @two_masks(%q: tensor<2x10x4xf32>, %k: tensor<2x4x7xf32>, %v: tensor<2x7x5xf32>, %m: tensor<2x10x7xf32>, %n: tensor<2x10x7xf32>) -> tensor<2x10x5xf32> {
  %zero = arith.constant 0.0 : f32
  %se = tensor.empty() : tensor<2x10x7xf32>
  %oe = tensor.empty() : tensor<2x10x5xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %s = linalg.batch_matmul ins(%q, %k : tensor<2x10x4xf32>, tensor<2x4x7xf32>) outs(%sz : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %s0 = linalg.add ins(%s, %m : tensor<2x10x7xf32>, tensor<2x10x7xf32>) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %s1 = linalg.add ins(%s0, %n : tensor<2x10x7xf32>, tensor<2x10x7xf32>) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %p = linalg.softmax dimension(2) ins(%s1 : tensor<2x10x7xf32>) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: it mixes values by a softmax, but its softmax is not of products of queries and keys, times a constant, plus at most one tensor of f32}}
  %y = linalg.batch_matmul ins(%p, %v : tensor<2x10x7xf32>, tensor<2x7x5xf32>) outs(%oz : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  return %y : tensor<2x10x5xf32>
}

// -----

// Scores that do not start from zero.
func.func @sums_start(%q: tensor<2x10x4xf32>, %k: tensor<2x4x7xf32>, %v: tensor<2x7x5xf32>, %m: tensor<2x10x7xf32>) -> tensor<2x10x5xf32> {
  %zero = arith.constant 0.0 : f32
  %se = tensor.empty() : tensor<2x10x7xf32>
  %oe = tensor.empty() : tensor<2x10x5xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %s = linalg.batch_matmul ins(%q, %k : tensor<2x10x4xf32>, tensor<2x4x7xf32>) outs(%m : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %p = linalg.softmax dimension(2) ins(%s : tensor<2x10x7xf32>) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: it mixes values by a softmax, but its softmax is not of products of queries and keys, times a constant, plus at most one tensor of f32}}
  %y = linalg.batch_matmul ins(%p, %v : tensor<2x10x7xf32>, tensor<2x7x5xf32>) outs(%oz : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  return %y : tensor<2x10x5xf32>
}

// -----

// One matrix of scores, repeated along a loop of the result alone.
func.func @repeated(%q: tensor<10x4xf32>, %k: tensor<7x4xf32>, %v: tensor<2x7x5xf32>) -> tensor<2x10x5xf32> {
  %zero = arith.constant 0.0 : f32
  %se = tensor.empty() : tensor<2x10x7xf32>
  %oe = tensor.empty() : tensor<2x10x5xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  // expected-remark @+1 {{linalg.generic stays float: its weights are not a constant of static shape}}
  %s = linalg.generic {indexing_maps = [affine_map<(b, q, k, f) -> (q, f)>, affine_map<(b, q, k, f) -> (k, f)>, affine_map<(b, q, k, f) -> (b, q, k)>],
                       iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%q, %k : tensor<10x4xf32>, tensor<7x4xf32>) outs(%sz : tensor<2x10x7xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %m = arith.mulf %a, %b : f32
    %r = arith.addf %sum, %m : f32
    linalg.yield %r : f32
  } -> tensor<2x10x7xf32>
  %p = linalg.softmax dimension(2) ins(%s : tensor<2x10x7xf32>) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: it mixes values by a softmax, but its softmax is not of products of queries and keys, times a constant, plus at most one tensor of f32}}
  %y = linalg.batch_matmul ins(%p, %v : tensor<2x10x7xf32>, tensor<2x7x5xf32>) outs(%oz : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  return %y : tensor<2x10x5xf32>
}

// -----

// Values that are sums themselves.
func.func @summed_values(%q: tensor<2x10x4xf32>, %k: tensor<2x4x7xf32>, %v: tensor<2x7x5x3xf32>) -> tensor<2x10x5xf32> {
  %zero = arith.constant 0.0 : f32
  %se = tensor.empty() : tensor<2x10x7xf32>
  %oe = tensor.empty() : tensor<2x10x5xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %s = linalg.batch_matmul ins(%q, %k : tensor<2x10x4xf32>, tensor<2x4x7xf32>) outs(%sz : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %p = linalg.softmax dimension(2) ins(%s : tensor<2x10x7xf32>) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  // expected-remark @+1 {{linalg.generic stays float: its weights are not a constant of static shape}}
  %y = linalg.generic {indexing_maps = [affine_map<(b, q, f, k, i) -> (b, q, k)>, affine_map<(b, q, f, k, i) -> (b, k, f, i)>, affine_map<(b, q, f, k, i) -> (b, q, f)>],
                       iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]}
      ins(%p, %v : tensor<2x10x7xf32>, tensor<2x7x5x3xf32>) outs(%oz : tensor<2x10x5xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %m = arith.mulf %a, %b : f32
    %r = arith.addf %sum, %m : f32
    linalg.yield %r : f32
  } -> tensor<2x10x5xf32>
  return %y : tensor<2x10x5xf32>
}

// -----

// The sums are every other element of what is read row by row.
#id = affine_map<(b, q, k) -> (b, q, k)>
func.func @moved_sums(%q: tensor<1x4x8xf32>, %k: tensor<1x8x4xf32>, %v: tensor<1x4x8xf32>, %sums: tensor<4x2xf32>) -> tensor<1x4x8xf32> {
  %zero = arith.constant 0.0 : f32
  %se = tensor.empty() : tensor<1x4x4xf32>
  %oe = tensor.empty() : tensor<1x4x8xf32>
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<1x4x4xf32>) -> tensor<1x4x4xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<1x4x8xf32>) -> tensor<1x4x8xf32>
  %zz = linalg.fill ins(%zero : f32) outs(%sums : tensor<4x2xf32>) -> tensor<4x2xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %s = linalg.batch_matmul ins(%q, %k : tensor<1x4x8xf32>, tensor<1x8x4xf32>) outs(%sz : tensor<1x4x4xf32>) -> tensor<1x4x4xf32>
  %x = linalg.exp ins(%s : tensor<1x4x4xf32>) outs(%se : tensor<1x4x4xf32>) -> tensor<1x4x4xf32>
  %z = linalg.generic {indexing_maps = [#id, affine_map<(b, q, k) -> (q, 0)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x : tensor<1x4x4xf32>) outs(%zz : tensor<4x2xf32>) {
  ^bb0(%a: f32, %sum: f32):
    %r = arith.addf %a, %sum : f32
    linalg.yield %r : f32
  } -> tensor<4x2xf32>
  %flat = tensor.collapse_shape %z [[0, 1]] : tensor<4x2xf32> into tensor<8xf32>
  %moved = tensor.expand_shape %flat [[0, 1]] output_shape [2, 4] : tensor<8xf32> into tensor<2x4xf32>
  %p = linalg.generic {indexing_maps = [#id, affine_map<(b, q, k) -> (0, q)>, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x, %moved : tensor<1x4x4xf32>, tensor<2x4xf32>) outs(%se : tensor<1x4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %r = arith.divf %a, %b : f32
    linalg.yield %r : f32
  } -> tensor<1x4x4xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %y = linalg.batch_matmul ins(%p, %v : tensor<1x4x4xf32>, tensor<1x4x8xf32>) outs(%oz : tensor<1x4x8xf32>) -> tensor<1x4x8xf32>
  return %y : tensor<1x4x8xf32>
}

// -----

// Which sizes agree, only running shows.
func.func @sizes(%q: tensor<?x10x4xf32>, %k: tensor<2x4x7xf32>, %v: tensor<2x7x5xf32>, %se: tensor<2x10x7xf32>, %oe: tensor<2x10x5xf32>) -> tensor<2x10x5xf32> {
  %zero = arith.constant 0.0 : f32
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %s = linalg.batch_matmul ins(%q, %k : tensor<?x10x4xf32>, tensor<2x4x7xf32>) outs(%sz : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  %p = linalg.softmax dimension(2) ins(%s : tensor<2x10x7xf32>) outs(%se : tensor<2x10x7xf32>) -> tensor<2x10x7xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: it mixes values by a softmax, but the sizes of its queries, keys, values and mask are not known to agree}}
  %y = linalg.batch_matmul ins(%p, %v : tensor<2x10x7xf32>, tensor<2x7x5xf32>) outs(%oz : tensor<2x10x5xf32>) -> tensor<2x10x5xf32>
  return %y : tensor<2x10x5xf32>
}

// -----

// No heads.
func.func @empty(%q: tensor<0x10x4xf32>, %k: tensor<0x4x7xf32>, %v: tensor<0x7x5xf32>, %se: tensor<0x10x7xf32>, %oe: tensor<0x10x5xf32>) -> tensor<0x10x5xf32> {
  %zero = arith.constant 0.0 : f32
  %sz = linalg.fill ins(%zero : f32) outs(%se : tensor<0x10x7xf32>) -> tensor<0x10x7xf32>
  %oz = linalg.fill ins(%zero : f32) outs(%oe : tensor<0x10x5xf32>) -> tensor<0x10x5xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: its weights are not a constant of static shape}}
  %s = linalg.batch_matmul ins(%q, %k : tensor<0x10x4xf32>, tensor<0x4x7xf32>) outs(%sz : tensor<0x10x7xf32>) -> tensor<0x10x7xf32>
  %p = linalg.softmax dimension(2) ins(%s : tensor<0x10x7xf32>) outs(%se : tensor<0x10x7xf32>) -> tensor<0x10x7xf32>
  // expected-remark @+1 {{linalg.batch_matmul stays float: it mixes values by a softmax, but only the batch of its queries, keys and values may be dynamic, and none of them empty}}
  %y = linalg.batch_matmul ins(%p, %v : tensor<0x10x7xf32>, tensor<0x7x5xf32>) outs(%oz : tensor<0x10x5xf32>) -> tensor<0x10x5xf32>
  return %y : tensor<0x10x5xf32>
}
