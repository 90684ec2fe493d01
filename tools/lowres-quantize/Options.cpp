//===- Options.cpp - Command line of lowres-quantize ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Options.h"

#include "lowres/Support/CommandLine.h"
#include "lowres/Support/OutputFile.h"

using namespace mlir::lowres;
namespace cl = llvm::cl;

QuantizeOptions::QuantizeOptions(cl::OptionCategory &category)
    : input(cl::Positional, cl::desc("<model>"), cl::init("-"),
            cl::cat((removeForeignOptions(), category))),
      output("o", cl::cat(category), cl::value_desc("file"), cl::init("-"),
             cl::desc("Output file: bytecode if it ends in .mlirbc, else text "
                      "(default -: the standard output)")),
      levels("levels", cl::cat(category), cl::init(5), cl::value_desc("N"),
             cl::desc("Levels of every layer, 2 to 256 (default 5)")),
      granularity(
          "granularity", cl::cat(category), cl::init(Granularity::Tensor),
          cl::desc("What has a scale of its own:"),
          cl::values(
              clEnumValN(Granularity::Tensor, "tensor",
                         "the weights of a layer (default)"),
              clEnumValN(Granularity::Channel, "channel", "each output"),
              clEnumValN(Granularity::Group, "group",
                         "each group of inputs of an output (of convolutions: "
                         "each output)"))),
      groupSize("group-size", cl::cat(category), cl::init(64),
                cl::value_desc("n"),
                cl::desc("The most inputs in a group (default 64)")),
      codebook("codebook", cl::cat(category), cl::init(Codebook::Uniform),
               cl::desc("Where levels lie:"),
               cl::values(clEnumValN(Codebook::Uniform, "uniform",
                                     "on a uniform grid, which integers can "
                                     "sum (default)"),
                          clEnumValN(Codebook::KMeans, "kmeans",
                                     "where they fit best, one codebook a "
                                     "layer"))),
      layers("layers", cl::cat(category), cl::CommaSeparated,
             cl::value_desc("LAYER:N,..."),
             cl::desc("Levels of single layers, or LAYER:f32 for none, where "
                      "LAYER is an index or the name of a location")),
      keepFirst("keep-first", cl::cat(category),
                cl::desc("Leave the first layer float")),
      keepLast("keep-last", cl::cat(category),
               cl::desc("Leave the last layer float")) {}

llvm::Expected<QuantizeWeightsOptions>
QuantizeOptions::getWeightsOptions() const {
  if (groupSize.getNumOccurrences() && granularity != Granularity::Group)
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        "--group-size is of --granularity group only");
  QuantizeWeightsOptions result;
  result.fit = {levels, granularity, groupSize, codebook};
  result.keepFirst = keepFirst;
  result.keepLast = keepLast;
  for (const std::string &text : layers) {
    llvm::Expected<LayerOverride> layer = parseLayerOverride(text);
    if (!layer)
      return layer.takeError();
    result.overrides.push_back(std::move(*layer));
  }
  if (llvm::Error error = result.check())
    return error;
  if (llvm::Error error = checkDistinctFiles({input}, {output}))
    return error;
  return result;
}
