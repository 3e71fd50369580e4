#!/usr/bin/env bash
# Compile time and memory of one translation unit that takes the Hessian of K4
# (bundle adjustment, N = 12): the number on a tape against plain nested Jets.
#
#   benchmarks/compile_time.sh [compiler flags, default -O3 -march=native]
#
# Prints the user CPU seconds of five compilations each, taken in turn, their
# median, and the largest resident memory of a compiler.  CXX chooses the
# compiler.  Needs GNU time.
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

compile() {
  /usr/bin/time -f '%U %M' -a -o "$work/$1.times" "${CXX:-g++}" -std=c++17 \
    "${flags[@]}" -Iinclude -Ibenchmarks -isystem /usr/include/eigen3 \
    -c "$work/$1.cc" -o "$work/$1.o"
}
for _ in 1 2 3 4 5; do
  compile fused
  compile nested
done
for name in fused nested; do
  sort -n "$work/$name.times" | awk -v name=$name '
    { seconds[NR] = $1; memory = $2 > memory ? $2 : memory; list = list " " $1 }
    END { printf "%s:%s, median %.2f s; %.0f MB\n",
                 name, list, seconds[int((NR + 1) / 2)], memory / 1024 }'
done
