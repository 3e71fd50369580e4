// A scalar functor whose numbers of parameters are known at run time only, with
// exact gradients and Hessians.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_DYNAMIC_AUTODIFF_OBJECTIVE_TERM_H_
#define CERES_NEWTON_DYNAMIC_AUTODIFF_OBJECTIVE_TERM_H_

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "ceres/dynamic_autodiff_cost_function.h"
#include "ceres/types.h"
#include "ceres_newton/internal/block_derivatives.h"
#include "ceres_newton/internal/check.h"
#include "ceres_newton/internal/functor_ownership.h"
#include "ceres_newton/internal/scalar_functor.h"
#include "ceres_newton/jet_family.h"
#include "ceres_newton/objective_term.h"

namespace ceres_newton {

// The ObjectiveTerm of a functor that takes its parameter blocks as an array:
//
//   struct ChainEnergy {
//     template <typename T>
//     bool operator()(T const* const* parameters, T* value) const;
//   };
//
//   auto term =
//       std::make_unique<DynamicAutoDiffObjectiveTerm<ChainEnergy>>();
//   term->AddParameterBlock(5);
//   term->AddParameterBlock(10);
//
// Derivatives are exact up to rounding; diagonal blocks are symmetric bit by
// bit.
//
// The functor is called once, with what n parameters take part in that is
// wanted, with two exceptions.  Gradients alone are taken in strips of
// kStride >= 1, with ceil(n / kStride) calls.  Hessian blocks are taken in
// pairs of strips, with at most k (k - 1) / 2 calls, k = ceil(n / kStride), if
// 2 kStride < n <= 8 or if the functor is wrapped in WithNestedJets; null
// entries save calls.  What functors must not do with the numbers of a call
// that takes more than 8 parameters: see FusedJets.
//
// Thread-safe, once the sizes are set, if the functor's operator() is.
template <typename Functor, int kStride = 4>
class DynamicAutoDiffObjectiveTerm final : public ObjectiveTerm {
  static_assert(kStride >= 1, "kStride must be positive.");

 public:
  // functor must not be null.  It is deleted with this object, unless ownership
  // is ceres::DO_NOT_TAKE_OWNERSHIP; then it must outlive it.
  explicit DynamicAutoDiffObjectiveTerm(
      const Functor* functor,
      ceres::Ownership ownership = ceres::TAKE_OWNERSHIP)
      : DynamicAutoDiffObjectiveTerm(
            internal::HoldFunctor(functor, ownership)) {}
  explicit DynamicAutoDiffObjectiveTerm(std::unique_ptr<Functor> functor)
      : DynamicAutoDiffObjectiveTerm(functor.release()) {}

  // Builds the functor from the arguments of its constructor.
  template <
      typename... Args,
      std::enable_if_t<internal::IsInPlace<Functor, Args...>::value>* = nullptr>
  explicit DynamicAutoDiffObjectiveTerm(Args&&... args)
      : DynamicAutoDiffObjectiveTerm(new Functor(std::forward<Args>(args)...)) {
  }

  // Only destruction is allowed of what has been moved from.
  DynamicAutoDiffObjectiveTerm(DynamicAutoDiffObjectiveTerm&& other)
      : DynamicAutoDiffObjectiveTerm(other.functor_.Release()) {
    for (const int32_t size : other.parameter_block_sizes()) {
      AddParameterBlock(size);
    }
  }

  // Adds a block of `size` >= 1 parameters after those already there.  At least
  // one is needed before any evaluation.
  void AddParameterBlock(int size) {
    CERES_NEWTON_CHECK(size >= 1,
                       "A parameter block must have a positive size, but its "
                       "size is " +
                           std::to_string(size) + ".");
    mutable_parameter_block_sizes()->push_back(size);
    first_order_.AddParameterBlock(size);
  }

  // value may be null too, if it is not wanted.
  bool Evaluate(double const* const* parameters,
                double* value,
                double** gradients,
                double** hessians) const override {
    const int num_blocks = static_cast<int>(parameter_block_sizes().size());
    CERES_NEWTON_CHECK(parameters != nullptr, "parameters must not be null.");
    CERES_NEWTON_CHECK(num_blocks > 0,
                       "Call AddParameterBlock() before evaluating a "
                       "DynamicAutoDiffObjectiveTerm.");
    if (internal::IsAnyHessianWanted(num_blocks, hessians)) {
      using Family = typename internal::FunctorJetFamily<Functor>::type;
      return internal::DifferentiateBlocksOfAnySize<Family, 2 * kStride>(
          parameter_block_sizes(),
          parameters,
          functor_,
          value,
          gradients,
          hessians);
    }
    double unwanted_value;
    double* const output = value != nullptr ? value : &unwanted_value;
    if (internal::IsAnyGradientWanted(num_blocks, gradients)) {
      return first_order_.Evaluate(parameters, output, gradients);
    }
    return functor_(parameters, output);
  }

  const Functor& functor() const { return functor_.functor(); }

 private:
  explicit DynamicAutoDiffObjectiveTerm(
      internal::FunctorPointer<Functor> functor)
      : functor_(std::move(functor)),
        first_order_(&functor_, ceres::DO_NOT_TAKE_OWNERSHIP) {
    first_order_.SetNumResiduals(1);
  }

  internal::ScalarFunctor<Functor> functor_;
  // Value and gradients, as a cost function with one residual; borrows the
  // functor.
  ceres::DynamicAutoDiffCostFunction<const internal::ScalarFunctor<Functor>,
                                     kStride>
      first_order_;
};

// As for DynamicAutoDiffSecondOrderCostFunction, the functor's type need not be
// repeated:
//
//   DynamicAutoDiffObjectiveTerm term{new MyFunctor};
template <typename Functor>
DynamicAutoDiffObjectiveTerm(Functor*) -> DynamicAutoDiffObjectiveTerm<Functor>;
template <typename Functor>
DynamicAutoDiffObjectiveTerm(Functor*, ceres::Ownership)
    -> DynamicAutoDiffObjectiveTerm<Functor>;
template <typename Functor>
DynamicAutoDiffObjectiveTerm(std::unique_ptr<Functor>)
    -> DynamicAutoDiffObjectiveTerm<Functor>;

}  // namespace ceres_newton

#endif  // CERES_NEWTON_DYNAMIC_AUTODIFF_OBJECTIVE_TERM_H_
