// SPDX-License-Identifier: BSD-3-Clause

#include "staircase_check.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stacked_point.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

// Steps, relative to the component.
constexpr double kSteps[] = {0.01, 0.3};

// A derivative is constant near a point if it changes, over this part of a
// step, by less than kFlat of what its slope over the whole step says.
constexpr double kPart = 1e-3;
constexpr double kFlat = 0.05;

// The slopes on both sides are of the same size if one is at most this many
// times the other.
constexpr double kSameSize = 3.0;

// A jump this much larger than the rounding of g is one.
constexpr double kJump = 1e6 * std::numeric_limits<double>::epsilon();

class StaircaseCheck {
 public:
  StaircaseCheck(const CheckedFunction& function,
                 const std::vector<const ceres::Manifold*>& manifolds,
                 double const* const* parameters,
                 double relative_precision,
                 HessianChecker::ProbeResults* results,
                 std::vector<std::string>* problems)
      : function_(function),
        manifolds_(manifolds),
        relative_precision_(relative_precision),
        results_(*results),
        problems_(*problems),
        point_(function, parameters) {}

  void Run() {
    for (int i = 0; i < function_.num_blocks(); ++i) {
      if (manifolds_[i] != nullptr) {
        continue;
      }
      for (int c = 0; c < function_.parameter_block_sizes()[i]; ++c) {
        CheckComponent(i, c);
      }
    }
  }

 private:
  int Block(int i) const { return i * function_.num_blocks() + i; }

  bool IsCandidate(int k, int i, int c) const {
    const double numeric = results_.numeric_hessians[k][Block(i)](c, c);
    const double error = results_.numeric_hessian_errors[k][Block(i)](c, c);
    return results_.hessians[k][Block(i)](c, c) == 0.0 &&
           std::abs(numeric) <= error;
  }

  void CheckComponent(int i, int c) {
    std::vector<int> candidates;
    for (int k = 0; k < function_.num_residuals(); ++k) {
      if (IsCandidate(k, i, c)) {
        candidates.push_back(k);
      }
    }
    for (const double step : kSteps) {
      if (candidates.empty() || !EvaluateAround(point_.offset(i) + c, step)) {
        return;
      }
      for (const int k : candidates) {
        double slope = 0.0;
        if (IsStaircase(k, i, c, &slope) && IsFlatAround(k, i, c, slope)) {
          Report(k, i, c, slope);
          return;
        }
      }
    }
  }

  // Fills the derivatives along component c at x +- h and a part beyond.
  bool EvaluateAround(int c, double step) {
    step_ = step * point_.magnitudes()[c];
    const double steps[] = {
        step_, step_ * (1.0 + kPart), -step_, -step_ * (1.0 + kPart)};
    for (int s = 0; s < 4; ++s) {
      Eigen::VectorXd x = point_.x();
      x[c] += steps[s];
      Eigen::VectorXd residuals;
      Eigen::MatrixXd jacobian;
      if (!point_.Evaluate(x, &residuals, &jacobian)) {
        return false;
      }
      derivatives_[s] = jacobian.col(c);
    }
    return true;
  }

  bool IsStaircase(int k, int i, int c, double* slope) const {
    const double center = results_.jacobians[i](k, c);
    const double upper = (derivatives_[0][k] - center) / step_;
    const double lower = (center - derivatives_[2][k]) / step_;
    const double size = std::max({std::abs(center),
                                  std::abs(derivatives_[0][k]),
                                  std::abs(derivatives_[2][k])});
    const double smaller = std::min(std::abs(upper), std::abs(lower));
    const double larger = std::max(std::abs(upper), std::abs(lower));
    *slope = 0.5 * (upper + lower);
    const double flat = kFlat * kPart * std::abs(*slope) * step_;
    return upper * lower > 0.0 && larger <= kSameSize * smaller &&
           smaller * step_ > kJump * size &&
           std::abs(derivatives_[1][k] - derivatives_[0][k]) <= flat &&
           std::abs(derivatives_[3][k] - derivatives_[2][k]) <= flat;
  }

  // A jump at x itself, as |x| has at 0, is no staircase.
  bool IsFlatAround(int k, int i, int c, double slope) const {
    const double part = kPart * step_;
    for (const double step : {part, -part}) {
      Eigen::VectorXd x = point_.x();
      x[point_.offset(i) + c] += step;
      Eigen::VectorXd residuals;
      Eigen::MatrixXd jacobian;
      if (!point_.Evaluate(x, &residuals, &jacobian) ||
          !(std::abs(jacobian(k, point_.offset(i) + c) -
                     results_.jacobians[i](k, c)) <=
            kFlat * std::abs(slope) * step_)) {
        return false;
      }
    }
    return true;
  }

  void Report(int k, int i, int c, double slope) {
    problems_.push_back(StringPrintf(
        "%s: entry (%d, %d) is 0, but only because the first derivative is "
        "constant piece by piece: over steps of %.3g it has the slope %.6g.  "
        "Does the function interpolate linearly, round, or cast to an integer?",
        function_.HessianName(k, i, i).c_str(),
        c,
        c,
        step_,
        slope));
    results_.block_maximum_relative_error(i, i) =
        std::max(results_.block_maximum_relative_error(i, i), 1.0);
    if (results_.maximum_relative_error <= relative_precision_) {
      results_.maximum_relative_error = 1.0;
      results_.worst_entry = {k, i, i, c, c, slope, 0.0, 0.0, 1.0};
    }
  }

  const CheckedFunction& function_;
  const std::vector<const ceres::Manifold*>& manifolds_;
  const double relative_precision_;
  HessianChecker::ProbeResults& results_;
  std::vector<std::string>& problems_;
  const StackedPoint point_;
  double step_ = 0.0;
  Eigen::VectorXd derivatives_[4];  // at + h, + h and a part, - h, - h ...
};

}  // namespace

void CheckStaircases(const CheckedFunction& function,
                     const std::vector<const ceres::Manifold*>& manifolds,
                     double const* const* parameters,
                     double relative_precision,
                     HessianChecker::ProbeResults* results,
                     std::vector<std::string>* problems) {
  StaircaseCheck(
      function, manifolds, parameters, relative_precision, results, problems)
      .Run();
}

}  // namespace internal
}  // namespace ceres_newton
