// RUN: lowres-opt %s --pass-pipeline='builtin.module(gpu.module(lowres-expand-kernel-math))' | FileCheck %s

gpu.module @kernels {
  // CHECK-LABEL: gpu.func @expanded(
  // CHECK-NOT:     math.{{(acos|asin|atan|cbrt|cos|erf|exp|log|pow|rsqrt|sin|tan)}}
  // CHECK:         gpu.return
  gpu.func @expanded(%x: f32, %h: f16, %y: memref<20xf32>) {
    %c0 = arith.constant 0 : index
    %0 = math.acos %x : f32
    %1 = math.asin %0 : f32
    %2 = math.atan %1 : f32
    %3 = math.atan2 %2, %x : f32
    %4 = math.cbrt %3 : f32
    %5 = math.cos %4 : f32
    %6 = math.erfc %5 : f32
    %7 = math.exp %6 : f32
    %8 = math.exp2 %7 : f32
    %9 = math.expm1 %8 : f32
    %10 = math.log %9 : f32
    %11 = math.log1p %10 : f32
    %12 = math.log2 %11 : f32
    %13 = math.powf %12, %x : f32
    %14 = math.rsqrt %13 : f32
    %15 = math.sin %14 : f32
    %16 = math.sinh %15 : f32
    %17 = math.cosh %16 : f32
    %18 = math.tan %17 : f32
    %19 = math.tanh %18 : f32
    %20 = math.asinh %19 : f32
    %21 = math.acosh %20 : f32
    %22 = math.atanh %21 : f32
    memref.store %22, %y[%c0] : memref<20xf32>
    %23 = math.exp %h : f16
    %24 = arith.extf %23 : f16 to f32
    memref.store %24, %y[%c0] : memref<20xf32>
    gpu.return
  }

  // CHECK-LABEL: gpu.func @instructions(
  // CHECK:         math.sqrt
  // CHECK:         math.fma
  // CHECK:         math.roundeven
  gpu.func @instructions(%x: f64, %y: memref<1xf64>) {
    %c0 = arith.constant 0 : index
    %0 = math.sqrt %x : f64
    %1 = math.fma %0, %0, %x : f64
    %2 = math.roundeven %1 : f64
    memref.store %2, %y[%c0] : memref<1xf64>
    gpu.return
  }
}
