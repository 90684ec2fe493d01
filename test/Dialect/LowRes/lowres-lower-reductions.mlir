// RUN: lowres-opt %s --lowres-lower-reductions | FileCheck %s

// CHECK-LABEL: func.func @sum(
// CHECK-SAME:    %[[X:.*]]: memref<?x64xi32>, %[[Y:.*]]: memref<?xi32>
// CHECK:         scf.for %[[I:[a-z0-9]+]] =
// CHECK:           %[[INIT:.*]] = memref.load %[[Y]]
// CHECK:           %[[SUM:.*]] = scf.for %{{.*}} = {{.*}} iter_args(%[[S:.*]] = %[[INIT]]) -> (i32)
// CHECK:             %[[V:.*]] = memref.load %[[X]]
// CHECK:             %[[NEXT:.*]] = arith.maxsi %[[V]], %[[S]]
// CHECK:             scf.yield %[[NEXT]]
// CHECK:           memref.store %[[SUM]], %[[Y]]
func.func @sum(%x: memref<?x64xi32>, %y: memref<?xi32>) {
  linalg.generic {
    indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>],
    iterator_types = ["parallel", "reduction"]}
    ins(%x : memref<?x64xi32>) outs(%y : memref<?xi32>) {
  ^bb0(%v: i32, %s: i32):
    %m = arith.maxsi %v, %s : i32
    linalg.yield %m : i32
  }
  return
}

// The window's shape is no operand that is read; loops may be indexed.
// CHECK-LABEL: func.func @pooling(
// CHECK-SAME:    %[[X:.*]]: memref<1x4x4x8xf32>, %[[W:.*]]: memref<2x2xf32>, %[[Y:.*]]: memref<1x2x2x8xf32>
// CHECK-NOT:     memref.load %[[W]]
// CHECK:         memref.load %[[Y]]
// CHECK:         scf.for {{.*}} iter_args
// CHECK:           scf.for {{.*}} iter_args
// CHECK:             memref.load %[[X]]
// CHECK:         memref.store %{{.*}}, %[[Y]]
func.func @pooling(%x: memref<1x4x4x8xf32>, %w: memref<2x2xf32>,
                   %y: memref<1x2x2x8xf32>) {
  linalg.pooling_nhwc_max {strides = dense<2> : tensor<2xi64>}
    ins(%x, %w : memref<1x4x4x8xf32>, memref<2x2xf32>)
    outs(%y : memref<1x2x2x8xf32>)
  return
}

// CHECK-LABEL: func.func @index(
// CHECK:         scf.for %[[J:.*]] = {{.*}} iter_args(%[[S:.*]] =
// CHECK:           %[[JI:.*]] = arith.index_cast %[[J]]
// CHECK:           arith.addi %[[S]], %[[JI]]
func.func @index(%y: memref<i32>, %x: memref<8xi32>) {
  linalg.generic {
    indexing_maps = [affine_map<(j) -> (j)>, affine_map<(j) -> ()>],
    iterator_types = ["reduction"]}
    ins(%x : memref<8xi32>) outs(%y : memref<i32>) {
  ^bb0(%v: i32, %s: i32):
    %j = linalg.index 0 : index
    %ji = arith.index_cast %j : index to i32
    %m = arith.addi %s, %ji : i32
    linalg.yield %m : i32
  }
  return
}

// A result with an element for every summand stays, as do sums that are not
// innermost, and operations without sums.
// CHECK-LABEL: func.func @others(
// CHECK-COUNT-4: linalg.generic
func.func @others(%x: memref<4x64xf32>, %y: memref<64xf32>) {
  linalg.generic {
    indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>],
    iterator_types = ["parallel", "reduction"]}
    ins(%x : memref<4x64xf32>) outs(%y : memref<64xf32>) {
  ^bb0(%v: f32, %s: f32):
    %m = arith.addf %v, %s : f32
    linalg.yield %m : f32
  }
  linalg.generic {
    indexing_maps = [affine_map<(j) -> (j)>, affine_map<(j) -> (j)>],
    iterator_types = ["reduction"]}
    ins(%y : memref<64xf32>) outs(%y : memref<64xf32>) {
  ^bb0(%v: f32, %s: f32):
    %m = arith.addf %v, %s : f32
    linalg.yield %m : f32
  }
  linalg.generic {
    indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>],
    iterator_types = ["reduction", "parallel"]}
    ins(%x : memref<4x64xf32>) outs(%y : memref<64xf32>) {
  ^bb0(%v: f32, %s: f32):
    %m = arith.addf %v, %s : f32
    linalg.yield %m : f32
  }
  linalg.generic {
    indexing_maps = [affine_map<(j) -> (j)>], iterator_types = ["parallel"]}
    outs(%y : memref<64xf32>) {
  ^bb0(%s: f32):
    %m = arith.negf %s : f32
    linalg.yield %m : f32
  }
  return
}
