// SPDX-License-Identifier: BSD-3-Clause

#include "newton_observer.h"

#include <cstdio>
#include <utility>

#include "glog/logging.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

void Print(const NewtonSolver::Options& options, const std::string& line) {
  if (options.logging_type == ceres::SILENT) {
    return;
  }
  if (options.minimizer_progress_to_stdout) {
    std::printf("%s\n", line.c_str());
  } else {
    VLOG(1) << line;
  }
}

}  // namespace

SolveObserver::SolveObserver(const NewtonSolver::Options& options,
                             const Stopwatch& stopwatch,
                             const CountingSubproblemSolver& subproblem_solver,
                             SetState set_state,
                             IterationLog* log,
                             NewtonSolver::Summary* summary)
    : options_(options),
      stopwatch_(stopwatch),
      subproblem_solver_(subproblem_solver),
      set_state_(std::move(set_state)),
      log_(log),
      summary_(summary),
      last_iteration_end_(stopwatch.seconds()) {}

std::optional<StopReason> SolveObserver::Observe(
    const MinimizerIteration& iteration, std::string* message) {
  NewtonSolver::IterationSummary summary;
  static_cast<ceres::IterationSummary&>(summary) = iteration.summary;
  summary.cost += summary_->fixed_cost;
  summary.model = iteration.model;
  summary.lambda = iteration.lambda;
  summary.negative_curvature = iteration.negative_curvature;
  summary.evaluation_failed = iteration.evaluation_failed;
  summary.num_active_bounds = iteration.num_active_bounds;
  const double now = stopwatch_.seconds();
  summary.iteration_time_in_seconds = now - last_iteration_end_;
  summary.step_solver_time_in_seconds =
      subproblem_solver_.seconds() - last_step_solver_seconds_;
  summary.cumulative_time_in_seconds = now;
  last_iteration_end_ = now;
  last_step_solver_seconds_ = subproblem_solver_.seconds();
  summary_->iterations.push_back(summary);
  log_->Write(summary);

  // After a rejected step too: an evaluation callback has had the candidate in
  // the user's arrays.
  if (options_.update_state_every_iteration) {
    set_state_(iteration.x);
  }
  if (summary.iteration == 0) {
    Print(options_, ProgressHeader());
  }
  Print(options_, ProgressRow(summary));

  for (ceres::IterationCallback* callback : options_.callbacks) {
    switch ((*callback)(summary)) {
      case ceres::SOLVER_CONTINUE:
        break;
      case ceres::SOLVER_TERMINATE_SUCCESSFULLY:
        *message = "A callback returned SOLVER_TERMINATE_SUCCESSFULLY.";
        return StopReason::kUserSuccess;
      case ceres::SOLVER_ABORT:
        *message = "A callback returned SOLVER_ABORT.";
        return StopReason::kUserAbort;
    }
  }

  const double elapsed = stopwatch_.seconds();
  if (elapsed >= options_.max_solver_time_in_seconds) {
    *message = StringPrintf("Maximum solver time reached: %.3e s >= %.3e s.",
                            elapsed,
                            options_.max_solver_time_in_seconds);
    return StopReason::kMaxTime;
  }
  return std::nullopt;
}

std::string ProgressHeader() {
  return "iter       cost      cost_change  |gradient|    |step|    tr_ratio  "
         "tr_radius    lambda  factor.  iter_time  total_time";
}

std::string ProgressRow(const NewtonSolver::IterationSummary& summary) {
  // The last column says what is out of the ordinary.
  const char* note = !summary.step_is_valid         ? "  no step"
                     : summary.evaluation_failed    ? "  not evaluable"
                     : !summary.step_is_successful  ? "  rejected"
                     : summary.step_is_nonmonotonic ? "  upward"
                     : summary.negative_curvature   ? "  negative curvature"
                                                    : "";
  return StringPrintf(
      "%4d % 14.6e % 10.2e  % 10.2e % 10.2e % 10.2e % 10.2e % 10.2e %6d   "
      "% 10.2e % 10.2e%s",
      summary.iteration,
      summary.cost,
      summary.cost_change,
      summary.gradient_max_norm,
      summary.step_norm,
      summary.relative_decrease,
      summary.trust_region_radius,
      summary.lambda,
      summary.linear_solver_iterations,
      summary.iteration_time_in_seconds,
      summary.cumulative_time_in_seconds,
      note);
}

}  // namespace internal
}  // namespace ceres_newton
