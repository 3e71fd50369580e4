// Counters and clocks around the parts of the minimizer, so that the parts
// themselves need none.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_NEWTON_INSTRUMENTS_H_
#define CERES_NEWTON_SRC_NEWTON_INSTRUMENTS_H_

#include <chrono>
#include <string>

#include "Eigen/Core"
#include "objective.h"
#include "subproblem_solver.h"

namespace ceres_newton {
namespace internal {

// Wall time since the construction.
class Stopwatch {
 public:
  Stopwatch() : start_(std::chrono::steady_clock::now()) {}
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                         start_)
        .count();
  }

 private:
  const std::chrono::steady_clock::time_point start_;
};

// Passes everything on to another objective, which must outlive it.
class CountingObjective : public Objective {
 public:
  explicit CountingObjective(Objective* objective) : objective_(objective) {}

  int num_parameters() const override { return objective_->num_parameters(); }
  int num_tangent_parameters() const override {
    return objective_->num_tangent_parameters();
  }
  bool Evaluate(const Eigen::VectorXd& x,
                double* cost,
                Eigen::VectorXd* gradient,
                Eigen::MatrixXd* hessian,
                std::string* error) override;
  bool has_whole_hessian() const override {
    return objective_->has_whole_hessian();
  }
  bool has_gauss_newton() const override {
    return objective_->has_gauss_newton();
  }
  bool EvaluateGaussNewton(const Eigen::VectorXd& x,
                           Eigen::MatrixXd* matrix,
                           std::string* error) override;
  bool has_cheap_expansion() const override {
    return objective_->has_cheap_expansion();
  }
  bool EvaluateExpansion(const Eigen::VectorXd& x,
                         ProblemExpansion* expansion,
                         std::string* error) override;
  StepBounds BoundsAt(const Eigen::VectorXd& x) const override {
    return objective_->BoundsAt(x);
  }
  bool TransportStep(const Eigen::VectorXd& x,
                     const Eigen::VectorXd& step,
                     const Eigen::VectorXd& candidate_x,
                     Eigen::VectorXd* transported) const override {
    return objective_->TransportStep(x, step, candidate_x, transported);
  }
  bool Plus(const Eigen::VectorXd& x,
            const Eigen::VectorXd& step,
            Eigen::VectorXd* candidate) const override {
    return objective_->Plus(x, step, candidate);
  }

  // Evaluations without and with Hessian, and how many of both failed.
  int num_cost_evaluations() const { return num_cost_evaluations_; }
  int num_hessian_evaluations() const { return num_hessian_evaluations_; }
  int num_evaluation_failures() const { return num_evaluation_failures_; }
  double cost_seconds() const { return cost_seconds_; }
  double hessian_seconds() const { return hessian_seconds_; }

 private:
  Objective* const objective_;
  int num_cost_evaluations_ = 0;
  int num_hessian_evaluations_ = 0;
  int num_evaluation_failures_ = 0;
  double cost_seconds_ = 0.0;
  double hessian_seconds_ = 0.0;
};

// Passes everything on to another solver, which must outlive it.
class CountingSubproblemSolver : public SubproblemSolver {
 public:
  explicit CountingSubproblemSolver(SubproblemSolver* solver)
      : solver_(solver) {}

  bool SetModel(const QuadraticModel& model,
                const Eigen::VectorXd& scaling) override;
  bool Solve(double radius, TrustRegionStep* step) override;

  int num_factorizations() const { return num_factorizations_; }
  double seconds() const { return seconds_; }

 private:
  SubproblemSolver* const solver_;
  int num_factorizations_ = 0;
  double seconds_ = 0.0;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_NEWTON_INSTRUMENTS_H_
