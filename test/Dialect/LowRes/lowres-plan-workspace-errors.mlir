// RUN: lowres-opt %s --allow-unregistered-dialect --lowres-plan-workspace -split-input-file \
// RUN:   -verify-diagnostics

func.func @parallel(%out: memref<4xf32>, %batch: i64, %workspace: memref<1xi8>)
    -> i32 attributes {llvm.bareptr} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.index_cast %batch : i64 to index
  %a = memref.alloc() : memref<4xf32>
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    // expected-error@+1 {{in 'scf.parallel' cannot be placed in the workspace}}
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

// -----

func.func @next_round(%out: memref<4xf32>, %batch: i64,
                     %workspace: memref<1xi8>) -> i32
    attributes {llvm.bareptr} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.index_cast %batch : i64 to index
  %last = scf.for %i = %c0 to %n step %c1 iter_args(%current = %out)
      -> memref<4xf32> {
    // expected-error@+1 {{used outside of its block cannot be placed in the workspace}}
    %b = memref.alloc() : memref<4xf32>
    "test.step"(%current, %b) : (memref<4xf32>, memref<4xf32>) -> ()
    scf.yield %b : memref<4xf32>
  }
  "test.use"(%last) : (memref<4xf32>) -> ()
  %status = arith.constant 0 : i32
  return %status : i32
}

// -----

func.func @leaves_branch(%out: memref<4xf32>, %batch: i64,
                         %workspace: memref<1xi8>) -> i32
    attributes {llvm.bareptr} {
  %c1 = arith.constant 1 : i64
  %valid = arith.cmpi sge, %batch, %c1 : i64
  %chosen = scf.if %valid -> memref<4xf32> {
    // expected-error@+1 {{used outside of its block cannot be placed in the workspace}}
    %b = memref.alloc() : memref<4xf32>
    scf.yield %b : memref<4xf32>
  } else {
    scf.yield %out : memref<4xf32>
  }
  "test.use"(%chosen) : (memref<4xf32>) -> ()
  %status = arith.constant 0 : i32
  return %status : i32
}

// -----

func.func @bits(%out: memref<4xf32>, %batch: i64, %workspace: memref<1xi8>)
    -> i32 attributes {llvm.bareptr} {
  // expected-error@+1 {{cannot be placed in the workspace: it needs whole bytes in row-major order, aligned to at most 64, got 'memref<40xi1>'}}
  %a = memref.alloc() : memref<40xi1>
  "test.use"(%a) : (memref<40xi1>) -> ()
  %status = arith.constant 0 : i32
  return %status : i32
}

// -----

func.func @alignment(%out: memref<4xf32>, %batch: i64,
                     %workspace: memref<1xi8>) -> i32
    attributes {llvm.bareptr} {
  // expected-error@+1 {{cannot be placed in the workspace: it needs whole bytes in row-major order, aligned to at most 64, got 'memref<4xf32>'}}
  %a = memref.alloc() {alignment = 128 : i64} : memref<4xf32>
  "test.use"(%a) : (memref<4xf32>) -> ()
  %status = arith.constant 0 : i32
  return %status : i32
}

// -----

// expected-error@+1 {{cannot have a function @f_workspace_size: there is a symbol of that name}}
func.func @f(%out: memref<4xf32>, %batch: i64, %workspace: memref<1xi8>) -> i32
    attributes {llvm.bareptr} {
  %status = arith.constant 0 : i32
  return %status : i32
}
func.func private @f_workspace_size()

// -----

func.func @square(%out: memref<4xf32>, %batch: i64, %workspace: memref<1xi8>)
    -> i32 attributes {llvm.bareptr} {
  %n = arith.index_cast %batch : i64 to index
  // expected-error@+1 {{size must grow linearly with the batch}}
  %a = memref.alloc(%n, %n) : memref<?x?xf32>
  "test.use"(%a) : (memref<?x?xf32>) -> ()
  %status = arith.constant 0 : i32
  return %status : i32
}

// -----

// 2^64 elements, and 2^63 bytes for each of the batch.
func.func @elements_overflow(%out: memref<4xf32>, %batch: i64,
                             %workspace: memref<1xi8>) -> i32
    attributes {llvm.bareptr} {
  // expected-error@+1 {{is too large for the workspace: 'memref<4294967296x4294967296xi8>'}}
  %a = memref.alloc() : memref<4294967296x4294967296xi8>
  "test.use"(%a) : (memref<4294967296x4294967296xi8>) -> ()
  %status = arith.constant 0 : i32
  return %status : i32
}

// -----

func.func @bytes_overflow(%out: memref<4xf32>, %batch: i64,
                          %workspace: memref<1xi8>) -> i32
    attributes {llvm.bareptr} {
  %n = arith.index_cast %batch : i64 to index
  // expected-error@+1 {{is too large for the workspace: 'memref<?x2305843009213693952xf32>'}}
  %a = memref.alloc(%n) : memref<?x2305843009213693952xf32>
  "test.use"(%a) : (memref<?x2305843009213693952xf32>) -> ()
  %status = arith.constant 0 : i32
  return %status : i32
}

// -----

// Each buffer has a size, but no batch has the sum of them.
// expected-error@+1 {{needs a larger workspace than 64-bit addresses reach}}
func.func @no_batch(%out: memref<4xf32>, %batch: i64, %workspace: memref<1xi8>)
    -> i32 attributes {llvm.bareptr} {
  %n = arith.index_cast %batch : i64 to index
  %a = memref.alloc(%n) : memref<?x3000000000x1000000000xi8>
  %b = memref.alloc(%n) : memref<?x3000000000x1000000000xi16>
  %c = memref.alloc(%n) : memref<?x3000000000x1000000000xi8>
  "test.use"(%a, %b, %c) : (memref<?x3000000000x1000000000xi8>, memref<?x3000000000x1000000000xi16>, memref<?x3000000000x1000000000xi8>) -> ()
  %status = arith.constant 0 : i32
  return %status : i32
}

// -----

// Enough for one row of 64-bit addresses.
module attributes {llvm.target = #llvm.target<triple = "i386-unknown-linux-gnu", chip = "pentium4">} {
  // expected-error@+1 {{needs a larger workspace than 32-bit addresses reach}}
  func.func @no_batch(%out: memref<4xf32>, %batch: i64,
                      %workspace: memref<1xi8>) -> i32
      attributes {llvm.bareptr} {
    %n = arith.index_cast %batch : i64 to index
    %a = memref.alloc(%n) : memref<?x3000000000xi8>
    "test.use"(%a) : (memref<?x3000000000xi8>) -> ()
    %status = arith.constant 0 : i32
    return %status : i32
  }
}

// -----

func.func @blocks(%out: memref<4xf32>, %batch: i64, %workspace: memref<1xi8>)
    -> i32 attributes {llvm.bareptr} {
  // expected-error@+1 {{in a function of several blocks cannot be placed in the workspace}}
  %a = memref.alloc() : memref<4xf32>
  "test.use"(%a) : (memref<4xf32>) -> ()
  cf.br ^next
^next:
  %b = memref.alloc() : memref<4xf32>
  "test.use"(%b) : (memref<4xf32>) -> ()
  %status = arith.constant 0 : i32
  return %status : i32
}
