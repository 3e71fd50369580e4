// SPDX-License-Identifier: BSD-3-Clause

#include "iteration_log.h"

#include <cmath>

#include "ceres_newton/types.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

// JSON knows no infinity and no NaN.
std::string Number(double value) {
  return std::isfinite(value) ? StringPrintf("%.17g", value) : "null";
}

std::string Bool(bool value) { return value ? "true" : "false"; }

}  // namespace

bool IterationLog::Open(const std::string& path) {
  if (path.empty()) {
    return true;
  }
  file_.open(path);
  return file_.is_open();
}

void IterationLog::Write(const NewtonSolver::IterationSummary& iteration) {
  if (file_.is_open()) {
    file_ << ToJson(iteration) << std::endl;
  }
}

std::string ToJson(const NewtonSolver::IterationSummary& iteration) {
  const struct {
    const char* name;
    std::string value;
  } fields[] = {
      {"iteration", std::to_string(iteration.iteration)},
      {"cost", Number(iteration.cost)},
      {"cost_change", Number(iteration.cost_change)},
      {"gradient_max_norm", Number(iteration.gradient_max_norm)},
      {"gradient_norm", Number(iteration.gradient_norm)},
      {"step_norm", Number(iteration.step_norm)},
      {"step_is_valid", Bool(iteration.step_is_valid)},
      {"step_is_successful", Bool(iteration.step_is_successful)},
      {"step_is_nonmonotonic", Bool(iteration.step_is_nonmonotonic)},
      {"relative_decrease", Number(iteration.relative_decrease)},
      {"trust_region_radius", Number(iteration.trust_region_radius)},
      {"model", std::string("\"") + ToString(iteration.model) + "\""},
      {"lambda", Number(iteration.lambda)},
      {"negative_curvature", Bool(iteration.negative_curvature)},
      {"evaluation_failed", Bool(iteration.evaluation_failed)},
      {"num_active_bounds", std::to_string(iteration.num_active_bounds)},
      {"linear_solver_iterations",
       std::to_string(iteration.linear_solver_iterations)},
      {"step_solver_time_in_seconds",
       Number(iteration.step_solver_time_in_seconds)},
      {"iteration_time_in_seconds",
       Number(iteration.iteration_time_in_seconds)},
      {"cumulative_time_in_seconds",
       Number(iteration.cumulative_time_in_seconds)},
  };
  std::string json;
  for (const auto& field : fields) {
    json += StringPrintf("%s\"%s\": %s",
                         json.empty() ? "{" : ", ",
                         field.name,
                         field.value.c_str());
  }
  return json + "}";
}

}  // namespace internal
}  // namespace ceres_newton
