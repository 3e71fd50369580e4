// SPDX-License-Identifier: BSD-3-Clause

#include "solver_sets.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "Eigen/Core"
#include "bounded_problems.h"
#include "ceres/solver.h"
#include "more_garbow_hillstrom.h"
#include "nist_problems.h"

namespace ceres_newton {
namespace solver_sets {
namespace {

ceres::Solver::Options TightCeresOptions() {
  ceres::Solver::Options options;
  options.linear_solver_type = ceres::DENSE_QR;
  options.logging_type = ceres::SILENT;
  options.max_num_iterations = 2000;
  options.function_tolerance = 1e-18;
  options.parameter_tolerance = 1e-18;
  options.gradient_tolerance = 1e-12;
  return options;
}

Contestant Ceres(const std::string& name,
                 const ceres::Solver::Options& options) {
  return {name, [options](ceres::Problem* problem, NewtonProblem* terms) {
            if (terms != nullptr) {
              Outcome refusal;
              refusal.reason = "no sum of squares";
              return refusal;
            }
            ceres::Solver::Summary summary;
            ceres::Solve(options, problem, &summary);
            Outcome outcome;
            outcome.cost = summary.final_cost;
            outcome.num_cost_evaluations = summary.num_residual_evaluations;
            outcome.num_hessian_evaluations = summary.num_jacobian_evaluations;
            outcome.says_converged =
                summary.termination_type == ceres::CONVERGENCE;
            outcome.reason =
                ceres::TerminationTypeToString(summary.termination_type);
            return outcome;
          }};
}

// 1/2 |r|^2 at the present values, with max |g_i| and, if it is wanted, the
// largest entry of the diagonal of J'J; NaN where it cannot be evaluated.
void EvaluateHere(ceres::Problem* problem,
                  double* cost,
                  double* gradient,
                  double* curvature = nullptr) {
  std::vector<double> g;
  ceres::CRSMatrix jacobian;
  *cost = std::nan("");
  *gradient = std::nan("");
  if (!problem->Evaluate(
          ceres::Problem::EvaluateOptions(), cost, nullptr, &g, &jacobian)) {
    return;
  }
  std::vector<double> diagonal(g.size());
  for (size_t k = 0; k < jacobian.values.size(); ++k) {
    diagonal[jacobian.cols[k]] += jacobian.values[k] * jacobian.values[k];
  }
  if (curvature != nullptr) {
    *curvature = *std::max_element(diagonal.begin(), diagonal.end());
  }
  *gradient = 0.0;
  for (const double entry : g) {
    *gradient = std::max(*gradient, std::abs(entry));
  }
}

// f at x, and the largest entry of its gradient that no bound holds.
void EvaluateBounded(const BoundedProblem& problem,
                     const std::vector<double>& x,
                     double* f,
                     double* gradient) {
  std::vector<double> g(x.size());
  const double* parameters[] = {x.data()};
  double* gradients[] = {g.data()};
  if (problem.make_term != nullptr) {
    problem.make_term()->Evaluate(parameters, f, gradients, nullptr);
  } else {
    problem.make_residuals()->EvaluateRobustCost(
        parameters, nullptr, f, gradients, nullptr);
    *f *= 2.0;
  }
  *gradient = 0.0;
  for (size_t i = 0; i < x.size(); ++i) {
    const bool is_held = (x[i] <= problem.lower[i] && g[i] > 0.0) ||
                         (x[i] >= problem.upper[i] && g[i] < 0.0);
    *gradient = is_held ? *gradient : std::max(*gradient, std::abs(g[i]));
  }
}

bool IsFeasible(const BoundedProblem& problem, const std::vector<double>& x) {
  for (size_t i = 0; i < x.size(); ++i) {
    if (!(problem.lower[i] <= x[i] && x[i] <= problem.upper[i])) {
      return false;
    }
  }
  return true;
}

bool IsAtKnownMinimum(const TestProblem& problem, double start, double f) {
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  std::vector<double> minima = problem.other_minima;
  minima.push_back(problem.minimum);
  // Values that the paper lists as minima, although f only tends to them, or
  // has a degenerate stationary point there.
  if (problem.name == "Bard") {
    minima.push_back(17.428693333333335);
  } else if (problem.name == "BrownAlmostLinear10") {
    minima.push_back(1.0);
  }
  return std::any_of(minima.begin(), minima.end(), [&](double minimum) {
    return std::abs(f - minimum) <=
           1e-8 * std::abs(minimum) + 1e-12 * std::min(1.0, start - minimum) +
               problem.num_residuals * kEpsilon * kEpsilon;
  });
}

}  // namespace

Contestant Newton(const std::string& name,
                  const NewtonSolver::Options& options) {
  return {name, [options](ceres::Problem* problem, NewtonProblem* terms) {
            NewtonSolver::Summary summary;
            if (terms != nullptr) {
              Solve(options, terms, &summary);
            } else {
              Solve(options, problem, &summary);
            }
            Outcome outcome;
            outcome.cost = summary.final_cost;
            outcome.num_cost_evaluations = summary.num_cost_evaluations;
            outcome.num_hessian_evaluations = summary.num_hessian_evaluations;
            outcome.says_converged =
                summary.termination_type == ceres::CONVERGENCE;
            outcome.reason = ToString(summary.stop_reason);
            return outcome;
          }};
}

Contestant CeresLevenbergMarquardt(bool use_nonmonotonic_steps) {
  ceres::Solver::Options options = TightCeresOptions();
  options.use_nonmonotonic_steps = use_nonmonotonic_steps;
  return Ceres(use_nonmonotonic_steps ? "Ceres LM nonmonotone" : "Ceres LM",
               options);
}

Contestant CeresDefaults() {
  ceres::Solver::Options options;
  options.logging_type = ceres::SILENT;
  return Ceres("Ceres LM, defaults", options);
}

Contestant CeresLbfgs() {
  ceres::Solver::Options options = TightCeresOptions();
  options.minimizer_type = ceres::LINE_SEARCH;
  return Ceres("Ceres L-BFGS", options);
}

Totals Sum(const std::vector<Row>& rows) {
  Totals totals;
  totals.num_problems = static_cast<int>(rows.size());
  for (const Row& row : rows) {
    totals.num_solved += row.is_solved;
    if (row.is_solved) {
      totals.num_hessian_evaluations += row.outcome.num_hessian_evaluations;
      totals.max_num_hessian_evaluations =
          std::max(totals.max_num_hessian_evaluations,
                   row.outcome.num_hessian_evaluations);
    }
    totals.num_cost_evaluations += row.outcome.num_cost_evaluations;
    totals.mean_correct_digits += row.correct_digits / rows.size();
  }
  return totals;
}

std::vector<Row> RunMoreGarbowHillstrom(const Contestant& contestant,
                                        double start_factor) {
  std::vector<Row> rows;
  for (const TestProblem& test : MoreGarbowHillstromProblems()) {
    std::vector<double> x = test.start;
    for (double& value : x) {
      value *= start_factor;
    }
    ceres::Problem problem;
    problem.AddResidualBlock(
        test.make_cost_function().release(), nullptr, x.data());
    double start = 0.0;
    double unused = 0.0;
    EvaluateHere(&problem, &start, &unused);

    Row row;
    row.problem = test.name;
    row.outcome = contestant.solve(&problem, nullptr);
    double cost = 0.0;
    double curvature = 0.0;
    EvaluateHere(&problem, &cost, &row.final_gradient, &curvature);
    const double f = 2.0 * cost;
    row.is_solved = IsAtKnownMinimum(test, 2.0 * start, f) &&
                    (2.0 * row.final_gradient <= 1e-5 * (1.0 + std::abs(f)) ||
                     row.final_gradient <= 1e-12 * curvature);
    rows.push_back(row);
  }
  return rows;
}

std::vector<Row> RunNist(const Contestant& contestant,
                         const std::string& folder) {
  std::vector<Row> rows;
  for (const std::string& name : examples::NistProblemNames()) {
    examples::NistProblem nist;
    std::string error;
    if (!examples::ReadNistProblem(
            folder + "/" + name + ".dat", &nist, &error)) {
      continue;
    }
    for (int start = 0; start < 2; ++start) {
      std::vector<double> b = nist.starts[start];
      ceres::Problem problem;
      problem.AddResidualBlock(
          examples::MakeNistCostFunction(nist).release(), nullptr, b.data());
      Row row;
      row.problem = name + (start == 0 ? " 1" : " 2");
      row.outcome = contestant.solve(&problem, nullptr);
      double cost = 0.0;
      EvaluateHere(&problem, &cost, &row.final_gradient);
      row.correct_digits = examples::LogRelativeError(b, nist.certified);
      row.is_solved = row.correct_digits >= 4.0;
      rows.push_back(row);
    }
  }
  return rows;
}

std::vector<Row> RunBounded(const Contestant& contestant) {
  std::vector<Row> rows;
  for (const BoundedProblem& test : BoundedProblems()) {
    std::vector<double> x = test.start;
    ceres::Problem problem;
    NewtonProblem newton_problem(&problem);
    if (test.make_term != nullptr) {
      newton_problem.AddObjectiveTerm(test.make_term(), {x.data()});
    } else {
      problem.AddResidualBlock(
          test.make_residuals().release(), nullptr, x.data());
    }
    for (size_t i = 0; i < x.size(); ++i) {
      problem.SetParameterLowerBound(
          x.data(),
          i,
          std::max(test.lower[i], std::numeric_limits<double>::lowest()));
      problem.SetParameterUpperBound(
          x.data(),
          i,
          std::min(test.upper[i], std::numeric_limits<double>::max()));
    }
    Row row;
    row.problem = test.name;
    row.outcome = contestant.solve(
        &problem, test.make_term != nullptr ? &newton_problem : nullptr);
    double f = 0.0;
    EvaluateBounded(test, x, &f, &row.final_gradient);
    row.outcome.cost = f;
    std::vector<double> minima = test.other_minima;
    minima.push_back(test.minimum);
    row.is_solved = IsFeasible(test, x) && row.final_gradient <= 1e-8 &&
                    std::any_of(minima.begin(), minima.end(), [&](double m) {
                      return std::abs(f - m) <= test.tolerance;
                    });
    rows.push_back(row);
  }
  return rows;
}

}  // namespace solver_sets
}  // namespace ceres_newton
