// The classes that users meet, on top of the number: what their virtual calls,
// pointers to blocks and residuals add.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres/types.h"
#include "ceres_newton/autodiff_objective_term.h"
#include "ceres_newton/autodiff_second_order_cost_function.h"
#include "ceres_newton/internal/block_derivatives.h"
#include "ceres_newton/jet_family.h"
#include "contestants.h"
#include "kernels.h"

namespace ceres_newton {
namespace benchmarks {
namespace {

template <typename Kernel>
struct HalfSquare {
  template <typename T>
  bool operator()(const T* x, T* cost) const {
    T f;
    kernel(x, &f);
    *cost = 0.5 * (f * f);
    return true;
  }
  Kernel kernel;
};

template <typename Kernel>
struct ByObjectiveTerm {
  static void Evaluate(const double* data, const double* x, double* result) {
    static Kernel kernel{nullptr};
    static const AutoDiffObjectiveTerm<Kernel, Kernel::N> term(
        &kernel, ceres::DO_NOT_TAKE_OWNERSHIP);
    kernel.data = data;
    double* gradients[] = {result + 1};
    double* hessians[] = {result + 1 + Kernel::N};
    term.Evaluate(&x, result, gradients, hessians);
  }
};

template <typename Kernel>
struct ByHalfSquare {
  static void Evaluate(const double* data, const double* x, double* result) {
    constexpr int N = Kernel::N;
    using T = internal::SweepScalar<FusedJets, N>;
    auto call = [data](T const* const* blocks, T* y) {
      return HalfSquare<Kernel>{{data}}(blocks[0], y);
    };
    double* gradients[] = {result + 1};
    double* hessians[] = {result + 1 + N};
    internal::DifferentiateBlocksInOneSweep<T, internal::StaticBlocks<N>>(
        &x, call, result, gradients, hessians);
  }
};

template <typename Kernel>
struct ByCostFunction {
  static void Evaluate(const double* data, const double* x, double* result) {
    static Kernel kernel{nullptr};
    static const AutoDiffSecondOrderCostFunction<Kernel, 1, Kernel::N>
        cost_function(&kernel, ceres::DO_NOT_TAKE_OWNERSHIP);
    kernel.data = data;
    double* gradients[] = {result + 1};
    double* hessians[] = {result + 1 + Kernel::N};
    cost_function.EvaluateRobustCost(&x, nullptr, result, gradients, hessians);
  }
};

}  // namespace

Contestant ObjectiveTermContestant() {
  return ContestantOf<ByObjectiveTerm>("objective term");
}
Contestant HalfSquareContestant() {
  return ContestantOf<ByHalfSquare>("half square");
}
Contestant CostFunctionContestant() {
  return ContestantOf<ByCostFunction>("cost function");
}

}  // namespace benchmarks
}  // namespace ceres_newton
