// SPDX-License-Identifier: BSD-3-Clause

#include "numeric_reference.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "budgeted_differences.h"
#include "stacked_point.h"
#include "string_printf.h"

namespace ceres_newton {
namespace internal {
namespace {

using Matrix = CheckerMatrix;

// An exactly computed derivative that is zero by cancellation is wrong by a few
// roundings of the terms that cancel.
constexpr double kRounding = 16.0 * std::numeric_limits<double>::epsilon();

// Evaluations for every component.
constexpr int kMaxEvaluations = 20;

// Relative distance of the points that show noise.
constexpr double kNoiseStep = 1e-12;

// Derivatives of all values and of all Jacobian entries along single
// components, the blocks being stacked to one vector of n components.
class Differences {
 public:
  Differences(const CheckedFunction& function, double const* const* parameters)
      : function_(function), offsets_(1, 0) {
    for (const int32_t size : function.parameter_block_sizes()) {
      offsets_.push_back(offsets_.back() + size);
      point_.insert(point_.end(), *parameters, *parameters + size);
      jacobians_.push_back(Matrix(function.num_residuals(), size));
      ++parameters;
    }
    for (int i = 0; i < function.num_blocks(); ++i) {
      block_pointers_.push_back(point_.data() + offsets_[i]);
      jacobian_pointers_.push_back(jacobians_[i].data());
    }
    const int m = function.num_residuals();
    const int n = num_components();
    residuals_.resize(m);
    jacobian_.resize(m, n);
    jacobian_error_.resize(m, n);
    hessians_.assign(m, Matrix(n, n));
    hessian_errors_.assign(m, Matrix(n, n));
    noise_ = Eigen::VectorXd::Zero(m + m * n);
  }

  // Compares values and Jacobians at four points that are closer together than
  // any curvature shows: their second differences are rounding or noise.
  // `magnitudes` are those of the components.
  void EstimateNoise(const Eigen::VectorXd& magnitudes) {
    const std::vector<double> center = point_;
    constexpr int kNumPoints = 4;
    Eigen::MatrixXd samples(noise_.size(), kNumPoints);
    bool evaluated = true;
    for (int s = 0; s < kNumPoints && evaluated; ++s) {
      for (std::size_t c = 0; c < center.size(); ++c) {
        point_[c] = center[c] + (s - 1) * kNoiseStep * magnitudes[c];
      }
      Eigen::VectorXd values(noise_.size());
      evaluated = Evaluate(&values) && values.allFinite();
      samples.col(s) = values;
    }
    std::copy(center.begin(), center.end(), point_.begin());
    for (int s = 1; s + 1 < kNumPoints && evaluated; ++s) {
      noise_ = noise_.cwiseMax(
          (samples.col(s + 1) - 2.0 * samples.col(s) + samples.col(s - 1))
              .cwiseAbs());
    }
    if (evaluated) {
      AddRounding(samples.col(1));
    }
  }

  int num_components() const { return offsets_.back(); }

  // Fills column `component` of everything; false if there are no neighbours.
  // magnitude is that of the component's block.
  bool DifferentiateAlong(int component,
                          double magnitude,
                          const ceres::NumericDiffOptions& options) {
    const int m = function_.num_residuals();
    const int n = num_components();
    const double center = point_[component];
    const Curve curve = [&](double t, Eigen::VectorXd* values) {
      point_[component] = t;
      return Evaluate(values);
    };
    CurveDerivative column;
    const bool found = DifferentiateWithinBudget(curve,
                                                 center,
                                                 magnitude,
                                                 m + m * n,
                                                 m,
                                                 n,
                                                 kMaxEvaluations,
                                                 noise_,
                                                 options,
                                                 &column);
    point_[component] = center;
    if (!found) {
      return false;
    }
    jacobian_.col(component) = column.derivative.head(m);
    jacobian_error_.col(component) = column.error.head(m);
    for (int k = 0; k < m; ++k) {
      hessians_[k].col(component) = column.derivative.segment(m + k * n, n);
      hessian_errors_[k].col(component) = column.error.segment(m + k * n, n);
    }
    return true;
  }

  // To be called when all columns are filled.
  void Write(NumericReference* reference) {
    const int m = function_.num_residuals();
    const int num_blocks = function_.num_blocks();
    const Eigen::Map<const Eigen::VectorXd> x(point_.data(), num_components());
    for (int k = 0; k < m; ++k) {
      jacobian_error_.row(k).array() +=
          kRounding * jacobian_.row(k).cwiseAbs().maxCoeff();
      Symmetrize(&hessians_[k], &hessian_errors_[k]);
      // A rounding of x alone moves the derivative by eps |H| |x|: all of it
      // where the derivative vanishes, at a minimum.
      jacobian_error_.row(k) +=
          kRounding * (hessians_[k].cwiseAbs() * x.cwiseAbs()).transpose();
    }
    for (int i = 0; i < num_blocks; ++i) {
      reference->jacobians.push_back(
          jacobian_.middleCols(offsets_[i], size(i)));
      reference->jacobian_errors.push_back(
          jacobian_error_.middleCols(offsets_[i], size(i)));
    }
    reference->value_noise = noise_.head(m);
    reference->jacobian_noise =
        Eigen::Map<const Matrix>(noise_.data() + m, m, num_components());
    for (int k = 0; k < m; ++k) {
      reference->hessians.push_back(CutIntoBlocks(hessians_[k]));
      reference->hessian_errors.push_back(CutIntoBlocks(hessian_errors_[k]));
    }
  }

 private:
  // A value is known as well as the parameters are: its terms may be of the
  // size of |J| |x|, and the value itself what is left of them.
  void AddRounding(const Eigen::VectorXd& values) {
    const int m = function_.num_residuals();
    const int n = num_components();
    const Eigen::Map<const Matrix> jacobian(values.data() + m, m, n);
    const Eigen::Map<const Eigen::VectorXd> x(point_.data(), n);
    noise_.head(m) =
        noise_.head(m).cwiseMax(std::numeric_limits<double>::epsilon() *
                                (jacobian.cwiseAbs() * x.cwiseAbs()));
  }

  int size(int i) const { return offsets_[i + 1] - offsets_[i]; }

  // The residuals, then the Jacobian row by row.
  bool Evaluate(Eigen::VectorXd* values) {
    const int m = function_.num_residuals();
    const int n = num_components();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    residuals_.setConstant(nan);
    for (Matrix& jacobian : jacobians_) {
      jacobian.setConstant(nan);
    }
    if (!function_.Evaluate(block_pointers_.data(),
                            residuals_.data(),
                            jacobian_pointers_.data())) {
      return false;
    }
    values->head(m) = residuals_;
    Eigen::Map<Matrix> rows(values->data() + m, m, n);
    for (int i = 0; i < function_.num_blocks(); ++i) {
      rows.middleCols(offsets_[i], size(i)) = jacobians_[i];
    }
    return true;
  }

  static void Symmetrize(Matrix* hessian, Matrix* error) {
    for (Eigen::Index a = 0; a < hessian->rows(); ++a) {
      for (Eigen::Index b = 0; b < a; ++b) {
        const bool take_lower = (*error)(a, b) < (*error)(b, a);
        for (Matrix* matrix : {hessian, error}) {
          const double value = take_lower ? (*matrix)(a, b) : (*matrix)(b, a);
          (*matrix)(a, b) = value;
          (*matrix)(b, a) = value;
        }
      }
    }
    // An entry shares its terms with its row and its column.
    const Eigen::VectorXd root =
        hessian->cwiseAbs().rowwise().maxCoeff().cwiseSqrt();
    *error += kRounding * root * root.transpose();
  }

  std::vector<Matrix> CutIntoBlocks(const Matrix& matrix) const {
    std::vector<Matrix> blocks;
    for (int i = 0; i < function_.num_blocks(); ++i) {
      for (int j = 0; j < function_.num_blocks(); ++j) {
        blocks.push_back(i <= j
                             ? Matrix(matrix.block(
                                   offsets_[i], offsets_[j], size(i), size(j)))
                             : Matrix());
      }
    }
    return blocks;
  }

  const CheckedFunction& function_;
  std::vector<int> offsets_;   // of the blocks; one more than blocks
  std::vector<double> point_;  // where the function is evaluated
  std::vector<const double*> block_pointers_;
  Eigen::VectorXd residuals_;
  std::vector<Matrix> jacobians_;
  std::vector<double*> jacobian_pointers_;

  // Of the residuals, then of the Jacobian row by row.
  Eigen::VectorXd noise_;

  Matrix jacobian_;  // m x n
  Matrix jacobian_error_;
  std::vector<Matrix> hessians_;  // m times n x n
  std::vector<Matrix> hessian_errors_;
};

}  // namespace

bool ComputeNumericReference(const CheckedFunction& function,
                             double const* const* parameters,
                             const ceres::NumericDiffOptions& options,
                             NumericReference* reference,
                             std::string* error) {
  Differences differences(function, parameters);
  differences.EstimateNoise(StackedPoint(function, parameters).magnitudes());
  int component = 0;
  for (int i = 0; i < function.num_blocks(); ++i) {
    const int size = function.parameter_block_sizes()[i];
    const double largest =
        Eigen::Map<const Eigen::VectorXd>(parameters[i], size)
            .lpNorm<Eigen::Infinity>();
    const double magnitude = largest > 0.0 ? largest : 1.0;
    for (int c = 0; c < size; ++c, ++component) {
      if (!differences.DifferentiateAlong(component, magnitude, options)) {
        *error = StringPrintf(
            "No numeric differences along component %d of parameter block %d "
            "(value %.10g): Evaluate returns false or gives values that are "
            "not "
            "finite on both sides of it.  Check at another point, or with a "
            "smaller ridders_relative_initial_step_size.",
            c,
            i,
            parameters[i][c]);
        return false;
      }
    }
  }
  *reference = NumericReference();
  differences.Write(reference);
  return true;
}

}  // namespace internal
}  // namespace ceres_newton
