// What a HessianChecker can check, seen alike: r: R^n1 x R^n2 x ... -> R^m with
// Jacobians and the Hessian blocks of weighted sums.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_CHECKED_FUNCTION_H_
#define CERES_NEWTON_SRC_CHECKED_FUNCTION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "call_comparison.h"
#include "ceres_newton/hessian_checker.h"

namespace ceres_newton {
namespace internal {

class CheckedFunction {
 public:
  virtual ~CheckedFunction() = default;

  virtual int num_residuals() const = 0;
  virtual const std::vector<int32_t>& parameter_block_sizes() const = 0;
  int num_blocks() const {
    return static_cast<int>(parameter_block_sizes().size());
  }

  // As ceres::CostFunction::Evaluate.
  virtual bool Evaluate(double const* const* parameters,
                        double* residuals,
                        double** jacobians) const = 0;

  // As SecondOrderCostFunction::EvaluateHessians; functions without weights of
  // their own take weights[0] = 1 for granted.
  virtual bool EvaluateHessians(double const* const* parameters,
                                const double* weights,
                                double** hessians) const = 0;

  // Asks for values and derivatives in all other ways and appends a sentence to
  // `problems` for each that disagrees with what is known.
  virtual void CheckAgreement(double const* const* parameters,
                              const KnownValues& known,
                              std::vector<std::string>* problems) const = 0;

  // The names in the function's own interface, for messages: the method behind
  // EvaluateHessians; "residual 2" or "cost"; "Jacobian of residual 2, block 1"
  // or "gradient"; "Hessian of residual 2, block (0, 1)" or "Hessian".
  virtual std::string hessian_method() const = 0;
  virtual std::string ResidualName(int k) const = 0;
  virtual std::string JacobianName(int k, int i) const = 0;
  virtual std::string HessianName(int k, int i, int j) const = 0;
};

// None takes ownership.
std::unique_ptr<const CheckedFunction> MakeCheckedFunction(
    const SecondOrderCostFunction* function);
std::unique_ptr<const CheckedFunction> MakeCheckedFunction(
    const SecondOrderFunction* function);
std::unique_ptr<const CheckedFunction> MakeCheckedFunction(
    const ObjectiveTerm* term);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_CHECKED_FUNCTION_H_
