// The part of NewtonMinimizer that evaluates a candidate and judges its step.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "convergence.h"
#include "decrease_ratio.h"
#include "newton_minimizer.h"

namespace ceres_newton {
namespace internal {

// Returns false, with a smaller radius, if the candidate has no finite cost.
bool NewtonMinimizer::EvaluateCandidateCost() {
  std::string error;
  bool is_evaluated = objective_->Evaluate(
      candidate_x_, &candidate_model_.cost, nullptr, nullptr, &error);
  const Eigen::VectorXd opposite = -step_.step;
  if (step_.negative_curvature && !is_tensor_step_ &&
      bounds_.Clamp(opposite) == opposite &&
      step_model().Decrease(opposite) >= 0.9 * step_.predicted_decrease) {
    UseOppositeStepIfBetter(&is_evaluated, &error);
  }
  if (!is_evaluated) {
    RejectFailedCandidate(error);
  }
  return is_evaluated;
}

// Where the gradient does not choose between the two ways along a direction of
// negative curvature, the cost does.
void NewtonMinimizer::UseOppositeStepIfBetter(bool* is_evaluated,
                                              std::string* error) {
  Eigen::VectorXd opposite_x;
  double opposite_cost = 0.0;
  std::string opposite_error;
  if (objective_->Plus(x_, -step_.step, &opposite_x) &&
      objective_->Evaluate(
          opposite_x, &opposite_cost, nullptr, nullptr, &opposite_error) &&
      (!*is_evaluated || opposite_cost < candidate_model_.cost)) {
    step_.step = -step_.step;
    step_.predicted_decrease = step_model().Decrease(step_.step);
    candidate_x_ = std::move(opposite_x);
    candidate_model_.cost = opposite_cost;
    *is_evaluated = true;
    error->clear();
  }
}

// Compares the actual with the predicted decrease.
bool NewtonMinimizer::IsDecreaseSufficient() {
  const double cost = candidate_model_.cost;
  actual_decrease_ = model_.cost - cost;
  decrease_ratio_ = DecreaseRatio(model_.cost, cost, step_.predicted_decrease);
  if (reference_.is_used()) {
    // Against the reference too: the better ratio decides.
    decrease_ratio_ = std::max(decrease_ratio_,
                               DecreaseRatio(reference_.cost(),
                                             cost,
                                             reference_.predicted_decrease() +
                                                 step_.predicted_decrease));
  }
  is_judged_by_cost_ = decrease_ratio_ >= options_.min_relative_decrease &&
                       (reference_.is_used() || cost <= result_.initial_cost);
  return is_judged_by_cost_;
}

// A verdict against the candidate may be due to rounding errors.  One step may
// climb by them, many together may not.
bool NewtonMinimizer::IsDecreaseDoubtful() const {
  const double cost = candidate_model_.cost;
  const double doubt = CostDoubtLevel(model_.cost, cost, result_.initial_cost);
  return IsDecreaseBelow(doubt, model_.cost, cost, step_.predicted_decrease) &&
         cost <= lowest_cost_ + doubt && cost <= result_.initial_cost;
}

// Returns false, with a smaller radius, if they are not finite.
bool NewtonMinimizer::EvaluateCandidateDerivatives() {
  std::string error;
  if (!EvaluateDerivatives(candidate_x_,
                           &candidate_model_,
                           &candidate_gauss_newton_,
                           &candidate_tensor_model_,
                           &error)) {
    RejectFailedCandidate(error);
    return false;
  }
  if (!objective_->TransportStep(x_, step_.step, candidate_x_, &step_end_)) {
    RejectFailedCandidate(
        "the step cannot be carried to the tangent space of the candidate");
    return false;
  }
  return true;
}

// Where the cost cannot judge, the gradients measure the decrease.
bool NewtonMinimizer::GradientsConfirmDecrease() {
  if (candidate_model_.cost > result_.initial_cost) {
    return is_judged_by_cost_ && reference_.is_used();
  }
  // A fall of twice what the model promised is no success but noise, where both
  // are small enough for noise.
  if (IsDecreaseBelow(CostRoundingLevel(model_.cost, candidate_model_.cost),
                      model_.cost,
                      candidate_model_.cost,
                      step_.predicted_decrease) ||
      (decrease_ratio_ > 2.0 && IsDecreaseDoubtful())) {
    is_judged_by_cost_ = false;
  }
  WatchDecrement();
  WatchIdleness();
  if (is_judged_by_cost_) {
    return true;
  }
  actual_decrease_ = GradientDecrease(
      model_.gradient, step_.step, candidate_model_.gradient, step_end_);
  decrease_ratio_ = actual_decrease_ / step_.predicted_decrease;
  return decrease_ratio_ >= options_.min_relative_decrease;
}

// Counts the candidates, since a new lowest cost, that cannot be told from the
// lowest point by their costs; and those of them, beside x, whose gradients
// have not halved since.
void NewtonMinimizer::WatchIdleness() {
  constexpr double kBeside = 1e-8;
  constexpr double kKept = 0.01;
  const double cost = candidate_model_.cost;
  if (cost < lowest_cost_ - CostRoundingLevel(lowest_cost_, cost)) {
    ForgetIdleness();
    return;
  }
  // A step that is held back and keeps its promise is progress, however short.
  const double promised = GradientDecrease(
      model_.gradient, step_.step, candidate_model_.gradient, step_end_);
  if (step_.on_boundary &&
      std::abs(promised / step_.predicted_decrease - 1.0) < kKept) {
    return;
  }
  ++num_idle_iterations_;
  const double gradient =
      bounds_.Project(candidate_model_.gradient).stableNorm();
  if (gradient < 0.5 * lowest_stuck_gradient_ ||
      !IsMoveSmall(x_, candidate_x_, kBeside)) {
    lowest_stuck_gradient_ = gradient;
    num_stuck_iterations_ = 0;
  } else {
    ++num_stuck_iterations_;
  }
}

void NewtonMinimizer::ForgetIdleness() {
  num_idle_iterations_ = 0;
  num_stuck_iterations_ = 0;
  lowest_stuck_gradient_ = std::numeric_limits<double>::infinity();
}

// Gradients too end in rounding errors.  Newton's method halves the decrement
// at least (near a minimum x^2k it multiplies it by 1/e at worst); where the
// cost is silent and the decrement does not fall, nothing is left to gain.
void NewtonMinimizer::WatchDecrement() {
  if (is_judged_by_cost_) {
    ForgetDecrements();
  } else if (is_newton_step_) {
    const double decrement = step_.predicted_decrease;
    num_stalled_steps_ = decrement > 0.5 * lowest_unjudged_decrement_
                             ? num_stalled_steps_ + 1
                             : 0;
    lowest_unjudged_decrement_ =
        std::min(lowest_unjudged_decrement_, decrement);
  }
}

void NewtonMinimizer::ForgetDecrements() {
  lowest_unjudged_decrement_ = std::numeric_limits<double>::infinity();
  num_stalled_steps_ = 0;
}

}  // namespace internal
}  // namespace ceres_newton
