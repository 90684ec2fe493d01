// A model whose batch is fixed: more rows are run in several calls, the last
// one filled up; nothing else than its batch is taken.

// RUN: %python %S/../Inputs/npy.py write %t.x.npy 5x2 1 2 3 4 5 6 7 8 9 10
// RUN: lowres-run %s --input %t.x.npy --output %t.y.npy | FileCheck %s --check-prefix=LATENCY
// RUN: %python %S/../Inputs/npy.py print %t.y.npy | FileCheck %s
// RUN: sh -c 'lowres-run %s --input %t.x.npy --batch 2; echo "exit $?"' 2>&1 | FileCheck %s --check-prefix=BATCH
// RUN: lowres-run %s --input %t.x.npy --threads 2 --output %t.threads.npy | FileCheck %s --check-prefix=THREADS
// RUN: cmp %t.y.npy %t.threads.npy
// RUN: lowres-compile %s -o %t.o && FileCheck %s --check-prefix=HEADER < %t.h

// LATENCY: latency: {{.*}} (median; batch 4, 1 thread)
// CHECK: shape 5 1
// CHECK-NEXT: row 3.000
// CHECK-NEXT: row 7.000
// CHECK-NEXT: row 11.000
// CHECK-NEXT: row 15.000
// CHECK-NEXT: row 19.000
// BATCH: lowres-run: error: --batch 2: @fixed takes only 4
// BATCH-NEXT: exit 2
// THREADS: latency: {{.*}} (median; batch 4, 2 threads)
// HEADER: #define FIXED_BATCH 4

func.func @fixed(%x: tensor<4x2xf32>) -> tensor<4x1xf32> {
  %w = lowres.constant dense<1> : tensor<2xi8> -> tensor<1x2x!lowres.level<2>>
  %s = arith.constant dense<1.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<4x2xf32>, tensor<1x2x!lowres.level<2>> -> tensor<4x1xf32>
  return %y : tensor<4x1xf32>
}
