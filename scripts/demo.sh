#!/usr/bin/env bash
# Installs what is missing, builds the library and its examples, and fits the
# nonlinear regression problems of NIST: the data files if a folder is given or
# found beside the project, else the sets that the program carries.
#
#   demo.sh [folder with the *.dat files of NIST]
#
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
data="${1:-${root}/../shared/data/nist}"
if [ $# -gt 0 ] && [ ! -d "${data}" ]; then
  echo "There is no folder ${data}." >&2
  exit 2
fi

"${root}/scripts/install_dependencies.sh"
cd "${root}"
cmake --preset release
cmake --build --preset release --parallel "$(nproc)" --target nist_fit

if [ -d "${data}" ]; then
  "${root}/build/release/examples/nist_fit" "${data}"
else
  "${root}/build/release/examples/nist_fit"
fi
