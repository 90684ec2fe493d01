//===- Training.cpp - Times a step of training ----------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Modes.h"

#include "EngineTable.h"
#include "Subject.h"
#include "TrainerEngines.h"

#include "llvm/ADT/STLExtras.h"

using namespace lowres;

int lowres::timeTraining(const BenchOptions &options,
                         const NetworkDescription &description) {
  std::vector<unsigned> batches = options.getBatches({64});
  ThreadPool pool;
  Result<Subject> subject =
      makeSubject(description, options.getLevels().front(),
                  *llvm::max_element(batches), pool);
  if (!subject)
    return reportNetworkError(options, subject.error());

  llvm::outs() << "threads: " << pool.threads() << "\n";
  std::vector<Product> products = collectProducts(subject->network);
  EngineTable table(options.getTiming(), Clock::Wall, "images/s");
  for (unsigned batch : batches) {
    TimedCase of = imagesOf(batch);
    table.add("training_step", of,
              std::make_unique<TrainingStep>(
                  subject->network, subject->images.data(), batch, pool));
    table.addBaseline("onednn_float32_products_only", of,
                      makeOneDnnTraining(products, batch, pool.threads()));
    table.addBaseline("openblas_float32_products_only", of,
                      makeBlasProducts(products, batch,
                                       Pass::ForwardAndBackward,
                                       pool.threads()));
  }
  return reportEnd(table.run());
}
