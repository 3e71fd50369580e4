// SPDX-License-Identifier: BSD-3-Clause

#include "reference_confirmation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "curve_smoothness.h"
#include "difference_scan.h"
#include "hessian_comparison.h"
#include "stacked_point.h"

namespace ceres_newton {
namespace internal {
namespace {

using Opinion = DifferenceScan::Opinion;

// Values alone cost little: steps from a tenth of the parameter down to 1e-10
// of it.
constexpr double kFirstValueStep = 0.1;
constexpr double kValueShrink = 0.25;
constexpr int kNumValueSteps = 16;

// Jacobians cost more.  These steps are those of JudgeSmoothness, too.
constexpr double kFirstJacobianStep = 0.01;
constexpr double kJacobianShrink = 0.1;
constexpr int kNumFirstJacobianSteps = 2;
constexpr int kNumJacobianSteps = 5;

// Far below them, above the roundings of the parameter; no powers of ten, which
// the scales of functions often are.
constexpr double kFineJacobianSteps[] = {0.6e-10, 0.6e-8};

// Slopes beside a kink are known to the first order of small steps.
constexpr double kCoarse = 1e-3;

constexpr double kRounding = 4.0 * std::numeric_limits<double>::epsilon();

class Confirmation {
 public:
  Confirmation(const CheckedFunction& function,
               double const* const* parameters,
               double relative_precision,
               HessianChecker::ProbeResults* results,
               ProbeErrors* errors)
      : function_(function),
        relative_precision_(relative_precision),
        num_blocks_(function.num_blocks()),
        num_residuals_(function.num_residuals()),
        point_(function, parameters),
        results_(*results),
        errors_(*errors),
        jacobian_scans_(point_.size()),
        num_steps_(point_.size(), 0) {
    for (int i = 0; i < num_blocks_; ++i) {
      const CheckerMatrix& jacobian = results_.jacobians[i];
      for (int c = 0; c < jacobian.cols(); ++c) {
        block_of_.push_back(i);
        lengths_.push_back(
            Eigen::Map<const Eigen::VectorXd>(parameters[i], jacobian.cols())
                .lpNorm<Eigen::Infinity>());
      }
    }
  }

  void Run() {
    if (ValuesAreTheSameAlone()) {
      for (int c = 0; c < point_.size(); ++c) {
        ConfirmJacobianColumn(c);
      }
    }
    for (int k = 0; k < num_residuals_; ++k) {
      for (int i = 0; i < num_blocks_; ++i) {
        for (int j = i; j < num_blocks_; ++j) {
          ConfirmHessian(k, i, j);
        }
      }
    }
  }

 private:
  bool IsAccused(double got, double expected, double error) const {
    return !IsClose(got, expected, error, relative_precision_);
  }

  // Without Jacobians, a function may do something else.
  bool ValuesAreTheSameAlone() const {
    Eigen::VectorXd residuals;
    return point_.Evaluate(point_.x(), &residuals, nullptr) &&
           ((residuals - results_.residuals).cwiseAbs().array() <=
            errors_.residuals.array())
               .all();
  }

  void ConfirmJacobianColumn(int c) {
    const int i = block_of_[c];
    const int col = c - point_.offset(i);
    const auto is_accused = [&](int k) {
      return IsAccused(results_.jacobians[i](k, col),
                       results_.numeric_jacobians[i](k, col),
                       errors_.jacobians[i](k, col));
    };
    bool any = false;
    for (int k = 0; k < num_residuals_ && !any; ++k) {
      any = is_accused(k);
    }
    if (!any) {
      return;
    }
    const Curve curve = [&](double t, Eigen::VectorXd* values) {
      Eigen::VectorXd x = point_.x();
      x[c] = t;
      return point_.Evaluate(x, values, nullptr);
    };
    std::vector<DifferenceScan> scans;
    const auto add_scan = [&](double length) {
      scans.emplace_back(curve,
                         point_.x()[c],
                         kFirstValueStep * length,
                         kValueShrink,
                         errors_.value_noise);
      scans.back().AddSteps(kNumValueSteps);
    };
    for (const double length : Lengths(c)) {
      add_scan(length);
    }
    const double longest = kFirstValueStep * Lengths(c).back();
    const size_t num_scans = scans.size();
    // 1 - cos(x) around 1e-9 is 0: next to parameters that are nearly zero,
    // steps of natural size show more.
    std::vector<bool> is_invisible(num_residuals_);
    for (int k = 0; k < num_residuals_; ++k) {
      is_invisible[k] =
          is_accused(k) && scans[num_scans - 1].IsUnchanged(k) &&
          std::abs(results_.jacobians[i](k, col)) * longest < kRounding;
      if (is_invisible[k] && scans.size() == num_scans) {
        add_scan(1.0);
      }
    }
    for (int k = 0; k < num_residuals_; ++k) {
      if (!is_accused(k)) {
        continue;
      }
      double& expected = results_.numeric_jacobians[i](k, col);
      double& error = errors_.jacobians[i](k, col);
      const double got = results_.jacobians[i](k, col);
      Opinion opinion = Opinion::kNone;
      for (size_t n = 0; n < scans.size(); ++n) {
        if (opinion == Opinion::kNone && is_invisible[k] == (n == num_scans)) {
          opinion =
              scans[n].Judge(k, got, relative_precision_, &expected, &error);
        }
      }
      const bool is_kink = opinion == Opinion::kContradicts &&
                           LiesBetweenSlopes(curve, c, k, got);
      if (opinion == Opinion::kNone || is_kink) {
        error = std::max(error, std::abs(got - expected));
        errors_.jacobian_doubt =
            is_kink ? HessianDoubt::kKink : HessianDoubt::kStepWindowTooSmall;
      }
    }
  }

  // At a kink of residual k along parameter c, either slope is right.
  bool LiesBetweenSlopes(const Curve& values, int c, int k, double got) const {
    const Curve curve = [&](double t, Eigen::VectorXd* value) {
      Eigen::VectorXd residuals(num_residuals_);
      const bool is_evaluated = values(t, &residuals);
      (*value)[0] = residuals[k];
      return is_evaluated;
    };
    const CurveSmoothness smoothness = JudgeSmoothness(curve,
                                                       point_.x()[c],
                                                       point_.magnitudes()[c],
                                                       results_.residuals[k],
                                                       0.0);
    const double low = std::min(smoothness.lower_slope, smoothness.upper_slope);
    const double high =
        std::max(smoothness.lower_slope, smoothness.upper_slope);
    const double slack = kCoarse * (high - low);
    return smoothness.doubt == HessianDoubt::kKink && got >= low - slack &&
           got <= high + slack;
  }

  // The sizes of parameter c by which steps are measured.
  std::vector<double> Lengths(int c) const {
    std::vector<double> lengths(1, point_.magnitudes()[c]);
    if (lengths_[c] > lengths[0]) {
      lengths.push_back(lengths_[c]);
    }
    return lengths;
  }

  double ShortestLength(int c) const {
    const double magnitude = point_.magnitudes()[c];
    return lengths_[c] > 0.0 ? std::min(lengths_[c], magnitude) : magnitude;
  }

  void ConfirmHessian(int k, int i, int j) {
    const int block = i * num_blocks_ + j;
    const CheckerMatrix& got = results_.hessians[k][block];
    CheckerMatrix& expected = results_.numeric_hessians[k][block];
    CheckerMatrix& error = results_.numeric_hessian_errors[k][block];
    for (int row = 0; row < got.rows(); ++row) {
      for (int col = 0; col < got.cols(); ++col) {
        if (!IsAccused(got(row, col), expected(row, col), error(row, col))) {
          continue;
        }
        const int a = point_.offset(i) + row;
        const int b = point_.offset(j) + col;
        Opinion opinion = Opinion::kNone;
        for (const bool along_column : {true, false}) {
          if (opinion == Opinion::kNone && (along_column || a != b)) {
            opinion = JudgeHessian(k,
                                   along_column ? a : b,
                                   along_column ? b : a,
                                   got(row, col),
                                   &expected(row, col),
                                   &error(row, col));
          }
        }
        if (opinion == Opinion::kNone) {
          error(row, col) = std::max(
              error(row, col), std::abs(got(row, col) - expected(row, col)));
        }
      }
    }
  }

  // The derivative of J_ka along b.
  Opinion JudgeHessian(
      int k, int a, int b, double got, double* expected, double* error) {
    if (jacobian_scans_[b] == nullptr) {
      const Curve curve = [this, b](double t, Eigen::VectorXd* values) {
        Eigen::VectorXd x = point_.x();
        x[b] = t;
        Eigen::VectorXd residuals;
        Eigen::MatrixXd jacobian;
        if (!point_.Evaluate(x, &residuals, &jacobian)) {
          return false;
        }
        *values =
            Eigen::Map<const Eigen::VectorXd>(jacobian.data(), jacobian.size());
        errors_.jacobians_nearby[{b, t}] = std::move(jacobian);
        return true;
      };
      jacobian_scans_[b] = std::make_unique<DifferenceScan>(
          curve,
          point_.x()[b],
          kFirstJacobianStep * point_.magnitudes()[b],
          kJacobianShrink,
          JacobianNoise());
      jacobian_scans_[b]->AddSteps(kNumFirstJacobianSteps);
      num_steps_[b] = kNumFirstJacobianSteps;
    }
    DifferenceScan& scan = *jacobian_scans_[b];
    const int v = a * num_residuals_ + k;
    const auto judge = [&] {
      const Opinion opinion =
          scan.Judge(v, got, relative_precision_, expected, error);
      if (opinion != Opinion::kContradicts) {
        return opinion;
      }
      Opinion fine = Opinion::kNone;
      for (const double step : kFineJacobianSteps) {
        if (fine == Opinion::kNone) {
          fine =
              scan.JudgeByFineStep(v, step * ShortestLength(b), got, *expected);
        }
      }
      if (fine == Opinion::kAgrees) {
        return Opinion::kNone;
      }
      // The fine steps may have shown a staircase.
      return scan.Judge(v, got, relative_precision_, expected, error);
    };
    const Opinion opinion = judge();
    if (opinion != Opinion::kNone || num_steps_[b] == kNumJacobianSteps) {
      return opinion;
    }
    scan.AddSteps(kNumJacobianSteps - num_steps_[b]);
    num_steps_[b] = kNumJacobianSteps;
    return judge();
  }

  // A rounding of x alone moves J_ka by eps sum_b |H_kab x_b|.  Column by
  // column.
  Eigen::VectorXd JacobianNoise() const {
    Eigen::MatrixXd noise(num_residuals_, point_.size());
    for (int i = 0; i < num_blocks_; ++i) {
      noise.middleCols(point_.offset(i), results_.jacobians[i].cols()) =
          results_.jacobians[i].cwiseAbs();
    }
    for (int k = 0; k < num_residuals_; ++k) {
      for (int i = 0; i < num_blocks_; ++i) {
        for (int j = i; j < num_blocks_; ++j) {
          const CheckerMatrix size =
              results_.numeric_hessians[k][i * num_blocks_ + j].cwiseAbs();
          const auto x = [&](int block, Eigen::Index length) {
            return point_.x().segment(point_.offset(block), length).cwiseAbs();
          };
          noise.row(k).segment(point_.offset(i), size.rows()) +=
              (size * x(j, size.cols())).transpose();
          if (i != j) {
            noise.row(k).segment(point_.offset(j), size.cols()) +=
                (size.transpose() * x(i, size.rows())).transpose();
          }
        }
      }
    }
    noise = (kRounding * noise).cwiseMax(errors_.jacobian_noise);
    return Eigen::Map<const Eigen::VectorXd>(noise.data(), noise.size());
  }

  const CheckedFunction& function_;
  const double relative_precision_;
  const int num_blocks_;
  const int num_residuals_;
  const StackedPoint point_;
  HessianChecker::ProbeResults& results_;
  ProbeErrors& errors_;
  std::vector<int> block_of_;    // of component c
  std::vector<double> lengths_;  // of its block: the largest |x|
  // Of Jacobians along component c, as far as needed.
  std::vector<std::unique_ptr<DifferenceScan>> jacobian_scans_;
  std::vector<int> num_steps_;  // of these scans
};

}  // namespace

void ConfirmReference(const CheckedFunction& function,
                      double const* const* parameters,
                      double relative_precision,
                      HessianChecker::ProbeResults* results,
                      ProbeErrors* errors) {
  Confirmation(function, parameters, relative_precision, results, errors).Run();
}

}  // namespace internal
}  // namespace ceres_newton
