//===- DispatchTest.cpp ---------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which variant of an object is chosen on which processor: the choosing code,
// with calls of functions of this file in place of CPUID and XGETBV.
//
//===----------------------------------------------------------------------===//

#include "../../../lib/Target/X86Check.h"

#include "TestModule.h"
#include "lowres/Target/Codegen.h"
#include "lowres/Target/TargetList.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/ExecutionEngine/Orc/ThreadSafeModule.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::lowres;

#if defined(__x86_64__)

namespace {

/// A processor and its operating system.
struct Processor {
  CPURequirements bits;
  uint32_t lastLeaf = 7;
  uint32_t lastExtendedLeaf = 0x80000008;
  unsigned questions = 0;

  /// What LLVM says of a CPU.
  static Processor named(StringRef name) {
    return Processor{getCPURequirements(test::getTarget(name))};
  }

  std::array<uint32_t, 4> cpuid(uint32_t leaf, uint32_t subleaf) {
    ++questions;
    if (leaf == 0)
      return {lastLeaf, 0, 0, 0};
    if (leaf == 0x80000000)
      return {lastExtendedLeaf, 0, 0, 0};
    // Some other data, as Intel's processors have it.
    if (leaf > (leaf & 0x80000000 ? lastExtendedLeaf : lastLeaf))
      return {~0u, ~0u, ~0u, ~0u};
    std::array<uint32_t, 4> result{};
    for (const auto &[word, mask] : bits.masks) {
      if (word[0] == leaf && word[1] == subleaf)
        result[word[2]] = uint32_t(mask);
      // The last subleaf.
      if (leaf == 7 && subleaf == 0 && word[0] == 7 && word[1] == 1)
        result[0] = 1;
    }
    return result;
  }
};

Processor processor;

void fakeCPUID(uint32_t leaf, uint32_t subleaf, uint32_t *registers) {
  llvm::copy(processor.cpuid(leaf, subleaf), registers);
}

void fakeXGETBV(uint32_t index, uint32_t *registers) {
  EXPECT_EQ(index, 0u);
  // Without OSXSAVE this is an illegal instruction.
  uint64_t leaf1 = processor.bits.masks[{1, 0, 2}];
  EXPECT_TRUE(leaf1 >> 27 & 1);
  registers[0] = uint32_t(processor.bits.masks[kX86XCR0]);
  registers[1] = 0;
}

/// Makes `function` call this file's functions instead of using the
/// instructions.
void replaceInstructions(llvm::Function &function) {
  llvm::Module &module = *function.getParent();
  for (llvm::Instruction &instruction :
       llvm::make_early_inc_range(llvm::instructions(function))) {
    auto *call = dyn_cast<llvm::CallInst>(&instruction);
    if (!call || !call->isInlineAsm())
      continue;
    StringRef text =
        cast<llvm::InlineAsm>(call->getCalledOperand())->getAsmString();
    llvm::IRBuilder<> builder(call);
    llvm::Value *registers = builder.CreateAlloca(call->getType());
    SmallVector<llvm::Value *> arguments(call->args());
    arguments.push_back(registers);
    SmallVector<llvm::Type *> types;
    for (llvm::Value *argument : arguments)
      types.push_back(argument->getType());
    builder.CreateCall(
        module.getOrInsertFunction(
            text, llvm::FunctionType::get(builder.getVoidTy(), types, false)),
        arguments);
    call->replaceAllUsesWith(builder.CreateLoad(call->getType(), registers));
    call->eraseFromParent();
  }
}

/// The choosing code of an object for several targets, in this process.
class Chooser {
public:
  explicit Chooser(StringRef list) {
    std::unique_ptr<MLIRContext> context = test::createContext();
    SmallVector<LoweredModel> models;
    std::vector<OwningOpRef<ModuleOp>> modules;
    for (const TargetInfo &target : llvm::cantFail(parseTargetList(list))) {
      modules.push_back(test::createSumModel(*context));
      models.push_back({*modules.back(), target});
      cpus.push_back(target.getSpec().cpu);
    }
    auto text =
        generateCode(models, test::getSumInterface(), CodegenOutput::LLVMIR);
    auto llvmContext = std::make_unique<llvm::LLVMContext>();
    llvm::SMDiagnostic error;
    // The parser reads up to a zero, which a copy has.
    auto buffer = llvm::MemoryBuffer::getMemBufferCopy(
        {text->data(), text->size()}, "sum");
    std::unique_ptr<llvm::Module> module =
        llvm::parseIR(*buffer, error, *llvmContext);
    EXPECT_TRUE(module) << error.getMessage().str();
    module->getGlobalVariable("sum.chosen", /*AllowInternal=*/true)
        ->setLinkage(llvm::GlobalValue::ExternalLinkage);
    replaceInstructions(*module->getFunction("sum.choose"));

    jit = llvm::cantFail(llvm::orc::LLJITBuilder().create());
    auto define = [&](StringRef name, auto *function) {
      llvm::cantFail(jit->getMainJITDylib().define(llvm::orc::absoluteSymbols(
          {{jit->mangleAndIntern(name),
            {llvm::orc::ExecutorAddr::fromPtr(function),
             llvm::JITSymbolFlags::Exported}}})));
    };
    define("cpuid", fakeCPUID);
    define("xgetbv", fakeXGETBV);
    llvm::cantFail(jit->addIRModule(llvm::orc::ThreadSafeModule(
        std::move(module), std::move(llvmContext))));
    size = llvm::cantFail(jit->lookup("sum_workspace_size"))
               .toPtr<int64_t(int64_t)>();
    chosen = llvm::cantFail(jit->lookup("sum.chosen")).toPtr<int *>();
  }

  /// The CPU chosen on a machine.
  std::string choose(const Processor &machine) {
    processor = machine;
    *chosen = 0;
    EXPECT_EQ(size(5), 1280);
    int choice = *chosen;
    // Nothing is asked twice, and nothing at all the second time.
    EXPECT_LE(processor.questions, 6u);
    processor = Processor();
    EXPECT_EQ(size(6), 1536);
    EXPECT_EQ(processor.questions, 0u);
    EXPECT_EQ(*chosen, choice);
    return cpus.at(choice - 1);
  }

private:
  std::vector<std::string> cpus;
  std::unique_ptr<llvm::orc::LLJIT> jit;
  /// An entry that any machine can execute, whichever CPU it is compiled for.
  int64_t (*size)(int64_t) = nullptr;
  int *chosen = nullptr;
};

class Dispatch : public testing::Test {
protected:
  static void SetUpTestSuite() {
    chooser = new Chooser("x86-64-v2,x86-64-v3,x86-64-v4,sapphirerapids");
  }
  static void TearDownTestSuite() {
    delete chooser;
    chooser = nullptr;
  }

  static Chooser *chooser;
};
Chooser *Dispatch::chooser = nullptr;

TEST_F(Dispatch, TheBestOfEachProcessor) {
  for (auto [cpu, expected] : {std::pair("graniterapids", "sapphirerapids"),
                               {"sapphirerapids", "sapphirerapids"},
                               {"icelake-server", "x86-64-v4"},
                               {"znver4", "x86-64-v4"},
                               {"skylake-avx512", "x86-64-v4"},
                               {"alderlake", "x86-64-v3"},
                               {"znver1", "x86-64-v3"},
                               {"haswell", "x86-64-v3"},
                               {"sandybridge", "x86-64-v2"},
                               {"nehalem", "x86-64-v2"},
                               {"core2", "x86-64"},
                               {"knl", "x86-64-v3"},
                               {"x86-64", "x86-64"}})
    EXPECT_EQ(chooser->choose(Processor::named(cpu)), expected) << cpu;
}

TEST_F(Dispatch, OneMissingBitIsEnough) {
  // Bits in the way of x86-64-v3: FMA, BMI2, LZCNT, OSXSAVE.
  for (auto [leaf, reg, bit] : {std::tuple(1u, 2u, 12u),
                                {7u, 1u, 8u},
                                {0x80000001u, 2u, 5u},
                                {1u, 2u, 27u}}) {
    Processor machine = Processor::named("sapphirerapids");
    machine.bits.masks.at({leaf, 0, reg}) &= ~(1u << bit);
    EXPECT_EQ(chooser->choose(machine), "x86-64-v2") << leaf << " " << bit;
  }
}

TEST_F(Dispatch, TheOperatingSystemMustSaveTheRegisters) {
  Processor machine = Processor::named("sapphirerapids");
  machine.bits.masks[kX86XCR0] = 0xe7; // no tiles
  EXPECT_EQ(chooser->choose(machine), "x86-64-v4");
  machine.bits.masks[kX86XCR0] = 0x7; // no ZMM
  EXPECT_EQ(chooser->choose(machine), "x86-64-v3");
  machine.bits.masks[kX86XCR0] = 0x3; // no YMM
  EXPECT_EQ(chooser->choose(machine), "x86-64-v2");
}

TEST_F(Dispatch, UnknownLeavesAreNotBelieved) {
  Processor machine = Processor::named("sapphirerapids");
  machine.lastLeaf = 6;
  EXPECT_EQ(chooser->choose(machine), "x86-64-v2");
  machine.lastExtendedLeaf = 0x80000000;
  EXPECT_EQ(chooser->choose(machine), "x86-64");
  machine = Processor::named("sapphirerapids");
  for (uint32_t reg = 0; reg < 4; ++reg)
    machine.bits.masks.erase({7, 1, reg});
  EXPECT_EQ(chooser->choose(machine), "x86-64-v4");
}

} // namespace

#endif
