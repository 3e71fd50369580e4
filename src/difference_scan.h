// Differences at many step sizes, and what they say about a derivative.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_DIFFERENCE_SCAN_H_
#define CERES_NEWTON_SRC_DIFFERENCE_SCAN_H_

#include <cmath>
#include <map>
#include <vector>

#include "Eigen/Core"
#include "numeric_differences.h"

namespace ceres_newton {
namespace internal {

// Central differences of a curve at shrinking steps, extrapolated twice.
class DifferenceScan {
 public:
  //   shrink_factor  each step over the one before; below one
  //   noise          absolute errors of the curve's values
  DifferenceScan(const Curve& curve,
                 double t,
                 double first_step,
                 double shrink_factor,
                 const Eigen::VectorXd& noise);

  // Evaluates the curve at the next steps.  Those where it cannot be are left
  // out.
  void AddSteps(int num_steps);

  // Whether value v is the same at all points seen.
  bool IsUnchanged(int v) const {
    return has_unchanged_[v] && !std::isfinite(lowest_change_[v]);
  }

  enum class Opinion { kNone, kAgrees, kContradicts };

  // The opinion of the smallest steps that have one on a derivative of value v
  // that is said to be `got` by some and *expected by others.  Three
  // differences in succession contradict `got` if they differ, among themselves
  // and by noise, by less than a tenth of what they differ from `got`, and that
  // by more than relative_precision.  They agree if they do not differ from
  // `got` and are ten times closer to each other than it is to *expected.  Then
  // *expected and *error become their mean and a bound on its error.
  //
  // Where differences concur with *expected, contradictions may be less clear
  // or come from two of them; of gross ones, two steps are enough.
  //
  // Values that do not change over some step, but over others, are a staircase
  // (cancellation, single precision): its lowest step adds to their noise.
  Opinion Judge(int v,
                double got,
                double relative_precision,
                double* expected,
                double* error) const;

  // The opinion of the difference over one step far smaller than all others,
  // which noise leaves few digits of, on whether the derivative is `got` or
  // `expected`.  Longer steps over an oscillation can concur on anything.
  Opinion JudgeByFineStep(int v, double fine_step, double got, double expected);

 private:
  // Several differences in succession; the spread is at least their noise.
  struct Window {
    double mean = 0.0;
    double spread = 0.0;
  };
  Window MakeWindow(int v, int begin, int size) const;

  // f(t + h) - f(t - h) and the larger of both values; false if there is none.
  bool Sample(double h,
              double* width,
              Eigen::VectorXd* difference,
              Eigen::ArrayXd* largest) const;

  // Learns from a difference over one step about steps of the staircase.
  void WatchStaircase(double width,
                      const Eigen::VectorXd& difference,
                      const Eigen::ArrayXd& largest);

  // The error of value v by noise in the difference over step s.
  double ErrorAt(int s, int v) const;

  const Curve curve_;
  const double t_;
  const double shrink_factor_;
  const Eigen::VectorXd noise_;
  double step_;                   // the next one
  Eigen::VectorXd quotient_;      // of the last step; empty if there is none
  Eigen::VectorXd extrapolated_;  // once, with the step before; or empty
  std::vector<Eigen::VectorXd> derivatives_;  // the largest step first
  std::vector<Eigen::VectorXd> errors_;       // by noise
  std::vector<double> steps_;                 // of the derivatives
  Eigen::VectorXd lowest_change_;  // of the values that change over a step
  std::vector<bool> has_unchanged_;
  struct FineStep {
    Eigen::VectorXd quotient;  // empty if there is none
    Eigen::VectorXd error;
  };
  std::map<double, FineStep> fine_steps_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_DIFFERENCE_SCAN_H_
