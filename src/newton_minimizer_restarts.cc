// The part of NewtonMinimizer that begins a search again, from the start or
// from the best point.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <string>
#include <utility>

#include "Eigen/Core"
#include "convergence.h"
#include "decrease_ratio.h"
#include "newton_minimizer.h"

namespace ceres_newton {
namespace internal {

// True if 20 iterations have lowered the cost by less than a tenth.
bool NewtonMinimizer::IsCreeping() {
  constexpr int kWindow = 20;
  constexpr double kLeastDecrease = 0.1;
  if (num_in_window_ == 0) {
    window_cost_ = model_.cost;
  }
  if (++num_in_window_ <= kWindow) {
    return false;
  }
  num_in_window_ = 0;
  return !(window_cost_ - model_.cost >=
           kLeastDecrease * std::abs(model_.cost));
}

// Begins anew, as if nothing were known; the best point so far is kept for the
// end.
bool NewtonMinimizer::Restart(const Eigen::VectorXd& start) {
  KeepBestPoint();
  const Eigen::VectorXd x = x_;
  const QuadraticModel model = model_;
  ForgetThePast();
  if (MoveToStart(start)) {
    return true;
  }
  // It could be evaluated before.  The search ends where it is.
  result_.stop_reason = StopReason::kEvaluationFailed;
  x_ = x;
  model_ = model;
  return false;
}

void NewtonMinimizer::ForgetThePast() {
  num_in_window_ = 0;
  num_consecutive_invalid_steps_ = 0;
  num_consecutive_evaluation_failures_ = 0;
  last_evaluation_error_.clear();
  scaling_ = Scaling();
  has_decomposition_ = false;
  has_certificate_ = false;
  curvature_fall_ = 1.0;
  approach_ = ApproachToPoint();
  ForgetDecrements();
  ForgetIdleness();
}

void NewtonMinimizer::KeepBestPoint() {
  if (best_x_.size() == 0 || model_.cost < best_cost_) {
    best_x_ = x_;
    best_cost_ = model_.cost;
  }
}

bool NewtonMinimizer::HasEndedAboveBestPoint() const {
  if (best_x_.size() == 0) {
    return false;
  }
  // Rounding errors do not make an unfinished point better than a stationary
  // one.
  const double allowance = IsConvergence(result_.stop_reason)
                               ? CostRoundingLevel(best_cost_, model_.cost)
                               : 0.0;
  return !(model_.cost <= best_cost_ + allowance);
}

// A search that began again, or took steps upward, may have converged above a
// point that it left.  Then it goes on from that one, downward only.
bool NewtonMinimizer::ResumesFromBestPoint() {
  if (!IsConvergence(result_.stop_reason) || !HasEndedAboveBestPoint()) {
    return false;
  }
  const Eigen::VectorXd best_x = std::exchange(best_x_, Eigen::VectorXd());
  const Eigen::VectorXd x = x_;
  const QuadraticModel model = model_;
  const StopReason stop_reason = result_.stop_reason;
  const std::string message = result_.message;
  result_.stop_reason = StopReason::kNotStarted;
  result_.message.clear();
  reference_.Retire();
  ForgetThePast();
  if (MoveToStart(best_x)) {
    return true;
  }
  // It could be evaluated before.  The search stays where it has converged.
  x_ = x;
  model_ = model;
  bounds_ = objective_->BoundsAt(x_);
  Stop(stop_reason, message);
  return false;
}

// A limit may have ended the search above a point that it left.
void NewtonMinimizer::ReturnToBestPoint() {
  if (!HasEndedAboveBestPoint()) {
    return;
  }
  QuadraticModel model;
  std::string error;
  if (!objective_->Evaluate(best_x_, &model.cost, nullptr, nullptr, &error) ||
      !objective_->Evaluate(
          best_x_, &model.cost, &model.gradient, &model.hessian, &error)) {
    return;
  }
  x_ = best_x_;
  model_ = model;
  bounds_ = objective_->BoundsAt(x_);
  has_certificate_ = false;
  approach_ = ApproachToPoint();
  Stop(result_.stop_reason,
       result_.message +
           " The point returned is an earlier one of lower cost, which the "
           "search had left.");
}

}  // namespace internal
}  // namespace ceres_newton
