// What the headers promise about threads.  Run under the thread sanitizer
// (preset tsan) it finds data races; without it, results that depend on the
// others.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <array>
#include <thread>
#include <vector>

#include "ceres/ceres.h"
#include "ceres_newton/ceres_newton.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

constexpr int kNumThreads = 4;

struct Rosenbrock {
  template <typename T>
  bool operator()(const T* x, T* cost) const {
    const T a = 1.0 - x[0];
    const T b = x[1] - x[0] * x[0];
    cost[0] = a * a + 100.0 * b * b;
    return true;
  }
};

struct Rotated {
  template <typename T>
  bool operator()(const T* w, const T* p, T* residuals) const {
    ceres::AngleAxisRotatePoint(w, p, residuals);
    residuals[0] -= ceres::pow(p[1], T(2.0));
    return true;
  }
};

// Runs the task in several threads at once and returns all results.
template <typename Task>
auto RunInThreads(const Task& task) {
  std::vector<decltype(task())> results(kNumThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kNumThreads; ++t) {
    threads.emplace_back([&results, &task, t] {
      for (int repetition = 0; repetition < 20; ++repetition) {
        results[t] = task();
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  return results;
}

template <typename Task>
void ExpectSameInAllThreads(const Task& task) {
  const auto alone = task();
  for (const auto& result : RunInThreads(task)) {
    EXPECT_EQ(result, alone);
  }
}

TEST(ThreadSafety, OneCostFunctionServesManyThreads) {
  const AutoDiffSecondOrderCostFunction<Rotated, 3, 3, 3> function(new Rotated);
  ExpectSameInAllThreads([&function] {
    const double w[] = {0.0, 0.0, 0.0};
    const double p[] = {1.0, 2.0, 3.0};
    const double* parameters[] = {w, p};
    const double weights[] = {1.0, -2.0, 0.5};
    std::array<double, 27> blocks{};
    double* hessians[] = {
        blocks.data(), blocks.data() + 9, nullptr, blocks.data() + 18};
    EXPECT_TRUE(function.EvaluateHessians(parameters, weights, hessians));
    return blocks;
  });
}

TEST(ThreadSafety, OneFunctionIsSolvedInManyThreads) {
  const AutoDiffSecondOrderFunction<Rosenbrock, 2> function;
  ExpectSameInAllThreads([&function] {
    std::array<double, 2> x = {-1.2, 1.0};
    NewtonSolver::Summary summary;
    Solve(NewtonSolver::Options(), function, x.data(), &summary);
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
    return x;
  });
}

TEST(ThreadSafety, ProblemsAreSolvedSideBySide) {
  ExpectSameInAllThreads([] {
    std::array<double, 6> x = {0.1, 0.2, 0.3, 1.0, 1.0, 1.0};
    ceres::Problem problem;
    problem.AddResidualBlock(
        new ceres::AutoDiffCostFunction<Rotated, 3, 3, 3>(new Rotated),
        new ceres::CauchyLoss(0.5),
        x.data(),
        x.data() + 3);
    problem.SetParameterBlockConstant(x.data());
    NewtonSolver::Summary summary;
    Solve(NewtonSolver::Options(), &problem, &summary);
    EXPECT_TRUE(summary.IsSolutionUsable());
    return x;
  });
}

TEST(ThreadSafety, OneCheckerProbesInManyThreads) {
  const AutoDiffSecondOrderFunction<Rosenbrock, 2> function;
  const HessianChecker checker(&function, ceres::NumericDiffOptions());
  ExpectSameInAllThreads([&checker] {
    const double x[] = {-1.2, 1.0};
    HessianChecker::ProbeResults results;
    EXPECT_TRUE(checker.Probe(x, 1e-6, &results)) << results.error_log;
    return results.maximum_relative_error;
  });
}

TEST(ThreadSafety, PlainHessiansShareNothing) {
  ExpectSameInAllThreads([] {
    const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(21, 0.1, 2.0);
    const Eigen::MatrixXd H = Hessian(
        [](const auto& y) { return exp(y.squaredNorm() * 0.1) * y.sum(); }, x);
    return std::vector<double>(H.data(), H.data() + H.size());
  });
}

}  // namespace
}  // namespace ceres_newton
