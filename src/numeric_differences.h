// Derivatives of vector functions by extrapolated differences, with an estimate
// of their error.  What the NumericDiff providers are made of.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_NUMERIC_DIFFERENCES_H_
#define CERES_NEWTON_SRC_NUMERIC_DIFFERENCES_H_

#include <functional>
#include <string>

#include "Eigen/Core"
#include "ceres/numeric_diff_options.h"

namespace ceres_newton {
namespace internal {

// A curve t -> g(t) in R^m, as a call (t, g) that fills the m values of g,
// which is sized beforehand.  It returns false where the curve cannot be
// evaluated; values that are not finite count as the same.
using Curve = std::function<bool(double t, Eigen::VectorXd* values)>;

// A derivative with, value by value, an estimate of its absolute error.
struct CurveDerivative {
  Eigen::VectorXd derivative;
  Eigen::VectorXd error;
  // The part of the error that rounding of the curve's values makes; the error
  // is never less.
  Eigen::VectorXd rounding;
  int num_evaluations = 0;  // of the curve
};

// Differentiates the curve at t by central differences of shrinking steps,
//
//   D(h) = (g(t + h) - g(t - h)) / 2h = g'(t) + c_2 h^2 + c_4 h^4 + ...,
//
// extrapolated to h = 0 in a Neville tableau (Ridders 1982, "Accurate
// computation of F'(x) and F'(x)F''(x)").  Each of the m values keeps the
// tableau entry with the smallest error estimate, which is the larger distance
// to the two entries it was made from, and never less than the rounding error
// of the difference.
//
// The options are those of Ceres' Ridders differences; relative_step_size, in
// Ceres the step of plain differences, is the smallest step here:
//
//   ridders_relative_initial_step_size  the first h is this * max(|t|, 1)
//   ridders_step_shrink_factor          each h is the previous one over this
//   max_num_ridders_extrapolations      most rows (steps) in a tableau
//   ridders_epsilon                     a tableau ends once all errors are
//                                       below this * |derivative| (or the
//                                       rounding error)
//   relative_step_size                  no h is below this *
//                                       max(|t|, sqrt(machine epsilon))
//
// Ridders' method trusts its first step.  If g varies on a shorter scale than
// that, the tableau does not converge; then another one starts with a step 100
// times smaller, down to the smallest one allowed, until the relative errors
// are below 1e-9.  The values keep their best estimate of all tableaus.
//
// Where a neighbour cannot be evaluated, the step shrinks.  If that leaves the
// errors above 1e-9 or no step at all (t near or at the border of the domain),
// one-sided differences (g(t + h) - g(t)) / h, extrapolated in powers of h, are
// tried too, forward and backward.
//
// A smooth curve takes about 10 evaluations, a linear one 4.  Keeps no state:
// as thread-safe as the curve.
//
// Returns false if there are neighbours on neither side; *result is then
// unspecified.  num_values is m >= 0.
bool DifferentiateCurve(const Curve& curve,
                        double t,
                        int num_values,
                        const ceres::NumericDiffOptions& options,
                        CurveDerivative* result);

// The same with one tableau of at most max_num_steps steps, the first of them
// first_step > 0 and none below 1e-3 of it: no search for a better scale. Where
// a neighbour cannot be evaluated, steps shrink below that, and one-sided
// differences are tried as above.  `noise`, the absolute errors of the values,
// counts where it is larger than their rounding.  Of the options, only
// ridders_epsilon and ridders_step_shrink_factor matter.
bool DifferentiateAtScale(const Curve& curve,
                          double t,
                          int num_values,
                          double first_step,
                          int max_num_steps,
                          const Eigen::VectorXd& noise,
                          const ceres::NumericDiffOptions& options,
                          CurveDerivative* result);

// True if the options lie in the range where the above makes sense: steps and
// epsilon positive and finite, at least one extrapolation, shrink factor above
// one.  If not, *error says which one does not.
bool AreValid(const ceres::NumericDiffOptions& options, std::string* error);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_NUMERIC_DIFFERENCES_H_
