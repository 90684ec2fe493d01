// Times are not checked, but that every batch is timed and set beside float32.

// RUN: lowres-bench %s --batch=1,3 --repetitions=1 --min-time=0.001 --activations=i8 | FileCheck %s
// RUN: lowres-bench %s --batch=3 --threads=2,1 --repetitions=1 --min-time=0.001 | FileCheck %s --check-prefix=THREADS
// RUN: not lowres-bench %s --batch=0 2>&1 | FileCheck %s --check-prefix=ZERO

// CHECK-DAG: compiled/batch:1
// CHECK-DAG: eigen_float32/batch:1
// CHECK-DAG: compiled/batch:3
// CHECK-DAG: eigen_float32/batch:3
// CHECK: {{^times as fast as +us +GMAC/s +eigen_float32$}}
// CHECK-NEXT: {{^compiled/batch:1 +[0-9.]+ +[0-9.]+ +[0-9.]+$}}
// CHECK-NEXT: {{^compiled/batch:3 +[0-9.]+ +[0-9.]+ +[0-9.]+$}}

// THREADS: {{^compiled/batch:3/threads:2/.*real_time }}
// THREADS: {{^times as fast as +us +GMAC/s +1_thread +eigen_float32$}}
// THREADS-NEXT: {{^compiled/batch:3/threads:2 +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$}}
// THREADS-NEXT: {{^compiled/batch:3 +[0-9.]+ +[0-9.]+ +- +[0-9.]+$}}

// ZERO: lowres-bench: error: --batch: expected 1 to 65536, found 0

func.func @chain(%x: tensor<?x3xf32>) -> tensor<?x2xf32> {
  %s = arith.constant dense<0.5> : tensor<f32>
  %w0 = lowres.constant dense<[0, 1, 2, 2, 1, 0, 1, 1, 1, 0, 0, 2]>
    : tensor<12xi8> -> tensor<4x3x!lowres.level<3>>
  %w1 = lowres.constant dense<[4, 0, 3, 1, 2, 2, 0, 4]>
    : tensor<8xi8> -> tensor<2x4x!lowres.level<5>>
  %h = lowres.dense %x, %w0 scale(%s : tensor<f32>) activation(relu)
    : tensor<?x3xf32>, tensor<4x3x!lowres.level<3>> -> tensor<?x4xf32>
  %y = lowres.dense %h, %w1 scale(%s : tensor<f32>)
    : tensor<?x4xf32>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
