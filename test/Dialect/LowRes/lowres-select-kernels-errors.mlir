// RUN: lowres-opt %s --lowres-select-kernels -split-input-file \
// RUN:   -verify-diagnostics

// expected-error@+1 {{no target is set: expected an 'llvm.target' attribute here or on an enclosing operation}}
module {}

// -----

// expected-error@+1 {{unknown CPU 'z80' for x86_64-unknown-linux-gnu}}
module attributes {llvm.target = #llvm.target<
  triple = "x86_64-unknown-linux-gnu", chip = "z80">} {}

// -----

// expected-error@+1 {{unknown property "lowres.cycles" of a core; known are lowres.operations_per_cycle, lowres.products_per_cycle, lowres.lookups_per_cycle, lowres.loads_per_cycle, lowres.near_bytes_per_cycle, lowres.far_bytes_per_cycle, lowres.exposed_part, lowres.cache_bytes}}
module attributes {
  llvm.target = #llvm.target<triple = "x86_64-linux-gnu", chip = "x86-64-v3">,
  dlti.target_system_spec = #dlti.target_system_spec<
    "CPU" = #dlti.target_device_spec<"lowres.cycles" = 2.0>>} {}

// -----

// expected-error@+1 {{"lowres.loads_per_cycle": expected a number from 0.01 to 1000000, got 0}}
module attributes {
  llvm.target = #llvm.target<triple = "x86_64-linux-gnu", chip = "x86-64-v3">,
  dlti.target_system_spec = #dlti.target_system_spec<
    "CPU" = #dlti.target_device_spec<"lowres.loads_per_cycle" = 0>>} {}

// -----

// expected-error@+1 {{"lowres.loads_per_cycle": expected a number from 0.01 to 1000000, got 0x7F800000 : f32}}
module attributes {
  llvm.target = #llvm.target<triple = "x86_64-linux-gnu", chip = "x86-64-v3">,
  dlti.target_system_spec = #dlti.target_system_spec<
    "CPU" = #dlti.target_device_spec<
      "lowres.loads_per_cycle" = 0x7F800000 : f32>>} {}

// -----

// expected-error@+1 {{"lowres.loads_per_cycle": expected a number from 0.01 to 1000000, got "2"}}
module attributes {
  llvm.target = #llvm.target<triple = "x86_64-linux-gnu", chip = "x86-64-v3">,
  dlti.target_system_spec = #dlti.target_system_spec<
    "CPU" = #dlti.target_device_spec<"lowres.loads_per_cycle" = "2">>} {}

// -----

// expected-error@+1 {{"lowres.exposed_part": expected a number from 0.01 to 1, got 1.500000e+00 : f64}}
module attributes {
  llvm.target = #llvm.target<triple = "x86_64-linux-gnu", chip = "x86-64-v3">,
  dlti.target_system_spec = #dlti.target_system_spec<
    "CPU" = #dlti.target_device_spec<"lowres.exposed_part" = 1.5>>} {}
