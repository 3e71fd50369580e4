// Bounds on the entries of a step.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_STEP_BOUNDS_H_
#define CERES_NEWTON_SRC_STEP_BOUNDS_H_

#include <vector>

#include "Eigen/Core"

namespace ceres_newton {
namespace internal {

// lower_i <= s_i <= upper_i, with lower_i <= 0 <= upper_i: the present point is
// feasible.  An entry at 0 says that the point lies on that bound; +-infinity,
// that there is none.  Both vectors are empty if no parameter has a bound.
struct StepBounds {
  Eigen::VectorXd lower;
  Eigen::VectorXd upper;

  bool empty() const { return lower.size() == 0; }

  // The point lies on a bound and cannot go on along -gradient: the bound is
  // active and its multiplier has the right sign, or there is no way at all.
  bool Holds(int i, double gradient) const {
    return (lower(i) == 0.0 && upper(i) == 0.0) ||
           (lower(i) == 0.0 && gradient > 0.0) ||
           (upper(i) == 0.0 && gradient < 0.0);
  }

  // Does the point lie on a bound that does not hold it, so that second-order
  // conditions are one-sided?
  bool HaveZeroMultipliers(const Eigen::VectorXd& gradient) const;

  // The nearest step within the bounds.
  Eigen::VectorXd Clamp(const Eigen::VectorXd& step) const {
    return empty() ? step
                   : Eigen::VectorXd(step.cwiseMax(lower).cwiseMin(upper));
  }

  // The gradient without the entries that a bound holds: zero at a first-order
  // stationary point (Karush-Kuhn-Tucker).
  Eigen::VectorXd Project(const Eigen::VectorXd& gradient) const;

  // The entries that no bound holds, ascending: where second-order conditions
  // are to be looked at.
  std::vector<int> FreeVariables(const Eigen::VectorXd& gradient) const;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_STEP_BOUNDS_H_
