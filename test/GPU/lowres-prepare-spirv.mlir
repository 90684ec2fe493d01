// RUN: lowres-opt %s --pass-pipeline='builtin.module(gpu.module(lowres-prepare-spirv{threads=32}))' | FileCheck %s

// CHECK:      gpu.module @k attributes {spirv.target_env = #spirv.target_env<#spirv.vce<v1.3, [Shader, Int8, StorageBuffer8BitAccess], [SPV_KHR_storage_buffer_storage_class, SPV_KHR_8bit_storage]>
// CHECK:      gpu.func @k({{.*}}) kernel attributes {spirv.entry_point_abi = #spirv.entry_point_abi<workgroup_size = [32, 1, 1]>}
// CHECK:        %[[B:.*]] = memref.alloca() : memref<1xf32, #spirv.storage_class<Function>>
// CHECK:        memref.store %{{.*}}, %[[B]][%{{.*}}] : memref<1xf32, #spirv.storage_class<Function>>
gpu.module @k {
  gpu.func @k(%x: f32) kernel {
    %c0 = arith.constant 0 : index
    %b = memref.alloca() : memref<1xf32>
    memref.store %x, %b[%c0] : memref<1xf32>
    gpu.return
  }
}
