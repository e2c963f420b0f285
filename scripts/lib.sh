# Shared by the scripts beside it; not run by itself.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
  printf 'Error: %s\n' "$*" >&2
  exit 1
}

if [ "${BASH_VERSINFO[0]}" -lt 4 ]; then
  fail "bash ${BASH_VERSION} is too old; 4 or newer is needed. With Homebrew: brew install bash"
fi

# Installs Debian packages that are missing, or says what to do where that cannot be done.
install_packages() {
  if command -v apt-get >/dev/null; then
    local become=()
    if [ "$(id -u)" -ne 0 ]; then
      command -v sudo >/dev/null ||
        fail "missing: $*. Run as root: apt-get install $*"
      become=(sudo)
    fi
    printf 'Installing %s\n' "$*" >&2
    "${become[@]}" apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive "${become[@]}" apt-get install -y -qq --no-install-recommends \
      "$@" >&2
  elif command -v brew >/dev/null; then
    fail "missing libraries. Run: brew install sqlite openssl@3 expat zlib pkgconf"
  else
    fail "missing: $*. Install them with this system's package manager."
  fi
}

# Makes sure that the package can be built here: a toolchain that is new enough, and its libraries.
prepare() {
  command -v swift >/dev/null ||
    fail "swift is not on the PATH. Install Swift 6.2 or newer: https://www.swift.org/install"
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
  [ -n "$version" ] || fail "swift --version says nothing that can be read."
  if [ "${version%%.*}" -lt 6 ] || { [ "${version%%.*}" -eq 6 ] && [ "${version#*.}" -lt 2 ]; }; then
    fail "Swift $version is too old; 6.2 or newer is needed: https://www.swift.org/install"
  fi

  local missing=()
  command -v pkg-config >/dev/null || missing+=(pkg-config)
  if [ ${#missing[@]} -gt 0 ] || ! pkg-config --exists sqlite3; then missing+=(libsqlite3-dev); fi
  if [ ${#missing[@]} -gt 0 ] || ! pkg-config --exists libcrypto; then missing+=(libssl-dev); fi
  if [ ${#missing[@]} -gt 0 ] || ! pkg-config --exists expat; then missing+=(libexpat1-dev); fi
  if [ ${#missing[@]} -gt 0 ] || ! pkg-config --exists zlib; then missing+=(zlib1g-dev); fi
  if [ ${#missing[@]} -gt 0 ]; then install_packages "${missing[@]}"; fi
}
