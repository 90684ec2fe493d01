// RUN: lowres-opt %s -lowres-attach-index-width -split-input-file | FileCheck %s

// CHECK: module attributes {dlti.dl_spec = #dlti.dl_spec<index = 32 : i64>, llvm.target
module attributes {llvm.target = #llvm.target<triple = "thumbv7em-unknown-none-eabihf", chip = "cortex-m4">} {}

// -----

// What else the layout says stays.
// CHECK: module attributes {dlti.dl_spec = #dlti.dl_spec<index = 32 : i64, "dlti.endianness" = "little">, llvm.target
module attributes {
  dlti.dl_spec = #dlti.dl_spec<"dlti.endianness" = "little", index = 64 : i64>,
  llvm.target = #llvm.target<triple = "wasm32-unknown-unknown", chip = "generic">} {}

// -----

// Half of 16 bits, as loops compare with a sign, would be too few.
// CHECK: module attributes {dlti.dl_spec = #dlti.dl_spec<index = 32 : i64>, llvm.target
module attributes {llvm.target = #llvm.target<triple = "avr-unknown-unknown", chip = "atmega328p">} {}

// -----

// CHECK: module attributes {llvm.target
module attributes {llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu", chip = "x86-64">} {}

// -----

// CHECK: module {
module {}
