#!/usr/bin/env bash
# Compile time of one translation unit that takes the Hessian of K4 (bundle
# adjustment, N = 12): the number on a tape against plain nested Jets.
#
#   benchmarks/compile_time.sh [compiler flags, default -O3 -march=native]
#
# Prints the user CPU seconds of five compilations each, taken in turn, and the
# medians.  CXX chooses the compiler.
set -euo pipefail
cd "$(dirname "$0")/.."
flags=("${@:--O3}")
[ $# -gt 0 ] || flags+=(-march=native)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/fused.cc" <<'CODE'
#include "ceres_newton/jet_family.h"
#include "kernels.h"
using T = ceres_newton::internal::SweepScalar<ceres_newton::FusedJets, 12>;
void Evaluate(const double* data, const T* x, T* f) {
  ceres_newton::benchmarks::K4{data}(x, f);
}
CODE
cat > "$work/nested.cc" <<'CODE'
#include "plain_nested_jets.h"
#include "kernels.h"
using T = ceres::Jet<ceres::Jet<double, 12>, 12>;
void Evaluate(const double* data, const T* x, T* f) {
  ceres_newton::benchmarks::K4{data}(x, f);
}
CODE

TIMEFORMAT=%U
compile() {
  { time "${CXX:-g++}" -std=c++17 "${flags[@]}" -Iinclude -Ibenchmarks \
      -isystem /usr/include/eigen3 -c "$work/$1.cc" -o "$work/$1.o" \
      2> "$work/log"; } 2>> "$work/$1.times" || { cat "$work/log"; exit 1; }
}
for _ in 1 2 3 4 5; do
  compile fused
  compile nested
done
for name in fused nested; do
  echo "$name: $(sort -n "$work/$name.times" | tr '\n' ' ')" \
       "median $(sort -n "$work/$name.times" | sed -n 3p) s"
done
