#!/bin/sh
# Finds the program harness-executor, or brings it here. No argument is needed.
#
#     sh get.sh [--prefix DIR]
#
# 1. It is on PATH: nothing is done.
# 2. HARNESS_RELEASE_URL names a folder of releases: the one for this system is fetched, its SHA-256 checked, and put
#    into DIR/bin and DIR/share (DIR is ~/.local where nothing is said).
# 3. The sources lie around this script and there is Swift: it is built in a folder of its own and put there.
# Else it says what is missing. A program of somebody else's under one of our names is never replaced.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
names="task-state verify memory-query harness-critic"

say() { printf '%s\n' "$*"; }
fail() {
    say "get.sh: $1" >&2
    [ $# -lt 2 ] || say "hint: $2" >&2
    exit "${3:-69}"
}
has() { command -v "$1" > /dev/null 2>&1; }

prefix=${HOME:+$HOME/.local}
case "${1:-}" in
'') ;;
--prefix) [ -n "${2:-}" ] || fail "--prefix needs a folder" "give --prefix DIR" 64; prefix=$2 ;;
--prefix=*) prefix=${1#--prefix=} ;;
*) fail "unknown word '$1'" "run 'sh get.sh' or 'sh get.sh --prefix DIR'" 64 ;;
esac

if has harness-executor; then
    found=$(harness-executor --version 2> /dev/null) || found=
    case "$found" in
    "harness-executor "*) say "$found is there: $(command -v harness-executor)"; exit 0 ;;
    esac
    fail "$(command -v harness-executor) is another program of that name" "take it off PATH, or give --prefix DIR and put DIR/bin first"
fi
[ -n "$prefix" ] || fail "HOME is not set: there is nowhere to install to" "give --prefix DIR"
case "$prefix" in /*) ;; *) prefix=$PWD/$prefix ;; esac

version=$(sed -n 's/^  version: "\{0,1\}\([0-9][0-9A-Za-z.+-]*\)"\{0,1\}$/\1/p' "$here/SKILL.md" 2> /dev/null | head -n 1)
system=$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)
missing=

is_ours() { [ -f "$1" ] && [ ! -L "$1" ] && grep -q -a -F 'harness-executor, the executable: ' "$1"; }
is_there() { [ -e "$1" ] || [ -L "$1" ]; }
check_free() {
    if is_there "$prefix/bin/harness-executor" && ! is_ours "$prefix/bin/harness-executor"; then
        fail "$prefix/bin/harness-executor is not ours" "move it away, or give --prefix DIR" 73
    fi
    for name in $names; do
        if is_there "$prefix/bin/$name" && [ "$(readlink "$prefix/bin/$name" 2> /dev/null)" != harness-executor ]; then
            fail "$prefix/bin/$name is not ours" "move it away, or give --prefix DIR" 73
        fi
    done
    mkdir -p "$prefix/bin" 2> /dev/null && [ -w "$prefix/bin" ] || fail "$prefix/bin cannot be written" "give --prefix DIR" 77
}

digest() {
    if has sha256sum; then sha256sum "$1" | cut -d ' ' -f 1
    elif has shasum; then shasum -a 256 "$1" | cut -d ' ' -f 1
    elif has openssl; then openssl dgst -sha256 -r "$1" | cut -d ' ' -f 1
    else return 1; fi
}

fetch() {
    if has curl; then curl -fsSL --retry 2 --max-time 300 -o "$2" "$1"
    else wget -q -T 60 -t 2 -O "$2" "$1"; fi
}

finish() {
    say "installed $("$prefix/bin/harness-executor" --version) into $prefix/bin"
    case ":$PATH:" in
    *":$prefix/bin:"*) say "next: harness-executor install" ;;
    *) say "next: put $prefix/bin on your PATH, then harness-executor install" ;;
    esac
}

work=
trap '[ -z "$work" ] || rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# 2. A release.
if [ -z "${HARNESS_RELEASE_URL:-}" ]; then
    missing="HARNESS_RELEASE_URL names no folder of releases"
elif ! has curl && ! has wget; then
    missing="neither curl nor wget is here to fetch a release"
elif [ -z "$version" ]; then
    missing="SKILL.md beside this script does not say which version to fetch"
else
    check_free
    work=$(mktemp -d "${TMPDIR:-/tmp}/harness-executor.XXXXXX")
    name=harness-executor-$version-$system
    address=${HARNESS_RELEASE_URL%/}/$name.tar.gz
    if fetch "$address" "$work/release.tar.gz" && fetch "$address.sha256" "$work/release.sha256"; then
        wanted=$(cut -d ' ' -f 1 < "$work/release.sha256")
        got=$(digest "$work/release.tar.gz") || fail "neither sha256sum, shasum nor openssl is here to check what was fetched" "install one of them"
        [ "$got" = "$wanted" ] || fail "$address is not what it should be: its SHA-256 is $got, not $wanted" "do not use it; tell whoever publishes it" 1
        mkdir "$work/tree"
        tar -xzf "$work/release.tar.gz" -C "$work/tree"
        tree=$work/tree/$name
        is_ours "$tree/bin/harness-executor" || fail "$address holds no program of ours" "tell whoever publishes it" 1
        cp "$tree/bin/harness-executor" "$prefix/bin/.harness-executor.new"
        chmod 755 "$prefix/bin/.harness-executor.new"
        mv -f "$prefix/bin/.harness-executor.new" "$prefix/bin/harness-executor"
        for name in $names; do ln -sf harness-executor "$prefix/bin/$name"; done
        if [ -d "$tree/share/harness-executor" ]; then
            mkdir -p "$prefix/share/harness-executor"
            cp -R "$tree/share/harness-executor/." "$prefix/share/harness-executor/"
        fi
        finish
        exit 0
    fi
    missing="$address could not be fetched"
fi

# 3. The sources.
if [ ! -f "$here/Package.swift" ] || [ ! -d "$here/Sources" ]; then
    missing="$missing; the sources are not beside this script"
elif ! has swift; then
    missing="$missing; there is no swift to build the sources with"
elif ! has make; then
    missing="$missing; there is no make to build the sources with"
else
    check_free
    [ -n "$work" ] || work=$(mktemp -d "${TMPDIR:-/tmp}/harness-executor.XXXXXX")
    mkdir "$work/sources"
    (cd "$here" && tar -cf - --exclude=./.build --exclude=./.git --exclude=./dist .) | (cd "$work/sources" && tar -xf -)
    say "building in $work (some minutes)"
    if (cd "$work/sources" && make install PREFIX="$prefix" > "$work/build.log" 2>&1); then
        finish
        exit 0
    fi
    tail -n 20 "$work/build.log" >&2
    missing="$missing; building failed"
fi

fail "harness-executor cannot be brought here: $missing" "set HARNESS_RELEASE_URL to a folder that holds harness-executor-${version:-VERSION}-$system.tar.gz and its .sha256, or install Swift 6.2 and run this beside the sources"
