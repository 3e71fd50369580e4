// The solver with default options on the test problems of More, Garbow &
// Hillstrom 1981, from their standard starts.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "more_garbow_hillstrom.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ostream>
#include <vector>

#include "ceres_newton/newton_solver.h"
#include "gtest/gtest.h"
#include "more_garbow_hillstrom_curvature.h"

namespace ceres_newton {

// How GoogleTest prints a parameter.
void PrintTo(const TestProblem& problem, std::ostream* stream) {
  *stream << "problem " << problem.number << ", " << problem.name;
}

namespace {

using more_garbow_hillstrom::Cost;
using more_garbow_hillstrom::Differentiate;
using more_garbow_hillstrom::HasNegativeCurvature;

// How near to a minimum a cost must be: eight digits, and for minima of 0
// twelve orders of magnitude below the start.
double CostTolerance(double minimum, double start_cost) {
  return 1e-8 * std::abs(minimum) + 1e-12 * std::min(1.0, start_cost);
}

struct Outcome {
  double start_cost = 0.0;
  std::vector<double> x;
  NewtonSolver::Summary summary;
};

Outcome SolveFromStart(const TestProblem& problem) {
  Outcome outcome;
  outcome.x = problem.start;
  outcome.start_cost = Cost(problem, problem.start);
  Solve(NewtonSolver::Options(),
        *problem.function,
        outcome.x.data(),
        &outcome.summary);
  return outcome;
}

// The best known minimum or another published local minimum.
bool IsKnownMinimum(const TestProblem& problem, const Outcome& outcome) {
  std::vector<double> minima = problem.other_minima;
  minima.push_back(problem.minimum);
  return std::any_of(minima.begin(), minima.end(), [&outcome](double minimum) {
    return std::abs(outcome.summary.final_cost - minimum) <=
           CostTolerance(minimum, outcome.start_cost);
  });
}

class MoreGarbowHillstrom : public ::testing::TestWithParam<TestProblem> {};

TEST_P(MoreGarbowHillstrom, IsSolvedFromStandardStartWithDefaultOptions) {
  const TestProblem& problem = GetParam();
  const Outcome outcome = SolveFromStart(problem);
  const NewtonSolver::Summary& summary = outcome.summary;

  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
      << summary.FullReport();
  EXPECT_DOUBLE_EQ(summary.final_cost, Cost(problem, outcome.x));
  EXPECT_TRUE(IsKnownMinimum(problem, outcome))
      << "cost " << summary.final_cost << ", minimum " << problem.minimum
      << "\n"
      << summary.FullReport();

  // No success is claimed at a saddle: neither by the certificate, nor in
  // truth.
  EXPECT_EQ(summary.certificate.num_negative, 0);
  EXPECT_FALSE(HasNegativeCurvature(Differentiate(problem, outcome.x).hessian));
}

INSTANTIATE_TEST_SUITE_P(All,
                         MoreGarbowHillstrom,
                         ::testing::ValuesIn(MoreGarbowHillstromProblems()),
                         [](const ::testing::TestParamInfo<TestProblem>& info) {
                           return info.param.name;
                         });

// The sum of Hessian evaluations over the table.  Other Newton codes need 1102
// (Ipopt with exact Hessians) to 2223 (SciPy's trust-exact) for comparable sets
// of 41 instances; more than the latter is a fault of the solver.
TEST(MoreGarbowHillstromTotal, NeedsFewHessianEvaluations) {
  constexpr int kMaxNumHessianEvaluations = 2223;
  int num_hessian_evaluations = 0;
  int num_solved = 0;
  std::printf("%-27s %3s %6s %6s %18s %18s  %s\n",
              "problem",
              "n",
              "steps",
              "H",
              "cost",
              "minimum",
              "stopped by");
  for (const TestProblem& problem : MoreGarbowHillstromProblems()) {
    const Outcome outcome = SolveFromStart(problem);
    const NewtonSolver::Summary& summary = outcome.summary;
    num_hessian_evaluations += summary.num_hessian_evaluations;
    num_solved += summary.termination_type == ceres::CONVERGENCE &&
                  IsKnownMinimum(problem, outcome);
    std::printf("%-27s %3d %6d %6d %18.10e %18.10e  %s\n",
                problem.name.c_str(),
                problem.num_parameters,
                summary.num_successful_steps + summary.num_unsuccessful_steps,
                summary.num_hessian_evaluations,
                summary.final_cost,
                problem.minimum,
                ToString(summary.stop_reason));
  }
  std::printf("%d of 41 solved, %d Hessian evaluations\n",
              num_solved,
              num_hessian_evaluations);
  EXPECT_EQ(num_solved, 41);
  EXPECT_LE(num_hessian_evaluations, kMaxNumHessianEvaluations);
}

}  // namespace
}  // namespace ceres_newton
