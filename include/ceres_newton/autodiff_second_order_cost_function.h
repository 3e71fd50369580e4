// A cost functor of parameter blocks of fixed sizes with exact Jacobians and
// Hessians.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_AUTODIFF_SECOND_ORDER_COST_FUNCTION_H_
#define CERES_NEWTON_AUTODIFF_SECOND_ORDER_COST_FUNCTION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "ceres/internal/autodiff.h"
#include "ceres/internal/parameter_dims.h"
#include "ceres/internal/variadic_evaluate.h"
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

// The second-order sibling of ceres::AutoDiffCostFunction, with the same
// template arguments, constructors and functors: write the one name for the
// other.
//
//   struct ExponentialResidual {
//     template <typename T>
//     bool operator()(const T* m, const T* c, T* residual) const {
//       residual[0] = y - exp(m[0] * x + c[0]);
//       return true;
//     }
//     double x, y;
//   };
//
//   problem.AddResidualBlock(
//       new AutoDiffSecondOrderCostFunction<ExponentialResidual, 1, 1, 1>(
//           new ExponentialResidual{x, y}),
//       nullptr, &m, &c);
//
// Residuals and Jacobians are those of ceres::AutoDiffCostFunction, bit by bit.
// Hessians are exact up to rounding; diagonal blocks are symmetric bit by bit.
//
//   kNumResiduals  m >= 1, or ceres::DYNAMIC; then the constructors take m too
//   Ns             n_1, n_2, ..., each >= 1
//
// The functor is called once for all Hessian blocks, whatever the number of
// residuals and n = n_1 + n_2 + ...; if it is wrapped in WithNestedJets and
// n > 32, k (k - 1) / 2 times with k = ceil(n / 4).  What functors must not do
// with the numbers of a call that takes more than 8 parameters: see FusedJets.
//
// Thread-safe if the functor's operator() is.
template <typename Functor, int kNumResiduals, int... Ns>
class AutoDiffSecondOrderCostFunction final : public SecondOrderCostFunction {
  static_assert(kNumResiduals > 0 || kNumResiduals == ceres::DYNAMIC,
                "kNumResiduals must be positive or ceres::DYNAMIC.");

 public:
  // functor must not be null.  It is deleted with this object, unless ownership
  // is ceres::DO_NOT_TAKE_OWNERSHIP; then it must outlive it.
  explicit AutoDiffSecondOrderCostFunction(
      const Functor* functor,
      ceres::Ownership ownership = ceres::TAKE_OWNERSHIP)
      : AutoDiffSecondOrderCostFunction(
            internal::HoldFunctor(functor, ownership), kNumResiduals) {
    static_assert(
        kNumResiduals != ceres::DYNAMIC,
        "With ceres::DYNAMIC residuals their number is an argument of "
        "the constructor.");
  }
  explicit AutoDiffSecondOrderCostFunction(std::unique_ptr<Functor> functor)
      : AutoDiffSecondOrderCostFunction(functor.release()) {}

  // Builds the functor from the arguments of its constructor.
  template <
      typename... Args,
      std::enable_if_t<kNumResiduals != ceres::DYNAMIC &&
                       internal::IsInPlace<Functor, Args...>::value>* = nullptr>
  explicit AutoDiffSecondOrderCostFunction(Args&&... args)
      : AutoDiffSecondOrderCostFunction(
            new Functor(std::forward<Args>(args)...)) {}

  // The same for ceres::DYNAMIC, with the number of residuals, at least 1.
  AutoDiffSecondOrderCostFunction(
      const Functor* functor,
      int num_residuals,
      ceres::Ownership ownership = ceres::TAKE_OWNERSHIP)
      : AutoDiffSecondOrderCostFunction(
            internal::HoldFunctor(functor, ownership), num_residuals) {
    static_assert(kNumResiduals == ceres::DYNAMIC,
                  "The number of residuals is an argument of the constructor "
                  "only with ceres::DYNAMIC.");
  }
  AutoDiffSecondOrderCostFunction(std::unique_ptr<Functor> functor,
                                  int num_residuals)
      : AutoDiffSecondOrderCostFunction(functor.release(), num_residuals) {}
  template <
      typename... Args,
      std::enable_if_t<kNumResiduals == ceres::DYNAMIC &&
                       internal::IsInPlace<Functor, Args...>::value>* = nullptr>
  explicit AutoDiffSecondOrderCostFunction(int num_residuals, Args&&... args)
      : AutoDiffSecondOrderCostFunction(
            new Functor(std::forward<Args>(args)...), num_residuals) {}

  // Only destruction is allowed of what has been moved from.
  AutoDiffSecondOrderCostFunction(AutoDiffSecondOrderCostFunction&& other)
      : AutoDiffSecondOrderCostFunction(std::move(other.functor_),
                                        other.num_residuals()) {}

  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    using Dims = ceres::internal::StaticParameterDims<Ns...>;
    if (jacobians == nullptr) {
      return ceres::internal::VariadicEvaluate<Dims>(
          functor(), parameters, residuals);
    }
    return ceres::internal::AutoDifferentiate<kNumResiduals, Dims>(
        functor(), parameters, num_residuals(), residuals, jacobians);
  }

  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override {
    internal::CheckNotNull(parameters, "parameters");
    internal::CheckNotNull(weights, "weights");
    internal::CheckNotNull(hessians, "hessians");
    auto weighted_sum = [this, weights](auto const* const* blocks, auto* y) {
      return this->EvaluateResiduals(blocks, y, [&](auto* residuals) {
        *y = residuals->WeightedSum(weights);
      });
    };
    return internal::DifferentiateBlocks<Family, Blocks>(
        parameters, weighted_sum, nullptr, nullptr, hessians);
  }

  // The functor runs once for cost, gradients and Hessians together (n <= 32).
  bool EvaluateRobustCost(double const* const* parameters,
                          const ceres::LossFunction* loss,
                          double* cost,
                          double** gradients,
                          double** hessians) const override {
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
    return internal::DifferentiateBlocks<Family, Blocks>(
        parameters, robust_cost, nullptr, gradients, hessians);
  }

  // The functor runs once for the Hessians of all residuals (n <= 32).
  bool EvaluateResidualHessians(double const* const* parameters,
                                double** hessians) const override {
    internal::CheckNotNull(parameters, "parameters");
    internal::CheckNotNull(hessians, "hessians");
    if constexpr (Blocks::kFitsInOneSweep) {
      auto take_all = [this, hessians](auto const* const* blocks, auto* y) {
        return this->EvaluateResiduals(blocks, y, [&](auto* residuals) {
          internal::TakeResidualHessians<Blocks>(
              *residuals, this->num_residuals(), hessians);
          *y = (*residuals)[0];
        });
      };
      return internal::DifferentiateBlocks<Family, Blocks>(
          parameters, take_all, nullptr, nullptr, nullptr);
    } else {
      return SecondOrderCostFunction::EvaluateResidualHessians(parameters,
                                                               hessians);
    }
  }

  bool has_fused_residual_hessians() const override {
    return Blocks::kFitsInOneSweep;
  }

  const Functor& functor() const { return *functor_; }

 private:
  using Family = typename internal::FunctorJetFamily<Functor>::type;
  using Blocks = internal::StaticBlocks<Ns...>;

  AutoDiffSecondOrderCostFunction(internal::FunctorPointer<Functor> functor,
                                  int num_residuals)
      : functor_(std::move(functor)) {
    CERES_NEWTON_CHECK(num_residuals >= 1,
                       "The number of residuals must be positive, but it is " +
                           std::to_string(num_residuals) + ".");
    set_num_residuals(num_residuals);
    *mutable_parameter_block_sizes() = std::vector<int32_t>{Ns...};
  }

  // Runs the functor at numbers T and hands the residuals to `reduce`, which
  // makes one number *y of them.
  template <typename T, typename Reduce>
  bool EvaluateResiduals(T const* const* blocks,
                         T*,
                         const Reduce& reduce) const {
    internal::Residuals<T, kNumResiduals> residuals(num_residuals());
    const auto call = [this, blocks](T* output) {
      using Dims = ceres::internal::StaticParameterDims<Ns...>;
      return ceres::internal::VariadicEvaluate<Dims>(functor(), blocks, output);
    };
    if (!residuals.Evaluate(call)) {
      return false;
    }
    reduce(&residuals);
    return true;
  }

  internal::FunctorPointer<Functor> functor_;
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_AUTODIFF_SECOND_ORDER_COST_FUNCTION_H_
