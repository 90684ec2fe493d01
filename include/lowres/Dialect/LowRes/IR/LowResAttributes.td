//===- LowResAttributes.td - Attributes of the lowres dialect -*- tablegen -*-//

#ifndef LOWRES_DIALECT_LOWRES_IR_LOWRESATTRIBUTES_TD
#define LOWRES_DIALECT_LOWRES_IR_LOWRESATTRIBUTES_TD

include "lowres/Dialect/LowRes/IR/LowResAttrInterfaces.td"
include "lowres/Dialect/LowRes/IR/LowResDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/TensorEncoding.td"

class LowRes_Attr<string name, string attrMnemonic, list<Trait> traits = []>
    : AttrDef<LowRes_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
}

/// An unsigned number whose syntax does not wrap around.
class LowRes_CountBase : AttrOrTypeParameter<"unsigned", ""> {
  let parser = "parseCount($_parser)";
}
def LowRes_Count : LowRes_CountBase;
class LowRes_DefaultedCount<string default> : LowRes_CountBase {
  let defaultValue = default;
}

class LowRes_I32Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::mlir::lowres";
  let genSpecializedAttr = 0;
}

//===----------------------------------------------------------------------===//
// Storage encodings
//===----------------------------------------------------------------------===//

class LowRes_Encoding<string name, string attrMnemonic>
    : LowRes_Attr<name, attrMnemonic, [
        DeclareAttrInterfaceMethods<VerifiableTensorEncoding>,
        DeclareAttrInterfaceMethods<LowRes_StorageEncodingAttr>]>;

def LowRes_RadixAttr : LowRes_Encoding<"Radix", "radix"> {
  let summary = "row-major radix fields, stored back to back";
  let description = [{
    The canonical storage of model files. The codes are taken in row-major
    order, `digits` at a time; each group is the number
    `sum_j code_j * N^j` (the first code is the least significant digit) in a
    field of `bits` bits. Fields follow one another in a little-endian bit
    stream: bit `b` of the stream is bit `b mod 8` of byte `b / 8`. The last
    field is filled with zero digits, the last byte with zero bits.

    Constraints: `1 <= bits <= 16`, `digits >= 1`, and
    `N^digits <= 2^bits` for the level count N of the tensor.

    Example:

    ```mlir
    // Three 5-level codes in 7 bits: 125 of 128 values, 2.333 bits a weight.
    func.func private @stored(
        tensor<10x512x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>)
    ```
  }];
  let parameters = (ins LowRes_Count:$digits, LowRes_Count:$bits);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    static constexpr unsigned kMaxBits = 16;

    /// The densest radix field of at most `kMaxBits` bits for `levels`; of
    /// equally dense ones the smallest.
    static RadixAttr getDensest(::mlir::MLIRContext *context, unsigned levels);
  }];
}

def LowRes_InterleavedAttr : LowRes_Encoding<"Interleaved", "interleaved"> {
  let summary = "radix fields laid out for vector kernels";
  let description = [{
    A kernel's layout of weights `[outputs, ...]`, seen as a matrix of outputs
    and their K weights in row-major order: one output a lane, four consecutive
    k a lane's 32 bits, so that dot instructions need no permutation of the
    activations and no horizontal sums.

    The matrix is cut into *tiles* of `lanes` outputs and *chunks* of
    `4 * digits * C` inputs, where `C = 8 / gcd(bits, 8)` fields of `bits` bits
    share `S = bits / gcd(bits, 8)` bytes. A chunk of a tile is stored as `S`
    vectors of `4 * lanes` bytes; chunks of a tile follow one another, then
    tiles. Byte `4 * lane + b` of the `S` vectors holds the `C` fields of that
    lane and byte: field `v`, digit `j` is the code of
    `k = base + 4 * (v * digits + j) + b`.

    Fields lie in the bytes so that a shift and a mask take each out: the first
    `8 / bits` (rounded down) fields of every byte at shifts 0, bits, ...; the
    bits left over at the top of the bytes, concatenated, hold the remaining
    fields. (Seven 7-bit fields in the low bits of seven bytes, the eighth in
    their top bits.)

    With `container = 32`, fields lie in the 32 bits of a lane and not in its
    bytes: a chunk of a tile is one vector, field `v` of a lane is at bit
    `v * bits` of `C = 32 / bits` (rounded down) fields, the bits left over are
    ignored (and written as zero), and digit `j` is the code of
    `k = base + v * digits + j`. So a shift is all that kernels of floats need
    before they look a field up.

    With `shared = true`, a chunk has the same inputs of several tiles, one
    after another, instead of more inputs of one, so that a dot product of what
    has the digits of all of them is the sum of theirs. Fields of one digit have
    the same four inputs of `C` tiles: field `v` is the code of `k = base + b`
    for tile `first + v`. The dot product of a tile is then that of the bytes
    from its field up less that of the bytes from the next field up, divided by
    `2^(v * bits)`; the lowest field needs no mask. Fields of several digits
    have `4 * C` inputs of `digits` tiles: field `v`, digit `j` is the code of
    `k = base + 4 * v + b` for tile `first + j`; the first tile's dot product is
    that of the fields less `N^j` times those of the others. The number of tiles
    is rounded up to a multiple of those that share a chunk.

    With `group > 0`, K is cut into groups of that many inputs (one scale
    each), and every group starts a new chunk. Inputs and outputs that pad a
    chunk or tile have code 0.

    Constraints: `lanes`, `digits` >= 1, `1 <= bits <= 8`,
    `N^digits <= 2^bits`; `container` is 8 or 32; `shared` takes several digits,
    or one in 1, 2 or 4 bits, and a container of 8; the tensor has rank 2 or
    more.

    Example:

    ```mlir
    func.func private @kernel_layout(
        tensor<512x3072x!lowres.level<5>,
               #lowres.interleaved<lanes = 16, digits = 3, bits = 7>>)
    ```
  }];
  let parameters = (ins LowRes_Count:$lanes, LowRes_Count:$digits,
                        LowRes_Count:$bits,
                        DefaultValuedParameter<"int64_t", "0">:$group,
                        LowRes_DefaultedCount<"8">:$container,
                        DefaultValuedParameter<"bool", "false">:$shared);
  let builders = [
    AttrBuilder<(ins "unsigned":$lanes, "unsigned":$digits, "unsigned":$bits,
                     "int64_t":$group), [{
      return $_get($_ctxt, lanes, digits, bits, group, /*container=*/8,
                   /*shared=*/false);
    }]>
  ];
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Containers in the 32 bits of a lane.
    unsigned getContainers() const { return 32 / getContainer(); }
    /// Fields that share `getStoredVectors` containers.
    unsigned getFieldsPerChunk() const;
    /// Tiles whose codes a chunk has.
    unsigned getTilesPerChunk() const;
    /// Whether the digits of a field, and not fields, belong to several tiles.
    bool sharesDigits() const { return getShared() && getDigits() > 1; }
    /// The tile, of these, that a digit of a field of a chunk belongs to, and
    /// its inputs, in units of `getContainers()` from the chunk's first on.
    unsigned getTileOf(unsigned field, unsigned digit) const;
    unsigned getStepOf(unsigned field, unsigned digit) const;
    /// Stored vectors of `getVectorBytes` bytes in a chunk.
    unsigned getStoredVectors() const;
    unsigned getVectorBytes() const { return 4 * getLanes(); }
    /// Inputs in a chunk.
    int64_t getChunkInputs() const;
    /// Groups along K, inputs in one group, and chunks that a group takes.
    int64_t getNumGroups(int64_t k) const;
    int64_t getGroupSize(int64_t k) const;
    int64_t getChunksPerGroup(int64_t k) const;
    /// K with every group padded to whole chunks.
    int64_t getPaddedInputs(int64_t k) const;
    /// Where bits of a field lie: `length` bits of stored vector `vector` from
    /// bit `bit` of each container on are the field's bits from `fieldBit` on.
    struct Piece {
      unsigned vector, bit, length, fieldBit;
    };
    /// The pieces that make field `field` of a chunk.
    ::llvm::SmallVector<Piece> getFieldPieces(unsigned field) const;
    /// Digits in each byte of a lookup table, side by side in
    /// ceil(log2(levels)) bits each.
    unsigned getDigitsPerLookup(unsigned levels) const;
    /// The largest byte that dot products see where digits come from such a
    /// table, each at its place.
    unsigned getMaxLookupWeight(unsigned levels) const;
    /// Tiles that `outputs` outputs take, in whole chunks.
    int64_t getNumTiles(int64_t outputs) const;
    /// Whether `outputs` outputs leave no lane of these empty.
    bool fillsTiles(int64_t outputs) const {
      return outputs % (getTilesPerChunk() * getLanes()) == 0;
    }
  }];
}

//===----------------------------------------------------------------------===//
// Fused activation functions
//===----------------------------------------------------------------------===//

def LowRes_Activation : LowRes_I32Enum<"Activation", "fused activation", [
  I32EnumAttrCase<"None", 0, "none">,
  I32EnumAttrCase<"ReLU", 1, "relu">,
  I32EnumAttrCase<"ReLU6", 2, "relu6">,
  I32EnumAttrCase<"GELU", 3, "gelu">,
  I32EnumAttrCase<"GELUTanh", 4, "gelu_tanh">,
  I32EnumAttrCase<"SiLU", 5, "silu">,
  I32EnumAttrCase<"Sigmoid", 6, "sigmoid">,
  I32EnumAttrCase<"Tanh", 7, "tanh">,
]>;

def LowRes_ActivationAttr
    : EnumAttr<LowRes_Dialect, LowRes_Activation, "activation"> {
  let summary = "the function applied to a layer's result";
  let description = [{
    `none`, `relu` max(x, 0) (a NaN stays a NaN), `relu6` min(max(x, 0), 6),
    `gelu` x/2 (1 + erf(x/sqrt 2)), `gelu_tanh` its tanh approximation
    (Hendrycks & Gimpel, arXiv 1606.08415), `silu` x/(1 + exp(-x)),
    `sigmoid` 1/(1 + exp(-x)), `tanh`.
  }];
  let assemblyFormat = "`<` $value `>`";
}

//===----------------------------------------------------------------------===//
// Kernel choice
//===----------------------------------------------------------------------===//

def LowRes_Strategy : LowRes_I32Enum<"Strategy", "kernel strategy", [
  I32EnumAttrCase<"Plain", 0, "plain">,
  I32EnumAttrCase<"DecodeDot", 1, "decode_dot">,
  I32EnumAttrCase<"DecodeFMA", 2, "decode_fma">,
  I32EnumAttrCase<"TableSum", 3, "table_sum">,
]>;

def LowRes_Decode : LowRes_I32Enum<"Decode", "how fields become digits", [
  I32EnumAttrCase<"Divide", 0, "divide">,
  I32EnumAttrCase<"Lookup", 1, "lookup">,
  I32EnumAttrCase<"TwoLevelLookup", 2, "two_level_lookup">,
]>;

def LowRes_PanelAttr : LowRes_Attr<"Panel", "panel"> {
  let summary = "how a kernel computes many rows";
  let description = [{
    From three quarters of `rows` rows of the input on, weights are decoded
    once, to one byte a code, and multiplied with all rows as matrices are:
    those of `tiles` tiles of outputs and about `depth` inputs (the most that
    chunks of the packing and steps of `inputs` fill together) at a time, a
    panel that stays in the nearest cache meanwhile. The rows are copied to
    blocks of `rows` (the last one has fewer that count) and `inputs`: what one
    instruction, or a few, multiply: a dot product takes 4 inputs, a tile of AMX
    64 inputs of at most 16 rows, for 16 lanes, usmmla 8 inputs of two rows, for
    four lanes in two instructions. (Goto and van de Geijn, "Anatomy
    of High-Performance Matrix Multiplication", with weights in the place of B.)

    Constraints:

    1. `1 <= rows <= 64`, `1 <= tiles <= 16`, `depth >= 1`.
    2. `inputs` is a multiple of 4 and at most 64.

    Example:

    ```mlir
    func.func private @annotated() attributes {
      panel = #lowres.panel<rows = 16, inputs = 64, tiles = 2, depth = 1024>
    }
    ```
  }];
  let parameters = (ins LowRes_Count:$rows, LowRes_Count:$inputs,
                        LowRes_Count:$tiles, LowRes_Count:$depth);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    static constexpr unsigned kMaxRows = 64, kMaxInputs = 64;
    /// From so many rows on, a block that is not full takes less time than rows
    /// that are decoded for one by one.
    int64_t getMinRows() const { return (3 * getRows() + 3) / 4; }
    /// Whether such blocks, for `lanes` outputs, are what one instruction of AMX
    /// multiplies.
    static bool fitsTiles(int64_t rows, int64_t inputs, int64_t lanes) {
      return rows <= 16 && inputs == 64 && lanes == 16;
    }
    /// Whether such blocks are what usmmla multiplies, two rows and two outputs
    /// at a time.
    static bool fitsPairs(int64_t rows, int64_t inputs, int64_t lanes) {
      return rows % 2 == 0 && inputs == 8 && lanes == 4;
    }
  }];
}

def LowRes_KernelAttr : LowRes_Attr<"Kernel", "kernel"> {
  let summary = "how one layer is to be computed";
  let description = [{
    What `lowres-select-kernels` decides and the lowering obeys. An annotation
    written by hand wins over the pass.

    * `strategy`: `plain` (loops over one byte per code, the reference),
      `decode_dot` (int8 activations: fields become bytes that feed 32-bit dot
      products), `decode_fma` (f32 activations: fields become f32 levels that
      feed multiply-adds), `table_sum` (f32 activations: for the inputs of a
      field all sums that it can stand for are computed, and each output looks
      its own up, so that several weights take one lookup and one addition;
      after T-MAC, arXiv 2407.00088. Rows in blocks look up the level of each
      digit and share it);
    * `decode`: `divide` takes digits out of a field by multiplication with the
      reciprocal of N, `lookup` by a byte table of 2^bits entries,
      `two_level_lookup` by tables of 32, for targets where larger ones take
      long: a field's upper five bits tell a lower bound of its highest digit,
      and what the field has beyond that is below 32 and tells the rest. That
      takes digits that belong to several tiles, 6 to 8 bits and
      `N^(digits-1) + 2^(bits-5) - 1 <= 32`. `table_sum` takes no digits out;
    * `places`: of a byte's fields of one digit, how many a row done alone sums
      where they lie, without a shift: sums at bit b are 2^b too large and are
      shifted once, at the end. Rows in blocks, which share the shifts, need
      their accumulators for more rows. Only with `decode_dot`;
    * `packing`: the weight layout. If tiles share bytes, `tiles` here and of
      the panel are multiples of the tiles of a chunk. Only with `decode_dot`
      and one place;
    * `rows`, `tiles`: rows of the input and tiles of outputs that one pass
      over the weights serves, held in accumulators. Rows left over are done
      in fours where blocks are larger, and singly, with as many tiles as hide
      the latency of a sum;
    * `panel`: how many rows are computed; left out, they are as few rows are.
      Only with `decode_dot` and one scale for all inputs of an output;
    * `threads`: lanes are threads of a GPU, which compute one output of `rows`
      rows each. So many threads share an output, each with a part of its
      inputs; several only with one scale for all of them. 0 if lanes are those
      of vectors. Only with `decode_dot` and `decode_fma`, `divide`, one tile
      that shares nothing and no panel.

    `plain` takes nothing else.

    Example:

    ```mlir
    func.func private @annotated() attributes {
      kernel = #lowres.kernel<
        strategy = decode_dot, decode = divide,
        packing = <lanes = 16, digits = 3, bits = 7>, rows = 4, tiles = 2,
        panel = <rows = 12, inputs = 4, tiles = 2, depth = 512>>
    }
    ```
  }];
  let parameters = (ins
    EnumParameter<LowRes_Strategy>:$strategy,
    DefaultValuedParameter<"::mlir::lowres::Decode",
                           "::mlir::lowres::Decode::Divide">:$decode,
    LowRes_DefaultedCount<"1">:$places,
    OptionalParameter<"::mlir::lowres::InterleavedAttr">:$packing,
    LowRes_DefaultedCount<"1">:$rows,
    LowRes_DefaultedCount<"1">:$tiles,
    OptionalParameter<"::mlir::lowres::PanelAttr">:$panel,
    DefaultValuedParameter<"unsigned", "0">:$threads);
  let builders = [
    /// A kernel on vectors, without a panel unless there is one.
    AttrBuilder<(ins "Strategy":$strategy, "Decode":$decode,
                     "unsigned":$places, "InterleavedAttr":$packing,
                     "unsigned":$rows, "unsigned":$tiles,
                     CArg<"PanelAttr", "PanelAttr()">:$panel), [{
      return $_get($_ctxt, strategy, decode, places, packing, rows, tiles,
                   panel, /*threads=*/0);
    }]>
  ];
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Bounds `rows` and `tiles`: more accumulators than any target has.
    static constexpr unsigned kMaxBlock = 16;
    /// Bounds lanes times `threads`: as many as every GPU has in a workgroup.
    static constexpr unsigned kMaxThreads = 256;
    /// This kernel as blocks of `rows` rows see it: with several, fields have
    /// one place.
    KernelAttr getOfRows(unsigned rows) const;
    /// This kernel as it would be if tiles had one output: what a thread does.
    KernelAttr getOfLane() const;
    /// Sums that each output has.
    unsigned getNumSums(unsigned levels) const;
    /// Tiles for a row that is done alone: as many as hide the latency of a
    /// sum.
    unsigned getSingleRowTiles(unsigned levels) const;
    /// What is computed at once, in this order as long as there are rows enough:
    /// `rows` of `tiles`, rows left over in fours, single rows.
    struct Block {
      unsigned rows, tiles;
    };
    ::llvm::SmallVector<Block, 3> getBlocks(unsigned levels) const;
    /// The most inputs with which no such sum overflows 32 bits before it is
    /// shifted. (Sums that are not shifted may wrap around: the result fits.)
    int64_t getMaxInputs(unsigned levels) const;
    /// Where a field of one digit is summed, in fields from the lowest bit of
    /// its byte.
    unsigned getPlace(unsigned field) const;
    /// Entries of each table of `two_level_lookup`.
    static constexpr unsigned kTwoLevelEntries = 32;
    /// Whether `two_level_lookup` takes fields of `packing` apart.
    static bool hasTwoLevelLookup(InterleavedAttr packing, unsigned levels);
    /// Entries of the table in registers that gives `decode_fma` its levels: of
    /// a whole field, or else of a code; 0 if registers do not hold either.
    unsigned getLevelTableSize(unsigned levels, bool uniform) const;
  }];
}

def LowRes_BlockingAttr : LowRes_Attr<"Blocking", "blocking"> {
  let summary = "how the core of an attention layer is cut up";
  let description = [{
    What `lowres-select-kernels` decides for
    `lowres.scaled_dot_product_attention`: `rows` queries are done at a time, on
    vectors of `lanes` f32 values.

    Example:

    ```mlir
    func.func private @annotated() attributes {
      blocking = #lowres.blocking<lanes = 16, rows = 4>
    }
    ```
  }];
  let parameters = (ins LowRes_Count:$lanes, LowRes_Count:$rows);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}

#endif // LOWRES_DIALECT_LOWRES_IR_LOWRESATTRIBUTES_TD
