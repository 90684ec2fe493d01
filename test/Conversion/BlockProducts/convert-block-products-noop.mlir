// Operations that multiply in another way are not touched, though the target has
// tiles.
// RUN: lowres-opt %s -lowres-attach-target=target=sapphirerapids \
// RUN:   -convert-block-products \
// RUN:   | FileCheck %s --implicit-check-not=scf. --implicit-check-not=lowres

#rows = affine_map<(b, t, r, l, s, q, i) -> (b, s, r, q * 4 + i)>
#panel = affine_map<(b, t, r, l, s, q, i) -> (t, s, q, l, i)>
#sums = affine_map<(b, t, r, l, s, q, i) -> (b, t, r, l)>
#product = {
  indexing_maps = [#rows, #panel, #sums],
  iterator_types = ["parallel", "parallel", "parallel", "parallel",
                    "reduction", "reduction", "reduction"]
}

// Tensors.
// CHECK-LABEL: func.func @tensors(
// CHECK-NEXT:    linalg.generic
func.func @tensors(%x: tensor<?x3x16x64xi8>, %p: tensor<2x3x16x16x4xi8>,
                   %y: tensor<?x2x16x16xi32>) -> tensor<?x2x16x16xi32> {
  %r = linalg.generic #product
    ins(%x, %p : tensor<?x3x16x64xi8>, tensor<2x3x16x16x4xi8>)
    outs(%y : tensor<?x2x16x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  } -> tensor<?x2x16x16xi32>
  return %r : tensor<?x2x16x16xi32>
}

// Signed codes.
// CHECK-LABEL: func.func @signed_codes(
// CHECK-NEXT:    linalg.generic
func.func @signed_codes(%x: memref<?x8x4x4xi8>, %p: memref<1x8x1x16x4xi8>,
                        %y: memref<?x1x4x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x8x4x4xi8>, memref<1x8x1x16x4xi8>)
    outs(%y : memref<?x1x4x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extsi %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// Unsigned rows and signed codes.
// CHECK-LABEL: func.func @swapped_signs(
// CHECK-NEXT:    linalg.generic
func.func @swapped_signs(%x: memref<?x8x4x4xi8>, %p: memref<1x8x1x16x4xi8>,
                         %y: memref<?x1x4x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x8x4x4xi8>, memref<1x8x1x16x4xi8>)
    outs(%y : memref<?x1x4x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extui %a : i8 to i32
    %1 = arith.extsi %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// The product of a code and itself.
// CHECK-LABEL: func.func @squares(
// CHECK-NEXT:    linalg.generic
func.func @squares(%x: memref<?x8x4x4xi8>, %p: memref<1x8x1x16x4xi8>,
                   %y: memref<?x1x4x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x8x4x4xi8>, memref<1x8x1x16x4xi8>)
    outs(%y : memref<?x1x4x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %1, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// Nothing is added to.
// CHECK-LABEL: func.func @no_sum(
// CHECK-NEXT:    linalg.generic
func.func @no_sum(%x: memref<?x8x4x4xi8>, %p: memref<1x8x1x16x4xi8>,
                  %y: memref<?x1x4x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x8x4x4xi8>, memref<1x8x1x16x4xi8>)
    outs(%y : memref<?x1x4x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %2, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// Steps of another size than is loaded at once.
#steps = affine_map<(b, t, r, l, s, q, i) -> (b, s, r, q * 8 + i)>
#other_steps = {
  indexing_maps = [#steps, #panel, #sums],
  iterator_types = ["parallel", "parallel", "parallel", "parallel",
                    "reduction", "reduction", "reduction"]
}
// CHECK-LABEL: func.func @other_steps(
// CHECK-NEXT:    linalg.generic
func.func @other_steps(%x: memref<?x8x4x8xi8>, %p: memref<1x8x1x16x8xi8>,
                       %y: memref<?x1x4x16xi32>) {
  linalg.generic #other_steps
    ins(%x, %p : memref<?x8x4x8xi8>, memref<1x8x1x16x8xi8>)
    outs(%y : memref<?x1x4x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// The sums of a tile as columns.
#columns = affine_map<(b, t, r, l, s, q, i) -> (b, t, l, r)>
#transposed = {
  indexing_maps = [#rows, #panel, #columns],
  iterator_types = ["parallel", "parallel", "parallel", "parallel",
                    "reduction", "reduction", "reduction"]
}
// CHECK-LABEL: func.func @transposed(
// CHECK-NEXT:    linalg.generic
func.func @transposed(%x: memref<?x8x4x4xi8>, %p: memref<1x8x1x16x4xi8>,
                      %y: memref<?x1x16x4xi32>) {
  linalg.generic #transposed
    ins(%x, %p : memref<?x8x4x4xi8>, memref<1x8x1x16x4xi8>)
    outs(%y : memref<?x1x16x4xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// Sizes that are not known.
// CHECK-LABEL: func.func @dynamic_steps(
// CHECK-NEXT:    linalg.generic
func.func @dynamic_steps(%x: memref<?x?x4x4xi8>, %p: memref<1x8x1x16x4xi8>,
                         %y: memref<?x1x4x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x?x4x4xi8>, memref<1x8x1x16x4xi8>)
    outs(%y : memref<?x1x4x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// CHECK-LABEL: func.func @dynamic_tiles(
// CHECK-NEXT:    linalg.generic
func.func @dynamic_tiles(%x: memref<?x8x4x4xi8>, %p: memref<?x8x1x16x4xi8>,
                         %y: memref<?x?x4x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x8x4x4xi8>, memref<?x8x1x16x4xi8>)
    outs(%y : memref<?x?x4x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// Another layer's plain product.
// CHECK-LABEL: func.func @matmul(
// CHECK-NEXT:    linalg.matmul
func.func @matmul(%x: memref<?x8xf32>, %w: memref<8x16xf32>,
                  %y: memref<?x16xf32>) {
  linalg.matmul ins(%x, %w : memref<?x8xf32>, memref<8x16xf32>)
    outs(%y : memref<?x16xf32>)
  return
}

// Shapes and layouts that registers do not load.
// CHECK-LABEL: func.func @pairs(
// CHECK-NEXT:    linalg.generic
func.func @pairs(%x: memref<?x8x16x64xi8>, %p: memref<2x8x16x16x2xi8>,
                 %y: memref<?x2x16x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x8x16x64xi8>, memref<2x8x16x16x2xi8>)
    outs(%y : memref<?x2x16x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// CHECK-LABEL: func.func @few_quads(
// CHECK-NEXT:    linalg.generic
func.func @few_quads(%x: memref<?x8x16x64xi8>, %p: memref<2x8x4x16x4xi8>,
                     %y: memref<?x2x16x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x8x16x64xi8>, memref<2x8x4x16x4xi8>)
    outs(%y : memref<?x2x16x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// CHECK-LABEL: func.func @strided_panel(
// CHECK-NEXT:    linalg.generic
func.func @strided_panel(%x: memref<?x8x16x64xi8>, %p: memref<2x8x16x16x4xi8, strided<[16384,2048,128,8,1]>>,
                         %y: memref<?x2x16x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x8x16x64xi8>, memref<2x8x16x16x4xi8, strided<[16384,2048,128,8,1]>>)
    outs(%y : memref<?x2x16x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// CHECK-LABEL: func.func @strided_rows(
// CHECK-NEXT:    linalg.generic
func.func @strided_rows(%x: memref<?x8x16x64xi8, strided<[16384,2048,128,2]>>, %p: memref<2x8x16x16x4xi8>,
                        %y: memref<?x2x16x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x8x16x64xi8, strided<[16384,2048,128,2]>>, memref<2x8x16x16x4xi8>)
    outs(%y : memref<?x2x16x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// CHECK-LABEL: func.func @strided_sums(
// CHECK-NEXT:    linalg.generic
func.func @strided_sums(%x: memref<?x8x16x64xi8>, %p: memref<2x8x16x16x4xi8>,
                        %y: memref<?x2x16x16xi32, strided<[1024,512,32,2]>>) {
  linalg.generic #product
    ins(%x, %p : memref<?x8x16x64xi8>, memref<2x8x16x16x4xi8>)
    outs(%y : memref<?x2x16x16xi32, strided<[1024,512,32,2]>>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// CHECK-LABEL: func.func @no_rows(
// CHECK-NEXT:    linalg.generic
func.func @no_rows(%x: memref<?x1x0x64xi8>, %p: memref<2x1x16x16x4xi8>,
                   %y: memref<?x2x0x16xi32>) {
  linalg.generic #product
    ins(%x, %p : memref<?x1x0x64xi8>, memref<2x1x16x16x4xi8>)
    outs(%y : memref<?x2x0x16xi32>) {
  ^bb0(%a: i8, %code: i8, %sum: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extui %code : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}
