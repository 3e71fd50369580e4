// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/hessian_checker.h"

#include <algorithm>
#include <cmath>

#include "ceres_newton/internal/check.h"
#include "checked_function.h"
#include "history_check.h"
#include "numeric_differences.h"
#include "probe_evaluation.h"
#include "probe_judgement.h"
#include "staircase_check.h"
#include "string_printf.h"
#include "taylor_tests.h"
#include "verdict_decision.h"

namespace ceres_newton {
namespace internal {
namespace {

using Entry = HessianChecker::Entry;

// More problems than this in one log hide what matters.
constexpr int kMaxProblemsInLog = 10;

// The text of ProbeResults::error_log.
std::string FormatLog(const CheckedFunction& function,
                      const std::vector<std::string>& problems,
                      const Entry& worst,
                      double relative_precision) {
  if (problems.empty()) {
    return "";
  }
  const int num_problems = static_cast<int>(problems.size());
  std::string log = StringPrintf(
      "The Hessian check found %d problem%s (relative precision %g).\n",
      num_problems,
      num_problems == 1 ? "" : "s",
      relative_precision);
  const int num_listed = std::min(num_problems, kMaxProblemsInLog);
  for (int p = 0; p < num_listed; ++p) {
    log += StringPrintf("%d. %s\n", p + 1, problems[p].c_str());
  }
  if (num_problems > num_listed) {
    log +=
        StringPrintf("... and %d more problems.\n", num_problems - num_listed);
  }
  // Nothing is expected of an entry before all of them are finite.
  if (worst.relative_error > relative_precision && num_problems > 1 &&
      !std::isnan(worst.expected)) {
    log += StringPrintf(
        "Worst entry: %s, entry (%d, %d): expected %.10g, got %.10g, relative "
        "error %.3g.\n",
        function.HessianName(worst.residual, worst.block_i, worst.block_j)
            .c_str(),
        worst.row,
        worst.col,
        worst.expected,
        worst.got,
        worst.relative_error);
  }
  return log;
}

// One manifold or null for each block, of the right sizes.
std::vector<const ceres::Manifold*> MakeManifolds(
    const CheckedFunction& function,
    const std::vector<const ceres::Manifold*>* manifolds) {
  if (manifolds == nullptr) {
    return std::vector<const ceres::Manifold*>(function.num_blocks(), nullptr);
  }
  CERES_NEWTON_CHECK(
      static_cast<int>(manifolds->size()) == function.num_blocks(),
      StringPrintf("HessianChecker: %d manifolds for %d parameter blocks; give "
                   "one for each block, null for Euclidean ones.",
                   static_cast<int>(manifolds->size()),
                   function.num_blocks()));
  for (int i = 0; i < function.num_blocks(); ++i) {
    const ceres::Manifold* manifold = (*manifolds)[i];
    const int block_size = function.parameter_block_sizes()[i];
    CERES_NEWTON_CHECK(
        manifold == nullptr || manifold->AmbientSize() == block_size,
        StringPrintf("HessianChecker: the manifold of parameter block %d has "
                     "ambient size %d, the block has size %d.",
                     i,
                     manifold->AmbientSize(),
                     block_size));
  }
  return *manifolds;
}

const ceres::NumericDiffOptions& CheckOptions(
    const ceres::NumericDiffOptions& options) {
  std::string error;
  CERES_NEWTON_CHECK(AreValid(options, &error), "HessianChecker: " + error);
  return options;
}

}  // namespace
}  // namespace internal

HessianChecker::HessianChecker(
    const SecondOrderCostFunction* function,
    const std::vector<const ceres::Manifold*>* manifolds,
    const ceres::NumericDiffOptions& options)
    : function_(internal::MakeCheckedFunction(function)),
      manifolds_(internal::MakeManifolds(*function_, manifolds)),
      options_(internal::CheckOptions(options)) {}

HessianChecker::HessianChecker(
    const SecondOrderFunction* function,
    const std::vector<const ceres::Manifold*>* manifolds,
    const ceres::NumericDiffOptions& options)
    : function_(internal::MakeCheckedFunction(function)),
      manifolds_(internal::MakeManifolds(*function_, manifolds)),
      options_(internal::CheckOptions(options)) {}

HessianChecker::HessianChecker(
    const ObjectiveTerm* term,
    const std::vector<const ceres::Manifold*>* manifolds,
    const ceres::NumericDiffOptions& options)
    : function_(internal::MakeCheckedFunction(term)),
      manifolds_(internal::MakeManifolds(*function_, manifolds)),
      options_(internal::CheckOptions(options)) {}

HessianChecker::HessianChecker(const SecondOrderFunction* function,
                               const ceres::NumericDiffOptions& options)
    : HessianChecker(function, nullptr, options) {}

HessianChecker::~HessianChecker() = default;

bool HessianChecker::Probe(double const* const* parameters,
                           double relative_precision,
                           ProbeResults* results) const {
  CERES_NEWTON_CHECK(parameters != nullptr,
                     "HessianChecker::Probe: parameters must not be null.");
  CERES_NEWTON_CHECK(relative_precision > 0.0,
                     "HessianChecker::Probe: relative_precision must be "
                     "positive.");
  for (int i = 0; i < function_->num_blocks(); ++i) {
    CERES_NEWTON_CHECK(
        parameters[i] != nullptr,
        internal::StringPrintf("HessianChecker::Probe: parameter block %d must "
                               "not be null.",
                               i));
  }
  ProbeResults own_results;
  ProbeResults& filled = results == nullptr ? own_results : *results;
  filled = ProbeResults();
  internal::ProbeErrors errors;
  std::vector<std::string> problems;
  bool first_derivatives_right = false;
  if (internal::EvaluateProbe(*function_,
                              manifolds_,
                              options_,
                              parameters,
                              relative_precision,
                              &filled,
                              &errors,
                              &problems)) {
    first_derivatives_right = internal::JudgeProbe(
        *function_, parameters, relative_precision, errors, &filled, &problems);
    if (problems.empty()) {
      internal::CheckStaircases(*function_,
                                manifolds_,
                                parameters,
                                relative_precision,
                                &filled,
                                &problems);
    }
    internal::RunTaylorTests(*function_, parameters, &filled);
  }
  const auto decide = [&] {
    internal::DecideVerdict(*function_,
                            parameters,
                            relative_precision,
                            first_derivatives_right,
                            errors,
                            problems,
                            &filled);
  };
  decide();
  if (problems.empty()) {
    internal::CheckHistory(*function_,
                           manifolds_,
                           parameters,
                           filled,
                           relative_precision,
                           &problems);
    if (!problems.empty()) {
      decide();
    }
  }
  filled.error_log = internal::FormatLog(
      *function_, problems, filled.worst_entry, relative_precision);
  return problems.empty();
}

bool HessianChecker::Probe(const double* x,
                           double relative_precision,
                           ProbeResults* results) const {
  CERES_NEWTON_CHECK(function_->num_blocks() == 1,
                     "HessianChecker::Probe: this function has several "
                     "parameter blocks; pass an array of pointers to them.");
  return Probe(&x, relative_precision, results);
}

}  // namespace ceres_newton
