// SPDX-License-Identifier: BSD-3-Clause

#include "checked_function.h"

#include "ceres_newton/internal/check.h"
#include "ceres_newton/objective_term.h"
#include "evaluation_agreement.h"
#include "hessian_agreement.h"
#include "string_printf.h"
#include "term_agreement.h"

namespace ceres_newton {
namespace internal {
namespace {

class CheckedCostFunction : public CheckedFunction {
 public:
  explicit CheckedCostFunction(const SecondOrderCostFunction* function)
      : function_(*function) {}

  int num_residuals() const override { return function_.num_residuals(); }
  const std::vector<int32_t>& parameter_block_sizes() const override {
    return function_.parameter_block_sizes();
  }
  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    return function_.Evaluate(parameters, residuals, jacobians);
  }
  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override {
    return function_.EvaluateHessians(parameters, weights, hessians);
  }
  void CheckAgreement(double const* const* parameters,
                      const KnownValues& known,
                      std::vector<std::string>* problems) const override {
    CheckHessianAgreement(function_, parameters, known, problems);
    internal::CheckAgreement(function_, parameters, known, problems);
  }

  std::string hessian_method() const override { return "EvaluateHessians"; }
  std::string ResidualName(int k) const override {
    return StringPrintf("residual %d", k);
  }
  std::string JacobianName(int k, int i) const override {
    return StringPrintf("Jacobian of residual %d, block %d", k, i);
  }
  std::string HessianName(int k, int i, int j) const override {
    return StringPrintf("Hessian of residual %d, block (%d, %d)", k, i, j);
  }

 private:
  const SecondOrderCostFunction& function_;
};

// One residual, the function; one block, x.
class CheckedScalarFunction : public CheckedFunction {
 public:
  explicit CheckedScalarFunction(const SecondOrderFunction* function)
      : function_(*function), block_sizes_(1, function->NumParameters()) {}

  int num_residuals() const override { return 1; }
  const std::vector<int32_t>& parameter_block_sizes() const override {
    return block_sizes_;
  }
  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    return function_.Evaluate(parameters[0],
                              residuals,
                              jacobians == nullptr ? nullptr : jacobians[0]);
  }
  bool EvaluateHessians(double const* const* parameters,
                        const double* /*weights*/,
                        double** hessians) const override {
    double cost = 0.0;
    std::vector<double> gradient(block_sizes_[0]);
    return function_.EvaluateHessian(
        parameters[0], &cost, gradient.data(), hessians[0]);
  }
  void CheckAgreement(double const* const* parameters,
                      const KnownValues& known,
                      std::vector<std::string>* problems) const override {
    internal::CheckAgreement(function_, parameters[0], known, problems);
  }

  std::string hessian_method() const override { return "EvaluateHessian"; }
  std::string ResidualName(int /*k*/) const override { return "cost"; }
  std::string JacobianName(int /*k*/, int /*i*/) const override {
    return "gradient";
  }
  std::string HessianName(int /*k*/, int /*i*/, int /*j*/) const override {
    return "Hessian";
  }

 private:
  const SecondOrderFunction& function_;
  const std::vector<int32_t> block_sizes_;
};

// One residual, the term.
class CheckedObjectiveTerm : public CheckedFunction {
 public:
  explicit CheckedObjectiveTerm(const ObjectiveTerm* term) : term_(*term) {}

  int num_residuals() const override { return 1; }
  const std::vector<int32_t>& parameter_block_sizes() const override {
    return term_.parameter_block_sizes();
  }
  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    return term_.Evaluate(parameters, residuals, jacobians, nullptr);
  }
  bool EvaluateHessians(double const* const* parameters,
                        const double* /*weights*/,
                        double** hessians) const override {
    double value = 0.0;
    return term_.Evaluate(parameters, &value, nullptr, hessians);
  }
  void CheckAgreement(double const* const* parameters,
                      const KnownValues& known,
                      std::vector<std::string>* problems) const override {
    internal::CheckAgreement(term_, parameters, known, problems);
  }

  std::string hessian_method() const override { return "Evaluate"; }
  std::string ResidualName(int /*k*/) const override { return "value"; }
  std::string JacobianName(int /*k*/, int i) const override {
    return StringPrintf("gradient of block %d", i);
  }
  std::string HessianName(int /*k*/, int i, int j) const override {
    return StringPrintf("Hessian, block (%d, %d)", i, j);
  }

 private:
  const ObjectiveTerm& term_;
};

}  // namespace

std::unique_ptr<const CheckedFunction> MakeCheckedFunction(
    const ObjectiveTerm* term) {
  CERES_NEWTON_CHECK(term != nullptr,
                     "HessianChecker: the objective term must not be null.");
  CERES_NEWTON_CHECK(
      !term->parameter_block_sizes().empty(),
      "HessianChecker: the objective term must have parameter blocks.");
  return std::make_unique<CheckedObjectiveTerm>(term);
}

std::unique_ptr<const CheckedFunction> MakeCheckedFunction(
    const SecondOrderCostFunction* function) {
  CERES_NEWTON_CHECK(function != nullptr,
                     "HessianChecker: the cost function must not be null.");
  CERES_NEWTON_CHECK(
      function->num_residuals() > 0 &&
          !function->parameter_block_sizes().empty(),
      "HessianChecker: the cost function must have residuals and "
      "parameter blocks.");
  return std::make_unique<CheckedCostFunction>(function);
}

std::unique_ptr<const CheckedFunction> MakeCheckedFunction(
    const SecondOrderFunction* function) {
  CERES_NEWTON_CHECK(function != nullptr,
                     "HessianChecker: the function must not be null.");
  CERES_NEWTON_CHECK(function->NumParameters() > 0,
                     "HessianChecker: the function must have parameters.");
  return std::make_unique<CheckedScalarFunction>(function);
}

}  // namespace internal
}  // namespace ceres_newton
