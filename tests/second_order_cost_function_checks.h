// Checks that hold for every AutoDiff provider of residual Hessians, against
// differences and against one another.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_SECOND_ORDER_COST_FUNCTION_CHECKS_H_
#define CERES_NEWTON_TESTS_SECOND_ORDER_COST_FUNCTION_CHECKS_H_

#include <cstdint>
#include <limits>
#include <vector>

#include "Eigen/Core"
#include "ceres/loss_function.h"
#include "ceres_newton/second_order_cost_function.h"
#include "gtest/gtest.h"

namespace ceres_newton {

using RowMajorMatrix =
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Parameter blocks with their values, and room for all outputs.
class CostFunctionProbe {
 public:
  CostFunctionProbe(const SecondOrderCostFunction& function,
                    const Eigen::VectorXd& x)
      : function_(function), x_(x) {
    for (const int32_t size : function.parameter_block_sizes()) {
      offsets_.push_back(n_);
      n_ += size;
    }
    EXPECT_EQ(n_, x.size());
    gradient = Eigen::VectorXd(n_);
    hessians.resize(num_blocks() * num_blocks());
    wants.assign(num_blocks() * num_blocks(), true);
  }

  int num_blocks() const { return static_cast<int>(offsets_.size()); }
  int size(int i) const { return function_.parameter_block_sizes()[i]; }

  bool EvaluateHessians(const Eigen::VectorXd& weights) {
    EXPECT_EQ(weights.size(), function_.num_residuals());
    return function_.EvaluateHessians(
        Parameters(x_).data(), weights.data(), HessianPointers().data());
  }

  // kDefault: what SecondOrderCostFunction assembles; kOwn: the override.
  enum Path { kDefault, kOwn };
  bool EvaluateRobustCost(const ceres::LossFunction* loss, Path path) {
    std::vector<double*> gradients;
    for (const int offset : offsets_) {
      gradients.push_back(gradient.data() + offset);
    }
    const auto parameters = Parameters(x_);
    auto pointers = HessianPointers();
    return path == kOwn ? function_.EvaluateRobustCost(parameters.data(),
                                                       loss,
                                                       &cost,
                                                       gradients.data(),
                                                       pointers.data())
                        : function_.SecondOrderCostFunction::EvaluateRobustCost(
                              parameters.data(),
                              loss,
                              &cost,
                              gradients.data(),
                              pointers.data());
  }

  // J'w at x + step e_k.
  Eigen::VectorXd WeightedJacobian(const Eigen::VectorXd& weights,
                                   int k,
                                   double step) const {
    Eigen::VectorXd x = x_;
    x[k] += step;
    const int m = function_.num_residuals();
    std::vector<RowMajorMatrix> jacobians;
    for (int i = 0; i < num_blocks(); ++i) {
      jacobians.emplace_back(m, size(i));
    }
    std::vector<double*> pointers;
    for (RowMajorMatrix& jacobian : jacobians) {
      pointers.push_back(jacobian.data());
    }
    Eigen::VectorXd residuals(m);
    EXPECT_TRUE(function_.Evaluate(
        Parameters(x).data(), residuals.data(), pointers.data()));
    Eigen::VectorXd result(n_);
    for (int i = 0; i < num_blocks(); ++i) {
      result.segment(offsets_[i], size(i)) = jacobians[i].transpose() * weights;
    }
    return result;
  }

  // The blocks i <= j, put together; the others are their transposes.
  Eigen::MatrixXd Dense() const {
    Eigen::MatrixXd dense(n_, n_);
    for (int i = 0; i < num_blocks(); ++i) {
      for (int j = i; j < num_blocks(); ++j) {
        const RowMajorMatrix& block = hessians[i * num_blocks() + j];
        dense.block(offsets_[i], offsets_[j], size(i), size(j)) = block;
        dense.block(offsets_[j], offsets_[i], size(j), size(i)) =
            block.transpose();
      }
    }
    return dense;
  }

  int num_parameters() const { return n_; }

  double cost = std::numeric_limits<double>::quiet_NaN();
  Eigen::VectorXd gradient;
  std::vector<RowMajorMatrix> hessians;
  std::vector<bool> wants;  // of each block

 private:
  std::vector<const double*> Parameters(const Eigen::VectorXd& x) const {
    std::vector<const double*> parameters;
    for (const int offset : offsets_) {
      parameters.push_back(x.data() + offset);
    }
    return parameters;
  }

  // NaN everywhere, so that what is not written shows.
  std::vector<double*> HessianPointers() {
    std::vector<double*> pointers;
    for (int i = 0; i < num_blocks(); ++i) {
      for (int j = 0; j < num_blocks(); ++j) {
        const int k = i * num_blocks() + j;
        hessians[k] = RowMajorMatrix::Constant(
            size(i), size(j), std::numeric_limits<double>::quiet_NaN());
        pointers.push_back(wants[k] ? hessians[k].data() : nullptr);
      }
    }
    return pointers;
  }

  const SecondOrderCostFunction& function_;
  const Eigen::VectorXd x_;
  std::vector<int> offsets_;
  int n_ = 0;
};

// Against central differences of the Jacobians.
inline void ExpectHessiansMatchDifferences(
    const SecondOrderCostFunction& function, const Eigen::VectorXd& x) {
  CostFunctionProbe probe(function, x);
  const Eigen::VectorXd weights =
      Eigen::VectorXd::LinSpaced(function.num_residuals(), 1.5, -0.7);
  ASSERT_TRUE(probe.EvaluateHessians(weights));
  const Eigen::MatrixXd hessian = probe.Dense();
  const double step = 1e-5;
  for (int k = 0; k < probe.num_parameters(); ++k) {
    const Eigen::VectorXd difference =
        (probe.WeightedJacobian(weights, k, step) -
         probe.WeightedJacobian(weights, k, -step)) /
        (2.0 * step);
    // Truncation step^2 and rounding 1e-16 / step.
    EXPECT_LE((hessian.col(k) - difference).norm(), 1e-8) << "column " << k;
  }
}

// W is linear in the weights, and its diagonal blocks are symmetric bit by bit.
inline void ExpectHessiansAreLinearAndSymmetric(
    const SecondOrderCostFunction& function, const Eigen::VectorXd& x) {
  CostFunctionProbe probe(function, x);
  const int m = function.num_residuals();
  const Eigen::VectorXd weights = Eigen::VectorXd::LinSpaced(m, 1.5, -0.7);
  ASSERT_TRUE(probe.EvaluateHessians(weights));
  const Eigen::MatrixXd whole = probe.Dense();
  for (int i = 0; i < probe.num_blocks(); ++i) {
    const RowMajorMatrix& block = probe.hessians[i * (probe.num_blocks() + 1)];
    EXPECT_EQ(block, block.transpose());
  }
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(whole.rows(), whole.cols());
  for (int k = 0; k < m; ++k) {
    ASSERT_TRUE(probe.EvaluateHessians(Eigen::VectorXd::Unit(m, k)));
    sum += weights[k] * probe.Dense();
  }
  EXPECT_LE((whole - sum).norm(), 1e-13 * (1.0 + whole.norm()));
}

// Each block alone is what it is among all; the others are left alone.
inline void ExpectUnwantedBlocksAreLeftAlone(
    const SecondOrderCostFunction& function, const Eigen::VectorXd& x) {
  CostFunctionProbe all(function, x);
  const Eigen::VectorXd weights =
      Eigen::VectorXd::LinSpaced(function.num_residuals(), 1.5, -0.7);
  ASSERT_TRUE(all.EvaluateHessians(weights));
  const int num_blocks = all.num_blocks();
  for (int wanted = 0; wanted < num_blocks * num_blocks; ++wanted) {
    SCOPED_TRACE(wanted);
    CostFunctionProbe one(function, x);
    one.wants.assign(num_blocks * num_blocks, false);
    one.wants[wanted] = true;
    ASSERT_TRUE(one.EvaluateHessians(weights));
    for (int k = 0; k < num_blocks * num_blocks; ++k) {
      const bool is_upper = k / num_blocks <= k % num_blocks;
      if (k == wanted && is_upper) {
        EXPECT_LE((one.hessians[k] - all.hessians[k]).norm(), 1e-14);
      } else {
        EXPECT_TRUE(one.hessians[k].array().isNaN().all());
      }
    }
  }
}

// The override and the assembly from Jacobians and Hessians agree.
inline void ExpectRobustCostMatchesAssembly(
    const SecondOrderCostFunction& function, const Eigen::VectorXd& x) {
  const ceres::CauchyLoss cauchy(1.3);
  const ceres::HuberLoss huber(0.5);
  const ceres::TukeyLoss tukey(40.0);
  for (const ceres::LossFunction* loss :
       std::vector<const ceres::LossFunction*>{
           nullptr, &cauchy, &huber, &tukey}) {
    CostFunctionProbe own(function, x);
    CostFunctionProbe assembled(function, x);
    ASSERT_TRUE(own.EvaluateRobustCost(loss, CostFunctionProbe::kOwn));
    ASSERT_TRUE(
        assembled.EvaluateRobustCost(loss, CostFunctionProbe::kDefault));
    EXPECT_NEAR(own.cost, assembled.cost, 1e-13 * (1.0 + assembled.cost));
    EXPECT_LE((own.gradient - assembled.gradient).norm(),
              1e-13 * (1.0 + assembled.gradient.norm()));
    EXPECT_LE((own.Dense() - assembled.Dense()).norm(),
              1e-12 * (1.0 + assembled.Dense().norm()));
  }
}

// Two functions that should be one.
inline void ExpectSameHessians(const SecondOrderCostFunction& a,
                               const SecondOrderCostFunction& b,
                               const Eigen::VectorXd& x) {
  CostFunctionProbe probe_a(a, x);
  CostFunctionProbe probe_b(b, x);
  const Eigen::VectorXd weights =
      Eigen::VectorXd::LinSpaced(a.num_residuals(), 1.5, -0.7);
  ASSERT_TRUE(probe_a.EvaluateHessians(weights));
  ASSERT_TRUE(probe_b.EvaluateHessians(weights));
  EXPECT_LE((probe_a.Dense() - probe_b.Dense()).norm(),
            1e-13 * (1.0 + probe_a.Dense().norm()));
}

// Null arrays of a function of one block end the program with a sentence.
inline void ExpectNullArraysAbort(const SecondOrderCostFunction& function) {
  ASSERT_EQ(function.parameter_block_sizes().size(), 1u);
  const int n = function.parameter_block_sizes()[0];
  const std::vector<double> x(n, 1.0);
  const std::vector<double> weights(function.num_residuals(), 1.0);
  std::vector<double> block(function.num_residuals() * n * n);
  const double* const parameters[] = {x.data()};
  double* hessians[] = {block.data()};
  double cost;
  const char* const no_parameters = "parameters must not be null";
  const char* const no_hessians = "hessians must not be null";
  EXPECT_DEATH_IF_SUPPORTED(
      function.EvaluateHessians(nullptr, weights.data(), hessians),
      no_parameters);
  EXPECT_DEATH_IF_SUPPORTED(
      function.EvaluateHessians(parameters, nullptr, hessians),
      "weights must not be null");
  EXPECT_DEATH_IF_SUPPORTED(
      function.EvaluateHessians(parameters, weights.data(), nullptr),
      no_hessians);
  EXPECT_DEATH_IF_SUPPORTED(
      function.EvaluateRobustCost(nullptr, nullptr, &cost, nullptr, hessians),
      no_parameters);
  EXPECT_DEATH_IF_SUPPORTED(
      function.EvaluateRobustCost(
          parameters, nullptr, nullptr, nullptr, hessians),
      "cost must not be null");
  EXPECT_DEATH_IF_SUPPORTED(
      function.EvaluateResidualHessians(nullptr, hessians), no_parameters);
  EXPECT_DEATH_IF_SUPPORTED(
      function.EvaluateResidualHessians(parameters, nullptr), no_hessians);
}

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_SECOND_ORDER_COST_FUNCTION_CHECKS_H_
