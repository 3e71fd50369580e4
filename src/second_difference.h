// Second derivatives of a vector of functions from their values.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_SECOND_DIFFERENCE_H_
#define CERES_NEWTON_SRC_SECOND_DIFFERENCE_H_

#include <functional>

#include "Eigen/Core"

namespace ceres_newton {
namespace internal {

// Differences of functions f_c(s), c = 0, 1, ..., for one step s.
struct StepDifferences {
  Eigen::VectorXd second;    // = f_c'' + O(s^2) for smooth f_c
  Eigen::VectorXd first;     // = f_c' + O(s^2); may be empty
  Eigen::VectorXd rounding;  // of second: epsilon |f_c| / s^2
  // A generous bound for all entries: what is computed together may share its
  // rounding.
  double joint_rounding = 0.0;
};

// Returns false if f cannot be evaluated.
using StepStencil = std::function<bool(double step, StepDifferences* result)>;

// By extrapolation to step zero in steps that halve.
class SecondDifference {
 public:
  // The steps run from the largest of at most 1 up to which the differences are
  // regular, that is, change little between s / 4 and s.  Regular steps are
  // followed upwards from `start`, a power of 4, so that the period of an f_c
  // does not pass for its curvature; or from further below if f bends already
  // there; or from further above if rounding hides f there.  The entries of the
  // tableau are chosen one by one (Ridders 1982).
  //
  // `travel` is about how far f moves in a step of 1.  Returns false if no step
  // is regular, as at a kink, or the error is not small: at most
  // 1e-4 (|value| + travel / reach) beside the rounding of the largest step, or
  // if steps in which f moves by 0.1 to 1 show another curvature.
  bool Evaluate(const StepStencil& stencil, double start, double travel);

  const Eigen::VectorXd& value() const { return value_; }
  // Estimated, including the rounding of f.
  const Eigen::VectorXd& error() const { return error_; }
  double reach() const { return reach_; }            // the largest regular step
  double first_step() const { return first_step_; }  // the smallest looked at

 private:
  double NaturalScale(const StepDifferences& fine,
                      const StepDifferences& coarse,
                      double travel) const;

  Eigen::VectorXd value_;
  Eigen::VectorXd error_;
  double reach_ = 0.0;
  double first_step_ = 0.0;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_SECOND_DIFFERENCE_H_
