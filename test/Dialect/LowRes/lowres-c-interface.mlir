// RUN: lowres-opt %s --lowres-c-interface | FileCheck %s

// CHECK-LABEL: func.func @net(
// CHECK-SAME:      %[[IN:.*]]: memref<12xf32>, %[[OUT:.*]]: memref<4xf32>, %[[BATCH:.*]]: i64, %{{.*}}: memref<1xi8>) -> i32
// CHECK-SAME:      attributes {llvm.bareptr}
// CHECK:         %[[ONE:.*]] = arith.constant 1 : i64
// CHECK:         %[[VALID:.*]] = arith.cmpi sge, %[[BATCH]], %[[ONE]]
// CHECK:         %[[STATUS:.*]] = scf.if %[[VALID]] -> (i32) {
// CHECK:           %[[ROWS:.*]] = arith.index_cast %[[BATCH]] : i64 to index
// CHECK:           %[[INPUT:.*]] = memref.reinterpret_cast %[[IN]] to offset: [0], sizes: [%[[ROWS]], 4, 3], strides: [12, 3, 1]
// CHECK:           %[[X:.*]] = bufferization.to_tensor %[[INPUT]] restrict
// CHECK:           %[[Y:.*]] = linalg.reduce {{.*}}ins(%[[X]] :
// CHECK:           %[[OUTPUT:.*]] = memref.reinterpret_cast %[[OUT]] to offset: [0], sizes: [%[[ROWS]], 4], strides: [4, 1]
// CHECK:           bufferization.materialize_in_destination %[[Y]] in restrict writable %[[OUTPUT]]
// CHECK:           %[[OK:.*]] = arith.constant 0 : i32
// CHECK:           scf.yield %[[OK]]
// CHECK:         } else {
// CHECK:           %[[BAD:.*]] = arith.constant 1 : i32
// CHECK:           scf.yield %[[BAD]]
// CHECK:         return %[[STATUS]]
func.func @net(%x: tensor<?x4x3xf32>) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %rows = tensor.dim %x, %c0 : tensor<?x4x3xf32>
  %init = tensor.empty(%rows) : tensor<?x4xf32>
  %y = linalg.reduce { arith.addf }
    ins(%x : tensor<?x4x3xf32>) outs(%init : tensor<?x4xf32>) dimensions = [2]
  return %y : tensor<?x4xf32>
}

// A result that is reshaped is written before, where its rows stay rows.
// CHECK-LABEL: func.func @reshaped(
// CHECK-SAME:      %{{.*}}: memref<6xf32>, %[[FLAT:.*]]: memref<6xf32>, %[[SPLIT:.*]]: memref<6xf32>, %[[JOINED:.*]]: memref<12xf32>,
// CHECK:           %[[Y:.*]] = math.exp
// CHECK:           linalg.broadcast
// CHECK:           %[[J:.*]] = tensor.expand_shape
// CHECK:           %[[TO:.*]] = memref.reinterpret_cast %[[FLAT]] to offset: [0], sizes: [4, 2, 3], strides: [6, 3, 1]
// CHECK:           bufferization.materialize_in_destination %[[Y]] in restrict writable %[[TO]] : (tensor<4x2x3xf32>, memref<4x2x3xf32>)
// CHECK:           %[[TO2:.*]] = memref.reinterpret_cast %[[SPLIT]] to offset: [0], sizes: [4, 2, 3], strides: [6, 3, 1]
// CHECK:           bufferization.materialize_in_destination %[[Y]] in restrict writable %[[TO2]]
// CHECK:           bufferization.materialize_in_destination %[[J]] {{.*}} : (tensor<4x6x2xf32>, memref<4x6x2xf32>)
func.func @reshaped(%x: tensor<4x2x3xf32>)
    -> (tensor<4x6xf32>, tensor<4x2x3x1xf32>, tensor<4x6x2xf32>) {
  %y = math.exp %x : tensor<4x2x3xf32>
  %flat = tensor.collapse_shape %y [[0], [1, 2]]
    : tensor<4x2x3xf32> into tensor<4x6xf32>
  %split = tensor.expand_shape %flat [[0], [1, 2, 3]]
    output_shape [4, 2, 3, 1] : tensor<4x6xf32> into tensor<4x2x3x1xf32>
  %e = tensor.empty() : tensor<4x2x3x2xf32>
  %b = linalg.broadcast ins(%x : tensor<4x2x3xf32>)
    outs(%e : tensor<4x2x3x2xf32>) dimensions = [3]
  %rows = tensor.collapse_shape %b [[0, 1, 2], [3]]
    : tensor<4x2x3x2xf32> into tensor<24x2xf32>
  %joined = tensor.expand_shape %rows [[0, 1], [2]] output_shape [4, 6, 2]
    : tensor<24x2xf32> into tensor<4x6x2xf32>
  return %flat, %split, %joined
    : tensor<4x6xf32>, tensor<4x2x3x1xf32>, tensor<4x6x2xf32>
}

// A static batch is the only one.
// CHECK-LABEL: func.func @static_batch(
// CHECK-SAME:      %{{.*}}: memref<2xf32>, %{{.*}}: memref<2xf32>, %{{.*}}: memref<2xf32>, %{{.*}}: memref<2xf32>, %[[BATCH:.*]]: i64, %{{.*}}: memref<1xi8>) -> i32
// CHECK:         %[[SEVEN:.*]] = arith.constant 7 : i64
// CHECK:         arith.cmpi eq, %[[BATCH]], %[[SEVEN]]
// CHECK:         memref.reinterpret_cast %{{.*}} to offset: [0], sizes: [7, 2], strides: [2, 1]
func.func @static_batch(%a: tensor<7x2xf32>, %b: tensor<7x2xf32>)
    -> (tensor<7x2xf32>, tensor<7x2xf32>) {
  return %b, %a : tensor<7x2xf32>, tensor<7x2xf32>
}

// CHECK-LABEL: func.func private @helper(
// CHECK-SAME:      %{{.*}}: tensor<?x4xf32>) -> tensor<?x4xf32>
func.func private @helper(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  return %x : tensor<?x4xf32>
}

// A loop hands the rows on.
// CHECK-LABEL: func.func @loop(
// CHECK-SAME:      memref<4xf32>, %{{.*}}: memref<4xf32>, %{{.*}}: i64, %{{.*}}: memref<1xi8>) -> i32
func.func @loop(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %rows = tensor.dim %x, %c0 : tensor<?x4xf32>
  %init = tensor.empty(%rows) : tensor<?x4xf32>
  %y = scf.for %i = %c0 to %rows step %c1 iter_args(%out = %init)
      -> tensor<?x4xf32> {
    %next = tensor.insert %zero into %out[%i, %c0] : tensor<?x4xf32>
    scf.yield %next : tensor<?x4xf32>
  }
  return %y : tensor<?x4xf32>
}
