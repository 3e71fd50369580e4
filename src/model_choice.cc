// SPDX-License-Identifier: BSD-3-Clause

#include "model_choice.h"

#include <cmath>

namespace ceres_newton {
namespace internal {

ModelChoice::ModelChoice(LeastSquaresModel model,
                         bool has_gauss_newton,
                         bool has_cheap_expansion)
    : model_(model), current_(LeastSquaresModel::kGaussNewton) {
  if (!has_gauss_newton) {
    model_ = LeastSquaresModel::kExact;
  } else if (model == LeastSquaresModel::kAuto) {
    is_limited_ = has_cheap_expansion;
    model_ = has_cheap_expansion ? LeastSquaresModel::kTensor
                                 : LeastSquaresModel::kSwitching;
  }
  if (model_ == LeastSquaresModel::kExact) {
    current_ = LeastSquaresModel::kExact;
  } else if (model_ == LeastSquaresModel::kTensor) {
    current_ = LeastSquaresModel::kTensor;
  }
}

void ModelChoice::Learn(double actual_decrease,
                        double exact_decrease,
                        double gauss_newton_decrease) {
  if (model_ != LeastSquaresModel::kSwitching || is_finishing_) {
    return;
  }
  const double exact_error = std::abs(actual_decrease - exact_decrease);
  const double gauss_newton_error =
      std::abs(actual_decrease - gauss_newton_decrease);
  current_ = exact_error < 0.1 * gauss_newton_error
                 ? LeastSquaresModel::kExact
                 : LeastSquaresModel::kGaussNewton;
}

bool ModelChoice::GiveUpTensorModel() {
  if (!is_limited_ || current_ != LeastSquaresModel::kTensor) {
    return false;
  }
  model_ = LeastSquaresModel::kSwitching;
  current_ = LeastSquaresModel::kGaussNewton;
  return true;
}

bool ModelChoice::FinishWithExact(bool has_negative_curvature) {
  if (model_ == LeastSquaresModel::kExact || is_finishing_ ||
      (model_ == LeastSquaresModel::kGaussNewton && !has_negative_curvature)) {
    return false;
  }
  is_finishing_ = true;
  const bool changes = current_ != LeastSquaresModel::kExact;
  current_ = LeastSquaresModel::kExact;
  return changes;
}

}  // namespace internal
}  // namespace ceres_newton
