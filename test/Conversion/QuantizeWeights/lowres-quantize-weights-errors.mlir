// DEFINE: %{options} =
// DEFINE: %{run} = not lowres-opt %s --lowres-quantize-weights='%{options}' 2>&1 | FileCheck %s

// REDEFINE: %{options} = levels=1
// RUN: %{run} --check-prefix=LEVELS
// LEVELS: error: levels must be in [2, 256], got 1

// REDEFINE: %{options} = group-size=0
// RUN: %{run} --check-prefix=GROUP
// GROUP: error: group-size must be at least 1

// REDEFINE: %{options} = layers=0
// RUN: %{run} --check-prefix=SYNTAX
// SYNTAX: error: '0': expected LAYER:N or LAYER:f32

// REDEFINE: %{options} = layers=0:300
// RUN: %{run} --check-prefix=MANY
// MANY: error: '0:300': levels must be in [2, 256], got 300

// REDEFINE: %{options} = layers=fc7:3
// RUN: %{run} --check-prefix=NAME
// NAME: error: no layer 'fc7': the model has 0 layers

module {}
