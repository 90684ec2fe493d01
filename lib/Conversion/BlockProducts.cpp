//===- BlockProducts.cpp - Products of blocks of bytes --------------------===//

#include "BlockProducts.h"

#include "LoopEmitter.h"

#include "lowres/Conversion/Passes.h"
#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"
#include "lowres/Target/TargetInfo.h"

#include "mlir/Dialect/AMX/AMXDialect.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_CONVERTBLOCKPRODUCTS
#include "lowres/Conversion/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

//===----------------------------------------------------------------------===//
// Form
//===----------------------------------------------------------------------===//

static SmallVector<AffineMap> getMaps(MLIRContext *context) {
  AffineExpr block, tile, row, lane, step, quad, input;
  bindDims(context, block, tile, row, lane, step, quad, input);
  auto makeMap = [&](ArrayRef<AffineExpr> position) {
    return AffineMap::get(7, 0, position, context);
  };
  return {makeMap({block, step, row, quad * 4 + input}),
          makeMap({tile, step, quad, lane, input}),
          makeMap({block, tile, row, lane})};
}

static SmallVector<utils::IteratorType> getIterators() {
  SmallVector<utils::IteratorType> iterators(4, utils::IteratorType::parallel);
  iterators.append(3, utils::IteratorType::reduction);
  return iterators;
}

Value lowres::createBlockProduct(OpBuilder &builder, Location loc,
                                 const BlockProduct &product) {
  auto addProduct = [](OpBuilder &b, Location loc, ValueRange args) {
    Type i32 = args[2].getType();
    Value x = arith::ExtSIOp::create(b, loc, i32, args[0]);
    Value code = arith::ExtUIOp::create(b, loc, i32, args[1]);
    Value sum = arith::AddIOp::create(b, loc, args[2],
                                      arith::MulIOp::create(b, loc, x, code));
    linalg::YieldOp::create(b, loc, sum);
  };
  return linalg::GenericOp::create(builder, loc, product.sums.getType(),
                                   ValueRange{product.rows, product.panel},
                                   product.sums, getMaps(builder.getContext()),
                                   getIterators(), addProduct)
      .getResult(0);
}

/// Whether `op` yields the third argument plus the product of the first one,
/// signed, and the second one, unsigned.
static bool addsProduct(linalg::GenericOp op) {
  Block *body = op.getBlock();
  auto sum =
      body->getTerminator()->getOperand(0).getDefiningOp<arith::AddIOp>();
  if (!sum || sum.getLhs() != body->getArgument(2))
    return false;
  auto product = sum.getRhs().getDefiningOp<arith::MulIOp>();
  if (!product)
    return false;
  auto x = product.getLhs().getDefiningOp<arith::ExtSIOp>();
  auto code = product.getRhs().getDefiningOp<arith::ExtUIOp>();
  return x && code && x.getIn() == body->getArgument(0) &&
         code.getIn() == body->getArgument(1) &&
         x.getIn().getType().isInteger(8) &&
         code.getIn().getType().isInteger(8) && sum.getType().isInteger(32);
}

std::optional<BlockProduct> lowres::matchBlockProduct(linalg::GenericOp op) {
  if (op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1 ||
      op.getIteratorTypesArray() != getIterators() ||
      op.getIndexingMapsArray() != getMaps(op.getContext()) || !addsProduct(op))
    return std::nullopt;
  BlockProduct product{op.getDpsInputs()[0], op.getDpsInputs()[1],
                       op.getDpsInits()[0]};
  ArrayRef<int64_t> rows = cast<ShapedType>(product.rows.getType()).getShape();
  ArrayRef<int64_t> panel =
      cast<ShapedType>(product.panel.getType()).getShape();
  auto isKnown = [](int64_t size) { return size > 0; };
  if (!llvm::all_of(panel, isKnown) ||
      !llvm::all_of(rows.drop_front(), isKnown) || panel[4] != 4 ||
      rows[3] != 4 * panel[2])
    return std::nullopt;
  return product;
}

/// Whether what a register takes lies side by side in memory.
static bool hasRegisters(const BlockProduct &product) {
  auto isContiguous = [](Value memory, int64_t dims) {
    return cast<MemRefType>(memory.getType()).areTrailingDimsContiguous(dims);
  };
  return isContiguous(product.rows, 1) && isContiguous(product.panel, 2) &&
         isContiguous(product.sums, 1);
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// What of a panel stays in the nearest cache while rows stream by.
static constexpr int64_t kNearBytes = 32 * 1024;

namespace {

/// Emits the loops of one product of memrefs.
class ProductEmitter : LoopEmitter {
public:
  /// Sums start from zero instead of what they are if `fromZero`.
  ProductEmitter(OpBuilder &builder, Location loc, const BlockProduct &product,
                 bool fromZero);

  /// Whether blocks are what AMX multiplies.
  bool fitsTiles() const {
    return PanelAttr::fitsTiles(blockRows, inputs, lanes);
  }
  void emitTiles();
  void emitDots();

private:
  /// A part of the sums that is in registers at a time.
  struct Part {
    Value block, tile;
    int64_t blocks, tiles;
  };
  /// Covers all sums, `blocks` times `tiles` at a time where so many are left.
  void forEachPart(int64_t blocks, int64_t tiles,
                   function_ref<void(const Part &)> body);
  void multiplyTiles(const Part &part);
  /// A tile of bytes, which need not stay in the nearest cache.
  Value streamTile(amx::TileType type, Value memory, ValueRange position);
  /// `rows` rows of a block from `row` on.
  void multiplyDots(const Part &part, Value row, int64_t rows);

  Value rows, panel, sums;
  bool fromZero;
  int64_t tiles, steps, blockRows, inputs, lanes;
};

} // namespace

ProductEmitter::ProductEmitter(OpBuilder &builder, Location loc,
                               const BlockProduct &product, bool fromZero)
    : LoopEmitter(builder, loc), rows(product.rows), sums(product.sums),
      fromZero(fromZero) {
  ArrayRef<int64_t> rowsShape = cast<MemRefType>(rows.getType()).getShape();
  ArrayRef<int64_t> panelShape =
      cast<MemRefType>(product.panel.getType()).getShape();
  tiles = panelShape[0];
  steps = rowsShape[1];
  blockRows = rowsShape[2];
  inputs = rowsShape[3];
  lanes = panelShape[3];
  // What one register holds.
  panel = memref::CollapseShapeOp::create(
      builder, loc, product.panel,
      ArrayRef<ReassociationIndices>{{0}, {1}, {2}, {3, 4}});
}

void ProductEmitter::forEachPart(int64_t blocks, int64_t tilesAtOnce,
                                 function_ref<void(const Part &)> body) {
  Value numBlocks = getValueOrCreateConstantIndexOp(
      builder, loc, memref::getMixedSize(builder, loc, sums, 0));
  Value rest = arith::RemUIOp::create(builder, loc, numBlocks, index(blocks));
  Value wholeBlocks = arith::SubIOp::create(builder, loc, numBlocks, rest);
  int64_t wholeTiles = tiles - tiles % tilesAtOnce;
  using Values = SmallVector<Value>;
  auto loopOverTiles = [&](Value block, int64_t blocks) {
    auto loop = [&](int64_t from, int64_t to, int64_t step) {
      if (from == to)
        return;
      buildLoop(index(from), index(to), step, ValueRange(),
                [&](Value tile, ValueRange) -> Values {
                  body({block, tile, blocks, step});
                  return {};
                });
    };
    loop(0, wholeTiles, tilesAtOnce);
    loop(wholeTiles, tiles, 1);
  };
  buildLoop(index(0), wholeBlocks, blocks, ValueRange(),
            [&](Value block, ValueRange) -> Values {
              loopOverTiles(block, blocks);
              return {};
            });
  if (blocks > 1)
    buildLoop(wholeBlocks, numBlocks, 1, ValueRange(),
              [&](Value block, ValueRange) -> Values {
                loopOverTiles(block, 1);
                return {};
              });
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

void ProductEmitter::emitTiles() {
  // Of eight registers, four hold sums.
  forEachPart(2, 2, [&](const Part &part) { multiplyTiles(part); });
}

void ProductEmitter::multiplyTiles(const Part &part) {
  auto sumType = amx::TileType::get({blockRows, lanes}, builder.getI32Type());
  auto rowType = amx::TileType::get({blockRows, inputs}, builder.getI8Type());
  auto panelType =
      amx::TileType::get({inputs / 4, 4 * lanes}, builder.getI8Type());
  Value zero = index(0);
  // Each block of rows meets this part of the panel once. The part itself is
  // used for all of them, from the nearest cache if that holds it and more.
  bool streamsPanel = part.tiles * steps * inputs * lanes > kNearBytes;
  auto loadTile = [&](amx::TileType type, Value memory, bool stream,
                      Value first, int64_t offset, Value second) -> Value {
    SmallVector<Value> position{add(first, index(offset)), second, zero, zero};
    if (stream)
      return streamTile(type, memory, position);
    return amx::TileLoadOp::create(builder, loc, type, memory, position);
  };
  auto getSumPosition = [&](int64_t block, int64_t tile) {
    return SmallVector<Value>{add(part.block, index(block)),
                              add(part.tile, index(tile)), zero, zero};
  };
  SmallVector<Value> totals;
  for (int64_t block = 0; block < part.blocks; ++block)
    for (int64_t tile = 0; tile < part.tiles; ++tile) {
      if (fromZero)
        totals.push_back(amx::TileZeroOp::create(builder, loc, sumType));
      else
        totals.push_back(amx::TileLoadOp::create(builder, loc, sumType, sums,
                                                 getSumPosition(block, tile)));
    }
  totals = buildLoop(steps, 1, totals, [&](Value step, ValueRange state) {
    SmallVector<Value> x, codes, results;
    for (int64_t block = 0; block < part.blocks; ++block)
      x.push_back(
          loadTile(rowType, rows, /*stream=*/true, part.block, block, step));
    for (int64_t tile = 0; tile < part.tiles; ++tile)
      codes.push_back(
          loadTile(panelType, panel, streamsPanel, part.tile, tile, step));
    for (int64_t block = 0; block < part.blocks; ++block)
      for (int64_t tile = 0; tile < part.tiles; ++tile)
        results.push_back(amx::TileMulIOp::create(
            builder, loc, sumType, x[block], codes[tile],
            state[block * part.tiles + tile], /*isZextLhs=*/false,
            /*isZextRhs=*/true));
    return results;
  });
  for (int64_t block = 0; block < part.blocks; ++block)
    for (int64_t tile = 0; tile < part.tiles; ++tile)
      amx::TileStoreOp::create(builder, loc, sums, getSumPosition(block, tile),
                               totals[block * part.tiles + tile]);
}

/// The `amx` dialect has no operation for the instruction.
Value ProductEmitter::streamTile(amx::TileType type, Value memory,
                                 ValueRange position) {
  auto pointerType = LLVM::LLVMPointerType::get(builder.getContext());
  Type i64 = builder.getI64Type(), i16 = builder.getI16Type();
  auto metadata =
      memref::ExtractStridedMetadataOp::create(builder, loc, memory);
  Value address =
      add(memref::ExtractAlignedPointerAsIndexOp::create(builder, loc, memory),
          getValueOrCreateConstantIndexOp(builder, loc,
                                          metadata.getConstifiedMixedOffset()));
  SmallVector<OpFoldResult> strides = metadata.getConstifiedMixedStrides();
  auto getStride = [&](size_t dim) {
    return getValueOrCreateConstantIndexOp(builder, loc, strides[dim]);
  };
  for (auto [dim, offset] : llvm::enumerate(position))
    address = add(address,
                  arith::MulIOp::create(builder, loc, offset, getStride(dim)));
  Value stride = getStride(position.size() - 2);
  auto toI64 = [&](Value value) -> Value {
    return arith::IndexCastOp::create(builder, loc, i64, value);
  };
  Value pointer =
      LLVM::IntToPtrOp::create(builder, loc, pointerType, toI64(address));
  auto size = [&](int64_t value) {
    return getIntConstant(builder, loc, i16, value);
  };
  Value tile =
      LLVM::CallIntrinsicOp::create(
          builder, loc, LLVM::LLVMX86AMXType::get(builder.getContext()),
          builder.getStringAttr("llvm.x86.tileloaddt164.internal"),
          ValueRange{size(type.getDimSize(0)), size(type.getDimSize(1)),
                     pointer, toI64(stride)})
          .getResult(0);
  return UnrealizedConversionCastOp::create(builder, loc, type, tile)
      .getResult(0);
}

//===----------------------------------------------------------------------===//
// Dot products
//===----------------------------------------------------------------------===//

void ProductEmitter::emitDots() {
  // With two tiles, so many sums leave registers for the operands.
  constexpr int64_t maxRows = 12;
  int64_t rowsAtOnce = std::min(blockRows, maxRows);
  while (blockRows % rowsAtOnce != 0)
    --rowsAtOnce;
  forEachPart(1, 2, [&](const Part &part) {
    buildLoop(blockRows, rowsAtOnce, ValueRange(),
              [&](Value row, ValueRange) -> SmallVector<Value> {
                multiplyDots(part, row, rowsAtOnce);
                return {};
              });
  });
}

void ProductEmitter::multiplyDots(const Part &part, Value firstRow,
                                  int64_t numRows) {
  auto sumType = VectorType::get({lanes}, builder.getI32Type());
  auto byteType = VectorType::get({4 * lanes}, builder.getI8Type());
  auto getSumPosition = [&](int64_t row, int64_t tile) {
    return SmallVector<Value>{part.block, add(part.tile, index(tile)),
                              add(firstRow, index(row)), index(0)};
  };
  SmallVector<Value> totals;
  for (int64_t row = 0; row < numRows; ++row)
    for (int64_t tile = 0; tile < part.tiles; ++tile)
      totals.push_back(fromZero
                           ? getIntConstant(builder, loc, sumType, 0)
                           : load(sumType, sums, getSumPosition(row, tile)));
  auto addQuad = [&](Value step, Value quad, ValueRange state) {
    SmallVector<Value> codes, results;
    for (int64_t tile = 0; tile < part.tiles; ++tile)
      codes.push_back(
          load(byteType, panel,
               {add(part.tile, index(tile)), step, quad, index(0)}));
    for (int64_t row = 0; row < numRows; ++row) {
      Value x =
          loadQuad(byteType, rows,
                   {part.block, step, add(firstRow, index(row)), mul(quad, 4)});
      for (int64_t tile = 0; tile < part.tiles; ++tile)
        results.push_back(DotOp::create(
            builder, loc, state[results.size()], codes[tile], x,
            builder.getI32IntegerAttr(std::numeric_limits<uint8_t>::max())));
    }
    return results;
  };
  totals = buildLoop(steps, 1, totals, [&](Value step, ValueRange state) {
    if (inputs == 4)
      return addQuad(step, index(0), state);
    return buildLoop(inputs / 4, 1, state, [&](Value quad, ValueRange state) {
      return addQuad(step, quad, state);
    });
  });
  for (int64_t row = 0; row < numRows; ++row)
    for (int64_t tile = 0; tile < part.tiles; ++tile)
      vector::TransferWriteOp::create(
          builder, loc, totals[row * part.tiles + tile], sums,
          getSumPosition(row, tile), ArrayRef<bool>{true});
}

//===----------------------------------------------------------------------===//
// Use of tiles
//===----------------------------------------------------------------------===//

/// Adds a function that says whether the process may use tiles. Linux gives
/// them to processes that ask for it; the first call does so, for all threads.
static func::FuncOp addAcquireFunction(ModuleOp module) {
  SymbolTable symbols(module);
  Location loc = module.getLoc();
  OpBuilder builder(module.getContext());
  Type i32 = builder.getI32Type(), i64 = builder.getI64Type();
  auto state = LLVM::GlobalOp::create(
      builder, loc, i32, /*isConstant=*/false, LLVM::Linkage::Internal,
      "lowres_tile_state", builder.getI32IntegerAttr(0));
  symbols.insert(state, module.getBody()->begin());
  auto func =
      func::FuncOp::create(builder, loc, "lowres_acquire_tiles",
                           builder.getFunctionType({}, builder.getI1Type()));
  func.setPrivate();
  symbols.insert(func, ++module.getBody()->begin());
  builder.setInsertionPointToStart(func.addEntryBlock());
  auto constant = [&](Type type, int64_t value) {
    return getIntConstant(builder, loc, type, value);
  };
  constexpr int32_t unknown = 0, granted = 1, refused = 2;
  Value address = LLVM::AddressOfOp::create(builder, loc, state);
  auto ordering = LLVM::AtomicOrdering::monotonic;
  Value known = LLVM::LoadOp::create(
      builder, loc, i32, address, /*alignment=*/4, /*isVolatile=*/false,
      /*isNonTemporal=*/false, /*isInvariant=*/false,
      /*isInvariantGroup=*/false, ordering);
  Value isUnknown = arith::CmpIOp::create(
      builder, loc, arith::CmpIPredicate::eq, known, constant(i32, unknown));
  auto ask = [&](OpBuilder &, Location) {
    // arch_prctl(ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA)
    constexpr int64_t archPrctl = 158, requestPermission = 0x1023,
                      tileData = 18;
    Value error =
        LLVM::InlineAsmOp::create(
            builder, loc, i64,
            ValueRange{constant(i64, archPrctl),
                       constant(i64, requestPermission),
                       constant(i64, tileData)},
            "syscall", "={rax},{rax},{rdi},{rsi},~{rcx},~{r11},~{memory}",
            /*has_side_effects=*/true, /*is_align_stack=*/false,
            LLVM::tailcallkind::TailCallKind::None,
            LLVM::AsmDialectAttr::get(builder.getContext(),
                                      LLVM::AsmDialect::AD_ATT),
            /*operand_attrs=*/ArrayAttr())
            .getResult(0);
    Value isGranted = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::eq, error, constant(i64, 0));
    Value answer =
        arith::SelectOp::create(builder, loc, isGranted, constant(i32, granted),
                                constant(i32, refused));
    LLVM::StoreOp::create(builder, loc, answer, address, /*alignment=*/4,
                          /*isVolatile=*/false, /*isNonTemporal=*/false,
                          /*isInvariantGroup=*/false, ordering);
    scf::YieldOp::create(builder, loc, answer);
  };
  auto answer = [&](OpBuilder &, Location) {
    scf::YieldOp::create(builder, loc, known);
  };
  Value now =
      scf::IfOp::create(builder, loc, isUnknown, ask, answer).getResult(0);
  Value isGranted = arith::CmpIOp::create(
      builder, loc, arith::CmpIPredicate::eq, now, constant(i32, granted));
  func::ReturnOp::create(builder, loc, isGranted);
  return func;
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

/// The operation that sets the sums of `op` to zero right before it.
static linalg::FillOp findZeroFill(linalg::GenericOp op, Value sums) {
  Operation *before = op->getPrevNode();
  while (before && isMemoryEffectFree(before))
    before = before->getPrevNode();
  auto fill = dyn_cast_if_present<linalg::FillOp>(before);
  if (fill && fill.getDpsInits()[0] == sums &&
      matchPattern(fill.getInputs()[0], m_Zero()))
    return fill;
  return nullptr;
}

namespace {
struct ConvertBlockProductsPass
    : lowres::impl::ConvertBlockProductsBase<ConvertBlockProductsPass> {
  void runOnOperation() override {
    acquireFunction = nullptr;
    FailureOr<TargetInfo> target = TargetInfo::getFor(getOperation());
    if (failed(target))
      return signalPassFailure();
    SmallVector<std::pair<linalg::GenericOp, BlockProduct>> products;
    getOperation().walk([&](linalg::GenericOp op) {
      std::optional<BlockProduct> product = matchBlockProduct(op);
      if (product && op.hasPureBufferSemantics() && hasRegisters(*product))
        products.push_back({op, *product});
    });
    for (const auto &[op, product] : products)
      lower(op, product, target->hasTiles());
  }

private:
  /// Of this module; null if nothing has needed it yet.
  func::FuncOp acquireFunction;

  void lower(linalg::GenericOp op, const BlockProduct &product, bool hasTiles) {
    linalg::FillOp fill = findZeroFill(op, product.sums);
    OpBuilder builder(op);
    Location loc = op.getLoc();
    ProductEmitter emitter(builder, loc, product, /*fromZero=*/fill != nullptr);
    if (hasTiles && emitter.fitsTiles()) {
      if (!acquireFunction)
        acquireFunction = addAcquireFunction(getOperation());
      auto acquire =
          func::CallOp::create(builder, loc, acquireFunction, ValueRange());
      auto emitIn = [&](void (ProductEmitter::*emit)()) {
        return [&, emit](OpBuilder &b, Location) {
          OpBuilder::InsertionGuard guard(builder);
          builder.setInsertionPointToStart(b.getInsertionBlock());
          (emitter.*emit)();
          scf::YieldOp::create(builder, loc);
        };
      };
      scf::IfOp::create(builder, loc, acquire.getResult(0),
                        emitIn(&ProductEmitter::emitTiles),
                        emitIn(&ProductEmitter::emitDots));
    } else {
      emitter.emitDots();
    }
    op.erase();
    if (fill)
      fill.erase();
  }
};
} // namespace
