// The enumerations that users of the solver meet, and their names.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TYPES_H_
#define CERES_NEWTON_TYPES_H_

namespace ceres_newton {

// Why the solver stopped: finer than ceres::TerminationType, which follows from
// it (in brackets).
//
// In the inequalities, f is the cost, f_0 that of the start, g the gradient and
// H the Hessian in tangent coordinates, s the step last computed, D the
// diagonal scaling of the trust region |D s| <= radius, and eps = 2.2e-16.
//
// Unless a value says otherwise the user's parameters hold the last point
// accepted, whose cost is never above that of the start.
enum class StopReason {
  // Solve was not called.  [FAILURE]
  kNotStarted,

  // max_i |g_i| <= gradient_tolerance, and H is positive definite: a strict
  // local minimum.  Also given when there are no free parameters. [CONVERGENCE]
  kGradientTolerance,

  // 1/2 g'H^-1 g <= function_tolerance |f| + 1e-26 min(1, |f_0|), H positive
  // semidefinite up to rounding.  The left side, the Newton decrement,
  // estimates
  // f minus its minimum.  [CONVERGENCE]
  kDecrementTolerance,

  // |x_i(+)s - x_i| <= parameter_tolerance |x_i| for all
  // i, s being the full Newton step.  [CONVERGENCE]
  kParameterTolerance,

  // The cost cannot be lowered any further, differences of costs being rounding
  // errors (at a level between 10 eps |f| and sqrt(eps) |f|, or below): the
  // Newton decrement 1/2 g'H^-1 g has stopped falling; or, H having no negative
  // eigenvalue, 9 evaluations of gradients beside x (|x_i(+)s - x_i| <= 1e-8
  // |x_i|) have lowered neither the cost nor, by half, |g|; or, likewise and
  // with LeastSquaresModel::kGaussNewton, 51 evaluations anywhere have not
  // lowered the cost.  [CONVERGENCE]
  kFunctionTolerance,

  // One of the tests above is met, but H has zero eigenvalues, or its curvature
  // along the last steps vanished as the steps did: a minimum, a monkey saddle
  // and a constant function look alike here.  Also, with bounds: H has negative
  // eigenvalues, but bounds with multipliers of zero close the ways that were
  // tried along their directions (x y at the corner of x, y >= 0).
  // [CONVERGENCE]
  kDegenerateSecondOrderPoint,

  // The radius fell below min_trust_region_radius, or below what changes x, and
  // no step lowered the cost as predicted.  Wrong derivatives, a kink, or noise
  // in the cost beyond rounding do this.  [NO_CONVERGENCE]
  kRadiusTooSmall,

  // max_num_iterations iterations were done.  [NO_CONVERGENCE]
  kMaxIterations,

  // max_solver_time_in_seconds have passed.  [NO_CONVERGENCE]
  kMaxTime,

  // f <= -1e20 max(1, |f_0|): taken as unbounded below.  [NO_CONVERGENCE]
  kUnbounded,

  // As kRadiusTooSmall, but the last steps failed because the cost, gradient or
  // Hessian could not be evaluated.  [NO_CONVERGENCE]
  kEvaluationFailed,

  // max_num_consecutive_invalid_steps subproblems in a row broke down
  // numerically.  [NO_CONVERGENCE]
  kSubproblemFailed,

  // A callback returned SOLVER_TERMINATE_SUCCESSFULLY.  [USER_SUCCESS]
  kUserSuccess,

  // A callback returned SOLVER_ABORT.  The user's parameters are as at the
  // start, or, with update_state_every_iteration, as at the last accepted
  // point.
  // [USER_FAILURE]
  kUserAbort,

  // The cost, gradient or Hessian at the start is not finite or could not be
  // evaluated.  The user's parameters are untouched.  [FAILURE]
  kNonFiniteStart,

  // Options::IsValid is false.  The user's parameters are untouched.  [FAILURE]
  kInvalidOptions,

  // The ceres::Problem cannot be solved as it stands; the message says why. The
  // user's parameters are untouched.  [FAILURE]
  kInvalidProblem,
};

// What the solver does for a cost function of a ceres::Problem that gives no
// exact Hessian, being neither a SecondOrderCostFunction nor of a type
// registered with NewtonSolver::Options::RegisterAutoDiff.
enum class HessianFallback {
  // Extrapolated differences of its Jacobians: accurate to 1e-9 or better on
  // smooth residuals, at the price of some twenty evaluations of the Jacobian
  // for
  // each parameter.
  kNumericDiff,

  // rho' J'J + 2 rho'' J'r r'J, neglecting the residuals' own Hessians.
  kGaussNewton,

  // Solve fails with StopReason::kInvalidProblem and names the residual block.
  kRefuse,
};

// Which quadratic model of a sum of squares 1/2 rho(|r|^2) the steps are taken
// from.  Whatever the model, the end point is certified with the Hessian.
enum class LeastSquaresModel {
  // kTensor, for up to 32 parameters and where all residuals have exact
  // Hessians
  // with a million entries at most; where it creeps (20 iterations for a tenth
  // of
  // the cost) the search begins again at the start with kSwitching, and ends at
  // the better one of both end points.  Else kSwitching.
  kAuto,

  // The Hessian: rho' (J'J + sum_k r_k d2r_k) + 2 rho'' J'r r'J.
  kExact,

  // The same without sum_k r_k d2r_k, also in the tests of convergence.  The
  // exact Hessian takes over where this ends at a saddle.
  kGaussNewton,

  // Starts with kGaussNewton and takes the exact Hessian for a step if that
  // predicted the decrease of the last one ten times better (after Dennis, Gay
  // &
  // Welsch 1981).
  // Where
  // Gauss-Newton ends, kExact has the last word: it leaves saddle points and
  // adds the last digits.
  kSwitching,

  // A quadratic model of each residual,
  //
  //   min_s 1/2 sum_k (r_k + J_k s + 1/2 s' d2r_k s)^2 + lambda/2 |D s|^2,
  //
  // the "tensor-Newton" method (Gould, Rees & Scott 2019), lambda being the
  // multiplier that Gauss-Newton has in the trust region.  Fewest evaluations,
  // most algebra: for few parameters.  Near the solution kExact takes over.
  kTensor,
};

// How the trust-region subproblem is solved.
enum class LinearSolver {
  // kDenseEigen for up to 64 parameters, else kDenseMoreSorensen.
  kAuto,

  // One symmetric eigendecomposition for each Hessian.
  kDenseEigen,

  // Dense Cholesky factorizations (More & Sorensen 1983).
  kDenseMoreSorensen,
};

// The name of the value without its k: "GradientTolerance".
const char* ToString(StopReason reason);
const char* ToString(HessianFallback fallback);
const char* ToString(LeastSquaresModel model);
const char* ToString(LinearSolver solver);

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TYPES_H_
