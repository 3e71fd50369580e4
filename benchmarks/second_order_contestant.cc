// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/internal/block_derivatives.h"
#include "ceres_newton/jet_family.h"
#include "contestants.h"
#include "kernels.h"

namespace ceres_newton {
namespace benchmarks {
namespace {

// The way of the AutoDiff classes, without their virtual call.
template <typename Kernel>
struct BySecondOrder {
  static void Evaluate(const double* data, const double* x, double* result) {
    constexpr int N = Kernel::N;
    using T = internal::SweepScalar<FusedJets, N>;
    auto call = [data](T const* const* blocks, T* y) {
      return Kernel{data}(blocks[0], y);
    };
    double* gradients[] = {result + 1};
    double* hessians[] = {result + 1 + N};
    internal::DifferentiateBlocksInOneSweep<T, internal::StaticBlocks<N>>(
        &x, call, result, gradients, hessians);
  }
};

}  // namespace

Contestant SecondOrderContestant() {
  return ContestantOf<BySecondOrder>("SecondOrder");
}

}  // namespace benchmarks
}  // namespace ceres_newton
