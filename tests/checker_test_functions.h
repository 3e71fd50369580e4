// Hand-written providers with known derivatives, which tests of the
// HessianChecker falsify on purpose.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_CHECKER_TEST_FUNCTIONS_H_
#define CERES_NEWTON_TESTS_CHECKER_TEST_FUNCTIONS_H_

#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/second_order_cost_function.h"
#include "ceres_newton/second_order_function.h"
#include "gtest/gtest.h"

namespace ceres_newton {

using TestMatrix =
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// s(x) = output_scale (sin(a'y) + 1/2 y'A y) with y = x / input_scale and
// random a and A: every derivative is of the size that the scales say.
class SineOfSum {
 public:
  SineOfSum(int n,
            double input_scale,
            double output_scale,
            std::mt19937* random)
      : input_scale_(input_scale),
        output_scale_(output_scale),
        a_(n),
        A_(n, n) {
    std::uniform_real_distribution<double> uniform(0.2, 1.0);
    for (int i = 0; i < n; ++i) {
      a_[i] = uniform(*random);
      for (int j = i; j < n; ++j) {
        A_(i, j) = A_(j, i) = 1.0 + uniform(*random);
      }
    }
  }

  double Value(const Eigen::VectorXd& x) const {
    const Eigen::VectorXd y = x / input_scale_;
    return output_scale_ * (std::sin(a_.dot(y)) + 0.5 * y.dot(A_ * y));
  }
  Eigen::VectorXd Gradient(const Eigen::VectorXd& x) const {
    const Eigen::VectorXd y = x / input_scale_;
    return output_scale_ / input_scale_ * (std::cos(a_.dot(y)) * a_ + A_ * y);
  }
  Eigen::MatrixXd Hessian(const Eigen::VectorXd& x) const {
    const Eigen::VectorXd y = x / input_scale_;
    return output_scale_ / (input_scale_ * input_scale_) *
           (A_ - std::sin(a_.dot(y)) * a_ * a_.transpose());
  }

 private:
  double input_scale_;
  double output_scale_;
  Eigen::VectorXd a_;
  Eigen::MatrixXd A_;
};

// A scalar function from three functions of x.  The hooks change answers.
class TestFunction : public SecondOrderFunction {
 public:
  std::function<double(const Eigen::VectorXd&)> value;
  std::function<Eigen::VectorXd(const Eigen::VectorXd&)> gradient;
  std::function<Eigen::MatrixXd(const Eigen::VectorXd&)> hessian;

  // Called with the answers of EvaluateHessian or Evaluate before they are
  // given; the pointers not wanted are null.
  std::function<bool(double* cost, double* gradient, double* hessian)>
      tamper_evaluate_hessian;
  std::function<bool(double* cost, double* gradient)> tamper_evaluate;

  explicit TestFunction(int n) : n_(n) {}
  TestFunction(int n, const SineOfSum& sine)
      : value([sine](const Eigen::VectorXd& x) { return sine.Value(x); }),
        gradient([sine](const Eigen::VectorXd& x) { return sine.Gradient(x); }),
        hessian([sine](const Eigen::VectorXd& x) { return sine.Hessian(x); }),
        n_(n) {}

  bool EvaluateHessian(const double* x,
                       double* cost,
                       double* gradient_out,
                       double* hessian_out) const override {
    Fill(x, cost, gradient_out, hessian_out);
    return !tamper_evaluate_hessian ||
           tamper_evaluate_hessian(cost, gradient_out, hessian_out);
  }
  bool Evaluate(const double* x,
                double* cost,
                double* gradient_out) const override {
    Fill(x, cost, gradient_out, nullptr);
    return !tamper_evaluate || tamper_evaluate(cost, gradient_out);
  }
  int NumParameters() const override { return n_; }

 private:
  void Fill(const double* x,
            double* cost,
            double* gradient_out,
            double* hessian_out) const {
    const Eigen::VectorXd point = Eigen::Map<const Eigen::VectorXd>(x, n_);
    *cost = value(point);
    if (gradient_out != nullptr) {
      Eigen::Map<Eigen::VectorXd>(gradient_out, n_) = gradient(point);
    }
    if (hessian_out != nullptr) {
      Eigen::Map<TestMatrix>(hessian_out, n_, n_) = hessian(point);
    }
  }

  const int n_;
};

// Residuals that are SineOfSums of all blocks stacked.  The hooks change
// answers.
class TestCostFunction : public SecondOrderCostFunction {
 public:
  // Called with the answers of EvaluateHessians or Evaluate before they are
  // given.
  std::function<bool(const double* weights, double** hessians)> tamper_hessians;
  std::function<bool(double* residuals, double** jacobians)> tamper_evaluate;
  // Called with those of EvaluateRobustCost.
  std::function<bool(double* cost, double** gradients, double** hessians)>
      tamper_robust_cost;

  TestCostFunction(int num_residuals,
                   const std::vector<int32_t>& block_sizes,
                   double input_scale = 1.0,
                   double output_scale = 1.0) {
    set_num_residuals(num_residuals);
    *mutable_parameter_block_sizes() = block_sizes;
    for (const int32_t size : block_sizes) {
      offsets_.push_back(n_);
      n_ += size;
    }
    std::mt19937 random(7);
    for (int k = 0; k < num_residuals; ++k) {
      residuals_.emplace_back(n_, input_scale, output_scale, &random);
    }
  }

  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    const Eigen::VectorXd x = Stack(parameters);
    for (int k = 0; k < num_residuals(); ++k) {
      residuals[k] = residuals_[k].Value(x);
      const Eigen::VectorXd gradient = residuals_[k].Gradient(x);
      for (int i = 0; jacobians != nullptr && i < num_blocks(); ++i) {
        if (jacobians[i] != nullptr) {
          Eigen::Map<Eigen::VectorXd>(jacobians[i] + k * size(i), size(i)) =
              gradient.segment(offsets_[i], size(i));
        }
      }
    }
    return !tamper_evaluate || tamper_evaluate(residuals, jacobians);
  }

  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override {
    const Eigen::VectorXd x = Stack(parameters);
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(n_, n_);
    for (int k = 0; k < num_residuals(); ++k) {
      sum += weights[k] * residuals_[k].Hessian(x);
    }
    for (int i = 0; i < num_blocks(); ++i) {
      for (int j = i; j < num_blocks(); ++j) {
        double* const block = hessians[i * num_blocks() + j];
        if (block != nullptr) {
          Eigen::Map<TestMatrix>(block, size(i), size(j)) =
              sum.block(offsets_[i], offsets_[j], size(i), size(j));
        }
      }
    }
    return !tamper_hessians || tamper_hessians(weights, hessians);
  }

  bool EvaluateRobustCost(double const* const* parameters,
                          const ceres::LossFunction* loss,
                          double* cost,
                          double** gradients,
                          double** hessians) const override {
    return SecondOrderCostFunction::EvaluateRobustCost(
               parameters, loss, cost, gradients, hessians) &&
           (!tamper_robust_cost ||
            tamper_robust_cost(cost, gradients, hessians));
  }

 private:
  int num_blocks() const { return static_cast<int>(offsets_.size()); }
  int size(int i) const { return parameter_block_sizes()[i]; }

  Eigen::VectorXd Stack(double const* const* parameters) const {
    Eigen::VectorXd x(n_);
    for (int i = 0; i < num_blocks(); ++i) {
      x.segment(offsets_[i], size(i)) =
          Eigen::Map<const Eigen::VectorXd>(parameters[i], size(i));
    }
    return x;
  }

  int n_ = 0;
  std::vector<int> offsets_;
  std::vector<SineOfSum> residuals_;
};

// Blocks of values in [0.3, 1) * scale.
class TestParameters {
 public:
  explicit TestParameters(const std::vector<int32_t>& block_sizes,
                          double scale = 1.0) {
    std::mt19937 random(11);
    std::uniform_real_distribution<double> uniform(0.3, 1.0);
    for (const int32_t size : block_sizes) {
      blocks_.emplace_back(size);
      for (double& value : blocks_.back()) {
        value = scale * uniform(random);
      }
    }
    for (std::vector<double>& block : blocks_) {
      pointers_.push_back(block.data());
    }
  }
  TestParameters(const TestParameters&) = delete;
  TestParameters& operator=(const TestParameters&) = delete;

  double* block(int i) { return pointers_[i]; }
  double const* const* pointers() const { return pointers_.data(); }

 private:
  std::vector<std::vector<double>> blocks_;
  std::vector<double*> pointers_;
};

// Succeeds if the text has all of these parts and none of those.
inline ::testing::AssertionResult Contains(
    const std::string& text,
    const std::vector<std::string>& wanted,
    const std::vector<std::string>& unwanted = {}) {
  for (const std::string& part : wanted) {
    if (text.find(part) == std::string::npos) {
      return ::testing::AssertionFailure() << "no \"" << part << "\" in\n"
                                           << text;
    }
  }
  for (const std::string& part : unwanted) {
    if (text.find(part) != std::string::npos) {
      return ::testing::AssertionFailure() << "\"" << part << "\" in\n" << text;
    }
  }
  return ::testing::AssertionSuccess();
}

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_CHECKER_TEST_FUNCTIONS_H_
