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
                          const TimedCase &of, std::unique_ptr<Engine> engine) {
  engines.push_back(std::move(engine));
  Engine &kept = *engines.back();
  timing.add({name, role, of, [&kept] { (void)kept.run(); }});
  return kept;
}

Engine *EngineTable::addBaseline(const std::string &name, const TimedCase &of,
                                 EngineOr engine) {
  if (engine)
    return &keep(name, TimingRow::Role::Baseline, of, std::move(*engine));
  if (leftOut.insert(name).second)
    llvm::outs() << name << " is left out: " << engine.error().message << "\n";
  return nullptr;
}
