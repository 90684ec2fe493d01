//===- PtxKernels.cpp - The kernels of tests for CUDA ---------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestModels.h"

using namespace lowres;

static const char kernels[] = R"ptx(.version 6.3
.target sm_50
.address_size 64

// (y * groups.x + x) * threads + thread
.func (.reg .b32 %index) get_index()
{
  .reg .b32 %x;
  mov.u32 %index, %ctaid.y;
  mov.u32 %x, %nctaid.x;
  mul.lo.u32 %index, %index, %x;
  mov.u32 %x, %ctaid.x;
  add.u32 %index, %index, %x;
  mov.u32 %x, %ntid.x;
  mul.lo.u32 %index, %index, %x;
  mov.u32 %x, %tid.x;
  add.u32 %index, %index, %x;
  ret;
}

.visible .entry add(
  .param .u64 in, .param .u64 out, .param .u32 size, .param .u32 addend)
{
  .reg .pred %outside;
  .reg .b32 %index, %limit, %integer;
  .reg .b64 %from, %to, %offset;
  .reg .f32 %x, %y;

  call (%index), get_index;
  ld.param.u32 %limit, [size];
  setp.ge.u32 %outside, %index, %limit;
  @%outside bra END;
  ld.param.u64 %from, [in];
  cvta.to.global.u64 %from, %from;
  ld.param.u64 %to, [out];
  cvta.to.global.u64 %to, %to;
  mul.wide.u32 %offset, %index, 4;
  add.u64 %from, %from, %offset;
  add.u64 %to, %to, %offset;
  ld.param.u32 %integer, [addend];
  cvt.rn.f32.s32 %y, %integer;
  ld.global.f32 %x, [%from];
  add.f32 %x, %x, %y;
  st.global.f32 [%to], %x;
END:
  ret;
}

.visible .entry scale(
  .param .u64 in, .param .u64 out, .param .u32 size, .param .u64 weights,
  .param .u32 period)
{
  .reg .pred %outside;
  .reg .b32 %index, %limit, %integer;
  .reg .b64 %from, %to, %with, %offset;
  .reg .f32 %x, %y;

  call (%index), get_index;
  ld.param.u32 %limit, [size];
  setp.ge.u32 %outside, %index, %limit;
  @%outside bra END;
  ld.param.u64 %from, [in];
  cvta.to.global.u64 %from, %from;
  ld.param.u64 %to, [out];
  cvta.to.global.u64 %to, %to;
  ld.param.u64 %with, [weights];
  cvta.to.global.u64 %with, %with;
  mul.wide.u32 %offset, %index, 4;
  add.u64 %from, %from, %offset;
  add.u64 %to, %to, %offset;
  ld.param.u32 %integer, [period];
  rem.u32 %integer, %index, %integer;
  cvt.u64.u32 %offset, %integer;
  add.u64 %with, %with, %offset;
  ld.global.s8 %integer, [%with];
  cvt.rn.f32.s32 %y, %integer;
  ld.global.f32 %x, [%from];
  mul.f32 %x, %x, %y;
  st.global.f32 [%to], %x;
END:
  ret;
}
)ptx";

const test::TestLauncher &test::getTestLauncher() {
  static const TestLauncher launcher = {"lowres_cuda", kernels,
                                        sizeof(kernels)};
  return launcher;
}
