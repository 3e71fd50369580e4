// Where the second derivatives of each cost function of a problem come from.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_HESSIAN_PROVIDERS_H_
#define CERES_NEWTON_SRC_HESSIAN_PROVIDERS_H_

#include <memory>
#include <unordered_map>

#include "ceres/cost_function.h"
#include "ceres_newton/internal/hessian_registry.h"
#include "ceres_newton/second_order_cost_function.h"
#include "ceres_newton/types.h"

namespace ceres_newton {
namespace internal {

enum class HessianSource { kExact, kNumericDiff, kGaussNewton };

// What gives the second derivatives of one cost function.
struct HessianProvider {
  const SecondOrderCostFunction* function = nullptr;  // null: nothing does
  HessianSource source = HessianSource::kExact;

  // Keeps `function`, unless that is the user's cost function itself.
  std::unique_ptr<const SecondOrderCostFunction> view;

  // The cost function with residuals taken as linear: its robust cost has the
  // Gauss-Newton matrix for a Hessian.  Null where `function` is.
  std::unique_ptr<const SecondOrderCostFunction> gauss_newton;
};

// A cost function without its second derivatives: EvaluateRobustCost then gives
// rho' J'J + 2 rho'' J'r r'J.  The cost function is not owned.
class GaussNewtonView : public SecondOrderCostFunction {
 public:
  explicit GaussNewtonView(const ceres::CostFunction* cost_function);

  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    return cost_function_->Evaluate(parameters, residuals, jacobians);
  }
  // Writes zeros.
  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override;

 private:
  const ceres::CostFunction* const cost_function_;
};

// Chooses and keeps the providers, one for each cost function: the cost
// function itself if it is a SecondOrderCostFunction, else its view from the
// registry, else what the fallback says.  Cost functions are not owned and must
// outlive this object.  Not thread-safe; the providers are as thread-safe as
// the cost functions.
class HessianProviders {
 public:
  HessianProviders(const HessianRegistry& registry, HessianFallback fallback)
      : registry_(registry), fallback_(fallback) {}

  // The provider, whose function is null if there is none and the fallback is
  // kRefuse.  The reference stays valid as long as this object.
  const HessianProvider& Find(const ceres::CostFunction* cost_function);

 private:
  HessianProvider Make(const ceres::CostFunction* cost_function) const;

  const HessianRegistry registry_;
  const HessianFallback fallback_;
  std::unordered_map<const ceres::CostFunction*, HessianProvider> providers_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_HESSIAN_PROVIDERS_H_
