// SPDX-License-Identifier: BSD-3-Clause

#include "newton_instruments.h"

namespace ceres_newton {
namespace internal {

bool CountingObjective::Evaluate(const Eigen::VectorXd& x,
                                 double* cost,
                                 Eigen::VectorXd* gradient,
                                 Eigen::MatrixXd* hessian,
                                 std::string* error) {
  const Stopwatch stopwatch;
  const bool is_evaluated =
      objective_->Evaluate(x, cost, gradient, hessian, error);
  if (hessian != nullptr) {
    ++num_hessian_evaluations_;
    hessian_seconds_ += stopwatch.seconds();
  } else {
    ++num_cost_evaluations_;
    cost_seconds_ += stopwatch.seconds();
  }
  if (!is_evaluated) {
    ++num_evaluation_failures_;
  }
  return is_evaluated;
}

// Belongs to the evaluation of the Hessian at the same point, and is timed, but
// not counted, with it.
bool CountingObjective::EvaluateGaussNewton(const Eigen::VectorXd& x,
                                            Eigen::MatrixXd* matrix,
                                            std::string* error) {
  const Stopwatch stopwatch;
  const bool is_evaluated = objective_->EvaluateGaussNewton(x, matrix, error);
  hessian_seconds_ += stopwatch.seconds();
  if (!is_evaluated) {
    ++num_evaluation_failures_;
  }
  return is_evaluated;
}

// Stands for the evaluation of the Hessian.
bool CountingObjective::EvaluateExpansion(const Eigen::VectorXd& x,
                                          ProblemExpansion* expansion,
                                          std::string* error) {
  const Stopwatch stopwatch;
  const bool is_evaluated = objective_->EvaluateExpansion(x, expansion, error);
  ++num_hessian_evaluations_;
  hessian_seconds_ += stopwatch.seconds();
  if (!is_evaluated) {
    ++num_evaluation_failures_;
  }
  return is_evaluated;
}

bool CountingSubproblemSolver::SetModel(const QuadraticModel& model,
                                        const Eigen::VectorXd& scaling) {
  const Stopwatch stopwatch;
  const bool is_set = solver_->SetModel(model, scaling);
  seconds_ += stopwatch.seconds();
  return is_set;
}

bool CountingSubproblemSolver::Solve(double radius, TrustRegionStep* step) {
  const Stopwatch stopwatch;
  const bool is_solved = solver_->Solve(radius, step);
  seconds_ += stopwatch.seconds();
  num_factorizations_ += step->num_factorizations;
  return is_solved;
}

}  // namespace internal
}  // namespace ceres_newton
