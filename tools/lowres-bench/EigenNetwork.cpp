//===- EigenNetwork.cpp - A dense network in float32 ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EigenNetwork.h"

#include <Eigen/Core>

using namespace lowres;

using Matrix =
    Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct EigenNetwork::Implementation {
  struct Layer {
    Matrix weights;
    bool relu;
  };
  std::vector<Layer> layers;
  std::vector<Matrix> results;
};

EigenNetwork::EigenNetwork(const std::vector<FloatLayer> &layers)
    : implementation(std::make_unique<Implementation>()) {
  for (const FloatLayer &layer : layers)
    implementation->layers.push_back(
        {Eigen::Map<const Matrix>(layer.weights.data(), layer.outputs,
                                  layer.inputs),
         layer.relu});
  implementation->results.resize(layers.size());
}

EigenNetwork::~EigenNetwork() = default;

void EigenNetwork::run(const float *input, float *output, size_t batch) {
  const float *rows = input;
  for (size_t i = 0; i < implementation->layers.size(); ++i) {
    const Implementation::Layer &layer = implementation->layers[i];
    Matrix &result = implementation->results[i];
    Eigen::Map<const Matrix> x(rows, batch, layer.weights.cols());
    result.resize(batch, layer.weights.rows());
    result.noalias() = x * layer.weights.transpose();
    if (layer.relu)
      result = result.cwiseMax(0.0f);
    rows = result.data();
  }
  const Matrix &last = implementation->results.back();
  Eigen::Map<Matrix>(output, last.rows(), last.cols()) = last;
}
