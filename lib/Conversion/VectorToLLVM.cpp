//===- VectorToLLVM.cpp - Vectors to LLVM by the module's data layout -----===//

#include "lowres/Conversion/Passes.h"

#include "mlir/Analysis/DataLayoutAnalysis.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/Transforms/LoweringPatterns.h"
#include "mlir/Dialect/Vector/Transforms/VectorRewritePatterns.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_CONVERTVECTORBYLAYOUT
#include "lowres/Conversion/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;

/// Elements of vectors are counted by 32 bits.
static constexpr bool kForce32BitIndices = true;

/// Operations on vectors become those that LLVM has: what upstream's
/// ConvertVectorToLLVMPass.cpp does first, as of LLVM 22.
static void lowerVectors(Operation *op) {
  RewritePatternSet patterns(op->getContext());
  vector::populateVectorToVectorCanonicalizationPatterns(patterns);
  vector::populateVectorBitCastLoweringPatterns(patterns);
  vector::populateVectorBroadcastLoweringPatterns(patterns);
  vector::populateVectorContractLoweringPatterns(
      patterns, vector::VectorContractLowering::Dot);
  vector::populateVectorMaskOpLoweringPatterns(patterns);
  vector::populateVectorShapeCastLoweringPatterns(patterns);
  vector::populateVectorInterleaveLoweringPatterns(patterns);
  vector::populateVectorTransposeLoweringPatterns(
      patterns, vector::VectorTransposeLowering::EltWise);
  vector::populateVectorTransferLoweringPatterns(patterns,
                                                 /*maxTransferRank=*/1);
  vector::populateVectorMaskMaterializationPatterns(patterns,
                                                    kForce32BitIndices);
  vector::populateVectorInsertExtractStridedSliceTransforms(patterns);
  vector::populateVectorStepLoweringPatterns(patterns);
  vector::populateVectorRankReducingFMAPattern(patterns);
  vector::populateVectorGatherLoweringPatterns(patterns);
  // Whether it comes to an end makes no difference: what is left over has no
  // conversion.
  (void)applyPatternsGreedily(op, std::move(patterns));
}

namespace {
struct ConvertVectorByLayoutPass
    : lowres::impl::ConvertVectorByLayoutBase<ConvertVectorByLayoutPass> {
  void runOnOperation() override {
    lowerVectors(getOperation());

    const auto &layouts = getAnalysis<DataLayoutAnalysis>();
    LowerToLLVMOptions options(&getContext(),
                               layouts.getAtOrAbove(getOperation()));
    LLVMTypeConverter converter(&getContext(), options, &layouts);
    RewritePatternSet patterns(&getContext());
    vector::populateVectorTransferLoweringPatterns(patterns);
    populateVectorToLLVMConversionPatterns(converter, patterns,
                                           /*reassociateFPReductions=*/false,
                                           kForce32BitIndices);
    LLVMConversionTarget target(getContext());
    target.addLegalDialect<arith::ArithDialect, memref::MemRefDialect>();
    target.addLegalOp<UnrealizedConversionCastOp>();
    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
