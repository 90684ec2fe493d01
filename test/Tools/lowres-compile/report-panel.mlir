// Kernels that unpack weights into a panel, in the table of layers: where the
// batch has rows enough for it, or may have them.

// RUN: lowres-compile %s --target=icelake-server --activations=i8 --report -o /dev/null | FileCheck %s --check-prefix=PANEL
// RUN: sed 's/<16x/<?x/' %s | lowres-compile --target=icelake-server --activations=i8 --report -o /dev/null | FileCheck %s --check-prefix=PANEL
// RUN: sed 's/<16x/<1x/' %s | lowres-compile --target=icelake-server --activations=i8 --report -o /dev/null | FileCheck %s --check-prefix=ROW
// PANEL: {{^}}0{{ +}}5{{ +}}256x256{{ .*}} decode_dot/{{[^ ]+ [0-9]+x[0-9]+}} panel {{ *[0-9]+ +}}int8 input
// ROW: {{^}}0{{ +}}5{{ +}}256x256{{ .*}} decode_dot/{{[^ ]+ [0-9]+x[0-9]+ +[0-9]+ +}}int8 input
func.func @net(
    %x: tensor<16x256xf32>)
    -> tensor<16x256xf32> {
  %s = arith.constant dense<0.5> : tensor<f32>
  %w = lowres.constant dense<1> : tensor<65536xi8>
    -> tensor<256x256x!lowres.level<5>>
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<16x256xf32>, tensor<256x256x!lowres.level<5>>
    -> tensor<16x256xf32>
  return %y : tensor<16x256xf32>
}
