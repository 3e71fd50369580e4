// Gradients and Hessian blocks of functions of any number of variables, from
// the log of one call (large_function.h).  What a function is and where results
// go: see block_derivatives.h.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_LOGGED_BLOCKS_H_
#define CERES_NEWTON_INTERNAL_LOGGED_BLOCKS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ceres_newton/internal/block_sink.h"
#include "ceres_newton/internal/large_function.h"
#include "ceres_newton/internal/logged_jet.h"
#include "ceres_newton/internal/operation_log.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// The parameter blocks as numbers in the log: `variables`, ascending, are its
// variables, the other parameters constants.
class LoggedBlocks {
 public:
  LoggedBlocks(const LogScope& scope,
               const std::vector<int32_t>& sizes,
               double const* const* parameters,
               const std::vector<int>& variables) {
    for (size_t i = 0; i < sizes.size(); ++i) {
      for (int r = 0; r < sizes[i]; ++r) {
        numbers_.push_back(LoggedJet(parameters[i][r]));
      }
    }
    std::vector<double> values;
    for (const int k : variables) {
      values.push_back(numbers_[k].a.value());
    }
    const LoggedVariables variable(scope, values.data(), nullptr);
    for (size_t v = 0; v < variables.size(); ++v) {
      numbers_[variables[v]] = variable(static_cast<int>(v));
    }
    for (size_t i = 0, offset = 0; i < sizes.size(); offset += sizes[i++]) {
      pointers_.push_back(numbers_.data() + offset);
    }
  }

  LoggedJet const* const* data() const { return pointers_.data(); }

 private:
  std::vector<LoggedJet> numbers_;
  std::vector<const LoggedJet*> pointers_;
};

// Takes derivatives out of the log.
class LoggedDerivatives {
 public:
  // Those of y by the variables of the scope go into the sink.
  template <typename Sink>
  void Take(const LogScope& scope,
            const LoggedJet& y,
            const std::vector<int>& variables,
            Sink* sink) {
    const size_t n = variables.size();
    gradient_.resize(n);
    hessian_.resize(n * n);
    DifferentiateLogged(scope, y.a.engine(), gradient_.data(), hessian_.data());
    for (size_t v = 0; v < n; ++v) {
      if (sink->WantsGradient(variables[v])) {
        sink->SetGradient(variables[v], gradient_[v]);
      }
      for (size_t w = v; w < n; ++w) {
        if (sink->WantsHessian(variables[v], variables[w])) {
          sink->SetHessian(variables[v], variables[w], hessian_[v * n + w]);
        }
      }
    }
  }

 private:
  std::vector<double> gradient_;
  std::vector<double> hessian_;
};

// Value, gradients and Hessian blocks, all in the sink; one call of the
// function.
//
//   variables  the parameters that some wanted derivative is taken by
template <typename Evaluate>
bool DifferentiateBlocksFromLog(const std::vector<int32_t>& sizes,
                                double const* const* parameters,
                                const std::vector<int>& variables,
                                Evaluate& evaluate,
                                BlockSink* sink) {
  const LogScope scope(static_cast<int>(variables.size()));
  const LoggedBlocks blocks(scope, sizes, parameters, variables);
  LoggedJet y;
  if (!evaluate(blocks.data(), &y)) {
    return false;
  }
  sink->SetValue(y.a.value());
  LoggedDerivatives().Take(scope, y, variables, sink);
  return true;
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_LOGGED_BLOCKS_H_
