// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v3 \
// RUN:   --lowres-approximate-math | FileCheck %s --check-prefixes=CHECK,FMA
// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v4 \
// RUN:   --lowres-approximate-math | FileCheck %s --check-prefixes=CHECK,FMA
// RUN: lowres-opt %s --lowres-attach-target=target=aarch64 \
// RUN:   --lowres-approximate-math | FileCheck %s --check-prefixes=CHECK,FMA
// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v2 \
// RUN:   --lowres-approximate-math | FileCheck %s --check-prefixes=CHECK,CALL
// RUN: lowres-opt %s --lowres-attach-target=target=riscv64 \
// RUN:   --lowres-approximate-math | FileCheck %s --check-prefixes=CHECK,CALL

// CHECK-LABEL: func.func @exp(
// FMA-NOT:     math.exp
// FMA:         math.fma {{.*}} : vector<8xf32>
// FMA-NOT:     math.exp
// CALL:        math.exp
// CALL-NOT:    math.fma
// CHECK:       return
func.func @exp(%x: vector<8xf32>) -> vector<8xf32> {
  %y = math.exp %x : vector<8xf32>
  return %y : vector<8xf32>
}

// CHECK-LABEL: func.func @erf(
// FMA-NOT:     math.erf
// FMA:         math.fma {{.*}} : vector<4xf32>
// FMA-NOT:     math.e
// CALL:        math.erf
// CALL-NOT:    math.fma
// CHECK:       return
func.func @erf(%x: vector<4xf32>) -> vector<4xf32> {
  %y = math.erf %x : vector<4xf32>
  return %y : vector<4xf32>
}

// CHECK-LABEL: func.func @tanh(
// FMA-NOT:     math.tanh
// FMA:         math.fma {{.*}} : vector<16xf32>
// FMA-NOT:     math.tanh
// CALL:        math.tanh
// CALL-NOT:    math.fma
// CHECK:       return
func.func @tanh(%x: vector<16xf32>) -> vector<16xf32> {
  %y = math.tanh %x : vector<16xf32>
  return %y : vector<16xf32>
}

// CHECK-LABEL: func.func @allowed(
// FMA-NOT:     math.erf
// FMA:         math.fma {{.*}} : f32
// FMA-NOT:     math.e
// CALL:        math.erf
// CALL-NOT:    math.fma
// CHECK:       return
func.func @allowed(%x: f32) -> f32 {
  %y = math.erf %x fastmath<afn,nsz> : f32
  return %y : f32
}

// Scalars keep their calls, and other functions of vectors theirs.
// CHECK-LABEL: func.func @untouched(
// CHECK-NEXT:    math.exp %{{.*}} : f32
// CHECK-NEXT:    math.erf %{{.*}} : f32
// CHECK-NEXT:    math.tanh %{{.*}} fastmath<nnan> : f32
// CHECK-NEXT:    math.cos %{{.*}} : vector<8xf32>
// CHECK-NEXT:    return
func.func @untouched(%x: f32, %v: vector<8xf32>)
    -> (f32, f32, f32, vector<8xf32>) {
  %e = math.exp %x : f32
  %f = math.erf %x : f32
  %t = math.tanh %x fastmath<nnan> : f32
  %c = math.cos %v : vector<8xf32>
  return %e, %f, %t, %c : f32, f32, f32, vector<8xf32>
}
