// How well a step did: the decrease of the cost against that of the model,
// where the cost can tell, and against the gradients where it cannot.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_DECREASE_RATIO_H_
#define CERES_NEWTON_SRC_DECREASE_RATIO_H_

#include "Eigen/Core"

namespace ceres_newton {
namespace internal {

// 10 eps max(|cost|, |candidate_cost|): differences of the two costs below this
// are taken for rounding errors (Conn, Gould & Toint 2000, section 17.4.2).  It
// is relative to the cost alone: an absolute part would stop the solver early
// on small costs.
double CostRoundingLevel(double cost, double candidate_cost);

//   sqrt(eps) max(|cost|, |candidate_cost|) + 10 eps min(1, |initial_cost|)
//
// Differences below this may be rounding errors.  A cost that is a sum of
// squares of small differences of large numbers errs by far more than eps
// |cost|; how much, the cost alone does not show.  A loss function rounds to
// zero near zero with errors of the size that its scale, and so the initial
// cost, has.
double CostDoubtLevel(double cost, double candidate_cost, double initial_cost);

//   (cost - candidate_cost + rounding) / (predicted_decrease + rounding)
//
// with rounding = CostRoundingLevel(cost, candidate_cost) (Conn, Gould & Toint
// 2000, eq. 17.4.8): near 1 if model and cost agree up to rounding.
// predicted_decrease >= 0.  Zero over zero, the step of no length, gives 1.
double DecreaseRatio(double cost,
                     double candidate_cost,
                     double predicted_decrease);

// True if neither the predicted nor the actual decrease rises above `level`:
//
//   predicted_decrease <= level and |cost - candidate_cost| <= level.
bool IsDecreaseBelow(double level,
                     double cost,
                     double candidate_cost,
                     double predicted_decrease);

// The trapezoidal rule for the decrease along a step,
//
//   cost(x) - cost(x + step) ~ -1/2 (gradient'step +
//   candidate_gradient'step_end),
//
// exact for quadratics and free of the cancellation in the difference of costs.
// It serves where the costs are not to be trusted (the thought of the
// approximate Wolfe conditions, Hager & Zhang 2005).  step_end is the step in
// the tangent space of the candidate (Objective::TransportStep), in a linear
// space the step itself.
double GradientDecrease(const Eigen::VectorXd& gradient,
                        const Eigen::VectorXd& step,
                        const Eigen::VectorXd& candidate_gradient,
                        const Eigen::VectorXd& step_end);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_DECREASE_RATIO_H_
