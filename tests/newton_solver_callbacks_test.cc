// What the user sees during a solve: callbacks, state and the progress table.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <string>
#include <vector>

#include "ceres_newton/newton_solver.h"
#include "gtest/gtest.h"
#include "solver_test_functions.h"

namespace ceres_newton {
namespace {

using testing::Rosenbrock;

const Eigen::Vector2d kStart(-1.2, 1.0);

NewtonSolver::Summary MinimizeRosenbrock(const NewtonSolver::Options& options,
                                         Eigen::Vector2d* x) {
  *x = kStart;
  NewtonSolver::Summary summary;
  Solve(options, Rosenbrock(), x->data(), &summary);
  return summary;
}

// Sees the user's parameters and the iteration summaries.
class Watcher : public ceres::IterationCallback {
 public:
  explicit Watcher(const Eigen::Vector2d* x) : x_(x) {}
  ceres::CallbackReturnType operator()(
      const ceres::IterationSummary& summary) override {
    double cost = 0.0;
    EXPECT_TRUE(Rosenbrock().Evaluate(x_->data(), &cost, nullptr));
    state_is_current.push_back(cost == summary.cost);
    iterations.push_back(summary.iteration);
    return ceres::SOLVER_CONTINUE;
  }
  std::vector<bool> state_is_current;
  std::vector<int> iterations;

 private:
  const Eigen::Vector2d* const x_;
};

TEST(NewtonSolverCallbacks, AreCalledForEachIterationInOrder) {
  Eigen::Vector2d x;
  Watcher first(&x);
  Watcher second(&x);
  NewtonSolver::Options options;
  options.callbacks = {&first, &second};
  const NewtonSolver::Summary summary = MinimizeRosenbrock(options, &x);
  ASSERT_EQ(first.iterations.size(), summary.iterations.size());
  EXPECT_EQ(first.iterations, second.iterations);
  for (size_t i = 0; i < first.iterations.size(); ++i) {
    EXPECT_EQ(first.iterations[i], static_cast<int>(i));
  }
}

TEST(NewtonSolverCallbacks, SeeTheStateOnlyIfItIsUpdated) {
  for (const bool update_state : {false, true}) {
    Eigen::Vector2d x;
    Watcher watcher(&x);
    NewtonSolver::Options options;
    options.callbacks = {&watcher};
    options.update_state_every_iteration = update_state;
    const NewtonSolver::Summary summary = MinimizeRosenbrock(options, &x);
    EXPECT_TRUE(watcher.state_is_current.front());
    EXPECT_EQ(watcher.state_is_current.back(), update_state);
    for (size_t i = 0; i < watcher.state_is_current.size(); ++i) {
      EXPECT_EQ(
          watcher.state_is_current[i],
          update_state || summary.iterations[i].cost == summary.initial_cost);
    }
  }
}

TEST(NewtonSolverCallbacks, AbortWithUpdatedStateKeepsTheLastPoint) {
  class Aborter : public ceres::IterationCallback {
    ceres::CallbackReturnType operator()(
        const ceres::IterationSummary& summary) override {
      return summary.iteration < 5 ? ceres::SOLVER_CONTINUE
                                   : ceres::SOLVER_ABORT;
    }
  } aborter;
  NewtonSolver::Options options;
  options.callbacks = {&aborter};
  options.update_state_every_iteration = true;
  Eigen::Vector2d x;
  const NewtonSolver::Summary summary = MinimizeRosenbrock(options, &x);
  EXPECT_EQ(summary.termination_type, ceres::USER_FAILURE);
  double cost;
  ASSERT_TRUE(Rosenbrock().Evaluate(x.data(), &cost, nullptr));
  EXPECT_EQ(cost, summary.final_cost);
}

TEST(NewtonSolverProgress, PrintsALineAnIterationIfAsked) {
  Eigen::Vector2d x;
  NewtonSolver::Options options;
  ::testing::internal::CaptureStdout();
  MinimizeRosenbrock(options, &x);
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");

  options.minimizer_progress_to_stdout = true;
  ::testing::internal::CaptureStdout();
  const NewtonSolver::Summary summary = MinimizeRosenbrock(options, &x);
  const std::string output = ::testing::internal::GetCapturedStdout();
  EXPECT_EQ(std::count(output.begin(), output.end(), '\n'),
            static_cast<long>(summary.iterations.size()) + 1);
  EXPECT_EQ(output.find("iter "), 0u);
  EXPECT_NE(output.find("2.420000e+01"), std::string::npos);
  EXPECT_NE(output.find("rejected"), std::string::npos);

  options.logging_type = ceres::SILENT;
  ::testing::internal::CaptureStdout();
  MinimizeRosenbrock(options, &x);
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

}  // namespace
}  // namespace ceres_newton
