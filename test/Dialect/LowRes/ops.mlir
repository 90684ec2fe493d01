// RUN: lowres-opt %s -verify-roundtrip | lowres-opt | FileCheck %s
// RUN: lowres-opt %s -mlir-print-op-generic | lowres-opt | FileCheck %s
// RUN: lowres-opt %s --emit-bytecode | lowres-opt | FileCheck %s

// CHECK-LABEL: func @constants
func.func @constants() {
  // CHECK: lowres.constant dense<[0, 1, 2, 3, 4, 2]> : tensor<6xi8> -> tensor<2x3x!lowres.level<5>>
  %0 = lowres.constant dense<[0, 1, 2, 3, 4, 2]> : tensor<6xi8>
    -> tensor<2x3x!lowres.level<5>>
  // A splat stands for as many bytes as its type says.
  // CHECK: lowres.constant dense<1> : tensor<8xi8> -> tensor<2x4x!lowres.level<3>>
  %1 = lowres.constant dense<1> : tensor<8xi8> -> tensor<2x4x!lowres.level<3>>
  // CHECK: lowres.constant dense_resource<codes> : tensor<4xi8> -> tensor<4x!lowres.level<256>>
  %2 = lowres.constant dense_resource<codes> : tensor<4xi8>
    -> tensor<4x!lowres.level<256>>
  // CHECK: lowres.constant dense<[-14, 1]> : tensor<2xi8> -> tensor<2x3x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
  %3 = lowres.constant dense<[-14, 1]> : tensor<2xi8>
    -> tensor<2x3x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
  // One code, and none.
  // CHECK: lowres.constant dense<1> : tensor<1xi8> -> tensor<!lowres.level<2>>
  %4 = lowres.constant dense<1> : tensor<1xi8> -> tensor<!lowres.level<2>>
  // CHECK: lowres.constant dense<> : tensor<0xi8> -> tensor<0x!lowres.level<2>>
  %5 = lowres.constant dense<> : tensor<0xi8> -> tensor<0x!lowres.level<2>>
  return
}

// CHECK-LABEL: func @storage
// CHECK-SAME:    %[[W:.*]]: tensor<8x8x!lowres.level<3>>
func.func @storage(%w: tensor<8x8x!lowres.level<3>>) {
  // CHECK: %[[P:.*]] = lowres.pack %[[W]] : tensor<8x8x!lowres.level<3>> -> tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
  %p = lowres.pack %w : tensor<8x8x!lowres.level<3>>
    -> tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
  // CHECK: lowres.unpack %[[P]] : {{.*}} -> tensor<8x8x!lowres.level<3>>
  %u = lowres.unpack %p
    : tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
    -> tensor<8x8x!lowres.level<3>>
  // CHECK: lowres.storage_cast %[[P]] : {{.*}} -> tensor<13xi8>
  %b = lowres.storage_cast %p
    : tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
    -> tensor<13xi8>
  return
}

// CHECK-LABEL: func @quantize
// CHECK-SAME:    %[[X:.*]]: tensor<4x8xf32>, %[[S:.*]]: tensor<4x2xf32>
func.func @quantize(%x: tensor<4x8xf32>, %s: tensor<4x2xf32>) {
  // CHECK: %[[C:.*]] = lowres.quantize %[[X]] scale(%[[S]] : tensor<4x2xf32>) : tensor<4x8xf32> -> tensor<4x8x!lowres.level<5>>
  %c = lowres.quantize %x scale(%s : tensor<4x2xf32>)
    : tensor<4x8xf32> -> tensor<4x8x!lowres.level<5>>
  // CHECK: lowres.dequantize %[[C]] scale(%[[S]] : tensor<4x2xf32>) : tensor<4x8x!lowres.level<5>> -> tensor<4x8xf32>
  %w = lowres.dequantize %c scale(%s : tensor<4x2xf32>)
    : tensor<4x8x!lowres.level<5>> -> tensor<4x8xf32>
  return
}

// CHECK-LABEL: func @quantize_activations
// CHECK:         lowres.quantize_activations %{{.*}} : tensor<?x64xf32> -> tensor<?x64xi8>, tensor<?xf32>
func.func @quantize_activations(%x: tensor<?x64xf32>) {
  %q, %s = lowres.quantize_activations %x
    : tensor<?x64xf32> -> tensor<?x64xi8>, tensor<?xf32>
  return
}

// CHECK-LABEL: func @vectors
func.func @vectors(%bytes: vector<64xi8>, %dwords: vector<16xi32>,
                   %t8: vector<128xi8>, %t32: vector<8xf32>) {
  // CHECK: lowres.lookup %{{.*}}, %{{.*}} : vector<128xi8>, vector<64xi8>
  %0 = lowres.lookup %t8, %bytes : vector<128xi8>, vector<64xi8>
  // CHECK: lowres.lookup %{{.*}}, %{{.*}} : vector<8xf32>, vector<16xi32>
  %1 = lowres.lookup %t32, %dwords : vector<8xf32>, vector<16xi32>
  // CHECK: arith.addf %{{.*}}, %{{.*}} : vector<16xf32>
  %2 = arith.addf %1, %1 : vector<16xf32>
  // CHECK: lowres.lookup %{{.*}}, %{{.*}} in_bounds : vector<128xi8>, vector<64xi8>
  %bounded = lowres.lookup %t8, %bytes in_bounds : vector<128xi8>, vector<64xi8>
  // CHECK: lowres.concat_bits %{{.*}}, %{{.*}} bits [5, 0] lengths [3, 2] : vector<64xi8>
  %bits = lowres.concat_bits %bytes, %0 bits [5, 0] lengths [3, 2]
    : vector<64xi8>
  // CHECK: lowres.dot %{{.*}}, %{{.*}}, %{{.*}} max_weight 255 : vector<16xi32>, vector<64xi8>
  %3 = lowres.dot %dwords, %bytes, %0 max_weight 255
    : vector<16xi32>, vector<64xi8>
  return
}

{-#
  dialect_resources: {
    builtin: {
      codes: "0x08000000000180FF"
    }
  }
#-}

func.func private @body(%begin: index, %end: index, %x: memref<f32>, %n: i64)
func.func private @no_arguments(%begin: index, %end: index)

// CHECK-LABEL: func.func @parallel_call(
// CHECK-SAME:    %[[N:.*]]: index, %[[WORK:.*]]: index, %[[X:.*]]: memref<f32>, %[[SIZE:.*]]: i64)
// CHECK:         lowres.parallel_call @body(%[[X]], %[[SIZE]]) iterations(%[[N]]) work(%[[WORK]]) : memref<f32>, i64
// CHECK:         lowres.parallel_call @no_arguments() iterations(%[[N]]) work(%[[WORK]])
func.func @parallel_call(%n: index, %work: index, %x: memref<f32>, %size: i64) {
  lowres.parallel_call @body(%x, %size) iterations(%n) work(%work) : memref<f32>, i64
  lowres.parallel_call @no_arguments() iterations(%n) work(%work)
  return
}
