#!/usr/bin/env bash
# Builds the native library and packs it for the jar. When something that it needs is missing, it says so in one line,
# leaves the reason in the jar and succeeds: the engine then reports itself unavailable with that reason.
#
# usage: build.sh ACTION OUTPUT_FOLDER CARGO_TARGET_FOLDER CPU SKIP
#   ACTION  build, or, after that: test, which runs the crate's own tests where the library could be built
#   CPU     portable, or what rustc takes as target-cpu, for example native
#   SKIP    true: build nothing
# The environment variable CARGO_TARGET_DIR goes before CARGO_TARGET_FOLDER.
set -euo pipefail

action=$1 output=$2 target=${CARGO_TARGET_DIR:-$3} cpu=$4 skip=$5
cd "$(dirname "${BASH_SOURCE[0]}")"
facts=$output/dev/nightjar/engine/nativelib/build.properties
mkdir -p "$(dirname "$facts")"

unavailable() {
  echo "nightjar-engine-native: built without its native library: $1"
  printf 'reason=%s\n' "$1" > "$facts"
  exit 0
}

at_least() {
  [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

# The folder in which JNA looks for this platform's libraries.
platform() {
  local os arch
  case $(uname -s) in Darwin) os=darwin ;; *) os=$(uname -s | tr '[:upper:]' '[:lower:]') ;; esac
  case $(uname -m) in x86_64|amd64) arch=x86-64 ;; arm64|aarch64) arch=aarch64 ;; *) arch=$(uname -m) ;; esac
  echo "$os-$arch"
}

PATH=$PATH:${CARGO_HOME:-$HOME/.cargo}/bin
# A build for one kind of CPU keeps its own folder, so that going back and forth compiles nothing anew.
if [ "$cpu" != portable ]; then
  target=$target/cpu-$cpu
  export RUSTFLAGS="${RUSTFLAGS:-} -C target-cpu=$cpu"
fi

if [ "$action" = test ]; then
  if ! grep -q '^reason=' "$facts"; then
    # The profile bench is that of releases, so that the crates which were compiled for the library are taken. Code is
    # not optimised over all of them a second time, which took three times as long: what functions do is tested here.
    tests=$(cargo rustc --quiet --profile bench --lib --locked --offline --target-dir "$target" \
      --message-format=json-render-diagnostics -- -C opt-level=0 | sed -n 's/.*"executable":"\([^"]*\)".*/\1/p')
    "$tests" --quiet
  fi
  exit 0
fi

[ "$skip" != true ] || unavailable "nightjar.native.skip was set"

needed=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
command -v cargo >/dev/null && command -v rustc >/dev/null ||
  unavailable "there is no cargo; install Rust $needed or newer from https://rustup.rs and build again"
found=$(rustc --version | cut -d ' ' -f 2)
at_least "$needed" "${found%%-*}" || unavailable "Rust $found is older than $needed; run rustup update and build again"
command -v cc >/dev/null || unavailable "there is no linker cc; install a C compiler, for example gcc, and build again"

host=$(rustc -vV | sed -n 's/^host: //p')
if ! cargo fetch --quiet --locked --offline --target "$host" 2>/dev/null; then
  said=$(CARGO_NET_RETRY=1 cargo fetch --quiet --locked --target "$host" 2>&1) ||
    unavailable "the crates cannot be fetched ($(tail -n 1 <<< "$said" | sed 's/^ *//; s/\\//g')); \
build again with access to crates.io or a configured mirror"
fi

[ -e "$target/release/libnightjar_native.d" ] ||
  echo "nightjar-engine-native: building the native library with Rust $found; a few minutes, the first time"
cargo build --quiet --release --locked --offline --target-dir "$target"

case $(uname -s) in Darwin) library=libnightjar_native.dylib ;; *) library=libnightjar_native.so ;; esac
packed=$output/$(platform)/$library
mkdir -p "$(dirname "$packed")"
# Moved into place, never written over: a running JVM may have the old one mapped.
if ! cmp -s "$target/release/$library" "$packed"; then
  cp "$target/release/$library" "$packed.new"
  mv "$packed.new" "$packed"
fi
printf 'platform=%s\nrustc=%s\n' "$(platform)" "$found" > "$facts"
