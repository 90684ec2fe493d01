// RUN: lowres-opt %s -lowres-attach-target=target=cascadelake -convert-lowres-to-x86 | FileCheck %s --check-prefixes=CHECK,VNNI
// RUN: lowres-opt %s -lowres-attach-target=target=x86-64-v3+avxvnni -convert-lowres-to-x86 | FileCheck %s --check-prefixes=CHECK,AVXVNNI
// RUN: lowres-opt %s -lowres-attach-target=target=x86-64-v4 -convert-lowres-to-x86 | FileCheck %s --check-prefixes=CHECK,BW
// RUN: lowres-opt %s -lowres-attach-target=target=x86-64-v3 -convert-lowres-to-x86 | FileCheck %s --check-prefixes=CHECK,AVX2

// CHECK-LABEL: func @bits512
// CHECK-SAME:    %[[A:.*]]: vector<16xi32>, %[[W:.*]]: vector<64xi8>, %[[X:.*]]: vector<64xi8>
// VNNI:          %[[R:.*]] = llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"(%[[A]], %[[W]], %[[X]]) : (vector<16xi32>, vector<64xi8>, vector<64xi8>) -> vector<16xi32>
// VNNI:          return %[[R]]
// BW:            %[[ONES:.*]] = arith.constant dense<1> : vector<32xi16>
// BW:            %[[PAIRS:.*]] = llvm.call_intrinsic "llvm.x86.avx512.pmaddubs.w.512"(%[[W]], %[[X]]) : (vector<64xi8>, vector<64xi8>) -> vector<32xi16>
// BW:            %[[QUADS:.*]] = llvm.call_intrinsic "llvm.x86.avx512.pmaddw.d.512"(%[[PAIRS]], %[[ONES]]) : (vector<32xi16>, vector<32xi16>) -> vector<16xi32>
// BW:            arith.addi %[[A]], %[[QUADS]]
// AVXVNNI:       lowres.dot
// AVX2:          lowres.dot
func.func @bits512(%a: vector<16xi32>, %w: vector<64xi8>, %x: vector<64xi8>)
    -> vector<16xi32> {
  %r = lowres.dot %a, %w, %x max_weight 124 : vector<16xi32>, vector<64xi8>
  return %r : vector<16xi32>
}

// CHECK-LABEL: func @bits256
// VNNI:          llvm.x86.avx512.vpdpbusd.256
// AVXVNNI:       llvm.x86.avx512.vpdpbusd.256
// BW:            llvm.x86.avx2.pmadd.ub.sw
// BW:            llvm.x86.avx2.pmadd.wd
// AVX2:          llvm.x86.avx2.pmadd.ub.sw
// AVX2:          llvm.x86.avx2.pmadd.wd
func.func @bits256(%a: vector<8xi32>, %w: vector<32xi8>, %x: vector<32xi8>)
    -> vector<8xi32> {
  %r = lowres.dot %a, %w, %x max_weight 124 : vector<8xi32>, vector<32xi8>
  return %r : vector<8xi32>
}

// CHECK-LABEL: func @bits128
// VNNI:          llvm.x86.avx512.vpdpbusd.128
// AVXVNNI:       llvm.x86.avx512.vpdpbusd.128
// BW:            llvm.x86.ssse3.pmadd.ub.sw.128
// AVX2:          llvm.x86.ssse3.pmadd.ub.sw.128
// AVX2:          llvm.x86.sse2.pmadd.wd
func.func @bits128(%a: vector<4xi32>, %w: vector<16xi8>, %x: vector<16xi8>)
    -> vector<4xi32> {
  %r = lowres.dot %a, %w, %x max_weight 124 : vector<4xi32>, vector<16xi8>
  return %r : vector<4xi32>
}

// No register has 96 bits.
// CHECK-LABEL: func @bits96
// CHECK:         lowres.dot
func.func @bits96(%a: vector<3xi32>, %w: vector<12xi8>, %x: vector<12xi8>)
    -> vector<3xi32> {
  %r = lowres.dot %a, %w, %x max_weight 124 : vector<3xi32>, vector<12xi8>
  return %r : vector<3xi32>
}
