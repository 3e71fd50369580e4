#!/usr/bin/env bash
# Installs those packages of apt_packages.txt that are missing; does nothing if
# all are there.
#
#   install_dependencies.sh [section...]     default: required
#
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail

list="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/apt_packages.txt"
sections=("$@")
if [ ${#sections[@]} -eq 0 ]; then sections=(required); fi

# The packages of one section, one a line.
packages_of() {
  awk -v section="[$1]" '
    { sub(/#.*/, ""); sub(/[ \t]+$/, "") }
    /^\[/ { inside = ($0 == section); next }
    inside && NF { print $1 }' "${list}"
}

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]
}

wanted=()
for section in "${sections[@]}"; do
  in_section="$(packages_of "${section}")"
  if [ -z "${in_section}" ]; then
    echo "apt_packages.txt has no section [${section}]." >&2
    exit 2
  fi
  mapfile -t -O "${#wanted[@]}" wanted <<< "${in_section}"
done

if ! command -v dpkg-query > /dev/null || ! command -v apt-get > /dev/null; then
  echo "This is no Debian or Ubuntu, so nothing is installed here. Needed are the" >&2
  echo "counterparts of these Debian packages: ${wanted[*]}" >&2
  if command -v cmake > /dev/null && command -v c++ > /dev/null; then
    echo "A compiler and CMake are here; going on." >&2
    exit 0
  fi
  echo "A C++ compiler or CMake is missing. Install them and run this again." >&2
  exit 1
fi

missing=()
for package in "${wanted[@]}"; do
  if ! is_installed "${package}"; then missing+=("${package}"); fi
done
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

install_command="apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" -eq 0 ]; then
  as_root=(env)
elif command -v sudo > /dev/null; then
  as_root=(sudo env)
else
  as_root=()
fi

explain() {
  echo "Missing packages: ${missing[*]}" >&2
  echo "Install them as root, then run this again:" >&2
  echo "  apt-get update && ${install_command}" >&2
  exit 1
}

if [ ${#as_root[@]} -eq 0 ]; then explain; fi
echo "Installing ${missing[*]}"
"${as_root[@]}" apt-get update -q || explain
# shellcheck disable=SC2086  # the words of the command are meant to be split
"${as_root[@]}" DEBIAN_FRONTEND=noninteractive ${install_command} || explain
