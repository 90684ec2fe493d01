//===- PipelineParts.h - What pipelines have in common ----------*- C++ -*-===//

#ifndef LOWRES_LIB_PIPELINES_PIPELINEPARTS_H
#define LOWRES_LIB_PIPELINES_PIPELINEPARTS_H

#include "mlir/Pass/PassManager.h"

namespace mlir::lowres {

/// Canonicalises, and takes repetitions away.
void addSimplification(OpPassManager &pm);

/// Tensors become buffers, whose copies are loops.
void addBufferization(OpPassManager &pm);

} // namespace mlir::lowres

#endif // LOWRES_LIB_PIPELINES_PIPELINEPARTS_H
