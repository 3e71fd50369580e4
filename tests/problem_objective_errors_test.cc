// What ProblemObjective refuses and how it reports failures.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "Eigen/Core"
#include "analytic_cost_function.h"
#include "ceres/autodiff_cost_function.h"
#include "ceres/manifold.h"
#include "ceres/problem.h"
#include "ceres_newton/newton_problem.h"
#include "ceres_newton/objective_term.h"
#include "gtest/gtest.h"
#include "problem_objective.h"
#include "problem_objective_test_utils.h"

namespace ceres_newton {
namespace internal {
namespace {

using ::ceres_newton::testing::AnalyticCostFunction;
using ::ceres_newton::testing::MakeObjective;
using ::ceres_newton::testing::TestProblem;

// Why Create refuses the problem; empty if it does not.
std::string CreationError(ceres::Problem* problem, HessianFallback fallback) {
  std::string error;
  const auto objective =
      ProblemObjective::Create(problem, fallback, HessianRegistry(), &error);
  EXPECT_EQ(objective == nullptr, !error.empty());
  return error;
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(ProblemObjectiveErrors, BlockInNoResidualBlockMayHaveBoundsAndManifold) {
  TestProblem test;
  test.problem.SetParameterLowerBound(test.unused, 0, 0.0);
  test.problem.SetManifold(test.unused, new ceres::SubsetManifold(2, {1}));
  EXPECT_EQ(CreationError(&test.problem, HessianFallback::kNumericDiff), "");
}

TEST(ProblemObjectiveErrors, UnknownHessianIsRefusedIfAskedFor) {
  TestProblem exact;
  EXPECT_EQ(CreationError(&exact.problem, HessianFallback::kRefuse), "");

  TestProblem test(false);
  const std::string error =
      CreationError(&test.problem, HessianFallback::kRefuse);
  EXPECT_TRUE(Contains(error, "residual block 0 (cost function")) << error;
  EXPECT_TRUE(Contains(error, "PlainCostFunction")) << error;
  EXPECT_TRUE(Contains(error, "2 residuals, parameter blocks of sizes 2, 3)"))
      << error;
  EXPECT_TRUE(Contains(error, "hessian_fallback is kRefuse")) << error;
  EXPECT_TRUE(Contains(error, "RegisterAutoDiff")) << error;
  EXPECT_TRUE(Contains(error, "AutoDiffSecondOrderCostFunction")) << error;
  EXPECT_TRUE(Contains(error, "kNumericDiff or kGaussNewton")) << error;

  // A fixed residual block needs no Hessian.
  test.problem.SetParameterBlockConstant(test.x0);
  test.problem.SetParameterBlockConstant(test.y0);
  EXPECT_EQ(CreationError(&test.problem, HessianFallback::kRefuse), "");
}

// Two residuals of a block x of size 2 and a block y of size 1, which fail in
// the way asked for when x0 > 1.
class FailingCostFunction : public SecondOrderCostFunction {
 public:
  enum Failure {
    kResidualIsNan,
    kJacobianIsInfinite,
    kHessianIsNan,
    kEvaluateFails,
    kHessiansFail,
    kResidualsOverflow,
  };

  explicit FailingCostFunction(Failure failure) : failure_(failure) {
    *mutable_parameter_block_sizes() = {2, 1};
    set_num_residuals(2);
  }

  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    const bool fails = parameters[0][0] > 1.0;
    residuals[0] = parameters[0][0] + parameters[1][0];
    residuals[1] = parameters[0][1];
    if (fails && failure_ == kResidualIsNan) {
      residuals[1] = std::numeric_limits<double>::quiet_NaN();
    }
    if (fails && failure_ == kResidualsOverflow) {
      residuals[1] = 1e200;
    }
    if (jacobians != nullptr && jacobians[0] != nullptr) {
      const double by_x[] = {1.0, 0.0, 0.0, 1.0};
      std::copy_n(by_x, 4, jacobians[0]);
      if (fails && failure_ == kJacobianIsInfinite) {
        jacobians[0][2] = -std::numeric_limits<double>::infinity();
      }
    }
    if (jacobians != nullptr && jacobians[1] != nullptr) {
      jacobians[1][0] = 1.0;
      jacobians[1][1] = 0.0;
    }
    return !(fails && failure_ == kEvaluateFails);
  }

  bool EvaluateHessians(double const* const* parameters,
                        const double* /* weights */,
                        double** hessians) const override {
    const bool fails = parameters[0][0] > 1.0;
    const int sizes[] = {4, 2, 0, 1};
    for (int k = 0; k < 4; ++k) {
      if (hessians[k] != nullptr) {
        std::fill_n(hessians[k], sizes[k], 0.0);
      }
    }
    if (fails && failure_ == kHessianIsNan && hessians[1] != nullptr) {
      hessians[1][1] = std::numeric_limits<double>::quiet_NaN();
    }
    return !(fails && failure_ == kHessiansFail);
  }

 private:
  const Failure failure_;
};

TEST(ProblemObjectiveErrors, FailuresNameTheResidualBlockAndTheNumber) {
  struct {
    FailingCostFunction::Failure failure;
    const char* reason;
  } const tests[] = {
      {FailingCostFunction::kResidualIsNan, "residual 1 is nan"},
      {FailingCostFunction::kJacobianIsInfinite,
       "entry (1, 0) of the Jacobian with respect to its parameter block 0 is "
       "-inf"},
      {FailingCostFunction::kHessianIsNan,
       "entry (1, 0) of the Hessian with respect to its parameter blocks 0 and "
       "1 is nan"},
      {FailingCostFunction::kEvaluateFails,
       "its residuals could not be evaluated (Evaluate returned false)"},
      {FailingCostFunction::kHessiansFail,
       "its Hessian could not be evaluated (returned false)"},
      {FailingCostFunction::kResidualsOverflow, "its cost is inf"},
  };
  for (const auto& test : tests) {
    SCOPED_TRACE(test.reason);
    double x[] = {0.5, 0.5};
    double y = 1.0;
    double z[] = {0.6, -1.3};
    double w[] = {1.1, 0.4, -2.0};
    ceres::Problem problem;
    problem.AddResidualBlock(new AnalyticCostFunction, nullptr, z, w);
    problem.AddResidualBlock(
        new FailingCostFunction(test.failure), nullptr, x, &y);
    const auto objective = MakeObjective(&problem);
    double cost = 0.0;
    Eigen::VectorXd gradient;
    Eigen::MatrixXd hessian;
    std::string error;
    Eigen::VectorXd point = objective->x();
    ASSERT_TRUE(objective->Evaluate(point, &cost, &gradient, &hessian, &error))
        << error;
    point[5] = 2.0;
    EXPECT_FALSE(
        objective->Evaluate(point, &cost, &gradient, &hessian, &error));
    EXPECT_TRUE(Contains(error, "residual block 1 (cost function")) << error;
    EXPECT_TRUE(Contains(error, "FailingCostFunction")) << error;
    EXPECT_TRUE(
        Contains(error, "2 residuals, parameter blocks of sizes 2, 1): "))
        << error;
    EXPECT_TRUE(Contains(error, test.reason)) << error;
  }
}

TEST(ProblemObjectiveErrors, FailureOfHessiansDoesNotMatterToTheCost) {
  double x[] = {2.0, 0.5};
  double y = 1.0;
  ceres::Problem problem;
  problem.AddResidualBlock(
      new FailingCostFunction(FailingCostFunction::kHessiansFail),
      nullptr,
      x,
      &y);
  const auto objective = MakeObjective(&problem);
  double cost = 0.0;
  Eigen::VectorXd gradient;
  std::string error;
  EXPECT_TRUE(
      objective->Evaluate(objective->x(), &cost, &gradient, nullptr, &error));
  EXPECT_DOUBLE_EQ(cost, 0.5 * (9.0 + 0.25));
}

// Each cost is about 0.85e308, the largest double 1.8e308.
struct Big {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = 1.3e154 * x[0];
    return true;
  }
};

TEST(ProblemObjectiveErrors, SumThatOverflowsIsAFailure) {
  double x = 1.0;
  ceres::Problem problem;
  for (int k = 0; k < 3; ++k) {
    problem.AddResidualBlock(
        new ceres::AutoDiffCostFunction<Big, 1, 1>(new Big), nullptr, &x);
  }
  const auto objective = MakeObjective(&problem);
  double cost = 0.0;
  std::string error;
  EXPECT_FALSE(
      objective->Evaluate(objective->x(), &cost, nullptr, nullptr, &error));
  EXPECT_TRUE(Contains(error, "sum overflows")) << error;
}

TEST(ProblemObjectiveErrors, NonFinitePointNamesTheParameterBlock) {
  TestProblem test;
  const auto objective = MakeObjective(&test.problem);
  Eigen::VectorXd x = objective->x();
  x[6] = std::numeric_limits<double>::quiet_NaN();
  double cost = 0.0;
  std::string error;
  EXPECT_FALSE(objective->Evaluate(x, &cost, nullptr, nullptr, &error));
  EXPECT_TRUE(Contains(error,
                       "entry 1 of the parameter block of size 3 (argument 1 "
                       "of residual block 1) is nan"))
      << error;
}

TEST(ProblemObjectiveErrors, FailureOfAFixedResidualBlockIsRefused) {
  double x[] = {2.0, 0.5};
  double y = 1.0;
  double z[] = {0.6, -1.3};
  double w[] = {1.1, 0.4, -2.0};
  for (const auto& [failure, reason] :
       std::vector<std::pair<FailingCostFunction::Failure, std::string>>{
           {FailingCostFunction::kEvaluateFails,
            "its residuals could not be evaluated"},
           {FailingCostFunction::kResidualIsNan, "residual 1 is nan"},
           {FailingCostFunction::kResidualsOverflow, "its cost is inf"}}) {
    ceres::Problem problem;
    problem.AddResidualBlock(new AnalyticCostFunction, nullptr, z, w);
    problem.AddResidualBlock(new FailingCostFunction(failure), nullptr, x, &y);
    problem.SetParameterBlockConstant(x);
    problem.SetParameterBlockConstant(&y);
    const std::string error =
        CreationError(&problem, HessianFallback::kNumericDiff);
    EXPECT_TRUE(Contains(error, "residual block 1 (cost function")) << error;
    EXPECT_TRUE(Contains(error, "All its parameter blocks are constant"))
        << error;
    EXPECT_TRUE(Contains(error, reason)) << error;
  }
}

// x_0^2 + y_0^2.
struct TwoSquares {
  template <typename T>
  bool operator()(const T* x, const T* y, T* value) const {
    value[0] = x[0] * x[0] + y[0] * y[0];
    return true;
  }
};

TEST(ProblemObjectiveErrors, BlocksOfTermsMustStayWhatTheyWere) {
  double x[] = {1.0, 2.0, 3.0, 4.0};
  double y[] = {5.0};
  ceres::Problem problem;
  NewtonProblem newton_problem(&problem);
  newton_problem.AddObjectiveTerm(
      std::make_unique<AutoDiffObjectiveTerm<TwoSquares, 4, 1>>(), {x, y});
  const auto creation_error = [&] {
    std::string error;
    const auto objective = ProblemObjective::Create(&problem,
                                                    &newton_problem,
                                                    HessianFallback::kRefuse,
                                                    HessianRegistry(),
                                                    nullptr,
                                                    &error);
    EXPECT_EQ(objective == nullptr, !error.empty());
    return error;
  };
  EXPECT_EQ(creation_error(), "");
  problem.RemoveParameterBlock(x);
  const std::string removed = creation_error();
  EXPECT_TRUE(Contains(removed, "objective term 0")) << removed;
  EXPECT_TRUE(Contains(removed, "no longer in the ceres::Problem")) << removed;
  for (const int size : {2, 3}) {
    problem.AddParameterBlock(x, size);
    const std::string resized = creation_error();
    EXPECT_TRUE(Contains(resized, "objective term 0")) << resized;
    EXPECT_TRUE(Contains(resized, "has size " + std::to_string(size)))
        << resized;
    EXPECT_TRUE(Contains(resized, "size 4")) << resized;
    problem.RemoveParameterBlock(x);
  }
  problem.AddParameterBlock(x, 4);
  EXPECT_EQ(creation_error(), "");
}

TEST(ProblemObjectiveErrorsDeathTest, ProgrammerErrorsAbort) {
  TestProblem test;
  std::string error;
  EXPECT_DEATH_IF_SUPPORTED(
      ProblemObjective::Create(
          nullptr, HessianFallback::kRefuse, HessianRegistry(), &error),
      "problem must not be null");
  EXPECT_DEATH_IF_SUPPORTED(
      ProblemObjective::Create(
          &test.problem, HessianFallback::kRefuse, HessianRegistry(), nullptr),
      "error must not be null");
  const auto objective = MakeObjective(&test.problem);
  double cost = 0.0;
  EXPECT_DEATH_IF_SUPPORTED(objective->SetState(Eigen::VectorXd::Zero(3)),
                            "x must have size");
  EXPECT_DEATH_IF_SUPPORTED(
      objective->Evaluate(
          Eigen::VectorXd::Zero(3), &cost, nullptr, nullptr, &error),
      "x must have num_parameters");
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
