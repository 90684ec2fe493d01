// RUN: lowres-opt %s --convert-lowres-to-linalg -split-input-file -verify-diagnostics

func.func @argument(%x: tensor<?x4xf32>, %w: tensor<4x4x!lowres.level<5>, #lowres.radix<digits = 3, bits = 8>>,
                    %s: tensor<f32>) -> tensor<?x4xf32> {
  // expected-error@+1 {{'lowres.dense' op operand 1 has levels with an encoding, which only a constant may have: it is argument 1 of 'func.func'}}
  %y = lowres.dense %x, %w scale(%s : tensor<f32>)
    : tensor<?x4xf32>, tensor<4x4x!lowres.level<5>, #lowres.radix<digits = 3, bits = 8>>
    -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// -----

func.func @unpacked(%w: tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>)
    -> tensor<8x8x!lowres.level<3>> {
  // expected-error@+1 {{'lowres.unpack' op operand 0 has levels with an encoding, which only a constant may have}}
  %0 = lowres.unpack %w
    : tensor<8x8x!lowres.level<3>, #lowres.radix<digits = 5, bits = 8>>
    -> tensor<8x8x!lowres.level<3>>
  return %0 : tensor<8x8x!lowres.level<3>>
}
