//===- AArch64FeatureBits.cpp - Where Linux says a feature ----------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From "ARM64 ELF hwcaps" in the documentation of Linux, which names the bits
// of asm/hwcap.h.
//
//===----------------------------------------------------------------------===//

#include "AArch64FeatureBits.h"

using namespace mlir::lowres;

static constexpr AuxiliaryWord HWCAP = AuxiliaryWord::HWCAP;
static constexpr AuxiliaryWord HWCAP2 = AuxiliaryWord::HWCAP2;

llvm::ArrayRef<AArch64FeatureBit> mlir::lowres::getAArch64FeatureBits() {
  static const AArch64FeatureBit bits[] = {
      {"aes", HWCAP, 3},
      {"aes", HWCAP, 4},
      {"sha2", HWCAP, 5},
      {"sha2", HWCAP, 6},
      {"crc", HWCAP, 7},
      {"lse", HWCAP, 8},
      {"fullfp16", HWCAP, 9},
      {"fullfp16", HWCAP, 10},
      {"rdm", HWCAP, 12},
      {"jsconv", HWCAP, 13},
      {"complxnum", HWCAP, 14},
      {"rcpc", HWCAP, 15},
      {"sha3", HWCAP, 17},
      {"sha3", HWCAP, 21},
      {"sm4", HWCAP, 18},
      {"sm4", HWCAP, 19},
      {"dotprod", HWCAP, 20},
      {"sve", HWCAP, 22},
      {"fp16fml", HWCAP, 23},
      {"lse2", HWCAP, 25},
      {"rcpc-immo", HWCAP, 26},
      {"flagm", HWCAP, 27},
      {"cmpbr", HWCAP, 33},
      {"fprcvt", HWCAP, 34},
      {"f8f32mm", HWCAP, 35},
      {"f8f16mm", HWCAP, 36},
      {"sve-f16f32mm", HWCAP, 37},
      {"sve-aes2", HWCAP, 39},
      {"sve-bfscale", HWCAP, 40},
      {"sve2p2", HWCAP, 41},
      {"sve2", HWCAP2, 1},
      {"sve-aes", HWCAP2, 2},
      {"sve-aes", HWCAP2, 3},
      {"sve-bitperm", HWCAP2, 4},
      {"sve-sha3", HWCAP2, 5},
      {"sve-sm4", HWCAP2, 6},
      {"altnzcv", HWCAP2, 7},
      {"fptoint", HWCAP2, 8},
      {"f32mm", HWCAP2, 10},
      {"f64mm", HWCAP2, 11},
      // Every processor with FEAT_I8MM has FEAT_DotProd, so asking for both is
      // asking for more than for the latter alone: it comes first in a list.
      {"i8mm", HWCAP, 20},
      {"i8mm", HWCAP2, 13},
      {"bf16", HWCAP2, 14},
      {"cssc", HWCAP2, 34},
      {"sve2p1", HWCAP2, 36},
      {"mops", HWCAP2, 43},
      {"hbc", HWCAP2, 44},
      {"sve-b16b16", HWCAP2, 45},
      {"rcpc3", HWCAP2, 46},
      {"lse128", HWCAP2, 47},
      {"lut", HWCAP2, 49},
      {"faminmax", HWCAP2, 50},
      {"fp8", HWCAP2, 48},
      {"fp8", HWCAP2, 51},
      {"fp8fma", HWCAP2, 52},
      {"fp8dot4", HWCAP2, 53},
      {"fp8dot2", HWCAP2, 54},
  };
  return bits;
}

llvm::ArrayRef<llvm::StringLiteral>
mlir::lowres::getUncheckedAArch64Features() {
  static const llvm::StringLiteral names[] = {
      // Part of the baseline.
      "fp-armv8",
      "neon",
      // Shorthands for others.
      "crypto",
      "sve2-aes",
      "sve2-bitperm",
      "sve2-sha3",
      "sve2-sm4",
      // Only on request.
      "am",
      "amvs",
      "brbe",
      "bti",
      "btie",
      "ccdp",
      "ccidx",
      "ccpp",
      "chk",
      "clrbhb",
      "cmh",
      "cpa",
      "d128",
      "dit",
      "ecv",
      "ete",
      "fgt",
      "fpac",
      "gcie",
      "gcs",
      "hcx",
      "ite",
      "lor",
      "ls64",
      "lscp",
      "lsfe",
      "lsui",
      "mec",
      "mops-go",
      "mpam",
      "mpamv2",
      "mte",
      "mtetc",
      "nmi",
      "nv",
      "occmo",
      "pan",
      "pan-rwv",
      "pauth",
      "pauth-lr",
      "pcdphint",
      "perfmon",
      "poe2",
      "pops",
      "predres",
      "prfm-slc-target",
      "rand",
      "ras",
      "rasv2",
      "rme",
      "sb",
      "sel2",
      "spe",
      "spe-eef",
      "specres2",
      "specrestrict",
      "ssbs",
      "tev",
      "the",
      "tlb-rmi",
      "tlbid",
      "tlbiw",
      "tracev8.4",
      "trbe",
      "uaops",
      "vh",
      "wfxt",
      "xs",
      // Only in functions that are in streaming mode.
      "sme",
      "sme-b16b16",
      "sme-f16f16",
      "sme-f64f64",
      "sme-f8f16",
      "sme-f8f32",
      "sme-fa64",
      "sme-i16i64",
      "sme-lutv2",
      "sme-mop4",
      "sme-tmop",
      "sme2",
      "sme2p1",
      "sme2p2",
      "sme2p3",
      "ssve-aes",
      "ssve-bitperm",
      "ssve-fexpa",
      "ssve-fp8dot2",
      "ssve-fp8dot4",
      "ssve-fp8fma",
      // Of Armv9.7-A, which no CPU of LLVM and no kernel here has.
      "f16f32dot",
      "f16f32mm",
      "f16mm",
      "sve-b16mm",
      "sve2p3",
  };
  return names;
}
