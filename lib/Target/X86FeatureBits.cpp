//===- X86FeatureBits.cpp - Where CPUID says a feature --------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From the CPUID description in the "Intel 64 and IA-32 Architectures Software
// Developer's Manual" volume 2A and the "AMD64 Architecture Programmer's
// Manual" volume 3, appendix E.
//
//===----------------------------------------------------------------------===//

#include "X86FeatureBits.h"

using namespace mlir::lowres;

namespace {
constexpr CPUIDRegister EAX = CPUIDRegister::EAX;
constexpr CPUIDRegister EBX = CPUIDRegister::EBX;
constexpr CPUIDRegister ECX = CPUIDRegister::ECX;
constexpr CPUIDRegister EDX = CPUIDRegister::EDX;

// XCR0: which registers the operating system saves.
constexpr uint32_t ymm = 0x6;          // SSE and AVX state
constexpr uint32_t zmm = 0xe6;         // and opmask, upper ZMM, ZMM16-31
constexpr uint32_t tiles = 0x60000;    // AMX TILECFG and TILEDATA
constexpr uint32_t extended = 0x80000; // APX's further general registers

constexpr uint32_t extendedLeaf = 0x80000001;
} // namespace

llvm::ArrayRef<X86FeatureBit> mlir::lowres::getX86FeatureBits() {
  static const X86FeatureBit bits[] = {
      {"sse3", 1, 0, ECX, 0, 0},
      {"pclmul", 1, 0, ECX, 1, 0},
      {"ssse3", 1, 0, ECX, 9, 0},
      {"fma", 1, 0, ECX, 12, ymm},
      {"cx16", 1, 0, ECX, 13, 0},
      {"sse4.1", 1, 0, ECX, 19, 0},
      {"sse4.2", 1, 0, ECX, 20, 0},
      {"movbe", 1, 0, ECX, 22, 0},
      {"popcnt", 1, 0, ECX, 23, 0},
      {"aes", 1, 0, ECX, 25, 0},
      {"avx", 1, 0, ECX, 28, ymm},
      {"f16c", 1, 0, ECX, 29, ymm},
      {"bmi", 7, 0, EBX, 3, 0},
      {"avx2", 7, 0, EBX, 5, ymm},
      {"bmi2", 7, 0, EBX, 8, 0},
      {"avx512f", 7, 0, EBX, 16, zmm},
      {"avx512dq", 7, 0, EBX, 17, zmm},
      {"adx", 7, 0, EBX, 19, 0},
      {"avx512ifma", 7, 0, EBX, 21, zmm},
      {"avx512cd", 7, 0, EBX, 28, zmm},
      {"sha", 7, 0, EBX, 29, 0},
      {"avx512bw", 7, 0, EBX, 30, zmm},
      {"avx512vl", 7, 0, EBX, 31, zmm},
      {"avx512vbmi", 7, 0, ECX, 1, zmm},
      {"avx512vbmi2", 7, 0, ECX, 6, zmm},
      {"gfni", 7, 0, ECX, 8, 0},
      {"vaes", 7, 0, ECX, 9, ymm},
      {"vpclmulqdq", 7, 0, ECX, 10, ymm},
      {"avx512vnni", 7, 0, ECX, 11, zmm},
      {"avx512bitalg", 7, 0, ECX, 12, zmm},
      {"avx512vpopcntdq", 7, 0, ECX, 14, zmm},
      {"avx512vp2intersect", 7, 0, EDX, 8, zmm},
      {"amx-bf16", 7, 0, EDX, 22, tiles},
      {"avx512fp16", 7, 0, EDX, 23, zmm},
      {"amx-tile", 7, 0, EDX, 24, tiles},
      {"amx-int8", 7, 0, EDX, 25, tiles},
      {"sha512", 7, 1, EAX, 0, ymm},
      {"sm3", 7, 1, EAX, 1, ymm},
      {"sm4", 7, 1, EAX, 2, ymm},
      {"avxvnni", 7, 1, EAX, 4, ymm},
      {"avx512bf16", 7, 1, EAX, 5, zmm},
      {"amx-fp16", 7, 1, EAX, 21, tiles},
      {"avxifma", 7, 1, EAX, 23, ymm},
      {"avxvnniint8", 7, 1, EDX, 4, ymm},
      {"avxneconvert", 7, 1, EDX, 5, ymm},
      {"amx-complex", 7, 1, EDX, 8, tiles},
      {"avxvnniint16", 7, 1, EDX, 10, ymm},
      {"avx10.1", 7, 1, EDX, 19, zmm},
      {"egpr", 7, 1, EDX, 21, extended},
      {"push2pop2", 7, 1, EDX, 21, extended},
      {"ppx", 7, 1, EDX, 21, extended},
      {"ndd", 7, 1, EDX, 21, extended},
      {"ccmp", 7, 1, EDX, 21, extended},
      {"nf", 7, 1, EDX, 21, extended},
      {"cf", 7, 1, EDX, 21, extended},
      {"zu", 7, 1, EDX, 21, extended},
      {"sahf", extendedLeaf, 0, ECX, 0, 0},
      {"lzcnt", extendedLeaf, 0, ECX, 5, 0},
      {"sse4a", extendedLeaf, 0, ECX, 6, 0},
      {"xop", extendedLeaf, 0, ECX, 11, ymm},
      {"fma4", extendedLeaf, 0, ECX, 16, ymm},
      {"tbm", extendedLeaf, 0, ECX, 21, 0},
  };
  return bits;
}

llvm::ArrayRef<llvm::StringLiteral> mlir::lowres::getUncheckedX86Features() {
  static const llvm::StringLiteral names[] = {
      // Part of x86-64 itself.
      "64bit",
      "cmov",
      "crc32", // with SSE4.2
      "cx8",
      "fxsr",
      "mmx",
      "sse",
      "sse2",
      "x87",
      // Only on request.
      "cldemote",
      "clflushopt",
      "clwb",
      "clzero",
      "cmpccxadd",
      "enqcmd",
      "fsgsbase",
      "hreset",
      "invpcid",
      "kl",
      "lwp",
      "movdir64b",
      "movdiri",
      "movrs",
      "mwaitx",
      "pconfig",
      "pku",
      "prefetchi",
      "prfchw",
      "ptwrite",
      "raoint",
      "rdpid",
      "rdpru",
      "rdrnd",
      "rdseed",
      "rtm",
      "serialize",
      "sgx",
      "shstk",
      "tsxldtrk",
      "uintr",
      "usermsr",
      "vzeroupper",
      "waitpkg",
      "wbnoinvd",
      "widekl",
      "xsave",
      "xsavec",
      "xsaveopt",
      "xsaves",
      // AMX and AVX10 forms that no kernel here has.
      "amx-avx512",
      "amx-fp8",
      "amx-movrs",
      "amx-tf32",
      "amx-transpose",
      "avx10.2",
  };
  return names;
}
