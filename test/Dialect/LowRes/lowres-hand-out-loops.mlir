// RUN: lowres-opt %s --lowres-hand-out-loops='min-work=1000' --canonicalize | FileCheck %s

// CHECK:       func.func private @body(
func.func private @body(%begin: index, %end: index, %x: memref<f32>, %n: index)
    attributes {llvm.bareptr}

// The sequential entry has no hook.
// CHECK-LABEL: func.func @entry(
// CHECK-SAME:      %[[X:.*]]: memref<8xf32>, %[[N:.*]]: i64, %[[W:.*]]: memref<1xi8>) -> i32 attributes {llvm.bareptr}
// CHECK:         %[[NULL:.*]] = llvm.mlir.zero : !llvm.ptr
// CHECK:         %[[STATUS:.*]] = call @entry_parallel(%[[X]], %[[N]], %[[W]], %[[NULL]], %[[NULL]])
// CHECK:         return %[[STATUS]] : i32

// CHECK-LABEL: func.func @entry_parallel(
// CHECK-SAME:      %{{.*}}: memref<8xf32>, %[[N:.*]]: i64, %{{.*}}: memref<1xi8>,
// CHECK-SAME:      %[[HOOK:[a-z0-9]+]]: !llvm.ptr, %[[CONTEXT:[a-z0-9]+]]: !llvm.ptr) -> i32 attributes {llvm.bareptr}
// CHECK-DAG:     %[[F:.*]] = constant @body_range : (!llvm.ptr, i64, i64) -> ()
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[LEAST:.*]] = arith.constant 1000 : index
// Arguments of one type share their place.
// CHECK:         %[[DATA:.*]] = llvm.alloca %{{.*}} x !llvm.struct<(struct<(ptr, ptr, i64)>, i64)>
// CHECK-NOT:     llvm.alloca
// CHECK:         %[[ROWS:.*]] = arith.index_cast %[[N]] : i64 to index
// CHECK:         scf.for
// CHECK:           %[[ENOUGH:.*]] = arith.cmpi sge, %{{.*}}, %[[LEAST]] : index
// CHECK:           %[[GIVEN:.*]] = llvm.icmp "ne" %[[HOOK]], %{{.*}} : !llvm.ptr
// CHECK:           %[[BOTH:.*]] = arith.andi %[[GIVEN]], %[[ENOUGH]]
// CHECK:           scf.if %[[BOTH]] {
// CHECK:             llvm.store %{{.*}}, %[[DATA]]
// CHECK:             %[[BODY:.*]] = builtin.unrealized_conversion_cast %[[F]]
// CHECK:             llvm.call %[[HOOK]](%[[CONTEXT]], %[[BODY]], %[[DATA]], %[[N]])
// CHECK:           } else {
// CHECK:             func.call @body(%[[C0]], %[[ROWS]], %{{.*}}, %{{.*}})
// CHECK:           }
// Too small, and a single iteration.
// CHECK:         call @body(%[[C0]], %[[ROWS]],
// CHECK-NEXT:    call @body(%[[C0]], %c1,
// Large enough whatever the batch is: only the hook is asked for.
// CHECK:         %[[GIVEN2:.*]] = llvm.icmp "ne" %[[HOOK]]
// CHECK:         scf.if %[[GIVEN2]]
// CHECK:           llvm.store %{{.*}}, %[[DATA]]
// CHECK:           llvm.call %[[HOOK]]
// CHECK:         return
func.func @entry(%x: memref<8xf32>, %batch: i64, %workspace: memref<1xi8>) -> i32
    attributes {llvm.bareptr} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c999 = arith.constant 999 : index
  %c1000 = arith.constant 1000 : index
  %status = arith.constant 0 : i32
  %rows = arith.index_cast %batch : i64 to index
  %pointer, %offset, %size, %stride = memref.extract_strided_metadata %x
    : memref<8xf32> -> memref<f32>, index, index, index
  scf.for %i = %c0 to %rows step %c1 {
    %work = arith.muli %rows, %i : index
    lowres.parallel_call @body(%pointer, %i) iterations(%rows) work(%work) : memref<f32>, index
  }
  lowres.parallel_call @body(%pointer, %c1) iterations(%rows) work(%c999) : memref<f32>, index
  lowres.parallel_call @body(%pointer, %c1) iterations(%c1) work(%c1000) : memref<f32>, index
  lowres.parallel_call @body(%pointer, %c1) iterations(%rows) work(%c1000) : memref<f32>, index
  return %status : i32
}

// No entry has no hook to ask.
// CHECK-LABEL: func.func @no_entry(
// CHECK-NEXT:    %[[C0:.*]] = arith.constant 0 : index
// CHECK-NEXT:    call @body(%[[C0]], %{{.*}}, %{{.*}}, %{{.*}})
// CHECK-NEXT:    return
func.func @no_entry(%n: index, %x: memref<f32>) {
  lowres.parallel_call @body(%x, %n) iterations(%n) work(%n) : memref<f32>, index
  return
}

// Callers of an entry call the one without a hook, another entry's too.
// CHECK-LABEL: func.func @outer_parallel(
// CHECK:         call @entry(%{{.*}}, %{{.*}}, %{{.*}}) : (memref<8xf32>, i64, memref<1xi8>) -> i32
func.func @outer(%x: memref<8xf32>, %batch: i64, %workspace: memref<1xi8>) -> i32
    attributes {llvm.bareptr} {
  %status = call @entry(%x, %batch, %workspace) : (memref<8xf32>, i64, memref<1xi8>) -> i32
  return %status : i32
}

// CHECK-LABEL: func.func private @caller(
// CHECK-DAG:     call @entry(
// CHECK-DAG:     constant @entry : (memref<8xf32>, i64, memref<1xi8>) -> i32
func.func private @caller(%x: memref<8xf32>, %batch: i64, %workspace: memref<1xi8>)
    -> (i32, (memref<8xf32>, i64, memref<1xi8>) -> i32) {
  %status = call @entry(%x, %batch, %workspace) : (memref<8xf32>, i64, memref<1xi8>) -> i32
  %f = constant @entry : (memref<8xf32>, i64, memref<1xi8>) -> i32
  return %status, %f : i32, (memref<8xf32>, i64, memref<1xi8>) -> i32
}

// A function of C's types, one for each callee.
// CHECK:       func.func private @body_range(
// CHECK-SAME:      %[[DATA:.*]]: !llvm.ptr, %[[BEGIN:.*]]: i64, %[[END:.*]]: i64) {
// CHECK-DAG:     %[[FROM:.*]] = arith.index_cast %[[BEGIN]] : i64 to index
// CHECK-DAG:     %[[TO:.*]] = arith.index_cast %[[END]] : i64 to index
// CHECK-DAG:     %[[VALUES:.*]] = llvm.load %[[DATA]]
// CHECK-DAG:     %[[V0:.*]] = llvm.extractvalue %[[VALUES]][0]
// CHECK-DAG:     %[[X:.*]] = builtin.unrealized_conversion_cast %[[V0]] : {{.*}} to memref<f32>
// CHECK-DAG:     %[[V1:.*]] = llvm.extractvalue %[[VALUES]][1]
// CHECK-DAG:     %[[N:.*]] = builtin.unrealized_conversion_cast %[[V1]] : i64 to index
// CHECK:         call @body(%[[FROM]], %[[TO]], %[[X]], %[[N]])
// CHECK:         return
// CHECK-NOT:   @body_range_
