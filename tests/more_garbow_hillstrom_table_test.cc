// The table of More, Garbow & Hillstrom's problems says what the paper says.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "Eigen/Dense"
#include "gtest/gtest.h"
#include "more_garbow_hillstrom.h"
#include "more_garbow_hillstrom_curvature.h"

namespace ceres_newton {
namespace more_garbow_hillstrom {
namespace {

TEST(MoreGarbowHillstromTable, HasAll35ProblemsIn41Instances) {
  std::set<int> numbers;
  std::set<std::string> names;
  const std::vector<TestProblem> problems = MoreGarbowHillstromProblems();
  for (const TestProblem& problem : problems) {
    SCOPED_TRACE(problem.name);
    numbers.insert(problem.number);
    names.insert(problem.name);
    EXPECT_EQ(problem.function->NumParameters(), problem.num_parameters);
    EXPECT_EQ(static_cast<int>(problem.start.size()), problem.num_parameters);
    EXPECT_EQ(static_cast<int>(problem.minimizer.size()),
              problem.num_parameters);
  }
  EXPECT_EQ(problems.size(), 41);
  EXPECT_EQ(names.size(), 41);
  EXPECT_EQ(numbers.size(), 35);
  EXPECT_EQ(*numbers.begin(), 1);
  EXPECT_EQ(*numbers.rbegin(), 35);
}

// Worked out by hand from the paper's formulas.
TEST(MoreGarbowHillstromTable, StartCostsAreThoseComputedByHand) {
  const std::pair<const char*, double> kStartCosts[] = {
      {"Rosenbrock", 24.2},
      {"FreudensteinRoth", 400.5},
      {"PowellBadlyScaled", 1.0 + std::pow(std::exp(-1.0) - 1e-4, 2)},
      {"BrownBadlyScaled", 999999.0 * 999999.0 + std::pow(1.0 - 2e-6, 2) + 1.0},
      {"Beale", 14.203125},
      {"HelicalValley", 2500.0},
      {"PowellSingular", 215.0},
      {"Wood", 19192.0},
      {"Watson6", 30.0},
      {"Watson9", 30.0},
      {"Watson12", 30.0},
      {"ExtendedRosenbrock10", 5 * 24.2},
      {"ExtendedPowellSingular12", 3 * 215.0},
      {"PenaltyI4", 1e-5 * 14.0 + 29.75 * 29.75},
      {"PenaltyI10", 1e-5 * 285.0 + 384.75 * 384.75},
      {"VariablyDimensioned10", 3.85 + std::pow(38.5, 2) + std::pow(38.5, 4)},
      {"BrownAlmostLinear10",
       9 * 30.25 + std::pow(1.0 - std::pow(2.0, -10), 2)},
      {"BroydenTridiagonal10", 4.0 + 8 * 1.0 + 9.0},
      {"BroydenBanded10", 10 * 36.0},
      {"LinearFullRank10", 10 * 1.0 + 10 * 4.0},
      // sum_i (55 i - 1)^2 for i <= 20, and sum_i (44 i - 1)^2 for i <= 18,
      // plus 2.
      {"LinearRankOne10", 3025.0 * 2870.0 - 110.0 * 210.0 + 20.0},
      {"LinearRankOneZeroBorder10",
       44.0 * 44.0 * 2109.0 + 2.0 - 88.0 * 171.0 + 18.0},
  };
  const std::vector<TestProblem> problems = MoreGarbowHillstromProblems();
  for (const auto& [name, cost] : kStartCosts) {
    const auto problem =
        std::find_if(problems.begin(),
                     problems.end(),
                     [name = name](const TestProblem& candidate) {
                       return candidate.name == name;
                     });
    ASSERT_NE(problem, problems.end()) << name;
    EXPECT_NEAR(Cost(*problem, problem->start), cost, 1e-12 * cost) << name;
  }
}

// The paper's problem 28 with x_i = t_i (t_i - 1): the differences of x are 2
// h^2.
TEST(MoreGarbowHillstromTable, DiscreteBoundaryValueStartsAtKnownResiduals) {
  for (const TestProblem& problem : MoreGarbowHillstromProblems()) {
    if (problem.number != 28) {
      continue;
    }
    const double h = 1.0 / (problem.num_parameters + 1);
    std::vector<double> residuals(problem.num_residuals);
    ASSERT_TRUE(problem.residuals(problem.start.data(), residuals.data()));
    for (int i = 0; i < problem.num_residuals; ++i) {
      const double t = (i + 1) * h;
      const double expected = h * h * (0.5 * std::pow(t * t + 1.0, 3) - 2.0);
      EXPECT_NEAR(residuals[i], expected, 1e-15);
    }
  }
}

TEST(MoreGarbowHillstromTable, FunctionIsSumOfSquaredResiduals) {
  for (const TestProblem& problem : MoreGarbowHillstromProblems()) {
    SCOPED_TRACE(problem.name);
    Eigen::VectorXd residuals(problem.num_residuals);
    ASSERT_TRUE(problem.residuals(problem.start.data(), residuals.data()));
    const double cost = Cost(problem, problem.start);
    EXPECT_NEAR(cost, residuals.squaredNorm(), 1e-13 * cost);
  }
}

// The paper prints the first digits of the minimum and cuts the rest.
TEST(MoreGarbowHillstromTable, MinimaBeginWithThePrintedDigits) {
  int num_printed = 0;
  for (const TestProblem& problem : MoreGarbowHillstromProblems()) {
    const std::string& printed = problem.printed_minimum;
    if (printed.empty()) {
      continue;
    }
    SCOPED_TRACE(problem.name);
    ++num_printed;
    const size_t mantissa_size = std::min(printed.find('e'), printed.size());
    const size_t point = printed.find('.');
    ASSERT_LT(point, mantissa_size);
    const int exponent = mantissa_size < printed.size()
                             ? std::atoi(printed.c_str() + mantissa_size + 1)
                             : 0;
    const double last_digit =
        std::pow(10.0, exponent - static_cast<int>(mantissa_size - point - 1));
    const double value = std::atof(printed.c_str());
    EXPECT_GE(problem.minimum, value);
    EXPECT_LT(problem.minimum, value + last_digit);
  }
  EXPECT_EQ(num_printed, 17);
}

TEST(MoreGarbowHillstromTable, MinimizersHaveTheMinimum) {
  for (const TestProblem& problem : MoreGarbowHillstromProblems()) {
    EXPECT_NEAR(Cost(problem, problem.minimizer),
                problem.minimum,
                1e-10 * problem.minimum + 1e-20)
        << problem.name;
  }
}

// g = 0 to the extent that Newton's step would lower f by less than rounding
// shows, and no negative curvature.
void ExpectSecondOrderConditions(const TestProblem& problem,
                                 const std::vector<double>& x,
                                 double minimum) {
  const auto [gradient, hessian] = Differentiate(problem, x);
  const Eigen::VectorXd step =
      hessian.completeOrthogonalDecomposition().solve(-gradient);
  EXPECT_LE(-0.5 * gradient.dot(step), 1e-10 * minimum + 1e-20);
  EXPECT_FALSE(HasNegativeCurvature(hessian))
      << ScaledEigenvalues(hessian).transpose();
}

TEST(MoreGarbowHillstromTable, MinimizersMeetTheSecondOrderConditions) {
  for (const TestProblem& problem : MoreGarbowHillstromProblems()) {
    SCOPED_TRACE(problem.name);
    ExpectSecondOrderConditions(problem, problem.minimizer, problem.minimum);
  }
}

TEST(MoreGarbowHillstromTable, OtherMinimaAreLocalMinima) {
  const std::map<std::string, std::vector<double>> other_minimizers = {
      {"FreudensteinRoth", {11.412778986902094, -0.89680525327447647}},
      // x_1 = x_5 makes x_3 and x_6 one amplitude x_3 + x_6: a line of
      // stationary points, saddles for x_3 x_6 > 0 and minima for x_3 x_6 < 0.
      {"BiggsExp6",
       {1.7114159947195879,
        17.683198180949049,
        2.8262873218377858,
        5.1865615519934467,
        1.7114159947195879,
        -0.5}},
      {"Trigonometric10",
       {0.055150903980691432,
        0.056840616794738681,
        0.058764001762695049,
        0.060990608656761057,
        0.063626213695855041,
        0.066843179452759166,
        0.20816151856988138,
        0.16436309588564713,
        0.085006895688508707,
        0.09143145071470779}},
      {"Chebyquad10",
       {0.059619900535812731,
        0.16670828183586139,
        0.23917065894260847,
        0.39888429230604455,
        0.3988842923060445,
        0.6011157076939555,
        0.6011157076939555,
        0.76082934105739153,
        0.83329171816413861,
        0.94038009946418721}},
  };
  for (const TestProblem& problem : MoreGarbowHillstromProblems()) {
    SCOPED_TRACE(problem.name);
    ASSERT_EQ(problem.other_minima.size(),
              other_minimizers.count(problem.name));
    if (!problem.other_minima.empty()) {
      const std::vector<double>& x = other_minimizers.at(problem.name);
      EXPECT_NEAR(Cost(problem, x) / problem.other_minima[0], 1.0, 1e-11);
      EXPECT_GT(problem.other_minima[0], problem.minimum);
      ExpectSecondOrderConditions(problem, x, problem.other_minima[0]);
    }
  }
}

// The check above must be able to fail: for Rosenbrock's function
// d2f/dx_1^2 = 1200 x_1^2 - 400 x_2 + 2.
TEST(MoreGarbowHillstromTable, NegativeCurvatureIsSeenWhereThereIsSome) {
  const TestProblem rosenbrock = MoreGarbowHillstromProblems().front();
  ASSERT_EQ(rosenbrock.name, "Rosenbrock");
  EXPECT_TRUE(
      HasNegativeCurvature(Differentiate(rosenbrock, {0.0, 0.0051}).hessian));
  EXPECT_FALSE(
      HasNegativeCurvature(Differentiate(rosenbrock, {0.0, 0.0049}).hessian));
}

}  // namespace
}  // namespace more_garbow_hillstrom
}  // namespace ceres_newton
