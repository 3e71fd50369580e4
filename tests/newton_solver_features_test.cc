// Scalar terms, manifolds, callbacks of evaluation, nonmonotonic steps, records
// and the log of the iterations.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "ceres/autodiff_cost_function.h"
#include "ceres/evaluation_callback.h"
#include "ceres/manifold.h"
#include "ceres/problem.h"
#include "ceres/rotation.h"
#include "ceres/sphere_manifold.h"
#include "ceres_newton/newton_solver.h"
#include "ceres_newton/objective_term.h"
#include "ceres_newton/second_order_cost_function.h"
#include "gtest/gtest.h"
#include "iteration_log.h"

namespace ceres_newton {
namespace {

struct RosenbrockResiduals {
  template <typename T>
  bool operator()(const T* x, const T* y, T* r) const {
    r[0] = 1.0 - x[0];
    r[1] = 10.0 * (y[0] - x[0] * x[0]);
    return true;
  }
};
using ExactCost = AutoDiffSecondOrderCostFunction<RosenbrockResiduals, 2, 1, 1>;

// --- Scalar terms -----------------------------------------------------------

// -log z, the barrier that keeps z positive.
struct Barrier {
  template <typename T>
  bool operator()(const T* z, T* value) const {
    using std::log;
    if (z[0] <= 0.0) {
      return false;
    }
    value[0] = -log(z[0]);
    return true;
  }
};
struct Distance {
  template <typename T>
  bool operator()(const T* z, T* r) const {
    r[0] = z[0] + 1.5;
    return true;
  }
};

TEST(NewtonSolverTerms, StandBesideResidualBlocks) {
  // 1/2 (z + 3/2)^2 - log z is least where z^2 + 3/2 z = 1, at z = 1/2.
  double z = 5.0;
  ceres::Problem problem;
  problem.AddResidualBlock(
      new ceres::AutoDiffCostFunction<Distance, 1, 1>(new Distance),
      nullptr,
      &z);
  NewtonProblem newton_problem(&problem);
  newton_problem.AddObjectiveTerm(
      std::make_unique<AutoDiffObjectiveTerm<Barrier, 1>>(new Barrier), {&z});
  NewtonSolver::Summary summary;
  Solve(NewtonSolver::Options(), &newton_problem, &summary);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
      << summary.FullReport();
  EXPECT_NEAR(z, 0.5, 1e-9);
  EXPECT_NEAR(summary.final_cost, 2.0 + std::log(2.0), 1e-12);
}

TEST(NewtonSolverTerms, FailureAtTheStartNamesTheTerm) {
  double z = -1.0;
  ceres::Problem problem;
  NewtonProblem newton_problem(&problem);
  newton_problem.AddObjectiveTerm(
      std::make_unique<AutoDiffObjectiveTerm<Barrier, 1>>(new Barrier), {&z});
  NewtonSolver::Summary summary;
  Solve(NewtonSolver::Options(), &newton_problem, &summary);
  EXPECT_EQ(summary.termination_type, ceres::FAILURE);
  EXPECT_NE(summary.message.find("objective term 0"), std::string::npos)
      << summary.message;
  EXPECT_EQ(z, -1.0);
}

// --- Manifolds --------------------------------------------------------------

// x'A x on the sphere: least at the eigenvector of the least eigenvalue, 1; the
// other eigenvectors are a saddle and a maximum.  (The minimum is not at the
// last axis: within 1e-8 of that, Plus(x, 0) of Ceres 2.1 is not x.)
struct QuadraticForm {
  template <typename T>
  bool operator()(const T* x, T* value) const {
    value[0] = x[0] * x[0] + 2.0 * x[1] * x[1] + 3.0 * x[2] * x[2];
    return true;
  }
};

TEST(NewtonSolverManifolds, LeavesSaddlesOfTheSphere) {
  for (int start = 0; start < 3; ++start) {
    double x[3] = {0.0, 0.0, 0.0};
    x[start] = 1.0;
    ceres::Problem problem;
    NewtonProblem newton_problem(&problem);
    newton_problem.AddObjectiveTerm(
        std::make_unique<AutoDiffObjectiveTerm<QuadraticForm, 3>>(
            new QuadraticForm),
        {x});
    problem.SetManifold(x, new ceres::SphereManifold<3>);
    NewtonSolver::Summary summary;
    Solve(NewtonSolver::Options(), &newton_problem, &summary);
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
        << summary.FullReport();
    EXPECT_NEAR(std::abs(x[0]), 1.0, 1e-12) << "start " << start;
    EXPECT_NEAR(summary.final_cost, 1.0, 1e-14);
    EXPECT_TRUE(summary.certificate.is_minimum);
    EXPECT_EQ(summary.certificate.num_positive, 2);
  }
}

// Wahba's problem: the rotation that takes three vectors to their images.
struct WahbaResidual {
  template <typename T>
  bool operator()(const T* q, T* r) const {
    const T from[3] = {T(a[0]), T(a[1]), T(a[2])};
    T to[3];
    ceres::QuaternionRotatePoint(q, from, to);
    for (int i = 0; i < 3; ++i) {
      r[i] = to[i] - b[i];
    }
    return true;
  }
  Eigen::Vector3d a, b;
};
using WahbaCost = ceres::AutoDiffCostFunction<WahbaResidual, 3, 4>;

TEST(NewtonSolverManifolds, FindsARotationFromAnUnchangedProblem) {
  double truth[4] = {0.5, -0.5, 0.1, 0.7};
  const double norm = Eigen::Map<Eigen::Vector4d>(truth).norm();
  double q[4] = {1.0, 0.0, 0.0, 0.0};
  ceres::Problem problem;
  for (int i = 0; i < 3; ++i) {
    const Eigen::Vector3d a = Eigen::Vector3d::Unit(i) * (1.0 + i);
    Eigen::Vector3d b;
    ceres::QuaternionRotatePoint(truth, a.data(), b.data());
    problem.AddResidualBlock(
        new WahbaCost(new WahbaResidual{a, b}), nullptr, q);
  }
  problem.SetManifold(q, new ceres::QuaternionManifold);
  NewtonSolver::Options options;
  options.RegisterAutoDiff<WahbaCost>();
  NewtonSolver::Summary summary;
  Solve(options, &problem, &summary);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
      << summary.FullReport();
  EXPECT_EQ(summary.num_exact_residual_blocks, 3);
  const double sign = q[0] * truth[0] > 0.0 ? 1.0 : -1.0;
  for (int i = 0; i < 4; ++i) {
    EXPECT_NEAR(sign * q[i], truth[i] / norm, 1e-9);
  }
  EXPECT_NEAR(Eigen::Map<Eigen::Vector4d>(q).norm(), 1.0, 1e-12);
}

// --- Records ----------------------------------------------------------------

NewtonSolver::Summary SolveRosenbrock(const NewtonSolver::Options& options) {
  double x = -1.2, y = 1.0;
  ceres::Problem problem;
  problem.AddResidualBlock(
      new ExactCost(new RosenbrockResiduals), nullptr, &x, &y);
  NewtonSolver::Summary summary;
  Solve(options, &problem, &summary);
  EXPECT_NEAR(x, 1.0, 1e-9);
  return summary;
}

TEST(NewtonSolverRecords, SayWhichModelEachStepMinimized) {
  const struct {
    LeastSquaresModel option;
    LeastSquaresModel first;
  } cases[] = {
      {LeastSquaresModel::kAuto, LeastSquaresModel::kTensor},
      {LeastSquaresModel::kTensor, LeastSquaresModel::kTensor},
      {LeastSquaresModel::kExact, LeastSquaresModel::kExact},
      {LeastSquaresModel::kSwitching, LeastSquaresModel::kGaussNewton},
      {LeastSquaresModel::kGaussNewton, LeastSquaresModel::kGaussNewton}};
  for (const auto& c : cases) {
    NewtonSolver::Options options;
    options.model = c.option;
    const NewtonSolver::Summary summary = SolveRosenbrock(options);
    ASSERT_GT(summary.iterations.size(), 1u);
    EXPECT_EQ(summary.iterations[1].model, c.first) << ToString(c.option);
  }
}

TEST(NewtonSolverRecords, NonmonotonicStepsEndNoHigher) {
  NewtonSolver::Options options;
  options.model = LeastSquaresModel::kExact;
  const NewtonSolver::Summary monotone = SolveRosenbrock(options);
  options.use_nonmonotonic_steps = true;
  const NewtonSolver::Summary summary = SolveRosenbrock(options);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  bool any_upward = false;
  for (const auto& iteration : summary.iterations) {
    any_upward |= iteration.step_is_nonmonotonic;
    EXPECT_EQ(iteration.step_is_nonmonotonic && iteration.cost_change >= 0.0,
              false);
  }
  EXPECT_TRUE(any_upward);
  EXPECT_LT(summary.iterations.size(), monotone.iterations.size());
}

TEST(NewtonSolverRecords, LogIsALineOfJsonForEachIteration) {
  const std::string path = ::testing::TempDir() + "/iterations.jsonl";
  NewtonSolver::Options options;
  options.iteration_log_path = path;
  const NewtonSolver::Summary summary = SolveRosenbrock(options);
  std::ifstream file(path);
  std::string line;
  size_t num_lines = 0;
  while (std::getline(file, line)) {
    ASSERT_LT(num_lines, summary.iterations.size());
    EXPECT_EQ(line, internal::ToJson(summary.iterations[num_lines]));
    EXPECT_EQ(line.front(), '{');
    EXPECT_EQ(line.back(), '}');
    ++num_lines;
  }
  EXPECT_EQ(num_lines, summary.iterations.size());
}

TEST(NewtonSolverRecords, JsonHasNoInfinity) {
  NewtonSolver::IterationSummary iteration;
  iteration.iteration = 3;
  iteration.cost = std::nan("");
  iteration.lambda = 0.25;
  const std::string json = internal::ToJson(iteration);
  EXPECT_NE(json.find("\"iteration\": 3, \"cost\": null,"), std::string::npos);
  EXPECT_NE(json.find("\"model\": \"Exact\", \"lambda\": 0.25"),
            std::string::npos);
}

TEST(NewtonSolverRecords, ALogThatCannotBeWrittenIsSaid) {
  NewtonSolver::Options options;
  options.iteration_log_path = ::testing::TempDir() + "/no/such/folder/log";
  double x = -1.2, y = 1.0;
  ceres::Problem problem;
  problem.AddResidualBlock(
      new ExactCost(new RosenbrockResiduals), nullptr, &x, &y);
  NewtonSolver::Summary summary;
  Solve(options, &problem, &summary);
  EXPECT_EQ(summary.stop_reason, StopReason::kInvalidOptions);
  EXPECT_NE(summary.message.find("cannot be written"), std::string::npos);
  EXPECT_EQ(x, -1.2);
}

}  // namespace
}  // namespace ceres_newton
