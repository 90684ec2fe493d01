// RUN: lowres-opt %s --pass-pipeline='builtin.module(gpu.module(lowres-prepare-spirv))' -verify-diagnostics

gpu.module @k {
  // expected-error@+1 {{has no known block size}}
  gpu.func @k() kernel {
    gpu.return
  }
}
