// The ranges of NewtonSolver::Options.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <string>

#include "ceres_newton/internal/check.h"
#include "ceres_newton/newton_solver.h"
#include "string_printf.h"

namespace ceres_newton {
namespace {

using internal::StringPrintf;

// All comparisons are false for NaN, so NaN is never valid.
bool Require(bool condition,
             const char* name,
             double value,
             const char* constraint,
             std::string* error) {
  if (!condition) {
    *error = StringPrintf(
        "Invalid configuration. NewtonSolver::Options::%s = %g. "
        "Violated constraint: %s.",
        name,
        value,
        constraint);
  }
  return condition;
}

}  // namespace

bool NewtonSolver::Options::IsValid(std::string* error) const {
  CERES_NEWTON_CHECK(error != nullptr, "IsValid needs a place for its message");
  const struct {
    bool condition;
    const char* name;
    double value;
    const char* constraint;
  } rules[] = {
      {max_num_iterations >= 0,
       "max_num_iterations",
       static_cast<double>(max_num_iterations),
       "max_num_iterations >= 0"},
      {max_solver_time_in_seconds >= 0.0,
       "max_solver_time_in_seconds",
       max_solver_time_in_seconds,
       "max_solver_time_in_seconds >= 0"},
      {std::isfinite(max_trust_region_radius) && max_trust_region_radius > 0.0,
       "max_trust_region_radius",
       max_trust_region_radius,
       "0 < max_trust_region_radius < infinity"},
      {initial_trust_region_radius >= 0.0 &&
           initial_trust_region_radius <= max_trust_region_radius,
       "initial_trust_region_radius",
       initial_trust_region_radius,
       "0 <= initial_trust_region_radius <= max_trust_region_radius"},
      {min_trust_region_radius >= 0.0 &&
           min_trust_region_radius <= max_trust_region_radius,
       "min_trust_region_radius",
       min_trust_region_radius,
       "0 <= min_trust_region_radius <= max_trust_region_radius"},
      {min_relative_decrease >= 0.0 && min_relative_decrease < 1.0,
       "min_relative_decrease",
       min_relative_decrease,
       "0 <= min_relative_decrease < 1"},
      {max_consecutive_nonmonotonic_steps > 0,
       "max_consecutive_nonmonotonic_steps",
       static_cast<double>(max_consecutive_nonmonotonic_steps),
       "max_consecutive_nonmonotonic_steps > 0"},
      {max_num_consecutive_invalid_steps > 0,
       "max_num_consecutive_invalid_steps",
       static_cast<double>(max_num_consecutive_invalid_steps),
       "max_num_consecutive_invalid_steps > 0"},
      {function_tolerance >= 0.0,
       "function_tolerance",
       function_tolerance,
       "function_tolerance >= 0"},
      {gradient_tolerance >= 0.0,
       "gradient_tolerance",
       gradient_tolerance,
       "gradient_tolerance >= 0"},
      {hessian_check_relative_precision > 0.0,
       "hessian_check_relative_precision",
       hessian_check_relative_precision,
       "hessian_check_relative_precision > 0"},
      {parameter_tolerance >= 0.0,
       "parameter_tolerance",
       parameter_tolerance,
       "parameter_tolerance >= 0"},
  };
  for (const auto& rule : rules) {
    if (!Require(
            rule.condition, rule.name, rule.value, rule.constraint, error)) {
      return false;
    }
  }
  for (size_t i = 0; i < callbacks.size(); ++i) {
    if (callbacks[i] == nullptr) {
      *error = StringPrintf(
          "Invalid configuration. NewtonSolver::Options::callbacks[%zu] is "
          "null.",
          i);
      return false;
    }
  }
  return true;
}

}  // namespace ceres_newton
