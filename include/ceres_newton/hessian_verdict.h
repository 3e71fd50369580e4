// What a HessianChecker concludes, and the evidence of a Taylor test.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_HESSIAN_VERDICT_H_
#define CERES_NEWTON_HESSIAN_VERDICT_H_

#include <limits>
#include <vector>

namespace ceres_newton {

enum class HessianVerdict {
  // Every entry agrees with its numeric difference to the relative precision
  // asked for.  Entries that are nothing beside others count as zero: beside
  // those of their row and their column, or beside the gradient, each times the
  // sizes of the parameters.
  kCorrect,

  // Something is wrong; error_log says what and where.
  kWrong,

  // The numeric differences are not accurate enough to judge: see HessianDoubt.
  kCannotTell,
};

// Why the verdict is kCannotTell.
enum class HessianDoubt {
  // It is not.
  kNone,

  // The function could not be evaluated, or Probe was not called.
  kNotEvaluated,

  // First derivatives carry noise well above the rounding of their own values:
  // single precision, an inner iteration, random numbers.
  kNoise,

  // The point lies on a kink or jump of a first derivative, where there is no
  // second one; or very close to one.
  kKink,

  // No steps are both long enough to rise above rounding and short enough for
  // the curvature to be nearly constant.
  kStepWindowTooSmall,
};

const char* HessianVerdictToString(HessianVerdict verdict);
const char* HessianDoubtToString(HessianDoubt doubt);

// The remainders
//
//   R(h) = | f(x + h d) - f(x) - h g'd - h^2/2 d'H d |
//
// of one direction d, for shrinking steps h.  If value, gradient g and Hessian
// H fit one another, R falls as h^3 (or faster, where third derivatives vanish)
// until it drowns in rounding; as h^2 if the Hessian is wrong, as h if the
// gradient is.  For several residuals, f is a sum of them with weights near 1.
struct TaylorTest {
  std::vector<double> direction;   // d, the parameter blocks stacked
  std::vector<double> steps;       // h, each half the one before
  std::vector<double> remainders;  // R(h), one for each step
  std::vector<double> roundings;   // R(h) up to this is rounding

  // The slope of log R over log h in the window of the num_steps smallest steps
  // with remainders well above rounding, the first of which is first_step.
  // Not a number if there are fewer than three of them: nothing is left to see,
  // as for quadratic functions.
  double slope = std::numeric_limits<double>::quiet_NaN();
  int first_step = 0;
  int num_steps = 0;
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_HESSIAN_VERDICT_H_
