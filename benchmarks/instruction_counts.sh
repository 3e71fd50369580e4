#!/usr/bin/env bash
# Instructions for value, gradient and Hessian of one element of each kernel, by
# valgrind's callgrind: a record without the noise of clocks.
#
#   benchmarks/instruction_counts.sh <the program instruction_counter> [contestant ...]
#
# The program runs with 2 and with 12 passes over its elements; the difference
# leaves out what happens once.
set -euo pipefail
counter=$1
shift
[ $# -gt 0 ] || set -- SecondOrder "nested Jets" "by hand" "objective term" \
  "half square" "cost function"
out=$(mktemp)
trap 'rm -f "$out"' EXIT

# count <contestant> <kernel> <passes>
count() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null \
    "$counter" "$@" > /dev/null 2> "$out" || return 1
  sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$out"
}

printf '%-16s' contestant
printf '%10s' K1 K2 K3 K4 K4Ceres K5 K6 K7
for contestant in "$@"; do
  printf '\n%-16s' "$contestant"
  for kernel in 1 2 3 4 5 6 7 8; do
    if few=$(count "$contestant" $kernel 2); then
      many=$(count "$contestant" $kernel 12)
      printf '%10d' $(((many - few) / 160))
    else
      printf '%10s' -
    fi
  done
done
printf '\n'
