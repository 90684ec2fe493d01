//===- EngineTable.cpp - Times engines beside each other ------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EngineTable.h"

#include "llvm/Support/raw_ostream.h"

using namespace lowres;

Engine &EngineTable::keep(const std::string &name, TimingRow::Role role,
                          unsigned batch, std::unique_ptr<Engine> engine) {
  engines.push_back(std::move(engine));
  Engine &kept = *engines.back();
  timing.add({name, role, batch, static_cast<double>(batch),
              [&kept] { (void)kept.run(); }});
  return kept;
}

Engine *EngineTable::addBaseline(const std::string &name, unsigned batch,
                                 EngineOr engine) {
  if (engine)
    return &keep(name, TimingRow::Role::Baseline, batch, std::move(*engine));
  if (leftOut.insert(name).second)
    llvm::outs() << name << " is left out: " << engine.error().message << "\n";
  return nullptr;
}
