//===- LowResTypes.td - Types of the lowres dialect ---------*- tablegen -*-===//

#ifndef LOWRES_DIALECT_LOWRES_IR_LOWRESTYPES_TD
#define LOWRES_DIALECT_LOWRES_IR_LOWRESTYPES_TD

include "lowres/Dialect/LowRes/IR/LowResDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinTypeInterfaces.td"

def LowRes_LevelType : TypeDef<LowRes_Dialect, "Level",
    [MemRefElementTypeInterface, VectorElementTypeInterface]> {
  let mnemonic = "level";
  let summary = "an index into a table of N level values";
  let description = [{
    A code in `[0, N)`, 2 <= N <= 256, that stands for one of N real values.

    The bare form means the symmetric uniform grid over [-1, 1]: code `k` has
    the value `2k/(N-1) - 1`. With a codebook, code `k` has the value of its
    k-th entry; the entries are finite f32 and strictly increasing.

    On the uniform grid, code `k` is an integer level times a real step. The
    integer levels are `k - (N-1)/2` for odd N and `2k - (N-1)` for even N, the
    step is 1 over the largest of them: 5 levels are -2 ... 2 times 1/2, 4 levels
    -3, -1, 1, 3 times 1/3.

    A level times a scale is a weight; scales are separate operands of the
    operations that need them.

    Example:

    ```mlir
    func.func private @levels(
        tensor<512x3072x!lowres.level<5>>,
        tensor<4x4x!lowres.level<3, [-1.0, 0.25, 1.0]>>)
    ```
  }];
  let parameters = (ins "unsigned":$levels,
    OptionalParameter<"::mlir::DenseF32ArrayAttr",
                      "values of a free codebook, or null">:$codebook);
  let assemblyFormat = "`<` custom<LevelCount>($levels) (`,` custom<Codebook>($codebook)^)? `>`";
  let genVerifyDecl = 1;
  let builders = [TypeBuilder<(ins "unsigned":$levels), [{
    return $_get($_ctxt, levels, ::mlir::DenseF32ArrayAttr());
  }]>];
  let extraClassDeclaration = [{
    static constexpr unsigned kMinLevels = 2;
    static constexpr unsigned kMaxLevels = 256;

    /// Whether the values are the symmetric uniform grid over [-1, 1], either
    /// by the bare form or by a codebook that spells it out.
    bool isUniform() const;

    /// The value of `code`, which must be below the level count.
    float getValue(unsigned code) const;

    /// Uniform grids only: code `k` is the integer `getIntegerLevel(k)` times
    /// the real `getIntegerStep()`. The integers are k - (N-1)/2 for odd N and
    /// 2k - (N-1) for even N.
    int64_t getIntegerLevel(unsigned code) const;
    double getIntegerStep() const;

    /// The largest magnitude among the integer levels.
    int64_t getMaxIntegerLevel() const;
  }];
}

#endif // LOWRES_DIALECT_LOWRES_IR_LOWRESTYPES_TD
