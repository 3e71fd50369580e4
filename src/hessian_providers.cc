// SPDX-License-Identifier: BSD-3-Clause

#include "hessian_providers.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ceres_newton {
namespace internal {

GaussNewtonView::GaussNewtonView(const ceres::CostFunction* cost_function)
    : cost_function_(cost_function) {
  *mutable_parameter_block_sizes() = cost_function->parameter_block_sizes();
  set_num_residuals(cost_function->num_residuals());
}

bool GaussNewtonView::EvaluateHessians(double const* const* /* parameters */,
                                       const double* /* weights */,
                                       double** hessians) const {
  const std::vector<int32_t>& sizes = parameter_block_sizes();
  const size_t num_blocks = sizes.size();
  for (size_t i = 0; i < num_blocks; ++i) {
    for (size_t j = i; j < num_blocks; ++j) {
      double* block = hessians[i * num_blocks + j];
      if (block != nullptr) {
        std::fill_n(block, static_cast<size_t>(sizes[i]) * sizes[j], 0.0);
      }
    }
  }
  return true;
}

const HessianProvider& HessianProviders::Find(
    const ceres::CostFunction* cost_function) {
  const auto found = providers_.find(cost_function);
  if (found != providers_.end()) {
    return found->second;
  }
  return providers_.emplace(cost_function, Make(cost_function)).first->second;
}

HessianProvider HessianProviders::Make(
    const ceres::CostFunction* cost_function) const {
  HessianProvider provider;
  provider.gauss_newton = std::make_unique<GaussNewtonView>(cost_function);
  provider.function =
      dynamic_cast<const SecondOrderCostFunction*>(cost_function);
  if (provider.function != nullptr) {
    return provider;
  }
  provider.view = registry_.Find(cost_function);
  if (provider.view == nullptr) {
    switch (fallback_) {
      case HessianFallback::kNumericDiff:
        provider.view = std::make_unique<NumericDiffSecondOrderCostFunction>(
            cost_function, ceres::DO_NOT_TAKE_OWNERSHIP);
        provider.source = HessianSource::kNumericDiff;
        break;
      case HessianFallback::kGaussNewton:
        provider.view = std::make_unique<GaussNewtonView>(cost_function);
        provider.source = HessianSource::kGaussNewton;
        break;
      case HessianFallback::kRefuse:
        provider.gauss_newton = nullptr;
        break;
    }
  }
  provider.function = provider.view.get();
  return provider;
}

}  // namespace internal
}  // namespace ceres_newton
