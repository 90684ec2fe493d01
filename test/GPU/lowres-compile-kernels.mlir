// RUN: lowres-opt %s --lowres-compile-kernels | FileCheck %s --check-prefixes=CHECK,SM80
// RUN: lowres-opt %s --lowres-compile-kernels=chip=sm_90a | FileCheck %s --check-prefixes=CHECK,SM90A

// CHECK-NOT:  gpu.module
// SM80:       gpu.binary @kernels [#gpu.object<#nvvm.target<O = 3, chip = "sm_80">, assembly =
// SM80-SAME:    .target sm_80
// SM90A:      chip = "sm_90a"
// SM90A-SAME:   .target sm_90a
// CHECK-SAME:   .entry k(
// CHECK-SAME:   .maxntid 64, 1, 1
// CHECK-NOT:    fma
// CHECK-SAME:   mul.rn.f32
// CHECK-SAME:   add.rn.f32
// CHECK-SAME:   div.rn.f32
// CHECK-SAME:   sqrt.rn.f32
// CHECK-NOT:    {{\.ftz|\.approx|call}}
gpu.module @kernels {
  llvm.func @k(%x: !llvm.ptr, %a: f32) attributes {
      nvvm.kernel, nvvm.maxntid = array<i32: 64, 1, 1>} {
    %0 = llvm.load %x : !llvm.ptr -> f32
    %1 = llvm.fmul %0, %a : f32
    %2 = llvm.fadd %1, %a : f32
    %3 = llvm.fdiv %2, %0 : f32
    %4 = llvm.intr.sqrt(%3) : (f32) -> f32
    llvm.store %4, %x : f32, !llvm.ptr
    llvm.return
  }
}
