// A scalar functor of parameter blocks of fixed sizes with exact gradients and
// Hessians.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_AUTODIFF_OBJECTIVE_TERM_H_
#define CERES_NEWTON_AUTODIFF_OBJECTIVE_TERM_H_

#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "ceres/internal/autodiff.h"
#include "ceres/internal/parameter_dims.h"
#include "ceres/internal/variadic_evaluate.h"
#include "ceres/types.h"
#include "ceres_newton/internal/block_derivatives.h"
#include "ceres_newton/internal/check.h"
#include "ceres_newton/internal/functor_ownership.h"
#include "ceres_newton/internal/scalar_functor.h"
#include "ceres_newton/jet_family.h"
#include "ceres_newton/objective_term.h"

namespace ceres_newton {

// The ObjectiveTerm of a functor, which is written as for
// ceres::AutoDiffCostFunction but has one output, the value of the term:
//
//   struct PairEnergy {  // Lennard-Jones, of two points in R^3
//     template <typename T>
//     bool operator()(const T* p, const T* q, T* value) const {
//       T s = T(0.0);
//       for (int i = 0; i < 3; ++i) {
//         s += (p[i] - q[i]) * (p[i] - q[i]);
//       }
//       const T u = 1.0 / (s * s * s);
//       value[0] = 4.0 * (u * u - u);
//       return true;
//     }
//   };
//
//   NewtonProblem newton_problem(&problem);
//   newton_problem.AddObjectiveTerm(
//       std::make_unique<AutoDiffObjectiveTerm<PairEnergy, 3, 3>>(), {p, q});
//
// Derivatives are exact up to rounding; diagonal blocks are symmetric bit by
// bit.
//
//   Ns  n_1, n_2, ..., each >= 1
//
// The functor is run with the least that is wanted: second-order scalars for
// Hessian blocks, for gradients alone Ceres' own ceres::Jet<double, n>,
// n = n_1 + n_2 + ..., and plain numbers for the value alone.  It is called
// once; if it is wrapped in WithNestedJets and n > 32, k (k - 1) / 2 times for
// Hessian blocks, k = ceil(n / 4).  What functors must not do with the numbers
// of a call that takes more than 8 parameters: see FusedJets.
//
// Thread-safe if the functor's operator() is.
template <typename Functor, int... Ns>
class AutoDiffObjectiveTerm final : public ObjectiveTerm {
 public:
  // functor must not be null.  It is deleted with this object, unless ownership
  // is ceres::DO_NOT_TAKE_OWNERSHIP; then it must outlive it.
  explicit AutoDiffObjectiveTerm(
      const Functor* functor,
      ceres::Ownership ownership = ceres::TAKE_OWNERSHIP)
      : AutoDiffObjectiveTerm(internal::HoldFunctor(functor, ownership)) {}
  explicit AutoDiffObjectiveTerm(std::unique_ptr<Functor> functor)
      : AutoDiffObjectiveTerm(functor.release()) {}

  // Builds the functor from the arguments of its constructor.
  template <
      typename... Args,
      std::enable_if_t<internal::IsInPlace<Functor, Args...>::value>* = nullptr>
  explicit AutoDiffObjectiveTerm(Args&&... args)
      : AutoDiffObjectiveTerm(new Functor(std::forward<Args>(args)...)) {}

  // Only destruction is allowed of what has been moved from.
  AutoDiffObjectiveTerm(AutoDiffObjectiveTerm&& other)
      : AutoDiffObjectiveTerm(other.functor_.Release()) {}

  // value may be null too, if it is not wanted.
  bool Evaluate(double const* const* parameters,
                double* value,
                double** gradients,
                double** hessians) const override {
    using Dims = ceres::internal::StaticParameterDims<Ns...>;
    CERES_NEWTON_CHECK(parameters != nullptr, "parameters must not be null.");
    if (internal::IsAnyHessianWanted(Blocks::kNumBlocks, hessians)) {
      auto evaluate = [this](auto const* const* blocks, auto* y) {
        return ceres::internal::VariadicEvaluate<Dims>(functor_, blocks, y);
      };
      return internal::DifferentiateBlocks<Family, Blocks>(
          parameters, evaluate, value, gradients, hessians);
    }
    double unwanted_value;
    double* const output = value != nullptr ? value : &unwanted_value;
    if (internal::IsAnyGradientWanted(Blocks::kNumBlocks, gradients)) {
      return ceres::internal::AutoDifferentiate<1, Dims>(
          functor_, parameters, 1, output, gradients);
    }
    return ceres::internal::VariadicEvaluate<Dims>(
        functor_, parameters, output);
  }

  const Functor& functor() const { return functor_.functor(); }

 private:
  using Family = typename internal::FunctorJetFamily<Functor>::type;
  using Blocks = internal::StaticBlocks<Ns...>;

  explicit AutoDiffObjectiveTerm(internal::FunctorPointer<Functor> functor)
      : functor_(std::move(functor)) {
    *mutable_parameter_block_sizes() = std::vector<int32_t>{Ns...};
  }

  internal::ScalarFunctor<Functor> functor_;
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_AUTODIFF_OBJECTIVE_TERM_H_
