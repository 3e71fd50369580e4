// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/second_order_cost_function.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "Eigen/Core"
#include "analytic_cost_function.h"
#include "ceres/loss_function.h"
#include "gtest/gtest.h"
#include "richardson_reference.h"

namespace ceres_newton {
namespace {

using ::ceres_newton::testing::AnalyticCostFunction;
using ::ceres_newton::testing::RelativeError;
using ::ceres_newton::testing::RichardsonHessian;
using ::ceres_newton::testing::RichardsonJacobian;
using RowMajorMatrix =
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double kUntouched = -123.0;

// Second differences of the cost are good to about 1e-9 of the Hessian.
constexpr double kReferenceAccuracy = 1e-7;

const double kX[] = {0.6, -1.3};
const double kY[] = {1.1, 0.4, -2.0};
const double* const kParameters[] = {kX, kY};

// The outputs of EvaluateRobustCost for parameter blocks of sizes 2 and 3.
struct Outputs {
  double cost = kUntouched;
  Eigen::VectorXd by_x = Eigen::VectorXd::Constant(2, kUntouched);
  Eigen::VectorXd by_y = Eigen::VectorXd::Constant(3, kUntouched);
  RowMajorMatrix xx = RowMajorMatrix::Constant(2, 2, kUntouched);
  RowMajorMatrix xy = RowMajorMatrix::Constant(2, 3, kUntouched);
  RowMajorMatrix yx = RowMajorMatrix::Constant(3, 2, kUntouched);
  RowMajorMatrix yy = RowMajorMatrix::Constant(3, 3, kUntouched);
  double* gradients[2] = {by_x.data(), by_y.data()};
  double* hessians[4] = {xx.data(), xy.data(), yx.data(), yy.data()};

  Eigen::VectorXd gradient() const {
    Eigen::VectorXd g(5);
    g << by_x, by_y;
    return g;
  }
  Eigen::MatrixXd hessian() const {
    Eigen::MatrixXd h(5, 5);
    h << xx, xy, xy.transpose(), yy;
    return h;
  }
};

Eigen::VectorXd Point() {
  Eigen::VectorXd point(5);
  point << kX[0], kX[1], kY[0], kY[1], kY[2];
  return point;
}

// 1/2 rho(|r|^2) from the definition, at (x, y) stacked.
double RobustCost(const AnalyticCostFunction& function,
                  const ceres::LossFunction* loss,
                  const Eigen::VectorXd& point) {
  const double* parameters[] = {point.data(), point.data() + 2};
  double r[2];
  function.Evaluate(parameters, r, nullptr);
  const double s = r[0] * r[0] + r[1] * r[1];
  double rho[3] = {s, 1.0, 0.0};
  if (loss != nullptr) {
    loss->Evaluate(s, rho);
  }
  return 0.5 * rho[0];
}

struct LossCase {
  std::string name;
  std::shared_ptr<ceres::LossFunction> loss;
  bool is_curved;  // rho'' != 0 at the residuals of the test
};

// Scales around |r| = 4.7, the residual at the point of the tests, so that
// losses with branches are met on either side of them.
std::vector<LossCase> LossCases() {
  using ceres::TAKE_OWNERSHIP;
  return {
      {"none", nullptr, false},
      {"trivial", std::make_shared<ceres::TrivialLoss>(), false},
      {"Huber, outlier", std::make_shared<ceres::HuberLoss>(1.0), true},
      {"Huber, inlier", std::make_shared<ceres::HuberLoss>(10.0), false},
      {"soft L1", std::make_shared<ceres::SoftLOneLoss>(2.0), true},
      {"Cauchy, outlier", std::make_shared<ceres::CauchyLoss>(0.5), true},
      {"Cauchy, inlier", std::make_shared<ceres::CauchyLoss>(8.0), true},
      {"arctan", std::make_shared<ceres::ArctanLoss>(10.0), true},
      {"tolerant", std::make_shared<ceres::TolerantLoss>(20.0, 6.0), true},
      {"Tukey, inlier", std::make_shared<ceres::TukeyLoss>(9.0), true},
      {"Tukey, outlier", std::make_shared<ceres::TukeyLoss>(1.0), false},
      {"scaled Cauchy",
       std::make_shared<ceres::ScaledLoss>(
           new ceres::CauchyLoss(2.0), 3.5, TAKE_OWNERSHIP),
       true},
      {"arctan of soft L1",
       std::make_shared<ceres::ComposedLoss>(new ceres::ArctanLoss(5.0),
                                             TAKE_OWNERSHIP,
                                             new ceres::SoftLOneLoss(2.0),
                                             TAKE_OWNERSHIP),
       true},
  };
}

TEST(SecondOrderCostFunction, RobustCostMatchesDifferencesOfItsDefinition) {
  const AnalyticCostFunction function;
  for (const LossCase& test : LossCases()) {
    SCOPED_TRACE(test.name);
    Outputs outputs;
    ASSERT_TRUE(function.EvaluateRobustCost(kParameters,
                                            test.loss.get(),
                                            &outputs.cost,
                                            outputs.gradients,
                                            outputs.hessians));
    const auto cost = [&](const Eigen::VectorXd& point) {
      return RobustCost(function, test.loss.get(), point);
    };
    const auto cost_as_vector = [&](const Eigen::VectorXd& point) {
      return Eigen::VectorXd(Eigen::VectorXd::Constant(1, cost(point)));
    };
    EXPECT_DOUBLE_EQ(outputs.cost, cost(Point()));
    const Eigen::VectorXd gradient =
        RichardsonJacobian(cost_as_vector, Point()).transpose();
    const Eigen::MatrixXd hessian = RichardsonHessian(cost, Point());
    // The outlier of Tukey's loss has no derivatives at all.
    const double gradient_scale =
        std::max(1e-3, gradient.lpNorm<Eigen::Infinity>());
    const double hessian_scale =
        std::max(1e-3, hessian.lpNorm<Eigen::Infinity>());
    EXPECT_LE((outputs.gradient() - gradient).lpNorm<Eigen::Infinity>(),
              kReferenceAccuracy * gradient_scale);
    EXPECT_LE((outputs.hessian() - hessian).lpNorm<Eigen::Infinity>(),
              kReferenceAccuracy * hessian_scale);
    EXPECT_TRUE((outputs.yx.array() == kUntouched).all());
  }
}

// The test above can tell rho'' J'r r'J from 2 rho'' J'r r'J.
TEST(SecondOrderCostFunction, TheFactorTwoIsVisibleForCurvedLosses) {
  const AnalyticCostFunction function;
  for (const LossCase& test : LossCases()) {
    SCOPED_TRACE(test.name);
    Eigen::Vector2d r;
    RowMajorMatrix by_x(2, 2), by_y(2, 3);
    double* jacobians[] = {by_x.data(), by_y.data()};
    function.Evaluate(kParameters, r.data(), jacobians);
    double rho[3] = {0.0, 1.0, 0.0};
    if (test.loss != nullptr) {
      test.loss->Evaluate(r.squaredNorm(), rho);
    }
    ASSERT_EQ(rho[2] != 0.0, test.is_curved);
    Outputs outputs;
    function.EvaluateRobustCost(kParameters,
                                test.loss.get(),
                                &outputs.cost,
                                outputs.gradients,
                                outputs.hessians);
    const Eigen::Matrix3d missing =
        rho[2] * by_y.transpose() * r * (by_y.transpose() * r).transpose();
    if (test.is_curved) {
      EXPECT_GE(missing.lpNorm<Eigen::Infinity>(),
                1e3 * kReferenceAccuracy *
                    outputs.hessian().lpNorm<Eigen::Infinity>());
    }
  }
}

TEST(SecondOrderCostFunction, DiagonalBlocksAreExactlySymmetric) {
  const AnalyticCostFunction function;
  for (const LossCase& test : LossCases()) {
    SCOPED_TRACE(test.name);
    Outputs outputs;
    ASSERT_TRUE(function.EvaluateRobustCost(kParameters,
                                            test.loss.get(),
                                            &outputs.cost,
                                            outputs.gradients,
                                            outputs.hessians));
    EXPECT_EQ(outputs.xx, outputs.xx.transpose());
    EXPECT_EQ(outputs.yy, outputs.yy.transpose());
  }
}

TEST(SecondOrderCostFunction, OutputsNotWantedAreLeftOut) {
  const AnalyticCostFunction function;
  const ceres::CauchyLoss loss(2.0);
  Outputs all;
  ASSERT_TRUE(function.EvaluateRobustCost(
      kParameters, &loss, &all.cost, all.gradients, all.hessians));

  Outputs cost_alone;
  ASSERT_TRUE(function.EvaluateRobustCost(
      kParameters, &loss, &cost_alone.cost, nullptr, nullptr));
  EXPECT_EQ(cost_alone.cost, all.cost);

  // Every choice of gradients and Hessian blocks.
  for (int mask = 0; mask < 32; ++mask) {
    SCOPED_TRACE(mask);
    Outputs some;
    const Outputs untouched;
    for (int i = 0; i < 2; ++i) {
      if ((mask & (1 << i)) == 0) {
        some.gradients[i] = nullptr;
      }
    }
    const std::pair<int, int> hessian_bits[] = {{0, 2}, {1, 3}, {3, 4}};
    for (const auto& [index, bit] : hessian_bits) {
      if ((mask & (1 << bit)) == 0) {
        some.hessians[index] = nullptr;
      }
    }
    ASSERT_TRUE(function.EvaluateRobustCost(
        kParameters, &loss, &some.cost, some.gradients, some.hessians));
    EXPECT_EQ(some.cost, all.cost);
    EXPECT_EQ(some.by_x, ((mask & 1) != 0 ? all : untouched).by_x);
    EXPECT_EQ(some.by_y, ((mask & 2) != 0 ? all : untouched).by_y);
    EXPECT_EQ(some.xx, ((mask & 4) != 0 ? all : untouched).xx);
    EXPECT_EQ(some.xy, ((mask & 8) != 0 ? all : untouched).xy);
    EXPECT_EQ(some.yy, ((mask & 16) != 0 ? all : untouched).yy);
  }
}

TEST(SecondOrderCostFunction, GradientsWithoutHessians) {
  const AnalyticCostFunction function;
  const ceres::CauchyLoss loss(2.0);
  Outputs all;
  ASSERT_TRUE(function.EvaluateRobustCost(
      kParameters, &loss, &all.cost, all.gradients, all.hessians));
  Outputs first_order;
  ASSERT_TRUE(function.EvaluateRobustCost(
      kParameters, &loss, &first_order.cost, first_order.gradients, nullptr));
  EXPECT_EQ(first_order.gradient(), all.gradient());
}

// Counts its calls, and fails on demand.
class FailingCostFunction : public AnalyticCostFunction {
 public:
  FailingCostFunction(bool evaluate_succeeds, bool hessians_succeed)
      : evaluate_succeeds_(evaluate_succeeds),
        hessians_succeed_(hessians_succeed) {}

  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    ++num_evaluations;
    return AnalyticCostFunction::Evaluate(parameters, residuals, jacobians) &&
           evaluate_succeeds_;
  }
  bool EvaluateHessians(double const* const* parameters,
                        const double* weights,
                        double** hessians) const override {
    ++num_hessian_evaluations;
    return AnalyticCostFunction::EvaluateHessians(
               parameters, weights, hessians) &&
           hessians_succeed_;
  }

  mutable int num_evaluations = 0;
  mutable int num_hessian_evaluations = 0;

 private:
  const bool evaluate_succeeds_;
  const bool hessians_succeed_;
};

TEST(SecondOrderCostFunction, FailuresArePassedOn) {
  Outputs outputs;
  EXPECT_FALSE(FailingCostFunction(false, true)
                   .EvaluateRobustCost(
                       kParameters, nullptr, &outputs.cost, nullptr, nullptr));
  EXPECT_FALSE(FailingCostFunction(true, false)
                   .EvaluateRobustCost(kParameters,
                                       nullptr,
                                       &outputs.cost,
                                       outputs.gradients,
                                       outputs.hessians));
  // Hessians that cannot be evaluated do not matter if none are wanted.
  EXPECT_TRUE(
      FailingCostFunction(true, false)
          .EvaluateRobustCost(
              kParameters, nullptr, &outputs.cost, outputs.gradients, nullptr));
}

TEST(SecondOrderCostFunction, EverythingIsEvaluatedOnce) {
  const FailingCostFunction function(true, true);
  const ceres::HuberLoss loss(1.0);
  Outputs outputs;
  ASSERT_TRUE(function.EvaluateRobustCost(
      kParameters, &loss, &outputs.cost, outputs.gradients, outputs.hessians));
  EXPECT_EQ(function.num_evaluations, 1);
  EXPECT_EQ(function.num_hessian_evaluations, 1);
}

// Of three residuals and one block so large that the entries of two Hessians
// outnumber the ints; notes where it is told to write, and writes nothing.
class LargeCostFunction : public SecondOrderCostFunction {
 public:
  static constexpr int kSize = 40000;
  LargeCostFunction() {
    set_num_residuals(3);
    *mutable_parameter_block_sizes() = {kSize};
  }
  bool Evaluate(double const* const*, double*, double**) const override {
    return false;
  }
  bool EvaluateHessians(double const* const*,
                        const double*,
                        double** hessians) const override {
    places.push_back(reinterpret_cast<uintptr_t>(hessians[0]));
    return true;
  }
  mutable std::vector<uintptr_t> places;
};

TEST(SecondOrderCostFunction, PlacesOfResidualHessiansDoNotOverflow) {
  const LargeCostFunction function;
  double first;
  double* hessians[] = {&first};
  ASSERT_TRUE(function.EvaluateResidualHessians(kParameters, hessians));
  ASSERT_EQ(function.places.size(), 3u);
  const uintptr_t bytes = uintptr_t{LargeCostFunction::kSize} *
                          LargeCostFunction::kSize * sizeof(double);
  EXPECT_EQ(function.places[1] - function.places[0], bytes);
  EXPECT_EQ(function.places[2] - function.places[0], 2 * bytes);
}

TEST(SecondOrderCostFunctionDeathTest, ProgrammerErrorsAbort) {
  const AnalyticCostFunction function;
  double cost = 0.0;
  EXPECT_DEATH_IF_SUPPORTED(
      function.EvaluateRobustCost(nullptr, nullptr, &cost, nullptr, nullptr),
      "parameters must not be null");
  EXPECT_DEATH_IF_SUPPORTED(
      function.EvaluateRobustCost(
          kParameters, nullptr, nullptr, nullptr, nullptr),
      "cost must not be null");
  Outputs outputs;
  EXPECT_DEATH_IF_SUPPORTED(
      function.EvaluateResidualHessians(nullptr, outputs.hessians),
      "parameters must not be null");
  EXPECT_DEATH_IF_SUPPORTED(
      function.EvaluateResidualHessians(kParameters, nullptr),
      "hessians must not be null");
}

}  // namespace
}  // namespace ceres_newton
