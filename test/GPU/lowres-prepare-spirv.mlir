// RUN: lowres-opt %s --pass-pipeline='builtin.module(gpu.module(lowres-prepare-spirv))' | FileCheck %s

// CHECK:      gpu.module @k attributes {spirv.target_env = #spirv.target_env<#spirv.vce<v1.3, [Shader, Int8, StorageBuffer8BitAccess], [SPV_KHR_storage_buffer_storage_class, SPV_KHR_8bit_storage]>
// CHECK:      gpu.func @k({{.*}}) kernel attributes {known_block_size = array<i32: 32, 1, 1>, spirv.entry_point_abi = #spirv.entry_point_abi<workgroup_size = [32, 1, 1]>}
// CHECK:        %[[B:.*]] = memref.alloca() : memref<1xf32, #spirv.storage_class<Function>>
// CHECK:        memref.store %{{.*}}, %[[B]][%{{.*}}] : memref<1xf32, #spirv.storage_class<Function>>
gpu.module @k {
  gpu.func @k(%x: f32) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %b = memref.alloca() : memref<1xf32>
    memref.store %x, %b[%c0] : memref<1xf32>
    gpu.return
  }
}

// Memory that threads of a workgroup share.
// CHECK:      gpu.module @shared
// CHECK:      gpu.func @k(%{{[a-z0-9]+}}: f32) kernel
// CHECK:        %[[B:.*]] = memref.alloc() : memref<8xf32, #spirv.storage_class<Workgroup>>
// CHECK:        memref.store %{{.*}}, %[[B]][%{{.*}}] : memref<8xf32, #spirv.storage_class<Workgroup>>
gpu.module @shared {
  gpu.func @k(%x: f32) workgroup(%b: memref<8xf32, #gpu.address_space<workgroup>>) kernel
      attributes {known_block_size = array<i32: 8, 1, 1>} {
    %i = gpu.thread_id x
    memref.store %x, %b[%i] : memref<8xf32, #gpu.address_space<workgroup>>
    gpu.return
  }
}
