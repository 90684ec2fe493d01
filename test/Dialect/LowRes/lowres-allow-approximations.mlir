// RUN: lowres-opt %s --lowres-allow-approximations | FileCheck %s

// CHECK-LABEL: @functions
// CHECK-NEXT: math.erf %{{.*}} fastmath<afn> : tensor<4xf32>
// CHECK-NEXT: math.exp %{{.*}} fastmath<nnan,afn> : tensor<4xf32>
// CHECK-NEXT: arith.addf %{{.*}}, %{{.*}} : tensor<4xf32>
// CHECK-NEXT: return
func.func @functions(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = math.erf %x : tensor<4xf32>
  %b = math.exp %a fastmath<nnan> : tensor<4xf32>
  %c = arith.addf %a, %b : tensor<4xf32>
  return %c : tensor<4xf32>
}

// Of integers there is nothing to approximate.
// CHECK-LABEL: @integers
// CHECK-NEXT: math.ctpop %{{.*}} : i32
// CHECK-NEXT: return
func.func @integers(%x: i32) -> i32 {
  %a = math.ctpop %x : i32
  return %a : i32
}

// A sum along a row may take any order. So may one beside another result.
// CHECK-LABEL: @sums
// CHECK: linalg.reduce { arith.addf {fastmath = #arith.fastmath<reassoc,nsz>} }
// CHECK: linalg.generic
// CHECK: arith.addf %{{.*}}, %{{.*}} fastmath<reassoc> : f32
// CHECK: arith.maximumf %{{.*}}, %{{.*}} : f32
func.func @sums(%x: tensor<4x8xf32>, %init: tensor<4xf32>)
    -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %a = linalg.reduce { arith.addf {fastmath = #arith.fastmath<nsz>} }
    ins(%x : tensor<4x8xf32>) outs(%init : tensor<4xf32>) dimensions = [1]
  %b:2 = linalg.generic {
      indexing_maps = [affine_map<(i, j) -> (i, j)>,
                       affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i)>],
      iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4x8xf32>) outs(%init, %init : tensor<4xf32>, tensor<4xf32>) {
  ^bb0(%v: f32, %s: f32, %m: f32):
    %sum = arith.addf %v, %s : f32
    %max = arith.maximumf %v, %m : f32
    linalg.yield %sum, %max : f32, f32
  } -> (tensor<4xf32>, tensor<4xf32>)
  return %a, %b#0, %b#1 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// One addition for each element is no sum, and a partial sum that the round
// goes on with has its place in an order.
// CHECK-LABEL: @no_sums
// CHECK-NOT: reassoc
// CHECK: return
func.func @no_sums(%x: tensor<4x8xf32>, %init: tensor<4xf32>)
    -> (tensor<4x8xf32>, tensor<4xf32>) {
  %a = linalg.generic {
      indexing_maps = [affine_map<(i, j) -> (i, j)>,
                       affine_map<(i, j) -> (i, j)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x8xf32>) outs(%x : tensor<4x8xf32>) {
  ^bb0(%v: f32, %o: f32):
    %sum = arith.addf %v, %o : f32
    linalg.yield %sum : f32
  } -> tensor<4x8xf32>
  %b = linalg.generic {
      indexing_maps = [affine_map<(i, j) -> (i, j)>,
                       affine_map<(i, j) -> (i)>],
      iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4x8xf32>) outs(%init : tensor<4xf32>) {
  ^bb0(%v: f32, %s: f32):
    %sum = arith.addf %v, %s : f32
    %half = arith.divf %sum, %v : f32
    linalg.yield %half : f32
  } -> tensor<4xf32>
  return %a, %b : tensor<4x8xf32>, tensor<4xf32>
}
