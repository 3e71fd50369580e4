// SPDX-License-Identifier: BSD-3-Clause

#include "element_check.h"

#include <algorithm>
#include <vector>

#include "ceres/manifold.h"
#include "ceres/numeric_diff_options.h"
#include "ceres_newton/hessian_checker.h"
#include "free_arguments.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

bool HasConstants(const ProblemElement& element) {
  return std::any_of(element.arguments.begin(),
                     element.arguments.end(),
                     [](const ProblemArgument& a) { return a.block < 0; });
}

// Probes the function of the element's free parameter blocks; the solver asks
// for no other derivatives.
HessianChecker::ProbeResults Probe(const ProblemElement& element,
                                   const ProblemParameters& parameters,
                                   const Eigen::VectorXd& x,
                                   double relative_precision) {
  const std::vector<const double*> values =
      element.ParameterPointers(parameters, x);
  std::vector<bool> is_free;
  std::vector<const double*> free_values;
  std::vector<const ceres::Manifold*> manifolds;
  for (size_t i = 0; i < values.size(); ++i) {
    const int block = element.arguments[i].block;
    is_free.push_back(block >= 0);
    if (block >= 0) {
      free_values.push_back(values[i]);
      manifolds.push_back(parameters.blocks()[block].manifold);
    }
  }
  const FreeArguments arguments(element.sizes(), values, is_free);
  const ceres::NumericDiffOptions steps;
  HessianChecker::ProbeResults results;
  if (element.term != nullptr) {
    const FreeObjectiveTerm term(element.term, arguments);
    HessianChecker(&term, &manifolds, steps)
        .Probe(free_values.data(), relative_precision, &results);
  } else {
    const FreeCostFunction function(element.function, arguments);
    HessianChecker(&function, &manifolds, steps)
        .Probe(free_values.data(), relative_precision, &results);
  }
  return results;
}

}  // namespace

bool CheckElements(const ProblemElements& elements,
                   const ProblemParameters& parameters,
                   const Eigen::VectorXd& x,
                   double relative_precision,
                   std::string* error) {
  constexpr int kMaxLogs = 3;
  int num_wrong = 0;
  error->clear();
  for (const ProblemElement& element : elements.elements) {
    if (element.term == nullptr && !element.has_exact_hessian) {
      continue;
    }
    const HessianChecker::ProbeResults results =
        Probe(element, parameters, x, relative_precision);
    if (results.verdict != HessianVerdict::kWrong) {
      continue;  // a start on a kink, or one that the solver will refuse
    }
    ++num_wrong;
    if (num_wrong <= kMaxLogs) {
      *error += StringPrintf(
          "\n%s %d%s: %s",
          element.term != nullptr ? "Objective term" : "Residual block",
          element.index,
          HasConstants(element) ? " (constant parameter blocks are not counted)"
                                : "",
          results.error_log.c_str());
    }
  }
  if (num_wrong > 0) {
    *error = StringPrintf(
                 "The derivatives of %d of %d residual blocks and objective "
                 "terms are wrong at the start.",
                 num_wrong,
                 static_cast<int>(elements.elements.size())) +
             *error;
  }
  return num_wrong == 0;
}

}  // namespace internal
}  // namespace ceres_newton
