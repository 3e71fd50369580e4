// The trust-region Newton method: from an Objective and a SubproblemSolver to a
// minimum.  It neither prints nor measures time nor knows what kind of problem
// it solves; an observer watches it.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_NEWTON_MINIMIZER_H_
#define CERES_NEWTON_SRC_NEWTON_MINIMIZER_H_

#include <limits>
#include <optional>
#include <string>

#include "Eigen/Core"
#include "bounded_subproblem_solver.h"
#include "ceres/iteration_callback.h"
#include "ceres_newton/second_order_certificate.h"
#include "ceres_newton/types.h"
#include "certificate.h"
#include "model_choice.h"
#include "nonmonotone_reference.h"
#include "objective.h"
#include "quadratic_model.h"
#include "scaling.h"
#include "step_bounds.h"
#include "subproblem_solver.h"
#include "tensor_model.h"
#include "tensor_subproblem_solver.h"

namespace ceres_newton {
namespace internal {

// The numbers of the method; NewtonSolver::Options documents them and holds the
// defaults.
struct MinimizerOptions {
  LeastSquaresModel model;
  int max_num_iterations;
  int max_num_consecutive_invalid_steps;
  double initial_trust_region_radius;  // 0: automatic
  double max_trust_region_radius;
  double min_trust_region_radius;
  double min_relative_decrease;
  int max_consecutive_nonmonotonic_steps = 0;  // 0: the cost must fall
  double function_tolerance;
  double gradient_tolerance;
  double parameter_tolerance;
};

// What an observer sees at the end of an iteration.
struct MinimizerIteration {
  ceres::IterationSummary summary;                      // all but the times
  LeastSquaresModel model = LeastSquaresModel::kExact;  // of the step
  double lambda = 0.0;                                  // see TrustRegionStep
  bool negative_curvature = false;  // of the model of this iteration
  bool evaluation_failed = false;   // at the candidate
  int num_active_bounds = 0;        // at x
  Eigen::VectorXd x;                // the point the iteration ends at
};

// The world outside of the loop: callbacks, printing, clocks.
class MinimizerObserver {
 public:
  virtual ~MinimizerObserver() = default;

  // Is called for the start (iteration 0) and after each iteration.  Returns
  // nothing to go on, or else a reason to stop and in *message a sentence on
  // it.
  virtual std::optional<StopReason> Observe(const MinimizerIteration& iteration,
                                            std::string* message) = 0;
};

struct MinimizerResult {
  StopReason stop_reason = StopReason::kNotStarted;
  std::string message;

  Eigen::VectorXd x;           // the last accepted point; the start at least
  double initial_cost = -1.0;  // -1: could not be evaluated, as the next two
  double final_cost = -1.0;
  double final_gradient_max_norm = -1.0;
  SecondOrderCertificate certificate;

  int num_successful_steps = 0;
  int num_unsuccessful_steps = 0;
};

// Conn, Gould & Toint 2000, Alg. 6.1.1, with the exact Hessian, in the norm |D
// s| of Scaling.  It departs from the book
//   - where decreases drown in the rounding errors of the cost: there gradients
//     and the Newton decrement decide,
//   - in treating a point that cannot be evaluated as a step too long,
//   - in leaving saddles and maxima along a direction of negative curvature,
//     even if the gradient is exactly zero: it stops only where the Hessian has
//     no negative eigenvalue, or bounds close the ways.
// Unless steps upward are allowed (max_consecutive_nonmonotonic_steps), the
// cost of accepted points never rises above that of the start, nor above the
// lowest one by more than sqrt(eps) |cost|, and that only where the gradients
// say that it falls.  Once, where the tensor model creeps, the search begins
// again at the start.  Where the search converges above a point that it left,
// it goes on from that one, downward only.
//
// One object minimizes once.
class NewtonMinimizer {
 public:
  // Nothing is owned; all must outlive this object.
  NewtonMinimizer(const MinimizerOptions& options,
                  Objective* objective,
                  SubproblemSolver* subproblem_solver,
                  MinimizerObserver* observer);

  MinimizerResult Minimize(const Eigen::VectorXd& start);

 private:
  // The verbs of Minimize, documented where they are defined.
  bool EvaluateStart(const Eigen::VectorXd& start);
  bool IsCreeping();
  bool Restart(const Eigen::VectorXd& start);
  bool MoveToStart(const Eigen::VectorXd& start);
  void ForgetThePast();
  void KeepBestPoint();
  bool FinishIteration();
  bool GradientAllowsProgress();
  bool ComputeStep();
  bool StepPromisesProgress();
  bool EvaluateCandidateCost();
  bool IsDecreaseSufficient();
  bool IsDecreaseDoubtful() const;
  bool EvaluateCandidateDerivatives();
  bool GradientsConfirmDecrease();
  void AcceptCandidate();
  void RejectCandidate();

  void TestNewtonStep();
  void TestShortenedStep();
  void TestIdleness();
  void TestLimits();
  void StopAtRounding(double decrement);
  void StopInClosedCorner(const std::string& beginning);
  void WatchDecrement();
  void ForgetDecrements();
  void WatchIdleness();
  void ForgetIdleness();
  bool TakeBackStop();
  bool SolveSubproblem();
  void LearnFromStep();
  bool SolveTensorSubproblem();
  bool EvaluateDerivatives(const Eigen::VectorXd& x,
                           QuadraticModel* model,
                           Eigen::MatrixXd* gauss_newton,
                           TensorModel* tensor_model,
                           std::string* error);
  // The quadratic model that steps are taken from.
  const QuadraticModel& step_model() const {
    return model_choice_.current() == LeastSquaresModel::kGaussNewton
               ? gauss_newton_model_
               : model_;
  }
  void StartIteration();
  void UseOppositeStepIfBetter(bool* is_evaluated, std::string* error);
  void RejectFailedCandidate(const std::string& error);
  void WatchCurvature(const Eigen::MatrixXd& previous_hessian);
  void QualifyDegenerateLimit();
  void HandleBreakdown(const std::string& what);
  void SetRadius(double radius);
  bool DropVanishingMultipliers();
  const SecondOrderCertificate& CertificateHere();
  void Stop(StopReason reason, const std::string& message);
  bool is_stopped() const {
    return result_.stop_reason != StopReason::kNotStarted;
  }
  bool ResumesFromBestPoint();
  void ReturnToBestPoint();
  bool HasEndedAboveBestPoint() const;
  MinimizerResult Finish();

  const MinimizerOptions options_;
  Objective* const objective_;
  BoundedSubproblemSolver subproblem_solver_;
  TensorSubproblemSolver tensor_subproblem_solver_;
  MinimizerObserver* const observer_;

  // The current point.
  Eigen::VectorXd x_;
  QuadraticModel model_;               // with the exact Hessian
  QuadraticModel gauss_newton_model_;  // the same with the Gauss-Newton matrix
  TensorModel tensor_model_;           // of the residuals, if it is used
  StepBounds bounds_;                  // the room for steps
  ModelChoice model_choice_;
  Scaling scaling_;
  SecondOrderCertificate certificate_;
  bool has_certificate_ = false;
  bool has_decomposition_ = false;  // subproblem_solver_ knows the model
  double lowest_cost_ = 0.0;
  NonmonotoneReference reference_;

  // The lowest point that the search left upward; empty if there is none.
  Eigen::VectorXd best_x_;
  double best_cost_ = 0.0;

  // The step and the point it leads to.
  TrustRegionStep step_;
  bool is_newton_step_ = false;
  bool is_tensor_step_ = false;
  Eigen::VectorXd candidate_x_;
  Eigen::VectorXd step_end_;  // the step in the tangent space there
  QuadraticModel candidate_model_;
  Eigen::MatrixXd candidate_gauss_newton_;
  TensorModel candidate_tensor_model_;
  double actual_decrease_ = 0.0;
  double decrease_ratio_ = 0.0;
  bool is_judged_by_cost_ = true;

  double radius_ = 0.0;

  // See WatchIdleness.
  int num_idle_iterations_ = 0;
  int num_stuck_iterations_ = 0;
  double lowest_stuck_gradient_ = std::numeric_limits<double>::infinity();

  // See IsCreeping.
  int num_in_window_ = 0;
  double window_cost_ = 0.0;
  int num_consecutive_invalid_steps_ = 0;
  int num_consecutive_evaluation_failures_ = 0;
  std::string last_evaluation_error_;

  // Of the Newton steps since the cost last judged: the lowest decrement, and
  // how many in a row did not halve it.
  double lowest_unjudged_decrement_ = std::numeric_limits<double>::infinity();
  int num_stalled_steps_ = 0;

  // The product of the factors by which the curvature along the steps fell,
  // over the last unbroken run of Newton steps with a fall of more than a
  // tenth.
  double curvature_fall_ = 1.0;

  ApproachToPoint approach_;  // but for the gradient

  MinimizerIteration iteration_;
  MinimizerResult result_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_NEWTON_MINIMIZER_H_
