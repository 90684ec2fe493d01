//===- LinalgLayers.cpp - Structured operations that are layers -----------===//
//
// Matrix products and convolutions are told by their indexing maps, so that
// named operations of every layout and their generic forms are one case.
// Activations in another order than lowres has them (NCHW) are transposed.
//
//===----------------------------------------------------------------------===//

#include "FloatLayer.h"
#include "LinalgLayout.h"

#include "mlir/Analysis/FlatLinearValueConstraints.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace mlir::lowres;
using linalg::LinalgOp;

namespace {
/// What is added to the sums: nothing, a bias, or a tensor like the result.
struct Init {
  Value bias;
  Value addend;
};

/// A product or convolution in the terms of a lowres layer.
struct LinalgLayer {
  LinalgOp op;
  /// Of its loops; those of the weights' dimensions are static.
  SmallVector<int64_t> sizes;
  OpOperand *inputOperand, *weightsOperand;
  /// What the lowres layer computes on: without padding that it does itself.
  Value input;
  Layout inputLayout, outputLayout;
  Init init;
  FloatLayer layer;
  // Of convolutions.
  SmallVector<int64_t> strides, dilations, padding;
  int64_t groups = 1;
};
} // namespace

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

/// `value` as a type with all `sizes` of loops that are known; it is read by
/// `map`.
static Value castToSizes(OpBuilder &builder, Location loc, Value value,
                         AffineMap map, ArrayRef<int64_t> sizes) {
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> shape(type.getShape());
  for (auto [size, expr] : llvm::zip_equal(shape, map.getResults()))
    if (auto loop = dyn_cast<AffineDimExpr>(expr);
        loop && ShapedType::isDynamic(size))
      size = sizes[loop.getPosition()];
  if (llvm::equal(shape, type.getShape()))
    return value;
  return tensor::CastOp::create(builder, loc, type.clone(shape), value);
}

/// Replaces the operation of `layer` by a lowres layer.
static void replace(RewriterBase &rewriter, const LinalgLayer &layer,
                    Value weights, Value scale) {
  LinalgOp op = layer.op;
  Location loc = op.getLoc();
  Value input = toLayer(
      rewriter, loc,
      castToSizes(rewriter, loc, layer.input,
                  op.getMatchingIndexingMap(layer.inputOperand), layer.sizes),
      layer.inputLayout);
  OpOperand *initOperand = op.getDpsInitOperand(0);
  Value init = castToSizes(rewriter, loc, initOperand->get(),
                           op.getMatchingIndexingMap(initOperand), layer.sizes);
  Value bias = layer.init.bias;
  auto biasType =
      RankedTensorType::get(layer.layer.shape.front(), rewriter.getF32Type());
  if (bias && bias.getType() != biasType)
    bias = tensor::CastOp::create(rewriter, loc, biasType, bias);
  auto inputType = cast<RankedTensorType>(input.getType());
  SmallVector<int64_t> shape =
      layer.outputLayout.getShape(cast<ShapedType>(init.getType()).getShape());
  shape.front() = inputType.getDimSize(0);
  auto type = inputType.clone(shape);
  Value result;
  if (shape.size() == 2)
    result = DenseOp::create(rewriter, loc, type, input, weights, scale,
                             /*input_scale=*/Value(), bias, Activation::None,
                             KernelAttr());
  else
    result = Conv2DOp::create(rewriter, loc, type, input, weights, scale,
                              /*input_scale=*/Value(), bias, Activation::None,
                              layer.strides, layer.dilations, layer.padding,
                              layer.groups, KernelAttr());
  result = fromLayer(rewriter, loc, result, layer.outputLayout, init);
  Type resultType = op->getResult(0).getType();
  if (result.getType() != resultType)
    result = tensor::CastOp::create(rewriter, loc, resultType, result);
  if (layer.init.addend)
    result = arith::AddFOp::create(rewriter, loc, result, layer.init.addend);
  rewriter.replaceOp(op, result);
}

static LayerMatch makeMatch(LinalgLayer layer) {
  FloatLayer result = layer.layer;
  result.replace = [layer = std::move(layer)](RewriterBase &rewriter,
                                              Value weights, Value scale) {
    replace(rewriter, layer, weights, scale);
  };
  return result;
}

//===----------------------------------------------------------------------===//
// What is added to the sums
//===----------------------------------------------------------------------===//

/// What `init` is, where dimension `channel` of it has the outputs (none if
/// they are several dimensions).
static Init matchInit(Value init, std::optional<int64_t> channel) {
  if (isZero(init))
    return {};
  std::optional<Broadcast> broadcast = matchBroadcast(init);
  if (broadcast && channel && !llvm::is_contained(broadcast->added, *channel) &&
      cast<ShapedType>(broadcast->source.getType()).getRank() == 1)
    return {dropZeroBias(broadcast->source), Value()};
  return {Value(), init};
}

//===----------------------------------------------------------------------===//
// Matrix products
//===----------------------------------------------------------------------===//

/// Positions in `map`, a projected permutation, of loops.
static SmallVector<int64_t> getPositions(AffineMap map,
                                         ArrayRef<unsigned> loops) {
  SmallVector<int64_t> positions;
  for (unsigned loop : loops)
    positions.push_back(
        *map.getResultPosition(getAffineDimExpr(loop, map.getContext())));
  return positions;
}

static LayerMatch matchProduct(LinalgLayer layer) {
  LinalgOp op = layer.op;
  AffineMap inputMap = op.getMatchingIndexingMap(layer.inputOperand);
  AffineMap weightsMap = op.getMatchingIndexingMap(layer.weightsOperand);
  AffineMap outputMap = op.getIndexingMapsArray().back();
  ArrayRef<int64_t> ranges = layer.sizes;
  // Loops in the order of the output: rows of the product, or its columns.
  SmallVector<unsigned, 4> rows, units, columns, sums;
  for (unsigned loop = 0; loop < op.getNumLoops(); ++loop) {
    bool inInput = inputMap.isFunctionOfDim(loop);
    bool inWeights = weightsMap.isFunctionOfDim(loop);
    bool inOutput = outputMap.isFunctionOfDim(loop);
    if (inInput && inOutput) {
      rows.push_back(loop);
      if (inWeights && ranges[loop] != 1)
        return Twine("every one of its batch has weights of its own");
      if (inWeights)
        units.push_back(loop);
    } else if (inWeights && inOutput) {
      columns.push_back(loop);
    } else if (inInput && inWeights) {
      sums.push_back(loop);
    } else {
      return Twine("it is not a product of matrices");
    }
  }
  if (columns.size() != 1 || sums.size() != 1)
    return Twine("it is not a product of matrices");
  llvm::sort(rows, [&](unsigned a, unsigned b) {
    return getPositions(outputMap, {a}) < getPositions(outputMap, {b});
  });

  SmallVector<unsigned, 4> weightsOrder = columns;
  llvm::append_range(weightsOrder, units);
  llvm::append_range(weightsOrder, sums);
  layer.layer.weights = {layer.weightsOperand->get(),
                         getPositions(weightsMap, weightsOrder), 1};
  layer.layer.shape = {ranges[columns[0]], ranges[sums[0]]};
  layer.inputLayout.add(getPositions(inputMap, rows));
  layer.inputLayout.add(getPositions(inputMap, sums));
  layer.outputLayout.add(getPositions(outputMap, rows));
  layer.outputLayout.add(getPositions(outputMap, columns));
  layer.init =
      matchInit(op.getDpsInits()[0], getPositions(outputMap, columns)[0]);
  return makeMatch(std::move(layer));
}

//===----------------------------------------------------------------------===//
// Convolutions
//===----------------------------------------------------------------------===//

namespace {
/// One dimension of the image in a convolution's loops.
struct ImageDim {
  unsigned output, window; ///< Loops.
  int64_t position;        ///< In the input.
  int64_t stride, dilation;
};
} // namespace

/// The dimension of the input that loop `output` moves over.
static std::optional<ImageDim> getImageDim(AffineMap inputMap,
                                           unsigned output) {
  for (auto [position, expr] : llvm::enumerate(inputMap.getResults())) {
    SmallVector<int64_t> terms;
    if (!expr.isFunctionOfDim(output) ||
        failed(getFlattenedAffineExpr(expr, inputMap.getNumDims(), 0, &terms)))
      continue;
    ImageDim dim = {output, 0, int64_t(position), terms[output], 0};
    for (unsigned loop = 0; loop < inputMap.getNumDims(); ++loop)
      if (loop != output && terms[loop] != 0) {
        dim.window = loop;
        dim.dilation = terms[loop];
      }
    int64_t used = llvm::count_if(terms, [](int64_t t) { return t != 0; });
    if (used == 2 && terms.back() == 0 && dim.stride > 0 && dim.dilation > 0)
      return dim;
  }
  return std::nullopt;
}

/// Takes a tensor.pad of zeros around the image away from the input.
static void foldPadding(LinalgLayer &layer, ArrayRef<ImageDim> image) {
  layer.padding = {0, 0, 0, 0};
  auto pad = layer.input.getDefiningOp<tensor::PadOp>();
  if (!pad)
    return;
  Value value = pad.getConstantPaddingValue();
  if (!value || !matchPattern(value, m_AnyZeroFloat()) ||
      !pad.getLow().empty() || !pad.getHigh().empty())
    return;
  ArrayRef<int64_t> low = pad.getStaticLow(), high = pad.getStaticHigh();
  for (auto [dim, before, after] : llvm::enumerate(low, high)) {
    bool inImage = llvm::any_of(image, [dim = dim](const ImageDim &imageDim) {
      return imageDim.position == int64_t(dim);
    });
    if (before < 0 || after < 0 || (!inImage && (before || after)))
      return;
  }
  layer.padding = {low[image[0].position], high[image[0].position],
                   low[image[1].position], high[image[1].position]};
  layer.input = pad.getSource();
}

static LayerMatch matchConvolution(LinalgLayer layer) {
  LinalgOp op = layer.op;
  AffineMap inputMap = op.getMatchingIndexingMap(layer.inputOperand);
  AffineMap weightsMap = op.getMatchingIndexingMap(layer.weightsOperand);
  AffineMap outputMap = op.getIndexingMapsArray().back();
  ArrayRef<int64_t> ranges = layer.sizes;
  FailureOr<linalg::ConvolutionDimensions> dims =
      linalg::inferConvolutionDims(op);
  if (failed(dims) || !weightsMap.isProjectedPermutation() ||
      !outputMap.isProjectedPermutation())
    return Twine("its indexing maps are not those of a convolution");
  if (dims->outputImage.size() != 2)
    return Twine("its image has ") + Twine(dims->outputImage.size()) +
           " dimensions, not 2";
  if (dims->batch.size() != 1 || dims->depth.size() > 1 ||
      dims->outputChannel.size() > 1 || dims->inputChannel.size() > 1 ||
      dims->depth.size() + dims->outputChannel.size() == 0 ||
      dims->depth.size() + dims->inputChannel.size() == 0)
    return Twine("it is not a convolution of a batch of images with channels");

  SmallVector<ImageDim, 2> image;
  for (unsigned output : dims->outputImage) {
    std::optional<ImageDim> dim = getImageDim(inputMap, output);
    if (!dim)
      return Twine("its indexing maps are not those of a convolution");
    image.push_back(*dim);
  }
  auto getPosition = [](AffineMap map, unsigned loop) {
    return getPositions(map, {loop})[0];
  };
  // Rows before columns, by the order that the result has them in.
  if (getPosition(outputMap, image[0].output) >
      getPosition(outputMap, image[1].output))
    std::swap(image[0], image[1]);

  SmallVector<unsigned, 4> inputChannels = llvm::to_vector<4>(dims->depth);
  SmallVector<unsigned, 4> outputChannels = inputChannels;
  llvm::append_range(inputChannels, dims->inputChannel);
  llvm::append_range(outputChannels, dims->outputChannel);

  SmallVector<unsigned, 4> weightsOrder = outputChannels;
  weightsOrder.append({image[0].window, image[1].window});
  llvm::append_range(weightsOrder, dims->inputChannel);
  layer.layer.weights = {layer.weightsOperand->get(),
                         getPositions(weightsMap, weightsOrder),
                         unsigned(outputChannels.size())};
  int64_t outputs = 1, channels = 1;
  for (unsigned loop : outputChannels)
    outputs *= ranges[loop];
  for (unsigned loop : dims->inputChannel)
    channels *= ranges[loop];
  layer.layer.shape = {outputs, ranges[image[0].window],
                       ranges[image[1].window], channels};
  for (unsigned loop : dims->depth)
    layer.groups *= ranges[loop];

  unsigned batch = dims->batch[0];
  layer.inputLayout.add({getPosition(inputMap, batch)});
  layer.outputLayout.add({getPosition(outputMap, batch)});
  for (const ImageDim &dim : image) {
    layer.inputLayout.add({dim.position});
    layer.outputLayout.add({getPosition(outputMap, dim.output)});
    layer.strides.push_back(dim.stride);
    layer.dilations.push_back(dim.dilation);
  }
  layer.inputLayout.add(getPositions(inputMap, inputChannels));
  layer.outputLayout.add(getPositions(outputMap, outputChannels));

  foldPadding(layer, image);
  auto inputType = cast<ShapedType>(layer.input.getType());
  for (auto [i, dim] : llvm::enumerate(image)) {
    int64_t size = inputType.getDimSize(dim.position);
    int64_t positions = ranges[dim.output];
    if (ShapedType::isDynamic(size) || ShapedType::isDynamic(positions))
      return Twine("its image has no static size");
    int64_t padding = layer.padding[2 * i] + layer.padding[2 * i + 1];
    // A lowres.conv_2d has as many as fit, and at least one.
    if (positions == 0 ||
        positions != getNumPositions(size + padding, ranges[dim.window],
                                     dim.dilation, dim.stride))
      return Twine("its window leaves out positions of the image");
  }
  SmallVector<int64_t> channelPositions =
      getPositions(outputMap, outputChannels);
  std::optional<int64_t> channel;
  if (channelPositions.size() == 1)
    channel = channelPositions[0];
  layer.init = matchInit(op.getDpsInits()[0], channel);
  return makeMatch(std::move(layer));
}

/// The sizes of the loops of `op` that any operand's type says. (The
/// operation's own answer is that of the first operand with a loop.)
static SmallVector<int64_t> getLoopSizes(LinalgOp op) {
  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  for (OpOperand &operand : op->getOpOperands())
    for (auto [size, expr] :
         llvm::zip_equal(op.getShape(&operand),
                         op.getMatchingIndexingMap(&operand).getResults()))
      if (auto loop = dyn_cast<AffineDimExpr>(expr);
          loop && ShapedType::isDynamic(sizes[loop.getPosition()]))
        sizes[loop.getPosition()] = size;
  return sizes;
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

std::optional<LayerMatch> lowres::matchLinalgLayer(Operation *op) {
  auto linalgOp = dyn_cast<LinalgOp>(op);
  if (!linalgOp || !linalgOp.hasPureTensorSemantics() ||
      linalgOp.getNumDpsInputs() != 2 || linalgOp.getNumDpsInits() != 1 ||
      linalgOp.getNumReductionLoops() == 0 || !addsProducts(linalgOp))
    return std::nullopt;
  OpOperand *lhs = linalgOp.getDpsInputOperand(0);
  OpOperand *rhs = linalgOp.getDpsInputOperand(1);
  for (Value value : op->getOperands()) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    if (!type || type.getEncoding() || !type.getElementType().isF32())
      return LayerMatch(
          llvm::formatv("it computes with {0}, not tensors of f32",
                        value.getType())
              .str());
  }
  LinalgLayer layer;
  layer.op = linalgOp;
  layer.sizes = getLoopSizes(linalgOp);
  bool product =
      llvm::all_of(linalgOp.getIndexingMapsArray(),
                   [](AffineMap map) { return map.isProjectedPermutation(); });
  // Of a convolution, the second operand is the filter.
  bool reversed = product && !isConstantWeights(rhs->get()) &&
                  isConstantWeights(lhs->get());
  layer.inputOperand = reversed ? rhs : lhs;
  layer.weightsOperand = reversed ? lhs : rhs;
  layer.input = layer.inputOperand->get();
  Value weights = layer.weightsOperand->get();
  if (!cast<RankedTensorType>(weights.getType()).hasStaticShape() ||
      !isConstantWeights(weights))
    return LayerMatch("its weights are not a constant of static shape");
  return product ? matchProduct(std::move(layer))
                 : matchConvolution(std::move(layer));
}
