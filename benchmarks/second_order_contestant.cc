// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/jet_family.h"
#include "contestants.h"
#include "kernels.h"

namespace ceres_newton {
namespace benchmarks {
namespace {

template <typename Kernel>
void Evaluate(const double* data, const double* x, double* result) {
  constexpr int N = Kernel::N;
  using T = internal::SweepScalar<FusedJets, N>;
  const internal::RecordingScope<T> recording;
  T variables[N];
  for (int i = 0; i < N; ++i) {
    variables[i] = T(x[i], i);
  }
  T f;
  Kernel{data}(variables, &f);
  const internal::HessianReader<T> hessian(f);
  result[0] = f.a.value();
  for (int i = 0; i < N; ++i) {
    result[1 + i] = f.a.gradient(i);
    for (int j = i; j < N; ++j) {
      result[1 + N + i * N + j] = result[1 + N + j * N + i] = hessian(i, j);
    }
  }
}

}  // namespace

Contestant SecondOrderContestant() {
  return {"SecondOrder",
          {Evaluate<K1>,
           Evaluate<K2>,
           Evaluate<K3>,
           Evaluate<K4>,
           Evaluate<K5>,
           Evaluate<K6>,
           Evaluate<K7>}};
}

}  // namespace benchmarks
}  // namespace ceres_newton
