// A cost functor whose numbers of residuals and parameters are known at run
// time only, with exact Jacobians and Hessians.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_DYNAMIC_AUTODIFF_SECOND_ORDER_COST_FUNCTION_H_
#define CERES_NEWTON_DYNAMIC_AUTODIFF_SECOND_ORDER_COST_FUNCTION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "ceres/dynamic_autodiff_cost_function.h"
#include "ceres/loss_function.h"
#include "ceres/types.h"
#include "ceres_newton/internal/block_derivatives.h"
#include "ceres_newton/internal/check.h"
#include "ceres_newton/internal/functor_ownership.h"
#include "ceres_newton/internal/residual_hessians.h"
#include "ceres_newton/internal/residual_sums.h"
#include "ceres_newton/jet_family.h"
#include "ceres_newton/second_order_cost_function.h"

namespace ceres_newton {

// The second-order sibling of ceres::DynamicAutoDiffCostFunction, with the same
// constructors and functors:
//
//   struct MyFunctor {
//     template <typename T>
//     bool operator()(T const* const* parameters, T* residuals) const;
//   };
//
//   auto* cost_function =
//       new DynamicAutoDiffSecondOrderCostFunction<MyFunctor>(new MyFunctor);
//   cost_function->AddParameterBlock(5);
//   cost_function->AddParameterBlock(10);
//   cost_function->SetNumResiduals(21);
//
// Residuals and Jacobians are those of ceres::DynamicAutoDiffCostFunction, bit
// by bit.  Hessians are exact up to rounding; diagonal blocks are symmetric bit
// by bit.
//
// If n parameters take part in the Hessian blocks that are wanted, the functor
// is called once, unless 2 kStride < n <= 8 or it is wrapped in WithNestedJets:
// then parameters are taken in strips of kStride >= 1, in pairs, with at most
// k (k - 1) / 2 calls, k = ceil(n / kStride), and null entries save calls. What
// functors must not do with the numbers of a call that takes more than 8
// parameters: see FusedJets.
//
// Thread-safe, once the sizes are set, if the functor's operator() is.
template <typename Functor, int kStride = 4>
class DynamicAutoDiffSecondOrderCostFunction final
    : public SecondOrderCostFunction {
  static_assert(kStride >= 1, "kStride must be positive.");

 public:
  // functor must not be null.  It is deleted with this object, unless ownership
  // is ceres::DO_NOT_TAKE_OWNERSHIP; then it must outlive it.
  explicit DynamicAutoDiffSecondOrderCostFunction(
      const Functor* functor,
      ceres::Ownership ownership = ceres::TAKE_OWNERSHIP)
      : DynamicAutoDiffSecondOrderCostFunction(
            internal::HoldFunctor(functor, ownership)) {}
  explicit DynamicAutoDiffSecondOrderCostFunction(
      std::unique_ptr<Functor> functor)
      : DynamicAutoDiffSecondOrderCostFunction(functor.release()) {}

  // Builds the functor from the arguments of its constructor.
  template <
      typename... Args,
      std::enable_if_t<internal::IsInPlace<Functor, Args...>::value>* = nullptr>
  explicit DynamicAutoDiffSecondOrderCostFunction(Args&&... args)
      : DynamicAutoDiffSecondOrderCostFunction(
            new Functor(std::forward<Args>(args)...)) {}

  // Only destruction is allowed of what has been moved from.
  DynamicAutoDiffSecondOrderCostFunction(
      DynamicAutoDiffSecondOrderCostFunction&& other)
      : DynamicAutoDiffSecondOrderCostFunction(std::move(other.functor_)) {
    for (const int32_t size : other.parameter_block_sizes()) {
      AddParameterBlock(size);
    }
    if (other.num_residuals() > 0) {
      SetNumResiduals(other.num_residuals());
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

  // To be called, with num_residuals >= 1, before any evaluation.
  void SetNumResiduals(int num_residuals) {
    CERES_NEWTON_CHECK(num_residuals >= 1,
                       "The number of residuals must be positive, but it is " +
                           std::to_string(num_residuals) + ".");
    set_num_residuals(num_residuals);
    first_order_.SetNumResiduals(num_residuals);
  }

  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    CheckSizesAreSet();
    return first_order_.Evaluate(parameters, residuals, jacobians);
  }

  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override {
    CheckSizesAreSet();
    internal::CheckNotNull(parameters, "parameters");
    internal::CheckNotNull(weights, "weights");
    internal::CheckNotNull(hessians, "hessians");
    auto weighted_sum = [this, weights](auto const* const* blocks, auto* y) {
      return this->EvaluateResiduals(blocks, y, [&](auto* residuals) {
        *y = residuals->WeightedSum(weights);
      });
    };
    return internal::DifferentiateBlocksOfAnySize<Family, 2 * kStride>(
        parameter_block_sizes(),
        parameters,
        weighted_sum,
        nullptr,
        nullptr,
        hessians);
  }

  // Cost, gradients and Hessians come from the same calls of the functor.
  bool EvaluateRobustCost(double const* const* parameters,
                          const ceres::LossFunction* loss,
                          double* cost,
                          double** gradients,
                          double** hessians) const override {
    CheckSizesAreSet();
    if (hessians == nullptr) {
      return SecondOrderCostFunction::EvaluateRobustCost(
          parameters, loss, cost, gradients, nullptr);
    }
    internal::CheckNotNull(parameters, "parameters");
    internal::CheckNotNull(cost, "cost");
    auto robust_cost = [this, loss, cost](auto const* const* blocks, auto* y) {
      return this->EvaluateResiduals(blocks, y, [&](auto* residuals) {
        *y = internal::RobustCost(residuals->HalfSquaredNorm(), loss, cost);
      });
    };
    return internal::DifferentiateBlocksOfAnySize<Family, 2 * kStride>(
        parameter_block_sizes(),
        parameters,
        robust_cost,
        nullptr,
        gradients,
        hessians);
  }

  // The Hessians of all residuals come from the same calls of the functor, at
  // most k (k - 1) / 2 of them.
  bool EvaluateResidualHessians(double const* const* parameters,
                                double** hessians) const override {
    CheckSizesAreSet();
    internal::CheckNotNull(parameters, "parameters");
    internal::CheckNotNull(hessians, "hessians");
    return internal::DifferentiateResidualsOfAnySize<Family, 2 * kStride>(
        parameter_block_sizes(),
        parameters,
        num_residuals(),
        [this](auto const* const* blocks, auto* residuals) {
          return residuals->Evaluate([this, blocks](auto* output) {
            return functor()(blocks, output);
          });
        },
        hessians);
  }
  bool has_fused_residual_hessians() const override { return true; }

  const Functor& functor() const { return *functor_; }

 private:
  using Family = typename internal::FunctorJetFamily<Functor>::type;

  explicit DynamicAutoDiffSecondOrderCostFunction(
      internal::FunctorPointer<Functor> functor)
      : functor_(std::move(functor)),
        first_order_(functor_.get(), ceres::DO_NOT_TAKE_OWNERSHIP) {}

  void CheckSizesAreSet() const {
    CERES_NEWTON_CHECK(num_residuals() > 0,
                       "Call SetNumResiduals() before evaluating a "
                       "DynamicAutoDiffSecondOrderCostFunction.");
    CERES_NEWTON_CHECK(!parameter_block_sizes().empty(),
                       "Call AddParameterBlock() before evaluating a "
                       "DynamicAutoDiffSecondOrderCostFunction.");
  }

  // Runs the functor at numbers Number and hands the residuals to `reduce`,
  // which makes one number *y of them.
  template <typename Number, typename Reduce>
  bool EvaluateResiduals(Number const* const* blocks,
                         Number*,
                         const Reduce& reduce) const {
    internal::Residuals<Number, ceres::DYNAMIC> residuals(num_residuals());
    const auto call = [this, blocks](Number* output) {
      return functor()(blocks, output);
    };
    if (!residuals.Evaluate(call)) {
      return false;
    }
    reduce(&residuals);
    return true;
  }

  internal::FunctorPointer<Functor> functor_;
  // Residuals and Jacobians; borrows the functor.
  ceres::DynamicAutoDiffCostFunction<const Functor, kStride> first_order_;
};

// As in Ceres, the functor's type need not be repeated:
//
//   DynamicAutoDiffSecondOrderCostFunction cost_function{new MyFunctor};
template <typename Functor>
DynamicAutoDiffSecondOrderCostFunction(Functor*)
    -> DynamicAutoDiffSecondOrderCostFunction<Functor>;
template <typename Functor>
DynamicAutoDiffSecondOrderCostFunction(Functor*, ceres::Ownership)
    -> DynamicAutoDiffSecondOrderCostFunction<Functor>;
template <typename Functor>
DynamicAutoDiffSecondOrderCostFunction(std::unique_ptr<Functor>)
    -> DynamicAutoDiffSecondOrderCostFunction<Functor>;

}  // namespace ceres_newton

#endif  // CERES_NEWTON_DYNAMIC_AUTODIFF_SECOND_ORDER_COST_FUNCTION_H_
