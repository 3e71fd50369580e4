// Sacado of Trilinos: forward mode by expression templates, nested twice.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "Sacado.hpp"
#include "contestants.h"
#include "kernels.h"

namespace ceres_newton {
namespace benchmarks {
namespace {

template <typename Kernel>
struct BySacado {
  static void Evaluate(const double* data, const double* x, double* result) {
    constexpr int N = Kernel::N;
    using Inner = Sacado::Fad::SFad<double, N>;
    using T = Sacado::Fad::SFad<Inner, N>;
    T variables[N];
    for (int i = 0; i < N; ++i) {
      variables[i] = T(N, i, Inner(N, i, x[i]));
    }
    T f;
    Kernel{data}(variables, &f);
    result[0] = f.val().val();
    for (int i = 0; i < N; ++i) {
      result[1 + i] = f.val().dx(i);
      for (int j = 0; j < N; ++j) {
        result[1 + N + i * N + j] = f.dx(i).dx(j);
      }
    }
  }
};

}  // namespace

Contestant SacadoContestant() { return ContestantOf<BySacado>("Sacado"); }

}  // namespace benchmarks
}  // namespace ceres_newton
