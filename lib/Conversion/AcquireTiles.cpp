//===- AcquireTiles.cpp - Permission to use AMX ---------------------------===//

#include "AcquireTiles.h"

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"
#include "lowres/Target/TileAccess.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;
using namespace mlir::lowres;

func::FuncOp lowres::addAcquireFunction(ModuleOp module) {
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
    Value error =
        LLVM::InlineAsmOp::create(
            builder, loc, i64,
            ValueRange{constant(i64, kArchPrctl),
                       constant(i64, kRequestPermission),
                       constant(i64, kTileData)},
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
