// NewtonSolver::Options::check_hessians.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <functional>
#include <memory>
#include <string>

#include "ceres/autodiff_cost_function.h"
#include "ceres/evaluation_callback.h"
#include "ceres/loss_function.h"
#include "ceres/manifold.h"
#include "ceres/problem.h"
#include "ceres/rotation.h"
#include "ceres_newton/autodiff_second_order_cost_function.h"
#include "ceres_newton/autodiff_second_order_function.h"
#include "ceres_newton/newton_problem.h"
#include "ceres_newton/newton_solver.h"
#include "ceres_newton/objective_term.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

// R(q) a - b, scaled by a third block.
struct Alignment {
  template <typename T>
  bool operator()(const T* q, const T* scale, T* r) const {
    const T a[3] = {T(1.0), T(-2.0), T(0.5)};
    T rotated[3];
    ceres::QuaternionRotatePoint(q, a, rotated);
    for (int k = 0; k < 3; ++k) {
      r[k] = scale[0] * rotated[k] - b[k];
    }
    return true;
  }
  double b[3];
};

struct Entropy {
  template <typename T>
  bool operator()(const T* x, T* value) const {
    using std::log;
    value[0] = x[0] * log(x[0]) + 0.1 * x[0] * x[0];
    return true;
  }
};

// x^2 y - 1 and y - 2, with a mistake in one entry if asked for.
class Product : public SecondOrderCostFunction {
 public:
  explicit Product(double factor) : factor_(factor) {
    set_num_residuals(2);
    *mutable_parameter_block_sizes() = {1, 1};
  }
  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    const double x = parameters[0][0];
    const double y = parameters[1][0];
    residuals[0] = x * x * y - 1.0;
    residuals[1] = y - 2.0;
    if (jacobians != nullptr && jacobians[0] != nullptr) {
      jacobians[0][0] = 2.0 * x * y;
      jacobians[0][1] = 0.0;
    }
    if (jacobians != nullptr && jacobians[1] != nullptr) {
      jacobians[1][0] = x * x;
      jacobians[1][1] = 1.0;
    }
    return true;
  }
  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override {
    if (hessians[0] != nullptr) {
      hessians[0][0] = weights[0] * 2.0 * parameters[1][0];
    }
    if (hessians[1] != nullptr) {
      hessians[1][0] = factor_ * weights[0] * 2.0 * parameters[0][0];
    }
    if (hessians[3] != nullptr) {
      hessians[3][0] = 0.0;
    }
    return true;
  }

 private:
  const double factor_;
};

// rho = c log(1 + z / c) with a factor in rho''.
class MyLoss : public ceres::LossFunction {
 public:
  explicit MyLoss(double factor) : factor_(factor) {}
  void Evaluate(double z, double rho[3]) const override {
    rho[0] = std::log1p(z);
    rho[1] = 1.0 / (1.0 + z);
    rho[2] = -factor_ * rho[1] * rho[1];
  }

 private:
  const double factor_;
};

// x exp(delta), with a factor in PlusJacobian.
class Positive : public ceres::Manifold {
 public:
  explicit Positive(double factor) : factor_(factor) {}
  int AmbientSize() const override { return 1; }
  int TangentSize() const override { return 1; }
  bool Plus(const double* x, const double* delta, double* y) const override {
    y[0] = x[0] * std::exp(delta[0]);
    return true;
  }
  bool PlusJacobian(const double* x, double* jacobian) const override {
    jacobian[0] = factor_ * x[0];
    return true;
  }
  bool Minus(const double* y, const double* x, double* delta) const override {
    delta[0] = std::log(y[0] / x[0]);
    return true;
  }
  bool MinusJacobian(const double* x, double* jacobian) const override {
    jacobian[0] = 1.0 / x[0];
    return true;
  }

 private:
  const double factor_;
};

struct Mistakes {
  double hessian = 1.0;
  double loss = 1.0;
  double manifold = 1.0;
};

class CheckHessians : public ::testing::Test {
 protected:
  NewtonSolver::Summary Run(const Mistakes& mistakes, bool check = true) {
    const double norm = std::sqrt(1.01);
    const double start[] = {1.0 / norm, 0.1 / norm, 0.0, 0.0};
    std::copy(start, start + 4, q_);
    scale_ = 1.2;
    x_ = 0.8;
    ceres::Problem problem;
    problem.AddResidualBlock(
        new AutoDiffSecondOrderCostFunction<Alignment, 3, 4, 1>(
            new Alignment{{1.1, -1.9, 0.8}}),
        new ceres::CauchyLoss(0.5),
        q_,
        &scale_);
    problem.AddResidualBlock(
        new Product(mistakes.hessian), new MyLoss(mistakes.loss), &x_, &scale_);
    problem.SetManifold(q_, new ceres::QuaternionManifold);
    problem.SetManifold(&x_, new Positive(mistakes.manifold));
    NewtonProblem newton_problem(&problem);
    newton_problem.AddObjectiveTerm(
        std::make_unique<AutoDiffObjectiveTerm<Entropy, 1>>(new Entropy),
        {&x_});
    NewtonSolver::Options options;
    options.check_hessians = check;
    NewtonSolver::Summary summary;
    Solve(options, &newton_problem, &summary);
    return summary;
  }

  void ExpectRefusal(const Mistakes& mistakes, const std::string& text) {
    const NewtonSolver::Summary summary = Run(mistakes);
    EXPECT_EQ(summary.termination_type, ceres::FAILURE);
    EXPECT_EQ(summary.stop_reason, StopReason::kInvalidProblem);
    EXPECT_NE(summary.message.find(text), std::string::npos) << summary.message;
    EXPECT_EQ(x_, 0.8);
    EXPECT_EQ(scale_, 1.2);
  }

  double q_[4];
  double scale_;
  double x_;
};

TEST_F(CheckHessians, LetsRightProblemsPass) {
  const NewtonSolver::Summary checked = Run(Mistakes());
  EXPECT_EQ(checked.termination_type, ceres::CONVERGENCE) << checked.message;
  const NewtonSolver::Summary unchecked = Run(Mistakes(), false);
  EXPECT_EQ(checked.final_cost, unchecked.final_cost);
  EXPECT_EQ(checked.num_hessian_evaluations, unchecked.num_hessian_evaluations);
}

TEST_F(CheckHessians, NamesTheResidualBlock) {
  Mistakes mistakes;
  mistakes.hessian = 1.001;
  ExpectRefusal(mistakes, "Residual block 1: ");
  ExpectRefusal(mistakes, "block (0, 1)");
}

TEST_F(CheckHessians, SeesALossWhoseSecondDerivativeIsWrong) {
  Mistakes mistakes;
  mistakes.loss = 0.0;
  ExpectRefusal(mistakes, "loss functions");
}

TEST_F(CheckHessians, SeesAManifoldWhoseJacobianIsWrong) {
  Mistakes mistakes;
  mistakes.manifold = 1.5;
  ExpectRefusal(mistakes, "manifolds");
}

TEST(CheckHessiansOption, LeavesFallbacksAlone) {
  for (const HessianFallback fallback :
       {HessianFallback::kNumericDiff, HessianFallback::kGaussNewton}) {
    double q[] = {1.0, 0.0, 0.0, 0.0};
    double scale = 1.0;
    ceres::Problem problem;
    problem.AddResidualBlock(
        new ceres::AutoDiffCostFunction<Alignment, 3, 4, 1>(
            new Alignment{{1.1, -1.9, 0.8}}),
        nullptr,
        q,
        &scale);
    problem.SetManifold(q, new ceres::QuaternionManifold);
    problem.SetParameterBlockConstant(&scale);
    NewtonSolver::Options options;
    options.hessian_fallback = fallback;
    options.check_hessians = true;
    NewtonSolver::Summary summary;
    Solve(options, &problem, &summary);
    // Gauss-Newton matrices are not Hessians, and said to be none.
    EXPECT_EQ(summary.IsSolutionUsable(), true) << summary.message;
  }
}

class WrongParabola : public SecondOrderFunction {
 public:
  int NumParameters() const override { return 1; }
  bool EvaluateHessian(const double* x,
                       double* cost,
                       double* gradient,
                       double* hessian) const override {
    *cost = x[0] * x[0] * x[0];
    if (gradient != nullptr) {
      gradient[0] = 3.0 * x[0] * x[0];
    }
    if (hessian != nullptr) {
      hessian[0] = 3.0 * x[0];
    }
    return true;
  }
};

TEST(CheckHessiansOption, ChecksFunctionsToo) {
  double x = 2.0;
  NewtonSolver::Options options;
  options.check_hessians = true;
  NewtonSolver::Summary summary;
  Solve(options, WrongParabola(), &x, &summary);
  EXPECT_EQ(summary.stop_reason, StopReason::kInvalidProblem);
  EXPECT_NE(summary.message.find("Hessian"), std::string::npos);
  EXPECT_EQ(x, 2.0);
}

// Hinge: x |x| has a kink of its slope at the start.
struct Hinge {
  template <typename T>
  bool operator()(const T* x, T* value) const {
    using std::abs;
    value[0] = x[0] * abs(x[0]) + 0.5 * (x[0] - 3.0) * (x[0] - 3.0);
    return true;
  }
};

TEST(CheckHessiansOption, LetsAStartOnAKinkPass) {
  double x = 0.0;
  NewtonSolver::Options options;
  options.check_hessians = true;
  NewtonSolver::Summary summary;
  Solve(
      options, AutoDiffSecondOrderFunction<Hinge, 1>(new Hinge), &x, &summary);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE) << summary.message;
  EXPECT_NEAR(x, 1.0, 1e-12);  // 2 x = 3 - x
}

class NoCallback : public ceres::EvaluationCallback {
 public:
  void PrepareForEvaluation(bool, bool) override {}
};

TEST(CheckHessiansOption, RefusesEvaluationCallbacks) {
  double x = 1.0;
  double y = 1.0;
  NoCallback callback;
  ceres::Problem problem;
  problem.AddResidualBlock(new Product(1.0), nullptr, &x, &y);
  NewtonSolver::Options options;
  options.check_hessians = true;
  options.evaluation_callback = &callback;
  NewtonSolver::Summary summary;
  Solve(options, &problem, &summary);
  EXPECT_EQ(summary.stop_reason, StopReason::kInvalidProblem);
  EXPECT_NE(summary.message.find("evaluation callback"), std::string::npos);
}

TEST(CheckHessiansOption, NeedsAPositivePrecision) {
  NewtonSolver::Options options;
  options.hessian_check_relative_precision = 0.0;
  std::string error;
  EXPECT_FALSE(options.IsValid(&error));
  EXPECT_NE(error.find("hessian_check_relative_precision"), std::string::npos);
}

}  // namespace
}  // namespace ceres_newton
