// SPDX-License-Identifier: BSD-3-Clause

#include "function_objective.h"

#include <string>

#include "gtest/gtest.h"
#include "solver_test_functions.h"

namespace ceres_newton {
namespace internal {
namespace {

using ::ceres_newton::testing::Derivatives;
using ::ceres_newton::testing::kInfinity;
using ::ceres_newton::testing::kNaN;
using ::ceres_newton::testing::TestFunction;

// x0 + 2 x1 + 3 x0 x1 at (1, 1), spoilt by `spoil`.
class FunctionObjectiveTest : public ::testing::Test {
 protected:
  bool Evaluate(const std::function<void(Derivatives*)>& spoil) {
    const TestFunction function(
        2, [&](const Eigen::VectorXd& x, Derivatives* d) {
          d->cost = x(0) + 2.0 * x(1) + 3.0 * x(0) * x(1);
          d->gradient << 1.0 + 3.0 * x(1), 2.0 + 3.0 * x(0);
          d->hessian << 0.0, 3.0, 3.0, 0.0;
          spoil(d);
          return true;
        });
    FunctionObjective objective(&function);
    error_.clear();
    return objective.Evaluate(
        Eigen::Vector2d(1.0, 1.0), &cost_, &gradient_, &hessian_, &error_);
  }
  double cost_ = 0.0;
  Eigen::VectorXd gradient_;
  Eigen::MatrixXd hessian_;
  std::string error_;
};

TEST_F(FunctionObjectiveTest, PassesOnWhatTheFunctionGives) {
  ASSERT_TRUE(Evaluate([](Derivatives*) {}));
  EXPECT_EQ(cost_, 6.0);
  EXPECT_EQ(gradient_, Eigen::Vector2d(4.0, 5.0));
  EXPECT_EQ(hessian_, (Eigen::Matrix2d() << 0.0, 3.0, 3.0, 0.0).finished());
}

TEST_F(FunctionObjectiveTest, NamesTheNumberThatIsNotFinite) {
  EXPECT_FALSE(Evaluate([](Derivatives* d) { d->cost = -kInfinity; }));
  EXPECT_EQ(error_, "the cost is -inf");
  EXPECT_FALSE(Evaluate([](Derivatives* d) { d->gradient(1) = kInfinity; }));
  EXPECT_EQ(error_, "entry 1 of the gradient is inf");
  EXPECT_FALSE(Evaluate([](Derivatives* d) { d->hessian(1, 0) = kNaN; }));
  // (1, 0) of a column-major matrix is (0, 1) of the row-major array.
  EXPECT_EQ(error_, "entry (0, 1) of the Hessian is nan");
  // The sign of a NaN, which printf may show, means nothing.
  EXPECT_FALSE(Evaluate([](Derivatives* d) { d->cost = -kNaN; }));
  EXPECT_EQ(error_, "the cost is nan");
  EXPECT_FALSE(Evaluate([](Derivatives* d) { d->gradient(0) = -kNaN; }));
  EXPECT_EQ(error_, "entry 0 of the gradient is nan");
  EXPECT_FALSE(Evaluate([](Derivatives* d) { d->hessian(0, 0) = -kNaN; }));
  EXPECT_EQ(error_, "entry (0, 0) of the Hessian is nan");
}

// A function that says it is done, but wrote nothing.
class ForgetfulFunction : public SecondOrderFunction {
 public:
  bool EvaluateHessian(const double*,
                       double* cost,
                       double*,
                       double*) const override {
    *cost = 1.0;
    return true;
  }
  int NumParameters() const override { return 2; }
};

TEST(FunctionObjective, FindsNumbersLeftUnwritten) {
  const ForgetfulFunction function;
  FunctionObjective objective(&function);
  const Eigen::Vector2d x(0.0, 0.0);
  double cost;
  std::string error;
  EXPECT_TRUE(objective.Evaluate(x, &cost, nullptr, nullptr, &error));
  // Numbers of an earlier evaluation must not stand in for them.
  Eigen::VectorXd gradient = Eigen::Vector2d::Zero();
  Eigen::MatrixXd hessian = Eigen::Matrix2d::Zero();
  EXPECT_FALSE(objective.Evaluate(x, &cost, &gradient, nullptr, &error));
  EXPECT_NE(error.find("entry 0 of the gradient"), std::string::npos);
  gradient.setZero();
  EXPECT_FALSE(objective.Evaluate(x, &cost, nullptr, &hessian, &error));
  EXPECT_NE(error.find("entry (0, 0) of the Hessian"), std::string::npos);
}

TEST(FunctionObjective, ReportsARefusal) {
  const TestFunction function(
      1, [](const Eigen::VectorXd&, Derivatives*) { return false; });
  FunctionObjective objective(&function);
  double cost;
  std::string error;
  EXPECT_FALSE(objective.Evaluate(
      Eigen::VectorXd::Zero(1), &cost, nullptr, nullptr, &error));
  EXPECT_EQ(error, "the function returned false");
}

TEST(FunctionObjective, PlusIsTheSumUnlessItOverflows) {
  const TestFunction function(
      1, [](const Eigen::VectorXd&, Derivatives*) { return true; });
  const FunctionObjective objective(&function);
  Eigen::VectorXd candidate;
  EXPECT_TRUE(objective.Plus(Eigen::VectorXd::Constant(1, 2.0),
                             Eigen::VectorXd::Constant(1, 0.5),
                             &candidate));
  EXPECT_EQ(candidate(0), 2.5);
  EXPECT_FALSE(objective.Plus(Eigen::VectorXd::Constant(1, 1e308),
                              Eigen::VectorXd::Constant(1, 1e308),
                              &candidate));
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
