// RUN: lowres-opt %s --allow-unregistered-dialect --lowres-plan-workspace -split-input-file \
// RUN:   -verify-diagnostics

func.func @loop(%out: memref<4xf32>, %batch: i64, %workspace: memref<1xi8>)
    -> i32 attributes {llvm.bareptr} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.index_cast %batch : i64 to index
  %a = memref.alloc() : memref<4xf32>
  scf.for %i = %c0 to %n step %c1 {
    // expected-error@+1 {{inside a loop cannot be placed in the workspace}}
    %b = memref.alloc() : memref<4xf32>
    "test.use"(%a, %b) : (memref<4xf32>, memref<4xf32>) -> ()
  }
  %status = arith.constant 0 : i32
  return %status : i32
}

// -----

func.func @contents(%out: memref<4xindex>, %batch: i64,
                    %workspace: memref<1xi8>) -> i32
    attributes {llvm.bareptr} {
  %c0 = arith.constant 0 : index
  %n = memref.load %out[%c0] : memref<4xindex>
  // expected-error@+1 {{size must depend on the batch alone}}
  %a = memref.alloc(%n) : memref<?xf32>
  "test.use"(%a) : (memref<?xf32>) -> ()
  %status = arith.constant 0 : i32
  return %status : i32
}

// -----

func.func @argument(%n: index, %batch: i64, %workspace: memref<1xi8>) -> i32
    attributes {llvm.bareptr} {
  %c2 = arith.constant 2 : index
  %size = arith.muli %n, %c2 : index
  // expected-error@+1 {{size must depend on the batch alone}}
  %a = memref.alloc(%size) : memref<?xf32>
  "test.use"(%a) : (memref<?xf32>) -> ()
  %status = arith.constant 0 : i32
  return %status : i32
}
