"""Self-attention as front ends write it, with three-level projections.

attention-model.py linalg|tosa B T H S MODEL.mlir X.npy Y.npy writes a model, its
input, and what it computes: batch, tokens, heads, and their size."""

import sys

import numpy as np

B, T, H, S = map(int, sys.argv[2:6])
D = H * S


def dense(values):
    return f"dense<{np.asarray(values).tolist()}>"


def tensor(*sizes):
    return f"tensor<{'x'.join(map(str, sizes))}xf32>"


class Linalg:
    """Named operations; a causal mask, scores divided by sqrt(S), linalg.softmax."""

    scale, causal = S**-0.5, True

    def __init__(self, weights):
        self.lines, self.weights, self.count = [], weights, 0

    def add(self, text, type):
        self.count += 1
        self.lines.append(f"%{self.count} = {text}{type}")
        return f"%{self.count}"

    def zeros(self, *sizes):
        empty = self.add("tensor.empty() : ", tensor(*sizes))
        return self.add(f"linalg.fill ins(%zero : f32) outs({empty} : {tensor(*sizes)}) -> ", tensor(*sizes))

    def op(self, name, operands, shapes, result, attributes=""):
        out = self.zeros(*result)
        types = ", ".join(tensor(*shape) for shape in shapes)
        return self.add(
            f"linalg.{name} ins({', '.join(operands)} : {types}) outs({out} : {tensor(*result)}) {attributes}",
            "" if name == "transpose" else f"-> {tensor(*result)}",
        )

    def collapse(self, value, groups, shape, result):
        return self.add(f"tensor.collapse_shape {value} {groups} : {tensor(*shape)} into ", tensor(*result))

    def expand(self, value, groups, shape, result):
        return self.add(
            f"tensor.expand_shape {value} {groups} output_shape {result} : {tensor(*shape)} into ", tensor(*result)
        )

    def project(self, value, name):
        flat = self.collapse(value, "[[0, 1], [2]]", [B, T, D], [B * T, D])
        w = self.add(f"arith.constant {dense(self.weights[name])} : ", tensor(D, D))
        y = self.op("matmul", [flat, w], [[B * T, D], [D, D]], [B * T, D])
        return self.expand(y, "[[0, 1], [2]]", [B * T, D], [B, T, D])

    def heads(self, value, permutation):
        value = self.expand(value, "[[0], [1], [2, 3]]", [B, T, D], [B, T, H, S])
        shape = [[B, T, H, S][dim] for dim in permutation]
        value = self.op("transpose", [value], [[B, T, H, S]], shape, f"permutation = {permutation}")
        merged = [B * H] + shape[2:]
        return self.collapse(value, "[[0, 1], [2], [3]]", shape, merged), merged

    def softmax(self, scores):
        mask = np.triu(np.full([T, T], -1e9), 1)
        mask = self.add(f"arith.constant {dense(mask)} : ", tensor(T, T))
        root = self.add(f"arith.constant {S**0.5:e} : ", "f32")
        shape = tensor(B * H, T, T)
        out = self.zeros(B * H, T, T)
        maps = "[affine_map<(b, q, k) -> (b, q, k)>, affine_map<(b, q, k) -> (q, k)>, affine_map<(b, q, k) -> (b, q, k)>]"
        scores = self.add(
            f'linalg.generic {{indexing_maps = {maps}, iterator_types = ["parallel", "parallel", "parallel"]}} '
            f"ins({scores}, {mask} : {shape}, {tensor(T, T)}) outs({out} : {shape}) {{\n"
            "^bb0(%a: f32, %b: f32, %c: f32):\n"
            f"%scaled = arith.divf %a, {root} : f32\n"
            "%masked = arith.addf %scaled, %b : f32\n"
            "linalg.yield %masked : f32\n} -> ",
            shape,
        )
        out = self.zeros(B * H, T, T)
        return self.add(f"linalg.softmax dimension(2) ins({scores} : {shape}) outs({out} : {shape}) -> ", shape)

    def product(self, a, b, shapes, result):
        return self.op("batch_matmul", [a, b], shapes, result)

    def join(self, value):
        value = self.expand(value, "[[0, 1], [2], [3]]", [B * H, T, S], [B, H, T, S])
        value = self.op("transpose", [value], [[B, H, T, S]], [B, T, H, S], "permutation = [0, 2, 1, 3]")
        return self.collapse(value, "[[0], [1], [2, 3]]", [B, T, H, S], [B, T, D])

    def build(self):
        q, qs = self.heads(self.project("%x", "q"), [0, 2, 1, 3])
        k, ks = self.heads(self.project("%x", "k"), [0, 2, 3, 1])
        v, vs = self.heads(self.project("%x", "v"), [0, 2, 1, 3])
        weights = self.softmax(self.product(q, k, [qs, ks], [B * H, T, T]))
        mixed = self.product(weights, v, [[B * H, T, T], vs], vs)
        return self.project(self.join(mixed), "o")

    def text(self):
        result = self.build()
        body = "\n".join(self.lines)
        return (
            f"func.func @attention(%x: {tensor(B, T, D)}) -> {tensor(B, T, D)} {{\n"
            f"%zero = arith.constant 0.0 : f32\n{body}\nreturn {result} : {tensor(B, T, D)}\n}}\n"
        )


class Tosa(Linalg):
    """A softmax in pieces on [B, H, T, T], of scores times one half; no mask."""

    scale, causal = 0.5, False

    def zeros(self, *sizes):
        return None

    def constant(self, value, *sizes):
        return self.add(f'"tosa.const"() <{{values = {value} : {tensor(*sizes)}}}> : () -> ', tensor(*sizes))

    def reshape(self, value, _, shape, result):
        to = self.add(
            f"tosa.const_shape {{values = dense<{result}> : tensor<{len(result)}xindex>}} : () -> ",
            f"!tosa.shape<{len(result)}>",
        )
        return self.add(
            f"tosa.reshape {value}, {to} : ({tensor(*shape)}, !tosa.shape<{len(result)}>) -> ", tensor(*result)
        )

    collapse = expand = reshape

    def op(self, name, operands, shapes, result, attributes=""):
        if name == "transpose":
            permutation = attributes.split("=")[1].strip(" []")
            attributes = f"{{perms = array<i32: {permutation}>}}"
        types = [tensor(*shape) for shape in shapes]
        if name == "matmul":
            zero = self.constant("dense<0.0>", 1)
            operands, types = operands + [zero, zero], types + [tensor(1)] * 2
        if name == "mul":
            shift = self.add('"tosa.const"() <{values = dense<0> : tensor<1xi8>}> : () -> ', "tensor<1xi8>")
            operands, types = operands + [shift], types + ["tensor<1xi8>"]
        return self.add(f"tosa.{name} {', '.join(operands)} {attributes} : ({', '.join(types)}) -> ", tensor(*result))

    def product(self, a, b, shapes, result):
        return self.op("matmul", [a, b], shapes, result)

    def project(self, value, name):
        flat = self.reshape(value, None, [B, T, D], [1, B * T, D])
        w = self.constant(dense([self.weights[name]]), 1, D, D)
        y = self.product(flat, w, [[1, B * T, D], [1, D, D]], [1, B * T, D])
        return self.reshape(y, None, [1, B * T, D], [B, T, D])

    def softmax(self, scores):
        full, row, one = [B, H, T, T], [B, H, T, 1], [1, 1, 1, 1]
        scores = self.reshape(scores, None, [B * H, T, T], full)
        scores = self.op("mul", [scores, self.constant("dense<0.5>", *one)], [full, one], full)
        largest = self.op("reduce_max", [scores], [full], row, "{axis = 3 : i32}")
        exps = self.op("exp", [self.op("sub", [scores, largest], [full, row], full)], [full], full)
        sums = self.op("reduce_sum", [exps], [full], row, "{axis = 3 : i32}")
        weights = self.op("mul", [exps, self.op("reciprocal", [sums], [row], row)], [full, row], full)
        return self.reshape(weights, None, full, [B * H, T, T])


def compute(x, weights, scale, causal):
    q, k, v = ((x @ weights[name]).reshape(B, T, H, S).transpose(0, 2, 1, 3) for name in "qkv")
    scores = q @ k.transpose(0, 1, 3, 2) * scale
    if causal:
        scores = np.where(np.tri(T), scores, -np.inf)
    exps = np.exp(scores - scores.max(-1, keepdims=True))
    mixed = exps / exps.sum(-1, keepdims=True) @ v
    return mixed.transpose(0, 2, 1, 3).reshape(B, T, D) @ weights["o"]


def main(style, model, x_path, y_path):
    rng = np.random.default_rng(1)
    weights = {name: rng.integers(-1, 2, [D, D]) * 0.25 for name in "qkvo"}
    x = rng.standard_normal([B, T, D])
    builder = {"linalg": Linalg, "tosa": Tosa}[style](weights)
    with open(model, "w", encoding="utf-8") as file:
        file.write(builder.text())
    np.save(x_path, x.astype(np.float32))
    np.save(y_path, compute(x, weights, builder.scale, builder.causal).astype(np.float32))


if __name__ == "__main__":
    main(sys.argv[1], *sys.argv[6:])
