// Calls are inlined, kernels chosen for the target, constants packed for them.
// RUN: lowres-opt %s --lowres-select-pipeline="target=icelake-server" | FileCheck %s --implicit-check-not=@scale --check-prefixes=CHECK,F32 --implicit-check-not=quantize
// RUN: lowres-opt %s --lowres-select-pipeline="target=x86-64-v3 activations=i8" | FileCheck %s --implicit-check-not=@scale --check-prefixes=CHECK,I8
// RUN: lowres-opt %s --lowres-select-pipeline="target=aarch64 reference=true" | FileCheck %s --implicit-check-not=@scale --check-prefixes=CHECK,REFERENCE --implicit-check-not=interleaved

// F32:       llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu", chip = "icelake-server">
// I8:        llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu", chip = "x86-64-v3">
// REFERENCE: llvm.target = #llvm.target<triple = "aarch64-unknown-linux-gnu", chip = "generic">

// CHECK:         func.func @twice(%[[X:.*]]: tensor<?x96xf32>) -> tensor<?x96xf32>
// F32-DAG:       %[[W0:.*]] = lowres.constant {{.*}} : tensor<3072xi8> -> tensor<96x96x!lowres.level<5>, #lowres.interleaved<lanes = 16, digits = 2, bits = 5, container = 32>>
// I8-DAG:        %[[W0:.*]] = lowres.constant {{.*}} : tensor<4608xi8> -> tensor<96x96x!lowres.level<5>, #lowres.interleaved<lanes = 8, digits = 1, bits = 4, shared = true>>
// REFERENCE-DAG: %[[W0:.*]] = lowres.constant dense<3> : tensor<9216xi8> -> tensor<96x96x!lowres.level<5>>
// CHECK-DAG:     %[[W1:.*]] = lowres.constant {{.*}} -> tensor<96x96x!lowres.level<3>
// CHECK-DAG:     %[[S:.*]] = arith.constant dense<2.500000e-01> : tensor<f32>

// F32:           %[[H:.*]] = lowres.dense %[[X]], %[[W0]] scale(%[[S]] : tensor<f32>) kernel<strategy = table_sum, packing = <lanes = 16, digits = 2, bits = 5, container = 32>
// F32:           %[[Y:.*]] = lowres.dense %[[H]], %[[W1]] scale(%[[S]] : tensor<f32>) kernel<strategy = table_sum

// I8:            %[[Q:.*]], %[[QS:.*]] = lowres.quantize_activations %[[X]]
// I8:            %[[H:.*]] = lowres.dense %[[Q]], %[[W0]] scale(%[[S]] : tensor<f32>) input_scale(%[[QS]] : tensor<?xf32>) kernel<strategy = decode_dot, packing = <lanes = 8, digits = 1, bits = 4, shared = true>
// I8:            %[[QH:.*]], %[[QHS:.*]] = lowres.quantize_activations %[[H]]
// I8:            %[[Y:.*]] = lowres.dense %[[QH]], %[[W1]] scale(%[[S]] : tensor<f32>) input_scale(%[[QHS]] : tensor<?xf32>) kernel<strategy = decode_dot

// REFERENCE:     %[[H:.*]] = lowres.dense %[[X]], %[[W0]] scale(%[[S]] : tensor<f32>) kernel<strategy = plain>
// REFERENCE:     %[[Y:.*]] = lowres.dense %[[H]], %[[W1]] scale(%[[S]] : tensor<f32>) kernel<strategy = plain>

// CHECK:         return %[[Y]]
func.func @twice(%x: tensor<?x96xf32>) -> tensor<?x96xf32> {
  %w0 = lowres.constant dense<3> : tensor<9216xi8>
    -> tensor<96x96x!lowres.level<5>>
  %w1 = lowres.constant dense<2> : tensor<9216xi8>
    -> tensor<96x96x!lowres.level<3>>
  %s0 = call @scale() : () -> tensor<f32>
  %h = lowres.dense %x, %w0 scale(%s0 : tensor<f32>)
    : tensor<?x96xf32>, tensor<96x96x!lowres.level<5>> -> tensor<?x96xf32>
  %s1 = call @scale() : () -> tensor<f32>
  %y = lowres.dense %h, %w1 scale(%s1 : tensor<f32>)
    : tensor<?x96xf32>, tensor<96x96x!lowres.level<3>> -> tensor<?x96xf32>
  return %y : tensor<?x96xf32>
}

func.func private @scale() -> tensor<f32> {
  %s = arith.constant dense<0.25> : tensor<f32>
  return %s : tensor<f32>
}
