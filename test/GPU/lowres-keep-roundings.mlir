// RUN: lowres-opt %s --pass-pipeline='builtin.module(spirv.module(lowres-keep-roundings))' | FileCheck %s

// CHECK: spirv.FMul %{{.*}}, %{{.*}} {no_contraction} : f32
// CHECK: spirv.FAdd %{{.*}}, %{{.*}} {no_contraction} : f32
// CHECK: spirv.FSub %{{.*}}, %{{.*}} {no_contraction} : f32
// CHECK: spirv.IAdd %{{.*}}, %{{.*}} : i32
spirv.module Logical GLSL450 {
  spirv.func @f(%x: f32, %i: i32) "None" {
    %p = spirv.FMul %x, %x : f32
    %s = spirv.FAdd %p, %x : f32
    %d = spirv.FSub %s, %x : f32
    %j = spirv.IAdd %i, %i : i32
    spirv.Return
  }
}
