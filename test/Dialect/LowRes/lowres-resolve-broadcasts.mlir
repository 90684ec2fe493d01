// RUN: lowres-opt %s --pass-pipeline='builtin.module(func.func(lowres-resolve-broadcasts,canonicalize))' \
// RUN:   | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (0, d1)>

// What upstream makes of tosa.add: each operand is repeated if its batch is 1
// and that of the other is not.
// CHECK-LABEL: func.func @entry(
// CHECK-SAME: %[[X:.*]]: tensor<?x4xf32>, %[[Y:.*]]: tensor<?x4xf32>
// CHECK-NOT: scf.if
// CHECK-NOT: arith.maxui
// CHECK: %[[DIM:.*]] = tensor.dim %[[X]]
// CHECK: %[[EMPTY:.*]] = tensor.empty(%[[DIM]])
// CHECK: linalg.add ins(%[[X]], %[[Y]] : {{.*}}) outs(%[[EMPTY]]
func.func @entry(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %dim_x = tensor.dim %x, %zero : tensor<?x4xf32>
  %dim_y = tensor.dim %y, %zero : tensor<?x4xf32>
  %size = arith.maxui %dim_x, %dim_y : index
  %is_one_x = arith.cmpi eq, %dim_x, %one : index
  %bx = scf.if %is_one_x -> (tensor<?x4xf32>) {
    %empty = tensor.empty(%size) : tensor<?x4xf32>
    %b = linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]}
        ins(%x : tensor<?x4xf32>) outs(%empty : tensor<?x4xf32>) {
    ^bb0(%v: f32, %o: f32):
      linalg.yield %v : f32
    } -> tensor<?x4xf32>
    scf.yield %b : tensor<?x4xf32>
  } else {
    scf.yield %x : tensor<?x4xf32>
  }
  %is_one_y = arith.cmpi eq, %one, %dim_y : index
  %by = scf.if %is_one_y -> (tensor<?x4xf32>) {
    %empty = tensor.empty(%size) : tensor<?x4xf32>
    %b = linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]}
        ins(%y : tensor<?x4xf32>) outs(%empty : tensor<?x4xf32>) {
    ^bb0(%v: f32, %o: f32):
      linalg.yield %v : f32
    } -> tensor<?x4xf32>
    scf.yield %b : tensor<?x4xf32>
  } else {
    scf.yield %y : tensor<?x4xf32>
  }
  %empty = tensor.empty(%size) : tensor<?x4xf32>
  %sum = linalg.add ins(%bx, %by : tensor<?x4xf32>, tensor<?x4xf32>)
    outs(%empty : tensor<?x4xf32>) -> tensor<?x4xf32>
  return %sum : tensor<?x4xf32>
}

// Arguments of other functions may have different batches.
// CHECK-LABEL: func.func private @inner(
// CHECK: arith.maxui
// CHECK: scf.if
func.func private @inner(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %dim_x = tensor.dim %x, %zero : tensor<?x4xf32>
  %dim_y = tensor.dim %y, %zero : tensor<?x4xf32>
  %size = arith.maxui %dim_x, %dim_y : index
  %is_one = arith.cmpi eq, %dim_x, %one : index
  %bx = scf.if %is_one -> (tensor<?x4xf32>) {
    %empty = tensor.empty(%size) : tensor<?x4xf32>
    %b = linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]}
        ins(%x : tensor<?x4xf32>) outs(%empty : tensor<?x4xf32>) {
    ^bb0(%v: f32, %o: f32):
      linalg.yield %v : f32
    } -> tensor<?x4xf32>
    scf.yield %b : tensor<?x4xf32>
  } else {
    scf.yield %x : tensor<?x4xf32>
  }
  return %bx : tensor<?x4xf32>
}

// Twice the batch is not the batch, and a first row is no broadcast where the
// condition is about something else.
// CHECK-LABEL: func.func @first_row(
// CHECK: scf.if
func.func @first_row(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %two = arith.constant 2 : index
  %dim = tensor.dim %x, %zero : tensor<?x4xf32>
  %twice = arith.muli %dim, %two : index
  %is_one = arith.cmpi eq, %twice, %one : index
  %b = scf.if %is_one -> (tensor<?x4xf32>) {
    %empty = tensor.empty(%dim) : tensor<?x4xf32>
    %b = linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]}
        ins(%x : tensor<?x4xf32>) outs(%empty : tensor<?x4xf32>) {
    ^bb0(%v: f32, %o: f32):
      linalg.yield %v : f32
    } -> tensor<?x4xf32>
    scf.yield %b : tensor<?x4xf32>
  } else {
    scf.yield %x : tensor<?x4xf32>
  }
  return %b : tensor<?x4xf32>
}

// Quotients, as shapes with a -1 have them, are functions of the batch.
// CHECK-LABEL: func.func @quotient(
// CHECK: %[[DIM:.*]] = tensor.dim
// CHECK-NOT: divui
// CHECK: return %[[DIM]]
func.func @quotient(%x: tensor<?x6xf32>) -> index {
  %zero = arith.constant 0 : index
  %six = arith.constant 6 : index
  %flat = tensor.collapse_shape %x [[0, 1]] : tensor<?x6xf32> into tensor<?xf32>
  %dim = tensor.dim %flat, %zero : tensor<?xf32>
  %rows = arith.divui %dim, %six : index
  return %rows : index
}

// What is not a function of the batch stays.
// CHECK-LABEL: func.func @unknown(
// CHECK: arith.divui
func.func @unknown(%x: tensor<?x6xf32>, %n: index) -> index {
  %zero = arith.constant 0 : index
  %dim = tensor.dim %x, %zero : tensor<?x6xf32>
  %rows = arith.divui %dim, %n : index
  return %rows : index
}

// A difference may be negative, and a quotient is rounded to zero.
// CHECK-LABEL: func.func @difference(
// CHECK: arith.divsi
func.func @difference(%x: tensor<?x6xf32>) -> index {
  %zero = arith.constant 0 : index
  %four = arith.constant 4 : index
  %ten = arith.constant 10 : index
  %dim = tensor.dim %x, %zero : tensor<?x6xf32>
  %less = arith.subi %dim, %ten : index
  %quotient = arith.divsi %less, %four : index
  return %quotient : index
}

// The batch is that of arguments that have one.
// CHECK-LABEL: func.func @other_arguments(
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<?x6xf32>
// CHECK: %[[DIM:.*]] = tensor.dim %[[X]]
// CHECK-NOT: divui
// CHECK: return %[[DIM]]
func.func @other_arguments(%a: f32, %b: tensor<f32>, %c: memref<?xf32>, %d: tensor<4x6xf32>, %e: tensor<*xf32>, %x: tensor<?x6xf32>) -> index {
  %zero = arith.constant 0 : index
  %six = arith.constant 6 : index
  %flat = tensor.collapse_shape %x [[0, 1]] : tensor<?x6xf32> into tensor<?xf32>
  %dim = tensor.dim %flat, %zero : tensor<?xf32>
  %rows = arith.divui %dim, %six : index
  return %rows : index
}

// A row that is one of its own is repeated.
// CHECK-LABEL: func.func @real_broadcast(
// CHECK: arith.maxui
// CHECK: scf.if
func.func @real_broadcast(%x: tensor<?x4xf32>, %n: index) -> tensor<?x4xf32> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %part = tensor.extract_slice %x[0, 0] [%n, 4] [1, 1] : tensor<?x4xf32> to tensor<?x4xf32>
  %dim = tensor.dim %x, %zero : tensor<?x4xf32>
  %size = arith.maxui %dim, %n : index
  %is_one = arith.cmpi eq, %n, %one : index
  %r = scf.if %is_one -> (tensor<?x4xf32>) {
    %empty = tensor.empty(%size) : tensor<?x4xf32>
    %b = linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]}
        ins(%part : tensor<?x4xf32>) outs(%empty : tensor<?x4xf32>) {
    ^bb0(%v: f32, %o: f32):
      linalg.yield %v : f32
    } -> tensor<?x4xf32>
    scf.yield %b : tensor<?x4xf32>
  } else {
    scf.yield %part : tensor<?x4xf32>
  }
  return %r : tensor<?x4xf32>
}
