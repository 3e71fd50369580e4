// Runs functions and cost functors on traced numbers.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_DEPENDENCY_TRACE_H_
#define CERES_NEWTON_INTERNAL_DEPENDENCY_TRACE_H_

#include <cstddef>
#include <limits>
#include <numeric>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "ceres_newton/internal/check.h"
#include "ceres_newton/internal/dependency_tape.h"
#include "ceres_newton/internal/differentiate.h"
#include "ceres_newton/internal/traced_jet.h"
#include "ceres_newton/internal/traced_jet_traits.h"

namespace ceres_newton {
namespace internal {

// One run.
class DependencyTrace {
 public:
  explicit DependencyTrace(std::vector<int> block_sizes)
      : block_sizes_(std::move(block_sizes)),
        num_inputs_(
            std::accumulate(block_sizes_.begin(), block_sizes_.end(), 0)),
        tape_(num_inputs_) {}
  DependencyTrace(const DependencyTrace&) = delete;
  DependencyTrace& operator=(const DependencyTrace&) = delete;

  TracedJet Input(double value, int i) {
    return TracedJet(TracedNumber(value, &tape_, i), TracedJet::v);
  }

  // Result is Dependencies, which is defined below this header.
  template <typename Result>
  Result Analyze(const std::vector<TracedJet>& outputs) const {
    const int num_outputs = static_cast<int>(outputs.size());
    Result result;
    result.block_sizes = block_sizes_;
    result.value.setConstant(num_outputs, num_inputs_, false);
    result.hessian.setConstant(num_inputs_, num_inputs_, false);
    result.output_hessians.assign(num_outputs, result.hessian);
    result.branches_on_values = tape_.branches();
    result.detaches_values = tape_.detaches();
    for (int k = 0; k < num_outputs; ++k) {
      const TracedNumber& y = outputs[k].a;
      if (!y.varies()) {
        continue;
      }
      CERES_NEWTON_CHECK(y.tape() == &tape_,
                         "A result of FindDependencies' function comes from "
                         "another call of FindDependencies.");
      std::vector<bool> depends;
      tape_.Analyze(y.node(), &depends, &result.output_hessians[k]);
      for (int i = 0; i < num_inputs_; ++i) {
        result.value(k, i) = depends[i];
      }
      result.hessian =
          result.hessian.array() || result.output_hessians[k].array();
    }
    return result;
  }

 private:
  std::vector<int> block_sizes_;
  int num_inputs_;
  DependencyTape tape_;
};

// The numbers in whatever f returned, row by row.
template <typename Result>
void AppendOutputs(const Result& result, std::vector<TracedJet>* outputs) {
  if constexpr (kIsDense<Result>) {
    const auto matrix = result.eval();
    for (Eigen::Index row = 0; row < matrix.rows(); ++row) {
      for (Eigen::Index col = 0; col < matrix.cols(); ++col) {
        outputs->push_back(ToScalar<TracedJet>(matrix(row, col)));
      }
    }
  } else {
    outputs->push_back(ToScalar<TracedJet>(result));
  }
}

template <typename F, typename Seeds, typename... As>
void TraceFunction(F& f,
                   const Seeds& seed,
                   const Arguments<As...>& arguments,
                   std::vector<TracedJet>* outputs) {
  // Not callable where f is not, so that CallAtSeeds can say so.
  const auto call = [&f, outputs](const auto&... x)
      -> std::enable_if_t<std::is_invocable_v<F&, decltype(x)...>, double> {
    AppendOutputs(f(x...), outputs);
    return 0.0;
  };
  CallAtSeeds<TracedJet>(call, seed, arguments);
}

// call(T const* const* blocks, T* residuals).
template <typename Result, typename Call>
Result TraceBlocks(const Call& call,
                   int num_residuals,
                   const std::vector<int>& block_sizes,
                   const std::vector<const double*>& blocks) {
  CERES_NEWTON_CHECK(num_residuals >= 1,
                     "The number of residuals must be positive, but it is " +
                         std::to_string(num_residuals) + ".");
  CERES_NEWTON_CHECK(blocks.size() == block_sizes.size(),
                     "The functor has " + std::to_string(block_sizes.size()) +
                         " parameter blocks, but " +
                         std::to_string(blocks.size()) + " are given.");
  DependencyTrace trace(block_sizes);
  std::vector<std::vector<TracedJet>> x(blocks.size());
  std::vector<const TracedJet*> pointers;
  int input = 0;
  for (size_t k = 0; k < blocks.size(); ++k) {
    for (int i = 0; i < block_sizes[k]; ++i) {
      x[k].push_back(trace.Input(blocks[k][i], input++));
    }
    pointers.push_back(x[k].data());
  }
  std::vector<TracedJet> residuals(
      num_residuals, TracedJet(std::numeric_limits<double>::quiet_NaN()));
  const bool success = call(pointers.data(), residuals.data());
  if (!success) {
    residuals.assign(num_residuals, TracedJet());
  }
  Result result = trace.template Analyze<Result>(residuals);
  result.success = success;
  return result;
}

// "a", "a and b", "a, b and c".
inline std::string Enumerate(const std::vector<std::string>& names) {
  std::string result;
  for (size_t k = 0; k < names.size(); ++k) {
    result += k == 0 ? "" : k + 1 == names.size() ? " and " : ", ";
    result += names[k];
  }
  return result;
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_DEPENDENCY_TRACE_H_
