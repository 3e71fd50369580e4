// SPDX-License-Identifier: BSD-3-Clause

#include "subproblem_oracle.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "Eigen/Eigenvalues"

namespace ceres_newton {
namespace internal {
namespace {

constexpr long double kEpsilon = std::numeric_limits<long double>::epsilon();

}  // namespace

SubproblemOracle::SubproblemOracle(const QuadraticModel& model,
                                   const Eigen::VectorXd& scaling)
    : scaling_(scaling.cast<long double>()) {
  const auto inverse = scaling_.cwiseInverse().eval();
  scaled_gradient_ = inverse.cwiseProduct(model.gradient.cast<long double>());
  scaled_hessian_ = inverse.asDiagonal() * model.hessian.cast<long double>() *
                    inverse.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Matrix> decomposition(scaled_hessian_);
  eigenvalues_ = decomposition.eigenvalues();
  c_ = decomposition.eigenvectors().transpose() * scaled_gradient_;
  // Exactly singular models stay singular.
  const long double rounding = 4 * eigenvalues_.size() * kEpsilon;
  for (Eigen::Index i = 0; i < eigenvalues_.size(); ++i) {
    if (std::abs(eigenvalues_(i)) <= rounding * largest_magnitude()) {
      eigenvalues_(i) = 0.0L;
      if (std::abs(c_(i)) <= rounding * scaled_gradient_.norm()) {
        c_(i) = 0.0L;
      }
    }
  }
}

long double SubproblemOracle::smallest_eigenvalue() const {
  return eigenvalues_.minCoeff();
}

long double SubproblemOracle::largest_magnitude() const {
  return eigenvalues_.cwiseAbs().maxCoeff();
}

SubproblemOracle::Minimum SubproblemOracle::Solve(double radius) const {
  const long double lowest = std::max(0.0L, -smallest_eigenvalue());
  const auto step = [&](long double gap) {
    Vector z = Vector::Zero(c_.size());
    for (Eigen::Index i = 0; i < c_.size(); ++i) {
      if (c_(i) != 0.0L) {
        z(i) = -c_(i) / (eigenvalues_(i) + lowest + gap);
      }
    }
    return z;
  };
  const auto is_inside = [&](const Vector& z) {
    return z.allFinite() && z.norm() <= radius;
  };

  long double gap = 0.0L;  // lambda = lowest + gap
  Vector z = step(0.0L);
  long double missing = 0.0L;  // the hard case: length along the lowest vector
  if (is_inside(z)) {
    if (lowest > 0.0L) {
      missing = std::sqrt((radius - z.norm()) * (radius + z.norm()));
    }
  } else {
    long double high = 2.0L * c_.norm() / radius;
    long double low = 1e-60L * high;
    for (int i = 0; i < 100; ++i) {
      gap = std::sqrt(low) * std::sqrt(high);
      (is_inside(step(gap)) ? high : low) = gap;
    }
    z = step(gap);
  }
  Minimum minimum;
  minimum.lambda = lowest + gap;
  minimum.scaled_norm = std::sqrt(z.squaredNorm() + missing * missing);
  const Vector shifted = (eigenvalues_.array() + minimum.lambda).matrix();
  minimum.decrease = (z.cwiseAbs2().dot(shifted) +
                      minimum.lambda * (z.squaredNorm() + missing * missing)) /
                     2.0L;
  return minimum;
}

long double SubproblemOracle::Decrease(const Eigen::VectorXd& step) const {
  const Vector y = scaling_.cwiseProduct(step.cast<long double>());
  return -(scaled_gradient_.dot(y) + y.dot(scaled_hessian_ * y) / 2.0L);
}

::testing::AssertionResult IsMinimizer(const SubproblemOracle& oracle,
                                       double radius,
                                       double tolerance,
                                       const TrustRegionStep& step) {
  using Vector = SubproblemOracle::Vector;
  if (!step.step.allFinite() || !std::isfinite(step.lambda) ||
      !std::isfinite(step.predicted_decrease)) {
    return ::testing::AssertionFailure() << "a field is not finite";
  }
  const long double lambda = step.lambda;
  const Vector y = oracle.scaling().cwiseProduct(step.step.cast<long double>());
  const long double norm = y.norm();
  if (lambda < 0.0L) {
    return ::testing::AssertionFailure() << "lambda = " << lambda << " < 0";
  }
  const Vector product = oracle.scaled_hessian() * y + lambda * y;
  const long double error = (product + oracle.scaled_gradient()).norm();
  const long double scale = oracle.scaled_gradient().norm() +
                            (oracle.largest_magnitude() + lambda) * norm;
  if (!(error <= tolerance * scale)) {
    return ::testing::AssertionFailure()
           << "|(H + lambda D^2) s + g| = " << error / scale << " relative";
  }
  const long double lowest = oracle.smallest_eigenvalue() + lambda;
  if (lowest < -tolerance * oracle.largest_magnitude()) {
    return ::testing::AssertionFailure()
           << "H + lambda D^2 has the eigenvalue "
           << lowest / oracle.largest_magnitude() << " |H|";
  }
  if (norm > (1.0L + tolerance) * radius) {
    return ::testing::AssertionFailure()
           << "|D s| / radius - 1 = " << norm / radius - 1.0L;
  }
  if ((lambda > 0.0L || step.on_boundary) &&
      std::abs(norm - radius) > tolerance * radius) {
    return ::testing::AssertionFailure()
           << "|D s| / radius - 1 = " << norm / radius - 1.0L
           << " with lambda = " << lambda
           << (step.on_boundary ? ", on_boundary" : "");
  }
  if (std::abs(norm - step.scaled_norm) > tolerance * norm) {
    return ::testing::AssertionFailure()
           << "scaled_norm = " << step.scaled_norm << ", |D s| = " << norm;
  }
  // What backward errors of n eps in g and H may amount to; and doubles below
  // min have no digits.
  const long double rounding = y.size() *
                                   std::numeric_limits<double>::epsilon() *
                                   (oracle.scaled_gradient().norm() * norm +
                                    oracle.largest_magnitude() * norm * norm) +
                               std::numeric_limits<double>::min();
  const long double decrease = oracle.Decrease(step.step);
  if (!(step.predicted_decrease >= 0.0) ||
      std::abs(step.predicted_decrease - decrease) >
          tolerance * std::abs(decrease) + rounding) {
    return ::testing::AssertionFailure()
           << "predicted_decrease = " << step.predicted_decrease
           << ", but m(0) - m(s) = " << decrease;
  }
  const SubproblemOracle::Minimum minimum = oracle.Solve(radius);
  if (std::abs(decrease - minimum.decrease) >
      tolerance * minimum.decrease + rounding) {
    return ::testing::AssertionFailure()
           << "m(0) - m(s) = " << decrease << " is "
           << 1.0L - decrease / minimum.decrease
           << " relatively below the optimum " << minimum.decrease;
  }
  return ::testing::AssertionSuccess();
}

}  // namespace internal
}  // namespace ceres_newton
