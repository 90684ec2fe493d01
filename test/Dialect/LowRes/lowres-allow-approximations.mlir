// RUN: lowres-opt %s --lowres-allow-approximations | FileCheck %s

// CHECK-LABEL: @functions
// CHECK-NEXT: math.erf %{{.*}} fastmath<afn> : tensor<4xf32>
// CHECK-NEXT: math.exp %{{.*}} fastmath<nnan,afn> : tensor<4xf32>
// CHECK-NEXT: arith.addf %{{.*}}, %{{.*}} : tensor<4xf32>
// CHECK-NEXT: return
func.func @functions(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = math.erf %x : tensor<4xf32>
  %b = math.exp %a fastmath<nnan> : tensor<4xf32>
  %c = arith.addf %a, %b : tensor<4xf32>
  return %c : tensor<4xf32>
}

// Of integers there is nothing to approximate.
// CHECK-LABEL: @integers
// CHECK-NEXT: math.ctpop %{{.*}} : i32
// CHECK-NEXT: return
func.func @integers(%x: i32) -> i32 {
  %a = math.ctpop %x : i32
  return %a : i32
}
