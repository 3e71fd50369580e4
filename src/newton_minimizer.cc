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
      tensor_subproblem_solver_(&subproblem_solver_),
      observer_(observer),
      model_choice_(options.model,
                    objective->has_gauss_newton(),
                    objective->has_cheap_expansion()),
      reference_(options.max_consecutive_nonmonotonic_steps) {}

MinimizerResult NewtonMinimizer::Minimize(const Eigen::VectorXd& start) {
  // Step 0. The model at the start, a scaling D and a radius.
  if (!EvaluateStart(start)) {
    return Finish();
  }

  while (FinishIteration() &&
         (GradientAllowsProgress() || ResumesFromBestPoint())) {
    if (IsCreeping() && model_choice_.GiveUpTensorModel() && !Restart(start)) {
      break;
    }
    // Step 1. s minimizes the model in the trust region |D s| <= radius.
    if (!ComputeStep()) {
      continue;
    }
    if (!StepPromisesProgress()) {
      if (is_stopped() && !ResumesFromBestPoint()) {
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
  if (!MoveToStart(start)) {
    return false;
  }
  result_.initial_cost = model_.cost;
  iteration_.summary.step_is_valid = true;
  iteration_.summary.step_is_successful = true;
  return true;
}

bool NewtonMinimizer::MoveToStart(const Eigen::VectorXd& start) {
  x_ = start;
  std::string error;
  if (!objective_->Evaluate(x_, &model_.cost, nullptr, nullptr, &error) ||
      !EvaluateDerivatives(
          x_, &model_, &gauss_newton_model_.hessian, &tensor_model_, &error)) {
    Stop(StopReason::kNonFiniteStart,
         "The start cannot be evaluated: " + error +
             ". Start from a point where cost, gradient and Hessian are "
             "finite.");
    return false;
  }
  gauss_newton_model_.cost = model_.cost;
  gauss_newton_model_.gradient = model_.gradient;
  bounds_ = objective_->BoundsAt(x_);
  scaling_.Update(model_.hessian);
  lowest_cost_ = model_.cost;
  reference_.Start(model_.cost);
  SetRadius(options_.initial_trust_region_radius > 0.0
                ? options_.initial_trust_region_radius
                : InitialRadius(x_, model_.gradient, scaling_.diagonal()));
  return true;
}

// Shows the iteration to the observer.  Returns false if that or something
// before it stopped the minimizer.
bool NewtonMinimizer::FinishIteration() {
  ceres::IterationSummary& summary = iteration_.summary;
  summary.cost = model_.cost;
  const Eigen::VectorXd gradient = bounds_.Project(model_.gradient);
  summary.gradient_norm = gradient.stableNorm();
  summary.gradient_max_norm =
      model_.size() == 0 ? 0.0 : gradient.lpNorm<Eigen::Infinity>();
  summary.trust_region_radius = radius_;
  iteration_.num_active_bounds =
      model_.size() -
      static_cast<int>(bounds_.FreeVariables(model_.gradient).size());
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
  is_tensor_step_ = SolveTensorSubproblem();
  if (!is_tensor_step_) {
    if (!has_decomposition_ &&
        !subproblem_solver_.SetModel(
            step_model(), scaling_.diagonal(), bounds_)) {
      HandleBreakdown("The Hessian cannot be decomposed");
      return false;
    }
    has_decomposition_ = true;
    if (!subproblem_solver_.Solve(radius_, &step_)) {
      HandleBreakdown("The trust-region subproblem cannot be solved");
      return false;
    }
    iteration_.summary.linear_solver_iterations += step_.num_factorizations;
  }
  num_consecutive_invalid_steps_ = 0;
  is_newton_step_ =
      !is_tensor_step_ &&
      IsNewtonStep(step_, step_model().hessian, scaling_.diagonal());

  ceres::IterationSummary& summary = iteration_.summary;
  summary.step_is_valid = true;
  summary.step_norm = step_.step.stableNorm();
  iteration_.model = is_tensor_step_ ? LeastSquaresModel::kTensor
                     : model_choice_.current() == LeastSquaresModel::kTensor
                         ? LeastSquaresModel::kExact
                         : model_choice_.current();
  iteration_.lambda = step_.lambda;
  iteration_.negative_curvature = step_.negative_curvature;

  if (!objective_->Plus(x_, step_.step, &candidate_x_)) {
    RejectFailedCandidate("x (+) step cannot be computed");
    return false;
  }
  return true;
}

// Returns false if the tensor model is not used for this step: also where its
// decrease would drown in the rounding errors of the cost.  There, near a
// minimum, the exact Hessian is as good, and knows when to stop.
bool NewtonMinimizer::SolveTensorSubproblem() {
  if (model_choice_.current() != LeastSquaresModel::kTensor) {
    return false;
  }
  has_decomposition_ = false;  // the tensor model takes the solver
  const bool is_solved = tensor_subproblem_solver_.Solve(tensor_model_,
                                                         gauss_newton_model_,
                                                         scaling_.diagonal(),
                                                         bounds_,
                                                         radius_,
                                                         &step_);
  iteration_.summary.linear_solver_iterations += step_.num_factorizations;
  return is_solved &&
         step_.predicted_decrease >
             CostDoubtLevel(model_.cost, model_.cost, result_.initial_cost);
}

// Gradient, Hessian and, if they are used, the Gauss-Newton matrix and the
// tensor model at x, whose cost model->cost is.
bool NewtonMinimizer::EvaluateDerivatives(const Eigen::VectorXd& x,
                                          QuadraticModel* model,
                                          Eigen::MatrixXd* gauss_newton,
                                          TensorModel* tensor_model,
                                          std::string* error) {
  if (!model_choice_.needs_expansion()) {
    return objective_->Evaluate(
               x, &model->cost, &model->gradient, &model->hessian, error) &&
           (!model_choice_.needs_gauss_newton() ||
            objective_->EvaluateGaussNewton(x, gauss_newton, error));
  }
  const double cost = model->cost;
  if (!objective_->EvaluateExpansion(
          x, tensor_model->mutable_expansion(), error)) {
    return false;
  }
  tensor_model->Expand(Eigen::VectorXd::Zero(tensor_model->size()), model);
  tensor_model->GaussNewtonMatrix(gauss_newton);
  model->cost = cost;
  if (!model->gradient.allFinite() || !model->hessian.allFinite()) {
    // The blocks' derivatives tell which of them is to blame, if one is.
    QuadraticModel sum;
    if (objective_->Evaluate(
            x, &sum.cost, &sum.gradient, &sum.hessian, error)) {
      *error =
          "the second-order expansion of the residuals overflows, though their "
          "sum does not. Scale the problem, or set model to kExact";
    }
    return false;
  }
  return true;
}

void NewtonMinimizer::AcceptCandidate() {
  ceres::IterationSummary& summary = iteration_.summary;
  summary.step_is_successful = true;
  summary.step_is_nonmonotonic =
      is_judged_by_cost_ && candidate_model_.cost > model_.cost;
  summary.cost_change = model_.cost - candidate_model_.cost;
  if (reference_.is_used()) {
    if (summary.step_is_nonmonotonic) {
      KeepBestPoint();
    }
    reference_.Accept(candidate_model_.cost, step_.predicted_decrease);
  }
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
  std::swap(tensor_model_, candidate_tensor_model_);
  bounds_ = objective_->BoundsAt(x_);
  if (model_choice_.needs_gauss_newton()) {
    gauss_newton_model_.cost = model_.cost;
    gauss_newton_model_.gradient = model_.gradient;
    std::swap(gauss_newton_model_.hessian, candidate_gauss_newton_);
  }
  WatchCurvature(candidate_model_.hessian);
  approach_.step = step_end_;
  approach_.hessian_change = model_.hessian - candidate_model_.hessian;
  lowest_cost_ = std::min(lowest_cost_, model_.cost);
  scaling_.Update(model_.hessian);
  has_decomposition_ = false;
  has_certificate_ = false;
}

// Both models predicted the decrease of the accepted step; the better one may
// be used next.  Decrements of different models do not compare.
void NewtonMinimizer::LearnFromStep() {
  if (!model_choice_.needs_gauss_newton() || is_tensor_step_) {
    return;
  }
  const LeastSquaresModel used = model_choice_.current();
  model_choice_.Learn(actual_decrease_,
                      model_.Decrease(step_.step),
                      gauss_newton_model_.Decrease(step_.step));
  if (model_choice_.current() != used) {
    ForgetDecrements();
  }
}

// Toward a point with a regular Hessian Newton's method is quadratic and the
// Hessian changes ever less from step to step.  Toward a point where it is
// singular the method is linear and the curvature along the steps keeps falling
// by the same factor: 2 for x^3, 9/4 for x^4.
void NewtonMinimizer::WatchCurvature(const Eigen::MatrixXd& previous_hessian) {
  const double curvature = step_end_.dot(model_.hessian * step_end_);
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
