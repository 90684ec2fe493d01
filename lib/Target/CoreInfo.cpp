//===- CoreInfo.cpp - What a core does in a cycle -------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/CoreInfo.h"

#include "mlir/Dialect/DLTI/DLTI.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace mlir;
using namespace mlir::lowres;

static constexpr StringLiteral kDevice = "CPU", kPrefix = "lowres.";

namespace {
struct Property {
  StringLiteral name; ///< Behind the prefix.
  double CoreInfo::*value;
  // What no machine is beyond.
  double least = 0.01, most = 1e6;
};
} // namespace

static constexpr Property kProperties[] = {
    {"operations_per_cycle", &CoreInfo::operations},
    {"products_per_cycle", &CoreInfo::products},
    {"lookups_per_cycle", &CoreInfo::lookups},
    {"loads_per_cycle", &CoreInfo::loads},
    {"near_bytes_per_cycle", &CoreInfo::nearBytes},
    {"far_bytes_per_cycle", &CoreInfo::farBytes},
    {"exposed_part", &CoreInfo::exposed, 0.01, 1},
    {"cache_bytes", &CoreInfo::cacheBytes, 1, 1e12},
};

/// The name of a property of ours behind the prefix, or nothing.
static std::optional<StringRef> getName(DataLayoutEntryInterface entry) {
  auto key = dyn_cast<StringAttr>(entry.getKey());
  StringRef name = key ? key.getValue() : "";
  return name.consume_front(kPrefix) ? std::optional(name) : std::nullopt;
}

static double getNumber(Attribute value) {
  if (auto number = dyn_cast<FloatAttr>(value))
    return number.getValueAsDouble();
  if (auto number = dyn_cast<IntegerAttr>(value))
    return number.getValue().signedRoundToDouble();
  return NAN;
}

/// Without an exponent.
static std::string formatBound(double bound) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.15g", bound);
  return text;
}

TargetDeviceSpecInterface mlir::lowres::getDescriptionOfCore(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  if (!module)
    module = op->getParentOfType<ModuleOp>();
  auto system = module->getAttrOfType<TargetSystemSpecInterface>(
      DLTIDialect::kTargetSystemDescAttrName);
  if (!system)
    return {};
  auto device = StringAttr::get(op->getContext(), kDevice);
  auto spec = system.getDeviceSpecForDeviceID(device);
  if (spec && llvm::any_of(spec->getEntries(), getName))
    return *spec;
  return {};
}

FailureOr<CoreInfo> CoreInfo::getFor(Operation *op, const TargetInfo &target) {
  CoreInfo core(target);
  TargetDeviceSpecInterface spec = getDescriptionOfCore(op);
  if (!spec)
    return core;
  for (DataLayoutEntryInterface entry : spec.getEntries()) {
    std::optional<StringRef> name = getName(entry);
    if (!name)
      continue;
    const Property *property =
        llvm::find_if(kProperties, [&](const Property &known) {
          return known.name == *name;
        });
    if (property == std::end(kProperties)) {
      InFlightDiagnostic error = op->emitError();
      error << "unknown property \"" << kPrefix << *name
            << "\" of a core; known are ";
      llvm::interleaveComma(kProperties, error, [&](const Property &known) {
        error << kPrefix << known.name;
      });
      return error;
    }
    double value = getNumber(entry.getValue());
    if (!(value >= property->least && value <= property->most))
      return op->emitError()
             << "\"" << kPrefix << *name << "\": expected a number from "
             << formatBound(property->least) << " to "
             << formatBound(property->most) << ", got " << entry.getValue();
    core.*property->value = value;
  }
  return core;
}

std::string CoreInfo::str() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "module attributes {dlti.target_system_spec =\n"
     << "  #dlti.target_system_spec<\"" << kDevice
     << "\" = #dlti.target_device_spec<";
  llvm::interleave(
      kProperties, os,
      [&](const Property &property) {
        double value = this->*property.value;
        os << "\n    \"" << kPrefix << property.name << "\" = "
           << llvm::format(value == std::floor(value) ? "%.1f" : "%.4f", value);
      },
      ",");
  os << ">>} {}\n";
  return text;
}

void mlir::lowres::setDescriptionOfCore(ModuleOp module,
                                        TargetDeviceSpecInterface spec) {
  MLIRContext *context = module.getContext();
  auto device = StringAttr::get(context, kDevice);
  StringRef name = DLTIDialect::kTargetSystemDescAttrName;
  SmallVector<DataLayoutEntryInterface> devices;
  if (auto system = module->getAttrOfType<TargetSystemSpecInterface>(name))
    llvm::append_range(devices, system.getEntries());
  llvm::erase_if(devices, [&](DataLayoutEntryInterface entry) {
    return entry.getKey() == DataLayoutEntryKey(device);
  });
  devices.push_back(DataLayoutEntryAttr::get(device, spec));
  module->setAttr(name, TargetSystemSpecAttr::get(context, devices));
}
