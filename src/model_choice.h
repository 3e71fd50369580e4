// Which quadratic model of a sum of squares the next step is taken from: a pure
// decision on numbers.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_MODEL_CHOICE_H_
#define CERES_NEWTON_SRC_MODEL_CHOICE_H_

#include "ceres_newton/types.h"

namespace ceres_newton {
namespace internal {

// Far from a solution the Gauss-Newton matrix is a better companion than the
// Hessian: J'J is positive semidefinite (a negative rho'' of a loss is left
// out, but for the tensor model), and it knows the residuals' directions where
// the exact Hessian is dominated by their curvatures.  Near a solution with
// residuals or curvatures that matter the exact Hessian converges quadratically
// and J'J does not. Dennis, Gay & Welsch 1981 (NL2SOL) let the last step
// decide: the model that predicted its decrease better is used next.  Here the
// search starts with Gauss-Newton and turns to the exact Hessian when that
// predicted ten times better; else it goes on, or goes back.  (The factor is
// chosen by trial on the NIST regression problems: from 1, a tie, some starts
// run into degenerate stationary points; from 2 on none does.)
//
// The tensor model knows both, and needs the fewest steps of all.  But it also
// finds valleys that lead nowhere sooner than the others do (MGH10 of NIST),
// and from there no model finds back; so kAuto gives it up where it creeps.
class ModelChoice {
 public:
  // has_gauss_newton     is the cost a sum of squares, whose J'J is known?
  // has_cheap_expansion  is a model of each residual cheap?
  ModelChoice(LeastSquaresModel model,
              bool has_gauss_newton,
              bool has_cheap_expansion);

  // What is needed at the points to come.
  bool needs_gauss_newton() const {
    return model_ != LeastSquaresModel::kExact && !is_finishing_;
  }
  bool needs_expansion() const {
    return current_ == LeastSquaresModel::kTensor;
  }

  // What the next step is taken from: kExact, kGaussNewton or kTensor.
  LeastSquaresModel current() const { return current_; }

  // Learns from an accepted step.
  //
  //   actual_decrease                      of the cost
  //   exact_decrease, gauss_newton_decrease  what the two models predicted
  void Learn(double actual_decrease,
             double exact_decrease,
             double gauss_newton_decrease);

  // Where the search creeps: under kAuto, turns from the tensor model to the
  // switch between the two others and returns true; the search had better begin
  // again, from the start.
  bool GiveUpTensorModel();

  // Where the search with another model ends, the exact Hessian has the last
  // word: from now on it is used; under kGaussNewton only if it has negative
  // curvature, which J'J is blind to.  Returns false if it is used already, or
  // not at all.
  bool FinishWithExact(bool has_negative_curvature);

 private:
  LeastSquaresModel model_;  // not kAuto
  LeastSquaresModel current_;
  bool is_limited_ = false;  // the tensor model may be given up
  bool is_finishing_ = false;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_MODEL_CHOICE_H_
