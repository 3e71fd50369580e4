// SPDX-License-Identifier: BSD-3-Clause

#include "element_check.h"

#include <memory>
#include <vector>

#include "ceres/manifold.h"
#include "ceres/numeric_diff_options.h"
#include "ceres_newton/hessian_checker.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

std::vector<const ceres::Manifold*> ManifoldsOf(
    const ProblemElement& element, const ProblemParameters& parameters) {
  std::vector<const ceres::Manifold*> manifolds;
  for (const ProblemArgument& argument : element.arguments) {
    manifolds.push_back(argument.block < 0
                            ? nullptr
                            : parameters.blocks()[argument.block].manifold);
  }
  return manifolds;
}

std::unique_ptr<HessianChecker> MakeChecker(
    const ProblemElement& element,
    const std::vector<const ceres::Manifold*>& manifolds) {
  const ceres::NumericDiffOptions steps;
  return element.term != nullptr
             ? std::make_unique<HessianChecker>(element.term, &manifolds, steps)
             : std::make_unique<HessianChecker>(
                   element.function, &manifolds, steps);
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
    const std::vector<const ceres::Manifold*> manifolds =
        ManifoldsOf(element, parameters);
    HessianChecker::ProbeResults results;
    MakeChecker(element, manifolds)
        ->Probe(element.ParameterPointers(parameters, x).data(),
                relative_precision,
                &results);
    if (results.verdict != HessianVerdict::kWrong) {
      continue;  // a start on a kink, or one that the solver will refuse
    }
    ++num_wrong;
    if (num_wrong <= kMaxLogs) {
      *error += StringPrintf(
          "\n%s %d: %s",
          element.term != nullptr ? "Objective term" : "Residual block",
          element.index,
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
