// The ways to compute value, gradient and Hessian of a kernel.  Each is
// compiled in a translation unit of its own.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_BENCHMARKS_CONTESTANTS_H_
#define CERES_NEWTON_BENCHMARKS_CONTESTANTS_H_

#include <string>
#include <vector>

#include "kernels.h"

namespace ceres_newton {
namespace benchmarks {

// Writes the value, the gradient (N) and the Hessian (N x N) at x into result,
// 1 + N + N * N values.
using Evaluator = void (*)(const double* data, const double* x, double* result);

struct Contestant {
  std::string name;
  std::vector<Evaluator> kernels;  // as in Kernels(); null where there is none
};

// Way<Kernel>::Evaluate is the Evaluator of a kernel.  The template Way must
// have a name of its own: GCC 12 gives ContestantOf<Way> external linkage even
// if Way is in an unnamed namespace.
template <template <typename> class Way>
Contestant ContestantOf(const std::string& name) {
  return {name,
          {Way<K1>::Evaluate,
           Way<K2>::Evaluate,
           Way<K3>::Evaluate,
           Way<K4>::Evaluate,
           Way<K4Ceres>::Evaluate,
           Way<K5>::Evaluate,
           Way<K6>::Evaluate,
           Way<K7>::Evaluate}};
}

Contestant SecondOrderContestant();
Contestant NestedJetsContestant();   // the plain way, see plain_nested_jets.h
Contestant HandWrittenContestant();  // K1, K2, K3, K5

// The same through AutoDiffObjectiveTerm.
Contestant ObjectiveTermContestant();

// 1/2 f^2 for the kernel f: by the number alone, and as the cost of one
// residual through AutoDiffSecondOrderCostFunction.
Contestant HalfSquareContestant();
Contestant CostFunctionContestant();

// The peers, each defined where its packages are installed.
Contestant SacadoContestant();
Contestant AdolcContestant();

}  // namespace benchmarks
}  // namespace ceres_newton

#endif  // CERES_NEWTON_BENCHMARKS_CONTESTANTS_H_
