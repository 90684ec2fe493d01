// RUN: lowres-opt %s -convert-lowres-to-vector -canonicalize -cse | FileCheck %s

// One digit in four bits: two fields to a byte, taken out by a shift and a
// mask, each for the next four inputs.
// CHECK-LABEL: func @one_digit
// CHECK-SAME:    %[[Q:.*]]: tensor<?x8xi8>, %[[QS:.*]]: tensor<?xf32>, %[[W:.*]]: tensor<4x8x
// CHECK-DAG:     %[[MASK:.*]] = arith.constant dense<252645135> : vector<4xi32>
// CHECK-DAG:     %[[FOUR:.*]] = arith.constant dense<4> : vector<4xi32>
// CHECK-DAG:     %[[ZERO:.*]] = arith.constant dense<0> : vector<4xi32>
// CHECK-DAG:     %[[ZEROS:.*]] = arith.constant dense<0> : vector<2xi32>
// CHECK-DAG:     %[[ONES:.*]] = arith.constant dense<1> : vector<8xi8>
// CHECK:         %[[BYTES:.*]] = lowres.storage_cast %[[W]] {{.*}} -> tensor<16xi8>
// The sums of the inputs are dot products with ones.
// CHECK:         %[[SUMS:.*]] = scf.for
// CHECK:           %[[ROW:.*]] = vector.transfer_read
// CHECK:           %[[PARTS:.*]] = lowres.dot %[[ZEROS]], %[[ONES]], %[[ROW]] max_weight 1
// CHECK:           %[[TOTAL:.*]] = vector.reduction <add>, %[[PARTS]]
// CHECK:           tensor.insert %[[TOTAL]]
// CHECK:         scf.for
// CHECK:           %[[STORED:.*]] = vector.transfer_read %[[BYTES]]{{.*}} : tensor<16xi8>, vector<16xi8>
// CHECK:           %[[DWORDS:.*]] = vector.bitcast %[[STORED]]
// CHECK:           %[[LOW:.*]] = arith.andi %[[DWORDS]], %[[MASK]]
// CHECK:           %[[W0:.*]] = vector.bitcast %[[LOW]] : vector<4xi32> to vector<16xi8>
// CHECK:           vector.transfer_read {{.*}} vector<4xi8>
// CHECK:           %[[X0:.*]] = vector.bitcast %{{.*}} : vector<4xi32> to vector<16xi8>
// CHECK:           %[[D0:.*]] = lowres.dot %[[ZERO]], %[[W0]], %[[X0]] max_weight 4
// CHECK:           %[[HIGH:.*]] = arith.shrui %[[DWORDS]], %[[FOUR]]
// CHECK:           %[[HIGH4:.*]] = arith.andi %[[HIGH]], %[[MASK]]
// CHECK:           %[[W1:.*]] = vector.bitcast %[[HIGH4]]
// CHECK:           %[[D1:.*]] = lowres.dot %[[D0]], %[[W1]], %{{.*}} max_weight 4
// Codes to integer levels: less twice the inputs' sum.
// CHECK:           %[[SUM:.*]] = tensor.extract %[[SUMS]]
// CHECK:           %[[TWICE:.*]] = arith.muli %[[SUM]], %c2_i32
// CHECK:           %[[V:.*]] = vector.broadcast %[[TWICE]]
// CHECK:           arith.subi %[[D1]], %[[V]]
// CHECK:           arith.sitofp
// CHECK:           arith.mulf
// CHECK:           vector.transfer_write
func.func @one_digit(
    %x: tensor<?x8xi8>, %q: tensor<?xf32>,
    %w: tensor<4x8x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 4>>)
    -> tensor<?x4xf32> {
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 4>>
    : tensor<?x8xi8>, tensor<4x8x!lowres.level<5>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 4>> -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// Two tiles in the bytes of a vector, which has four inputs: whole bytes are
// summed, and the upper tile's bits. The difference is the lower tile's sum.
// CHECK-LABEL: func @shared
// CHECK-DAG:     %[[UPPER:.*]] = arith.constant dense<-16> : vector<16xi8>
// CHECK-DAG:     %[[BITS:.*]] = arith.constant dense<4> : vector<4xi32>
// CHECK:         %[[BYTES:.*]] = lowres.storage_cast %{{.*}} -> tensor<32xi8>
// CHECK:         %[[SUMS:.*]]:2 = scf.for %[[CHUNK:.*]] = %c0 to %c2 step %c1 iter_args(%[[ALL:.*]] = %{{.*}}, %[[HIGH:.*]] = %{{.*}})
// CHECK:           %[[STORED:.*]] = vector.transfer_read %[[BYTES]]{{.*}} vector<16xi8>
// CHECK:           %[[X:.*]] = vector.bitcast %{{.*}} : vector<4xi32> to vector<16xi8>
// CHECK:           %[[ALL1:.*]] = lowres.dot %[[ALL]], %[[STORED]], %[[X]] max_weight 68
// CHECK:           %[[MASKED:.*]] = arith.andi %[[STORED]], %[[UPPER]]
// CHECK:           %[[HIGH1:.*]] = lowres.dot %[[HIGH]], %[[MASKED]], %[[X]] max_weight 64
// CHECK:           scf.yield %[[ALL1]], %[[HIGH1]]
// CHECK:         %[[FIRST:.*]] = arith.subi %[[SUMS]]#0, %[[SUMS]]#1
// CHECK:         %[[SECOND:.*]] = arith.shrsi %[[SUMS]]#1, %[[BITS]]
func.func @shared(
    %x: tensor<?x8xi8>, %q: tensor<?xf32>,
    %w: tensor<7x8x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 4, shared = true>>)
    -> tensor<?x7xf32> {
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_dot, tiles = 2,
           packing = <lanes = 4, digits = 1, bits = 4, shared = true>>
    : tensor<?x8xi8>, tensor<7x8x!lowres.level<5>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 4, shared = true>>
      -> tensor<?x7xf32>
  return %y : tensor<?x7xf32>
}

// Of four tiles, those in the middle are masked, subtracted and shifted.
// CHECK-LABEL: func @shared_by_four
// CHECK-DAG:     %[[M1:.*]] = arith.constant dense<-4> : vector<16xi8>
// CHECK-DAG:     %[[M2:.*]] = arith.constant dense<-16> : vector<16xi8>
// CHECK-DAG:     %[[M3:.*]] = arith.constant dense<-64> : vector<16xi8>
// CHECK-DAG:     %[[TWO:.*]] = arith.constant dense<2> : vector<4xi32>
// CHECK-DAG:     %[[SIX:.*]] = arith.constant dense<6> : vector<4xi32>
// CHECK-DAG:     arith.andi %{{.*}}, %[[M1]]
// CHECK-DAG:     arith.andi %{{.*}}, %[[M2]]
// CHECK-DAG:     %[[TOP:.*]] = arith.andi %{{.*}}, %[[M3]]
// CHECK:         lowres.dot %{{.*}}, %[[TOP]], %{{.*}} max_weight 128
// CHECK:         arith.subi %[[S0:.*]], %[[S1:.*]] : vector<4xi32>
// CHECK:         %[[D1:.*]] = arith.subi %[[S1]], %[[S2:.*]] : vector<4xi32>
// CHECK:         arith.shrsi %[[D1]], %[[TWO]]
// CHECK:         arith.shrsi %{{.*}}, %[[SIX]]
func.func @shared_by_four(
    %x: tensor<1x8xi8>, %q: tensor<1xf32>,
    %w: tensor<16x8x!lowres.level<3>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 2, shared = true>>)
    -> tensor<1x16xf32> {
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<1xf32>)
    kernel<strategy = decode_dot, tiles = 4,
           packing = <lanes = 4, digits = 1, bits = 2, shared = true>>
    : tensor<1x8xi8>, tensor<16x8x!lowres.level<3>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 2, shared = true>>
      -> tensor<1x16xf32>
  return %y : tensor<1x16xf32>
}

// Even level counts have integer levels two apart.
// CHECK-LABEL: func @even
// CHECK-DAG:     %[[TWO:.*]] = arith.constant dense<2> : vector<4xi32>
// CHECK-DAG:     %[[THREE:.*]] = arith.constant 3 : i32
// CHECK:         %[[DOT:.*]] = lowres.dot {{.*}} max_weight 3
// CHECK:         arith.muli %{{.*}}, %[[THREE]]
// CHECK:         arith.muli %{{.*}}, %[[TWO]]
// CHECK:         arith.subi
func.func @even(
    %x: tensor<?x4xi8>, %q: tensor<?xf32>,
    %w: tensor<4x4x!lowres.level<4>,
               #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>)
    -> tensor<?x4xf32> {
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<?xf32>)
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 8>>
    : tensor<?x4xi8>, tensor<4x4x!lowres.level<4>,
        #lowres.interleaved<lanes = 4, digits = 1, bits = 8>> -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
