// The solver against Ceres' own on sets of test problems: how many are solved,
// and with how many evaluations.
//
//   solver_benchmark [folder with NIST's *.dat files] [--rows]
//
//   --rows  a line for each problem too: solved or not, or "listed" where the
//           point counts as solved although it is no minimum
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cstdio>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "glog/logging.h"
#include "solver_sets.h"

namespace {

using ceres_newton::LeastSquaresModel;
using ceres_newton::NewtonSolver;
using ceres_newton::solver_sets::CeresDefaults;
using ceres_newton::solver_sets::CeresLbfgs;
using ceres_newton::solver_sets::CeresLevenbergMarquardt;
using ceres_newton::solver_sets::Contestant;
using ceres_newton::solver_sets::Newton;
using ceres_newton::solver_sets::Row;
using ceres_newton::solver_sets::RunBounded;
using ceres_newton::solver_sets::RunMoreGarbowHillstrom;
using ceres_newton::solver_sets::RunNist;
using ceres_newton::solver_sets::Sum;
using ceres_newton::solver_sets::Totals;

std::vector<Contestant> Contestants() {
  std::vector<Contestant> contestants = {Newton("Newton", {})};
  for (const LeastSquaresModel model : {LeastSquaresModel::kTensor,
                                        LeastSquaresModel::kSwitching,
                                        LeastSquaresModel::kExact,
                                        LeastSquaresModel::kGaussNewton}) {
    NewtonSolver::Options options;
    options.model = model;
    contestants.push_back(Newton(
        std::string("Newton, ") + ceres_newton::ToString(model), options));
  }
  contestants.push_back(CeresLevenbergMarquardt(false));
  contestants.push_back(CeresLevenbergMarquardt(true));
  contestants.push_back(CeresDefaults());
  contestants.push_back(CeresLbfgs());
  return contestants;
}

// A dash for a count that the solver does not tell.
std::string Count(int count) { return count < 0 ? "-" : std::to_string(count); }

const char* Answer(const Row& row) {
  if (!row.is_solved) {
    return "NO";
  }
  return row.is_at_listed_non_minimum ? "listed" : "yes";
}

void PrintRows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    std::printf(
        "    %-28s %-6s f/2 or f %18.10e  |g| %8.1e  r %5s  H %5s  %s\n",
        row.problem.c_str(),
        Answer(row),
        row.outcome.cost,
        row.final_gradient,
        Count(row.outcome.num_cost_evaluations).c_str(),
        Count(row.outcome.num_hessian_evaluations).c_str(),
        row.outcome.reason.c_str());
  }
}

void PrintSet(const char* title,
              bool with_rows,
              const std::function<std::vector<Row>(const Contestant&)>& run) {
  std::printf("\n%s\n  %-24s %9s %10s %9s %7s %9s %9s\n",
              title,
              "",
              "solved",
              "at minimum",
              "H or J",
              "most",
              "residuals",
              "digits");
  for (const Contestant& contestant : Contestants()) {
    const std::vector<Row> rows = run(contestant);
    const Totals totals = Sum(rows);
    std::printf("  %-24s %3d of %2d %10d %9s %7s %9s",
                contestant.name.c_str(),
                totals.num_solved,
                totals.num_problems,
                totals.num_at_minimum,
                Count(totals.num_hessian_evaluations).c_str(),
                Count(totals.max_num_hessian_evaluations).c_str(),
                Count(totals.num_cost_evaluations).c_str());
    if (totals.mean_correct_digits > 0.0) {
      std::printf(" %9.2f", totals.mean_correct_digits);
    }
    std::printf("\n");
    if (with_rows) {
      PrintRows(rows);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  google::InitGoogleLogging(argv[0]);
  FLAGS_minloglevel = google::ERROR;
  std::string folder = "../shared/data/nist";
  bool with_rows = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--rows") == 0) {
      with_rows = true;
    } else {
      folder = argv[i];
    }
  }
  std::printf(
      "solved; those of them at a minimum, without the points that the "
      "literature lists although they are none; evaluations of Hessians "
      "(Jacobians for Ceres) on the solved ones, in all and at most; "
      "evaluations of the residuals alone on all, which include the start for "
      "Newton but not for Ceres; correct digits; - where a solver does not "
      "tell.\n");
  PrintSet("NIST nonlinear regression, both starts",
           with_rows,
           [&folder](const Contestant& c) { return RunNist(c, folder); });
  for (const double factor : {1.0, 10.0, 100.0}) {
    const std::string title = "More, Garbow & Hillstrom, start x " +
                              std::to_string(static_cast<int>(factor));
    PrintSet(title.c_str(), with_rows, [factor](const Contestant& c) {
      return RunMoreGarbowHillstrom(c, factor);
    });
  }
  PrintSet("Bounds", with_rows, RunBounded);
  return 0;
}
