// The trust-region subproblem by dense Cholesky factorizations.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_MORE_SORENSEN_SOLVER_H_
#define CERES_NEWTON_SRC_MORE_SORENSEN_SOLVER_H_

#include "Eigen/Core"
#include "dense_cholesky.h"
#include "eigen_subproblem_solver.h"
#include "quadratic_model.h"
#include "scaled_model.h"
#include "subproblem_solver.h"

namespace ceres_newton {
namespace internal {

// Solves the subproblem nearly exactly with a few factorizations of the shifted
// Hessian (More & Sorensen 1983, alg. 3.14; Conn, Gould & Toint 2000,
// section 7.3).
//
// In the variables of ScaledModel, with A(lambda) = H + lambda I = L L':
//
//   - Newton's method on 1 / |y(lambda)| - 1 / radius, A(lambda) y = -g, inside
//     an interval that contains the multiplier and shrinks with every
//     factorization, be it by a failed pivot, a Rayleigh quotient or |y|;
//   - y + tau u on the boundary, u the lowest eigenvector of A as far as the
//     factor shows it, is accepted if its equation A (y + tau u) = -g holds to
//     a relative 1e-11 or to rounding, and it costs no more than a relative
//     1e-12 of the decrease.  So the hard case needs no test of its own, nor do
//     the models next to it, where |y(lambda)| is too steep for any lambda of
//     double precision to meet the radius.
//
// Departure from the sources: their stopping test accepts any point of the
// boundary whose decrease is a given fraction of the optimal one; the extra
// factorizations for the last digits are cheap beside exact Hessians, and two
// different subproblem solvers then give the same iterations.
//
// Ends after `max_num_factorizations` at the latest and then, or when a number
// breaks down, leaves the model to EigenSubproblemSolver: a slow right step is
// better than a wrong one.
class MoreSorensenSolver final : public SubproblemSolver {
 public:
  // Typical: 1 for an interior step, 3 to 6 on the boundary or in the hard
  // case.
  static constexpr int kMaxNumFactorizations = 50;

  explicit MoreSorensenSolver(
      int max_num_factorizations = kMaxNumFactorizations);

  bool SetModel(const QuadraticModel& model,
                const Eigen::VectorXd& scaling) override;
  bool Solve(double radius, TrustRegionStep* step) override;

 private:
  enum class Outcome { kContinue, kInterior, kBoundary, kBreakdown };

  // The multiplier is in [lower, upper] (Conn, Gould & Toint 2000,
  // section 7.3.8).
  void BoundLambda();
  // One factorization at lambda_ and all that can be learnt from it.
  Outcome Examine();
  void LearnFromFailedPivot();
  // A Rayleigh quotient of H is at least its lowest eigenvalue.
  void LearnFromRayleighQuotient(double quotient);
  void RaiseLower(double bound, bool is_examined);
  // Whether y is so near the boundary that it may be stretched onto it.
  bool StretchToBoundary();
  // Whether y + tau u is accurate enough, with the smaller tau.
  bool CompleteToBoundary();
  // The next lambda_.
  void ChooseLambda();
  double MiddleOfInterval() const;
  // So far above -(lowest eigenvalue) a factorization succeeds.
  double SafeShift() const;
  void WriteStep(bool on_boundary, double radius, TrustRegionStep* step);
  bool FallBack(double radius, int num_factorizations, TrustRegionStep* step);

  const int max_num_factorizations_;
  const QuadraticModel* original_model_ = nullptr;
  Eigen::VectorXd original_scaling_;
  EigenSubproblemSolver fallback_;
  bool fallback_has_model_ = false;

  // The model.
  ScaledModel model_;
  double gradient_norm_ = 0.0;
  double hessian_norm_ = 0.0;          // Frobenius, >= |eigenvalues|
  double gershgorin_lowest_ = 0.0;     // <= all eigenvalues
  double gershgorin_highest_ = 0.0;    // >= all eigenvalues
  double rounding_ = 0.0;              // smaller shifts are invisible
  double negated_lowest_bound_ = 0.0;  // <= -(lowest eigenvalue), or 0

  // The state of one Solve.
  double radius_ = 0.0;
  double lower_ = 0.0;
  bool lower_is_examined_ = false;  // there was a factorization at lower_
  double upper_ = 0.0;
  double lambda_ = 0.0;
  DenseCholesky cholesky_;
  bool is_positive_definite_ = false;  // A(lambda_)
  Eigen::VectorXd y_;
  double y_norm_ = 0.0;
  double newton_lambda_ = 0.0;
  Eigen::VectorXd lowest_direction_;  // u
  double lowest_curvature_ = 0.0;     // u'A u
  double lowest_residual_ = 0.0;      // |A u - (u'A u) u|
  double tau_ = 0.0;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_MORE_SORENSEN_SOLVER_H_
