// The size of the trust region |D s| <= radius: pure functions.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_RADIUS_UPDATE_H_
#define CERES_NEWTON_SRC_RADIUS_UPDATE_H_

#include "Eigen/Core"
#include "subproblem_solver.h"

namespace ceres_newton {
namespace internal {

// A first radius.  x and gradient live in the ambient and the tangent space, so
// the length of x is taken with the largest D where their sizes differ.
double InitialRadius(const Eigen::VectorXd& x,
                     const Eigen::VectorXd& gradient,
                     const Eigen::VectorXd& scaling);

// The radius after a step that was accepted with this decrease ratio.
//
//   ratio > 3/4 and on the boundary  max(radius, 2 |D s|), or 4 |D s| if the
//                                    ratio is within 0.1 of 1
//   ratio < 1/4                      as after a rejected step
//   otherwise                        radius
//
// (Conn, Gould & Toint 2000, Alg. 6.1.1 and section 17.1.  The 4 is ours: a
// radius cut by a point that could not be evaluated comes back sooner; by trial
// on the NIST and More-Garbow-Hillstrom problems.)
//
//   slope            g's <= 0
//   actual_decrease  cost - candidate cost
double RadiusAfterAcceptedStep(double radius,
                               const TrustRegionStep& step,
                               double slope,
                               double actual_decrease,
                               double decrease_ratio);

// The radius after a step that was rejected: |D s| times the minimizer of the
// parabola through cost, slope g's and candidate cost, kept within [0.1, 0.5]
// (More 1978, section 4).  It starts from |D s|, not from the radius, because a
// step inside the region would come again unchanged.
double RadiusAfterRejectedStep(const TrustRegionStep& step,
                               double slope,
                               double actual_decrease);

// The radius after a step to a point where something could not be evaluated:
// 1/4 |D s|, or, if the step before it failed like that too, 1/10 |D s|.  A
// wall is far off then; a failure that comes at random is soon made up for by
// RadiusAfterAcceptedStep.
double RadiusAfterFailedEvaluation(const TrustRegionStep& step,
                                   int num_consecutive_failures);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_RADIUS_UPDATE_H_
