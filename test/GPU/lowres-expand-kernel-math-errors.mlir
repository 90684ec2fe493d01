// RUN: lowres-opt %s --verify-diagnostics \
// RUN:   --pass-pipeline='builtin.module(gpu.module(lowres-expand-kernel-math))'

gpu.module @kernels {
  gpu.func @k(%x: f64, %y: memref<1xf64>) kernel {
    %c0 = arith.constant 0 : index
    // expected-error @below {{'math.exp' op of 'f64' cannot be computed by kernels in PTX}}
    %0 = math.exp %x : f64
    memref.store %0, %y[%c0] : memref<1xf64>
    gpu.return
  }
}
