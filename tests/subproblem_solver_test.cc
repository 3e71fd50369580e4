// Both subproblem solvers against the optimality conditions and an independent
// oracle, on many models of every difficulty.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "subproblem_solver.h"

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <tuple>

#include "Eigen/Core"
#include "eigen_subproblem_solver.h"
#include "gtest/gtest.h"
#include "more_sorensen_solver.h"
#include "quadratic_model.h"
#include "subproblem_cases.h"
#include "subproblem_oracle.h"

namespace ceres_newton {
namespace internal {
namespace {

enum class SolverKind { kEigen, kMoreSorensen };

std::unique_ptr<SubproblemSolver> MakeSolver(SolverKind kind) {
  if (kind == SolverKind::kEigen) {
    return std::make_unique<EigenSubproblemSolver>();
  }
  return std::make_unique<MoreSorensenSolver>();
}

// The eigen solver is exact up to rounding errors that grow with n; the other
// stops at residuals of 1e-11 (see more_sorensen_solver.cc).
double Tolerance(SolverKind kind) {
  return kind == SolverKind::kEigen ? 1e-12 : 1e-10;
}

// ---------------------------------------------------------------------------
// Every difficulty.

class SubproblemSolverSweep
    : public ::testing::TestWithParam<std::tuple<SolverKind, Difficulty>> {
 protected:
  SolverKind kind() const { return std::get<0>(GetParam()); }
  Difficulty difficulty() const { return std::get<1>(GetParam()); }

  void ExpectSolved(int n, int num_seeds) const {
    const std::unique_ptr<SubproblemSolver> solver = MakeSolver(kind());
    for (int seed = 0; seed < num_seeds; ++seed) {
      const SubproblemCase test_case =
          MakeSubproblemCase(difficulty(), n, seed);
      SCOPED_TRACE(test_case.name);
      const SubproblemOracle oracle(test_case.model, test_case.scaling);
      TrustRegionStep step;
      ASSERT_TRUE(solver->SetModel(test_case.model, test_case.scaling));
      ASSERT_TRUE(solver->Solve(test_case.radius, &step));
      EXPECT_TRUE(
          IsMinimizer(oracle, test_case.radius, Tolerance(kind()), step));
      ExpectFlagsOf(test_case, step);
    }
  }

 private:
  void ExpectFlagsOf(const SubproblemCase& test_case,
                     const TrustRegionStep& step) const {
    if (test_case.is_hard) {
      EXPECT_TRUE(step.hard_case);
    }
    if (test_case.has_zero_step) {
      EXPECT_TRUE(step.step.isZero(0.0));
      EXPECT_EQ(step.predicted_decrease, 0.0);
      EXPECT_FALSE(step.on_boundary);
    }
    if (step.hard_case) {
      EXPECT_TRUE(step.on_boundary);
      EXPECT_TRUE(step.negative_curvature);
    }
    // More & Sorensen's method need not notice that the Hessian is indefinite.
    if (kind() == SolverKind::kEigen || !test_case.is_indefinite) {
      EXPECT_EQ(step.negative_curvature, test_case.is_indefinite);
    }
    // Far from the limit at which the eigen solver takes over.
    EXPECT_LE(step.num_factorizations, 20);
  }
};

TEST_P(SubproblemSolverSweep, FindsTheMinimizerOfSmallModels) {
  for (const int n : {1, 2, 3, 5, 8, 13}) {
    ExpectSolved(n, 40);
  }
}

TEST_P(SubproblemSolverSweep, FindsTheMinimizerOfLargerModels) {
  // More than one block of the Cholesky factorization.
  ExpectSolved(70, 2);
}

std::string SweepName(
    const ::testing::TestParamInfo<SubproblemSolverSweep::ParamType>& info) {
  const bool is_eigen = std::get<0>(info.param) == SolverKind::kEigen;
  return std::string(is_eigen ? "Eigen" : "MoreSorensen") +
         ToString(std::get<1>(info.param));
}

INSTANTIATE_TEST_SUITE_P(
    Difficulties,
    SubproblemSolverSweep,
    ::testing::Combine(::testing::Values(SolverKind::kEigen,
                                         SolverKind::kMoreSorensen),
                       ::testing::ValuesIn(AllDifficulties())),
    SweepName);

// ---------------------------------------------------------------------------
// Single properties, for both solvers.

class SubproblemSolverTest : public ::testing::TestWithParam<SolverKind> {
 protected:
  SubproblemSolverTest() : solver_(MakeSolver(GetParam())) {}

  TrustRegionStep Solve(const QuadraticModel& model,
                        const Eigen::VectorXd& scaling,
                        double radius) {
    TrustRegionStep step;
    EXPECT_TRUE(solver_->SetModel(model, scaling));
    EXPECT_TRUE(solver_->Solve(radius, &step));
    return step;
  }

  const std::unique_ptr<SubproblemSolver> solver_;
};

QuadraticModel Model2(double g0, double g1, double h0, double h1) {
  QuadraticModel model;
  model.gradient = Eigen::Vector2d(g0, g1);
  model.hessian = Eigen::Vector2d(h0, h1).asDiagonal();
  return model;
}

TEST_P(SubproblemSolverTest, HardCaseByHand) {
  // lambda = 2, s_1 = -1/3, s_0 = +-sqrt(4 - 1/9), m(0) - m(s) = 25/6.
  const TrustRegionStep step =
      Solve(Model2(0.0, 1.0, -2.0, 1.0), Eigen::Vector2d::Ones(), 2.0);
  EXPECT_NEAR(step.lambda, 2.0, 1e-10);
  EXPECT_NEAR(std::abs(step.step(0)), std::sqrt(35.0) / 3.0, 1e-10);
  EXPECT_NEAR(step.step(1), -1.0 / 3.0, 1e-10);
  EXPECT_NEAR(step.predicted_decrease, 25.0 / 6.0, 1e-10);
  EXPECT_TRUE(step.hard_case);
}

TEST_P(SubproblemSolverTest, CompletionDescendsAlongEvenTheSmallestGradient) {
  for (const double g0 : {1e-9, -1e-9, 1e-13, -1e-13}) {
    const TrustRegionStep step =
        Solve(Model2(g0, 1.0, -2.0, 1.0), Eigen::Vector2d::Ones(), 2.0);
    EXPECT_LT(step.step(0) * g0, 0.0) << "g_0 = " << g0;
  }
}

TEST_P(SubproblemSolverTest, LeavesSaddleAndMaximumAlongTheLowestCurvature) {
  // D^-1 H D^-1 = diag(-8, -1): the second parameter loses although its own
  // curvature is the lower one.
  const TrustRegionStep step =
      Solve(Model2(0.0, 0.0, -2.0, -9.0), Eigen::Vector2d(0.5, 3.0), 1e-3);
  EXPECT_NEAR(std::abs(step.step(0)), 2e-3, 1e-14);
  EXPECT_NEAR(step.step(1), 0.0, 1e-14);
  EXPECT_NEAR(step.lambda, 8.0, 1e-10);
  EXPECT_NEAR(step.predicted_decrease, 4e-6, 1e-16);
}

TEST_P(SubproblemSolverTest, NewtonStepInsideTakesOneFactorization) {
  const TrustRegionStep step =
      Solve(Model2(2.0, -3.0, 4.0, 8.0), Eigen::Vector2d(2.0, 1.0), 1.5);
  EXPECT_NEAR(step.step(0), -0.5, 1e-15);
  EXPECT_NEAR(step.step(1), 0.375, 1e-15);
  EXPECT_EQ(step.lambda, 0.0);
  EXPECT_FALSE(step.on_boundary);
  EXPECT_EQ(step.num_factorizations, 1);
}

TEST_P(SubproblemSolverTest, AnotherRadiusNeedsNoNewModel) {
  for (const Difficulty difficulty : AllDifficulties()) {
    const SubproblemCase test_case = MakeSubproblemCase(difficulty, 6, 1);
    const SubproblemOracle oracle(test_case.model, test_case.scaling);
    TrustRegionStep step;
    ASSERT_TRUE(solver_->SetModel(test_case.model, test_case.scaling));
    // Down as after rejected steps, and up again.
    for (const double factor : {1.0, 0.25, 1e-3, 1e-6, 2.0, 30.0}) {
      SCOPED_TRACE(test_case.name + ", radius factor " +
                   std::to_string(factor));
      const double radius = factor * test_case.radius;
      ASSERT_TRUE(solver_->Solve(radius, &step));
      EXPECT_TRUE(IsMinimizer(oracle, radius, Tolerance(GetParam()), step));
      if (GetParam() == SolverKind::kEigen) {
        EXPECT_EQ(step.num_factorizations, factor == 1.0 ? 1 : 0);
      }
    }
  }
}

TEST_P(SubproblemSolverTest, SingularModelWithGradientInRangeGetsAShortStep) {
  for (int seed = 0; seed < 50; ++seed) {
    SubproblemCase test_case =
        MakeSubproblemCase(Difficulty::kSingularInRange, 6, seed);
    const SubproblemOracle oracle(test_case.model, test_case.scaling);
    const TrustRegionStep step =
        Solve(test_case.model, test_case.scaling, 1e12);
    EXPECT_FALSE(step.on_boundary) << test_case.name;
    EXPECT_LE(step.scaled_norm, 2.0 * oracle.Solve(1e12).scaled_norm)
        << test_case.name;
  }
}

TEST_P(SubproblemSolverTest, PowersOfTwoScaleTheSolutionWithoutRounding) {
  const SubproblemCase test_case =
      MakeSubproblemCase(Difficulty::kIndefinite, 7, 3);
  const TrustRegionStep step =
      Solve(test_case.model, test_case.scaling, test_case.radius);
  for (const int exponent : {-500, 500}) {
    QuadraticModel scaled = test_case.model;
    const double factor = std::ldexp(1.0, exponent);
    scaled.gradient *= factor;
    scaled.hessian *= factor;
    const TrustRegionStep scaled_step =
        Solve(scaled, test_case.scaling, test_case.radius);
    EXPECT_EQ(scaled_step.step, step.step);
    EXPECT_EQ(scaled_step.lambda, factor * step.lambda);
    EXPECT_EQ(scaled_step.predicted_decrease, factor * step.predicted_decrease);
  }
}

TEST_P(SubproblemSolverTest, NoParameters) {
  QuadraticModel model;
  const TrustRegionStep step = Solve(model, Eigen::VectorXd(), 1.0);
  EXPECT_EQ(step.step.size(), 0);
  EXPECT_EQ(step.predicted_decrease, 0.0);
}

TEST_P(SubproblemSolverTest, RefusesModelsThatAreNotFinite) {
  const double kInfinity = std::numeric_limits<double>::infinity();
  const double kNaN = std::numeric_limits<double>::quiet_NaN();
  const Eigen::Vector2d ones = Eigen::Vector2d::Ones();
  EXPECT_FALSE(solver_->SetModel(Model2(kNaN, 1.0, 1.0, 1.0), ones));
  EXPECT_FALSE(solver_->SetModel(Model2(1.0, kInfinity, 1.0, 1.0), ones));
  EXPECT_FALSE(solver_->SetModel(Model2(1.0, 1.0, 1.0, kNaN), ones));
  EXPECT_FALSE(solver_->SetModel(Model2(1.0, 1.0, -kInfinity, 1.0), ones));
}

using SubproblemSolverDeathTest = SubproblemSolverTest;

TEST_P(SubproblemSolverDeathTest, RefusesNonsense) {
  const QuadraticModel model = Model2(1.0, 1.0, 1.0, 1.0);
  EXPECT_DEATH_IF_SUPPORTED(solver_->SetModel(model, Eigen::Vector3d::Ones()),
                            "same size");
  EXPECT_DEATH_IF_SUPPORTED(solver_->SetModel(model, Eigen::Vector2d(1.0, 0.0)),
                            "positive");
  ASSERT_TRUE(solver_->SetModel(model, Eigen::Vector2d::Ones()));
  TrustRegionStep step;
  EXPECT_DEATH_IF_SUPPORTED(solver_->Solve(0.0, &step), "radius");
}

std::string SolverName(const ::testing::TestParamInfo<SolverKind>& info) {
  return info.param == SolverKind::kEigen ? "Eigen" : "MoreSorensen";
}

INSTANTIATE_TEST_SUITE_P(Solvers,
                         SubproblemSolverTest,
                         ::testing::Values(SolverKind::kEigen,
                                           SolverKind::kMoreSorensen),
                         SolverName);
INSTANTIATE_TEST_SUITE_P(Solvers,
                         SubproblemSolverDeathTest,
                         ::testing::Values(SolverKind::kEigen,
                                           SolverKind::kMoreSorensen),
                         SolverName);

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
