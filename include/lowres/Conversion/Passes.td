//===- Passes.td - Conversions from the lowres dialect ------*- tablegen -*-===//

#ifndef LOWRES_CONVERSION_PASSES_TD
#define LOWRES_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertLowResToLinalg : Pass<"convert-lowres-to-linalg", "ModuleOp"> {
  let summary = "Lower lowres layers to plain loops: the reference";
  let description = [{
    Every layer becomes `linalg.generic` operations over one byte per code, in
    the order in which its description defines it. Level tensors become their
    i8 storage, also in function signatures (but not where loops or branches
    hand them on). Constants are unpacked at compile time; other encoded tensors
    cannot be, so `lowres.pack` and `lowres.unpack` must have been folded.

    This is the meaning that every other strategy is tested against, and what
    layers without a faster kernel use.

    Example:

    ```mlir
    func.func @dense(%x: tensor<?x4xf32>, %s: tensor<f32>) -> tensor<?x1xf32> {
      %w = lowres.constant dense<[0, 2, 4, 1]> : tensor<4xi8>
        -> tensor<1x4x!lowres.level<5>>
      %y = lowres.dense %x, %w scale(%s : tensor<f32>)
        : tensor<?x4xf32>, tensor<1x4x!lowres.level<5>> -> tensor<?x1xf32>
      return %y : tensor<?x1xf32>
    }
    ```

    becomes a `linalg.generic` that sums `input * level[code]` and one that
    multiplies by the scale.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::tensor::TensorDialect"];
}

def ConvertLowResToVector : Pass<"convert-lowres-to-vector", "ModuleOp"> {
  let summary = "Lower packed layers to lookup-accumulate loops on vectors";
  let description = [{
    A layer with a `decode_dot` or `decode_fma` kernel, whose weights have the
    kernel's packing, becomes loops over tiles of outputs, blocks of rows and
    chunks of packed weights, in which fields are taken out of bytes by shifts
    and masks, digits out of fields by multiplication with the reciprocal of N
    or by `lowres.lookup`, and accumulated with `lowres.dot` or multiply-adds.
    Any M, K and N_out: the input is padded with zeros, the last outputs are
    written under a mask.

    The rows of a `lowres.conv_2d` are the windows at its positions. Those of
    some lines at a time are copied to a patch that stays in the nearest caches.

    Layers without such a kernel are left alone.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect",
    "::mlir::vector::VectorDialect"];
}

def ConvertLowResToX86 : Pass<"convert-lowres-to-x86"> {
  let summary = "Lower lowres.lookup and lowres.dot to x86 instructions";
  let description = [{
    By the features of the enclosing `llvm.target`:

    * `lowres.lookup` of bytes: pshufb (16 entries; AVX2, AVX-512BW), vpermb
      and vpermi2b (up to 64 and 128 entries; AVX-512VBMI), of f32 values
      vpermps and vpermi2ps (up to 16 and 32 entries; AVX-512F), vpermps of
      8 entries (AVX2);
    * `lowres.dot`: vpdpbusd (AVX-512VNNI, AVX-VNNI), else pmaddubsw and
      pmaddwd, with weights split in two where `max_weight` does not prove that
      16 bits are enough;
    * `arith.mului_extended` of 16-bit vectors whose low half is unused:
      pmulhuw.

    Operations that no instruction fits stay, for `convert-lowres-to-arith`.

    Example:

    ```mlir
    %r = lowres.dot %acc, %w, %x max_weight 124 : vector<16xi32>, vector<64xi8>
    // becomes, with AVX-512VNNI,
    %r = llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"(%acc, %w, %x) : ...
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::vector::VectorDialect"];
}

def ConvertLowResToArith : Pass<"convert-lowres-to-arith"> {
  let summary = "Lower lowres.lookup and lowres.dot for any target";
  let description = [{
    `lowres.dot` becomes shifts, multiplications and additions of 32-bit lanes;
    `lowres.lookup` becomes a chain of selects, one for each table entry.

    Example:

    ```mlir
    %r = lowres.dot %acc, %w, %x max_weight 255 : vector<4xi32>, vector<16xi8>
    // becomes four rounds of
    %wi = arith.andi %shifted_w, %c255 : vector<4xi32>
    %xi = arith.shrsi %shifted_x, %c24 : vector<4xi32>
    %p = arith.muli %wi, %xi : vector<4xi32>
    %sum = arith.addi %acc, %p : vector<4xi32>
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::vector::VectorDialect"];
}

#endif // LOWRES_CONVERSION_PASSES_TD
