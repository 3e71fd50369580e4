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

// The larger one, but NaN where either is: std::max() may return the other.
double MaxOrNan(double a, double b) { return std::isnan(a) || a > b ? a : b; }

// f = |r|^2, max |df/dx_i| and the largest entry of the diagonal of 2 J'J; NaN
// where they cannot be evaluated.
struct Derivatives {
  double f = std::numeric_limits<double>::quiet_NaN();
  double gradient = std::numeric_limits<double>::quiet_NaN();
  double curvature = std::numeric_limits<double>::quiet_NaN();
};

// At the present values.
Derivatives EvaluateHere(ceres::Problem* problem) {
  double cost = 0.0;
  std::vector<double> g;
  ceres::CRSMatrix jacobian;
  if (!problem->Evaluate(
          ceres::Problem::EvaluateOptions(), &cost, nullptr, &g, &jacobian)) {
    return {};
  }
  std::vector<double> diagonal(g.size());
  for (size_t k = 0; k < jacobian.values.size(); ++k) {
    diagonal[jacobian.cols[k]] += jacobian.values[k] * jacobian.values[k];
  }
  double gradient = 0.0;
  for (const double entry : g) {
    gradient = MaxOrNan(gradient, std::abs(entry));
  }
  double curvature = 0.0;
  for (const double entry : diagonal) {
    curvature = MaxOrNan(curvature, entry);
  }
  return {2.0 * cost, 2.0 * gradient, 2.0 * curvature};
}

Derivatives EvaluateSquares(const TestProblem& test, std::vector<double> x) {
  ceres::Problem problem;
  problem.AddResidualBlock(
      test.make_cost_function().release(), nullptr, x.data());
  return EvaluateHere(&problem);
}

// f at x, and the largest entry of its gradient that no bound holds; leaves
// them as they are where f cannot be evaluated.
void EvaluateBounded(const BoundedProblem& problem,
                     const std::vector<double>& x,
                     double* f,
                     double* gradient) {
  const bool is_term = problem.make_term != nullptr;
  double value = 0.0;
  std::vector<double> g(x.size());
  const double* parameters[] = {x.data()};
  double* gradients[] = {g.data()};
  if (!(is_term ? problem.make_term()->Evaluate(
                      parameters, &value, gradients, nullptr)
                : problem.make_residuals()->EvaluateRobustCost(
                      parameters, nullptr, &value, gradients, nullptr))) {
    return;
  }
  const double scale = is_term ? 1.0 : 2.0;  // the cost is 1/2 |r|^2
  *f = scale * value;
  *gradient = 0.0;
  for (size_t i = 0; i < x.size(); ++i) {
    const bool is_held = (x[i] <= problem.lower[i] && g[i] > 0.0) ||
                         (x[i] >= problem.upper[i] && g[i] < 0.0);
    if (!is_held) {
      *gradient = MaxOrNan(*gradient, scale * std::abs(g[i]));
    }
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

// Values that the paper lists as minima, although f only tends to them, or has
// a degenerate stationary point there.
std::vector<double> ListedNonMinima(const TestProblem& problem) {
  if (problem.name == "Bard") {
    return {17.428693333333335};
  }
  if (problem.name == "BrownAlmostLinear10") {
    return {1.0};
  }
  return {};
}

bool IsAtOneOf(const std::vector<double>& minima,
               int num_residuals,
               double start,
               double f) {
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  return std::any_of(minima.begin(), minima.end(), [&](double minimum) {
    return std::abs(f - minimum) <= 1e-8 * std::abs(minimum) +
                                        1e-12 * std::min(1.0, start - minimum) +
                                        num_residuals * kEpsilon * kEpsilon;
  });
}

void CopyVerdict(const Verdict& verdict, Row* row) {
  row->is_solved = verdict.is_solved;
  row->is_at_listed_non_minimum = verdict.is_at_listed_non_minimum;
  row->final_gradient = verdict.gradient;
}

// *total += count, if the count is known.
void AddKnown(int count, int* total) {
  if (count >= 0) {
    *total = std::max(*total, 0) + count;
  }
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
    totals.num_at_minimum += row.is_solved && !row.is_at_listed_non_minimum;
    if (row.is_solved) {
      AddKnown(row.outcome.num_hessian_evaluations,
               &totals.num_hessian_evaluations);
      totals.max_num_hessian_evaluations =
          std::max(totals.max_num_hessian_evaluations,
                   row.outcome.num_hessian_evaluations);
    }
    AddKnown(row.outcome.num_cost_evaluations, &totals.num_cost_evaluations);
    totals.mean_correct_digits += row.correct_digits / rows.size();
  }
  return totals;
}

Verdict JudgeUnbounded(const TestProblem& problem,
                       const std::vector<double>& start,
                       const std::vector<double>& x) {
  const Derivatives at_start = EvaluateSquares(problem, start);
  const Derivatives at_end = EvaluateSquares(problem, x);
  Verdict verdict;
  verdict.f = at_end.f;
  verdict.gradient = at_end.gradient;
  std::vector<double> minima = problem.other_minima;
  minima.push_back(problem.minimum);
  const bool is_at_minimum =
      IsAtOneOf(minima, problem.num_residuals, at_start.f, at_end.f);
  const bool is_at_listed = is_at_minimum || IsAtOneOf(ListedNonMinima(problem),
                                                       problem.num_residuals,
                                                       at_start.f,
                                                       at_end.f);
  verdict.is_solved =
      is_at_listed && (at_end.gradient <= 1e-5 * (1.0 + std::abs(at_end.f)) ||
                       (std::isfinite(at_end.curvature) &&
                        at_end.gradient <= 1e-12 * at_end.curvature));
  verdict.is_at_listed_non_minimum = verdict.is_solved && !is_at_minimum;
  return verdict;
}

Verdict JudgeBounded(const BoundedProblem& problem,
                     const std::vector<double>& x) {
  Verdict verdict;
  EvaluateBounded(problem, x, &verdict.f, &verdict.gradient);
  std::vector<double> minima = problem.other_minima;
  minima.push_back(problem.minimum);
  verdict.is_solved =
      IsFeasible(problem, x) && verdict.gradient <= 1e-8 &&
      std::any_of(minima.begin(), minima.end(), [&](double minimum) {
        return std::abs(verdict.f - minimum) <= problem.tolerance;
      });
  return verdict;
}

std::vector<Row> RunMoreGarbowHillstrom(const Contestant& contestant,
                                        double start_factor) {
  std::vector<Row> rows;
  for (const TestProblem& test : MoreGarbowHillstromProblems()) {
    std::vector<double> start = test.start;
    for (double& value : start) {
      value *= start_factor;
    }
    std::vector<double> x = start;
    ceres::Problem problem;
    problem.AddResidualBlock(
        test.make_cost_function().release(), nullptr, x.data());
    Row row;
    row.problem = test.name;
    row.outcome = contestant.solve(&problem, nullptr);
    CopyVerdict(JudgeUnbounded(test, start, x), &row);
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
      row.final_gradient = EvaluateHere(&problem).gradient;
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
    const Verdict verdict = JudgeBounded(test, x);
    row.outcome.cost = verdict.f;
    CopyVerdict(verdict, &row);
    rows.push_back(row);
  }
  return rows;
}

}  // namespace solver_sets
}  // namespace ceres_newton
