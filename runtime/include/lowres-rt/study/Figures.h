//===- Figures.h - The charts of a study ------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_STUDY_FIGURES_H
#define LOWRES_RT_STUDY_FIGURES_H

#include "lowres-rt/study/Chart.h"
#include "lowres-rt/study/Summary.h"

namespace lowres {

/// The finished runs of a model, with or without augmentation.
struct RunGroup {
  std::string model;
  bool augment = false;
  /// Layers have levels of their own.
  bool isMixed = false;
  /// The runs with each number of levels, one a seed; float weights first.
  std::vector<std::pair<int, std::vector<const RunRecord *>>> levels;
};

/// Groups the finished ones of `runs`, which are sorted and must live as long
/// as the groups.
std::vector<RunGroup> groupRuns(const std::vector<RunRecord> &runs);

/// "float32", "N = 5"; "--levels f32", "--levels 5" in a mixed group.
std::string legendName(const RunGroup &group, int levels);

/// "fcnn1, without augmentation".
std::string groupTitle(const RunGroup &group);

/// CSS classes for lines: the same one for the same number of levels in all
/// figures of a study.
class Palette {
public:
  explicit Palette(const std::vector<RunRecord> &runs);

  /// "cf" for float weights; "c0" to "c6", from few levels to many.
  std::string classOf(int levels) const;

  /// The class of line number `index`.
  static std::string classAt(size_t index);

private:
  std::vector<int> levelCounts; // Ascending, without float weights.
};

// Over epochs, with a line for each number of levels: the mean of the runs of
// all seeds, and if there are several, a band from the least to the greatest.

/// In percent: of the test images, solid, and of the training images, dashed.
Chart accuracyChart(const RunGroup &group, const Palette &palette);
/// Mean training loss; values above `MostLoss` are drawn there.
Chart lossChart(const RunGroup &group, const Palette &palette);
/// In percent; no line where all weights are float ones.
Chart signFlipChart(const RunGroup &group, const Palette &palette);
Chart saturationChart(const RunGroup &group, const Palette &palette);

/// Twice the loss of a guess among ten classes.
constexpr double MostLoss = 5.0;

/// Best accuracy on the test images, in percent, against bits per weight: a
/// line a model, mean and band as above, and a dashed one at the accuracy of
/// the runs whose weights are all float ones. Leaves out runs whose bits are
/// not known. Without lines when no run has levels.
Chart bitsChart(const std::vector<RunSummary> &summaries, bool augment);

} // namespace lowres

#endif // LOWRES_RT_STUDY_FIGURES_H
