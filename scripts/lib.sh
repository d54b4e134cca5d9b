# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the scripts beside it: where things are, how progress is told, how packages are installed.
# shellcheck shell=bash
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export ROOT
: "${XIVO_STARTED:=$(date +%s)}"
export XIVO_STARTED

step() { printf '[%4ds] %s\n' "$(($(date +%s) - XIVO_STARTED))" "$*"; }
die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

need_root() {
    [ "$(id -u)" = 0 ] || die "$1 needs root: run it from a root shell, or install it yourself and try again"
}

# apt_install PACKAGE...: installs what is missing, and starts no service by doing so.
apt_install() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ "${#missing[@]}" = 0 ] && return
    command -v apt-get >/dev/null || die "these Debian packages are needed: ${missing[*]}"
    need_root "installing ${missing[*]}"
    step "installing ${missing[*]}"
    local log=$ROOT/build/apt.log guard=/usr/sbin/policy-rc.d guarded=
    mkdir -p "$ROOT/build"
    if [ ! -e $guard ]; then
        printf '#!/bin/sh\nexit 101\n' >$guard
        chmod 755 $guard
        guarded=yes
    fi
    if ! { apt-get -qq update &&
        DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=120 --no-install-recommends install "${missing[@]}"; } \
        >"$log" 2>&1 </dev/null; then
        [ -z "$guarded" ] || rm -f $guard
        tail -20 "$log" >&2
        die "apt-get could not install ${missing[*]} (whole log: $log)"
    fi
    [ -z "$guarded" ] || rm -f $guard
}

# debian_mirror SUFFIX: the address from which this host takes Debian (SUFFIX "" or "-security"), as its apt says.
debian_mirror() {
    local codename
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}")
    apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Identifier: Packages' |
        awk -v release="$codename$1" '$1 == release { print $2; exit }'
}

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
export KEYRING
