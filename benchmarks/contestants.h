// The ways to compute value, gradient and Hessian of a kernel.  Each is
// compiled in a translation unit of its own.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_BENCHMARKS_CONTESTANTS_H_
#define CERES_NEWTON_BENCHMARKS_CONTESTANTS_H_

#include <string>
#include <vector>

namespace ceres_newton {
namespace benchmarks {

// Writes the value, the gradient (N) and the Hessian (N x N) at x into result,
// 1 + N + N * N values.
using Evaluator = void (*)(const double* data, const double* x, double* result);

struct Contestant {
  std::string name;
  std::vector<Evaluator> kernels;  // K1 ... K7; null where there is none
};

Contestant SecondOrderContestant();
Contestant NestedJetsContestant();   // the plain way, see plain_nested_jets.h
Contestant HandWrittenContestant();  // K1, K2, K3, K5

// The peers, each defined where its packages are installed.
Contestant SacadoContestant();
Contestant AdolcContestant();

}  // namespace benchmarks
}  // namespace ceres_newton

#endif  // CERES_NEWTON_BENCHMARKS_CONTESTANTS_H_
