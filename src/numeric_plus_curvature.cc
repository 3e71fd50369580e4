// SPDX-License-Identifier: BSD-3-Clause

#include "numeric_plus_curvature.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "Eigen/Core"
#include "second_difference.h"

namespace ceres_newton {
namespace internal {
namespace {

using RowMajorMatrix =
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// By trial on tests/manifold_curvature_test.cc.
constexpr double kRoundingFactor = 32.0;
constexpr double kFirstMove = 1e-3;
constexpr double kSmallLength = 1e-2;
constexpr double kClearly = 1e-6;

// Plus around one x, and the steps that suit it.
class PlusSampler {
 public:
  PlusSampler(const ceres::Manifold& manifold, const double* x)
      : manifold_(manifold), x_(x) {}

  // Returns false if x cannot be used.
  bool Initialize() {
    const int size = manifold_.AmbientSize();
    const int tangent_size = manifold_.TangentSize();
    const Eigen::Map<const Eigen::VectorXd> x(x_, size);
    RowMajorMatrix jacobian(size, tangent_size);
    if (!x.allFinite() || !manifold_.PlusJacobian(x_, jacobian.data()) ||
        !jacobian.allFinite() ||
        !Plus(Eigen::VectorXd::Zero(tangent_size), &center_)) {
      return false;
    }
    const double length = x.stableNorm();
    reach_ = 1.0 + length;
    units_.resize(tangent_size);
    travels_.resize(tangent_size);
    for (int i = 0; i < tangent_size; ++i) {
      const double speed = jacobian.col(i).stableNorm();
      units_(i) = speed > 0.0 ? reach_ / speed : 1.0;
      travels_(i) = reach_;
    }
    // A length that may be the one of a part of x.
    double shortest = length > 0.0 ? length : 1.0;
    const double small = kSmallLength * std::min(1.0, shortest);
    for (int c = 0; c < size; ++c) {
      if (x(c) != 0.0) {
        shortest = std::min(shortest, std::max(small, std::abs(x(c))));
      }
    }
    first_step_ = PowerOfFour(kFirstMove * shortest / reach_);
    return true;
  }

  // Steps along each axis that move x by at most 1 + |x|.
  const Eigen::VectorXd& units() const { return units_; }
  // How far they move it.
  const Eigen::VectorXd& travels() const { return travels_; }
  // The first part of them that is tried.
  double first_step() const { return first_step_; }

  // f(s) = Plus(x, s direction).
  StepStencil Line(const Eigen::VectorXd& direction) const {
    return [this, direction](double step, StepDifferences* result) {
      Eigen::VectorXd forward;
      Eigen::VectorXd backward;
      if (!Plus(step * direction, &forward) ||
          !Plus(-step * direction, &backward)) {
        return false;
      }
      result->second =
          ((forward - center_) + (backward - center_)) / (step * step);
      result->first = (forward - backward) / (2.0 * step);
      SetRounding({&forward, &backward}, step, result);
      return true;
    };
  }

  // The mixed derivative of Plus(x, s direction_i + s direction_j).
  StepStencil Pair(const Eigen::VectorXd& direction_i,
                   const Eigen::VectorXd& direction_j) const {
    const Eigen::VectorXd sum = direction_i + direction_j;
    const Eigen::VectorXd difference = direction_i - direction_j;
    return [this, sum, difference](double step, StepDifferences* result) {
      Eigen::VectorXd values[4];
      if (!Plus(step * sum, &values[0]) ||
          !Plus(step * difference, &values[1]) ||
          !Plus(-step * difference, &values[2]) ||
          !Plus(-step * sum, &values[3])) {
        return false;
      }
      result->second = ((values[0] - values[2]) - (values[1] - values[3])) /
                       (4.0 * step * step);
      SetRounding(
          {&values[0], &values[1], &values[2], &values[3]}, step, result);
      return true;
    };
  }

  static double PowerOfFour(double at_most) {
    return std::exp2(2.0 * std::floor(0.5 * std::log2(at_most)));
  }

 private:
  bool Plus(const Eigen::VectorXd& delta, Eigen::VectorXd* result) const {
    result->resize(manifold_.AmbientSize());
    return manifold_.Plus(x_, delta.data(), result->data());
  }

  void SetRounding(const std::vector<const Eigen::VectorXd*>& values,
                   double step,
                   StepDifferences* result) const {
    const double unit = std::numeric_limits<double>::epsilon() / (step * step);
    Eigen::VectorXd largest = center_.cwiseAbs();
    Eigen::VectorXd moved = Eigen::VectorXd::Zero(center_.size());
    for (const Eigen::VectorXd* value : values) {
      largest = largest.cwiseMax(value->cwiseAbs());
      moved = (value->array() != center_.array()).select(largest, moved);
    }
    result->rounding = (moved.array() != 0.0).select(unit * largest, moved);
    result->joint_rounding = kRoundingFactor * unit * moved.stableNorm();
  }

  const ceres::Manifold& manifold_;
  const double* const x_;
  Eigen::VectorXd center_;
  Eigen::VectorXd units_;
  Eigen::VectorXd travels_;
  double reach_ = 0.0;
  double first_step_ = 0.0;
};

}  // namespace

bool NumericPlusCurvature::Evaluate(const double* x, double* hessians) const {
  const int size = manifold_->AmbientSize();
  const int tangent_size = manifold_->TangentSize();
  PlusSampler plus(*manifold_, x);
  if (!plus.Initialize()) {
    return false;
  }
  SecondDifference difference;
  const auto write = [&](int i, int j, double unit) {
    for (int c = 0; c < size; ++c) {
      double* block = hessians + c * tangent_size * tangent_size;
      block[i * tangent_size + j] = block[j * tangent_size + i] =
          difference.value()(c) / unit;
    }
    return difference.value().allFinite();
  };
  // Along each axis; then pairs in the steps that suited the axes.
  RowMajorMatrix axes = plus.units().asDiagonal();
  Eigen::VectorXd travels = plus.travels();
  Eigen::VectorXd first_steps(tangent_size);
  for (int i = 0; i < tangent_size; ++i) {
    if (!difference.Evaluate(
            plus.Line(axes.col(i)), plus.first_step(), travels(i)) ||
        !write(i, i, axes(i, i) * axes(i, i))) {
      return false;
    }
    axes(i, i) *= difference.reach();
    travels(i) *= difference.reach();
    first_steps(i) = difference.first_step() / difference.reach();
    for (int j = 0; j < i; ++j) {
      if (!difference.Evaluate(plus.Pair(axes.col(i), axes.col(j)),
                               std::min(first_steps(i), first_steps(j)),
                               std::sqrt(travels(i)) * std::sqrt(travels(j))) ||
          !write(i, j, axes(i, i) * axes(j, j))) {
        return false;
      }
    }
  }
  return true;
}

bool NumericPlusCurvature::Contradicts(const double* x,
                                       const double* hessians) const {
  const int tangent_size = manifold_->TangentSize();
  PlusSampler plus(*manifold_, x);
  if (!plus.Initialize()) {
    return false;
  }
  Eigen::VectorXd direction = plus.units();
  for (int i = 0; i < tangent_size; ++i) {
    // Fractions of multiples of the golden section: no two alike.
    const double fraction = std::fmod(0.6180339887498949 * (i + 1), 1.0);
    direction(i) *= (i % 2 == 0 ? 0.5 : -0.5) * (1.0 + fraction);
  }
  const double travel = plus.travels().norm();
  SecondDifference difference;
  if (!difference.Evaluate(plus.Line(direction), plus.first_step(), travel)) {
    return false;
  }
  for (int c = 0; c < manifold_->AmbientSize(); ++c) {
    const Eigen::Map<const RowMajorMatrix> hessian(
        hessians + c * tangent_size * tangent_size, tangent_size, tangent_size);
    const double exact = direction.dot(hessian * direction);
    const double numeric = difference.value()(c);
    if (std::abs(exact - numeric) >
        10.0 * difference.error()(c) +
            kClearly * (std::max(std::abs(exact), std::abs(numeric)) +
                        kClearly * travel / difference.reach())) {
      return true;
    }
  }
  return false;
}

}  // namespace internal
}  // namespace ceres_newton
