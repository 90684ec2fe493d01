// RUN: lowres-opt %s --pass-pipeline='builtin.module(func.func(lowres-resolve-broadcasts))' \
// RUN:   | FileCheck %s

// A size that is not known is looked for once, not along every way to it.
// CHECK-LABEL: func.func @chain(
// CHECK-COUNT-24: arith.maxui
func.func @chain(%n: index, %x: tensor<?x6xf32>) -> index {
  %m0 = arith.maxui %n, %n : index
  %m1 = arith.maxui %m0, %m0 : index
  %m2 = arith.maxui %m1, %m1 : index
  %m3 = arith.maxui %m2, %m2 : index
  %m4 = arith.maxui %m3, %m3 : index
  %m5 = arith.maxui %m4, %m4 : index
  %m6 = arith.maxui %m5, %m5 : index
  %m7 = arith.maxui %m6, %m6 : index
  %m8 = arith.maxui %m7, %m7 : index
  %m9 = arith.maxui %m8, %m8 : index
  %m10 = arith.maxui %m9, %m9 : index
  %m11 = arith.maxui %m10, %m10 : index
  %m12 = arith.maxui %m11, %m11 : index
  %m13 = arith.maxui %m12, %m12 : index
  %m14 = arith.maxui %m13, %m13 : index
  %m15 = arith.maxui %m14, %m14 : index
  %m16 = arith.maxui %m15, %m15 : index
  %m17 = arith.maxui %m16, %m16 : index
  %m18 = arith.maxui %m17, %m17 : index
  %m19 = arith.maxui %m18, %m18 : index
  %m20 = arith.maxui %m19, %m19 : index
  %m21 = arith.maxui %m20, %m20 : index
  %m22 = arith.maxui %m21, %m21 : index
  %m23 = arith.maxui %m22, %m22 : index
  return %m23 : index
}
