// RUN: lowres-opt %s -convert-lowres-to-vector -canonicalize -cse | FileCheck %s

!grouped = tensor<8x3x3x2x!lowres.level<5>,
                  #lowres.interleaved<lanes = 4, digits = 1, bits = 8>>

// CHECK-DAG: #[[LINE:.*]] = affine_map<(d0, d1) -> (d0 + d1)>
// CHECK-DAG: #[[COLUMN:.*]] = affine_map<(d0, d1, d2) -> (d0 * 4 + d1 * 4 + d2 * 2)>
// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d0 * 5 + d1)>
// CHECK-DAG: #[[INPUT:.*]] = affine_map<(d0, d1) -> (d0 * 6 + d1 * 2)>

// The padded image is zero from the start and handed from image to image. A
// patch of 25 windows, whose 18 inputs are filled up to 20, is zero each time.
// CHECK-LABEL: func @groups
// CHECK-SAME:    %[[X:.*]]: tensor<?x5x5x4xi8>, %[[Q:.*]]: tensor<?xf32>, %[[W:.*]]: tensor<8x3x3x2x
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG:     %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG:     %[[C3:.*]] = arith.constant 3 : index
// CHECK-DAG:     %[[C4:.*]] = arith.constant 4 : index
// CHECK-DAG:     %[[C5:.*]] = arith.constant 5 : index
// CHECK-DAG:     %[[C25:.*]] = arith.constant 25 : index
// CHECK-DAG:     %[[ZERO:.*]] = arith.constant 0 : i8
// CHECK:         %[[BYTES:.*]] = lowres.storage_cast %[[W]] {{.*}} -> tensor<160xi8>
// CHECK:         %[[N:.*]] = tensor.dim %[[X]], %[[C0]]
// CHECK:         %[[PADDED:.*]] = linalg.fill ins(%[[ZERO]] : i8) {{.*}} -> tensor<7x28xi8>
// CHECK:         %[[OUT:.*]] = tensor.empty(%[[N]]) : tensor<?x5x5x8xf32>
// CHECK:         %[[ALL:.*]]:2 = scf.for %[[IMAGE:.*]] = %[[C0]] to %[[N]] step %[[C1]] iter_args(%[[P:.*]] = %[[PADDED]], %[[O:.*]] = %[[OUT]])
// CHECK:           tensor.extract_slice %[[X]][%[[IMAGE]], 0, 0, 0] [1, 5, 5, 4] [1, 1, 1, 1]
// CHECK:           %[[COPY:.*]] = tensor.insert_slice %{{.*}} into %[[P]][1, 4] [5, 20] [1, 1]
// One block of lines; the two groups take their channels of every pixel. The
// scale of the image is that of all of its positions.
// CHECK:           %[[XS:.*]] = tensor.extract %[[Q]][%[[IMAGE]]]
// CHECK:           tensor.extract_slice %[[O]][%[[IMAGE]], 0, 0, 0] [1, 5, 5, 8] [1, 1, 1, 1]
// CHECK:           %[[PART:.*]] = tensor.collapse_shape {{.*}} tensor<5x5x8xf32> into tensor<25x8xf32>
// CHECK:           scf.for %[[GROUP:.*]] = %[[C0]] to %[[C2]] step %[[C1]] iter_args(%[[G:.*]] = %[[PART]])
// CHECK:             %[[FIRSTOUTPUT:.*]] = arith.muli %[[GROUP]], %[[C4]]
// CHECK:             tensor.extract_slice %[[G]][0, %[[FIRSTOUTPUT]]] [25, 4] [1, 1]
// CHECK:             %[[PATCH:.*]] = linalg.fill ins(%[[ZERO]] : i8) {{.*}} -> tensor<25x20xi8>
// CHECK:             %[[WINDOWS:.*]] = scf.for %[[Y:.*]] = %[[C0]] to %[[C5]] step %[[C1]] iter_args(%{{.*}} = %[[PATCH]])
// CHECK:               scf.for %[[XX:.*]] = %[[C0]] to %[[C5]] step %[[C1]]
// CHECK:                 scf.for %[[I:.*]] = %[[C0]] to %[[C3]] step %[[C1]]
// CHECK:                   scf.for %[[J:.*]] = %[[C0]] to %[[C3]] step %[[C1]]
// CHECK-DAG:                 %[[L:.*]] = affine.apply #[[LINE]](%[[Y]], %[[I]])
// CHECK-DAG:                 %[[C:.*]] = affine.apply #[[COLUMN]](%[[XX]], %[[J]], %[[GROUP]])
// CHECK-DAG:                 %[[R:.*]] = affine.apply #[[ROW]](%[[Y]], %[[XX]])
// CHECK-DAG:                 %[[K:.*]] = affine.apply #[[INPUT]](%[[I]], %[[J]])
// CHECK:                     %[[PIXELS:.*]] = vector.transfer_read %[[COPY]][%[[L]], %[[C]]]{{.*}} {in_bounds = [true]} : tensor<7x28xi8>, vector<2xi8>
// CHECK:                     vector.transfer_write %[[PIXELS]], %{{.*}}[%[[R]], %[[K]]] {in_bounds = [true]} : vector<2xi8>, tensor<25x20xi8>
// Integer sums of each window.
// CHECK:             %[[SUMS:.*]] = scf.for %{{.*}} = %[[C0]] to %[[C25]] step %[[C1]]
// CHECK:               vector.transfer_read %{{.*}} : tensor<25x1x20xi8>, vector<16xi8>
// CHECK:               vector.transfer_read %{{.*}} : tensor<25x1x20xi8>, vector<4xi8>
// CHECK:               tensor.insert
// CHECK:             scf.for %[[POS:.*]] = %[[C0]] to %[[C25]] step %[[C1]]
// CHECK-NOT:           tensor.extract %[[Q]]
// Tile `group` of the weights.
// CHECK:               scf.for %[[CHUNK:.*]] = %[[C0]] to %[[C5]]
// CHECK:                 %[[TILE:.*]] = arith.muli %[[GROUP]], %[[C5]]
// CHECK:                 arith.addi %[[TILE]], %[[CHUNK]]
// CHECK:                 vector.transfer_read %[[BYTES]]
// CHECK:                 vector.transfer_read %[[WINDOWS]][%[[POS]],
// CHECK:                 lowres.dot
// CHECK:               tensor.extract %[[SUMS]][%[[POS]], %[[C0]]]
// CHECK:               vector.broadcast %[[XS]]
// CHECK:               arith.maximumf
// CHECK:               vector.transfer_write %{{.*}}, %{{.*}}[%[[POS]], %[[C0]]] {in_bounds = [true]} : vector<4xf32>, tensor<25x4xf32>
// CHECK:             tensor.insert_slice %{{.*}} into %[[G]][0, %[[FIRSTOUTPUT]]] [25, 4] [1, 1]
// CHECK:           tensor.insert_slice %{{.*}} into %[[O]][%[[IMAGE]], 0, 0, 0] [1, 5, 5, 8] [1, 1, 1, 1]
// CHECK:         return %[[ALL]]#1
func.func @groups(%x: tensor<?x5x5x4xi8>, %q: tensor<?xf32>, %w: !grouped,
                  %s: tensor<8xf32>, %b: tensor<8xf32>)
    -> tensor<?x5x5x8xf32> {
  %y = lowres.conv_2d %x, %w scale(%s : tensor<8xf32>)
    input_scale(%q : tensor<?xf32>) bias(%b : tensor<8xf32>) activation(relu)
    padding [1, 1, 1, 1] groups 2
    kernel<strategy = decode_dot, packing = <lanes = 4, digits = 1, bits = 8>>
    : tensor<?x5x5x4xi8>, !grouped -> tensor<?x5x5x8xf32>
  return %y : tensor<?x5x5x8xf32>
}
