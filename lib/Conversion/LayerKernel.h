//===- LayerKernel.h - Loops over packed weights ----------------*- C++ -*-===//
//
// The loops of one layer, for input rows m, tiles of outputs, groups of inputs
// g and chunks c of packed weights:
//
//   for block of tiles, block of rows:
//     for g: for c: decode the tiles' fields, accumulate for every row
//            scale, add up over g
//     bias, activation, masked store
//
// One output is one lane, so that nothing is summed across lanes. A row is what
// one output is summed over: an example of a dense layer, the window at one
// position of a convolution.
//
// Many rows are done in panels (#lowres.panel):
//
//   for part of the rows: copy them to blocks
//     for tiles of a panel:
//       for inputs of a panel: decode it,
//         multiply the rows by it, as linalg.generic on integers
//       scale, bias, activation, masked store
//
// Where lanes are threads of a GPU, each computes the outputs of its lane as a
// vector of one lane:
//
//   for block of rows, output, in parallel: as above
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_CONVERSION_LAYERKERNEL_H
#define LOWRES_LIB_CONVERSION_LAYERKERNEL_H

#include "FieldDecoder.h"
#include "LoopEmitter.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"

namespace mlir::lowres {

/// Inputs as a kernel reads them.
struct KernelRows {
  /// [rows, getNumPaddedInputs()] of getInputType(), or [rows,
  /// getNumPaddedInputs() / 4] of i32 with four bytes in each, the first one
  /// lowest; zero where inputs are padded. Null if there are `blocks`.
  Value input;
  /// The same as LayerKernel::getBlockShape() says, for panels. What they have
  /// beyond the last row is not used.
  Value blocks;
  /// The most rows that there may be; ShapedType::kDynamic if any number.
  int64_t maxRows = ShapedType::kDynamic;
  /// The sums of each group of inputs, [rows, scale groups] i32; null where
  /// floats are summed, and for threads, which have no others to share them
  /// with.
  Value sums;
  /// The f32 scale of the input of a row; null where the input has none.
  function_ref<Value(Value row)> scale;
};

/// Emits the loops of one layer, which must have a kernel with packing.
class LayerKernel : LoopEmitter {
public:
  LayerKernel(OpBuilder &builder, LayerOpInterface op);

  /// What the input's elements must be: i8 where integers are summed, else f32.
  Type getInputType() const;
  /// Scale groups, and inputs in each, padded to whole chunks.
  int64_t getNumGroups() const { return groups; }
  int64_t getPaddedGroup() const { return chunks * layout.getChunkInputs(); }
  int64_t getNumPaddedInputs() const { return groups * getPaddedGroup(); }
  /// Tiles of all outputs.
  int64_t getNumTiles() const { return layout.getNumTiles(outputs); }
  int64_t getNumLanes() const { return layout.getLanes(); }
  unsigned getVectorBytes() const { return layout.getVectorBytes(); }
  bool sumsIntegers() const { return integer; }

  /// Whether `numRows` rows, or as many as there may be, are enough for panels;
  /// kDynamic is not.
  bool hasPanels(int64_t numRows) const {
    return kernel.getPanel() && !ShapedType::isDynamic(numRows) &&
           numRows >= kernel.getPanel().getMinRows();
  }
  /// How panels read `numRows` rows: [blocks, steps, rows of a block, inputs of
  /// a step].
  SmallVector<int64_t> getBlockShape(int64_t numRows) const;

  /// The sums over the last dimension of `grouped`, [rows, groups, inputs] i8,
  /// in `init` [rows, groups] i32.
  Value sumInput(Value grouped, Value init);
  /// The same for rows in blocks, in one group.
  Value sumBlocks(Value blocks, Value init);

  /// Computes `numTiles` tiles of outputs from `firstTile` on (0 if null) for
  /// all of `rows`, in panels if they are enough and at most so many as is
  /// known. `output` [rows, outputs of these tiles] takes them.
  Value build(const KernelRows &rows, Value firstTile, int64_t numTiles,
              Value output);
  /// Computes all outputs for all of `rows`, in panels if they are enough,
  /// different tiles at the same time where there are several blocks of them.
  /// `output` is [rows, outputs].
  Value buildParallel(const KernelRows &rows, Value output);
  /// The same in a parallel loop with a round for each block of rows of an
  /// output. Only for kernels of threads.
  Value buildThreads(const KernelRows &rows, Value output);

  // The pieces of these loops, for layers that sum in another way. Vectors are
  // of the outputs of one tile, from `firstOutput` on.

  /// The levels (integer levels for a uniform grid) of all weights of a tile in
  /// f32, input by input.
  SmallVector<Value> decodeTile(Value tile);
  Value getFirstOutput(Value tile) { return mul(tile, layout.getLanes()); }
  /// What sums of a group are multiplied with; where the input has a scale (an
  /// f32 scalar, or null), that is `inputScale` times the weights' one.
  Value getWeightScale(Value group, Value firstOutput);
  Value getFactor(Value weightScale, Value inputScale);
  /// The bias; null if the layer has none.
  Value getBias(Value firstOutput);
  /// Adds the bias, if there is one, and applies the activation.
  Value activate(Value value, Value bias);
  /// The same, and writes to a row of `output`, from a column on.
  Value finish(Value value, Value bias, Value row, Value column, Value output);

private:
  /// A block of what build() computes: where it starts and its size.
  struct Block {
    Value row, tile;
    unsigned rows, tiles;
    unsigned size() const { return rows * tiles; }
  };

  /// Computes `count` tiles from `firstTile` on in `output` [rows, outputs of
  /// these tiles].
  using TilesBuilder =
      function_ref<Value(Value firstTile, int64_t count, Value output)>;
  /// All tiles in a parallel loop with rounds of `step` of them, and one of
  /// what is left over.
  Value buildParallelTiles(int64_t step, Value output, TilesBuilder body);
  /// Rows from `firstRow` on, in blocks.
  Value buildParallelBlocks(Value output);
  Value buildBlocks(Value fromTile, int64_t tileCount, Value output);
  Value getNumRows(Value output);
  /// Rows [begin, end) of all tiles, in blocks.
  Value buildTileLoops(Value output, Value begin, Value end, unsigned blockRows,
                       unsigned tiles);
  Value buildBlock(const Block &block, Value output);
  /// The scaled sums over all groups, tile by tile.
  SmallVector<Value> sumBlock(const Block &block);

  // Threads (LayerThreads.cpp).

  /// `numBlocks` blocks of `blockRows` of the rows from `firstRow` on, of every
  /// output.
  Value buildThreads(Value firstRow, Value numBlocks, unsigned blockRows,
                     Value output);
  /// The same by workgroups, one for each tile of a block: its threads have a
  /// part of the inputs each, and their sums meet in its memory.
  Value buildWorkgroups(Value firstRow, Value numBlocks, unsigned blockRows,
                        Value output);
  /// The sums of all parts, [parts * rows, lanes].
  Value sumParts(const Block &tile);
  /// The outputs that `tile` has, from their sums, in `output` [rows, outputs].
  Value finishParts(Value sums, const Block &tile, Value output);
  /// Ends a round of a parallel loop on `output`, whose result are elements of
  /// a column, from a row on.
  void storeColumn(ValueRange values, Value output, Value row, Value column);
  /// The only element of a vector.
  Value extractLane(Value vector) {
    return vector::ExtractOp::create(builder, loc, vector, int64_t(0));
  }

  Value createBytes();
  Value createWords();
  /// What loadChunk() returns, for an output of a thread.
  SmallVector<Value> loadWords(Value output, Value group, Value chunk);

  /// `sums` plus the bytes of `tensor` from `position` on, four in each lane.
  Value addInputs(Value sums, Value tensor, ValueRange position);

  // Panels (LayerPanels.cpp).

  /// Part of the rows: its first one, how many there are, and their inputs
  /// [blocks, steps, rows of a block, inputs of a step] with room for more.
  struct PackedRows {
    Value first, count, inputs;
    int64_t getNumBlocks() const {
      return cast<ShapedType>(inputs.getType()).getDimSize(0);
    }
  };
  /// Steps of a panel's inputs that cover `inputs`.
  int64_t getNumSteps(int64_t inputs) const {
    return llvm::divideCeil(inputs, kernel.getPanel().getInputs());
  }
  /// Chunks of a whole panel. Those of several fill steps.
  int64_t getPanelChunks();
  /// The first `numRows` rows.
  Value buildParallelPanels(Value numRows, Value output);
  /// `count` rows from `first` on, at most `maxRows`; their blocks in a
  /// parallel loop, if `parallel`.
  PackedRows packRows(Value first, Value count, int64_t maxRows, bool parallel);
  /// One block, of `count` rows from `first` on.
  Value packLines(Value first, Value count, Value packed);
  /// `count` tiles from `fromTile` on.
  Value buildPanels(const PackedRows &packed, Value fromTile, int64_t count,
                    Value output);
  /// As many tiles as a panel has at most, the first being `tile` of `output`.
  Value buildPanelTiles(const PackedRows &packed, Value fromTile, Value tile,
                        int64_t count, Value output);
  /// Sums over codes, [blocks, tiles, rows of a block, lanes], of `count`
  /// tiles.
  Value multiplyTiles(const PackedRows &packed, Value fromTile, int64_t count);
  /// `panel` [tiles, inputs / 4, bytes of a vector] with the codes of `tiles`
  /// tiles in `numChunks` chunks.
  Value decodePanel(Value panel, Value fromTile, int64_t tiles,
                    Value firstChunk, int64_t numChunks);
  /// `panel` with the codes of a chunk of the tiles from `tile` on, from `quad`
  /// on.
  Value storeCodes(Value panel, Value tile, Value quad, ArrayRef<Value> stored);
  /// `panel` as [tiles, steps, inputs of a step / 4, lanes, 4].
  Value splitPanel(Value panel);

  /// The integer levels' sum of a sum over codes, given that of the inputs.
  Value sumLevels(Value sum, Value inputSum);
  /// Scaled sums over one group, added to `sums`.
  SmallVector<Value> addGroup(const Block &block, Value group, ValueRange sums);
  /// Unscaled sums over one group: i32 (of integer levels) or f32.
  SmallVector<Value> sumGroup(const Block &block, Value group);
  /// Such a sum as an f32 one.
  Value scaleSum(Value sum, Value row, Value weightScale);
  /// What chunks are added up in: the sums of products, in all slots, and,
  /// behind them, of inputs where rows have none.
  struct Accumulators {
    MutableArrayRef<Value> products, inputs;
  };
  SmallVector<Value> buildChunkLoop(const Block &block, Value group);
  SmallVector<Value> combineSlots(const Block &block, ValueRange sums);
  void addChunk(const Block &block, Value group, Value chunk,
                const Accumulators &sums);
  SmallVector<Value> loadChunk(const Block &block, unsigned tile, Value group,
                               Value chunk);
  void addDots(const Block &block, ArrayRef<Value> stored, unsigned firstTile,
               unsigned field, Value firstInput, const Accumulators &sums);
  void addProducts(const Block &block, ArrayRef<Value> stored, unsigned tile,
                   unsigned field, Value firstInput,
                   MutableArrayRef<Value> sums);
  /// The products of a field of all tiles of a block of one row.
  void addTableSums(const Block &block, ArrayRef<SmallVector<Value>> stored,
                    unsigned field, Value firstInput,
                    MutableArrayRef<Value> sums);
  /// What each value of a field stands for, given a row's inputs of its digits:
  /// one in each round of the lane's containers from `firstInput` on.
  Value buildSumTable(Value row, Value firstInput);
  /// Where the inputs of a chunk begin in a row of `rows.input`.
  Value getChunkStart(Value group, Value chunk);
  /// Four inputs of a row from `offset` elements of them behind `start` on, the
  /// same for every output.
  Value loadInputs(Value row, Value start, unsigned offset);
  /// The levels of a digit in all values of a field.
  Value getDigitTable(unsigned digit);

  /// The levels of a field, in the order of the inputs.
  SmallVector<Value> getFieldLevels(ArrayRef<Value> stored, unsigned field);
  /// Dwords of `bytes`, from their byte `byte` on.
  Value getDwords(Value bytes, unsigned byte);
  /// The level (integer level for a uniform grid) of a code.
  float getLevel(unsigned code) const {
    return level.isUniform() ? level.getIntegerLevel(code)
                             : level.getValue(code);
  }
  unsigned getLevelTableSize() const {
    return kernel.getLevelTableSize(level.getLevels(), level.isUniform());
  }
  /// The f32 levels of codes in the low byte of each dword; higher bytes may be
  /// set.
  Value getLevels(Value dwords);

  VectorType vectorOf(Type element) {
    return VectorType::get({layout.getLanes()}, element);
  }
  /// A tile of a block, counted from the layer's first one.
  Value getTile(const Block &block, unsigned tile) {
    Value result = add(block.tile, index(tile));
    return firstTile ? add(firstTile, result) : result;
  }
  Value firstOutput(const Block &block, unsigned tile) {
    return getFirstOutput(getTile(block, tile));
  }
  FieldDecoder &getDecoder(const Block &block) {
    return block.rows == 1 ? decoder : blockDecoder;
  }
  /// Whether all tiles have an output in every lane.
  bool hasWholeTiles() const { return layout.fillsTiles(outputs); }

  LayerOpInterface op;
  /// As the weights are stored.
  InterleavedAttr storage;
  /// What one pass over them computes: for threads, an output.
  KernelAttr kernel;
  InterleavedAttr layout;
  LevelType level;
  /// Whether sums are of integers (and of f32 values otherwise).
  bool integer;
  int64_t outputs, groups, chunks;
  /// Those of a row done alone and of blocks of rows.
  FieldDecoder decoder, blockDecoder;
  VectorType floatVector, intVector, byteVector;

  /// Whether `rows.input` has four bytes in an element.
  bool hasWords() const { return integer && kernel.getThreads(); }

  /// tensor<bytes x i8>; tensor<words x i32> for threads.
  Value weights;
  /// [G, outputs].
  Value scale;

  // What build() was given.
  KernelRows rows;
  Value firstTile;
  int64_t numTiles = 0;
  /// Where the rows that are done in blocks begin.
  Value firstRow;
  /// The part of the inputs that a thread has; null if it has all of them.
  Value part;
};

} // namespace mlir::lowres

#endif // LOWRES_LIB_CONVERSION_LAYERKERNEL_H
