// RUN: lowres-opt %s -convert-vector-by-layout -split-input-file | FileCheck %s

// CHECK-LABEL: func @narrow
// CHECK-SAME:    %[[M:.*]]: memref<8xi8>, %[[I:.*]]: index
// CHECK-DAG:     %[[INDEX:.*]] = builtin.unrealized_conversion_cast %[[I]] : index to i32
// CHECK-DAG:     builtin.unrealized_conversion_cast %[[M]] : memref<8xi8> to !llvm.struct<(ptr, ptr, i32, array<1 x i32>, array<1 x i32>)>
// CHECK:         llvm.getelementptr %{{.*}}[%[[INDEX]]] : (!llvm.ptr, i32) -> !llvm.ptr, i8
// CHECK:         llvm.load %{{.*}} : !llvm.ptr -> vector<4xi8>
module attributes {dlti.dl_spec = #dlti.dl_spec<index = 32 : i64>} {
  func.func @narrow(%m: memref<8xi8>, %i: index) -> vector<4xi8> {
    %pad = arith.constant 0 : i8
    %v = vector.transfer_read %m[%i], %pad {in_bounds = [true]}
      : memref<8xi8>, vector<4xi8>
    return %v : vector<4xi8>
  }
}

// -----

// CHECK-LABEL: func @wide
// CHECK:         !llvm.struct<(ptr, ptr, i64, array<1 x i64>, array<1 x i64>)>
func.func @wide(%m: memref<8xi8>, %i: index) -> vector<4xi8> {
  %v = vector.load %m[%i] : memref<8xi8>, vector<4xi8>
  return %v : vector<4xi8>
}
