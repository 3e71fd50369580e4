// SPDX-License-Identifier: BSD-3-Clause

#include "free_arguments.h"

#include <cstddef>

namespace ceres_newton {
namespace internal {

FreeArguments::FreeArguments(const std::vector<int32_t>& sizes,
                             const std::vector<const double*>& values,
                             const std::vector<bool>& is_free)
    : sizes_(sizes), values_(values) {
  for (size_t i = 0; i < is_free.size(); ++i) {
    if (is_free[i]) {
      free_.push_back(static_cast<int>(i));
    }
  }
}

std::vector<int32_t> FreeArguments::sizes() const {
  std::vector<int32_t> sizes;
  for (const int i : free_) {
    sizes.push_back(sizes_[i]);
  }
  return sizes;
}

std::vector<const double*> FreeArguments::Parameters(
    double const* const* free) const {
  std::vector<const double*> all = values_;
  for (size_t k = 0; k < free_.size(); ++k) {
    all[free_[k]] = free[k];
  }
  return all;
}

std::vector<double*> FreeArguments::Gradients(double* const* free) const {
  std::vector<double*> all(sizes_.size(), nullptr);
  for (size_t k = 0; free != nullptr && k < free_.size(); ++k) {
    all[free_[k]] = free[k];
  }
  return all;
}

std::vector<double*> FreeArguments::Hessians(double* const* free) const {
  const size_t n = sizes_.size();
  std::vector<double*> all(n * n, nullptr);
  for (size_t k = 0; free != nullptr && k < free_.size(); ++k) {
    for (size_t l = k; l < free_.size(); ++l) {
      all[free_[k] * n + free_[l]] = free[k * free_.size() + l];
    }
  }
  return all;
}

FreeCostFunction::FreeCostFunction(const SecondOrderCostFunction* function,
                                   const FreeArguments& arguments)
    : function_(function), arguments_(arguments) {
  set_num_residuals(function->num_residuals());
  *mutable_parameter_block_sizes() = arguments.sizes();
}

bool FreeCostFunction::Evaluate(double const* const* parameters,
                                double* residuals,
                                double** jacobians) const {
  return function_->Evaluate(
      arguments_.Parameters(parameters).data(),
      residuals,
      jacobians == nullptr ? nullptr : arguments_.Gradients(jacobians).data());
}

bool FreeCostFunction::EvaluateHessians(double const* const* parameters,
                                        const double* weights,
                                        double** hessians) const {
  return function_->EvaluateHessians(arguments_.Parameters(parameters).data(),
                                     weights,
                                     arguments_.Hessians(hessians).data());
}

bool FreeCostFunction::EvaluateResidualHessians(double const* const* parameters,
                                                double** hessians) const {
  return function_->EvaluateResidualHessians(
      arguments_.Parameters(parameters).data(),
      arguments_.Hessians(hessians).data());
}

bool FreeCostFunction::EvaluateRobustCost(double const* const* parameters,
                                          const ceres::LossFunction* loss,
                                          double* cost,
                                          double** gradients,
                                          double** hessians) const {
  return function_->EvaluateRobustCost(
      arguments_.Parameters(parameters).data(),
      loss,
      cost,
      gradients == nullptr ? nullptr : arguments_.Gradients(gradients).data(),
      hessians == nullptr ? nullptr : arguments_.Hessians(hessians).data());
}

FreeObjectiveTerm::FreeObjectiveTerm(const ObjectiveTerm* term,
                                     const FreeArguments& arguments)
    : term_(term), arguments_(arguments) {
  *mutable_parameter_block_sizes() = arguments.sizes();
}

bool FreeObjectiveTerm::Evaluate(double const* const* parameters,
                                 double* value,
                                 double** gradients,
                                 double** hessians) const {
  return term_->Evaluate(
      arguments_.Parameters(parameters).data(),
      value,
      gradients == nullptr ? nullptr : arguments_.Gradients(gradients).data(),
      hessians == nullptr ? nullptr : arguments_.Hessians(hessians).data());
}

}  // namespace internal
}  // namespace ceres_newton
