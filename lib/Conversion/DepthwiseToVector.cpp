//===- DepthwiseToVector.cpp - Depthwise convolutions to vector loops -----===//
//
// Every output has a channel of its own, so that lanes are channels. What the
// positions of some lines need is copied, a vector of channels at a time, to a
// patch that is padded, has the elements that products are taken of, and whose
// pixels lie side by side, however many channels the image has:
//
//   for image: for lines of the output and channels, in parallel:
//     clear the padding of a patch
//     for vector of channels: copy them to the patch, decode their weights
//       for position: sum weights times inputs over the window
//
// Integers are multiplied and summed in 16 bits, several tiles side by side,
// for as many products as these sums are exact; such sums are then added in 32
// bits.
//
//===----------------------------------------------------------------------===//

#include "ConvBuilders.h"
#include "LayerKernel.h"
#include "LowResToVector.h"

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"

using namespace mlir;
using namespace mlir::lowres;

/// A patch of about this many bytes stays in the nearest caches.
static constexpr int64_t kPatchBytes = 64 * 1024;

/// Rounds of the parallel loop over an image: each has a patch of its own.
static constexpr int64_t kMaxRounds = 64;

namespace {

/// Emits the loops of one depthwise convolution.
class DepthwiseKernel : LoopEmitter {
public:
  DepthwiseKernel(OpBuilder &builder, Conv2DOp op);

  Value build();

private:
  /// What part of the output is computed: from where on it is.
  struct Part {
    Value image, line, channel;
  };
  /// What the outputs of one tile are made of.
  struct Tile {
    Value column, factor, bias;
  };

  void chooseBlocks();

  /// An image, written to `output` [N, OH, OW, N_out].
  Value buildRounds(Value image, Value output);
  /// A part of an image, written to `output` [1, lines, OW, channels].
  Value buildRound(const Part &part, Value output);
  /// All positions of `lines` for a vector of channels, in `output` from a line
  /// and a column on.
  Value buildPositions(const Part &part, Value line, Value lines, Value column,
                       Value patch, Value output);
  /// The sum over the window at one position, in floats, tile by tile.
  SmallVector<Value> sumWindow(Value patch, Value y, Value x,
                               ArrayRef<Value> weights);
  SmallVector<Value> sumFloats(ArrayRef<Value> inputs, ArrayRef<Value> weights);
  SmallVector<Value> sumIntegers(ArrayRef<Value> inputs,
                                 ArrayRef<Value> weights);
  Value finish(const Tile &tile, Value sum, Value y, Value x, Value output);

  /// Lines of the patch from the first that the image has to the first beyond
  /// it, where the patch's first line belongs to `line` of the output.
  std::pair<Value, Value> getImageLines(Value line);
  /// `patch` with zeros around these.
  Value clearPadding(std::pair<Value, Value> lines, Value patch);
  Value clear(std::pair<Value, Value> lines, int64_t fromColumn,
              int64_t toColumn, Value patch);
  /// `patch` with the lines of the image in between, a vector of channels.
  Value copyLines(const Part &part, std::pair<Value, Value> lines, Value patch);

  /// The weights of a vector of channels, input by input.
  SmallVector<Value> decode(Value channel);
  /// The tile `index` of a vector of channels that starts at `channel`; the
  /// last one where the layer has fewer.
  Value getTile(Value channel, int64_t index);
  /// Vectors of one tile side by side.
  Value concatenate(ArrayRef<Value> vectors);
  Value takeTile(Value vector, int64_t index);

  int64_t getVectorSize() { return numTiles * kernel.getNumLanes(); }
  VectorType vectorOf(Type type) {
    return VectorType::get({getVectorSize()}, type);
  }
  VectorType tileOf(Type type) {
    return VectorType::get({kernel.getNumLanes()}, type);
  }
  Value zeros(VectorType type) {
    return arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
  }
  /// Whether channels fill whole vectors.
  bool hasWholeVectors() { return op.getNumOutputs() % getVectorSize() == 0; }
  ArrayRef<int64_t> getOutputShape() {
    return op.getResult().getType().getShape();
  }
  /// Lines and columns of a window.
  ArrayRef<int64_t> getWindow() {
    return op.getWeights().getType().getShape().slice(1, 2);
  }
  /// Lines of the image from the first to the last one of a window, and as far
  /// as `lines` windows below each other reach.
  int64_t getExtent(int64_t lines) {
    return (lines - 1) * op.getStrides()[0] +
           (getWindow()[0] - 1) * op.getDilations()[0] + 1;
  }

  Conv2DOp op;
  LayerKernel kernel;
  /// Products that a sum of 16 bits can take; 0 where floats are summed.
  int64_t productsOfSum = 0;
  /// Tiles of a vector of channels.
  int64_t numTiles = 1;
  /// What a patch has, and what is summed.
  Type elementType;
  /// Pixels of a line of the patch.
  int64_t patchWidth;
  /// Lines of the output that a patch is for, those of a round and the channels
  /// of a round.
  int64_t blockLines, roundLines, roundChannels;
};

} // namespace

/// How many products of an int8 input and a level can be summed in 16 bits,
/// whatever they are.
static int64_t getProductsOfWord(LevelType type) {
  constexpr int64_t largestInput = 128;
  return std::numeric_limits<int16_t>::max() /
         (largestInput * type.getMaxIntegerLevel());
}

/// How many tiles of integers are side by side: as many as make a register of
/// bytes, which are two of words, but fewer where more of a layer's `tiles`
/// would be made up.
static int64_t chooseNumTiles(int64_t tiles) {
  if (tiles <= 2)
    return tiles;
  return llvm::alignTo(tiles, 4) > llvm::alignTo(tiles, 2) ? 2 : 4;
}

DepthwiseKernel::DepthwiseKernel(OpBuilder &builder, Conv2DOp op)
    : LoopEmitter(builder, op.getLoc()), op(op), kernel(builder, op),
      elementType(builder.getF32Type()) {
  auto layer = cast<LayerOpInterface>(op.getOperation());
  if (layer.sumsIntegers()) {
    productsOfSum = getProductsOfWord(layer.getLevelType());
    assert(productsOfSum > 0 && "one product of bytes is a word");
    elementType = builder.getI16Type();
    numTiles = chooseNumTiles(kernel.getNumTiles());
  }
  chooseBlocks();
}

void DepthwiseKernel::chooseBlocks() {
  ArrayRef<int64_t> padding = op.getPadding();
  int64_t height = getOutputShape()[1];
  patchWidth = padding[2] + op.getInput().getType().getDimSize(2) + padding[3];
  int64_t lineBytes =
      patchWidth * getVectorSize() * elementType.getIntOrFloatBitWidth() / 8;
  int64_t lines =
      (kPatchBytes / lineBytes - getExtent(1)) / op.getStrides()[0] + 1;
  // Of what is copied most is for one block alone.
  lines = std::max<int64_t>(lines,
                            llvm::divideCeil(getExtent(1), op.getStrides()[0]));
  int64_t numBlocks = llvm::divideCeil(height, std::min(lines, height));
  blockLines = llvm::divideCeil(height, numBlocks);
  numBlocks = llvm::divideCeil(height, blockLines);

  int64_t numVectors = llvm::divideCeil(op.getNumOutputs(), getVectorSize());
  int64_t vectors = std::min<int64_t>(
      numVectors, llvm::divideCeil(numVectors * numBlocks, kMaxRounds));
  roundChannels = vectors * getVectorSize();
  roundLines =
      blockLines *
      llvm::divideCeil(numBlocks * llvm::divideCeil(numVectors, vectors),
                       kMaxRounds);
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

Value DepthwiseKernel::build() {
  return buildLoop(
      index(0), getNumImages(builder, op), 1, createConvOutput(builder, op),
      [&](Value image, Value output) { return buildRounds(image, output); });
}

Value DepthwiseKernel::buildRounds(Value image, Value output) {
  int64_t height = getOutputShape()[1], channels = getOutputShape()[3];
  int64_t ofLines = llvm::divideCeil(channels, roundChannels);
  AffineExpr round = builder.getAffineDimExpr(0);
  AffineExpr line = builder.getAffineConstantExpr(0), channel = line;
  if (roundLines < height)
    line = round.floorDiv(ofLines) * roundLines;
  if (roundChannels < channels)
    channel = (roundLines < height ? round % ofLines : round) * roundChannels;
  auto getSize = [&](AffineExpr first, int64_t size, int64_t all,
                     Value round) -> OpFoldResult {
    if (all % size == 0)
      return builder.getIndexAttr(size);
    return applyMin(all - first, size, round);
  };
  auto getSlice = [&](Value round) -> Slice {
    OpFoldResult zero = builder.getIndexAttr(0);
    return {
        {image, apply(line, round), zero, apply(channel, round)},
        {builder.getIndexAttr(1),
         getSize(line, std::min(roundLines, height), height, round),
         builder.getIndexAttr(getOutputShape()[2]),
         getSize(channel, std::min(roundChannels, channels), channels, round)}};
  };
  int64_t numRounds = llvm::divideCeil(height, roundLines) * ofLines;
  return buildParallelLoop(
      builder.getIndexAttr(numRounds), output, getSlice,
      [&](Value round, Value slice) {
        return buildRound({image, apply(line, round), apply(channel, round)},
                          slice);
      });
}

Value DepthwiseKernel::buildRound(const Part &part, Value output) {
  auto getEnd = [&](int64_t dim) {
    return getValueOrCreateConstantIndexOp(
        builder, loc, tensor::getMixedSize(builder, loc, output, dim));
  };
  Value numLines = getEnd(1), numChannels = getEnd(3);
  Value patch = createScratch(
      builder, loc, {getExtent(blockLines), patchWidth, getVectorSize()},
      elementType);
  AffineExpr d0 = builder.getAffineDimExpr(0), d1 = builder.getAffineDimExpr(1);
  auto buildLines = [&](Value line, ValueRange state) -> SmallVector<Value> {
    Value lines = applyMin(d0 - d1, blockLines, {numLines, line});
    Part block = part;
    block.line = add(part.line, line);
    std::pair<Value, Value> imageLines = getImageLines(block.line);
    Value patch = clearPadding(imageLines, state[0]);
    return buildLoop(index(0), numChannels, getVectorSize(), {patch, state[1]},
                     [&](Value column, ValueRange state) -> SmallVector<Value> {
                       block.channel = add(part.channel, column);
                       Value patch = copyLines(block, imageLines, state[0]);
                       return {patch, buildPositions(block, line, lines, column,
                                                     patch, state[1])};
                     });
  };
  return buildLoop(index(0), numLines, blockLines, {patch, output}, buildLines)
      .back();
}

Value DepthwiseKernel::buildPositions(const Part &part, Value line, Value lines,
                                      Value column, Value patch, Value output) {
  SmallVector<Value> weights = decode(part.channel);
  Value inputScale = getImageScale(builder, op, part.image);
  SmallVector<Tile> tiles;
  for (int64_t i = 0; i < numTiles; ++i) {
    Value offset = index(i * kernel.getNumLanes());
    Value channel = add(part.channel, offset);
    tiles.push_back(
        {add(column, offset),
         kernel.getFactor(kernel.getWeightScale(index(0), channel), inputScale),
         kernel.getBias(channel)});
  }
  return buildLoop(index(0), lines, 1, output, [&](Value y, Value output) {
    return buildLoop(
        getOutputShape()[2], 1, output, [&](Value x, Value output) {
          SmallVector<Value> sums = sumWindow(patch, y, x, weights);
          for (auto [tile, sum] : llvm::zip_equal(tiles, sums))
            output = finish(tile, sum, add(line, y), x, output);
          return output;
        });
  });
}

Value DepthwiseKernel::finish(const Tile &tile, Value sum, Value y, Value x,
                              Value output) {
  Value value = arith::MulFOp::create(builder, loc, sum, tile.factor);
  if (tile.bias)
    value = arith::AddFOp::create(builder, loc, value, tile.bias);
  value = applyActivation(builder, loc, op.getActivation(), value);
  return store(value, output, {index(0), y, x, tile.column}, hasWholeVectors());
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

SmallVector<Value> DepthwiseKernel::sumWindow(Value patch, Value y, Value x,
                                              ArrayRef<Value> weights) {
  ArrayRef<int64_t> strides = op.getStrides(), dilations = op.getDilations();
  AffineExpr position = builder.getAffineDimExpr(0);
  SmallVector<Value> inputs;
  for (int64_t i = 0; i < getWindow()[0]; ++i) {
    Value line = apply(position * strides[0] + i * dilations[0], y);
    for (int64_t j = 0; j < getWindow()[1]; ++j) {
      Value column = apply(position * strides[1] + j * dilations[1], x);
      inputs.push_back(
          load(vectorOf(elementType), patch, {line, column, index(0)}));
    }
  }
  return productsOfSum > 0 ? sumIntegers(inputs, weights)
                           : sumFloats(inputs, weights);
}

SmallVector<Value> DepthwiseKernel::sumFloats(ArrayRef<Value> inputs,
                                              ArrayRef<Value> weights) {
  // A sum of zeros is 0.0, as that of integers is.
  Value sum = zeros(vectorOf(elementType));
  for (auto [input, weight] : llvm::zip_equal(inputs, weights))
    sum = multiplyAdd(sum, weight, input);
  return {sum};
}

SmallVector<Value> DepthwiseKernel::sumIntegers(ArrayRef<Value> inputs,
                                                ArrayRef<Value> weights) {
  SmallVector<Value> words;
  for (size_t i = 0; i < inputs.size(); ++i) {
    Value product = arith::MulIOp::create(builder, loc, weights[i], inputs[i]);
    if (i % productsOfSum == 0)
      words.push_back(product);
    else
      words.back() = add(words.back(), product);
  }
  SmallVector<Value> results;
  for (int64_t i = 0; i < numTiles; ++i) {
    Value sum;
    for (Value word : words) {
      Value part = arith::ExtSIOp::create(
          builder, loc, tileOf(builder.getI32Type()), takeTile(word, i));
      sum = sum ? add(sum, part) : part;
    }
    results.push_back(arith::SIToFPOp::create(
        builder, loc, tileOf(builder.getF32Type()), sum));
  }
  return results;
}

//===----------------------------------------------------------------------===//
// Patches
//===----------------------------------------------------------------------===//

std::pair<Value, Value> DepthwiseKernel::getImageLines(Value line) {
  int64_t above = op.getPadding()[0], stride = op.getStrides()[0];
  int64_t height = op.getInput().getType().getDimSize(1);
  int64_t size = getExtent(blockLines);
  AffineExpr first = builder.getAffineDimExpr(0) * stride;
  auto clamp = [&](AffineExpr expr) -> Value {
    Value atMost = applyMin(expr, size, line);
    return affine::AffineMaxOp::create(
        builder, loc,
        AffineMap::get(
            1, 0,
            {builder.getAffineDimExpr(0), builder.getAffineConstantExpr(0)},
            builder.getContext()),
        atMost);
  };
  return {above > 0 ? clamp(above - first) : index(0),
          clamp(height + above - first)};
}

Value DepthwiseKernel::clearPadding(std::pair<Value, Value> lines,
                                    Value patch) {
  ArrayRef<int64_t> padding = op.getPadding();
  auto [begin, end] = lines;
  if (padding[0] > 0)
    patch = clear({index(0), begin}, 0, patchWidth, patch);
  if (padding[1] > 0)
    patch = clear({end, index(getExtent(blockLines))}, 0, patchWidth, patch);
  patch = clear(lines, 0, padding[2], patch);
  return clear(lines, patchWidth - padding[3], patchWidth, patch);
}

Value DepthwiseKernel::clear(std::pair<Value, Value> lines, int64_t fromColumn,
                             int64_t toColumn, Value patch) {
  if (fromColumn == toColumn)
    return patch;
  Value zero = zeros(vectorOf(elementType));
  return buildLoop(
      lines.first, lines.second, 1, patch, [&](Value line, Value patch) {
        return buildLoop(index(fromColumn), index(toColumn), 1, patch,
                         [&](Value column, Value patch) {
                           return store(zero, patch, {line, column, index(0)});
                         });
      });
}

Value DepthwiseKernel::copyLines(const Part &part,
                                 std::pair<Value, Value> lines, Value patch) {
  RankedTensorType type = op.getInput().getType();
  ArrayRef<int64_t> padding = op.getPadding();
  AffineExpr y, x;
  bindDims(builder.getContext(), y, x);
  AffineExpr from = x * op.getStrides()[0] + y - padding[0];
  auto copy = [&](Value line, Value column, Value patch) {
    Value inputs =
        load(vectorOf(type.getElementType()), op.getInput(),
             {part.image, apply(from, {line, part.line}), column, part.channel},
             hasWholeVectors());
    if (productsOfSum > 0)
      inputs =
          arith::ExtSIOp::create(builder, loc, vectorOf(elementType), inputs);
    else if (inputs.getType() != vectorOf(elementType))
      inputs =
          arith::SIToFPOp::create(builder, loc, vectorOf(elementType), inputs);
    return store(inputs, patch,
                 {line, apply(y + padding[2], column), index(0)});
  };
  return buildLoop(lines.first, lines.second, 1, patch,
                   [&](Value line, Value patch) {
                     return buildLoop(type.getDimSize(2), 1, patch,
                                      [&](Value column, Value patch) {
                                        return copy(line, column, patch);
                                      });
                   });
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

Value DepthwiseKernel::getTile(Value channel, int64_t index) {
  AffineExpr tile =
      builder.getAffineDimExpr(0).floorDiv(kernel.getNumLanes()) + index;
  if (index == 0 || kernel.getNumTiles() % numTiles == 0)
    return apply(tile, channel);
  return applyMin(tile, kernel.getNumTiles() - 1, channel);
}

SmallVector<Value> DepthwiseKernel::decode(Value channel) {
  if (productsOfSum == 0)
    return kernel.decodeTile(getTile(channel, 0));
  SmallVector<SmallVector<Value>> tiles;
  for (int64_t i = 0; i < numTiles; ++i)
    tiles.push_back(kernel.decodeTile(getTile(channel, i)));
  SmallVector<Value> weights;
  for (size_t input = 0; input < tiles.front().size(); ++input) {
    SmallVector<Value> words;
    for (ArrayRef<Value> tile : tiles)
      words.push_back(arith::FPToSIOp::create(builder, loc, tileOf(elementType),
                                              tile[input]));
    weights.push_back(concatenate(words));
  }
  return weights;
}

Value DepthwiseKernel::concatenate(ArrayRef<Value> vectors) {
  if (vectors.size() == 1)
    return vectors.front();
  Value result = zeros(vectorOf(elementType));
  for (auto [i, vector] : llvm::enumerate(vectors))
    result = vector::InsertStridedSliceOp::create(
        builder, loc, vector, result,
        /*offsets=*/{int64_t(i) * kernel.getNumLanes()},
        /*strides=*/{1});
  return result;
}

Value DepthwiseKernel::takeTile(Value vector, int64_t index) {
  int64_t lanes = kernel.getNumLanes();
  return vector::ExtractStridedSliceOp::create(
      builder, loc, vector, /*offsets=*/{index * lanes}, /*sizes=*/{lanes},
      /*strides=*/{1});
}

//===----------------------------------------------------------------------===//
// Pattern
//===----------------------------------------------------------------------===//

namespace {
struct LowerPackedDepthwise : OpRewritePattern<Conv2DOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(Conv2DOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.isDepthwise())
      return rewriter.notifyMatchFailure(op, "no depthwise convolution");
    if (failed(matchPackedKernel(rewriter, op)))
      return failure();
    rewriter.replaceOp(op, DepthwiseKernel(rewriter, op).build());
    return success();
  }
};
} // namespace

void lowres::populateDepthwiseToVectorPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerPackedDepthwise>(patterns.getContext());
}
