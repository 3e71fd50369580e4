// SPDX-License-Identifier: BSD-3-Clause

#include "eigen_subproblem_solver.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "Eigen/Eigenvalues"

namespace ceres_newton {
namespace internal {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
// Gaps between eigenvalues below this fraction of |H| count as this.  Otherwise
// too large a part of the gradient would be taken for rounding errors.
constexpr double kSmallestGap = 0.01;

// z_i = -gradient_i / (curvature_i + shift), 0 where the gradient vanishes.
Eigen::VectorXd ShiftedNewtonStep(const Eigen::VectorXd& gradient,
                                  const Eigen::VectorXd& curvature,
                                  double shift) {
  Eigen::VectorXd z(gradient.size());
  for (Eigen::Index i = 0; i < z.size(); ++i) {
    z(i) = gradient(i) == 0.0 ? 0.0 : -gradient(i) / (curvature(i) + shift);
  }
  return z;
}

}  // namespace

double SolveSecularEquation(const Eigen::VectorXd& gradient,
                            const Eigen::VectorXd& curvature,
                            double radius) {
  // No component of z may be longer than the radius.  At this bound |z| <=
  // sqrt(n) radius, so few iterations remain; 100 is never reached.
  double x = (gradient.cwiseAbs() / radius - curvature).maxCoeff();
  x = std::max(x, 0.0);
  constexpr int kMaxNumIterations = 100;
  for (int iteration = 0; iteration < kMaxNumIterations; ++iteration) {
    const Eigen::VectorXd z = ShiftedNewtonStep(gradient, curvature, x);
    const double norm = z.stableNorm();
    if (norm <= (1.0 + 2.0 * kEpsilon) * radius) {
      break;
    }
    double slope = 0.0;  // -d log |z| / dx
    for (Eigen::Index i = 0; i < z.size(); ++i) {
      if (z(i) != 0.0) {
        slope += (z(i) / norm) * (z(i) / norm) / (curvature(i) + x);
      }
    }
    const double next_x = x + (norm - radius) / radius / slope;
    if (!(next_x > x)) {
      break;
    }
    x = next_x;
  }
  return x;
}

bool EigenSubproblemSolver::SetModel(const QuadraticModel& model,
                                     const Eigen::VectorXd& scaling) {
  num_new_factorizations_ = 1;
  if (!model_.Set(model, scaling)) {
    return false;
  }
  if (model_.size() == 0) {
    return true;
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> decomposition(
      model_.hessian());
  if (decomposition.info() != Eigen::Success) {
    return false;
  }
  eigenvectors_ = decomposition.eigenvectors();
  gradient_ = eigenvectors_.transpose() * model_.gradient();
  ShiftSpectrum(decomposition.eigenvalues());
  return true;
}

void EigenSubproblemSolver::ShiftSpectrum(const Eigen::VectorXd& eigenvalues) {
  const int n = model_.size();
  const double norm = eigenvalues.cwiseAbs().maxCoeff();
  const double rounding = EigenvalueRoundingLevel(n, norm);
  const bool is_indefinite = eigenvalues(0) < -rounding;
  shift_ = is_indefinite ? -eigenvalues(0) : 0.0;
  curvature_ = (eigenvalues.array() + shift_).max(0.0);

  Eigen::Index num_lowest = 0;
  while (num_lowest < n && curvature_(num_lowest) <= rounding) {
    ++num_lowest;
  }
  Eigen::VectorXd lowest = eigenvectors_.col(0);
  const double descent = lowest.dot(model_.gradient());
  NormalizeSign(&lowest);
  const double sign_of_vector = lowest.dot(eigenvectors_.col(0)) < 0.0 ? -1 : 1;
  completion_sign_ = descent == 0.0  ? sign_of_vector
                     : descent > 0.0 ? -1.0
                                     : 1.0;
  // The lowest eigenvectors are known to rounding / gap (Davis & Kahan 1970),
  // and so is the gradient's part along them.
  const double gap = num_lowest < n ? curvature_(num_lowest) : norm;
  if (gradient_.head(num_lowest).stableNorm() <=
      rounding / std::max(gap, kSmallestGap * norm) * gradient_.stableNorm()) {
    gradient_.head(num_lowest).setZero();
  }
}

bool EigenSubproblemSolver::Solve(double radius, TrustRegionStep* step) {
  *step = TrustRegionStep();
  step->num_factorizations = num_new_factorizations_;
  num_new_factorizations_ = 0;
  if (model_.size() == 0) {
    return true;
  }
  const double y_radius = model_.Radius(radius);
  step->negative_curvature = shift_ > 0.0;

  double x = 0.0;  // lambda = shift + x
  Eigen::VectorXd z = ShiftedNewtonStep(gradient_, curvature_, x);
  const double norm = z.stableNorm();
  if (norm > y_radius || !std::isfinite(norm)) {
    x = SolveSecularEquation(gradient_, curvature_, y_radius);
    z = ShiftedNewtonStep(gradient_, curvature_, x);
    z *= y_radius / z.stableNorm();
    step->on_boundary = true;
  } else if (shift_ > 0.0) {
    // The hard case: lambda = -mu_0, and the lowest eigenvector completes z.
    // Both ends z +- tau v have the same model value but for the part of the
    // gradient that was taken for rounding errors; it decides.
    z(0) = completion_sign_ * std::sqrt((y_radius - norm) * (y_radius + norm));
    step->on_boundary = true;
    step->hard_case = true;
  }
  // m(0) - m(s) = 1/2 (z'(M + lambda) z + lambda |z|^2), free of cancellation.
  const double lambda = shift_ + x;
  const double decrease =
      0.5 * ((z.array().square() * (curvature_.array() + x)).sum() +
             lambda * z.squaredNorm());
  model_.Unscale(eigenvectors_ * z, lambda, decrease, radius, step);
  return step->step.allFinite();
}

}  // namespace internal
}  // namespace ceres_newton
