// Runs the minimizer on a function and keeps what it did.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_MINIMIZER_TRACE_H_
#define CERES_NEWTON_TESTS_MINIMIZER_TRACE_H_

#include <optional>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/second_order_function.h"
#include "eigen_subproblem_solver.h"
#include "function_objective.h"
#include "newton_minimizer.h"

namespace ceres_newton {
namespace internal {

// Keeps all iterations.
class Recorder : public MinimizerObserver {
 public:
  std::optional<StopReason> Observe(const MinimizerIteration& iteration,
                                    std::string*) override {
    iterations.push_back(iteration);
    return std::nullopt;
  }
  std::vector<MinimizerIteration> iterations;
};

// The defaults of NewtonSolver::Options.
inline MinimizerOptions DefaultOptions() {
  MinimizerOptions options;
  options.model = LeastSquaresModel::kAuto;
  options.max_num_iterations = 1000;
  options.max_num_consecutive_invalid_steps = 5;
  options.initial_trust_region_radius = 0.0;
  options.max_trust_region_radius = 1e200;
  options.min_trust_region_radius = 1e-200;
  options.min_relative_decrease = 1e-3;
  options.max_consecutive_nonmonotonic_steps = 0;
  options.function_tolerance = 1e-24;
  options.gradient_tolerance = 0.0;
  options.parameter_tolerance = 1e-16;
  return options;
}

struct Trace {
  MinimizerResult result;
  std::vector<MinimizerIteration> iterations;
};

inline Trace Minimize(const SecondOrderFunction& function,
                      const Eigen::VectorXd& start,
                      const MinimizerOptions& options = DefaultOptions()) {
  FunctionObjective objective(&function);
  EigenSubproblemSolver solver;
  Recorder recorder;
  Trace trace;
  trace.result =
      NewtonMinimizer(options, &objective, &solver, &recorder).Minimize(start);
  trace.iterations = recorder.iterations;
  return trace;
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_MINIMIZER_TRACE_H_
