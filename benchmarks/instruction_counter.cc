// Evaluates one kernel by one contestant, a number of times, for a program that
// counts instructions; see instruction_counts.sh.
//
//   instruction_counter <contestant> <place of the kernel in Kernels(), from 1>
//   <passes over 16 elements>
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cstdio>
#include <cstdlib>
#include <string>

#include "contestants.h"
#include "elements.h"

int main(int argc, char** argv) {
  using namespace ceres_newton::benchmarks;
  const int k = argc == 4 ? std::atoi(argv[2]) : 0;
  for (const Contestant& contestant : {SecondOrderContestant(),
                                       NestedJetsContestant(),
                                       HandWrittenContestant(),
                                       ObjectiveTermContestant(),
                                       HalfSquareContestant(),
                                       CostFunctionContestant()}) {
    if (k < 1 || k > static_cast<int>(Kernels().size()) ||
        contestant.name != argv[1] || contestant.kernels[k - 1] == nullptr) {
      continue;
    }
    Elements elements(Kernels()[k - 1]);
    double sum = 0.0;
    for (int pass = 0; pass < std::atoi(argv[3]); ++pass) {
      for (int i = 0; i < Elements::kCount; ++i) {
        elements.Evaluate(contestant.kernels[k - 1], i);
        sum += elements.result.back();
      }
    }
    std::printf("%g\n", sum);
    return 0;
  }
  std::fprintf(stderr, "No such contestant, or not for this kernel.\n");
  return 2;
}
