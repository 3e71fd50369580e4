// What the exact Hessian says about the point a solver returned.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SECOND_ORDER_CERTIFICATE_H_
#define CERES_NEWTON_SECOND_ORDER_CERTIFICATE_H_

namespace ceres_newton {

// The second-order conditions at a point with (nearly) vanishing gradient.
//
// The n eigenvalues of the symmetric n x n Hessian H are counted by sign.  The
// counts are those of D^-1 H D^-1 with the solver's positive diagonal scaling
// D: a congruence changes eigenvalues, but not how many are negative, zero and
// positive (Sylvester's law of inertia), and the scaled matrix shows the signs
// even if the parameters differ by many orders of magnitude.  An eigenvalue
// mu_i of the scaled matrix counts as zero if
//
//   |mu_i| <= 2 n eps max_j |mu_j|,   eps = 2.2e-16,
//
// the level at which rounding errors hide its sign; or if it is below 1e-8 of
// the largest and no larger than what the Hessian is expected to change on the
// way that is left to the stationary point, as the last step shows.  So it does
// at the end of a valley, a whole curve of minima, where the limit has an
// eigenvalue of zero.
struct SecondOrderCertificate {
  // The second-order sufficient conditions for a strict local minimum hold to
  // rounding: all eigenvalues are positive (vacuously true for n = 0).  That
  // the gradient vanishes is for the solver to say.  Also false, whatever the
  // counts, where the solver saw the curvature vanish on the way to this point,
  // or where the Gauss-Newton matrix stood in for a part of H (see
  // HessianFallback::kGaussNewton).
  bool is_minimum = false;

  // The smallest eigenvalue of H itself, in units of cost per squared
  // parameter; its sign agrees with the counts below: positive if all
  // eigenvalues are positive, 0 if some count as zero and none as negative.  0
  // for n = 0.
  double smallest_eigenvalue = 0.0;

  // Where parameters have bounds, all of the above is about the face that the
  // active ones span: n and H are those of the parameters that no bound holds.
  // A bound holds a parameter if it is met and the gradient points out of the
  // box (a multiplier of the right sign, strictly: at a stationary point, one
  // that is more than what the point itself may be off), or if both bounds are
  // equal.
  int num_active_bounds = 0;

  // They add up to n; all -1 as long as nothing has been computed.
  int num_negative = -1;
  int num_zero = -1;
  int num_positive = -1;
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_SECOND_ORDER_CERTIFICATE_H_
