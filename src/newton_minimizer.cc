// SPDX-License-Identifier: BSD-3-Clause

#include "newton_minimizer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "convergence.h"
#include "decrease_ratio.h"
#include "radius_update.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {

NewtonMinimizer::NewtonMinimizer(const MinimizerOptions& options,
                                 Objective* objective,
                                 SubproblemSolver* subproblem_solver,
                                 MinimizerObserver* observer)
    : options_(options),
      objective_(objective),
      subproblem_solver_(subproblem_solver),
      observer_(observer),
      model_choice_(options.model, objective->has_gauss_newton()) {}

MinimizerResult NewtonMinimizer::Minimize(const Eigen::VectorXd& start) {
  // Step 0. The model at the start, a scaling D and a radius.
  if (!EvaluateStart(start)) {
    return Finish();
  }

  while (FinishIteration() && GradientAllowsProgress()) {
    // Step 1. s minimizes the model in the trust region |D s| <= radius.
    if (!ComputeStep()) {
      continue;
    }
    if (!StepPromisesProgress()) {
      if (is_stopped()) {
        break;
      }
      continue;
    }

    // Step 2. The cost at the candidate x (+) s, and how much of the predicted
    // decrease came true.
    if (!EvaluateCandidateCost()) {
      continue;
    }
    if (!IsDecreaseSufficient() && !IsDecreaseDoubtful()) {
      RejectCandidate();
      continue;
    }

    // Step 3. The model there.  Its gradient has the last word in cases of
    // doubt.
    if (!EvaluateCandidateDerivatives()) {
      continue;
    }
    if (!GradientsConfirmDecrease()) {
      RejectCandidate();
      continue;
    }

    // Step 4. x <- x (+) s.  All ways out of Steps 1 to 4 have set the radius.
    AcceptCandidate();
  }
  return Finish();
}

// Returns false, and stops, if the start cannot be evaluated.
bool NewtonMinimizer::EvaluateStart(const Eigen::VectorXd& start) {
  x_ = start;
  std::string error;
  if (!EvaluateDerivatives(x_, &model_, &gauss_newton_model_.hessian, &error)) {
    Stop(StopReason::kNonFiniteStart,
         "The start cannot be evaluated: " + error +
             ". Start from a point where cost, gradient and Hessian are "
             "finite.");
    return false;
  }
  gauss_newton_model_.cost = model_.cost;
  gauss_newton_model_.gradient = model_.gradient;
  scaling_.Update(model_.hessian);
  result_.initial_cost = model_.cost;
  lowest_cost_ = model_.cost;
  SetRadius(options_.initial_trust_region_radius > 0.0
                ? options_.initial_trust_region_radius
                : InitialRadius(x_, model_.gradient, scaling_.diagonal()));
  iteration_.summary.step_is_valid = true;
  iteration_.summary.step_is_successful = true;
  return true;
}

// Shows the iteration to the observer.  Returns false if that or something
// before it stopped the minimizer.
bool NewtonMinimizer::FinishIteration() {
  ceres::IterationSummary& summary = iteration_.summary;
  summary.cost = model_.cost;
  summary.gradient_norm = model_.gradient.stableNorm();
  summary.gradient_max_norm =
      model_.size() == 0 ? 0.0 : model_.gradient.lpNorm<Eigen::Infinity>();
  summary.trust_region_radius = radius_;
  iteration_.x = x_;

  std::string message;
  const std::optional<StopReason> reason =
      observer_->Observe(iteration_, &message);
  if (reason && !is_stopped()) {
    Stop(*reason, message);
  }
  return !is_stopped();
}

// Returns false, with a smaller radius, if there is no step, or no point at its
// end.
bool NewtonMinimizer::ComputeStep() {
  StartIteration();
  return SolveSubproblem();
}

bool NewtonMinimizer::SolveSubproblem() {
  if (!has_decomposition_ &&
      !subproblem_solver_->SetModel(step_model(), scaling_.diagonal())) {
    HandleBreakdown("The Hessian cannot be decomposed");
    return false;
  }
  has_decomposition_ = true;
  if (!subproblem_solver_->Solve(radius_, &step_)) {
    HandleBreakdown("The trust-region subproblem cannot be solved");
    return false;
  }
  num_consecutive_invalid_steps_ = 0;
  is_newton_step_ =
      IsNewtonStep(step_, step_model().hessian, scaling_.diagonal());

  ceres::IterationSummary& summary = iteration_.summary;
  summary.step_is_valid = true;
  summary.step_norm = step_.step.stableNorm();
  summary.linear_solver_iterations = step_.num_factorizations;
  iteration_.lambda = step_.lambda;
  iteration_.negative_curvature = step_.negative_curvature;

  if (!objective_->Plus(x_, step_.step, &candidate_x_)) {
    RejectFailedCandidate("x (+) step cannot be computed");
    return false;
  }
  return true;
}

// Returns false, with a smaller radius, if the candidate has no finite cost.
bool NewtonMinimizer::EvaluateCandidateCost() {
  std::string error;
  bool is_evaluated = objective_->Evaluate(
      candidate_x_, &candidate_model_.cost, nullptr, nullptr, &error);
  if (step_.negative_curvature &&
      step_model().Decrease(-step_.step) >= 0.9 * step_.predicted_decrease) {
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
  is_judged_by_cost_ = decrease_ratio_ >= options_.min_relative_decrease &&
                       cost <= result_.initial_cost;
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

// Cost, gradient, Hessian and, if it is used, the Gauss-Newton matrix.
bool NewtonMinimizer::EvaluateDerivatives(const Eigen::VectorXd& x,
                                          QuadraticModel* model,
                                          Eigen::MatrixXd* gauss_newton,
                                          std::string* error) {
  return objective_->Evaluate(
             x, &model->cost, &model->gradient, &model->hessian, error) &&
         (!model_choice_.needs_gauss_newton() ||
          objective_->EvaluateGaussNewton(x, gauss_newton, error));
}

// Returns false, with a smaller radius, if they are not finite.
bool NewtonMinimizer::EvaluateCandidateDerivatives() {
  std::string error;
  if (!EvaluateDerivatives(
          candidate_x_, &candidate_model_, &candidate_gauss_newton_, &error)) {
    RejectFailedCandidate(error);
    return false;
  }
  return true;
}

// Where the cost cannot judge, the gradients measure the decrease.
bool NewtonMinimizer::GradientsConfirmDecrease() {
  if (candidate_model_.cost > result_.initial_cost) {
    return false;
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
  if (is_judged_by_cost_) {
    return true;
  }
  actual_decrease_ =
      GradientDecrease(model_.gradient, candidate_model_.gradient, step_.step);
  decrease_ratio_ = actual_decrease_ / step_.predicted_decrease;
  return decrease_ratio_ >= options_.min_relative_decrease;
}

// Gradients too end in rounding errors.  Newton's method halves the decrement
// at least (near a minimum x^2k it multiplies it by 1/e at worst); where the
// cost is silent and the decrement does not fall, nothing is left to gain.
void NewtonMinimizer::WatchDecrement() {
  if (is_judged_by_cost_) {
    lowest_unjudged_decrement_ = std::numeric_limits<double>::infinity();
    num_stalled_steps_ = 0;
  } else if (is_newton_step_) {
    const double decrement = step_.predicted_decrease;
    num_stalled_steps_ = decrement > 0.5 * lowest_unjudged_decrement_
                             ? num_stalled_steps_ + 1
                             : 0;
    lowest_unjudged_decrement_ =
        std::min(lowest_unjudged_decrement_, decrement);
  }
}

void NewtonMinimizer::AcceptCandidate() {
  ceres::IterationSummary& summary = iteration_.summary;
  summary.step_is_successful = true;
  summary.cost_change = model_.cost - candidate_model_.cost;
  summary.relative_decrease = decrease_ratio_;
  ++result_.num_successful_steps;
  num_consecutive_evaluation_failures_ = 0;

  SetRadius(RadiusAfterAcceptedStep(radius_,
                                    step_,
                                    model_.gradient.dot(step_.step),
                                    actual_decrease_,
                                    decrease_ratio_));

  LearnFromStep();
  std::swap(x_, candidate_x_);
  std::swap(model_, candidate_model_);
  if (model_choice_.needs_gauss_newton()) {
    gauss_newton_model_.cost = model_.cost;
    gauss_newton_model_.gradient = model_.gradient;
    std::swap(gauss_newton_model_.hessian, candidate_gauss_newton_);
  }
  WatchCurvature(candidate_model_.hessian);
  lowest_cost_ = std::min(lowest_cost_, model_.cost);
  scaling_.Update(model_.hessian);
  has_decomposition_ = false;
  has_certificate_ = false;
}

// Both models predicted the decrease of the accepted step; the better one may
// be used next.  Decrements of different models do not compare.
void NewtonMinimizer::LearnFromStep() {
  if (!model_choice_.needs_gauss_newton()) {
    return;
  }
  const bool used_gauss_newton = model_choice_.uses_gauss_newton();
  model_choice_.Learn(actual_decrease_,
                      model_.Decrease(step_.step),
                      gauss_newton_model_.Decrease(step_.step));
  if (model_choice_.uses_gauss_newton() != used_gauss_newton) {
    lowest_unjudged_decrement_ = std::numeric_limits<double>::infinity();
    num_stalled_steps_ = 0;
  }
}

// Toward a point with a regular Hessian Newton's method is quadratic and the
// Hessian changes ever less from step to step.  Toward a point where it is
// singular the method is linear and the curvature along the steps keeps falling
// by the same factor: 2 for x^3, 9/4 for x^4.
void NewtonMinimizer::WatchCurvature(const Eigen::MatrixXd& previous_hessian) {
  const double curvature = step_.step.dot(model_.hessian * step_.step);
  const double previous_curvature =
      step_.step.dot(previous_hessian * step_.step);
  const bool is_falling = (is_newton_step_ || step_.on_boundary) &&
                          !step_.negative_curvature && curvature > 0.0 &&
                          curvature < 0.9 * previous_curvature;
  curvature_fall_ =
      is_falling ? curvature_fall_ * (curvature / previous_curvature) : 1.0;
}

void NewtonMinimizer::RejectCandidate() {
  iteration_.summary.cost_change = model_.cost - candidate_model_.cost;
  iteration_.summary.relative_decrease = decrease_ratio_;
  ++result_.num_unsuccessful_steps;
  num_consecutive_evaluation_failures_ = 0;
  SetRadius(RadiusAfterRejectedStep(
      step_, model_.gradient.dot(step_.step), actual_decrease_));
}

void NewtonMinimizer::RejectFailedCandidate(const std::string& error) {
  iteration_.evaluation_failed = true;
  ++result_.num_unsuccessful_steps;
  ++result_.num_evaluation_failures;
  last_evaluation_error_ = error;
  ++num_consecutive_evaluation_failures_;
  SetRadius(
      RadiusAfterFailedEvaluation(step_, num_consecutive_evaluation_failures_));
}

// A shorter radius needs a larger lambda, and so a better conditioned matrix.
void NewtonMinimizer::HandleBreakdown(const std::string& what) {
  ++result_.num_unsuccessful_steps;
  ++num_consecutive_invalid_steps_;
  if (num_consecutive_invalid_steps_ >=
      options_.max_num_consecutive_invalid_steps) {
    Stop(StopReason::kSubproblemFailed,
         StringPrintf("%s, %d times in a row, the last time at radius %.3e.",
                      what.c_str(),
                      num_consecutive_invalid_steps_,
                      radius_));
  }
  SetRadius(0.1 * radius_);
}

void NewtonMinimizer::StartIteration() {
  const int number = iteration_.summary.iteration + 1;
  iteration_ = MinimizerIteration();
  iteration_.summary.iteration = number;
}

void NewtonMinimizer::SetRadius(double radius) {
  radius_ = std::min(radius, options_.max_trust_region_radius);
}

}  // namespace internal
}  // namespace ceres_newton
