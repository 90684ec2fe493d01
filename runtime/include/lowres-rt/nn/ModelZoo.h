//===- ModelZoo.h - Named networks ------------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_MODELZOO_H
#define LOWRES_RT_NN_MODELZOO_H

#include "lowres-rt/nn/Network.h"

namespace lowres {

/// linear   in - 10                        softmax regression, a baseline
/// fcnn1    in - 512 - 256 - 10            1.7 M weights for 32 x 32 x 3
/// fcnn2    in - 4096 - 2048 - 10          21 M weights
/// with a rectifier after every layer but the last.
enum class Model { Linear, Fcnn1, Fcnn2 };

const char *modelName(Model model);

/// Builds a model with weights drawn from `seed`. `quantizer` may be null and
/// must outlive the network.
Network makeNetwork(Model model, size_t inputFeatures, size_t classes,
                    const WeightQuantizer *quantizer, uint64_t seed);

} // namespace lowres

#endif // LOWRES_RT_NN_MODELZOO_H
