// RUN: lowres-opt %s -lowres-attach-target=target=neoverse-v2 -convert-lowres-to-aarch64 | FileCheck %s --check-prefixes=CHECK,I8MM
// RUN: lowres-opt %s -lowres-attach-target=target=aarch64+i8mm -convert-lowres-to-aarch64 | FileCheck %s --check-prefixes=CHECK,I8MM
// RUN: lowres-opt %s -lowres-attach-target=target=cortex-a76 -convert-lowres-to-aarch64 | FileCheck %s --check-prefixes=CHECK,DOTPROD
// RUN: lowres-opt %s -lowres-attach-target=target=aarch64 -convert-lowres-to-aarch64 | FileCheck %s --check-prefixes=CHECK,NEON
// RUN: lowres-opt %s -lowres-attach-target=target=aarch64_be -convert-lowres-to-aarch64 | FileCheck %s --check-prefix=NOOP
// RUN: lowres-opt %s -lowres-attach-target=target=x86-64-v4 -convert-lowres-to-aarch64 | FileCheck %s --check-prefix=NOOP
// NOOP-COUNT-4: lowres.dot

// CHECK-LABEL: func @small
// CHECK-SAME:    %[[A:.*]]: vector<4xi32>, %[[W:.*]]: vector<16xi8>, %[[X:.*]]: vector<16xi8>
// I8MM:          llvm.call_intrinsic "llvm.aarch64.neon.usdot.v4i32.v16i8"(%[[A]], %[[W]], %[[X]])
// DOTPROD:       llvm.call_intrinsic "llvm.aarch64.neon.sdot.v4i32.v16i8"(%[[A]], %[[W]], %[[X]])
// Products of 16 bits, neighbours added twice.
// NEON:          %[[W0:.*]] = vector.shuffle %[[W]], %[[W]] [0, 1, 2, 3, 4, 5, 6, 7]
// NEON:          %[[W0E:.*]] = arith.extsi %[[W0]]
// NEON:          %[[X0:.*]] = vector.shuffle %[[X]], %[[X]] [0, 1, 2, 3, 4, 5, 6, 7]
// NEON:          %[[X0E:.*]] = arith.extsi %[[X0]]
// NEON:          %[[P0:.*]] = arith.muli %[[W0E]], %[[X0E]] : vector<8xi16>
// NEON:          vector.shuffle %[[W]], %[[W]] [8, 9, 10, 11, 12, 13, 14, 15]
// NEON:          %[[P1:.*]] = arith.muli {{.*}} : vector<8xi16>
// NEON:          %[[PAIRS:.*]] = llvm.call_intrinsic "llvm.aarch64.neon.addp.v8i16"(%[[P0]], %[[P1]])
// NEON:          %[[QUADS:.*]] = llvm.call_intrinsic "llvm.aarch64.neon.saddlp.v4i32.v8i16"(%[[PAIRS]])
// NEON:          arith.addi %[[A]], %[[QUADS]]
func.func @small(%a: vector<4xi32>, %w: vector<16xi8>, %x: vector<16xi8>)
    -> vector<4xi32> {
  %r = lowres.dot %a, %w, %x max_weight 127 : vector<4xi32>, vector<16xi8>
  return %r : vector<4xi32>
}

// Weights that are no signed byte: their highest bit is added twice, as 64.
// CHECK-LABEL: func @large
// CHECK-SAME:    %[[A:.*]]: vector<4xi32>, %[[W:.*]]: vector<16xi8>, %[[X:.*]]: vector<16xi8>
// I8MM:          usdot
// DOTPROD-DAG:   %[[LOW_BITS:.*]] = arith.constant dense<127> : vector<16xi8>
// DOTPROD-DAG:   %[[BIT:.*]] = arith.constant dense<64> : vector<16xi8>
// DOTPROD-DAG:   %[[LOW:.*]] = arith.andi %[[W]], %[[LOW_BITS]]
// DOTPROD-DAG:   %[[S1:.*]] = llvm.call_intrinsic "llvm.aarch64.neon.sdot.v4i32.v16i8"(%[[A]], %[[LOW]], %[[X]])
// DOTPROD-DAG:   %[[HALF:.*]] = arith.shrui %[[W]]
// DOTPROD-DAG:   %[[HIGH:.*]] = arith.andi %[[HALF]], %[[BIT]]
// DOTPROD:       %[[S2:.*]] = llvm.call_intrinsic "llvm.aarch64.neon.sdot.v4i32.v16i8"(%[[S1]], %[[HIGH]], %[[X]])
// DOTPROD:       llvm.call_intrinsic "llvm.aarch64.neon.sdot.v4i32.v16i8"(%[[S2]], %[[HIGH]], %[[X]])
// NEON-COUNT-3:  llvm.aarch64.neon.saddlp
func.func @large(%a: vector<4xi32>, %w: vector<16xi8>, %x: vector<16xi8>)
    -> vector<4xi32> {
  %r = lowres.dot %a, %w, %x max_weight 128 : vector<4xi32>, vector<16xi8>
  return %r : vector<4xi32>
}

// CHECK-LABEL: func @half
// I8MM:          llvm.aarch64.neon.usdot.v2i32.v8i8
// DOTPROD:       llvm.aarch64.neon.sdot.v2i32.v8i8
// NEON:          lowres.dot
func.func @half(%a: vector<2xi32>, %w: vector<8xi8>, %x: vector<8xi8>)
    -> vector<2xi32> {
  %r = lowres.dot %a, %w, %x max_weight 4 : vector<2xi32>, vector<8xi8>
  return %r : vector<2xi32>
}

// Left to convert-lowres-to-arith.
// CHECK-LABEL: func @wide
// CHECK:         lowres.dot
func.func @wide(%a: vector<8xi32>, %w: vector<32xi8>, %x: vector<32xi8>)
    -> vector<8xi32> {
  %r = lowres.dot %a, %w, %x max_weight 4 : vector<8xi32>, vector<32xi8>
  return %r : vector<8xi32>
}
