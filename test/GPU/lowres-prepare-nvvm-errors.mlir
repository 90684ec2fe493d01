// RUN: lowres-opt %s --verify-diagnostics \
// RUN:   --pass-pipeline='builtin.module(gpu.module(lowres-prepare-nvvm))'

gpu.module @kernels {
  // expected-error @below {{has an argument of type 'memref<?x?xf32>'; only the first size may be unknown}}
  gpu.func @k(%x: memref<?x?xf32>) kernel {
    gpu.return
  }
}
