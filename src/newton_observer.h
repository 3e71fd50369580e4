// What happens at the end of each iteration outside of the minimizer: clocks,
// records, the progress table, the user's callbacks and the limit of time.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_NEWTON_OBSERVER_H_
#define CERES_NEWTON_SRC_NEWTON_OBSERVER_H_

#include <functional>
#include <optional>
#include <string>

#include "Eigen/Core"
#include "ceres_newton/newton_solver.h"
#include "iteration_log.h"
#include "newton_instruments.h"
#include "newton_minimizer.h"

namespace ceres_newton {
namespace internal {

class SolveObserver : public MinimizerObserver {
 public:
  // Writes a point to the user's parameters.
  using SetState = std::function<void(const Eigen::VectorXd& x)>;

  // stopwatch     has run since the user called Solve
  // log           is open, or was never opened
  // summary       receives the iterations
  // The references and pointers must outlive this object.
  SolveObserver(const NewtonSolver::Options& options,
                const Stopwatch& stopwatch,
                const CountingSubproblemSolver& subproblem_solver,
                SetState set_state,
                IterationLog* log,
                NewtonSolver::Summary* summary);

  // In the order of Ceres: state, printing, callbacks, and then the time.
  std::optional<StopReason> Observe(const MinimizerIteration& iteration,
                                    std::string* message) override;

 private:
  const NewtonSolver::Options& options_;
  const Stopwatch& stopwatch_;
  const CountingSubproblemSolver& subproblem_solver_;
  const SetState set_state_;
  IterationLog* const log_;
  NewtonSolver::Summary* const summary_;

  double last_iteration_end_ = 0.0;
  double last_step_solver_seconds_ = 0.0;
};

// The progress table: its head, and the row of an iteration, without newlines.
std::string ProgressHeader();
std::string ProgressRow(const NewtonSolver::IterationSummary& summary);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_NEWTON_OBSERVER_H_
