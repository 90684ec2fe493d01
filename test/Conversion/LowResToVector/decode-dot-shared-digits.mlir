// RUN: lowres-opt %s -convert-lowres-to-vector -cse -canonicalize | FileCheck %s

// The digits of a field belong to two tiles with the same inputs: the field is
// multiplied as it is, and the second digit by itself. Five times the second sum
// less than the first one is the first tile's.
// CHECK-LABEL: func @lookup
// CHECK-DAG:     %[[TABLE:.*]] = arith.constant dense<[0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 0, 0, 0, 0, 0, 1, 1]> : vector<32xi8>
// CHECK-DAG:     %[[FIVE:.*]] = arith.constant dense<5> : vector<4xi32>
// CHECK:         %[[SUMS:.*]]:2 = scf.for %{{.*}} iter_args(%[[S0:.*]] = %{{.*}}, %[[S1:.*]] = %{{.*}})
// CHECK:           %[[STORED:.*]] = vector.transfer_read {{.*}} vector<16xi8>
// CHECK:           %[[FIELD:.*]] = vector.bitcast %{{.*}} : vector<4xi32> to vector<16xi8>
// CHECK:           %[[DIGIT:.*]] = lowres.lookup %[[TABLE]], %[[FIELD]] in_bounds
// CHECK:           %[[X:.*]] = vector.bitcast %{{.*}} : vector<4xi32> to vector<16xi8>
// CHECK:           %[[DOT0:.*]] = lowres.dot %[[S0]], %[[FIELD]], %[[X]] max_weight 24
// CHECK:           %[[DOT1:.*]] = lowres.dot %[[S1]], %[[DIGIT]], %[[X]] max_weight 4
// CHECK:         %[[TIMES:.*]] = arith.muli %[[SUMS]]#1, %[[FIVE]]
// CHECK:         arith.subi %[[SUMS]]#0, %[[TIMES]]
func.func @lookup(
    %x: tensor<1x64xi8>, %q: tensor<1xf32>,
    %w: tensor<8x64x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 2, bits = 5, shared = true>>)
    -> tensor<1x8xf32> {
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<1xf32>)
    kernel<strategy = decode_dot, decode = lookup, tiles = 2,
           packing = <lanes = 4, digits = 2, bits = 5, shared = true>>
    : tensor<1x64xi8>, tensor<8x64x!lowres.level<5>,
        #lowres.interleaved<lanes = 4, digits = 2, bits = 5, shared = true>>
      -> tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// By division the second tile's sum is that of quotients.
// CHECK-LABEL: func @divide
// CHECK-DAG:     %[[NINE:.*]] = arith.constant dense<9> : vector<4xi32>
// CHECK:         arith.mului_extended
// CHECK:         lowres.dot {{.*}} max_weight 80
// CHECK:         lowres.dot {{.*}} max_weight 8
// CHECK:         arith.muli %{{.*}}, %[[NINE]]
func.func @divide(
    %x: tensor<1x64xi8>, %q: tensor<1xf32>,
    %w: tensor<8x64x!lowres.level<9>,
               #lowres.interleaved<lanes = 4, digits = 2, bits = 8, shared = true>>)
    -> tensor<1x8xf32> {
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<1xf32>)
    kernel<strategy = decode_dot, tiles = 2,
           packing = <lanes = 4, digits = 2, bits = 8, shared = true>>
    : tensor<1x64xi8>, tensor<8x64x!lowres.level<9>,
        #lowres.interleaved<lanes = 4, digits = 2, bits = 8, shared = true>>
      -> tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// Fields of four say what 25 times the highest digit is, or one less; the rest,
// up to 27, says the other digits and whether 25 are missing.
// CHECK-LABEL: func @two_levels
// CHECK-DAG:     %[[UPPER:.*]] = arith.constant dense<[0, 0, 0, 0, 0, 0, 0, 25, 25, 25, 25, 25, 25, 50, 50, 50, 50, 50, 50, 75, 75, 75, 75, 75, 75, 100, 100, 100, 100, 100, 100, 100]> : vector<32xi8>
// CHECK-DAG:     %[[MIDDLE:.*]] = arith.constant dense<[0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 0, 0, 0, 0, 0, 1, 1]> : vector<32xi8>
// CHECK-DAG:     %[[MORE:.*]] = arith.constant dense<[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 25, 25, 25, 25, 25, 25, 25]> : vector<32xi8>
// CHECK-DAG:     %[[TWO:.*]] = arith.constant dense<2> : vector<16xi8>
// CHECK-DAG:     %[[FIVE:.*]] = arith.constant dense<5> : vector<4xi32>
// CHECK-DAG:     %[[ALL:.*]] = arith.constant dense<25> : vector<4xi32>
// CHECK:         %[[SUMS:.*]]:3 = scf.for
// CHECK:           %[[INDEX:.*]] = arith.shrui %[[FIELD:.*]], %[[TWO]]
// CHECK:           %[[HIGH:.*]] = lowres.lookup %[[UPPER]], %[[INDEX]] in_bounds
// CHECK:           %[[REST:.*]] = arith.subi %[[FIELD]], %[[HIGH]]
// CHECK:           %[[DIGIT1:.*]] = lowres.lookup %[[MIDDLE]], %[[REST]] in_bounds
// CHECK:           %[[LESS:.*]] = lowres.lookup %[[MORE]], %[[REST]] in_bounds
// CHECK:           %[[DIGIT2:.*]] = arith.addi %[[HIGH]], %[[LESS]]
// CHECK:           lowres.dot %{{.*}}, %[[FIELD]], %{{.*}} max_weight 124
// CHECK:           lowres.dot %{{.*}}, %[[DIGIT1]], %{{.*}} max_weight 4
// CHECK:           lowres.dot %{{.*}}, %[[DIGIT2]], %{{.*}} max_weight 100
// CHECK:           lowres.concat_bits %{{.*}} bits [7, 7, 7, 7, 7, 7, 7] lengths [1, 1, 1, 1, 1, 1, 1]
// CHECK:         %[[TIMES:.*]] = arith.muli %[[SUMS]]#1, %[[FIVE]]
// CHECK:         %[[FIRST:.*]] = arith.subi %[[SUMS]]#0, %[[TIMES]]
// CHECK:         arith.subi %[[FIRST]], %[[SUMS]]#2
// CHECK:         arith.divsi %[[SUMS]]#2, %[[ALL]]
func.func @two_levels(
    %x: tensor<1x64xi8>, %q: tensor<1xf32>,
    %w: tensor<12x64x!lowres.level<5>,
               #lowres.interleaved<lanes = 4, digits = 3, bits = 7, shared = true>>)
    -> tensor<1x12xf32> {
  %s = arith.constant dense<2.0> : tensor<f32>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>) input_scale(%q : tensor<1xf32>)
    kernel<strategy = decode_dot, decode = two_level_lookup, tiles = 3,
           packing = <lanes = 4, digits = 3, bits = 7, shared = true>>
    : tensor<1x64xi8>, tensor<12x64x!lowres.level<5>,
        #lowres.interleaved<lanes = 4, digits = 3, bits = 7, shared = true>>
      -> tensor<1x12xf32>
  return %y : tensor<1x12xf32>
}
