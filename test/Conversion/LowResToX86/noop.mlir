// Other machines, and x86 without vector permutes, keep the operations.
// RUN: lowres-opt %s -lowres-attach-target=target=aarch64 -convert-lowres-to-x86 | FileCheck %s
// RUN: lowres-opt %s -lowres-attach-target=target=riscv64 -convert-lowres-to-x86 | FileCheck %s
// RUN: lowres-opt %s -lowres-attach-target=target=x86-64 -convert-lowres-to-x86 | FileCheck %s

// CHECK-LABEL: func @stay
// CHECK-NEXT:    lowres.lookup
// CHECK-NEXT:    lowres.dot
// CHECK-NEXT:    return
func.func @stay(%t: vector<16xi8>, %i: vector<16xi8>, %a: vector<4xi32>)
    -> vector<4xi32> {
  %w = lowres.lookup %t, %i : vector<16xi8>, vector<16xi8>
  %r = lowres.dot %a, %w, %i max_weight 15 : vector<4xi32>, vector<16xi8>
  return %r : vector<4xi32>
}
