//===- TargetSpec.cpp - What --target= names ------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/TargetSpec.h"

#include "SubtargetLookup.h"
#include "mlir/Dialect/LLVMIR/LLVMAttrs.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/AArch64TargetParser.h"
#include "llvm/TargetParser/ARMTargetParser.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/RISCVTargetParser.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/TargetParser/X86TargetParser.h"

using namespace mlir;
using namespace mlir::lowres;
using llvm::Error;
using llvm::Expected;
using llvm::MCSubtargetInfo;
using llvm::StringRef;
using llvm::Triple;
using llvm::Twine;

static Error makeError(const Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

void mlir::lowres::initializeLLVMTargets() {
  static const bool done = [] {
    llvm::InitializeAllTargetInfos();
    llvm::InitializeAllTargets();
    llvm::InitializeAllTargetMCs();
    llvm::InitializeAllAsmPrinters();
    llvm::InitializeAllAsmParsers();
    return true;
  }();
  (void)done;
}

//===----------------------------------------------------------------------===//
// Messages
//===----------------------------------------------------------------------===//

/// A triple that goes with the CPU `name`, where a CPU by itself is no target:
/// 32-bit Arm with a choice of systems, RISC-V.
static std::string getSuggestedTriple(StringRef name) {
  if (llvm::RISCV::parseCPU(name, /*IsRV64=*/true))
    return "riscv64";
  if (llvm::RISCV::parseCPU(name, /*IsRV64=*/false))
    return "riscv32";
  llvm::ARM::ArchKind arch = llvm::ARM::parseCPUArch(name);
  std::string system;
  switch (llvm::ARM::parseArchProfile(llvm::ARM::getArchName(arch))) {
  case llvm::ARM::ProfileKind::A:
    system = "-linux-gnueabihf";
    break;
  case llvm::ARM::ProfileKind::R:
    system = "-none-eabihf";
    break;
  default:
    return "";
  }
  return ("arm" + llvm::ARM::getSubArch(arch)).str() + system;
}

static Error unknownTarget(StringRef name) {
  if (std::string triple = getSuggestedTriple(name); !triple.empty())
    return makeError("unknown target '" + name +
                     "'; this CPU needs a triple, as in " + triple + ":" +
                     name);
  return makeError("unknown target '" + name +
                   "'; expected 'native', a CPU such as x86-64, "
                   "x86-64-v2, x86-64-v3, x86-64-v4, icelake-server, "
                   "sapphirerapids, cortex-a76, cortex-m4, or an architecture "
                   "or triple such as aarch64, riscv64, aarch64-linux-gnu, "
                   "thumbv7em-none-eabi, with a CPU if need be "
                   "(riscv64:sifive-u74)");
}

/// Known names that resemble `name`, closest first, or else the first few.
template <typename Table>
static std::string suggest(StringRef name, const Table &table) {
  constexpr unsigned maxShown = 6;
  constexpr unsigned maxDistance = 2;
  llvm::SmallVector<std::pair<unsigned, StringRef>> close, all;
  for (const auto &entry : table) {
    StringRef key = entry.Key;
    unsigned distance = name.edit_distance(key, /*AllowReplacements=*/true,
                                           /*MaxEditDistance=*/maxDistance);
    if (distance <= maxDistance || (name.size() > 2 && key.starts_with(name)))
      close.emplace_back(distance, key);
    all.emplace_back(0, key);
  }
  llvm::sort(close);
  auto &shown = close.empty() ? all : close;
  if (shown.size() > maxShown)
    shown.resize(maxShown);
  return llvm::join(llvm::make_second_range(shown), ", ");
}

static Error unknownCPU(StringRef name, const MCSubtargetInfo &subtarget) {
  return makeError("unknown CPU '" + name + "' for " +
                   subtarget.getTargetTriple().str() + "; known are " +
                   suggest(name, subtarget.getAllProcessorDescriptions()) +
                   ", ...");
}

static Error unknownFeature(StringRef name, const MCSubtargetInfo &subtarget) {
  return makeError("unknown feature '" + name + "' for " +
                   subtarget.getTargetTriple().str() + "; known are " +
                   suggest(name, subtarget.getAllProcessorFeatures()) +
                   ", ...");
}

//===----------------------------------------------------------------------===//
// LLVM's tables
//===----------------------------------------------------------------------===//

/// The subtarget of `triple`, CPU and features unchecked.
static Expected<std::unique_ptr<MCSubtargetInfo>>
createUnchecked(const Triple &triple, StringRef cpu, StringRef features) {
  initializeLLVMTargets();
  std::string ignored;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, ignored);
  if (!target || !target->hasTargetMachine())
    return unknownTarget(triple.str());
  // The object's interface is C's; GPU back ends have no such calls.
  if (triple.isGPU() || triple.isSPIRV())
    return makeError("target '" + triple.str() +
                     "' is not a CPU; this compiler makes C functions");
  std::unique_ptr<MCSubtargetInfo> subtarget(
      target->createMCSubtargetInfo(triple, cpu, features));
  if (!subtarget)
    return unknownTarget(triple.str());
  return subtarget;
}

static bool isKnownCPU(const MCSubtargetInfo &subtarget, StringRef cpu) {
  // For x86_64 LLVM's table has the 32-bit CPUs too, and aborts on them later.
  if (subtarget.getTargetTriple().getArch() == Triple::x86_64 &&
      cpu != "generic" &&
      llvm::X86::parseArchX86(cpu, /*Only64Bit=*/true) == llvm::X86::CK_None)
    return false;
  // Not every back end lists it, but all take it as a default.
  return cpu == "generic" || subtarget.isCPUStringValid(cpu);
}

Expected<std::unique_ptr<MCSubtargetInfo>>
mlir::lowres::createSubtargetInfo(const TargetSpec &spec) {
  Triple triple(spec.triple);
  Expected<std::unique_ptr<MCSubtargetInfo>> plain =
      createUnchecked(triple, "", "");
  if (!plain)
    return plain.takeError();
  if (!isKnownCPU(**plain, spec.cpu))
    return unknownCPU(spec.cpu, **plain);
  for (StringRef feature : spec.features) {
    StringRef name = feature;
    if (!name.consume_front("+") && !name.consume_front("-"))
      return makeError("feature '" + feature + "' has no sign");
    if (!findFeature(**plain, name))
      return unknownFeature(name, **plain);
  }
  return createUnchecked(triple, spec.cpu, spec.featureString());
}

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

TargetSpec mlir::lowres::getHostTargetSpec() {
  TargetSpec spec{Triple::normalize(llvm::sys::getProcessTriple()),
                  llvm::sys::getHostCPUName().str(),
                  {}};
  if (spec.cpu.empty())
    spec.cpu = "generic";
  Expected<std::unique_ptr<MCSubtargetInfo>> plain =
      createUnchecked(Triple(spec.triple), spec.cpu, "");
  if (!plain) {
    llvm::consumeError(plain.takeError());
    return spec;
  }
  // Of the features LLVM detects, those that the CPU's name does not say. What
  // a hypervisor or the kernel hides shows up with a minus.
  for (const auto &feature : llvm::sys::getHostCPUFeatures()) {
    const llvm::SubtargetFeatureKV *known =
        findFeature(**plain, feature.getKey());
    if (known &&
        (*plain)->getFeatureBits().test(known->Value) != feature.getValue())
      spec.features.push_back(
          ((feature.getValue() ? "+" : "-") + feature.getKey()).str());
  }
  llvm::sort(spec.features);
  return spec;
}

/// The triple that an architecture or triple `name` stands for, or an error.
static Expected<Triple> parseTriple(StringRef name) {
  Triple triple(Triple::normalize(name));
  if (name.empty() || triple.getArch() == Triple::UnknownArch)
    return unknownTarget(name);
  // A bare architecture: Linux, with the ABI its distributions use.
  if (!name.contains('-')) {
    bool isArm32 = triple.isARM() || triple.isThumb();
    triple = Triple(name, "unknown", "linux", isArm32 ? "gnueabihf" : "gnu");
  }
  return triple;
}

/// The triple for a CPU's `name`, if any back end that is asked has such a CPU:
/// Linux, macOS on Apple's own ones (the first that had them, so that linkers
/// take the object for any), and no operating system at all on
/// microcontrollers, with hardware floats where the CPU may have them.
static std::optional<Triple> getTripleOfCPU(StringRef name) {
  if (llvm::X86::parseArchX86(name, /*Only64Bit=*/true) != llvm::X86::CK_None)
    return Triple("x86_64-unknown-linux-gnu");
  if (name == "generic")
    return std::nullopt;
  if (llvm::AArch64::parseCpu(name))
    return Triple(name.starts_with("apple-") ? "arm64-apple-macosx11.0.0"
                                             : "aarch64-unknown-linux-gnu");
  llvm::ARM::ArchKind arch = llvm::ARM::parseCPUArch(name);
  StringRef archName = llvm::ARM::getArchName(arch);
  if (llvm::ARM::parseArchProfile(archName) != llvm::ARM::ProfileKind::M)
    return std::nullopt;
  bool hasFloats = llvm::ARM::getDefaultFPU(name, arch) != llvm::ARM::FK_NONE;
  return Triple(Twine("thumb") + llvm::ARM::getSubArch(arch), "unknown", "none",
                hasFloats ? "eabihf" : "eabi");
}

/// What a distribution for `triple` takes for granted beyond LLVM's generic
/// CPU. (For 32-bit x86, what Clang does: without SSE2, floats are computed
/// with more digits than they have.)
static std::vector<std::string> getBaseFeatures(const Triple &triple) {
  if (triple.getArch() == Triple::x86)
    return {"+sse2"};
  if (triple.isRISCV() && triple.isOSLinux())
    return {"+m", "+a", "+f", "+d", "+c"};
  return {};
}

Expected<TargetSpec> mlir::lowres::parseTargetSpec(StringRef text) {
  auto [machine, featureText] = text.split('+');
  auto [name, cpu] = machine.split(':');
  bool hasCPU = machine.contains(':');
  bool hasFeatures = text.contains('+');

  initializeLLVMTargets();
  TargetSpec spec;
  if (name == "native") {
    if (hasCPU)
      return makeError("target '" + text +
                       "': 'native' is a CPU by itself, ':" + cpu +
                       "' cannot follow");
    spec = getHostTargetSpec();
  } else if (std::optional<Triple> known = getTripleOfCPU(name)) {
    if (hasCPU)
      return makeError("target '" + text + "': '" + name +
                       "' is a CPU already, ':" + cpu + "' cannot follow");
    spec.triple = known->str();
    spec.cpu = name.str();
  } else {
    Expected<Triple> triple = parseTriple(name);
    if (!triple)
      return triple.takeError();
    spec.triple = triple->str();
    spec.cpu = hasCPU ? cpu.str() : "generic";
    if (!hasCPU)
      spec.features = getBaseFeatures(*triple);
  }

  Expected<std::unique_ptr<MCSubtargetInfo>> plain =
      createUnchecked(Triple(spec.triple), "", "");
  if (!plain) {
    // Report the name as it was written.
    std::string message = llvm::toString(plain.takeError());
    return StringRef(message).starts_with("unknown target")
               ? unknownTarget(name)
               : makeError(message);
  }
  if (!isKnownCPU(**plain, spec.cpu))
    return unknownCPU(spec.cpu, **plain);

  llvm::SmallVector<StringRef> parts;
  if (hasFeatures)
    featureText.split(parts, '+');
  for (StringRef part : parts) {
    if (part.empty())
      return makeError("target '" + text + "': a '+' without a feature");
    StringRef feature = part;
    bool off = !findFeature(**plain, part) && feature.consume_front("no-");
    if (!findFeature(**plain, feature))
      return unknownFeature(feature, **plain);
    spec.features.push_back(((off ? "-" : "+") + feature).str());
  }
  return spec;
}

//===----------------------------------------------------------------------===//
// Text and attribute
//===----------------------------------------------------------------------===//

std::string TargetSpec::featureString() const {
  return llvm::join(features, ",");
}

std::string TargetSpec::str() const {
  std::string text = triple + " " + cpu;
  if (!features.empty())
    text += " " + featureString();
  return text;
}

LLVM::TargetAttr mlir::lowres::getTargetAttr(MLIRContext *context,
                                             const TargetSpec &spec) {
  Builder builder(context);
  LLVM::TargetFeaturesAttr features;
  if (!spec.features.empty()) {
    llvm::SmallVector<StringRef> names(spec.features.begin(),
                                       spec.features.end());
    features = LLVM::TargetFeaturesAttr::get(context, names);
  }
  return LLVM::TargetAttr::get(context, builder.getStringAttr(spec.triple),
                               builder.getStringAttr(spec.cpu), features);
}

TargetSpec mlir::lowres::getTargetSpec(LLVM::TargetAttr attr) {
  TargetSpec spec;
  spec.triple = attr.getTriple().str();
  spec.cpu = attr.getChip().str();
  if (spec.cpu.empty())
    spec.cpu = "generic";
  if (LLVM::TargetFeaturesAttr features = attr.getFeatures())
    for (StringAttr feature : features.getFeatures())
      spec.features.push_back(feature.str());
  return spec;
}
