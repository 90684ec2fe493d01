// RUN: lowres-opt %s --lowres-attach-target=target=sapphirerapids \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,PANEL
// RUN: lowres-opt %s --lowres-attach-target=target=x86_64-windows-msvc:sapphirerapids \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,PANEL
// RUN: lowres-opt %s --lowres-attach-target=target=icelake-server \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,PANEL
// RUN: lowres-opt %s --lowres-attach-target=target=cascadelake \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,PANEL
// RUN: lowres-opt %s --lowres-attach-target=target=znver4 \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefixes=CHECK,PANEL
// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v4 \
// RUN:   --lowres-select-kernels | FileCheck %s --implicit-check-not='panel ='
// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v3+avxvnni \
// RUN:   --lowres-select-kernels | FileCheck %s --implicit-check-not='panel ='
// RUN: lowres-opt %s --lowres-attach-target=target=x86-64-v3 \
// RUN:   --lowres-select-kernels | FileCheck %s --implicit-check-not='panel ='
// RUN: lowres-opt %s --lowres-attach-target=target=aarch64+i8mm \
// RUN:   --lowres-select-kernels | FileCheck %s --check-prefix=PAIRS
// RUN: lowres-opt %s --lowres-attach-target=target=aarch64+dotprod \
// RUN:   --lowres-select-kernels | FileCheck %s --implicit-check-not='panel ='

// Where there are instructions for dot products of 512 bits, many rows are done
// in panels, whether there are tiles of AMX or not; also where two rows are
// multiplied at once.
// CHECK-LABEL: func.func @any_rows(
// CHECK:         kernel<strategy = decode_dot
// PANEL-SAME:    , panel = <rows = 16, inputs = 64, tiles = 2, depth = {{[0-9]+}}>> :
// PAIRS:         panel = <rows = 8, inputs = 8, tiles = 4, depth = 1536>> :
func.func @any_rows(%x: tensor<?x384xi8>, %q: tensor<?xf32>,
                    %s: tensor<f32>)
    -> tensor<?x64xf32> {
  %w = lowres.constant dense<1> : tensor<24576xi8>
    -> tensor<64x384x!lowres.level<5>>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<?xf32>)
    : tensor<?x384xi8>, tensor<64x384x!lowres.level<5>> -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}

// CHECK-LABEL: func.func @twelve_rows(
// CHECK:         kernel<strategy = decode_dot
// PANEL-SAME:    , panel = <rows = 16, inputs = 64, tiles = 2, depth = {{[0-9]+}}>> :
func.func @twelve_rows(%x: tensor<12x384xi8>, %q: tensor<12xf32>,
                        %s: tensor<f32>)
    -> tensor<12x64xf32> {
  %w = lowres.constant dense<1> : tensor<24576xi8>
    -> tensor<64x384x!lowres.level<5>>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<12xf32>)
    : tensor<12x384xi8>, tensor<64x384x!lowres.level<5>> -> tensor<12x64xf32>
  return %y : tensor<12x64xf32>
}

// The positions of an image are rows.
// CHECK-LABEL: func.func @conv(
// PANEL:         panel = <rows = 16, inputs = 64, tiles = 2, depth = {{[0-9]+}}>> :
func.func @conv(%x: tensor<?x8x8x32xi8>, %q: tensor<?xf32>, %s: tensor<f32>)
    -> tensor<?x6x6x64xf32> {
  %w = lowres.constant dense<1> : tensor<18432xi8>
    -> tensor<64x3x3x32x!lowres.level<5>>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<?xf32>)
    : tensor<?x8x8x32xi8>, tensor<64x3x3x32x!lowres.level<5>>
    -> tensor<?x6x6x64xf32>
  return %y : tensor<?x6x6x64xf32>
}

// Too few. Nothing else below has panels either: float layers, groups of inputs
// with scales of their own, small images, convolutions in groups.
// CHECK-LABEL: func.func @eleven_rows(
// CHECK-NOT:     panel =
func.func @eleven_rows(%x: tensor<11x384xi8>, %q: tensor<11xf32>,
                        %s: tensor<f32>)
    -> tensor<11x64xf32> {
  %w = lowres.constant dense<1> : tensor<24576xi8>
    -> tensor<64x384x!lowres.level<5>>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<11xf32>)
    : tensor<11x384xi8>, tensor<64x384x!lowres.level<5>> -> tensor<11x64xf32>
  return %y : tensor<11x64xf32>
}

func.func @floats(%x: tensor<?x384xf32>, %s: tensor<f32>)
    -> tensor<?x64xf32> {
  %w = lowres.constant dense<1> : tensor<24576xi8>
    -> tensor<64x384x!lowres.level<5>>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x384xf32>, tensor<64x384x!lowres.level<5>> -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}

func.func @free_codebook(%x: tensor<?x384xi8>, %q: tensor<?xf32>,
                         %s: tensor<f32>)
    -> tensor<?x64xf32> {
  %w = lowres.constant dense<1> : tensor<24576xi8>
    -> tensor<64x384x!lowres.level<3, [-1.0, 0.25, 1.0]>>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<?xf32>)
    : tensor<?x384xi8>, tensor<64x384x!lowres.level<3, [-1.0, 0.25, 1.0]>>
    -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}

func.func @groups(%x: tensor<?x384xi8>, %q: tensor<?xf32>,
                  %s: tensor<64x4xf32>)
    -> tensor<?x64xf32> {
  %w = lowres.constant dense<1> : tensor<24576xi8>
    -> tensor<64x384x!lowres.level<5>>
  %y = lowres.dense %x, %w scale(%s : tensor<64x4xf32>)
    input_scale(%q : tensor<?xf32>)
    : tensor<?x384xi8>, tensor<64x384x!lowres.level<5>> -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}

func.func @few_positions(%x: tensor<?x5x5x32xi8>, %q: tensor<?xf32>, %s: tensor<f32>)
    -> tensor<?x3x3x64xf32> {
  %w = lowres.constant dense<1> : tensor<18432xi8>
    -> tensor<64x3x3x32x!lowres.level<5>>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<?xf32>)
    : tensor<?x5x5x32xi8>, tensor<64x3x3x32x!lowres.level<5>>
    -> tensor<?x3x3x64xf32>
  return %y : tensor<?x3x3x64xf32>
}

func.func @grouped_conv(%x: tensor<?x8x8x64xi8>, %q: tensor<?xf32>,
                        %s: tensor<f32>) -> tensor<?x6x6x64xf32> {
  %w = lowres.constant dense<1> : tensor<18432xi8>
    -> tensor<64x3x3x32x!lowres.level<5>>
  %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>)
    input_scale(%q : tensor<?xf32>) groups 2
    : tensor<?x8x8x64xi8>, tensor<64x3x3x32x!lowres.level<5>>
    -> tensor<?x6x6x64xf32>
  return %y : tensor<?x6x6x64xf32>
}
