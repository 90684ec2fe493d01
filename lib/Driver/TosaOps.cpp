//===- TosaOps.cpp - Operations of TOSA that are lowered ------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TosaOps.h"

#include "mlir/Conversion/TosaToArith/TosaToArith.h"
#include "mlir/Conversion/TosaToLinalg/TosaToLinalg.h"
#include "mlir/Conversion/TosaToTensor/TosaToTensor.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "mlir/Dialect/Tosa/Transforms/Passes.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace mlir::lowres;

/// The operations that upstream's patterns begin with.
static DenseSet<OperationName> getLoweredOps(MLIRContext *context) {
  TypeConverter converter;
  RewritePatternSet patterns(context);
  tosa::populateTosaDecomposeTransposeConv(context, patterns);
  tosa::populateTosaToLinalgNamedConversionPatterns(converter, &patterns,
                                                    TosaToLinalgNamedOptions());
  tosa::populateTosaToLinalgConversionPatterns(converter, &patterns);
  tosa::populateTosaToArithConversionPatterns(&patterns);
  tosa::populateTosaToTensorConversionPatterns(converter, &patterns);
  DenseSet<OperationName> ops;
  for (const std::unique_ptr<RewritePattern> &pattern :
       patterns.getNativePatterns())
    if (std::optional<OperationName> root = pattern->getRootKind())
      ops.insert(*root);
  return ops;
}

LogicalResult mlir::lowres::verifyTosaOps(ModuleOp module) {
  MLIRContext *context = module.getContext();
  std::optional<DenseSet<OperationName>> lowered;
  WalkResult result = module.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (!isa_and_present<tosa::TosaDialect>(op->getDialect()) ||
        op->hasTrait<OpTrait::ConstantLike>())
      return WalkResult::advance();
    if (!lowered) {
      // What the patterns make.
      context->loadDialect<arith::ArithDialect, linalg::LinalgDialect,
                           math::MathDialect, tensor::TensorDialect>();
      lowered = getLoweredOps(context);
    }
    if (lowered->contains(op->getName()))
      return WalkResult::advance();
    op->emitError("'") << op->getName()
                       << "' cannot be compiled: no lowering handles it";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}
