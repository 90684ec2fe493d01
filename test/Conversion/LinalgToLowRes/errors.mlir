// RUN: not lowres-opt %s --convert-linalg-to-lowres=max-levels=1 2>&1 | FileCheck %s --check-prefix=ONE
// ONE: error: max-levels must be in [2, 256], got 1
// RUN: not lowres-opt %s --convert-tosa-to-lowres=max-levels=257 2>&1 | FileCheck %s --check-prefix=MANY
// MANY: error: max-levels must be in [2, 256], got 257

module {}
