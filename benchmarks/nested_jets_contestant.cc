// SPDX-License-Identifier: BSD-3-Clause

#include "contestants.h"
#include "kernels.h"
#include "plain_nested_jets.h"

namespace ceres_newton {
namespace benchmarks {
namespace {

template <typename Kernel>
struct ByNestedJets {
  static void Evaluate(const double* data, const double* x, double* result) {
    constexpr int N = Kernel::N;
    using Inner = ceres::Jet<double, N>;
    using T = ceres::Jet<Inner, N>;
    T variables[N];
    for (int i = 0; i < N; ++i) {
      variables[i] = T(Inner(x[i], i), i);
    }
    T f;
    Kernel{data}(variables, &f);
    result[0] = f.a.a;
    for (int i = 0; i < N; ++i) {
      result[1 + i] = f.a.v[i];
      for (int j = 0; j < N; ++j) {
        result[1 + N + i * N + j] = f.v[i].v[j];
      }
    }
  }
};

}  // namespace

Contestant NestedJetsContestant() {
  return ContestantOf<ByNestedJets>("nested Jets");
}

}  // namespace benchmarks
}  // namespace ceres_newton
