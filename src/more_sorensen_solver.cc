// SPDX-License-Identifier: BSD-3-Clause

#include "more_sorensen_solver.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ceres_newton {
namespace internal {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

// | |y| - radius | <= kRadiusTolerance * radius ends the search; y is then
// stretched onto the boundary.
constexpr double kRadiusTolerance = 1e-12;
// |A (y + tau u) + g| <= kResidualTolerance (|g| + |A| radius)
constexpr double kResidualTolerance = 1e-11;
// tau^2 u'A u <= kDecreaseTolerance * 2 (m(0) - m(y + tau u))
constexpr double kDecreaseTolerance = 1e-12;
// A completion longer than this fraction of the radius is called the hard case;
// a shorter one corrects rounding errors.
constexpr double kHardCaseFraction = 1e-6;
// How far into the interval to go if nothing better is known (Conn, Gould &
// Toint 2000, eq. 7.3.14, where it is theta).
constexpr double kIntervalFraction = 0.01;
// This many rounding levels above -(lowest eigenvalue) the factorization
// succeeds (chosen by trial on tests/subproblem_cases).
constexpr double kSafeShift = 4.0;

// The tau of smaller magnitude with |y + tau u| = radius for a unit vector u:
// as y minimizes the shifted model, it gives the lower model value of the two.
// NaN if the line misses the ball.  No cancellation: the larger root comes
// first.
double SmallerRootOnBoundary(const Eigen::VectorXd& y,
                             double y_norm,
                             const Eigen::VectorXd& u,
                             double radius) {
  const double y_along_u = y.dot(u);
  const double gap = (radius - y_norm) * (radius + y_norm);
  const double root = std::sqrt(y_along_u * y_along_u + gap);
  if (y_along_u == 0.0) {
    return root;
  }
  return gap / (y_along_u + std::copysign(root, y_along_u));
}

}  // namespace

MoreSorensenSolver::MoreSorensenSolver(int max_num_factorizations)
    : max_num_factorizations_(max_num_factorizations) {}

bool MoreSorensenSolver::SetModel(const QuadraticModel& model,
                                  const Eigen::VectorXd& scaling) {
  original_model_ = &model;
  original_scaling_ = scaling;
  fallback_has_model_ = false;
  if (!model_.Set(model, scaling)) {
    return false;
  }
  if (model_.size() == 0) {
    return true;
  }
  const Eigen::MatrixXd& hessian = model_.hessian();
  const Eigen::ArrayXd diagonal = hessian.diagonal();
  const Eigen::ArrayXd off_diagonal_sums =
      hessian.cwiseAbs().colwise().sum().transpose().array() - diagonal.abs();
  gradient_norm_ = model_.gradient().norm();
  hessian_norm_ = hessian.norm();
  gershgorin_lowest_ =
      std::max((diagonal - off_diagonal_sums).minCoeff(), -hessian_norm_);
  gershgorin_highest_ =
      std::min((diagonal + off_diagonal_sums).maxCoeff(), hessian_norm_);
  rounding_ = EigenvalueRoundingLevel(model_.size(), hessian_norm_);
  negated_lowest_bound_ = std::max(0.0, -diagonal.minCoeff());
  return true;
}

bool MoreSorensenSolver::Solve(double radius, TrustRegionStep* step) {
  *step = TrustRegionStep();
  if (model_.size() == 0) {
    return true;
  }
  radius_ = model_.Radius(radius);
  if (gradient_norm_ == 0.0 && hessian_norm_ == 0.0) {
    y_ = Eigen::VectorXd::Zero(model_.size());
    model_.Unscale(y_, 0.0, 0.0, radius, step);
    return true;
  }
  BoundLambda();
  lambda_ = lower_ > 0.0 ? MiddleOfInterval() : 0.0;
  for (int i = 1; i <= max_num_factorizations_; ++i) {
    const Outcome outcome = Examine();
    if (outcome == Outcome::kBreakdown) {
      return FallBack(radius, i, step);
    }
    if (outcome != Outcome::kContinue) {
      WriteStep(outcome == Outcome::kBoundary, radius, step);
      step->num_factorizations = i;
      return step->step.allFinite() || FallBack(radius, i, step);
    }
    ChooseLambda();
  }
  return FallBack(radius, max_num_factorizations_, step);
}

void MoreSorensenSolver::WriteStep(bool on_boundary,
                                   double radius,
                                   TrustRegionStep* step) {
  // m(0) - m(y + tau u) = 1/2 (y'A y - tau^2 u'A u + lambda |y + tau u|^2), the
  // tau term being at most kDecreaseTolerance of it or rounding errors.
  const double lambda = on_boundary ? lambda_ : 0.0;
  double decrease =
      0.5 * cholesky_.MultiplyByTransposedFactor(y_).squaredNorm();
  if (on_boundary) {
    decrease +=
        0.5 * (lambda * radius_ * radius_ - tau_ * tau_ * lowest_curvature_);
    y_ += tau_ * lowest_direction_;
  }
  step->on_boundary = on_boundary;
  step->negative_curvature = negated_lowest_bound_ > rounding_;
  step->hard_case = on_boundary && step->negative_curvature &&
                    y_norm_ < radius_ &&
                    std::abs(tau_) > kHardCaseFraction * radius_;
  model_.Unscale(y_, lambda, std::max(decrease, 0.0), radius, step);
}

void MoreSorensenSolver::BoundLambda() {
  // |g| / lambda_max(A) <= |y| = radius <= |g| / lambda_min(A).
  const double quotient = gradient_norm_ / radius_;
  lower_ =
      std::max({0.0, negated_lowest_bound_, quotient - gershgorin_highest_});
  upper_ = std::max({0.0, quotient - gershgorin_lowest_, lower_});
  lower_is_examined_ = false;
}

MoreSorensenSolver::Outcome MoreSorensenSolver::Examine() {
  is_positive_definite_ = cholesky_.Compute(model_.hessian(), lambda_);
  if (!is_positive_definite_) {
    LearnFromFailedPivot();
    return Outcome::kContinue;
  }
  y_ = -cholesky_.Solve(model_.gradient());
  y_norm_ = y_.stableNorm();
  if (!std::isfinite(y_norm_)) {
    return Outcome::kBreakdown;
  }
  // A shift at the level of rounding errors is none: H is then semidefinite as
  // far as anybody can tell, and y is no longer than the shortest minimizer.
  if (lambda_ <= rounding_ && y_norm_ <= radius_) {
    return Outcome::kInterior;
  }
  if (y_norm_ < radius_) {
    upper_ = std::min(upper_, lambda_);
  } else {
    RaiseLower(lambda_, true);
  }
  lowest_direction_ = cholesky_.SmallestSingularVector();
  const Eigen::VectorXd root =
      cholesky_.MultiplyByTransposedFactor(lowest_direction_);
  lowest_curvature_ = root.squaredNorm();
  lowest_residual_ =
      (cholesky_.MultiplyByFactor(root) - lowest_curvature_ * lowest_direction_)
          .stableNorm();
  if (!std::isfinite(lowest_curvature_)) {
    return Outcome::kBreakdown;
  }
  LearnFromRayleighQuotient(lowest_curvature_ - lambda_);
  newton_lambda_ = -std::numeric_limits<double>::infinity();
  if (y_norm_ > 0.0) {
    // 1/|y| - 1/radius has the derivative |w|^2 / |y|^3 with L w = y.
    const double w_norm = cholesky_.SolveWithFactor(y_ / y_norm_).norm();
    newton_lambda_ = lambda_ + (y_norm_ - radius_) / radius_ / w_norm / w_norm;
  }
  return StretchToBoundary() || CompleteToBoundary() ? Outcome::kBoundary
                                                     : Outcome::kContinue;
}

void MoreSorensenSolver::LearnFromFailedPivot() {
  // v'H v / v'v = -lambda + pivot / v'v is above the lowest eigenvalue.
  Eigen::VectorXd direction;
  const double pivot = cholesky_.NegativeCurvatureDirection(&direction);
  const double norm = direction.stableNorm();
  RaiseLower(lambda_, true);
  LearnFromRayleighQuotient(pivot / norm / norm - lambda_);
}

void MoreSorensenSolver::LearnFromRayleighQuotient(double quotient) {
  // It carries the rounding errors of the factor of A.
  const double bound = -quotient - EigenvalueRoundingLevel(
                                       model_.size(), hessian_norm_ + lambda_);
  if (std::isfinite(bound)) {
    negated_lowest_bound_ = std::max(negated_lowest_bound_, bound);
    RaiseLower(bound, false);
  }
}

void MoreSorensenSolver::RaiseLower(double bound, bool is_examined) {
  if (bound > lower_ || (bound == lower_ && is_examined)) {
    lower_ = bound;
    lower_is_examined_ = is_examined;
  }
}

bool MoreSorensenSolver::StretchToBoundary() {
  tau_ = 0.0;
  const double stretch = std::abs(y_norm_ - radius_) / radius_;
  if (stretch <= kRadiusTolerance) {
    return true;
  }
  // Or if Newton's method asks for a lambda that A cannot tell from this one.
  const double a_norm = hessian_norm_ + lambda_;
  return std::abs(newton_lambda_ - lambda_) <= 4.0 * kEpsilon * a_norm &&
         stretch * stretch <= kDecreaseTolerance &&
         stretch * gradient_norm_ <=
             kResidualTolerance * (gradient_norm_ + a_norm * radius_);
}

bool MoreSorensenSolver::CompleteToBoundary() {
  tau_ = SmallerRootOnBoundary(y_, y_norm_, lowest_direction_, radius_);
  // A longer tau would shorten a y that is far outside: cancellation.
  if (!(std::abs(tau_) <= 2.0 * radius_)) {
    return false;
  }
  const double a_norm = hessian_norm_ + lambda_;
  const double product_norm = std::hypot(lowest_curvature_, lowest_residual_);
  const bool equation_holds =
      std::abs(tau_) * product_norm <=
      kResidualTolerance * (gradient_norm_ + a_norm * radius_);
  const double y_energy =
      cholesky_.MultiplyByTransposedFactor(y_).squaredNorm();
  const bool decrease_is_optimal =
      tau_ * tau_ * lowest_curvature_ <=
      kDecreaseTolerance * (y_energy + lambda_ * radius_ * radius_);
  // Rounding errors of A make an error of y along u, which no lambda mends.
  const bool tau_is_rounding_error =
      std::abs(tau_) * lowest_curvature_ <= 4.0 * kEpsilon * a_norm * radius_;
  // ChooseLambda goes no nearer to -(lowest eigenvalue).
  const bool lambda_is_lowest = negated_lowest_bound_ > 0.0 &&
                                y_norm_ < radius_ &&
                                lowest_curvature_ <= 2.0 * SafeShift();
  return equation_holds &&
         (decrease_is_optimal || tau_is_rounding_error || lambda_is_lowest);
}

double MoreSorensenSolver::SafeShift() const {
  return kSafeShift *
         EigenvalueRoundingLevel(model_.size(), hessian_norm_ + lambda_);
}

void MoreSorensenSolver::ChooseLambda() {
  if (!(upper_ - lower_ > kEpsilon * upper_)) {
    // Rounding errors have closed the interval, or the last factorization
    // failed where it should not: let it grow upwards by what they may amount
    // to.
    upper_ = std::max(lower_, lambda_) +
             EigenvalueRoundingLevel(model_.size(), hessian_norm_ + lower_);
    lambda_ = upper_;
    return;
  }
  if (!is_positive_definite_) {
    // If H alone failed, it may be singular rather than indefinite.
    lambda_ = lower_ < rounding_ && lambda_ < rounding_ ? rounding_
                                                        : MiddleOfInterval();
    return;
  }
  // Inside the ball, Newton's method may aim below or too close to -(lowest
  // eigenvalue), where no factorization can succeed: stay off.
  const double safe_lambda = y_norm_ > radius_ || negated_lowest_bound_ == 0.0
                                 ? lower_
                                 : negated_lowest_bound_ + SafeShift();
  if (newton_lambda_ > lower_) {
    lambda_ = std::max(newton_lambda_, safe_lambda);
  } else if (!lower_is_examined_ && lower_ > negated_lowest_bound_) {
    // The bound itself is the multiplier, as far as Newton's method can tell.
    lambda_ = lower_;
    return;
  } else {
    // Towards the hard case.  Some eigenvalue is within the residual of the
    // Rayleigh quotient.
    lambda_ = std::max(
        std::min(MiddleOfInterval(), negated_lowest_bound_ + lowest_residual_),
        safe_lambda);
  }
  if (!(lambda_ > lower_ && lambda_ < upper_)) {
    lambda_ = MiddleOfInterval();
  }
}

double MoreSorensenSolver::MiddleOfInterval() const {
  return std::max(std::sqrt(lower_) * std::sqrt(upper_),
                  lower_ + kIntervalFraction * (upper_ - lower_));
}

bool MoreSorensenSolver::FallBack(double radius,
                                  int num_factorizations,
                                  TrustRegionStep* step) {
  if (!fallback_has_model_) {
    if (!fallback_.SetModel(*original_model_, original_scaling_)) {
      return false;
    }
    fallback_has_model_ = true;
  }
  const bool success = fallback_.Solve(radius, step);
  step->num_factorizations += num_factorizations;
  return success;
}

}  // namespace internal
}  // namespace ceres_newton
