//===- NetworkBuilder.h - From a description to layers ----------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_NETWORKBUILDER_H
#define LOWRES_RT_NN_NETWORKBUILDER_H

#include "lowres-rt/nn/Network.h"
#include "lowres-rt/nn/NetworkDescription.h"

#include <functional>

namespace lowres {

/// The quantiser of layers whose description has these levels; null for float
/// weights. It must outlive the network.
using QuantizerOf =
    std::function<const WeightQuantizer *(std::optional<int> levels)>;

/// Builds a network that checkNetwork() accepts, with weights drawn from
/// `seed`, for planar images.
Network makeNetwork(const NetworkDescription &network, const ImageShape &image,
                    size_t classes, const QuantizerOf &quantizerOf,
                    uint64_t seed);

} // namespace lowres

#endif // LOWRES_RT_NN_NETWORKBUILDER_H
