// SPDX-License-Identifier: BSD-3-Clause

#include "model_choice.h"

#include <cmath>

namespace ceres_newton {
namespace internal {

ModelChoice::ModelChoice(LeastSquaresModel model, bool has_gauss_newton)
    : model_(!has_gauss_newton                   ? LeastSquaresModel::kExact
             : model == LeastSquaresModel::kAuto ? LeastSquaresModel::kSwitching
                                                 : model),
      uses_gauss_newton_(model_ != LeastSquaresModel::kExact) {}

void ModelChoice::Learn(double actual_decrease,
                        double exact_decrease,
                        double gauss_newton_decrease) {
  if (model_ != LeastSquaresModel::kSwitching || is_finishing_) {
    return;
  }
  const double exact_error = std::abs(actual_decrease - exact_decrease);
  const double gauss_newton_error =
      std::abs(actual_decrease - gauss_newton_decrease);
  uses_gauss_newton_ = !(exact_error < 0.1 * gauss_newton_error);
}

bool ModelChoice::FinishWithExact(bool has_negative_curvature) {
  if (model_ == LeastSquaresModel::kExact || is_finishing_ ||
      (model_ == LeastSquaresModel::kGaussNewton && !has_negative_curvature)) {
    return false;
  }
  is_finishing_ = true;
  const bool changes = uses_gauss_newton_;
  uses_gauss_newton_ = false;
  return changes;
}

}  // namespace internal
}  // namespace ceres_newton
