// The larger and the smaller of two numbers, zeros of both signs and NaNs among
// them, are the same where no instruction finds them.
//
// REQUIRES: x86_64, qemu-arm, clang
//
// RUN: rm -rf %t && mkdir -p %t/here %t/there
// RUN: lowres-compile %s --target=x86_64-linux-gnu --name=fcnn1 -o %t/here/fcnn1.o
// RUN: lowres-compile %s --target=thumbv7em-linux-gnueabihf:cortex-m4 --name=fcnn1 -o %t/there/fcnn1.o
// DEFINE: %{link} = -O1 -ffreestanding -fno-stack-protector -nostdlib -static -fuse-ld=lld-22 %S/Inputs/foreign.c fcnn1.o -o run
// RUN: cd %t/here && clang-22 --target=x86_64-linux-gnu -I . %{link} && ./run > out.txt
// RUN: cd %t/there && clang-22 --target=thumbv7em-linux-gnueabihf -I . %{link} && qemu-arm ./run > out.txt
// RUN: cmp %t/here/out.txt %t/there/out.txt
// Zeros of both signs, and what stands for a NaN.
// RUN: grep -q 00000000 %t/there/out.txt && grep -q 80000000 %t/there/out.txt && grep -q 40000000 %t/there/out.txt
//
// Instructions where there are some; without any, no functions.
// RUN: lowres-compile %s --target=aarch64 --emit=llvm -o - | FileCheck %s --check-prefix=INSTRUCTION
// INSTRUCTION: @llvm.maximum
// RUN: lowres-compile %s --target=cortex-m3 --emit=llvm -o - | FileCheck %s --check-prefix=COMPARE
// COMPARE-NOT: @llvm.m{{ax|in}}imum
// COMPARE: fcmp

// Of x, y in [-1, 1]: of zeros with their signs, of roots of them, and of one and
// a constant of each kind.
func.func @extrema(%in: tensor<?x16xf32>) -> tensor<?x8x5xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %n = tensor.dim %in, %c0 : tensor<?x16xf32>
  %x = tensor.extract_slice %in[0, 0] [%n, 8] [1, 1]
    : tensor<?x16xf32> to tensor<?x8xf32>
  %y = tensor.extract_slice %in[0, 8] [%n, 8] [1, 1]
    : tensor<?x16xf32> to tensor<?x8xf32>
  %init = tensor.empty(%n) : tensor<?x8x5xf32>
  %zero = arith.constant 0.0 : f32
  %minus_zero = arith.constant -0.0 : f32
  %half = arith.constant 0.5 : f32
  %two = arith.constant 2.0 : f32
  %r = linalg.generic {
      indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1)>,
                       affine_map<(d0, d1, d2) -> (d0, d1)>,
                       affine_map<(d0, d1, d2) -> (d0, d1, d2)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x, %y : tensor<?x8xf32>, tensor<?x8xf32>)
      outs(%init : tensor<?x8x5xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %a0 = arith.mulf %a, %zero : f32
    %b0 = arith.mulf %b, %zero : f32
    %largest_zero = arith.maximumf %a0, %b0 : f32
    %smallest_zero = arith.minimumf %a0, %b0 : f32
    %root = math.sqrt %a : f32
    %larger = arith.maximumf %root, %b : f32
    %smaller = arith.minimumf %b, %root : f32
    %both = arith.mulf %larger, %smaller : f32
    %is_nan = arith.cmpf uno, %both, %both : f32
    %number = arith.select %is_nan, %two, %both : f32
    %above = arith.maximumf %a0, %minus_zero : f32
    %below = arith.minimumf %above, %half : f32
    %least = arith.minimumf %b0, %zero : f32
    %i = linalg.index 2 : index
    %is0 = arith.cmpi eq, %i, %c0 : index
    %is1 = arith.cmpi eq, %i, %c1 : index
    %is2 = arith.cmpi eq, %i, %c2 : index
    %is3 = arith.cmpi eq, %i, %c3 : index
    %r3 = arith.select %is3, %below, %least : f32
    %r2 = arith.select %is2, %number, %r3 : f32
    %r1 = arith.select %is1, %smallest_zero, %r2 : f32
    %r0 = arith.select %is0, %largest_zero, %r1 : f32
    linalg.yield %r0 : f32
  } -> tensor<?x8x5xf32>
  return %r : tensor<?x8x5xf32>
}
