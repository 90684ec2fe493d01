// RUN: lowres-opt %s -lowres-attach-target=target=cortex-m4 -convert-lowres-to-arm | FileCheck %s
// RUN: lowres-opt %s -lowres-attach-target=target=cortex-m7 -convert-lowres-to-arm | FileCheck %s
// RUN: lowres-opt %s -lowres-attach-target=target=cortex-m55 -convert-lowres-to-arm | FileCheck %s
// No DSP extension, or only without Thumb, NEON beside it, another order of bytes, another machine.
// RUN: lowres-opt %s -lowres-attach-target=target=cortex-m3 -convert-lowres-to-arm | FileCheck %s --check-prefix=NOOP
// RUN: lowres-opt %s -lowres-attach-target=target=cortex-m33+no-dsp -convert-lowres-to-arm | FileCheck %s --check-prefix=NOOP
// RUN: lowres-opt %s -lowres-attach-target=target=thumbv6-none-eabi -convert-lowres-to-arm | FileCheck %s --check-prefix=NOOP
// RUN: lowres-opt %s -lowres-attach-target=target=armv7-linux-gnueabihf:cortex-a7+neon -convert-lowres-to-arm | FileCheck %s --check-prefix=NOOP
// RUN: lowres-opt %s -lowres-attach-target=target=thumbebv7em-none-eabi:cortex-m4 -convert-lowres-to-arm | FileCheck %s --check-prefix=NOOP
// RUN: lowres-opt %s -lowres-attach-target=target=riscv32 -convert-lowres-to-arm | FileCheck %s --check-prefix=NOOP
// NOOP-COUNT-2: lowres.dot

// Bytes 0 and 2, then 1 and 3.
// CHECK-LABEL: func @word
// CHECK-SAME:    %[[A:.*]]: vector<1xi32>, %[[W:.*]]: vector<4xi8>, %[[X:.*]]: vector<4xi8>
// CHECK-DAG:     %[[MASK:.*]] = arith.constant 16711935 : i32
// CHECK-DAG:     %[[EIGHT:.*]] = arith.constant 8 : i32
// CHECK-DAG:     %[[WV:.*]] = vector.bitcast %[[W]] : vector<4xi8> to vector<1xi32>
// CHECK-DAG:     %[[WW:.*]] = vector.extract %[[WV]][0]
// CHECK-DAG:     %[[XV:.*]] = vector.bitcast %[[X]] : vector<4xi8> to vector<1xi32>
// CHECK-DAG:     %[[XW:.*]] = vector.extract %[[XV]][0]
// CHECK-DAG:     %[[SUM:.*]] = vector.extract %[[A]][0]
// CHECK:         %[[W0:.*]] = arith.andi %[[WW]], %[[MASK]] : i32
// CHECK:         %[[X0:.*]] = llvm.call_intrinsic "llvm.arm.sxtb16"(%[[XW]])
// CHECK:         %[[S0:.*]] = llvm.call_intrinsic "llvm.arm.smlad"(%[[W0]], %[[X0]], %[[SUM]])
// CHECK:         %[[WS:.*]] = arith.shrui %[[WW]], {{.*}} : i32
// CHECK:         %[[XR:.*]] = llvm.call_intrinsic "llvm.fshr.i32"(%[[XW]], %[[XW]], %[[EIGHT]])
// CHECK:         %[[W1:.*]] = arith.andi %[[WS]], {{.*}} : i32
// CHECK:         %[[X1:.*]] = llvm.call_intrinsic "llvm.arm.sxtb16"(%[[XR]])
// CHECK:         %[[S1:.*]] = llvm.call_intrinsic "llvm.arm.smlad"(%[[W1]], %[[X1]], %[[S0]])
// CHECK:         %[[R:.*]] = vector.broadcast %[[S1]] : i32 to vector<1xi32>
// CHECK:         return %[[R]]
func.func @word(%a: vector<1xi32>, %w: vector<4xi8>, %x: vector<4xi8>)
    -> vector<1xi32> {
  %r = lowres.dot %a, %w, %x max_weight 255 : vector<1xi32>, vector<4xi8>
  return %r : vector<1xi32>
}

// Left to convert-lowres-to-arith.
// CHECK-LABEL: func @wide
// CHECK:         lowres.dot
func.func @wide(%a: vector<4xi32>, %w: vector<16xi8>, %x: vector<16xi8>)
    -> vector<4xi32> {
  %r = lowres.dot %a, %w, %x max_weight 4 : vector<4xi32>, vector<16xi8>
  return %r : vector<4xi32>
}
