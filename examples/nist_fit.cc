// Fits the nonlinear regression problems of the NIST Statistical Reference
// Datasets from both of NIST's starts, and counts the digits that agree with
// the certified parameters.
//
//   nist_fit              five data sets that are part of this program
//   nist_fit DIRECTORY    all 27, read from DIRECTORY/Misra1a.dat and so on
//
// The files come from NIST's pages on StRD and with the sources of Ceres Solver
// (data/nist).
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cstdio>
#include <string>
#include <vector>

#include "ceres_newton/newton_solver.h"
#include "nist_fitting.h"
#include "nist_problems.h"

namespace {

using ceres_newton::NewtonSolver;
using ceres_newton::SecondOrderCertificate;
using ceres_newton::examples::EmbeddedNistProblems;
using ceres_newton::examples::FitNistProblem;
using ceres_newton::examples::kDigitsOfSolution;
using ceres_newton::examples::MakeNistCostFunction;
using ceres_newton::examples::NistFit;
using ceres_newton::examples::NistProblem;
using ceres_newton::examples::NistProblemNames;
using ceres_newton::examples::ReadNistProblem;

bool ReadAll(const std::string& directory, std::vector<NistProblem>* problems) {
  for (const std::string& name : NistProblemNames()) {
    NistProblem problem;
    std::string error;
    if (!ReadNistProblem(directory + "/" + name + ".dat", &problem, &error)) {
      std::fprintf(stderr, "nist_fit: %s\n", error.c_str());
      return false;
    }
    if (problem.name != name || MakeNistCostFunction(problem) == nullptr) {
      std::fprintf(stderr,
                   "nist_fit: %s/%s.dat: data set '%s' with %d parameters and "
                   "%d predictors is not NIST's %s\n",
                   directory.c_str(),
                   name.c_str(),
                   problem.name.c_str(),
                   problem.num_parameters,
                   problem.num_predictors,
                   name.c_str());
      return false;
    }
    problems->push_back(problem);
  }
  return true;
}

// What the exact Hessian says of the point returned.
std::string Describe(const SecondOrderCertificate& certificate) {
  if (certificate.is_minimum) {
    return "minimum";
  }
  return certificate.num_negative > 0 ? "saddle" : "degenerate";
}

class Table {
 public:
  void PrintHead() const {
    std::printf("%-9s %5s %6s %5s %5s %5s  %-10s %9s  %-16s %s\n",
                "data set",
                "start",
                "digits",
                "iter",
                "cost",
                "H",
                "Hessian",
                "min eig",
                "RSS",
                "certified");
  }

  void Add(const NistProblem& problem, int start, const NistFit& fit) {
    const NewtonSolver::Summary& summary = fit.summary;
    ++num_fits_;
    num_solved_ += fit.correct_digits >= kDigitsOfSolution;
    sum_of_digits_ += fit.correct_digits;
    num_cost_evaluations_ += summary.num_cost_evaluations;
    num_hessian_evaluations_ += summary.num_hessian_evaluations;
    std::printf("%-9s %5d %6.2f %5d %5d %5d  %-10s %9.2e  %-16.10e %.10e\n",
                problem.name.c_str(),
                start + 1,
                fit.correct_digits,
                summary.num_successful_steps + summary.num_unsuccessful_steps,
                summary.num_cost_evaluations,
                summary.num_hessian_evaluations,
                Describe(summary.certificate).c_str(),
                summary.certificate.smallest_eigenvalue,
                fit.residual_sum_of_squares,
                problem.residual_sum_of_squares);
  }

  void PrintTotals() const {
    std::printf(
        "%d evaluations of the cost alone, %d with gradient and Hessian\n",
        num_cost_evaluations_,
        num_hessian_evaluations_);
    std::printf("%d of %d solved (%.0f digits or more), mean LRE %.2f\n",
                num_solved_,
                num_fits_,
                kDigitsOfSolution,
                sum_of_digits_ / num_fits_);
  }

 private:
  int num_fits_ = 0;
  int num_solved_ = 0;
  double sum_of_digits_ = 0.0;
  int num_cost_evaluations_ = 0;
  int num_hessian_evaluations_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc > 2) {
    std::fprintf(stderr,
                 "usage: nist_fit [directory with NIST's .dat files]\n");
    return 2;
  }
  std::vector<NistProblem> problems;
  if (argc == 1) {
    problems = EmbeddedNistProblems();
  } else if (!ReadAll(argv[1], &problems)) {
    return 1;
  }

  Table table;
  table.PrintHead();
  for (const NistProblem& problem : problems) {
    for (int start = 0; start < 2; ++start) {
      table.Add(problem,
                start,
                FitNistProblem(NewtonSolver::Options(), problem, start));
    }
  }
  table.PrintTotals();
  return 0;
}
