//===- Baselines.h - Libraries that a user would take -----------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A library that was not found when lowres was configured gives errors only.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_BASELINES_H
#define LOWRES_TOOLS_LOWRESBENCH_BASELINES_H

#include "Engine.h"
#include "LayerShapes.h"
#include "Products.h"

#include "lowres-rt/support/Result.h"

#include <memory>

namespace lowres {

using EngineOr = Result<std::unique_ptr<Engine>>;

/// The network in use by oneDNN, in the formats that the library chooses, on
/// one thread. Batch normalisation is folded into the layer before it, ReLU and
/// GELU are part of the layer before them, the projections of an attention to
/// queries, keys and values are one product. `images` has `batch` of them and
/// must outlive the engine. Errors: those of oneDNN, for a primitive that it
/// does not have.
EngineOr makeOneDnnInference(const Network &network, const float *images,
                             size_t batch);

enum class LayerTypes {
  Float32,
  Int8, ///< u8 inputs and s8 weights, whose numbers lie there from the start.
};

/// A single layer by oneDNN, with bias, on one thread; results are floats. The
/// images of a convolution have the format that the library chooses, as in the
/// middle of a network. Errors: those of oneDNN.
EngineOr makeOneDnnLayer(const LayerShape &shape, size_t batch,
                         LayerTypes types);

/// What oneDNN has for the products of a training step: of convolutions and
/// dense layers forward_training, backward_data and backward_weights, of
/// attention the products of the heads and their gradients. Nothing else of a
/// step is done, no bias, and no change of format between two layers. Errors:
/// those of oneDNN.
EngineOr makeOneDnnTraining(const std::vector<Product> &products, size_t batch,
                            unsigned threads);

/// The products by OpenBLAS's cblas_sgemm, or cblas_sgemv where a product has
/// one row. The patches of convolutions lie there from the beginning, some
/// thousand at a time: no network can be faster with these products.
EngineOr makeBlasProducts(const std::vector<Product> &products, size_t batch,
                          Pass pass, unsigned threads);

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_BASELINES_H
