# -*- Python -*-
# What the tests can say in RUN lines, beside the tools' names:
#   %cc %cxx       a C and a C++ compiler for code that uses what we emit
#   %python        a Python 3 (feature `numpy` when it has numpy)
#   %src_root      the checkout; %obj_root, the build folder; %tools_dir, its bin
#   %cmake         CMake; %cmake_configure, with what a downstream project needs
#   %mlir_includes -I options for mlir-tblgen
# and in REQUIRES lines: the processor's abilities (avx2, avx512bw, avx512vnni,
# avx512vbmi, avxvnni, amx-int8), x86_64, asan, numpy, system-cc,
# clang, aarch64-linux-gnu-gcc, qemu-MACHINE, cortex-m, llvm-mca, vulkan,
# spirv-val, nvidia, ptxas, clang-format. A test that lacks
# something is reported as skipped.
import os
import platform
import shutil
import subprocess

import lit.formats
import lit.util
from lit.llvm import llvm_config

config.name = "lowres"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs"]
if lit_config.params.get("unit") == "0":
    config.excludes.append("unit")
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.lowres_obj_root, "test")

# Seconds for one test; lit needs psutil for it.
if lit.util.killProcessAndChildrenIsSupported()[0]:
    lit_config.maxIndividualTestTime = 2400

llvm_config.with_system_environment(
    ["HOME", "TMPDIR", "TMP", "TEMP", "ASAN_OPTIONS", "UBSAN_OPTIONS"]
    + ["CUDA_PATH", "CUDA_HOME"]
)
if config.lowres_asan and "ASAN_OPTIONS" not in config.environment:
    # LLVM's libraries are not instrumented, but headers that both compile
    # poison memory that only the instrumented half makes usable again.
    config.environment["ASAN_OPTIONS"] = "allow_user_poisoning=0"
llvm_config.use_default_substitutions()  # FileCheck, count, not
llvm_config.with_environment("PATH", config.llvm_tools_dir, append_path=True)
llvm_config.with_environment("PATH", config.lowres_tools_dir, append_path=True)
llvm_config.add_tool_substitutions(
    [
        "lowres-bench",
        "lowres-opt",
        "lowres-compile",
        "lowres-quantize",
        "lowres-run",
        "lowres-train",
        "mlir-opt",
        "mlir-tblgen",
        "llvm-nm",
        "llvm-objdump",
        "llvm-readelf",
        "llvm-size",
    ],
    [config.lowres_tools_dir, config.llvm_tools_dir],
)


def substitute(name, value):
    config.substitutions.append((name, value))


substitute("%src_root", config.lowres_src_root)
substitute("%obj_root", config.lowres_obj_root)
substitute("%tools_dir", config.lowres_tools_dir)
substitute(
    "%mlir_includes", " ".join(f"-I {path}" for path in config.llvm_include_dirs)
)
substitute("%python", config.python)
substitute(
    "%cmake_configure",
    f"{config.cmake} -G {config.cmake_generator} -DMLIR_DIR={config.mlir_dir}"
    f" -DCMAKE_C_COMPILER={config.cmake_c_compiler}"
    f" -DCMAKE_CXX_COMPILER={config.cmake_cxx_compiler}",
)
substitute("%cmake", config.cmake)


def has_module(name):
    command = [config.python, "-c", f"import {name}"]
    return subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0


if has_module("numpy"):
    config.available_features.add("numpy")

# The compilers a user would take, not the one that built us.
cc = shutil.which("cc") or shutil.which("clang-22")
cxx = shutil.which("c++") or shutil.which("clang++-22")
if cc and cxx:
    config.available_features.add("system-cc")
    substitute("%cc", cc)
    substitute("%cxx", cxx)

# What compiles for other machines, and what runs it.
if shutil.which("clang-22") and shutil.which("ld.lld-22"):
    config.available_features.add("clang")
if shutil.which("aarch64-linux-gnu-gcc"):
    config.available_features.add("aarch64-linux-gnu-gcc")
for machine in ["aarch64", "arm", "i386", "riscv64", "s390x", "x86_64"]:
    if shutil.which(f"qemu-{machine}"):
        config.available_features.add(f"qemu-{machine}")

if shutil.which("arm-none-eabi-gcc") and shutil.which("qemu-system-arm"):
    config.available_features.add("cortex-m")
if shutil.which("llvm-mca-22"):
    config.available_features.add("llvm-mca")


def has_vulkan():
    """Whether there is a driver of Vulkan, in software or not."""
    folders = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d"]
    return os.path.exists(
        os.path.join(config.lowres_obj_root, "runtime/gpu/liblowres_vulkan.a")
    ) and any(os.path.isdir(folder) and os.listdir(folder) for folder in folders)


if has_vulkan():
    config.available_features.add("vulkan")
if shutil.which("spirv-val"):
    config.available_features.add("spirv-val")


def find_ptxas():
    """NVIDIA's assembler, where the compiler looks for it."""
    folders = [os.environ.get("CUDA_PATH"), os.environ.get("CUDA_HOME")]
    folders.append("/usr/local/cuda")
    path = os.pathsep.join(os.path.join(folder, "bin") for folder in folders if folder)
    return shutil.which("ptxas") or shutil.which("ptxas", path=path)


# NVIDIA's driver, and so a GPU.
if os.path.exists("/dev/nvidiactl"):
    config.available_features.add("nvidia")

ptxas = find_ptxas()
if ptxas:
    config.available_features.add("ptxas")
    substitute("%ptxas", ptxas)

if shutil.which("clang-format-22"):
    config.available_features.add("clang-format")

if config.lowres_asan:
    config.available_features.add("asan")

# The processor. /proc/cpuinfo's names are not LLVM's.
if platform.machine() == "x86_64":
    config.available_features.add("x86_64")
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as cpuinfo:
            flags = next(line for line in cpuinfo if line.startswith("flags")).split()
    except (OSError, StopIteration):
        flags = []
    for feature, flag in {
        "avx2": "avx2",
        "avxvnni": "avx_vnni",
        "avx512bw": "avx512bw",
        "avx512vnni": "avx512_vnni",
        "avx512vbmi": "avx512_vbmi",
        "amx-int8": "amx_int8",
    }.items():
        if flag in flags:
            config.available_features.add(feature)
