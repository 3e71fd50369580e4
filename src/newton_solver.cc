// Solve: checks the options, chooses the parts, lets the minimizer run and
// writes the summary.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/newton_solver.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "Eigen/Core"
#include "ceres_newton/hessian_checker.h"
#include "ceres_newton/internal/check.h"
#include "eigen_subproblem_solver.h"
#include "element_check.h"
#include "function_objective.h"
#include "iteration_log.h"
#include "more_sorensen_solver.h"
#include "newton_instruments.h"
#include "newton_minimizer.h"
#include "newton_observer.h"
#include "objective_check.h"
#include "problem_objective.h"

namespace ceres_newton {
namespace internal {
namespace {

MinimizerOptions MakeMinimizerOptions(const NewtonSolver::Options& options) {
  MinimizerOptions result;
  result.model = options.model;
  result.max_num_iterations = options.max_num_iterations;
  result.max_num_consecutive_invalid_steps =
      options.max_num_consecutive_invalid_steps;
  result.initial_trust_region_radius = options.initial_trust_region_radius;
  result.max_trust_region_radius = options.max_trust_region_radius;
  result.min_trust_region_radius = options.min_trust_region_radius;
  result.min_relative_decrease = options.min_relative_decrease;
  result.max_consecutive_nonmonotonic_steps =
      options.use_nonmonotonic_steps
          ? options.max_consecutive_nonmonotonic_steps
          : 0;
  result.function_tolerance = options.function_tolerance;
  result.gradient_tolerance = options.gradient_tolerance;
  result.parameter_tolerance = options.parameter_tolerance;
  return result;
}

// Up to this size an eigendecomposition costs no more than the few
// factorizations it replaces.
constexpr int kMaxSizeForEigen = 64;

LinearSolver ChooseLinearSolver(LinearSolver wanted, int size) {
  if (wanted != LinearSolver::kAuto) {
    return wanted;
  }
  return size <= kMaxSizeForEigen ? LinearSolver::kDenseEigen
                                  : LinearSolver::kDenseMoreSorensen;
}

std::unique_ptr<SubproblemSolver> MakeSubproblemSolver(LinearSolver type) {
  if (type == LinearSolver::kDenseEigen) {
    return std::make_unique<EigenSubproblemSolver>();
  }
  return std::make_unique<MoreSorensenSolver>();
}

ceres::TerminationType TerminationTypeOf(StopReason reason) {
  switch (reason) {
    case StopReason::kGradientTolerance:
    case StopReason::kDecrementTolerance:
    case StopReason::kParameterTolerance:
    case StopReason::kFunctionTolerance:
    case StopReason::kDegenerateSecondOrderPoint:
      return ceres::CONVERGENCE;
    case StopReason::kRadiusTooSmall:
    case StopReason::kMaxIterations:
    case StopReason::kMaxTime:
    case StopReason::kUnbounded:
    case StopReason::kEvaluationFailed:
    case StopReason::kSubproblemFailed:
      return ceres::NO_CONVERGENCE;
    case StopReason::kUserSuccess:
      return ceres::USER_SUCCESS;
    case StopReason::kUserAbort:
      return ceres::USER_FAILURE;
    case StopReason::kNotStarted:
    case StopReason::kNonFiniteStart:
    case StopReason::kInvalidOptions:
    case StopReason::kInvalidProblem:
      return ceres::FAILURE;
  }
  return ceres::FAILURE;
}

void Fail(StopReason reason,
          const std::string& message,
          NewtonSolver::Summary* summary) {
  summary->stop_reason = reason;
  summary->termination_type = TerminationTypeOf(reason);
  summary->message = message;
}

// Starts the summary.  Returns false, with the reason in it, if the options are
// not valid.
bool StartSummary(const NewtonSolver::Options& options,
                  NewtonSolver::Summary* summary) {
  *summary = NewtonSolver::Summary();
  // Stays if an exception of the user's passes through.
  summary->message = "ceres_newton::Solve has not finished.";
  std::string error;
  if (!options.IsValid(&error)) {
    Fail(StopReason::kInvalidOptions, error, summary);
    return false;
  }
  return true;
}

// Minimizes the objective from `start`, and writes the solution by `set_state`
// unless the stop reason forbids it.  The summary knows the sizes already.
void MinimizeObjective(const NewtonSolver::Options& options,
                       const Stopwatch& stopwatch,
                       const Eigen::VectorXd& start,
                       const SolveObserver::SetState& set_state,
                       Objective* objective,
                       NewtonSolver::Summary* summary) {
  summary->linear_solver_used = ChooseLinearSolver(
      options.linear_solver, objective->num_tangent_parameters());
  const std::unique_ptr<SubproblemSolver> solver =
      MakeSubproblemSolver(summary->linear_solver_used);
  IterationLog log;
  if (!log.Open(options.iteration_log_path)) {
    Fail(StopReason::kInvalidOptions,
         "NewtonSolver::Options::iteration_log_path: the file '" +
             options.iteration_log_path +
             "' cannot be written. Check the folder and its permissions.",
         summary);
    return;
  }
  CountingObjective counting_objective(objective);
  CountingSubproblemSolver counting_solver(solver.get());
  SolveObserver observer(
      options, stopwatch, counting_solver, set_state, &log, summary);
  summary->preprocessor_time_in_seconds = stopwatch.seconds();

  const Stopwatch minimizer_stopwatch;
  MinimizerResult result = NewtonMinimizer(MakeMinimizerOptions(options),
                                           &counting_objective,
                                           &counting_solver,
                                           &observer)
                               .Minimize(start);
  summary->minimizer_time_in_seconds = minimizer_stopwatch.seconds();

  const Stopwatch postprocessor_stopwatch;
  summary->stop_reason = result.stop_reason;
  summary->termination_type = TerminationTypeOf(result.stop_reason);
  summary->message = std::move(result.message);
  // An aborted search leaves the state that callbacks saw, or a better one.
  if (summary->IsSolutionUsable() ||
      (options.update_state_every_iteration &&
       result.stop_reason == StopReason::kUserAbort)) {
    set_state(result.x);
  }
  if (result.stop_reason != StopReason::kNonFiniteStart) {
    summary->initial_cost = result.initial_cost + summary->fixed_cost;
    summary->final_cost = result.final_cost + summary->fixed_cost;
  }
  summary->final_gradient_max_norm = result.final_gradient_max_norm;
  summary->certificate = result.certificate;
  summary->num_successful_steps = result.num_successful_steps;
  summary->num_unsuccessful_steps = result.num_unsuccessful_steps;
  summary->num_cost_evaluations = counting_objective.num_cost_evaluations();
  summary->num_hessian_evaluations =
      counting_objective.num_hessian_evaluations();
  summary->num_evaluation_failures =
      counting_objective.num_evaluation_failures();
  summary->num_factorizations = counting_solver.num_factorizations();
  summary->cost_evaluation_time_in_seconds = counting_objective.cost_seconds();
  summary->hessian_evaluation_time_in_seconds =
      counting_objective.hessian_seconds();
  summary->linear_solver_time_in_seconds = counting_solver.seconds();
  summary->postprocessor_time_in_seconds = postprocessor_stopwatch.seconds();
  summary->total_time_in_seconds = stopwatch.seconds();
}

void SetSizes(int num_parameters, NewtonSolver::Summary* summary) {
  summary->fixed_cost = 0.0;
  summary->num_parameter_blocks = 1;
  summary->num_parameters = num_parameters;
  summary->num_residual_blocks = 0;
  summary->num_residuals = 0;
  summary->num_parameter_blocks_reduced = 1;
  summary->num_parameters_reduced = num_parameters;
  summary->num_effective_parameters_reduced = num_parameters;
  summary->num_residual_blocks_reduced = 0;
  summary->num_residuals_reduced = 0;
  summary->num_exact_residual_blocks = 0;
  summary->num_numeric_diff_residual_blocks = 0;
  summary->num_gauss_newton_residual_blocks = 0;
}

void SetSizes(const ceres::Problem& problem,
              const ProblemObjective& objective,
              NewtonSolver::Summary* summary) {
  summary->fixed_cost = objective.fixed_cost();
  summary->num_parameter_blocks = problem.NumParameterBlocks();
  summary->num_parameters = problem.NumParameters();
  summary->num_residual_blocks = problem.NumResidualBlocks();
  summary->num_residuals = problem.NumResiduals();
  summary->num_parameter_blocks_reduced =
      objective.num_effective_parameter_blocks();
  summary->num_parameters_reduced = objective.num_parameters();
  summary->num_effective_parameters_reduced =
      objective.num_tangent_parameters();
  summary->num_residual_blocks_reduced =
      objective.num_effective_residual_blocks();
  summary->num_residuals_reduced = objective.num_effective_residuals();
  summary->num_exact_residual_blocks = objective.num_exact_residual_blocks();
  summary->num_numeric_diff_residual_blocks =
      objective.num_numeric_diff_residual_blocks();
  summary->num_gauss_newton_residual_blocks =
      objective.num_gauss_newton_residual_blocks();
}

// Differences of Jacobians are as good as these are: those of
// ceres::NumericDiffCostFunction are differences themselves.
double ObjectivePrecision(const NewtonSolver::Options& options,
                          const ProblemObjective& objective) {
  constexpr double kCoarse = 1e-2;
  return objective.num_numeric_diff_residual_blocks() > 0
             ? std::max(kCoarse, options.hessian_check_relative_precision)
             : options.hessian_check_relative_precision;
}

// See Options::check_hessians.
bool CheckProblem(const NewtonSolver::Options& options,
                  const Eigen::VectorXd& start,
                  ProblemObjective* objective,
                  NewtonSolver::Summary* summary) {
  std::string error;
  if (objective->has_evaluation_callback()) {
    error =
        "check_hessians evaluates the problem at points that the evaluation "
        "callback does not know. Set it to false, and check the cost functions "
        "one by one (HessianChecker).";
  } else if (CheckElements(objective->elements(),
                           objective->parameters(),
                           start,
                           options.hessian_check_relative_precision,
                           &error) &&
             // Gauss-Newton matrices are no Hessians, and need not fit.
             (objective->num_gauss_newton_residual_blocks() > 0 ||
              CheckObjective(start,
                             ObjectivePrecision(options, *objective),
                             objective,
                             &error))) {
    return true;
  }
  Fail(StopReason::kInvalidProblem, error, summary);
  return false;
}

// newton_problem: whose terms are added; may be null.
void SolveProblem(const NewtonSolver::Options& options,
                  ceres::Problem* problem,
                  const NewtonProblem* newton_problem,
                  NewtonSolver::Summary* summary) {
  CERES_NEWTON_CHECK(summary != nullptr, "Solve needs a summary to fill");
  const Stopwatch stopwatch;
  if (!StartSummary(options, summary)) {
    return;
  }
  std::string error;
  const std::unique_ptr<ProblemObjective> objective =
      ProblemObjective::Create(problem,
                               newton_problem,
                               options.hessian_fallback,
                               options.hessian_registry,
                               options.evaluation_callback,
                               &error);
  if (objective == nullptr) {
    Fail(StopReason::kInvalidProblem, error, summary);
    return;
  }
  SetSizes(*problem, *objective, summary);
  const Eigen::VectorXd user_start = objective->x();
  Eigen::VectorXd start = user_start;
  summary->num_projected_parameters =
      objective->parameters().ProjectToBounds(&start);
  if (options.check_hessians &&
      !CheckProblem(options, start, objective.get(), summary)) {
    return;
  }
  MinimizeObjective(
      options,
      stopwatch,
      start,
      [&objective](const Eigen::VectorXd& point) {
        objective->SetState(point);
      },
      objective.get(),
      summary);
  if (objective->has_evaluation_callback() && !summary->IsSolutionUsable() &&
      !(options.update_state_every_iteration &&
        summary->stop_reason == StopReason::kUserAbort)) {
    // The evaluations have written to the user's arrays.
    objective->SetState(user_start);
  }
}

}  // namespace
}  // namespace internal

void Solve(const NewtonSolver::Options& options,
           const SecondOrderFunction& function,
           double* x,
           NewtonSolver::Summary* summary) {
  CERES_NEWTON_CHECK(x != nullptr, "Solve needs the parameters to start from");
  CERES_NEWTON_CHECK(summary != nullptr, "Solve needs a summary to fill");
  const int size = function.NumParameters();
  CERES_NEWTON_CHECK(size >= 0,
                     "NumParameters() is " + std::to_string(size) +
                         "; a function needs a number of parameters >= 0");
  const internal::Stopwatch stopwatch;
  if (!internal::StartSummary(options, summary)) {
    return;
  }
  internal::SetSizes(size, summary);
  if (options.check_hessians && size > 0) {
    HessianChecker::ProbeResults results;
    HessianChecker(&function, ceres::NumericDiffOptions())
        .Probe(x, options.hessian_check_relative_precision, &results);
    if (results.verdict == HessianVerdict::kWrong) {
      internal::Fail(
          StopReason::kInvalidProblem,
          "The derivatives of the function are wrong at the start. " +
              results.error_log,
          summary);
      return;
    }
  }
  internal::FunctionObjective objective(&function);
  Eigen::Map<Eigen::VectorXd> user_x(x, size);
  internal::MinimizeObjective(
      options,
      stopwatch,
      user_x,
      [&user_x](const Eigen::VectorXd& point) { user_x = point; },
      &objective,
      summary);
}

void Solve(const NewtonSolver::Options& options,
           ceres::Problem* problem,
           NewtonSolver::Summary* summary) {
  CERES_NEWTON_CHECK(problem != nullptr, "Solve needs a problem");
  internal::SolveProblem(options, problem, nullptr, summary);
}

void Solve(const NewtonSolver::Options& options,
           NewtonProblem* problem,
           NewtonSolver::Summary* summary) {
  CERES_NEWTON_CHECK(problem != nullptr, "Solve needs a problem");
  internal::SolveProblem(options, problem->problem(), problem, summary);
}

}  // namespace ceres_newton
