# Sourced by the other scripts: the project's root, and its tools first on PATH.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

TRUNK_VERSION=0.21.14
TOOLS="${XDG_CACHE_HOME:-$HOME/.cache}/countersign/tools"
export PATH="$PWD/scripts/wrappers:$TOOLS/bin:$PWD/app/node_modules/.bin:$PATH"

say() { printf '\n\033[1m· %s\033[0m\n' "$*"; }

# Says what is done now, and notes when it began: the table at the end shows how long each step took.
step() {
  say "$*"
  [[ -z ${STEPS_FILE:-} ]] || printf '%s %s\n' "$(date +%s)" "$*" >>"$STEPS_FILE"
}

# From here on, steps are timed; the table is printed when the script ends, however it ends.
time_steps() {
  [[ -z ${STEPS_FILE:-} ]] || return 0
  STEPS_FILE=$(mktemp)
  export STEPS_FILE
  trap print_times EXIT
}

print_times() {
  printf '%s end\n' "$(date +%s)" >>"$STEPS_FILE"
  printf '\nWhere the time went:\n'
  awk '
    NR > 1 { printf "%6d s  %s\n", $1 - since, what } NR == 1 { first = $1 }
    { since = $1; $1 = ""; what = substr($0, 2) }
    END { printf "%6d s  in all\n", since - first }' "$STEPS_FILE"
  rm -f "$STEPS_FILE"
}

die() {
  printf '%s\n' "$@" >&2
  exit 1
}

# The pinned compiler may be here under another name, such as `stable`; then none needs to be downloaded.
use_installed_rust() {
  local pinned installed
  command -v rustup >/dev/null || return 0
  pinned=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
  ! rustup toolchain list | grep -q "^$pinned-" || return 0
  installed=$(cd / && rustc --version 2>/dev/null | cut -d' ' -f2) || return 0
  if [[ $installed == "$pinned" ]]; then
    RUSTUP_TOOLCHAIN=$(cd / && rustup show active-toolchain | cut -d' ' -f1)
    export RUSTUP_TOOLCHAIN
  fi
}

command -v cargo >/dev/null || die \
  "Countersign is built with Rust, and there is no cargo here." \
  "Install it from https://rustup.rs, open a new terminal and try again."
use_installed_rust
