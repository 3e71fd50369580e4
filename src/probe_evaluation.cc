// SPDX-License-Identifier: BSD-3-Clause

#include "probe_evaluation.h"

#include <cmath>
#include <limits>
#include <utility>

#include "call_comparison.h"
#include "guarded_blocks.h"
#include "numeric_reference.h"
#include "reference_confirmation.h"
#include "string_printf.h"
#include "unusable_entries.h"

namespace ceres_newton {
namespace internal {
namespace {

using Matrix = CheckerMatrix;
using Vector = HessianChecker::ProbeResults::Vector;
using HessianBlocks = HessianChecker::ProbeResults::HessianBlocks;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Values that should be equal may differ by a few roundings.
constexpr double kRounding = 64.0 * std::numeric_limits<double>::epsilon();

class ProbeEvaluation {
 public:
  ProbeEvaluation(const CheckedFunction& function,
                  const std::vector<const ceres::Manifold*>& manifolds,
                  const ceres::NumericDiffOptions& options,
                  double const* const* parameters,
                  double relative_precision,
                  HessianChecker::ProbeResults* results,
                  ProbeErrors* errors,
                  std::vector<std::string>* problems)
      : function_(function),
        manifolds_(manifolds),
        options_(options),
        parameters_(parameters),
        relative_precision_(relative_precision),
        num_blocks_(function.num_blocks()),
        num_residuals_(function.num_residuals()),
        results_(*results),
        errors_(*errors),
        problems_(*problems) {}

  bool Run() {
    results_.return_value = true;
    results_.block_maximum_relative_error =
        Matrix::Zero(num_blocks_, num_blocks_);
    return EvaluateFunction() && EvaluateHessians() && EvaluateReference() &&
           MoveToTangentSpaces();
  }

 private:
  int BlockSize(int i) const { return function_.parameter_block_sizes()[i]; }
  int Block(int i, int j) const { return i * num_blocks_ + j; }
  void AddProblem(const std::string& problem) { problems_.push_back(problem); }
  void AddIfNotEmpty(const std::string& call, const std::string& sentence) {
    if (!sentence.empty()) {
      AddProblem(call + sentence);
    }
  }
  // The rows or blocks of all residuals, by the name of the first one's.
  std::string OfAllResiduals(const std::string& first) const {
    return num_residuals_ == 1 ? first : first + " and of all other residuals";
  }

  // The residuals and the Jacobians; false if there is nothing to go on with.
  bool EvaluateFunction() {
    results_.residuals = Unwritten(num_residuals_, 1);
    std::vector<double*> pointers;
    for (int i = 0; i < num_blocks_; ++i) {
      results_.jacobians.push_back(Unwritten(num_residuals_, BlockSize(i)));
    }
    for (Matrix& jacobian : results_.jacobians) {
      pointers.push_back(jacobian.data());
    }
    if (!function_.Evaluate(
            parameters_, results_.residuals.data(), pointers.data())) {
      results_.return_value = false;
      AddProblem(
          "Evaluate returns false at the parameters.  Check at a point where "
          "the function can be evaluated.");
      return false;
    }
    UnusableEntries residuals;
    for (int k = 0; k < num_residuals_; ++k) {
      residuals.Look(results_.residuals[k],
                     [&] { return function_.ResidualName(k); });
    }
    AddIfNotEmpty("Evaluate: ", residuals.Sentence("the residual vector"));
    for (int i = 0; i < num_blocks_; ++i) {
      CheckJacobianFinite(i);
    }
    return problems_.empty();
  }

  // The Hessian blocks of every residual; false unless all are finite.
  bool EvaluateHessians() {
    for (int k = 0; k < num_residuals_; ++k) {
      GuardedBlocks blocks(function_.parameter_block_sizes());
      const Vector weights = Vector::Unit(num_residuals_, k);
      if (!function_.EvaluateHessians(
              parameters_, weights.data(), blocks.pointers())) {
        results_.return_value = false;
        AddProblem(function_.hessian_method() +
                   " returns false at the parameters, though Evaluate returns "
                   "true there.");
        return false;
      }
      std::string error;
      if (!blocks.IsIntact(&error)) {
        AddProblem(function_.hessian_method() + " " + error);
        return false;
      }
      results_.hessians.emplace_back();
      for (int i = 0; i < num_blocks_; ++i) {
        for (int j = 0; j < num_blocks_; ++j) {
          results_.hessians[k].push_back(i <= j ? blocks.Block(i, j)
                                                : Matrix());
        }
      }
    }
    for (int i = 0; i < num_blocks_; ++i) {
      for (int j = i; j < num_blocks_; ++j) {
        CheckHessianFinite(i, j);
      }
    }
    return problems_.empty();
  }

  void CheckJacobianFinite(int i) {
    UnusableEntries entries;
    for (int k = 0; k < num_residuals_; ++k) {
      // What cannot be evaluated has no derivatives.
      for (int c = 0; c < BlockSize(i) && std::isfinite(results_.residuals[k]);
           ++c) {
        entries.Look(results_.jacobians[i](k, c), [&] {
          return StringPrintf(
              "%s: entry %d", function_.JacobianName(k, i).c_str(), c);
        });
      }
    }
    AddIfNotEmpty(
        "Evaluate: ",
        entries.Sentence(OfAllResiduals(function_.JacobianName(0, i))));
  }

  void CheckHessianFinite(int i, int j) {
    UnusableEntries entries;
    for (int k = 0; k < num_residuals_; ++k) {
      const Matrix& block = results_.hessians[k][Block(i, j)];
      for (int row = 0; row < block.rows(); ++row) {
        for (int col = 0; col < block.cols(); ++col) {
          const double entry = block(row, col);
          entries.Look(entry, [&] {
            return StringPrintf("%s: entry (%d, %d)",
                                function_.HessianName(k, i, j).c_str(),
                                row,
                                col);
          });
          if (std::isfinite(entry)) {
            continue;
          }
          if (results_.worst_entry.residual < 0) {
            results_.maximum_relative_error = kInfinity;
            results_.worst_entry = {
                k, i, j, row, col, kNaN, entry, kNaN, kInfinity};
          }
          results_.block_maximum_relative_error(i, j) = kInfinity;
        }
      }
    }
    AddIfNotEmpty(
        "", entries.Sentence(OfAllResiduals(function_.HessianName(0, i, j))));
  }

  bool EvaluateReference() {
    NumericReference reference;
    std::string error;
    if (!ComputeNumericReference(
            function_, parameters_, options_, &reference, &error)) {
      results_.return_value = false;
      AddProblem(error);
      return false;
    }
    results_.numeric_jacobians = std::move(reference.jacobians);
    results_.numeric_hessians = std::move(reference.hessians);
    results_.numeric_hessian_errors = std::move(reference.hessian_errors);
    errors_.jacobians = std::move(reference.jacobian_errors);
    errors_.value_noise = std::move(reference.value_noise);
    errors_.jacobian_noise = std::move(reference.jacobian_noise);
    // A value is known as well as the parameters are: to a relative rounding.
    errors_.residuals = results_.residuals.cwiseAbs();
    for (int i = 0; i < num_blocks_; ++i) {
      const Eigen::Map<const Vector> x(parameters_[i], BlockSize(i));
      errors_.residuals += results_.jacobians[i].cwiseAbs() * x.cwiseAbs();
    }
    errors_.residuals *= kRounding;
    ConfirmReference(
        function_, parameters_, relative_precision_, &results_, &errors_);
    return true;
  }

  // Jacobians J_i P_i and blocks P_i' H_ij P_j; errors with absolute values.
  bool MoveToTangentSpaces() {
    std::vector<Matrix> plus_jacobians(num_blocks_);
    for (int i = 0; i < num_blocks_; ++i) {
      if (manifolds_[i] == nullptr) {
        plus_jacobians[i] = Matrix::Identity(BlockSize(i), BlockSize(i));
        continue;
      }
      plus_jacobians[i] =
          Matrix::Constant(BlockSize(i), manifolds_[i]->TangentSize(), kNaN);
      if (!manifolds_[i]->PlusJacobian(parameters_[i],
                                       plus_jacobians[i].data()) ||
          !plus_jacobians[i].allFinite()) {
        AddProblem(StringPrintf(
            "The manifold of parameter block %d has no PlusJacobian at the "
            "parameters: it returns false or is not finite.",
            i));
        return false;
      }
    }
    for (int i = 0; i < num_blocks_; ++i) {
      const Matrix& plus = plus_jacobians[i];
      results_.local_jacobians.push_back(results_.jacobians[i] * plus);
      results_.local_numeric_jacobians.push_back(results_.numeric_jacobians[i] *
                                                 plus);
      errors_.local_jacobians.push_back(errors_.jacobians[i] * plus.cwiseAbs());
    }
    results_.local_hessians = Project(results_.hessians, plus_jacobians);
    results_.local_numeric_hessians =
        Project(results_.numeric_hessians, plus_jacobians);
    for (Matrix& plus : plus_jacobians) {
      plus = plus.cwiseAbs().eval();
    }
    results_.local_numeric_hessian_errors =
        Project(results_.numeric_hessian_errors, plus_jacobians);
    return true;
  }

  HessianBlocks Project(const HessianBlocks& hessians,
                        const std::vector<Matrix>& plus_jacobians) const {
    HessianBlocks local = hessians;
    for (int k = 0; k < num_residuals_; ++k) {
      for (int i = 0; i < num_blocks_; ++i) {
        for (int j = i; j < num_blocks_; ++j) {
          local[k][Block(i, j)] = plus_jacobians[i].transpose() *
                                  hessians[k][Block(i, j)] * plus_jacobians[j];
        }
      }
    }
    return local;
  }

  const CheckedFunction& function_;
  const std::vector<const ceres::Manifold*>& manifolds_;
  const ceres::NumericDiffOptions& options_;
  double const* const* const parameters_;
  const double relative_precision_;
  const int num_blocks_;
  const int num_residuals_;
  HessianChecker::ProbeResults& results_;
  ProbeErrors& errors_;
  std::vector<std::string>& problems_;
};

}  // namespace

bool EvaluateProbe(const CheckedFunction& function,
                   const std::vector<const ceres::Manifold*>& manifolds,
                   const ceres::NumericDiffOptions& options,
                   double const* const* parameters,
                   double relative_precision,
                   HessianChecker::ProbeResults* results,
                   ProbeErrors* errors,
                   std::vector<std::string>* problems) {
  return ProbeEvaluation(function,
                         manifolds,
                         options,
                         parameters,
                         relative_precision,
                         results,
                         errors,
                         problems)
      .Run();
}

}  // namespace internal
}  // namespace ceres_newton
