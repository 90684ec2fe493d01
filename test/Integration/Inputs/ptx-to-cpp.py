"""Prints what kernels in PTX do in C++, as kernels of the driver that the tests of
launchers have (test/unit/runtime/gpu/FakeCuda.h).

  ptx-to-cpp.py KERNELS.ptx

Every instruction becomes a statement; one that is not known here is an error. The
threads of a block run one after the other, each to the next barrier, in one order
and then in the other.
"""

import re
import sys

PRELUDE = """\
#include "FakeCuda.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>
#include <ucontext.h>

using u8 = uint8_t;
using s8 = int8_t;
using u16 = uint16_t;
using s16 = int16_t;
using u32 = uint32_t;
using s32 = int32_t;
using u64 = uint64_t;
using s64 = int64_t;
using f32 = float;

template <typename T> static T as(u32 bits) {
  if constexpr (std::is_same_v<T, f32>) {
    f32 value;
    memcpy(&value, &bits, 4);
    return value;
  }
  return T(bits);
}
static u32 bits(f32 value) {
  u32 result;
  memcpy(&result, &value, 4);
  return result;
}
template <typename T> static T load(u64 address) {
  T value;
  memcpy(&value, (const void *)address, sizeof(T));
  return value;
}
template <typename T> static void store(u64 address, T value) {
  memcpy((void *)address, &value, sizeof(T));
}
template <typename T> static T shl(T a, u32 by) {
  return by < 8 * sizeof(T) ? T(a << by) : 0;
}
template <typename T> static T shr(T a, u32 by) {
  return T(a >> (by < 8 * sizeof(T) ? by : 8 * sizeof(T) - 1)) &
         (std::is_unsigned_v<T> && by >= 8 * sizeof(T) ? T(0) : T(-1));
}
static u32 bfe(u32 a, u32 from, u32 length) {
  a = shr(a, from);
  return length < 32 ? a & ((1u << length) - 1) : a;
}
static u32 prmt(u32 a, u32 b, u32 how) {
  u64 source = u64(b) << 32 | a;
  u32 result = 0;
  for (u32 i = 0; i < 4; ++i, how >>= 4) {
    u8 byte = source >> 8 * (how & 7);
    if (how & 8)
      byte = s8(byte) < 0 ? 0xff : 0;
    result |= u32(byte) << 8 * i;
  }
  return result;
}
template <typename A, typename B> static u32 dp4a(u32 a, u32 b, u32 sum) {
  for (int i = 0; i < 32; i += 8)
    sum += s32(A(a >> i)) * s32(B(b >> i));
  return sum;
}
/// A block whose threads wait for each other.
struct Block {
  struct Thread {
    ucontext_t context;
    std::vector<char> stack = std::vector<char>(1 << 16);
    bool isDone = false;
  };
  lowres::test::FakeKernel kernel;
  u32 first;
  void *const *parameters;
  ucontext_t scheduler = {};
  Thread *current = nullptr;
  std::vector<Thread> threads;

  static Block *&get() {
    static Block *block;
    return block;
  }
  /// To the scheduler, until all threads are here.
  static void wait() { swapcontext(&get()->current->context, &get()->scheduler); }
  static void start() {
    Block &block = *get();
    block.kernel(block.first + u32(block.current - block.threads.data()), block.parameters);
    block.current->isDone = true;
  }
  void resume(Thread &thread) {
    current = &thread;
    if (!thread.isDone)
      swapcontext(&scheduler, &thread.context);
  }
  void run() {
    get() = this;
    for (Thread &thread : threads) {
      getcontext(&thread.context);
      thread.context.uc_stack.ss_sp = thread.stack.data();
      thread.context.uc_stack.ss_size = thread.stack.size();
      thread.context.uc_link = &scheduler;
      makecontext(&thread.context, start, 0);
    }
    auto isDone = [](const Thread &thread) { return thread.isDone; };
    while (!std::all_of(threads.begin(), threads.end(), isDone)) {
      for (Thread &thread : threads)
        resume(thread);
      for (auto thread = threads.rbegin(); thread != threads.rend(); ++thread)
        resume(*thread);
    }
  }
};
/// All threads of a block, for its first one.
static void runBlock(lowres::test::FakeKernel kernel, u32 index, u32 threads,
                     void *const *parameters) {
  if (index % threads)
    return;
  Block block{kernel, index, parameters};
  block.threads.resize(threads);
  block.run();
}
/// The nearest number that an s32 can be.
static s32 toInteger(f32 a) {
  return std::isnan(a) ? 0 : a >= 0x1p31f ? 0x7fffffff : a < -0x1p31f ? s32(0x80000000) : s32(a);
}
"""

REGISTERS = {"p": "bool", "rs": "u16", "r": "u32", "rd": "u64"}
COMPARISONS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
OPERATORS = {"and": "&", "or": "|", "xor": "^"}
ROUNDINGS = {"rmi": "floor", "rpi": "ceil", "rzi": "trunc", "rni": "nearbyint"}


class Unknown(Exception):
    pass


def get_type(name):
    """That of a number."""
    if name == "pred":
        return "bool"
    if name[0] == "b":
        name = "u" + name[1:]
    if name not in ("u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64", "f32"):
        raise Unknown
    return name


def wider(type):
    return type[0] + str(2 * int(type[1:]))


def get_operand(text):
    """A register or a number, as bits."""
    if match := re.fullmatch(r"%(p|rs|rd|r)(\d+)", text):
        return f"{match[1]}[{match[2]}]"
    if text in ("%SP", "%SPL"):
        return text[1:]
    if re.fullmatch(r"[A-Za-z_]\w*", text):
        return f"u64({text})"
    if match := re.fullmatch(r"%(tid|ntid|ctaid|nctaid)\.([xyz])", text):
        return f"{match[1]}_{match[2]}"
    if match := re.fullmatch(r"0f([0-9A-F]{8})", text):
        return f"0x{match[1]}u"
    if re.fullmatch(r"-?\d+", text):
        return f"({text}ll)"
    raise Unknown


def get_value(text, type):
    return f"as<f32>({get_operand(text)})" if type == "f32" else f"{type}({get_operand(text)})"


def get_address(text):
    """The register, and how far behind it."""
    match = re.fullmatch(r"\[(%rd\d+|%SPL?|[A-Za-z_]\w*)(?:\+(-?\d+))?\]", text)
    if not match:
        raise Unknown
    return f"{get_operand(match[1])} + {match[2] or 0}"


def compare(how, type, a, b):
    unordered = f"std::isnan({a}) || std::isnan({b})"
    if type == "f32" and how in ("nan", "num"):
        return unordered if how == "nan" else f"!({unordered})"
    if type == "f32" and how[:-1] in COMPARISONS:
        return f"{unordered} || {a} {COMPARISONS[how[:-1]]} {b}"
    if how == "ne" and type == "f32":
        return f"!({unordered}) && {a} != {b}"
    if how not in COMPARISONS:
        raise Unknown
    return f"{a} {COMPARISONS[how]} {b}"


def convert(how, to, source, operand):
    value = get_value(operand, source)
    if how == ["rzi"] and (to, source) == ("s32", "f32"):
        return f"toInteger({value})"
    if len(how) == 1 and how[0] in ROUNDINGS and (to, source) == ("f32", "f32"):
        return f"std::{ROUNDINGS[how[0]]}({value})"
    if how == ["rn"] and to == "f32" and source != "f32":
        return f"f32({value})"
    if not how and to != "f32" and source != "f32":
        return f"{to}({value})"
    raise Unknown


def compute(operation, how, type, operands):
    """What `operation` gives, of `type` or, for products, of a wider one."""
    a, b, c = ([get_value(operand, type) for operand in operands] + [""] * 3)[:3]
    if type == "f32":
        if how != ["rn"] and operation not in ("neg", "abs", "min", "max"):
            raise Unknown
        return {
            "add": f"{a} + {b}",
            "sub": f"{a} - {b}",
            "mul": f"{a} * {b}",
            "div": f"{a} / {b}",
            "rcp": f"1.0f / {a}",
            "sqrt": f"std::sqrt({a})",
            "fma": f"std::fma({a}, {b}, {c})",
            "neg": f"-{a}",
            "abs": f"std::fabs({a})",
            "min": f"std::fmin({a}, {b})",
            "max": f"std::fmax({a}, {b})",
        }[operation]
    if operation in ("mul", "mad"):
        wide = wider(type) if type[1:] != "64" else "unsigned __int128"
        product = f"{wide}({a}) * {wide}({b})"
        if how == ["lo"]:
            unsigned = f"u64({a}) * u64({b})"
            return f"{type}({unsigned} + {c or 0})"
        if how == ["hi"] and operation == "mul":
            return f"({product}) >> {type[1:]}"
        if how == ["wide"]:
            return product if operation == "mul" else f"{product} + {get_value(operands[2], wide)}"
        raise Unknown
    if how:
        raise Unknown
    unsigned = "u" + type[1:]
    return {
        "add": f"{unsigned}({a}) + {unsigned}({b})",
        "sub": f"{unsigned}({a}) - {unsigned}({b})",
        "div": f"{a} / {b}",
        "rem": f"{a} % {b}",
        "min": f"{a} < {b} ? {a} : {b}",
        "max": f"{a} < {b} ? {b} : {a}",
        "neg": f"-{unsigned}({a})",
        "abs": f"{a} < 0 ? -{unsigned}({a}) : {a}",
        "not": f"!{a}" if type == "bool" else f"~{a}",
        "shl": f"shl({a}, {operands[1] and get_value(operands[1], 'u32')})" if b else "",
        "shr": f"shr({a}, {operands[1] and get_value(operands[1], 'u32')})" if b else "",
        **{name: f"{a} {sign} {b}" for name, sign in OPERATORS.items()},
    }[operation]


def assign(register, value, type):
    """To bits."""
    return f"{get_operand(register)} = {f'bits({value})' if type == 'f32' else value};"


def load_parameter(type, register, address, parameters):
    name = address.strip("[]")
    return assign(register, f"load<{type}>(u64(parameters[{parameters[name]}]))", "")


def access(operation, type, operands):
    """A load, or a store, of one number or several."""
    registers, address = operands if operation == "ld" else operands[::-1]
    statements = []
    for i, register in enumerate(registers.strip("{}").replace(" ", "").split(",")):
        at = f"{get_address(address)} + {i} * sizeof({type})"
        statements.append(
            assign(register, f"load<{type}>({at})", "")
            if operation == "ld"
            else f"store<{type}>({at}, {get_value(register, type)});"
        )
    return " ".join(statements)


def move(type, target, source):
    """Also of several registers that are the parts of one."""
    if target[0] == "{":
        parts = target.strip("{}").replace(" ", "").split(",")
        width = int(type[1:]) // len(parts)
        return " ".join(
            f"{get_operand(part)} = {get_operand(source)} >> {i * width};"
            for i, part in enumerate(parts)
            if part != "_"
        )
    if source[0] == "{":
        parts = source.strip("{}").replace(" ", "").split(",")
        width = int(type[1:]) // len(parts)
        value = " | ".join(
            f"{type}({get_operand(part)}) << {i * width}" for i, part in enumerate(parts)
        )
        return assign(target, value, "")
    return assign(target, get_operand(source), "")


def translate(mnemonic, operands, parameters):
    """One instruction, as statements."""
    operation, *how = mnemonic.split(".")
    if operation == "ret":
        return "return;"
    if operation == "bra":
        return f"goto {operands[0].replace('$', '')};"
    if mnemonic == "bar.sync" and operands == ["0"]:
        return "Block::wait();"
    type = get_type(how.pop())
    if operation == "ld" and how == ["param"]:
        return load_parameter(type, *operands, parameters)
    if operation in ("ld", "st") and how[0] in ("global", "local", "shared"):
        if set(how[1:]) - {"v2", "v4", "nc"}:
            raise Unknown
        return access(operation, type, operands)
    if operation == "mov" and not how:
        return move(type, *operands)
    if mnemonic in ("cvta.to.global.u64", "cvta.to.local.u64", "cvta.local.u64"):
        return assign(operands[0], get_operand(operands[1]), "")
    if operation == "setp" and len(how) == 1:
        values = [get_value(operand, type) for operand in operands[1:]]
        return assign(operands[0], compare(how[0], type, *values), "")
    if operation == "selp" and not how:
        a, b, condition = map(get_operand, operands[1:])
        return assign(operands[0], f"{condition} ? {a} : {b}", "")
    if operation == "cvt":
        to = get_type(how.pop())
        return assign(operands[0], convert(how, to, type, operands[1]), to)
    if operation == "dp4a" and len(how) == 1:
        signs = f"{get_type(how[0])[0]}8, {type[0]}8"
        return assign(operands[0], f"dp4a<{signs}>({', '.join(map(get_operand, operands[1:]))})", "")
    if mnemonic in ("bfe.u32", "prmt.b32"):
        return assign(operands[0], f"{operation}({', '.join(map(get_operand, operands[1:]))})", "")
    return assign(operands[0], compute(operation, how, type, operands[1:]), type)


def split_operands(text):
    """At commas that are in no braces."""
    return [part.strip() for part in re.split(r",(?![^{]*\})", text) if part.strip()]


def translate_line(line, parameters):
    if match := re.fullmatch(r"\.reg \.\w+\s+%(\w+)<(\d+)>;", line):
        return f"  {REGISTERS[match[1]]} {match[1]}[{match[2]}];"
    if match := re.fullmatch(r"\.reg \.b64\s+%(SPL?);", line):
        return f"  u64 {match[1]};"
    if match := re.fullmatch(r"\.(local|shared) \.align (\d+) \.b8\s+(\w+)\[(\d+)\];", line):
        static = "static " if match[1] == "shared" else ""
        return f"  alignas({match[2]}) {static}u8 {match[3]}[{match[4]}];"
    if match := re.fullmatch(r"\$(\w+):", line):
        return f"{match[1]}:;"
    match = re.fullmatch(r"(?:@(!?)%p(\d+)\s+)?([\w.]+)\s*(.*);", line)
    if not match:
        raise Unknown
    statements = translate(match[3], split_operands(match[4]), parameters)
    return f"  if ({match[1]}p[{match[2]}]) {{ {statements} }}" if match[2] else f"  {statements}"


def translate_kernel(name, head, body):
    """A function that one thread runs, and one for the driver."""
    waits = "bar.sync" in body
    function = f"{name}_thread" if waits else name
    parameters = {
        parameter: index for index, parameter in enumerate(re.findall(r"(\w+_param_\d+)", head))
    }
    threads = re.search(r"\.maxntid (\d+)", head)[1]
    # Whatever form the grid has.
    lines = [
        f"static void {function}(u32 index, void *const *parameters) {{",
        f"  const u32 ntid_x = {threads}, tid_x = index % ntid_x;",
        "  const u32 nctaid_x = 3, block = index / ntid_x;",
        "  const u32 ctaid_x = block % nctaid_x, ctaid_y = block / nctaid_x;",
        "  (void)ctaid_x, (void)ctaid_y, (void)tid_x, (void)parameters;",
    ]
    for line in map(str.strip, body.splitlines()):
        line = line.split("//")[0].strip()
        if not line:
            continue
        try:
            lines.append(translate_line(line, parameters))
        except (Unknown, KeyError, ValueError, TypeError):
            sys.exit(f"ptx-to-cpp: not known: {line}")
    lines.append("}")
    if waits:
        lines += [
            f"static void {name}(u32 index, void *const *parameters) {{",
            f"  runBlock({function}, index, {threads}, parameters);",
            "}",
        ]
    return "\n".join(lines)


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        text = file.read()
    if match := re.search(r"^\.(global|const|shared).*", text, re.M):
        sys.exit(f"ptx-to-cpp: not known: {match[0]}")
    kernels = re.findall(r"\.entry (\w+)\((.*?)^\{\n(.*?)^\}", text, re.M | re.S)
    print(PRELUDE)
    for kernel in kernels:
        print(translate_kernel(*kernel), end="\n\n")
    pairs = ", ".join(f'{{"{name}", {name}}}' for name, _, _ in kernels)
    print("/// When the driver is loaded.")
    print("[[maybe_unused]] static const bool registered = [] {")
    print(f"  lowres::test::getFakeCuda().kernels = {{{pairs}}};")
    print("  return true;\n}();")


main()
