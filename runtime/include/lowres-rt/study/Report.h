//===- Report.h - A study as a page -----------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_STUDY_REPORT_H
#define LOWRES_RT_STUDY_REPORT_H

#include "lowres-rt/study/Summary.h"

namespace lowres {

/// The study as one HTML page that loads nothing and needs no scripts: for each
/// model, with and without augmentation, the accuracy on training and test
/// images over the epochs with a line for each number of levels, as in the
/// figures of arXiv 2502.08795, and loss, sign flips and saturated latents;
/// accuracy against bits per weight; the table of formatCsv(); and how to
/// repeat it. Where there are several seeds a line is their mean, with a band
/// from the least to the greatest value.
///
/// `runs` are those of readStudy(); unfinished ones are counted only.
/// `commands` are the command lines that made the study.
std::string formatReport(const std::vector<RunRecord> &runs,
                         const std::vector<std::string> &commands);

} // namespace lowres

#endif // LOWRES_RT_STUDY_REPORT_H
