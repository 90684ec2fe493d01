//===- Execution.h - Compile networks and run them --------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TEST_UNIT_INTEGRATION_EXECUTION_H
#define LOWRES_TEST_UNIT_INTEGRATION_EXECUTION_H

#include "Network.h"
#include "Reference.h"
#include "lowres/Pipelines/Pipelines.h"
#include "llvm/Support/Error.h"
#include "gtest/gtest.h"

namespace mlir {
namespace lowres {
namespace test {

/// Kernels run by Vulkan, and the rest on this machine.
inline constexpr char kVulkanTarget[] = "spirv-vulkan1.1";

struct CompileOptions {
  ActivationMode activations = ActivationMode::F32;
  /// As lowres-attach-target takes it, or kVulkanTarget.
  std::string target = "native";
  bool reference = false;
};

/// A compiled network.
class Program {
public:
  virtual ~Program() = default;

  /// Runs `rows` rows. Fails the test if the network reads or writes outside
  /// its arguments (a read crashes), or depends on what its workspace held.
  std::vector<float> run(const std::vector<float> &input, int64_t rows);

  /// The same, but an error where the program cannot be run at all.
  virtual llvm::Expected<std::vector<float>>
  tryRun(const std::vector<float> &input, int64_t rows) = 0;
};

/// Compiles the function `net` of a module, for this machine or another one
/// that is emulated; fails with diagnostics.
FailureOr<std::unique_ptr<Program>> compile(const std::string &module,
                                            const CompileOptions &options);

/// Whether this machine runs or emulates code for `target`, which is tried.
/// Says on stdout, once for each target, where it does not.
bool canRun(const std::string &target);

/// A target that is emulated on other machines; they take turns.
std::string getEmulated(size_t turn);

/// Those of `targets` that this machine runs.
std::vector<std::string> getRunnable(std::vector<std::string> targets);

/// Same bits, or both NaN.
::testing::AssertionResult isSame(const std::vector<float> &actual,
                                  const std::vector<float> &expected);

/// Each value within its bound of the expected one.
::testing::AssertionResult isWithin(const std::vector<float> &actual,
                                    const std::vector<Bounded> &expected);

/// Within the bound of each other.
::testing::AssertionResult isClose(const std::vector<float> &actual,
                                   const std::vector<float> &expected,
                                   const std::vector<Bounded> &bounds);

/// Compiles a network and compares it, for several numbers of rows, with the
/// plain C++ reference and with the compiler's reference.
class NetworkChecker {
public:
  /// `batches`: numbers of rows, in place of small ones.
  NetworkChecker(const Network &network, ActivationMode activations,
                 unsigned seed, std::vector<int64_t> batches = {});

  /// Compares code for `target`. `kernel` replaces the annotations of all
  /// layers.
  void check(const std::string &target);
  void check(const std::string &target, const std::string &kernel);

  /// Says how many networks have been compiled and outputs compared since the
  /// last time.
  static void printCounts();

private:
  static int64_t numCompiled, numCompared;

  struct Run {
    int64_t rows;
    std::vector<float> input;
    std::vector<float> output; ///< Of the compiler's reference.
    std::vector<Bounded> exact;
  };

  void compareRuns(const Network &network, const std::string &target);

  Network network;
  ActivationMode activations;
  /// Whether results are defined to the bit.
  bool exact;
  std::vector<Run> runs;
};

} // namespace test
} // namespace lowres
} // namespace mlir

#endif // LOWRES_TEST_UNIT_INTEGRATION_EXECUTION_H
