// What becomes part of a layer: biases and activations after it, in the forms of
// front ends.

// RUN: lowres-opt %s --convert-linalg-to-lowres --split-input-file | FileCheck %s

// CHECK-LABEL: func @bias
// CHECK: lowres.dense %arg0, %{{.*}} bias(%arg1 : tensor<2xf32>) activation(relu6) :
// CHECK-NOT: linalg
#id = affine_map<(a, b) -> (a, b)>
#row = affine_map<(a, b) -> (b)>
func.func @bias(%x: tensor<?x2xf32>, %b: tensor<2xf32>, %out: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<0.5> : tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %six = arith.constant 6.0 : f32
  %init = linalg.fill ins(%zero : f32) outs(%out : tensor<?x2xf32>) -> tensor<?x2xf32>
  %m = linalg.matmul ins(%x, %w : tensor<?x2xf32>, tensor<2x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  %a = linalg.generic {indexing_maps = [#row, #id, #id], iterator_types = ["parallel", "parallel"]}
    ins(%b, %m : tensor<2xf32>, tensor<?x2xf32>) outs(%out : tensor<?x2xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.addf %q, %p : f32
    linalg.yield %s : f32
  } -> tensor<?x2xf32>
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
    ins(%a : tensor<?x2xf32>) outs(%out : tensor<?x2xf32>) {
  ^bb0(%p: f32, %o: f32):
    %c = arith.cmpf ult, %p, %six : f32
    %n = arith.minimumf %p, %six : f32
    %s = arith.maximumf %n, %zero : f32
    linalg.yield %s : f32
  } -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// A bias that is computed after the product: the layer moves.

// CHECK-LABEL: func @later
// CHECK: %[[B:.*]] = arith.addf %arg1, %arg1
// CHECK: lowres.dense %arg0, %{{.*}} bias(%[[B]] : tensor<2xf32>) activation(relu) :
func.func @later(%x: tensor<?x2xf32>, %b: tensor<2xf32>, %out: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<0.5> : tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %init = linalg.fill ins(%zero : f32) outs(%out : tensor<?x2xf32>) -> tensor<?x2xf32>
  %m = linalg.matmul ins(%x, %w : tensor<?x2xf32>, tensor<2x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  %twice = arith.addf %b, %b : tensor<2xf32>
  %rows = linalg.broadcast ins(%twice : tensor<2xf32>) outs(%out : tensor<?x2xf32>) dimensions = [0]
  %a = linalg.add ins(%m, %rows : tensor<?x2xf32>, tensor<?x2xf32>) outs(%out : tensor<?x2xf32>) -> tensor<?x2xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(a, b) -> (a, b)>, affine_map<(a, b) -> (a, b)>], iterator_types = ["parallel", "parallel"]}
    ins(%a : tensor<?x2xf32>) outs(%out : tensor<?x2xf32>) {
  ^bb0(%p: f32, %o: f32):
    %c = arith.cmpf olt, %p, %zero : f32
    %s = arith.select %c, %zero, %p : f32
    linalg.yield %s : f32
  } -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// What sums start from, where it is no bias, is added. Other uses of the sums,
// and a maximum that takes a NaN for nothing, stay.

// CHECK-LABEL: func @stays
// CHECK: %[[Y:.*]] = lowres.dense %arg0, %{{.*}} scale(%{{.*}} : tensor<f32>) :
// CHECK: %[[S:.*]] = arith.addf %[[Y]], %arg1
// CHECK: %[[R:.*]] = linalg.generic
// CHECK: arith.maxnumf
// CHECK: return %[[S]], %[[R]]
func.func @stays(%x: tensor<?x2xf32>, %init: tensor<?x2xf32>) -> (tensor<?x2xf32>, tensor<?x2xf32>) {
  %w = arith.constant dense<0.5> : tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %m = linalg.matmul ins(%x, %w : tensor<?x2xf32>, tensor<2x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(a, b) -> (a, b)>, affine_map<(a, b) -> (a, b)>], iterator_types = ["parallel", "parallel"]}
    ins(%m : tensor<?x2xf32>) outs(%init : tensor<?x2xf32>) {
  ^bb0(%p: f32, %o: f32):
    %s = arith.maxnumf %p, %zero : f32
    linalg.yield %s : f32
  } -> tensor<?x2xf32>
  return %m, %y : tensor<?x2xf32>, tensor<?x2xf32>
}

// -----

// A layer is not moved into the loop in which its bias is added.

// CHECK-LABEL: func @loop
// CHECK: lowres.dense %arg0, %{{[^ ]*}} scale(%{{[^ ]*}} : tensor<f32>) : tensor<?x2xf32>
// CHECK: scf.for
// CHECK: linalg.add
func.func @loop(%x: tensor<?x2xf32>, %b: tensor<2xf32>, %out: tensor<?x2xf32>, %n: index) -> tensor<?x2xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %w = arith.constant dense<0.5> : tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %init = linalg.fill ins(%zero : f32) outs(%out : tensor<?x2xf32>) -> tensor<?x2xf32>
  %m = linalg.matmul ins(%x, %w : tensor<?x2xf32>, tensor<2x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  %y = scf.for %i = %c0 to %n step %c1 iter_args(%acc = %out) -> tensor<?x2xf32> {
    %r = linalg.broadcast ins(%b : tensor<2xf32>) outs(%acc : tensor<?x2xf32>) dimensions = [0]
    %s = linalg.add ins(%m, %r : tensor<?x2xf32>, tensor<?x2xf32>) outs(%out : tensor<?x2xf32>) -> tensor<?x2xf32>
    scf.yield %s : tensor<?x2xf32>
  }
  return %y : tensor<?x2xf32>
}
