// SPDX-License-Identifier: BSD-3-Clause

#include "verdict_decision.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "curve_smoothness.h"
#include "hessian_comparison.h"
#include "stacked_point.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

// Between the second and the third power of the step.
constexpr double kSmallestSlope = 2.5;

// At a kink, differences are known only to this part of their size.
constexpr double kCoarse = 1e-3;

class VerdictDecision {
 public:
  VerdictDecision(const CheckedFunction& function,
                  double const* const* parameters,
                  double relative_precision,
                  bool first_derivatives_right,
                  const ProbeErrors& errors,
                  const std::vector<std::string>& problems,
                  HessianChecker::ProbeResults* results)
      : function_(function),
        relative_precision_(relative_precision),
        first_derivatives_right_(first_derivatives_right),
        errors_(errors),
        problems_(problems),
        results_(*results),
        point_(function, parameters),
        num_blocks_(function.num_blocks()) {}

  void Run() {
    if (!results_.return_value) {
      Decide(HessianVerdict::kCannotTell,
             HessianDoubt::kNotEvaluated,
             problems_.empty() ? "" : problems_.front());
    } else if (!problems_.empty()) {
      if (!AllWrongEntriesAreKinks()) {
        Decide(HessianVerdict::kWrong, HessianDoubt::kNone, problems_.front());
      }
    } else if (errors_.jacobian_doubt != HessianDoubt::kNone) {
      Decide(HessianVerdict::kCannotTell,
             errors_.jacobian_doubt,
             errors_.jacobian_doubt == HessianDoubt::kKink
                 ? "First derivatives contradict differences of the values, "
                   "but lie on a kink of the value, where there are none."
                 : "First derivatives contradict differences of the values, "
                   "but so do these each other at steps of different sizes.");
    } else if (!FindUnknownEntry() && !TaylorTestsContradict()) {
      Decide(HessianVerdict::kCorrect, HessianDoubt::kNone, "");
    }
  }

 private:
  void Decide(HessianVerdict verdict,
              HessianDoubt doubt,
              const std::string& reason) {
    results_.verdict = verdict;
    results_.doubt = doubt;
    results_.verdict_reason = reason;
  }

  // The entries of the whole Hessian of residual k, blocks i <= j.
  template <typename Visitor>
  void ForEachEntry(int k, const Visitor& visit) const {
    for (int i = 0; i < num_blocks_; ++i) {
      for (int j = i; j < num_blocks_; ++j) {
        const CheckerMatrix& block = results_.hessians[k][i * num_blocks_ + j];
        for (int row = 0; row < block.rows(); ++row) {
          for (int col = 0; col < block.cols(); ++col) {
            visit(HessianChecker::Entry{k, i, j, row, col});
          }
        }
      }
    }
  }

  // How the first derivative behaves along the parameter of an entry's column.
  CurveSmoothness JudgeEntry(const HessianChecker::Entry& entry) const {
    const int a = point_.offset(entry.block_i) + entry.row;
    const int b = point_.offset(entry.block_j) + entry.col;
    const Curve curve = [&](double t, Eigen::VectorXd* values) {
      const auto known = errors_.jacobians_nearby.find({b, t});
      if (known != errors_.jacobians_nearby.end()) {
        (*values)[0] = known->second(entry.residual, a);
        return true;
      }
      Eigen::VectorXd x = point_.x();
      x[b] = t;
      Eigen::VectorXd residuals;
      Eigen::MatrixXd jacobian;
      if (!point_.Evaluate(x, &residuals, &jacobian)) {
        return false;
      }
      (*values)[0] = jacobian(entry.residual, a);
      return true;
    };
    double size = 0.0;
    for (int i = 0; i < num_blocks_; ++i) {
      for (int c = 0; c < results_.jacobians[i].cols(); ++c) {
        size = std::max(size,
                        std::abs(results_.jacobians[i](entry.residual, c)) *
                            point_.magnitudes()[point_.offset(i) + c]);
      }
    }
    return JudgeSmoothness(
        curve,
        point_.x()[b],
        point_.magnitudes()[b],
        results_.jacobians[entry.block_i](entry.residual, entry.row),
        size / point_.magnitudes()[a]);
  }

  std::string Name(const HessianChecker::Entry& entry) const {
    return StringPrintf(
        "%s, entry (%d, %d)",
        function_.HessianName(entry.residual, entry.block_i, entry.block_j)
            .c_str(),
        entry.row,
        entry.col);
  }

  // Decides and returns true if the wrong entries are those of a kink.
  bool AllWrongEntriesAreKinks() {
    const HessianChecker::Entry worst = results_.worst_entry;
    if (worst.residual < 0 || results_.numeric_hessians.empty() ||
        !first_derivatives_right_) {
      return false;
    }
    bool all = true;
    bool any = false;
    for (int k = 0; k < function_.num_residuals() && all; ++k) {
      ForEachEntry(k, [&](const HessianChecker::Entry& entry) {
        const int block = entry.block_i * num_blocks_ + entry.block_j;
        const double got = results_.hessians[k][block](entry.row, entry.col);
        if (!all ||
            IsClose(
                got,
                results_.numeric_hessians[k][block](entry.row, entry.col),
                results_.numeric_hessian_errors[k][block](entry.row, entry.col),
                relative_precision_)) {
          return;
        }
        any = true;
        const CurveSmoothness smoothness = JudgeEntry(entry);
        const double low =
            std::min(smoothness.lower_slope, smoothness.upper_slope);
        const double high =
            std::max(smoothness.lower_slope, smoothness.upper_slope);
        // The slopes are only known to the first order of small steps.
        const double slack = kCoarse * (high - low);
        all = smoothness.doubt == HessianDoubt::kKink && got >= low - slack &&
              got <= high + slack;
      });
    }
    if (all && any) {
      Decide(HessianVerdict::kCannotTell,
             HessianDoubt::kKink,
             Name(worst) +
                 " differs from its numeric difference, but lies on a kink of "
                 "the first derivative, where there is no second one.");
    }
    return all && any;
  }

  // Decides and returns true if there is an entry that cannot be judged.
  bool FindUnknownEntry() {
    double worst = 1.0;
    HessianChecker::Entry unknown;
    for (int k = 0; k < function_.num_residuals(); ++k) {
      const Eigen::VectorXd largest = LargestInRows(k);
      ForEachEntry(k, [&](const HessianChecker::Entry& entry) {
        const int block = entry.block_i * num_blocks_ + entry.block_j;
        const int a = point_.offset(entry.block_i) + entry.row;
        const int b = point_.offset(entry.block_j) + entry.col;
        const double area = point_.magnitudes()[a] * point_.magnitudes()[b];
        const double gradient =
            std::max(std::abs(results_.jacobians[entry.block_i](k, entry.row)) *
                         point_.magnitudes()[a],
                     std::abs(results_.jacobians[entry.block_j](k, entry.col)) *
                         point_.magnitudes()[b]);
        const double error =
            results_.numeric_hessian_errors[k][block](entry.row, entry.col) *
            area;
        const double got =
            std::abs(results_.hessians[k][block](entry.row, entry.col)) * area;
        // A number that is written as zero is known if it is nothing beside the
        // gradient, others only if they are nothing beside other curvature.
        const double others = std::max(std::sqrt(largest[a] * largest[b]),
                                       got == 0.0 ? gradient : 0.0);
        const double limit =
            relative_precision_ *
            (got <= relative_precision_ * others ? others : got);
        if (error > std::max(worst, 1.0) * limit) {
          worst = limit > 0.0 ? error / limit
                              : std::numeric_limits<double>::infinity();
          unknown = entry;
          unknown.numeric_error = error / area;
        }
      });
    }
    if (unknown.residual < 0) {
      return false;
    }
    HessianDoubt doubt = JudgeEntry(unknown).doubt;
    doubt = doubt == HessianDoubt::kNone ? HessianDoubt::kStepWindowTooSmall
                                         : doubt;
    const char* const reason =
        doubt == HessianDoubt::kNoise ? "the first derivatives are noisy"
        : doubt == HessianDoubt::kKink
            ? "the first derivatives have a kink here"
            : "no step is both short enough for the truncation error and long "
              "enough for the rounding error";
    Decide(HessianVerdict::kCannotTell,
           doubt,
           StringPrintf("%s is known by differences to +- %.2g only: %s.",
                        Name(unknown).c_str(),
                        unknown.numeric_error,
                        reason));
    return true;
  }

  // max_b |H_ab x_a x_b| for every a.
  Eigen::VectorXd LargestInRows(int k) const {
    Eigen::VectorXd largest = Eigen::VectorXd::Zero(point_.size());
    ForEachEntry(k, [&](const HessianChecker::Entry& entry) {
      const int block = entry.block_i * num_blocks_ + entry.block_j;
      const int a = point_.offset(entry.block_i) + entry.row;
      const int b = point_.offset(entry.block_j) + entry.col;
      const double size =
          std::abs(results_.hessians[k][block](entry.row, entry.col)) *
          point_.magnitudes()[a] * point_.magnitudes()[b];
      largest[a] = std::max(largest[a], size);
      largest[b] = std::max(largest[b], size);
    });
    return largest;
  }

  // Decides and returns true if the values do not fit the derivatives.
  bool TaylorTestsContradict() {
    double largest = -std::numeric_limits<double>::infinity();
    for (const TaylorTest& test : results_.taylor_tests) {
      if (!(test.slope < kSmallestSlope)) {
        return false;
      }
      largest = std::max(largest, test.slope);
    }
    if (results_.taylor_tests.empty()) {
      return false;
    }
    Decide(HessianVerdict::kCannotTell,
           HessianDoubt::kKink,
           StringPrintf("Remainders of the Taylor expansion fall with the step "
                        "to the power %.2f, not 3, though the Hessian agrees "
                        "with differences: is there a kink close by?",
                        largest));
    return true;
  }

  const CheckedFunction& function_;
  const double relative_precision_;
  const bool first_derivatives_right_;
  const ProbeErrors& errors_;
  const std::vector<std::string>& problems_;
  HessianChecker::ProbeResults& results_;
  const StackedPoint point_;
  const int num_blocks_;
};

}  // namespace

void DecideVerdict(const CheckedFunction& function,
                   double const* const* parameters,
                   double relative_precision,
                   bool first_derivatives_right,
                   const ProbeErrors& errors,
                   const std::vector<std::string>& problems,
                   HessianChecker::ProbeResults* results) {
  VerdictDecision(function,
                  parameters,
                  relative_precision,
                  first_derivatives_right,
                  errors,
                  problems,
                  results)
      .Run();
}

}  // namespace internal
}  // namespace ceres_newton
