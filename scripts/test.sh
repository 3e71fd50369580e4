#!/usr/bin/env bash
# Runs the demonstration, then builds and runs all tests.
#
#   test.sh [options of cmake...]     e.g. -DCMAKE_CXX_COMPILER=clang++
#
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
jobs="$(nproc)"

"${root}/scripts/demo.sh"
cd "${root}"
cmake --preset dev "$@"
cmake --build --preset dev --parallel "${jobs}"
ctest --preset dev --parallel "${jobs}"
