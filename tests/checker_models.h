// Correct functions of many kinds, sizes and scales, which tests of the
// HessianChecker falsify on purpose.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_CHECKER_MODELS_H_
#define CERES_NEWTON_TESTS_CHECKER_MODELS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/second_order_cost_function.h"

namespace ceres_newton {

// r: R^n -> R^m at one point, the parameter blocks stacked: residuals (m), the
// Jacobian (m x n) and the Hessian of every residual (n x n).
struct ModelDerivatives {
  Eigen::VectorXd residuals;
  Eigen::MatrixXd jacobian;
  std::vector<Eigen::MatrixXd> hessians;
};

// r(x) = output_scale g(x_1 / scale_1, x_2 / scale_2, ...).
class CheckerModel {
 public:
  // y is where g is checked.  Several blocks, or several residuals, make a cost
  // function; one of each makes a scalar function.
  CheckerModel(std::string name,
               std::shared_ptr<const SecondOrderCostFunction> g,
               std::vector<int32_t> block_sizes,
               Eigen::VectorXd y);

  // The same function with x_i = scales_i y_i.
  CheckerModel Scaled(const Eigen::VectorXd& scales, double output_scale) const;

  // With x_0 = 0 in place of what it was.
  CheckerModel AtZero() const;

  void Evaluate(const Eigen::VectorXd& x,
                bool with_hessians,
                ModelDerivatives* derivatives) const;

  const std::string& name() const { return name_; }
  const std::vector<int32_t>& block_sizes() const { return block_sizes_; }
  int num_residuals() const { return g_->num_residuals(); }
  int num_parameters() const { return static_cast<int>(y_.size()); }
  bool is_scalar() const {
    return num_residuals() == 1 && block_sizes_.size() == 1;
  }
  Eigen::VectorXd x() const { return scales_.cwiseProduct(y_); }
  const Eigen::VectorXd& scales() const { return scales_; }

 private:
  std::string name_;
  std::shared_ptr<const SecondOrderCostFunction> g_;  // one block
  std::vector<int32_t> block_sizes_;
  Eigen::VectorXd y_;
  Eigen::VectorXd scales_;
  double output_scale_ = 1.0;
};

// Functions of 1 to 50 parameters: polynomials, fits, a camera, a cluster of
// atoms, likelihoods, a neural network.
std::vector<CheckerModel> MakeCheckerModels();

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_CHECKER_MODELS_H_
