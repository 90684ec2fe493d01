// An entry that calls a function of another name.

func.func private @inner(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %y = arith.addf %x, %x : tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

func.func public @main(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %y = call @inner(%x) : (tensor<?x3xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}
