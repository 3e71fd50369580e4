// SPDX-License-Identifier: BSD-3-Clause

#include "history_check.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "numeric_differences.h"
#include "stacked_point.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

// How far the other points are away, relative to the parameters.
constexpr double kDistance = 0.03;

// First steps of differences at the other point, in the same unit: one to find
// mistakes, another one to confirm them.
constexpr double kSteps[] = {1e-3, 1e-5};
constexpr int kNumSteps = 3;

// Both find the same if they differ by this part of the mistake.
constexpr double kConcur = 0.1;

// Factor from an estimate of the error of a difference to a bound.
constexpr double kErrorSafety = 20.0;

// Rounding of a sum of products, relative to its largest one.
constexpr double kRounding = 64.0 * std::numeric_limits<double>::epsilon();

class HistoryCheck {
 public:
  HistoryCheck(const CheckedFunction& function,
               const std::vector<const ceres::Manifold*>& manifolds,
               double const* const* parameters,
               const HessianChecker::ProbeResults& results,
               double relative_precision,
               std::vector<std::string>* problems)
      : function_(function),
        manifolds_(manifolds),
        results_(results),
        relative_precision_(relative_precision),
        problems_(*problems),
        point_(function, parameters),
        weights_(function.num_residuals()),
        direction_(point_.size()) {
    for (Eigen::Index k = 0; k < weights_.size(); ++k) {
      weights_[k] = (k % 2 == 0 ? 1.0 : -1.0) * (1.0 + 0.2 * (k % 5));
    }
    for (Eigen::Index c = 0; c < direction_.size(); ++c) {
      direction_[c] = (c % 3 == 1 ? -1.0 : 1.0) * (0.6 + 0.1 * (c % 4)) *
                      point_.magnitudes()[c];
    }
  }

  void Run() {
    Eigen::VectorXd moved = point_.x() + kDistance * direction_;
    const int n = point_.size();
    if (n == 1) {
      CheckSamePointAfter(moved);
    }
    for (int kept = 0; kept < n && n > 1 && problems_.empty();
         kept += std::max(n - 1, 1)) {
      Eigen::VectorXd other = moved;
      other[kept] = point_.x()[kept];
      CheckSamePointAfter(other);
    }
    const bool is_euclidean = std::all_of(
        manifolds_.begin(), manifolds_.end(), [](const ceres::Manifold* m) {
          return m == nullptr;
        });
    if (is_euclidean && problems_.empty() &&
        results_.verdict == HessianVerdict::kCorrect) {
      CheckOtherPoint(moved);
    }
  }

 private:
  // S(x) after values were asked for elsewhere.
  void CheckSamePointAfter(const Eigen::VectorXd& other) {
    Eigen::VectorXd residuals;
    Eigen::MatrixXd again;
    if (!point_.Evaluate(other, &residuals, nullptr) ||
        !point_.EvaluateHessian(point_.x(), weights_, &again)) {
      return;
    }
    Eigen::MatrixXd first;
    Eigen::MatrixXd error;
    SumOfResults(&first, &error);
    for (Eigen::Index b = 0; b < again.cols(); ++b) {
      for (Eigen::Index a = 0; a < again.rows(); ++a) {
        if (!IsClose(
                again(a, b), first(a, b), error(a, b), relative_precision_)) {
          problems_.push_back(StringPrintf(
              "%s depends on earlier calls: after Evaluate at another point, "
              "the same parameters give %.10g for entry (%d, %d) of the whole "
              "Hessian, and gave %.10g before.  Is a cache out of date?",
              function_.hessian_method().c_str(),
              again(a, b),
              static_cast<int>(a),
              static_cast<int>(b),
              first(a, b)));
          return;
        }
      }
    }
  }

  // S(y) v against differences.
  void CheckOtherPoint(const Eigen::VectorXd& y) {
    Eigen::MatrixXd hessian;
    if (!point_.EvaluateHessian(y, weights_, &hessian)) {
      return;
    }
    const Curve curve = [&](double t, Eigen::VectorXd* values) {
      Eigen::VectorXd residuals;
      Eigen::MatrixXd jacobian;
      if (!point_.Evaluate(y + t * direction_, &residuals, &jacobian)) {
        return false;
      }
      *values = jacobian.transpose() * weights_;
      return true;
    };
    const Eigen::VectorXd got = hessian * direction_;
    const Eigen::VectorXd size = hessian.cwiseAbs() * direction_.cwiseAbs();
    const Eigen::VectorXd noise = GradientRounding();
    int wrong = -1;
    CurveDerivative expected;
    Eigen::VectorXd other;
    for (const double step : kSteps) {
      other = expected.derivative;
      if (!DifferentiateAtScale(curve,
                                0.0,
                                point_.size(),
                                step,
                                kNumSteps,
                                noise,
                                ceres::NumericDiffOptions(),
                                &expected)) {
        return;
      }
      wrong = WorstRow(got, size, expected, other);
      if (wrong < 0) {
        return;
      }
    }
    problems_.push_back(StringPrintf(
        "%s is right at the parameters x but wrong at a point y near them, "
        "where |y - x| = %g |x| or so: row %d of the whole Hessian times a "
        "direction is %.10g, expected %.10g (numeric difference, +- %.2g).%s",
        function_.hessian_method().c_str(),
        kDistance,
        wrong,
        got[wrong],
        expected.derivative[wrong],
        kErrorSafety * expected.error[wrong],
        IsHessianOf(hessian) ? "  It is the Hessian at x: is a cache out of "
                               "date?"
                             : ""));
  }

  // Of sum_k weights_k J_k, where terms cancel and where they are themselves
  // what is left of terms that do.
  Eigen::VectorXd GradientRounding() const {
    Eigen::VectorXd rounding = Eigen::VectorXd::Zero(point_.size());
    const auto add = [&](int i, const Eigen::VectorXd& terms) {
      rounding.segment(point_.offset(i), terms.size()) += terms;
    };
    const auto x = [&](int i) {
      return point_.x()
          .segment(point_.offset(i), results_.jacobians[i].cols())
          .cwiseAbs();
    };
    for (int k = 0; k < function_.num_residuals(); ++k) {
      const double weight = kRounding * std::abs(weights_[k]);
      for (int i = 0; i < function_.num_blocks(); ++i) {
        add(i, weight * results_.jacobians[i].row(k).cwiseAbs().transpose());
        for (int j = i; j < function_.num_blocks(); ++j) {
          const CheckerMatrix hessian =
              results_.hessians[k][i * function_.num_blocks() + j].cwiseAbs();
          add(i, weight * (hessian * x(j)));
          if (i != j) {
            add(j, weight * (hessian.transpose() * x(i)));
          }
        }
      }
    }
    return rounding;
  }

  // The row that differs the most beyond its error, or -1.  `other` are other
  // estimates, which should concur, or empty.
  int WorstRow(const Eigen::VectorXd& got,
               const Eigen::VectorXd& size,
               const CurveDerivative& expected,
               const Eigen::VectorXd& other) const {
    int wrong = -1;
    double worst = 1.0;
    for (int a = 0; a < point_.size(); ++a) {
      const double difference = std::abs(got[a] - expected.derivative[a]);
      if (other.size() > 0 && !(std::abs(other[a] - expected.derivative[a]) <=
                                kConcur * difference)) {
        continue;
      }
      const double tolerance =
          kErrorSafety * expected.error[a] +
          (kRounding + relative_precision_) *
              std::max(size[a], std::abs(expected.derivative[a]));
      if (difference > worst * tolerance) {
        worst = difference / tolerance;
        wrong = a;
      }
    }
    return wrong;
  }

  bool IsHessianOf(const Eigen::MatrixXd& hessian) const {
    Eigen::MatrixXd first;
    Eigen::MatrixXd error;
    SumOfResults(&first, &error);
    return hessian.isApprox(first, kRounding);
  }

  // S(x) and the bound on its error, from the results.
  void SumOfResults(Eigen::MatrixXd* sum, Eigen::MatrixXd* error) const {
    const int n = point_.size();
    const int num_blocks = function_.num_blocks();
    *sum = *error = Eigen::MatrixXd::Zero(n, n);
    for (int k = 0; k < function_.num_residuals(); ++k) {
      for (int i = 0; i < num_blocks; ++i) {
        for (int j = i; j < num_blocks; ++j) {
          const int block = i * num_blocks + j;
          const auto add = [&](const CheckerMatrix& matrix,
                               double weight,
                               Eigen::MatrixXd* target) {
            const int row = point_.offset(i);
            const int col = point_.offset(j);
            target->block(row, col, matrix.rows(), matrix.cols()) +=
                weight * matrix;
            if (i != j) {
              target->block(col, row, matrix.cols(), matrix.rows()) +=
                  weight * matrix.transpose();
            }
          };
          add(results_.hessians[k][block], weights_[k], sum);
          add(results_.numeric_hessian_errors[k][block],
              std::abs(weights_[k]),
              error);
        }
      }
    }
  }

  const CheckedFunction& function_;
  const std::vector<const ceres::Manifold*>& manifolds_;
  const HessianChecker::ProbeResults& results_;
  const double relative_precision_;
  std::vector<std::string>& problems_;
  const StackedPoint point_;
  Eigen::VectorXd weights_;
  Eigen::VectorXd direction_;  // as long as the parameters
};

}  // namespace

void CheckHistory(const CheckedFunction& function,
                  const std::vector<const ceres::Manifold*>& manifolds,
                  double const* const* parameters,
                  const HessianChecker::ProbeResults& results,
                  double relative_precision,
                  std::vector<std::string>* problems) {
  HistoryCheck(
      function, manifolds, parameters, results, relative_precision, problems)
      .Run();
}

}  // namespace internal
}  // namespace ceres_newton
