// SPDX-License-Identifier: BSD-3-Clause

#include "problem_objective.h"

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "analytic_cost_function.h"
#include "ceres/autodiff_cost_function.h"
#include "ceres/loss_function.h"
#include "ceres/problem.h"
#include "gtest/gtest.h"
#include "problem_objective_test_utils.h"
#include "richardson_reference.h"

namespace ceres_newton {
namespace internal {
namespace {

using ::ceres_newton::testing::AnalyticCostFunction;
using ::ceres_newton::testing::MakeObjective;
using ::ceres_newton::testing::PlainCostFunction;
using ::ceres_newton::testing::RelativeError;
using ::ceres_newton::testing::RichardsonHessian;
using ::ceres_newton::testing::RichardsonJacobian;
using ::ceres_newton::testing::TestProblem;

// Of differences of Problem::Evaluate's gradient.
constexpr double kReferenceAccuracy = 1e-8;

// Problem::Evaluate for the parameter blocks of the objective, in their order.
// The user's arrays hold the point.
Eigen::VectorXd CeresGradient(ceres::Problem* problem,
                              const std::vector<double*>& parameter_blocks,
                              double* cost) {
  ceres::Problem::EvaluateOptions options;
  options.parameter_blocks = parameter_blocks;
  std::vector<double> gradient;
  EXPECT_TRUE(problem->Evaluate(options, cost, nullptr, &gradient, nullptr));
  return Eigen::Map<Eigen::VectorXd>(gradient.data(), gradient.size());
}

// Compares cost, gradient and Hessian at the user's point with
// Problem::Evaluate and its differences; the effective blocks are given in the
// expected order.
void ExpectMatchesCeres(ceres::Problem* problem,
                        const std::vector<double*>& effective_blocks,
                        ProblemObjective* objective) {
  const Eigen::VectorXd x = objective->x();
  double cost = 0.0;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;
  std::string error;
  ASSERT_TRUE(objective->Evaluate(x, &cost, &gradient, &hessian, &error))
      << error;

  // Ceres evaluates only what its options name, so ask for the whole cost.
  double expected_cost = 0.0;
  ASSERT_TRUE(problem->Evaluate(ceres::Problem::EvaluateOptions(),
                                &expected_cost,
                                nullptr,
                                nullptr,
                                nullptr));
  EXPECT_NEAR(
      cost + objective->fixed_cost(), expected_cost, 1e-14 * expected_cost);
  double unused = 0.0;
  const Eigen::VectorXd expected_gradient =
      CeresGradient(problem, effective_blocks, &unused);
  ASSERT_EQ(gradient.size(), expected_gradient.size());
  EXPECT_LE(RelativeError(gradient, expected_gradient), 1e-13);

  const auto gradient_at = [&](const Eigen::VectorXd& point) {
    objective->SetState(point);
    Eigen::VectorXd g = CeresGradient(problem, effective_blocks, &unused);
    objective->SetState(x);
    return g;
  };
  EXPECT_LE(RelativeError(hessian, RichardsonJacobian(gradient_at, x)),
            kReferenceAccuracy);
  EXPECT_EQ(hessian, hessian.transpose());
}

TEST(ProblemObjective, MatchesDifferencesOfCeresGradient) {
  TestProblem test;
  const auto objective = MakeObjective(&test.problem);
  // The unused block is no variable, although it is in the problem.
  EXPECT_EQ(objective->num_parameters(), 10);
  EXPECT_EQ(objective->num_tangent_parameters(), 10);
  ExpectMatchesCeres(
      &test.problem, {test.x0, test.y0, test.y1, test.x1}, objective.get());
}

TEST(ProblemObjective, SomeLossIsConcaveInTheTest) {
  // The Hessian without the negative rho'' must be far off, or the test above
  // does not test them.
  TestProblem test;
  const auto objective = MakeObjective(&test.problem);
  const ceres::CauchyLoss loss(0.5);
  double r[2];
  const double* parameters[] = {test.x0, test.y1};
  AnalyticCostFunction(-1.0).Evaluate(parameters, r, nullptr);
  double rho[3];
  loss.Evaluate(r[0] * r[0] + r[1] * r[1], rho);
  EXPECT_LT(2.0 * rho[2] * (r[0] * r[0] + r[1] * r[1]), -0.5 * rho[1]);
}

TEST(ProblemObjective, ConstantBlocksDropOut) {
  TestProblem test;
  test.problem.SetParameterBlockConstant(test.x0);
  test.problem.SetParameterBlockConstant(test.y1);
  const auto objective = MakeObjective(&test.problem);
  EXPECT_EQ(objective->num_parameters(), 5);
  ExpectMatchesCeres(&test.problem, {test.y0, test.x1}, objective.get());

  // The residual block of x0 and y1 is fixed.
  const double* parameters[] = {test.x0, test.y1};
  double r[2];
  AnalyticCostFunction(-1.0).Evaluate(parameters, r, nullptr);
  double rho[3];
  ceres::CauchyLoss(0.5).Evaluate(r[0] * r[0] + r[1] * r[1], rho);
  EXPECT_DOUBLE_EQ(objective->fixed_cost(), 0.5 * rho[0]);
  EXPECT_EQ(objective->num_effective_residual_blocks(), 3);
  EXPECT_EQ(objective->num_effective_residuals(), 6);
  EXPECT_EQ(objective->num_effective_parameter_blocks(), 2);
  EXPECT_EQ(objective->num_exact_residual_blocks(), 3);
}

TEST(ProblemObjective, EverythingConstantLeavesTheFixedCost) {
  TestProblem test;
  for (double* block : {test.x0, test.x1, test.y0, test.y1}) {
    test.problem.SetParameterBlockConstant(block);
  }
  const auto objective = MakeObjective(&test.problem);
  EXPECT_EQ(objective->num_parameters(), 0);
  double cost = 0.0;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;
  std::string error;
  ASSERT_TRUE(objective->Evaluate(
      Eigen::VectorXd(), &cost, &gradient, &hessian, &error));
  double expected_cost = 0.0;
  test.problem.Evaluate({}, &expected_cost, nullptr, nullptr, nullptr);
  EXPECT_EQ(cost, 0.0);
  EXPECT_NEAR(objective->fixed_cost(), expected_cost, 1e-14 * expected_cost);
  EXPECT_EQ(gradient.size(), 0);
  EXPECT_EQ(hessian.size(), 0);
}

// r = (a0 b0 c0, a0 + b1 c0^2) with a in R^1, b in R^2, c in R^1.
struct ThreeBlocks {
  template <typename T>
  bool operator()(const T* a, const T* b, const T* c, T* r) const {
    r[0] = a[0] * b[0] * c[0] + sin(b[1]);
    r[1] = a[0] + b[1] * c[0] * c[0] - 2.0;
    return true;
  }
};
using ThreeBlocksCostFunction =
    ceres::AutoDiffCostFunction<ThreeBlocks, 2, 1, 2, 1>;

TEST(ProblemObjective, ArgumentsInEveryOrder) {
  // The order of x is that of the first use, whatever the addresses and the
  // order in which the problem learns of the blocks.
  double storage[6] = {0.7, -1.2, 0.4, 1.9, 0.3, 2.2};
  double* a = storage + 3;
  double* b = storage + 4;
  double* c = storage;
  double* d = storage + 1;
  ceres::Problem problem;
  problem.AddParameterBlock(c, 1);
  problem.AddParameterBlock(d, 2);
  problem.AddResidualBlock(new ThreeBlocksCostFunction(new ThreeBlocks),
                           new ceres::SoftLOneLoss(0.8),
                           a,
                           b,
                           c);
  problem.AddResidualBlock(
      new ThreeBlocksCostFunction(new ThreeBlocks), nullptr, c, d, a);
  problem.AddResidualBlock(
      new ThreeBlocksCostFunction(new ThreeBlocks), nullptr, a, d, c);
  const auto objective = MakeObjective(&problem);
  Eigen::VectorXd expected(6);
  expected << 1.9, 0.3, 2.2, 0.7, -1.2, 0.4;
  EXPECT_EQ(objective->x(), expected);
  ExpectMatchesCeres(&problem, {a, b, c, d}, objective.get());
}

struct Product {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = x[0] * x[1] - 1.0;
    return true;
  }
};

TEST(ProblemObjective, NoLossAndNegativeCurvature) {
  // x0 = x1 = 0 is a saddle of 1/2 (x0 x1 - 1)^2; its Hessian is ((0, -1), (-1,
  // 0)), of which Gauss-Newton sees nothing.
  double x[] = {0.0, 0.0};
  ceres::Problem problem;
  problem.AddResidualBlock(
      new ceres::AutoDiffCostFunction<Product, 1, 2>(new Product), nullptr, x);
  double cost = 0.0;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;
  std::string error;
  const auto numeric = MakeObjective(&problem, HessianFallback::kNumericDiff);
  ASSERT_TRUE(
      numeric->Evaluate(numeric->x(), &cost, &gradient, &hessian, &error));
  Eigen::Matrix2d expected;
  expected << 0.0, -1.0, -1.0, 0.0;
  EXPECT_LE(RelativeError(hessian, expected), 1e-9);
  EXPECT_EQ(numeric->num_numeric_diff_residual_blocks(), 1);
  EXPECT_EQ(numeric->num_exact_residual_blocks(), 0);

  const auto gauss_newton =
      MakeObjective(&problem, HessianFallback::kGaussNewton);
  ASSERT_TRUE(gauss_newton->Evaluate(
      gauss_newton->x(), &cost, &gradient, &hessian, &error));
  EXPECT_EQ(hessian, Eigen::MatrixXd(Eigen::Matrix2d::Zero()));
  EXPECT_EQ(gauss_newton->num_gauss_newton_residual_blocks(), 1);
  EXPECT_EQ(gauss_newton->num_numeric_diff_residual_blocks(), 0);
}

TEST(ProblemObjective, GaussNewtonKeepsTheLossTerm) {
  double x[] = {0.6, -1.3};
  double y[] = {1.1, 0.4, -2.0};
  ceres::Problem problem;
  problem.AddResidualBlock(
      new PlainCostFunction, new ceres::CauchyLoss(0.5), x, y);
  const auto objective = MakeObjective(&problem, HessianFallback::kGaussNewton);
  double cost = 0.0;
  Eigen::MatrixXd hessian;
  std::string error;
  ASSERT_TRUE(
      objective->Evaluate(objective->x(), &cost, nullptr, &hessian, &error));

  using RowMajorMatrix =
      Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  Eigen::Vector2d r;
  RowMajorMatrix by_x(2, 2), by_y(2, 3);
  const double* parameters[] = {x, y};
  double* jacobians[] = {by_x.data(), by_y.data()};
  PlainCostFunction().Evaluate(parameters, r.data(), jacobians);
  Eigen::MatrixXd jacobian(2, 5);
  jacobian << by_x, by_y;
  double rho[3];
  ceres::CauchyLoss(0.5).Evaluate(r.squaredNorm(), rho);
  const Eigen::MatrixXd expected = jacobian.transpose() *
                                   (rho[1] * Eigen::Matrix2d::Identity() +
                                    2.0 * rho[2] * r * r.transpose()) *
                                   jacobian;
  EXPECT_LE(RelativeError(hessian, expected), 1e-13);
}

TEST(ProblemObjective, MixedSourcesAreCounted) {
  TestProblem test(false);
  const auto objective = MakeObjective(&test.problem);
  EXPECT_EQ(objective->num_exact_residual_blocks(), 3);
  EXPECT_EQ(objective->num_numeric_diff_residual_blocks(), 1);
  EXPECT_EQ(objective->num_gauss_newton_residual_blocks(), 0);
  ExpectMatchesCeres(
      &test.problem, {test.x0, test.y0, test.y1, test.x1}, objective.get());
}

TEST(ProblemObjective, OneCostFunctionInManyResidualBlocks) {
  ceres::Problem::Options options;
  options.cost_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
  ceres::Problem problem(options);
  const auto cost_function = std::make_unique<PlainCostFunction>();
  double x[] = {0.6, -1.3};
  double y0[] = {1.1, 0.4, -2.0};
  double y1[] = {0.3, -1.7, 0.8};
  problem.AddResidualBlock(cost_function.get(), nullptr, x, y0);
  problem.AddResidualBlock(cost_function.get(), nullptr, x, y1);
  const auto objective = MakeObjective(&problem);
  EXPECT_EQ(objective->num_numeric_diff_residual_blocks(), 2);
  ExpectMatchesCeres(&problem, {x, y0, y1}, objective.get());
}

TEST(ProblemObjective, OneBlockAsTwoArguments) {
  // Ceres allows it without its safety checks.
  ceres::Problem::Options options;
  options.disable_all_safety_checks = true;
  ceres::Problem problem(options);
  double a = 0.7;
  double b[] = {-1.2, 0.4};
  problem.AddResidualBlock(
      new ThreeBlocksCostFunction(new ThreeBlocks), nullptr, &a, b, &a);
  const auto objective = MakeObjective(&problem);
  double cost = 0.0;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;
  std::string error;
  ASSERT_TRUE(
      objective->Evaluate(objective->x(), &cost, &gradient, &hessian, &error));
  const auto cost_at = [](const Eigen::VectorXd& p) {
    const double r0 = p[0] * p[1] * p[0] + std::sin(p[2]);
    const double r1 = p[0] + p[2] * p[0] * p[0] - 2.0;
    return 0.5 * (r0 * r0 + r1 * r1);
  };
  const Eigen::VectorXd x = objective->x();
  EXPECT_DOUBLE_EQ(cost, cost_at(x));
  EXPECT_LE(RelativeError(hessian, RichardsonHessian(cost_at, x)), 1e-7);
  EXPECT_EQ(hessian, hessian.transpose());
}

TEST(ProblemObjective, OutputsNotWantedAreLeftOut) {
  TestProblem test;
  const auto objective = MakeObjective(&test.problem);
  const Eigen::VectorXd x = objective->x();
  double cost = 0.0, cost_alone = 0.0, cost_of_gradient = 0.0;
  Eigen::VectorXd gradient, gradient_alone;
  Eigen::MatrixXd hessian, hessian_alone;
  std::string error;
  ASSERT_TRUE(objective->Evaluate(x, &cost, &gradient, &hessian, &error));
  ASSERT_TRUE(objective->Evaluate(x, &cost_alone, nullptr, nullptr, &error));
  ASSERT_TRUE(objective->Evaluate(
      x, &cost_of_gradient, &gradient_alone, nullptr, &error));
  EXPECT_EQ(cost, cost_alone);
  EXPECT_EQ(cost, cost_of_gradient);
  EXPECT_EQ(gradient, gradient_alone);
  ASSERT_TRUE(
      objective->Evaluate(x, &cost_alone, nullptr, &hessian_alone, &error));
  EXPECT_EQ(hessian, hessian_alone);
}

// A cost function that looks at the user's array while it is evaluated.
struct Watch {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    *saw_original = *saw_original && *user == 1.0;
    r[0] = exp(x[0]);
    return true;
  }
  const double* user;
  bool* saw_original;
};

TEST(ProblemObjective, EvaluateLeavesTheUsersArraysAlone) {
  double x = 1.0;
  bool saw_original = true;
  ceres::Problem problem;
  problem.AddResidualBlock(new ceres::AutoDiffCostFunction<Watch, 1, 1>(
                               new Watch{&x, &saw_original}),
                           nullptr,
                           &x);
  const auto objective = MakeObjective(&problem);
  double cost = 0.0;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;
  std::string error;
  const Eigen::VectorXd elsewhere = Eigen::VectorXd::Constant(1, 0.25);
  ASSERT_TRUE(
      objective->Evaluate(elsewhere, &cost, &gradient, &hessian, &error));
  EXPECT_DOUBLE_EQ(cost, 0.5 * std::exp(0.5));
  EXPECT_NEAR(hessian(0, 0), 2.0 * std::exp(0.5), 1e-8);
  EXPECT_TRUE(saw_original);
  EXPECT_EQ(x, 1.0);
}

TEST(ProblemObjective, StateGoesToAndComesFromTheUsersArrays) {
  TestProblem test;
  test.problem.SetParameterBlockConstant(test.y1);
  const auto objective = MakeObjective(&test.problem);
  Eigen::VectorXd expected(7);
  expected << 0.6, -1.3, 1.1, 0.4, -2.0, -0.4, 0.9;
  EXPECT_EQ(objective->x(), expected);

  const Eigen::VectorXd moved = Eigen::VectorXd::LinSpaced(7, 1.0, 7.0);
  objective->SetState(moved);
  EXPECT_EQ(test.x0[1], 2.0);
  EXPECT_EQ(test.y0[2], 5.0);
  EXPECT_EQ(test.x1[0], 6.0);
  EXPECT_EQ(test.y1[0], 0.3);
  EXPECT_EQ(test.unused[0], 5.0);
  EXPECT_EQ(objective->x(), moved);
}

TEST(ProblemObjective, PlusIsTheSum) {
  TestProblem test;
  const auto objective = MakeObjective(&test.problem);
  const Eigen::VectorXd x = objective->x();
  Eigen::VectorXd step = Eigen::VectorXd::LinSpaced(10, -1.0, 2.0);
  Eigen::VectorXd candidate;
  ASSERT_TRUE(objective->Plus(x, step, &candidate));
  EXPECT_EQ(candidate, x + step);
  step[3] = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(objective->Plus(x, step, &candidate));
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
