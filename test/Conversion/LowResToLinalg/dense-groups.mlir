// RUN: lowres-opt %s -convert-lowres-to-linalg | FileCheck %s

// Two groups of three inputs cover five: a zero fills the last one.
// CHECK-LABEL: func @tail
// CHECK-SAME:    %[[X:.*]]: tensor<?x5xf32>, %{{.*}}, %[[S:.*]]: tensor<2x2xf32>
// CHECK:         tensor.pad %[[X]] low[0, 0] high[0, 1]
// CHECK:         tensor.expand_shape {{.*}} : tensor<?x6xf32> into tensor<?x2x3xf32>
// CHECK:         tensor.pad {{.*}} low[0, 0] high[0, 1]
// CHECK:         tensor.expand_shape {{.*}} : tensor<2x6xi8> into tensor<2x2x3xi8>
// CHECK:         linalg.generic
// CHECK-SAME:      ins(%{{.*}}, %{{.*}} : tensor<?x2x3xf32>, tensor<2x2x3xi8>)
// CHECK-SAME:      outs(%{{.*}} : tensor<?x2x2xf32>)
// A scale for each output and group, and the sum over groups.
// CHECK:         %[[TABLE:.*]] = linalg.generic {{.*}} ins(%[[S]] : tensor<2x2xf32>)
// CHECK:         linalg.generic
// CHECK-SAME:      ["parallel", "parallel", "reduction"]
// CHECK-SAME:      ins(%{{.*}}, %[[TABLE]] : tensor<?x2x2xf32>, tensor<2x2xf32>)
func.func @tail(%x: tensor<?x5xf32>, %w: tensor<2x5x!lowres.level<5>>,
                %s: tensor<2x2xf32>) -> tensor<?x2xf32> {
  %y = lowres.dense %x, %w scale(%s : tensor<2x2xf32>)
    : tensor<?x5xf32>, tensor<2x5x!lowres.level<5>> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// The table of a constant is computed here: [G, outputs], times the step.
// CHECK-LABEL: func @constant_scale
// CHECK:         arith.constant dense<{{\[\[}}5.000000e-01, 1.500000e+00], [1.000000e+00, 2.000000e+00]]> : tensor<2x2xf32>
func.func @constant_scale(%x: tensor<?x4xi8>, %q: tensor<?xf32>,
                          %w: tensor<2x4x!lowres.level<5>>) -> tensor<?x2xf32> {
  %s = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %y = lowres.dense %x, %w scale(%s : tensor<2x2xf32>)
    input_scale(%q : tensor<?xf32>)
    : tensor<?x4xi8>, tensor<2x4x!lowres.level<5>> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
