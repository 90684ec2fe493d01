// RUN: lowres-opt %s --allow-unregistered-dialect --lowres-plan-workspace \
// RUN:   --canonicalize --cse \
// RUN:   -split-input-file | FileCheck %s

// %a and %c do not live at the same time: the first 64-byte aligned part of the
// workspace is as large as the larger one needs, batch * 32 bytes; %b lies
// behind it.
// CHECK-LABEL: func.func @chain(
// CHECK-SAME:      %{{.*}}: memref<4xf32>, %[[BATCH:.*]]: i64, %[[WORKSPACE:.*]]: memref<1xi8>
// CHECK-NOT:     memref.alloc
// CHECK:         %[[N:.*]] = arith.index_cast %[[BATCH]] : i64 to index
// CHECK:         %[[A_BYTES:.*]] = arith.muli %[[N]], %[[C16:.*]] :
// CHECK:         %[[C_BYTES:.*]] = arith.muli %[[N]], %[[C32:.*]] :
// CHECK:         %[[LARGER:.*]] = arith.maxui %[[A_BYTES]], %[[C_BYTES]]
// CHECK:         %[[PADDED:.*]] = arith.addi %[[LARGER]], %{{.*}}
// CHECK:         %[[FIRST:.*]] = arith.andi %[[PADDED]], %{{.*}}
// CHECK:         %[[BYTES:.*]] = memref.reinterpret_cast %[[WORKSPACE]]
// CHECK:         %[[A:.*]] = memref.view %[[BYTES]][%[[C0:.*]]][%[[N]]] : memref<?xi8> to memref<?x4xf32>
// CHECK:         %[[B:.*]] = memref.view %[[BYTES]][%[[FIRST]]][%[[N]]] : memref<?xi8> to memref<?x3xi8>
// CHECK:         "test.use"(%[[A]], %[[B]])
// CHECK:         %[[C:.*]] = memref.view %[[BYTES]][%[[C0]]][%[[N]]] : memref<?xi8> to memref<?x8xf32>
// CHECK:         "test.use"(%[[B]], %[[C]])
func.func @chain(%out: memref<4xf32>, %batch: i64, %workspace: memref<1xi8>)
    -> i32 attributes {llvm.bareptr} {
  %n = arith.index_cast %batch : i64 to index
  %a = memref.alloc(%n) : memref<?x4xf32>
  %b = memref.alloc(%n) : memref<?x3xi8>
  "test.use"(%a, %b) : (memref<?x4xf32>, memref<?x3xi8>) -> ()
  %c = memref.alloc(%n) : memref<?x8xf32>
  "test.use"(%b, %c) : (memref<?x3xi8>, memref<?x8xf32>) -> ()
  %status = arith.constant 0 : i32
  return %status : i32
}
// CHECK-LABEL: func.func @chain_workspace_size(
// A batch of one takes 32 and 3 bytes, each in a part of its own.
// CHECK-SAME:      %[[BATCH:.*]]: i64) -> i64 attributes {lowres.workspace_bytes = 128 : i64}
// (2^63 - 1) / (32 + 64 + 3 + 64 + 1): a batch that is no larger fits.
// CHECK-DAG:     %[[MAX:.*]] = arith.constant 56240073395455950 : i64
// CHECK-DAG:     %[[NONE:.*]] = arith.constant -1 : i64
// CHECK:         %[[FITS:.*]] = arith.cmpi ule, %[[BATCH]], %[[MAX]]
// CHECK:         %[[N:.*]] = arith.index_cast %[[BATCH]] : i64 to index
// CHECK:         %[[SECOND:.*]] = arith.andi
// CHECK:         %[[THIRD:.*]] = arith.andi
// CHECK:         %[[TOTAL:.*]] = arith.addi %[[SECOND]], %[[THIRD]]
// CHECK:         %[[SIZE:.*]] = arith.index_cast %[[TOTAL]] : index to i64
// CHECK:         %[[RESULT:.*]] = arith.select %[[FITS]], %[[SIZE]], %[[NONE]]
// CHECK:         return %[[RESULT]]

// -----

// A view keeps its buffer alive.
// CHECK-LABEL: func.func @views(
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[C64:.*]] = arith.constant 64 : index
// CHECK:         memref.view %{{.*}}[%[[C0]]][] : memref<128xi8, {{.*}}> to memref<4x4xf32>
// CHECK:         memref.view %{{.*}}[%[[C64]]][] : memref<128xi8, {{.*}}> to memref<16xf32>
func.func @views(%out: memref<4xf32>, %batch: i64, %workspace: memref<1xi8>)
    -> i32 attributes {llvm.bareptr} {
  %a = memref.alloc() : memref<4x4xf32>
  %s = memref.collapse_shape %a [[0, 1]] : memref<4x4xf32> into memref<16xf32>
  "test.use"(%a) : (memref<4x4xf32>) -> ()
  %b = memref.alloc() : memref<16xf32>
  "test.use"(%s, %b) : (memref<16xf32>, memref<16xf32>) -> ()
  %status = arith.constant 0 : i32
  return %status : i32
}
// CHECK-LABEL: func.func @views_workspace_size(
// CHECK:         %[[SIZE:.*]] = arith.constant 128 : i64
// CHECK:         arith.select %{{.*}}, %[[SIZE]], %{{.*}} : i64

// -----

// CHECK-LABEL: func.func @no_buffers(
// CHECK-NOT:     memref.view
// CHECK-LABEL: func.func @no_buffers_workspace_size(
// CHECK:         %[[SIZE:.*]] = arith.constant 0 : i64
// CHECK:         return %[[SIZE]]
func.func @no_buffers(%out: memref<4xf32>, %batch: i64,
                      %workspace: memref<1xi8>) -> i32
    attributes {llvm.bareptr} {
  %status = arith.constant 0 : i32
  return %status : i32
}

// Not an entry.
// CHECK-LABEL: func.func @other(
// CHECK:         memref.alloc
// CHECK-NOT:   @other_workspace_size
func.func @other(%n: index) -> memref<?xf32> {
  %a = memref.alloc(%n) : memref<?xf32>
  return %a : memref<?xf32>
}

// -----

// An index takes 8 bytes.
// CHECK-LABEL: func.func @indices_workspace_size(
// CHECK:         arith.constant 64 : i64
func.func @indices(%out: memref<4xf32>, %batch: i64, %workspace: memref<1xi8>)
    -> i32 attributes {llvm.bareptr} {
  %a = memref.alloc() : memref<8xindex>
  "test.use"(%a) : (memref<8xindex>) -> ()
  %status = arith.constant 0 : i32
  return %status : i32
}

// -----

// Sizes that are affine in the batch, for an address of 32 bits.
// CHECK-LABEL: func.func @small(
// CHECK-LABEL: func.func @small_workspace_size(
// CHECK-SAME:      %[[BATCH:.*]]: i64) -> i32
// (2^31 - 1) / (4 (1 + 3) + 64 + 1)
// CHECK:         %[[MAX:.*]] = arith.constant 26512143 : i64
// CHECK:         arith.cmpi ule, %[[BATCH]], %[[MAX]]
// CHECK:         arith.select {{.*}} : i32
module attributes {llvm.target = #llvm.target<triple = "thumbv7em-none-eabi", chip = "cortex-m4">} {
  func.func @small(%out: memref<4xf32>, %batch: i64, %workspace: memref<1xi8>)
      -> i32 attributes {llvm.bareptr} {
    %c3 = arith.constant 3 : index
    %n = arith.index_cast %batch : i64 to index
    %size = arith.addi %n, %c3 : index
    %a = memref.alloc(%size) : memref<?xf32>
    "test.use"(%a) : (memref<?xf32>) -> ()
    %status = arith.constant 0 : i32
    return %status : i32
  }
}

// -----

// Buffers of a loop share memory with one another, each round anew, but not
// with one that lives through the loop.
// CHECK-LABEL: func.func @loop(
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[C64:.*]] = arith.constant 64 : index
// CHECK:         memref.view %[[BYTES:.*]][%[[C0]]][] : {{.*}} to memref<4xf32>
// CHECK:         scf.for
// CHECK:           memref.view %[[BYTES]][%[[C64]]][] : {{.*}} to memref<8xf32>
// CHECK:           memref.view %[[BYTES]][%[[C64]]][] : {{.*}} to memref<16xf32>
// CHECK-LABEL: func.func @loop_workspace_size(
func.func @loop(%out: memref<4xf32>, %batch: i64, %workspace: memref<1xi8>)
    -> i32 attributes {llvm.bareptr} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.index_cast %batch : i64 to index
  %a = memref.alloc() : memref<4xf32>
  scf.for %i = %c0 to %n step %c1 {
    %b = memref.alloc() : memref<8xf32>
    "test.use"(%a, %b) : (memref<4xf32>, memref<8xf32>) -> ()
    %c = memref.alloc() : memref<16xf32>
    "test.use"(%c) : (memref<16xf32>) -> ()
  }
  %status = arith.constant 0 : i32
  return %status : i32
}

// -----

// A buffer of a branch, one of a loop in a loop, and one that lives beside both.
// CHECK-LABEL: func.func @nested(
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[C64:.*]] = arith.constant 64 : index
// CHECK:         memref.view %[[BYTES:.*]][%[[C0]]][] : {{.*}} to memref<4xf32>
// CHECK:         scf.for
// CHECK:           scf.if
// CHECK:             memref.view %[[BYTES]][%[[C64]]][] : {{.*}} to memref<8xf32>
// CHECK:           scf.for
// CHECK:             memref.view %[[BYTES]][%[[C64]]][] : {{.*}} to memref<2xf32>
// CHECK-LABEL: func.func @nested_workspace_size(
func.func @nested(%out: memref<4xf32>, %batch: i64, %workspace: memref<1xi8>)
    -> i32 attributes {llvm.bareptr} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.index_cast %batch : i64 to index
  %a = memref.alloc() : memref<4xf32>
  scf.for %i = %c0 to %n step %c1 {
    %first = arith.cmpi eq, %i, %c0 : index
    scf.if %first {
      %b = memref.alloc() : memref<8xf32>
      "test.use"(%b) : (memref<8xf32>) -> ()
    }
    scf.for %j = %c0 to %n step %c1 {
      %c = memref.alloc() : memref<2xf32>
      "test.use"(%a, %c) : (memref<4xf32>, memref<2xf32>) -> ()
    }
  }
  %status = arith.constant 0 : i32
  return %status : i32
}
