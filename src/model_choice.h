// Which quadratic model of a sum of squares the next step is taken from: a pure
// decision on numbers.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_MODEL_CHOICE_H_
#define CERES_NEWTON_SRC_MODEL_CHOICE_H_

#include "ceres_newton/types.h"

namespace ceres_newton {
namespace internal {

// Far from a solution the Gauss-Newton matrix is the better companion: J'J is
// positive semidefinite (a loss with rho'' < 0 may change that), and it knows
// the residuals' directions where the exact Hessian is dominated by their
// curvatures.  Near a solution with residuals or curvatures that matter the
// exact Hessian converges quadratically and J'J does not.  Dennis, Gay & Welsch
// 1981 (NL2SOL) let the last step decide: the model that predicted its decrease
// better is used next.
//
// Here the search starts with Gauss-Newton and turns to the exact Hessian when
// that predicted ten times better; else it goes on, or goes back.  (The factor
// is chosen by trial on the NIST regression problems: from 1, a tie, some
// starts run into degenerate stationary points; from 2 on none does.)
class ModelChoice {
 public:
  // has_gauss_newton: is the cost a sum of squares, whose J'J is known?
  ModelChoice(LeastSquaresModel model, bool has_gauss_newton);

  // Is the Gauss-Newton matrix needed at all?
  bool needs_gauss_newton() const {
    return model_ != LeastSquaresModel::kExact;
  }

  // Is the next step taken from it?
  bool uses_gauss_newton() const { return uses_gauss_newton_; }

  // Learns from an accepted step.
  //
  //   actual_decrease                      of the cost
  //   exact_decrease, gauss_newton_decrease  what the two models predicted
  void Learn(double actual_decrease,
             double exact_decrease,
             double gauss_newton_decrease);

  // Where the search with Gauss-Newton ends, the exact Hessian has the last
  // word: from now on it is used; under kGaussNewton only if it has negative
  // curvature, which J'J is blind to.  Returns false if it is used already, or
  // not at all.
  bool FinishWithExact(bool has_negative_curvature);

 private:
  LeastSquaresModel model_;  // kExact, kGaussNewton or kSwitching
  bool uses_gauss_newton_;
  bool is_finishing_ = false;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_MODEL_CHOICE_H_
