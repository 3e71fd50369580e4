// The answers of one call to a function against what other calls at the same
// point gave: a part of the HessianChecker that needs no differences.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_CALL_COMPARISON_H_
#define CERES_NEWTON_SRC_CALL_COMPARISON_H_

#include <string>
#include <vector>

#include "ceres_newton/hessian_checker.h"
#include "hessian_comparison.h"

namespace ceres_newton {
namespace internal {

// What is known at the parameters: residuals, jacobians and hessians as the
// function gave them first, with the rounding errors to be expected in them.
struct KnownValues {
  const HessianChecker::ProbeResults& results;
  const Eigen::VectorXd& residual_errors;
  const std::vector<CheckerMatrix>& jacobian_errors;
  double relative_precision;
};

// A matrix whose entries show whether they were written.
CheckerMatrix Unwritten(Eigen::Index rows, Eigen::Index cols);

// Appends sentences on one call to `problems`.
class CallComparison {
 public:
  // call: what is called and how, "Evaluate without Jacobians".
  CallComparison(const std::string& call,
                 double relative_precision,
                 std::vector<std::string>* problems)
      : call_(call),
        relative_precision_(relative_precision),
        problems_(problems) {}

  void AddProblem(const std::string& problem) const;
  void ReturnedFalse() const;

  // `got`, named `what`, should be `known` but for `error`, where that is
  // finite.  False if it is not.
  bool Compare(const std::string& what,
               const CheckerMatrix& got,
               const CheckerMatrix& known,
               const CheckerMatrix& error) const;

 private:
  const std::string call_;
  const double relative_precision_;
  std::vector<std::string>* const problems_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_CALL_COMPARISON_H_
