// SPDX-License-Identifier: BSD-3-Clause

#include "scaled_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ceres_newton/internal/check.h"

namespace ceres_newton {
namespace internal {
namespace {

// The power of two 2^k with |value| / 2^k in [1/2, 1); 0 for 0.
double PowerOfTwoAbove(double value) {
  if (value == 0.0 || !std::isfinite(value)) {
    return value;
  }
  int exponent = 0;
  std::frexp(value, &exponent);
  return std::ldexp(1.0, exponent);
}

// The largest |entry|; not finite if any entry is not.
template <typename Derived>
double LargestMagnitude(const Eigen::MatrixBase<Derived>& values) {
  if (values.size() == 0) {
    return 0.0;
  }
  // A maximum may lose a NaN.
  return values.allFinite() ? values.cwiseAbs().maxCoeff()
                            : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

double EigenvalueRoundingLevel(int n, double norm) {
  return 2.0 * n * std::numeric_limits<double>::epsilon() * norm;
}

double ScaleHessian(const Eigen::MatrixXd& hessian,
                    const Eigen::VectorXd& scaling,
                    Eigen::MatrixXd* scaled) {
  const Eigen::Index n = scaling.size();
  CERES_NEWTON_CHECK(hessian.rows() == n && hessian.cols() == n,
                     "The Hessian must be n x n for n scaling factors.");
  CERES_NEWTON_CHECK((scaling.array() > 0.0).all(),
                     "The scaling factors must be positive.");
  *scaled = hessian.selfadjointView<Eigen::Lower>();
  const double entry_unit = PowerOfTwoAbove(LargestMagnitude(*scaled));
  if (!(entry_unit > 0.0) || !std::isfinite(entry_unit)) {
    return entry_unit;
  }
  // Units are split off, and the divisions done one after the other, lest the
  // product of two scaling factors overflow or underflow.
  const double scaling_unit = PowerOfTwoAbove(LargestMagnitude(scaling));
  const Eigen::VectorXd d = scaling / scaling_unit;
  *scaled /= entry_unit;
  for (Eigen::Index j = 0; j < n; ++j) {
    for (Eigen::Index i = j; i < n; ++i) {
      (*scaled)(i, j) = (*scaled)(i, j) / d(i) / d(j);
      (*scaled)(j, i) = (*scaled)(i, j);
    }
  }
  const double scaled_unit = PowerOfTwoAbove(LargestMagnitude(*scaled));
  if (scaled_unit > 0.0) {
    *scaled /= scaled_unit;
  }
  return (entry_unit / scaling_unit) * (scaled_unit / scaling_unit);
}

void NormalizeSign(Eigen::VectorXd* direction) {
  if (direction->size() == 0) {
    return;
  }
  Eigen::Index largest = 0;
  direction->cwiseAbs().maxCoeff(&largest);
  if ((*direction)(largest) < 0.0) {
    *direction = -*direction;
  }
}

bool ScaledModel::Set(const QuadraticModel& model,
                      const Eigen::VectorXd& scaling) {
  CERES_NEWTON_CHECK(scaling.size() == model.gradient.size(),
                     "Gradient and scaling must have the same size.");
  scaling_ = scaling;
  hessian_unit_ = ScaleHessian(model.hessian, scaling, &hessian_);
  gradient_ = model.gradient.cwiseQuotient(scaling);
  gradient_unit_ = PowerOfTwoAbove(LargestMagnitude(gradient_));
  if (!std::isfinite(gradient_unit_) || !std::isfinite(hessian_unit_)) {
    return false;
  }
  // A term that vanishes has no unit of its own.
  if (gradient_unit_ == 0.0) {
    gradient_unit_ = hessian_unit_ == 0.0 ? 1.0 : hessian_unit_;
  }
  if (hessian_unit_ == 0.0) {
    hessian_unit_ = gradient_unit_;
  }
  gradient_ /= gradient_unit_;
  return true;
}

double ScaledModel::Radius(double radius) const {
  CERES_NEWTON_CHECK(radius > 0.0 && std::isfinite(radius),
                     "The radius must be positive and finite.");
  static const double kLargest = std::ldexp(1.0, 450);
  return std::clamp(
      radius * hessian_unit_ / gradient_unit_, 1.0 / kLargest, kLargest);
}

void ScaledModel::Unscale(const Eigen::VectorXd& y,
                          double lambda,
                          double decrease,
                          double radius,
                          TrustRegionStep* step) const {
  if (!step->on_boundary) {
    // |y| <= Radius(radius), hence no overflow in y * gradient_unit.
    step->step = y * gradient_unit_ / hessian_unit_;
    step->scaled_norm = step->step.stableNorm();
    step->step = step->step.cwiseQuotient(scaling_);
    step->lambda = lambda * hessian_unit_;
    step->predicted_decrease =
        gradient_unit_ / hessian_unit_ * decrease * gradient_unit_;
    return;
  }
  // Lengths in units of the radius, which may have been clamped.  What
  // dominates then, gradient or Hessian, gives the unit of the results.
  const double y_radius = Radius(radius);
  step->step = (y * (1.0 / y.stableNorm()) * radius).cwiseQuotient(scaling_);
  step->scaled_norm = radius;
  if (y_radius < 1.0) {
    step->lambda = lambda * y_radius * gradient_unit_ / radius;
    step->predicted_decrease = decrease / y_radius * gradient_unit_ * radius;
  } else {
    step->lambda = lambda * hessian_unit_;
    step->predicted_decrease =
        decrease / y_radius / y_radius * hessian_unit_ * radius * radius;
  }
}

}  // namespace internal
}  // namespace ceres_newton
