// The judge of the sets of test problems at points with prescribed derivatives,
// and at points that are known.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "solver_sets.h"

namespace ceres_newton {
namespace solver_sets {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// A value and a gradient that do not depend on x.
class PrescribedTerm : public ObjectiveTerm {
 public:
  PrescribedTerm(double value, const std::vector<double>& gradient, bool result)
      : value_(value), gradient_(gradient), result_(result) {
    mutable_parameter_block_sizes()->push_back(
        static_cast<int>(gradient.size()));
  }

  bool Evaluate(double const* const* /*parameters*/,
                double* value,
                double** gradients,
                double** /*hessians*/) const override {
    *value = value_;
    if (gradients != nullptr && gradients[0] != nullptr) {
      std::copy(gradient_.begin(), gradient_.end(), gradients[0]);
    }
    return result_;
  }

 private:
  const double value_;
  const std::vector<double> gradient_;
  const bool result_;
};

// Residuals of one parameter, and a Jacobian, that do not depend on it.
class PrescribedResiduals : public SecondOrderCostFunction {
 public:
  PrescribedResiduals(const std::vector<double>& residuals,
                      const std::vector<double>& jacobian,
                      bool result)
      : residuals_(residuals), jacobian_(jacobian), result_(result) {
    set_num_residuals(static_cast<int>(residuals.size()));
    mutable_parameter_block_sizes()->push_back(1);
  }

  bool Evaluate(double const* const* /*parameters*/,
                double* residuals,
                double** jacobians) const override {
    std::copy(residuals_.begin(), residuals_.end(), residuals);
    if (jacobians != nullptr && jacobians[0] != nullptr) {
      std::copy(jacobian_.begin(), jacobian_.end(), jacobians[0]);
    }
    return result_;
  }

  bool EvaluateHessians(double const* const* /*parameters*/,
                        const double* /*weights*/,
                        double** /*hessians*/) const override {
    return false;
  }

 private:
  const std::vector<double> residuals_;
  const std::vector<double> jacobian_;
  const bool result_;
};

// The verdict at 0 within [-1, 1], where f is at its minimum.
Verdict JudgeTerm(const std::vector<double>& gradient, bool result = true) {
  const std::vector<double> zero(gradient.size(), 0.0);
  BoundedProblem problem;
  problem.lower.assign(gradient.size(), -1.0);
  problem.upper.assign(gradient.size(), 1.0);
  problem.minimum = -3.0;
  problem.tolerance = 1e-12;
  problem.make_term = [gradient, result] {
    return std::make_unique<PrescribedTerm>(-3.0, gradient, result);
  };
  return JudgeBounded(problem, zero);
}

// The same, for f = 1, the square of a single residual.
Verdict JudgeResidual(double jacobian, bool result = true) {
  BoundedProblem problem;
  problem.lower = {-1.0};
  problem.upper = {1.0};
  problem.minimum = 1.0;
  problem.tolerance = 1e-12;
  problem.make_residuals = [jacobian, result] {
    return std::make_unique<PrescribedResiduals>(
        std::vector<double>{1.0}, std::vector<double>{jacobian}, result);
  };
  return JudgeBounded(problem, {0.0});
}

// The verdict at 0 without bounds, where f is at its minimum.
Verdict JudgeSquares(const std::vector<double>& residuals,
                     const std::vector<double>& jacobian,
                     bool result = true) {
  TestProblem problem;
  problem.num_residuals = static_cast<int>(residuals.size());
  for (const double residual : residuals) {
    problem.minimum += residual * residual;
  }
  problem.make_cost_function = [=] {
    return std::make_unique<PrescribedResiduals>(residuals, jacobian, result);
  };
  return JudgeUnbounded(problem, {0.0}, {0.0});
}

TestProblem FindProblem(const std::string& name) {
  for (const TestProblem& problem : MoreGarbowHillstromProblems()) {
    if (problem.name == name) {
      return problem;
    }
  }
  ADD_FAILURE() << "There is no problem " << name << ".";
  return {};
}

TEST(SolverSetsJudge, VanishingGradientIsSolved) {
  EXPECT_TRUE(JudgeTerm({0.0, 1e-9}).is_solved);
  EXPECT_TRUE(JudgeResidual(1e-9).is_solved);
  EXPECT_TRUE(JudgeSquares({10.0, 10.0}, {1.0, -1.0}).is_solved);
}

TEST(SolverSetsJudge, LargeGradientIsNotSolved) {
  EXPECT_FALSE(JudgeTerm({0.0, -1.0}).is_solved);
  EXPECT_FALSE(JudgeResidual(1.0).is_solved);
  EXPECT_FALSE(JudgeSquares({10.0, 10.0}, {1.0, -2.0}).is_solved);
}

TEST(SolverSetsJudge, NanGradientIsNotSolved) {
  for (const std::vector<double>& gradient : {std::vector<double>{kNan},
                                              std::vector<double>{kNan, 0.0},
                                              std::vector<double>{0.0, kNan}}) {
    const Verdict verdict = JudgeTerm(gradient);
    EXPECT_TRUE(std::isnan(verdict.gradient)) << verdict.gradient;
    EXPECT_FALSE(verdict.is_solved);
  }
  EXPECT_FALSE(JudgeResidual(kNan).is_solved);
  EXPECT_FALSE(JudgeSquares({10.0, 10.0}, {kNan, 0.0}).is_solved);
}

// J is finite, but J'r is infinity - infinity.
TEST(SolverSetsJudge, OverflowOfGradientIsNotSolved) {
  const Verdict verdict = JudgeSquares({10.0, 10.0}, {1e308, -1e308});
  EXPECT_TRUE(std::isnan(verdict.gradient)) << verdict.gradient;
  EXPECT_FALSE(verdict.is_solved);
}

// J'r is finite and far from zero, but J'J is infinite.
TEST(SolverSetsJudge, InfiniteCurvatureExcusesNoGradient) {
  EXPECT_FALSE(JudgeSquares({1.0}, {1e200}).is_solved);
}

TEST(SolverSetsJudge, FailedEvaluationIsNotSolved) {
  EXPECT_FALSE(JudgeTerm({0.0, 0.0}, false).is_solved);
  EXPECT_TRUE(std::isnan(JudgeTerm({0.0, 0.0}, false).f));
  EXPECT_FALSE(JudgeResidual(0.0, false).is_solved);
  EXPECT_FALSE(JudgeSquares({1.0}, {0.0}, false).is_solved);

  // Residuals that fail before anything is written leave zeros behind.
  BoundedProblem problem;
  problem.lower = {-1.0};
  problem.upper = {1.0};
  problem.tolerance = 1e-12;
  problem.make_residuals = [] {
    return std::make_unique<PrescribedResiduals>(
        std::vector<double>{0.0}, std::vector<double>{0.0}, false);
  };
  EXPECT_FALSE(JudgeBounded(problem, {0.0}).is_solved);
}

// The gradient of r^2 is 2 r J, not that of Ceres' cost 1/2 r^2.
TEST(SolverSetsJudge, GradientIsOfTheSumOfSquares) {
  EXPECT_DOUBLE_EQ(JudgeResidual(0.7e-8).gradient, 1.4e-8);
  EXPECT_FALSE(JudgeResidual(0.7e-8).is_solved);
  EXPECT_TRUE(JudgeResidual(0.4e-8).is_solved);
  EXPECT_DOUBLE_EQ(JudgeSquares({10.0}, {3.0}).gradient, 60.0);
}

TEST(SolverSetsJudge, FlagsBrownAlmostLinearAtDegenerateStationaryPoint) {
  const TestProblem problem = FindProblem("BrownAlmostLinear10");
  std::vector<double> x(10, 0.0);
  x.back() = 11.0;
  const Verdict verdict = JudgeUnbounded(problem, problem.start, x);
  EXPECT_TRUE(verdict.is_solved);
  EXPECT_TRUE(verdict.is_at_listed_non_minimum);

  const Verdict at_minimum =
      JudgeUnbounded(problem, problem.start, problem.minimizer);
  EXPECT_TRUE(at_minimum.is_solved);
  EXPECT_FALSE(at_minimum.is_at_listed_non_minimum);
}

// Bard's model tends to a constant, of which the mean of the data, 12.61 / 15,
// is the best.
TEST(SolverSetsJudge, FlagsBardNearInfinity) {
  const TestProblem problem = FindProblem("Bard");
  const Verdict verdict =
      JudgeUnbounded(problem, problem.start, {12.61 / 15.0, -1e12, -1e12});
  EXPECT_TRUE(verdict.is_solved) << verdict.f << ", " << verdict.gradient;
  EXPECT_TRUE(verdict.is_at_listed_non_minimum);
}

TEST(SolverSetsJudge, DoesNotFlagWhatIsNotSolved) {
  const TestProblem problem = FindProblem("Bard");
  const Verdict verdict = JudgeUnbounded(problem, problem.start, problem.start);
  EXPECT_FALSE(verdict.is_solved);
  EXPECT_FALSE(verdict.is_at_listed_non_minimum);
}

TEST(SolverSetsJudge, SumTellsMinimaFromListedPoints) {
  Row at_minimum;
  at_minimum.is_solved = true;
  Row at_listed = at_minimum;
  at_listed.is_at_listed_non_minimum = true;
  const Totals totals = Sum({at_minimum, at_listed, Row()});
  EXPECT_EQ(totals.num_solved, 2);
  EXPECT_EQ(totals.num_at_minimum, 1);
}

TEST(SolverSetsJudge, SumLeavesOutUnknownCounts) {
  Row known;
  known.is_solved = true;
  known.outcome.num_cost_evaluations = 7;
  known.outcome.num_hessian_evaluations = 5;
  Row unknown;
  unknown.is_solved = true;
  const Totals totals = Sum({unknown, known, unknown});
  EXPECT_EQ(totals.num_cost_evaluations, 7);
  EXPECT_EQ(totals.num_hessian_evaluations, 5);
  EXPECT_EQ(totals.max_num_hessian_evaluations, 5);
  EXPECT_EQ(Sum({unknown, unknown}).num_cost_evaluations, -1);
  EXPECT_EQ(Sum({unknown, unknown}).num_hessian_evaluations, -1);
}

// Ceres refuses bounds there before it evaluates anything.
TEST(SolverSetsJudge, LbfgsTellsNoCountsWithBounds) {
  const Totals totals = Sum(RunBounded(CeresLbfgs()));
  EXPECT_EQ(totals.num_solved, 0);
  EXPECT_EQ(totals.num_cost_evaluations, -1);
  EXPECT_EQ(totals.num_hessian_evaluations, -1);
}

}  // namespace
}  // namespace solver_sets
}  // namespace ceres_newton
