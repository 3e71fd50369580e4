// A SecondOrderFunction as an Objective.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_FUNCTION_OBJECTIVE_H_
#define CERES_NEWTON_SRC_FUNCTION_OBJECTIVE_H_

#include <string>

#include "Eigen/Core"
#include "ceres_newton/second_order_function.h"
#include "objective.h"

namespace ceres_newton {
namespace internal {

// The function itself, with x (+) step = x + step.  Trusts nothing: values the
// function leaves unwritten are found like NaN, and all numbers asked for must
// be finite.
class FunctionObjective : public Objective {
 public:
  // Not owned; must outlive this object.
  explicit FunctionObjective(const SecondOrderFunction* function);

  int num_parameters() const override { return size_; }
  int num_tangent_parameters() const override { return size_; }
  bool Evaluate(const Eigen::VectorXd& x,
                double* cost,
                Eigen::VectorXd* gradient,
                Eigen::MatrixXd* hessian,
                std::string* error) override;
  bool Plus(const Eigen::VectorXd& x,
            const Eigen::VectorXd& step,
            Eigen::VectorXd* candidate) const override;

 private:
  const SecondOrderFunction* const function_;
  const int size_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_FUNCTION_OBJECTIVE_H_
