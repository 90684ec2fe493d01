// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v3 \
// RUN:   --lowres-fuse-multiply-adds | FileCheck %s
// RUN: lowres-opt %s --lowres-attach-target=target=aarch64 \
// RUN:   --lowres-fuse-multiply-adds | FileCheck %s
// Without the instruction products round.
// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v2 \
// RUN:   --lowres-fuse-multiply-adds | FileCheck %s --check-prefix=NOOP \
// RUN:   --implicit-check-not=math.fma
// NOOP: arith.mulf

// CHECK-LABEL: func.func @sum(
// CHECK-SAME:    %[[A:.*]]: vector<8xf32>, %[[B:.*]]: vector<8xf32>, %[[C:.*]]: vector<8xf32>
// CHECK-NEXT:    %[[S:.*]] = math.fma %[[A]], %[[B]], %[[C]] : vector<8xf32>
// CHECK-NEXT:    return %[[S]]
func.func @sum(%a: vector<8xf32>, %b: vector<8xf32>, %c: vector<8xf32>)
    -> vector<8xf32> {
  %p = arith.mulf %a, %b fastmath<contract> : vector<8xf32>
  %s = arith.addf %c, %p fastmath<contract> : vector<8xf32>
  return %s : vector<8xf32>
}

// CHECK-LABEL: func.func @product_first(
// CHECK-SAME:    %[[A:.*]]: f64, %[[B:.*]]: f64
// CHECK-NEXT:    math.fma %[[A]], %[[B]], %[[B]] : f64
func.func @product_first(%a: f64, %b: f64) -> f64 {
  %p = arith.mulf %a, %b fastmath<contract> : f64
  %s = arith.addf %p, %b fastmath<contract> : f64
  return %s : f64
}

// What has to round does: no flag at the product or at the sum, another use, an
// element for which there may be no instruction.
// CHECK-LABEL: func.func @others(
// CHECK-NOT:     math.fma
// CHECK:         return
func.func @others(%a: f32, %b: f32, %h: f16) -> (f32, f32, f32, f32, f16) {
  %p = arith.mulf %a, %b : f32
  %s = arith.addf %b, %p fastmath<contract> : f32
  %q = arith.mulf %a, %b fastmath<contract> : f32
  %t = arith.addf %b, %q : f32
  %r = arith.mulf %a, %a fastmath<contract> : f32
  %u = arith.addf %b, %r fastmath<contract> : f32
  %i = arith.mulf %h, %h fastmath<contract> : f16
  %v = arith.addf %h, %i fastmath<contract> : f16
  return %s, %t, %r, %u, %v : f32, f32, f32, f32, f16
}
