// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v3 \
// RUN:   --lowres-lower-reductions | FileCheck %s
// Without vectors the order is that of the loops.
// RUN: lowres-opt %s --lowres-attach-target=target=cortex-m4 \
// RUN:   --lowres-lower-reductions \
// RUN:   | FileCheck %s --check-prefix=SCALAR --implicit-check-not=vector \
// RUN:     --implicit-check-not=reassoc
// SCALAR: func.func @any_order(
// For a GPU, loops around the sums are parallel.
// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v3 \
// RUN:   --lowres-lower-reductions=parallel \
// RUN:   | FileCheck %s --check-prefix=PARALLEL --implicit-check-not=vector

// PARALLEL-LABEL: func.func @sum(
// PARALLEL:         scf.parallel (%[[I:.*]]) = (%{{.*}}) to (%{{.*}}) step (%{{.*}}) {
// PARALLEL:           %[[INIT:.*]] = memref.load
// PARALLEL:           %[[SUM:.*]] = scf.for {{.*}} iter_args(%{{.*}} = %[[INIT]]) -> (i32)
// PARALLEL:           memref.store %[[SUM]]
// PARALLEL:           scf.reduce
// Where there are none, there is nothing to be parallel.
// PARALLEL-LABEL: func.func @index(
// PARALLEL-NOT:     scf.parallel
// PARALLEL:         return

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

// Sums in any order are 16 vectors' lanes and one of what is left; what is the
// same for all elements of a row is broadcast.
// CHECK-LABEL: func.func @any_order(
// CHECK-SAME:    %[[X:.*]]: memref<?x100xf32>, %[[MEAN:.*]]: memref<?xf32>, %[[Y:.*]]: memref<?xf32>
// CHECK:         scf.for %[[I:[a-z0-9]+]] =
// CHECK:           %[[INIT:.*]] = memref.load %[[Y]]
// CHECK-DAG:       %[[NONE:.*]] = arith.constant dense<-0.000000e+00> : vector<16xf32>
// CHECK-DAG:       %[[C96:.*]] = arith.constant 96 : index
// CHECK-DAG:       %[[C16:.*]] = arith.constant 16 : index
// CHECK:           %[[SUMS:.*]] = scf.for %[[J:.*]] = %{{.*}} to %[[C96]] step %[[C16]] iter_args(%[[S:.*]] = %[[NONE]]) -> (vector<16xf32>)
// CHECK:             %[[V:.*]] = vector.load %[[X]]{{.*}} : memref<?x100xf32>, vector<16xf32>
// CHECK:             %[[M:.*]] = memref.load %[[MEAN]]
// CHECK:             %[[MS:.*]] = vector.broadcast %[[M]] : f32 to vector<16xf32>
// CHECK:             %[[D:.*]] = arith.subf %[[V]], %[[MS]] : vector<16xf32>
// CHECK:             %[[Q:.*]] = arith.mulf %[[D]], %[[D]] : vector<16xf32>
// CHECK:             %[[NEXT:.*]] = arith.addf %[[S]], %[[Q]] : vector<16xf32>
// CHECK:             scf.yield %[[NEXT]]
// CHECK:           %[[REST:.*]] = scf.for %{{.*}} iter_args(%{{.*}} = %[[INIT]]) -> (f32)
// CHECK:             arith.addf %{{.*}}, %{{.*}} : f32
// CHECK:           arith.addf %{{.*}} : vector<8xf32>
// CHECK:           arith.addf %{{.*}} : vector<4xf32>
// CHECK:           arith.addf %{{.*}} : vector<2xf32>
// CHECK:           arith.addf %{{.*}} : vector<1xf32>
// CHECK:           %[[PARTIAL:.*]] = vector.extract
// CHECK:           %[[SUM:.*]] = arith.addf %[[REST]], %[[PARTIAL]] : f32
// CHECK:           memref.store %[[SUM]], %[[Y]]
func.func @any_order(%x: memref<?x100xf32>, %mean: memref<?xf32>,
                     %y: memref<?xf32>) {
  linalg.generic {
    indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>,
                     affine_map<(i, j) -> (i)>],
    iterator_types = ["parallel", "reduction"]}
    ins(%x, %mean : memref<?x100xf32>, memref<?xf32>) outs(%y : memref<?xf32>) {
  ^bb0(%v: f32, %m: f32, %s: f32):
    %d = arith.subf %v, %m : f32
    %q = arith.mulf %d, %d : f32
    %a = arith.addf %q, %s fastmath<reassoc> : f32
    linalg.yield %a : f32
  }
  return
}

// The vectors go through all rows of a window.
// CHECK-LABEL: func.func @any_order_of_rows(
// CHECK:         scf.for {{.*}} iter_args({{.*}}) -> (vector<16xf32>, f32)
// CHECK:           scf.for {{.*}} -> (vector<16xf32>)
// CHECK:           scf.for {{.*}} -> (f32)
func.func @any_order_of_rows(%x: memref<8x?xf32>, %y: memref<f32>) {
  linalg.reduce { arith.addf {fastmath = #arith.fastmath<reassoc>} }
    ins(%x : memref<8x?xf32>) outs(%y : memref<f32>) dimensions = [0, 1]
  return
}

// Sums keep their other flags. Functions are those of vectors where they may be
// approximated.
// CHECK-LABEL: func.func @functions(
// CHECK:         math.exp %{{.*}} fastmath<afn> : vector<16xf32>
// CHECK:         arith.addf %{{.*}} fastmath<nnan,contract> : vector<16xf32>
func.func @functions(%x: memref<64xf32>, %s: memref<f32>) {
  linalg.generic {
    indexing_maps = [affine_map<(j) -> (j)>, affine_map<(j) -> ()>],
    iterator_types = ["reduction"]}
    ins(%x : memref<64xf32>) outs(%s : memref<f32>) {
  ^bb0(%v: f32, %o: f32):
    %h = arith.truncf %v : f32 to f16
    %w = arith.extf %h : f16 to f32
    %e = math.exp %w fastmath<afn> : f32
    %a = arith.addf %o, %e fastmath<reassoc,nnan,contract> : f32
    linalg.yield %a : f32
  }
  return
}

// Without vectors, because elements are not neighbours, lie in memory in another
// way than in vectors, the position is part of the sum, there is no such function
// of vectors or only one that rounds otherwise, something else happens, or the
// sums are not innermost, the order is that of the loops. No flag stays.
// CHECK-LABEL: func.func @in_order(
// CHECK-NOT:     vector
// CHECK-NOT:     reassoc
// CHECK-NOT:     linalg.index
// CHECK:         return
func.func @in_order(%x: memref<64x64xf32>, %y: memref<64xf32>,
                    %z: memref<64xf32, strided<[2]>>, %m: memref<64xi1>,
                    %s: memref<f32>) {
  %zero = arith.constant 0.0 : f32
  %three = arith.constant 3 : i32
  linalg.generic {
    indexing_maps = [affine_map<(j) -> (j)>, affine_map<(j) -> (j)>,
                     affine_map<(j) -> ()>],
    iterator_types = ["reduction"]}
    ins(%y, %m : memref<64xf32>, memref<64xi1>) outs(%s : memref<f32>) {
  ^bb0(%v: f32, %b: i1, %o: f32):
    %p = arith.select %b, %v, %zero : f32
    %a = arith.addf %p, %o fastmath<reassoc> : f32
    linalg.yield %a : f32
  }
  linalg.generic {
    indexing_maps = [affine_map<(j) -> (j)>, affine_map<(j) -> ()>],
    iterator_types = ["reduction"]}
    ins(%y : memref<64xf32>) outs(%s : memref<f32>) {
  ^bb0(%v: f32, %o: f32):
    %p = math.fpowi %v, %three : f32, i32
    %a = arith.addf %p, %o fastmath<reassoc> : f32
    linalg.yield %a : f32
  }
  linalg.generic {
    indexing_maps = [affine_map<(j) -> (j)>, affine_map<(j) -> ()>],
    iterator_types = ["reduction"]}
    ins(%y : memref<64xf32>) outs(%s : memref<f32>) {
  ^bb0(%v: f32, %o: f32):
    %p = math.exp %v : f32
    %a = arith.addf %p, %o fastmath<reassoc> : f32
    linalg.yield %a : f32
  }
  linalg.generic {
    indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>],
    iterator_types = ["parallel", "reduction"]}
    ins(%x : memref<64x64xf32>) outs(%y : memref<64xf32>) {
  ^bb0(%v: f32, %o: f32):
    %c = arith.cmpf ogt, %v, %zero : f32
    %p = scf.if %c -> f32 {
      %e = math.exp %v fastmath<afn> : f32
      scf.yield %e : f32
    } else {
      scf.yield %v : f32
    }
    %a = arith.addf %p, %o fastmath<reassoc> : f32
    linalg.yield %a : f32
  }
  linalg.generic {
    indexing_maps = [affine_map<(j) -> (j)>, affine_map<(j) -> ()>],
    iterator_types = ["reduction"]}
    ins(%y : memref<64xf32>) outs(%s : memref<f32>) {
  ^bb0(%v: f32, %o: f32):
    memref.store %zero, %s[] : memref<f32>
    %a = arith.addf %v, %o fastmath<reassoc> : f32
    linalg.yield %a : f32
  }
  linalg.generic {
    indexing_maps = [affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (i)>],
    iterator_types = ["parallel", "reduction"]}
    ins(%x : memref<64x64xf32>) outs(%y : memref<64xf32>) {
  ^bb0(%v: f32, %o: f32):
    %a = arith.addf %v, %o fastmath<reassoc> : f32
    linalg.yield %a : f32
  }
  linalg.generic {
    indexing_maps = [affine_map<(j) -> (j)>, affine_map<(j) -> ()>],
    iterator_types = ["reduction"]}
    ins(%z : memref<64xf32, strided<[2]>>) outs(%s : memref<f32>) {
  ^bb0(%v: f32, %o: f32):
    %a = arith.addf %v, %o fastmath<reassoc> : f32
    linalg.yield %a : f32
  }
  linalg.generic {
    indexing_maps = [affine_map<(j) -> (j)>, affine_map<(j) -> ()>],
    iterator_types = ["reduction"]}
    ins(%y : memref<64xf32>) outs(%s : memref<f32>) {
  ^bb0(%v: f32, %o: f32):
    %j = linalg.index 0 : index
    %ji = arith.index_cast %j : index to i32
    %jf = arith.sitofp %ji : i32 to f32
    %p = arith.mulf %v, %jf : f32
    %a = arith.addf %p, %o fastmath<reassoc> : f32
    linalg.yield %a : f32
  }
  linalg.reduce { arith.subf {fastmath = #arith.fastmath<reassoc>} }
    ins(%x : memref<64x64xf32>) outs(%y : memref<64xf32>) dimensions = [1]
  linalg.reduce { arith.addf {fastmath = #arith.fastmath<reassoc>} }
    ins(%x : memref<64x64xf32>) outs(%y : memref<64xf32>) dimensions = [0]
  return
}
