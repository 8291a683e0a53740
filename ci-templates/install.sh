#!/bin/sh
# Installs Sampan: the released program where there is one for this machine, else one built from source.
#
#   curl -fsSL https://raw.githubusercontent.com/OWNER/sampan/v0.1.0/ci-templates/install.sh |
#     sh -s -- --version 0.1.0 --to "$HOME/.local/bin"
#
# SAMPAN_MIRROR  a URL to download from instead of GitHub: it has v0.1.0/SHA256SUMS and the files listed there
# SAMPAN_SHA256  the SHA-256 that the tarball must have, instead of the one that the mirror lists
# SAMPAN_SOURCE  the git repository to build from, instead of GitHub's
#
# Exit codes: 64 usage, 65 the download has another SHA-256, 69 no release or not reachable (worth retrying), 78
# something is missing on this machine. After an error nothing is installed.
set -eu

newest=0.1.0
releases=${SAMPAN_MIRROR:-https://github.com/OWNER/sampan/releases/download}
source=${SAMPAN_SOURCE:-https://github.com/OWNER/sampan.git}

log() { printf 'sampan: %s\n' "$*" >&2; }
fail() { code=$1; shift; log "$*"; exit "$code"; }

# The protocol that curl may use: https, and plain http for this machine only.
protocol_of() {
  case $1 in
    *@*) fail 64 'SAMPAN_MIRROR contains a user name or password; put them into ~/.netrc' ;;
    https://*) echo https ;;
    http://localhost[:/]* | http://127.0.0.1[:/]* | http://\[::1\][:/]*) echo http ;;
    *) fail 64 "invalid value \"$1\" for SAMPAN_MIRROR; set a URL that starts with https://" ;;
  esac
}

# fetch URL FILE: status 0 downloaded, 1 does not exist; any other error ends the installation.
fetch() {
  for attempt in 1 2 3; do
    [ "$attempt" = 1 ] || sleep 2
    code=0
    status=$(curl -sSL --netrc-optional --proto "=$protocol" --proto-redir "=$protocol" --max-redirs 5 \
      --connect-timeout 10 --speed-limit 1024 --speed-time 20 --max-time 600 --max-filesize 300000000 \
      -w '%{http_code}' -o "$2" -- "$1" 2>"$scratch/curl") || code=$?
    case $code:$status in
      0:200) return 0 ;;
      0:404 | 0:410) return 1 ;;
      0:*) reason="answered $status" ;;
      *) reason=$(tail -n 1 "$scratch/curl") ;;
    esac
    log "$1: $reason"
  done
  fail 69 "\"$1\" could not be downloaded; try again later, or set SAMPAN_MIRROR to a mirror of the releases"
}

usage() {
  cat <<END
usage: install.sh [--version VERSION] [--to FOLDER]

Installs Sampan: the released program where there is one for this machine, else one built from source.

  --version VERSION  the release to install (default $newest)
  --to FOLDER        the folder to install to (default ~/.local/bin)
  --help             show this

SAMPAN_MIRROR  a URL to download from instead of GitHub: it has v$newest/SHA256SUMS and the files listed there
SAMPAN_SHA256  the SHA-256 that the tarball must have, instead of the one that the mirror lists
SAMPAN_SOURCE  the git repository to build from, instead of GitHub's

Exit codes: 64 usage, 65 the download has another SHA-256, 69 no release or not reachable (worth retrying), 78
something is missing on this machine.
END
}

digest_of() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# Replaces the program in one step, so that a job that starts meanwhile gets the old program or the new one.
install_program() {
  mkdir -p "$to" || fail 78 "\"$to\" could not be created; set another folder with --to"
  new=$to/.sampan.$$
  { cp "$1" "$new" && chmod 755 "$new" && mv -f "$new" "$to/sampan"; } ||
    { rm -f "$new"; fail 78 "\"$to\" could not be written to; set another folder with --to"; }
  printf 'sampan %s is in %s\n' "$version" "$to"
  case :$PATH: in *":$to:"*) ;; *) log "$to is not in PATH" ;; esac
}

# reports_version PROGRAM: whether it runs here and is the requested version. The environment is empty, so that settings of
# a job, such as SAMPAN_JSON, have no effect.
reports_version() { [ "$(env -i "$1" version 2>"$scratch/refusal")" = "sampan $version" ]; }

# Status 1 if there is no release for this machine.
install_release() {
  name=sampan-$version-$machine
  fetch "$releases/v$version/SHA256SUMS" "$scratch/sums" ||
    { log "no release $version at $releases"; return 1; }
  expected=$(sed -n "s/^\([0-9a-f]\{64\}\) [ *]$name\.tar\.gz\$/\1/p" "$scratch/sums")
  [ -n "$expected" ] || { log "release $version has no program for $machine"; return 1; }
  fetch "$releases/v$version/$name.tar.gz" "$scratch/tarball" ||
    fail 69 "\"$releases\" lists $name.tar.gz and does not have it; set another SAMPAN_MIRROR"
  expected=${SAMPAN_SHA256:-$expected}
  actual=$(digest_of "$scratch/tarball")
  [ "$actual" = "$expected" ] ||
    fail 65 "$name.tar.gz has the SHA-256 $actual, not $expected; nothing was installed"
  tar -xzf "$scratch/tarball" -C "$scratch" "$name/sampan" || fail 65 "$name.tar.gz does not contain the program"
  reports_version "$scratch/$name/sampan" || {
    log "the released program does not run here: $(head -n 1 "$scratch/refusal")"
    log 'on Debian and Ubuntu, run: apt-get install libcurl4 ca-certificates'
    return 1
  }
  install_program "$scratch/$name/sampan"
}

install_from_source() {
  [ -z "${SAMPAN_SHA256-}" ] || fail 69 'the tarball of SAMPAN_SHA256 could not be downloaded; nothing was installed'
  command -v swift >/dev/null ||
    fail 78 'to build from source, install Swift 6.2 or newer: https://www.swift.org/install/linux/'
  { command -v git && command -v pkg-config && pkg-config --exists libgit2 zlib; } >/dev/null ||
    fail 78 'to build from source: apt-get install git pkg-config libgit2-dev zlib1g-dev libmbedtls-dev'
  log "building $version from $source; this takes a few minutes"
  GIT_TERMINAL_PROMPT=0 timeout 600 git clone -q -c advice.detachedHead=false --depth 1 --branch "v$version" \
    -- "$source" "$scratch/source" || fail 69 "\"$source\" has no tag v$version, or could not be reached"
  cd "$scratch/source"
  timeout 3000 swift build -c release --product sampan >&2 ||
    fail 78 'the build failed; its output is above'
  program=$(swift build -c release --show-bin-path)/sampan
  reports_version "$program" || fail 78 "what was built does not report \"sampan $version\""
  install_program "$program"
}

# A function, so that nothing is run if the download of this script is interrupted.
main() {
  version=$newest to=
  while [ $# -gt 0 ]; do
    case $1 in
      --version | --to) [ -n "${2-}" ] || fail 64 "$1 needs a value" ;;
      -h | --help) usage; return ;;
      *) fail 64 "unknown argument \"$1\"; valid: --version VERSION, --to FOLDER, --help" ;;
    esac
    case $1 in --version) version=${2#v} ;; --to) to=$2 ;; esac
    shift 2
  done
  case $version in
    *[!0-9A-Za-z.+-]* | [!0-9]*) fail 64 "\"$version\" is not a version, such as $newest" ;;
  esac
  [ -n "$to" ] || to=${HOME:?is not set; set a folder with --to}/.local/bin
  case $to in /*) ;; *) to=$PWD/$to ;; esac
  protocol=$(protocol_of "$releases") || exit
  command -v curl >/dev/null || fail 78 'curl is needed: apt-get install curl ca-certificates'

  case $(uname -s):$(uname -m) in
    Linux:x86_64 | Linux:amd64) machine=linux-amd64 ;;
    Linux:aarch64 | Linux:arm64) machine=linux-arm64 ;;
    *) machine=$(uname -s)-$(uname -m) ;;
  esac

  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' HUP TERM
  if [ -x "$to/sampan" ] && reports_version "$to/sampan"; then
    printf 'sampan %s is already in %s\n' "$version" "$to"
    return
  fi
  install_release || install_from_source
}

main "$@"
