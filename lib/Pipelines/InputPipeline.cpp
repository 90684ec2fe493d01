//===- InputPipeline.cpp - Models of upstream dialects --------------------===//

#include "lowres/Pipelines/Pipelines.h"

#include "lowres/Conversion/Passes.h"
#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Conversion/TosaToArith/TosaToArith.h"
#include "mlir/Conversion/TosaToLinalg/TosaToLinalg.h"
#include "mlir/Conversion/TosaToTensor/TosaToTensor.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tosa/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace mlir::lowres;

void lowres::buildLowResInputPipeline(OpPassManager &pm,
                                      const LowResInputOptions &options) {
  // What arguments of an inner function have in common is known where it is
  // called.
  pm.addPass(createInlinerPass());
  pm.addPass(createSymbolDCEPass());
  // Layers are recognised where the model says most about them, before TOSA is
  // lowered, and then what linalg has.
  pm.addNestedPass<func::FuncOp>(tosa::createTosaInferShapesPass());
  pm.addPass(createConvertTosaToLowRes({options.maxLevels}));
  OpPassManager &function = pm.nest<func::FuncOp>();
  function.addPass(tosa::createTosaOptionalDecompositionsPass());
  function.addPass(tosa::createTosaMakeBroadcastablePass());
  function.addPass(tosa::createTosaToLinalgNamed());
  function.addPass(tosa::createTosaToLinalg());
  function.addPass(createTosaToArithPass());
  function.addPass(createTosaToTensorPass());
  function.addPass(createLowResResolveBroadcasts());
  pm.addPass(createConvertLinalgToLowRes({options.maxLevels}));
}
