// The diagonal scaling D of the trust region |D s| <= radius.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_SCALING_H_
#define CERES_NEWTON_SRC_SCALING_H_

#include "Eigen/Core"

namespace ceres_newton {
namespace internal {

// D_i = maximum over the iterates so far of sqrt |H_ii|
//
// (More 1978, eq. 6.3, there with the column norms of a Jacobian).  It makes
// the iterates independent of the units of the parameters; the maximum keeps a
// parameter whose curvature vanishes from running away.
//
// There is no floor relative to the largest entry: with one, units that differ
// by 1e8 are no longer scaled away.  A parameter of which no curvature was seen
// yet takes the smallest nonzero D; if there is none, D = 1.
class Scaling {
 public:
  // Takes the diagonal of a finite Hessian into the maxima.
  void Update(const Eigen::MatrixXd& hessian);

  // Forgets the past: the maxima become those of this Hessian alone.
  void Reset(const Eigen::MatrixXd& hessian);

  // True if some D_i is more than 1000 times what this Hessian alone gives:
  // then D^-1 H D^-1 hides a curvature six digits below where it ought to be.
  bool IsStale(const Eigen::MatrixXd& hessian) const;

  // n positive finite values.
  const Eigen::VectorXd& diagonal() const { return diagonal_; }

 private:
  Eigen::VectorXd maxima_;  // of sqrt |H_ii|; may hold zeros
  Eigen::VectorXd diagonal_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_SCALING_H_
