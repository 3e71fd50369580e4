// A ceres::Problem as it is, solved by Ceres and by ceres-newton: an
// exponential curve through six measurements that it fits badly, so that the
// residuals stay large and J'J is a poor Hessian.
//
// Data and certified result: NIST Statistical Reference Datasets, BoxBOD (Box,
// Hunter & Hunter 1978, Statistics for Experimenters, pp. 483-487), start 2.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <cstdio>

#include "ceres/ceres.h"
#include "ceres_newton/ceres_newton.h"

namespace {

// Biochemical oxygen demand in mg/l after some days of incubation.
constexpr int kNumMeasurements = 6;
constexpr double kDays[kNumMeasurements] = {1, 2, 3, 5, 7, 10};
constexpr double kDemand[kNumMeasurements] = {109, 149, 149, 191, 213, 224};
constexpr double kStart[2] = {100.0, 0.75};
constexpr double kCertified[2] = {2.1380940889e+02, 5.4723748542e-01};

// r = b1 (1 - exp(-b2 days)) - demand.
struct DemandResidual {
  DemandResidual(double days, double demand) : days(days), demand(demand) {}

  template <typename T>
  bool operator()(const T* b, T* residual) const {
    residual[0] = b[0] * (1.0 - exp(-b[1] * days)) - demand;
    return true;
  }

  const double days;
  const double demand;
};
using DemandCost = ceres::AutoDiffCostFunction<DemandResidual, 1, 2>;

void BuildProblem(double* b, ceres::Problem* problem) {
  for (int i = 0; i < kNumMeasurements; ++i) {
    problem->AddResidualBlock(
        new DemandCost(new DemandResidual(kDays[i], kDemand[i])), nullptr, b);
  }
}

void Print(const char* solver, const double* b, const char* message) {
  std::printf(
      "%-13s b = %.9f, %.9f\n              %s\n", solver, b[0], b[1], message);
}

}  // namespace

int main() {
  {
    double b[2] = {kStart[0], kStart[1]};
    ceres::Problem problem;
    BuildProblem(b, &problem);
    ceres::Solver::Options options;
    options.max_num_iterations = 200;
    ceres::Solver::Summary summary;
    ceres::Solve(options, &problem, &summary);
    Print("ceres", b, summary.message.c_str());
  }

  double b[2] = {kStart[0], kStart[1]};
  ceres::Problem problem;
  BuildProblem(b, &problem);
  ceres_newton::NewtonSolver::Options options;
  options.RegisterAutoDiff<DemandCost>();  // exact Hessians of these blocks
  ceres_newton::NewtonSolver::Summary summary;
  ceres_newton::Solve(options, &problem, &summary);
  Print("ceres-newton", b, summary.message.c_str());

  std::printf(
      "%-13s b = %.9f, %.9f\n", "certified", kCertified[0], kCertified[1]);
  const double error = std::fmax(std::fabs(b[0] / kCertified[0] - 1.0),
                                 std::fabs(b[1] / kCertified[1] - 1.0));
  return error < 1e-9 ? 0 : 1;
}
