// RUN: lowres-opt %s -lowres-attach-target=target=cortex-m4 -convert-lowres-to-arm -canonicalize -cse | FileCheck %s
// RUN: lowres-opt %s -lowres-attach-target=target=cortex-m3 -convert-lowres-to-arm | FileCheck %s --check-prefix=NOOP
// NOOP-COUNT-6: arith.mului_extended

// Fields of three digits with five values: bytes of at most 124, all divided by
// the same constants.
// CHECK-LABEL: func @bytes
// CHECK-SAME:    %[[A:[^:]*]]: vector<1xi32>, %[[W:[^:]*]]: vector<4xi8>
// CHECK-NOT:     arith.mului_extended
// CHECK-DAG:     %[[FACTOR:.*]] = arith.constant 205 : i32
// CHECK-DAG:     %[[MASK:.*]] = arith.constant 4128831 : i32
// CHECK-DAG:     %[[WV:.*]] = vector.bitcast %[[W]] : vector<4xi8> to vector<1xi32>
// CHECK-DAG:     %[[WW:.*]] = vector.extract %[[WV]][0]
// CHECK:         %[[W0:.*]] = arith.andi %[[WW]], %{{.*}} : i32
// CHECK:         %[[WS:.*]] = arith.shrui %[[WW]], %{{.*}} : i32
// CHECK:         %[[W1:.*]] = arith.andi %[[WS]], %{{.*}} : i32
// CHECK:         %[[P1:.*]] = arith.muli %[[W1]], %[[FACTOR]] : i32
// CHECK:         %[[Q1:.*]] = arith.shrui %[[P1]], %{{.*}} : i32
// CHECK:         arith.andi %[[Q1]], %[[MASK]] : i32
// CHECK:         %[[P0:.*]] = arith.muli %[[W0]], %[[FACTOR]] : i32
// CHECK:         %[[Q0:.*]] = arith.shrui %[[P0]], %{{.*}} : i32
// CHECK:         arith.andi %[[Q0]], %[[MASK]] : i32
// CHECK-COUNT-4: llvm.arm.smlad
func.func @bytes(%a: vector<1xi32>, %w: vector<4xi8>, %x: vector<4xi8>)
    -> vector<1xi32> {
  %low_byte = arith.constant dense<255> : vector<2xi16>
  %high_byte = arith.constant dense<-256> : vector<2xi16>
  %fifth = arith.constant dense<13108> : vector<2xi16>
  %halves = vector.bitcast %w : vector<4xi8> to vector<2xi16>
  %even = arith.andi %halves, %low_byte : vector<2xi16>
  %l1, %h1 = arith.mului_extended %halves, %fifth : vector<2xi16>
  %odd = arith.andi %h1, %high_byte : vector<2xi16>
  %l0, %h0 = arith.mului_extended %even, %fifth : vector<2xi16>
  %both = arith.ori %h0, %odd : vector<2xi16>
  %q = vector.bitcast %both : vector<2xi16> to vector<4xi8>
  %s0 = lowres.dot %a, %q, %x max_weight 24 : vector<1xi32>, vector<4xi8>
  %s1 = lowres.dot %s0, %w, %x max_weight 124 : vector<1xi32>, vector<4xi8>
  return %s1 : vector<1xi32>
}

// Bytes of up to 255 could make another quotient of this factor.
// CHECK-LABEL: func @unknown_bytes
// CHECK:         arith.mului_extended
func.func @unknown_bytes(%w: vector<2xi16>) -> vector<2xi16> {
  %high_byte = arith.constant dense<-256> : vector<2xi16>
  %fifth = arith.constant dense<13108> : vector<2xi16>
  %l, %h = arith.mului_extended %w, %fifth : vector<2xi16>
  %q = arith.andi %h, %high_byte : vector<2xi16>
  return %q : vector<2xi16>
}

// CHECK-LABEL: func @halves
// CHECK:         arith.mului_extended
func.func @halves(%w: vector<2xi16>) -> vector<2xi16> {
  %fifth = arith.constant dense<13108> : vector<2xi16>
  %l, %h = arith.mului_extended %w, %fifth : vector<2xi16>
  return %h : vector<2xi16>
}

// CHECK-LABEL: func @both_parts
// CHECK:         arith.mului_extended
func.func @both_parts(%w: vector<2xi16>) -> (vector<2xi16>, vector<2xi16>) {
  %fifth = arith.constant dense<13108> : vector<2xi16>
  %l, %h = arith.mului_extended %w, %fifth : vector<2xi16>
  return %l, %h : vector<2xi16>, vector<2xi16>
}

// CHECK-LABEL: func @bits
// CHECK:         %[[R:.*]] = arith.xori %{{.*}}, %{{.*}} : i32
// CHECK:         vector.broadcast %[[R]]
func.func @bits(%a: vector<4xi8>, %b: vector<4xi8>) -> vector<4xi8> {
  %r = arith.xori %a, %b : vector<4xi8>
  return %r : vector<4xi8>
}

// What a dot product says of its weights holds where it runs.
// CHECK-LABEL: func @elsewhere
// CHECK:         arith.mului_extended
func.func @elsewhere(%a: vector<1xi32>, %w: vector<4xi8>, %x: vector<4xi8>,
                     %is: i1) -> (vector<2xi16>, vector<1xi32>) {
  %c13108 = arith.constant dense<13108> : vector<2xi16>
  %c-256 = arith.constant dense<-256> : vector<2xi16>
  %words = vector.bitcast %w : vector<4xi8> to vector<2xi16>
  %low, %high = arith.mului_extended %words, %c13108 : vector<2xi16>
  %q = arith.andi %high, %c-256 : vector<2xi16>
  %sum = scf.if %is -> vector<1xi32> {
    %dot = lowres.dot %a, %w, %x max_weight 124
      : vector<1xi32>, vector<4xi8>
    scf.yield %dot : vector<1xi32>
  } else {
    scf.yield %a : vector<1xi32>
  }
  return %q, %sum : vector<2xi16>, vector<1xi32>
}
