#!/usr/bin/env bash
# Installs what building and testing lowres needs, from Debian 12's own
# archives. Does nothing, quickly, when everything is there.
#
#   utils/setup.sh          install what is missing (root, or through sudo)
#   utils/setup.sh --list   print the package names, one a line
#
# LOWRES_SKIP_SETUP=1 turns it off, for systems that bring the tools themselves.
set -euo pipefail

packages=(
  # the compiler, its libraries and test tools
  libmlir-22-dev mlir-22-tools llvm-22 llvm-22-dev llvm-22-tools
  clang-22 lld-22 clang-format-22 clang-tidy-22
  # libraries
  libeigen3-dev libgtest-dev libbenchmark-dev zlib1g-dev liblzma-dev
  # baselines of lowres-bench, which is built without them too
  libopenblas-pthread-dev libdnnl-dev
  # building; gcc and g++ compile the examples and the sanitizer build, which
  # binutils' linker links (gcc finds no lld-22)
  cmake ninja-build ccache gcc g++ libc6-dev binutils file
  # testing; qemu-user runs objects for other machines, and programs for AArch64
  # have a C library
  python3 python3-numpy python3-psutil xz-utils qemu-user
  gcc-aarch64-linux-gnu libc6-dev-arm64-cross
  # a microcontroller, with newlib
  gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm
  # Vulkan: headers for the launcher, a device in software, a validator
  libvulkan-dev mesa-vulkan-drivers spirv-tools
)

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: error: %s\n' "$*" >&2; exit 1; }

case ${1:-} in
  '') ;;
  --list) printf '%s\n' "${packages[@]}"; exit 0 ;;
  -h | --help) sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
  *) die "unknown argument '$1' (try --help)" ;;
esac

if [[ ${LOWRES_SKIP_SETUP:-0} == 1 ]]; then
  say "skipped (LOWRES_SKIP_SETUP=1)"
  exit 0
fi

system=$(. /etc/os-release 2>/dev/null && printf '%s %s' "${ID:-unknown}" "${VERSION_ID:-}") || system=unknown
if [[ $system != "debian 12" ]]; then
  die "this is '$system', and only Debian 12 is known to this script.
Install the following (LLVM, MLIR and Clang must be version 22), then set
LOWRES_SKIP_SETUP=1 and try again:
$(printf '  %s\n' "${packages[@]}")"
fi

missing=()
installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null || true)
for package in "${packages[@]}"; do
  grep -qx "$package installed" <<<"$installed" || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  say "all ${#packages[@]} packages are installed"
  exit 0
fi
say "to install: ${missing[*]}"

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null ||
    die "packages are missing, and this is neither root nor is there sudo. Run '$0' once as root."
  as_root=(sudo)
  # Without a terminal nobody can type a password.
  [[ -t 0 ]] || as_root+=(-n)
fi
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get \
    -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

say "updating the package lists"
# A foreign source that does not answer must not stop us; what counts is
# whether the packages can be had, which is asked next.
apt update || say "apt-get update reported problems; going on"

unknown=()
for package in "${missing[@]}"; do
  candidate=$(apt-cache policy "$package" | sed -n 's/^ *Candidate: *//p')
  [[ -n $candidate && $candidate != "(none)" ]] || unknown+=("$package")
done
if ((${#unknown[@]})); then
  mirror=$(apt-cache policy | sed -n 's|^ *[0-9]* \(http[^ ]*/debian\)/\{0,1\} bookworm/main .*|\1|p' | head -n 1)
  die "apt knows no version of: ${unknown[*]}
Either there is no network (see the messages above), or the package sources
lack a part of Debian 12. LLVM 22 is in the suite 'bookworm-security', component
'main', which every installed Debian 12 has; a bare debootstrap lacks it.
${mirror:+It is one line in a file /etc/apt/sources.list.d/security.list:
  deb $mirror-security bookworm-security main}"
fi

say "installing ${#missing[@]} packages and what they depend on"
start=$SECONDS
apt install -y --no-install-recommends "${missing[@]}" ||
  die "apt-get could not install the packages (see the messages above)"
say "done in $((SECONDS - start)) s"
