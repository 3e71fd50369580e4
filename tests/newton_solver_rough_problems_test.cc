// Solve on problems as users have them: cost functions that are differences or
// leave entries unwritten, empty residual blocks, large constant parts, losses
// with edges.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <string>

#include "ceres/loss_function.h"
#include "ceres/numeric_diff_cost_function.h"
#include "ceres/problem.h"
#include "ceres/sized_cost_function.h"
#include "ceres_newton/autodiff_second_order_cost_function.h"
#include "ceres_newton/newton_solver.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

NewtonSolver::Summary Minimize(ceres::Problem* problem,
                               const NewtonSolver::Options& options = {}) {
  NewtonSolver::Summary summary;
  Solve(options, problem, &summary);
  return summary;
}

// (x, 1 - x^2): a maximum of the cost at 0, where J'J = 1 and H = -1.
class Hill : public ceres::SizedCostFunction<2, 1> {
 public:
  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    const double x = parameters[0][0];
    residuals[0] = x;
    residuals[1] = 1.0 - x * x;
    if (jacobians != nullptr && jacobians[0] != nullptr) {
      jacobians[0][0] = 1.0;
      jacobians[0][1] = -2.0 * x;
    }
    return true;
  }
};

TEST(NewtonSolverRoughProblems, GaussNewtonMatricesCertifyNothing) {
  double x = 0.0;
  ceres::Problem problem;
  problem.AddResidualBlock(new Hill, nullptr, &x);
  NewtonSolver::Options options;
  options.hessian_fallback = HessianFallback::kGaussNewton;
  const NewtonSolver::Summary summary = Minimize(&problem, options);
  EXPECT_FALSE(summary.certificate.is_minimum);
  EXPECT_EQ(summary.message.find("the Hessian is positive"), std::string::npos)
      << summary.message;
  EXPECT_NE(summary.FullReport().find("unknown"), std::string::npos);

  options.hessian_fallback = HessianFallback::kNumericDiff;
  const NewtonSolver::Summary numeric = Minimize(&problem, options);
  EXPECT_TRUE(numeric.certificate.is_minimum) << numeric.FullReport();
  EXPECT_NEAR(std::abs(x), std::sqrt(0.5), 1e-9);
}

// Growth of demand: y = a (1 - exp(-b t)) (BOD of Bates & Watts 1988, A1.4).
struct Growth {
  double t;
  double y;
  template <typename T>
  bool operator()(const T* b, T* r) const {
    using std::exp;
    r[0] = y - b[0] * (1.0 - exp(-b[1] * t));
    return true;
  }
};

// Jacobians by differences are noisy, Hessians from their differences more so.
template <ceres::NumericDiffMethodType kMethod>
void FitGrowth(ceres::LossFunction* loss, bool check_hessians) {
  const double t[] = {1, 2, 3, 5, 7, 10};
  const double y[] = {109, 149, 149, 191, 213, 224};
  double b[] = {100.0, 0.75};
  ceres::Problem::Options problem_options;
  problem_options.loss_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
  ceres::Problem problem(problem_options);
  for (int i = 0; i < 6; ++i) {
    problem.AddResidualBlock(
        new ceres::NumericDiffCostFunction<Growth, kMethod, 1, 2>(
            new Growth{t[i], y[i]}),
        loss,
        b);
  }
  NewtonSolver::Options options;
  options.check_hessians = check_hessians;
  const NewtonSolver::Summary summary = Minimize(&problem, options);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
      << summary.FullReport();
  EXPECT_TRUE(summary.certificate.is_minimum);
  EXPECT_LE(summary.iterations.size(), 41u) << summary.message;
  if (loss == nullptr) {
    EXPECT_NEAR(b[0], 213.8094, 1e-3);
    EXPECT_NEAR(b[1], 0.5472374, 1e-5);
  }
}

TEST(NewtonSolverRoughProblems, JacobiansByDifferences) {
  ceres::CauchyLoss loss(20.0);
  for (const bool check_hessians : {false, true}) {
    for (ceres::LossFunction* l : {static_cast<ceres::LossFunction*>(nullptr),
                                   static_cast<ceres::LossFunction*>(&loss)}) {
      FitGrowth<ceres::FORWARD>(l, check_hessians);
      FitGrowth<ceres::CENTRAL>(l, check_hessians);
      FitGrowth<ceres::RIDDERS>(l, check_hessians);
    }
  }
}

// Writes all but one number.
class Forgetful : public ceres::SizedCostFunction<2, 2> {
 public:
  explicit Forgetful(bool forgets_residual)
      : forgets_residual_(forgets_residual) {}
  bool Evaluate(double const* const* parameters,
                double* residuals,
                double** jacobians) const override {
    residuals[0] = parameters[0][0] - 1.0;
    if (!forgets_residual_) {
      residuals[1] = parameters[0][1] - 2.0;
    }
    if (jacobians != nullptr && jacobians[0] != nullptr) {
      jacobians[0][0] = jacobians[0][3] = 1.0;
      jacobians[0][1] = 0.0;  // and entry (1, 0) stays what it was
    }
    return true;
  }

 private:
  const bool forgets_residual_;
};

TEST(NewtonSolverRoughProblems, UnwrittenEntriesAreNamed) {
  for (const bool forgets_residual : {true, false}) {
    for (const HessianFallback fallback :
         {HessianFallback::kNumericDiff, HessianFallback::kGaussNewton}) {
      double x[] = {3.0, 4.0};
      ceres::Problem problem;
      problem.AddResidualBlock(new Forgetful(forgets_residual), nullptr, x);
      NewtonSolver::Options options;
      options.hessian_fallback = fallback;
      const NewtonSolver::Summary summary = Minimize(&problem, options);
      EXPECT_EQ(summary.termination_type, ceres::FAILURE);
      EXPECT_NE(summary.message.find(forgets_residual ? "residual 1"
                                                      : "entry (1, 0)"),
                std::string::npos)
          << summary.message;
      EXPECT_EQ(x[0], 3.0);
      EXPECT_EQ(x[1], 4.0);
    }
  }
}

// x^3 - 8
struct NearTwo {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = x[0] * x[0] * x[0] - 8.0;
    return true;
  }
};

class EmptyBatch : public ceres::CostFunction {
 public:
  EmptyBatch() {
    set_num_residuals(0);
    mutable_parameter_block_sizes()->push_back(1);
  }
  bool Evaluate(double const* const*, double*, double**) const override {
    return true;
  }
};

TEST(NewtonSolverRoughProblems, BlocksWithoutResidualsAddNothing) {
  for (const HessianFallback fallback : {HessianFallback::kNumericDiff,
                                         HessianFallback::kGaussNewton,
                                         HessianFallback::kRefuse}) {
    double x = 0.3;
    double unused = 5.0;
    ceres::Problem problem;
    problem.AddResidualBlock(new EmptyBatch, nullptr, &x);
    problem.AddResidualBlock(new EmptyBatch, nullptr, &unused);
    problem.AddResidualBlock(
        new AutoDiffSecondOrderCostFunction<NearTwo, 1, 1>(new NearTwo),
        nullptr,
        &x);
    NewtonSolver::Options options;
    options.hessian_fallback = fallback;
    options.check_hessians = true;
    const NewtonSolver::Summary summary = Minimize(&problem, options);
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
        << summary.FullReport();
    EXPECT_NEAR(x, 2.0, 1e-12);
    EXPECT_EQ(unused, 5.0);
  }
}

// What cannot change must not hide what can.
struct FarAway {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = x[0] - 1e10;
    return true;
  }
};

TEST(NewtonSolverRoughProblems, ConstantPartsDoNotEndTheSearch) {
  double x[2];
  NewtonSolver::Summary summaries[2];
  for (const bool is_fixed_part : {false, true}) {
    double constant = 0.0;
    x[is_fixed_part] = 0.3;
    ceres::Problem problem;
    problem.AddResidualBlock(
        new AutoDiffSecondOrderCostFunction<NearTwo, 1, 1>(new NearTwo),
        nullptr,
        &x[is_fixed_part]);
    if (is_fixed_part) {
      problem.AddResidualBlock(
          new AutoDiffSecondOrderCostFunction<FarAway, 1, 1>(new FarAway),
          nullptr,
          &constant);
      problem.SetParameterBlockConstant(&constant);
    }
    summaries[is_fixed_part] = Minimize(&problem);
  }
  EXPECT_NEAR(x[0], 2.0, 1e-12);
  EXPECT_EQ(x[1], x[0]);
  ASSERT_EQ(summaries[1].iterations.size(), summaries[0].iterations.size());
  EXPECT_EQ(summaries[1].fixed_cost, 0.5e20);
  EXPECT_EQ(summaries[1].initial_cost, summaries[0].initial_cost + 0.5e20);
  EXPECT_EQ(summaries[1].final_cost, summaries[0].final_cost + 0.5e20);
  EXPECT_EQ(summaries[1].iterations[0].cost, summaries[1].initial_cost);
}

// Fair's loss, rho'' = -infinity at 0.
class FairLoss : public ceres::LossFunction {
 public:
  void Evaluate(double s, double rho[3]) const override {
    const double r = std::sqrt(s);
    rho[0] = 2.0 * (r - std::log1p(r));
    rho[1] = 1.0 / (1.0 + r);
    rho[2] = -0.5 / (r * (1.0 + r) * (1.0 + r));
  }
};

struct Distance {
  double target;
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = x[0] - target;
    return true;
  }
};

// A start that fits one of the targets exactly.
void MinimizeFairLoss(LeastSquaresModel model) {
  FairLoss loss;
  ASSERT_TRUE(std::isinf([&] {
    double rho[3];
    loss.Evaluate(0.0, rho);
    return rho[2];
  }()));
  ceres::Problem::Options problem_options;
  problem_options.loss_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
  for (const double start : {1.0, 2.0, 4.0, 1.7}) {
    double x = start;
    ceres::Problem problem(problem_options);
    for (const double target : {1.0, 2.0, 4.0}) {
      problem.AddResidualBlock(
          new AutoDiffSecondOrderCostFunction<Distance, 1, 1>(
              new Distance{target}),
          &loss,
          &x);
    }
    NewtonSolver::Options options;
    options.model = model;
    NewtonSolver::Summary summary;
    Solve(options, &problem, &summary);
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
        << start << ": " << summary.FullReport();
    // The gradient sum sign(d) |d| / (1 + |d|) vanishes.
    double gradient = 0.0;
    for (const double target : {1.0, 2.0, 4.0}) {
      gradient += (x - target) / (1.0 + std::abs(x - target));
    }
    EXPECT_NEAR(gradient, 0.0, 1e-12) << start;
  }
}

TEST(NewtonSolverRoughProblems, LossesWithInfiniteCurvatureAtZero) {
  for (const LeastSquaresModel model : {LeastSquaresModel::kAuto,
                                        LeastSquaresModel::kExact,
                                        LeastSquaresModel::kSwitching}) {
    SCOPED_TRACE(ToString(model));
    MinimizeFairLoss(model);
  }
}

// x - 1, and a residual that dwarfs it, so that the search creeps.  The functor
// fails where it started once it has been elsewhere, and everywhere from then
// on.
struct BurnsBridges {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    is_away |= !(x[0] == 0.0);
    is_burnt |= is_away && x[0] == 0.0;
    r[0] = x[0] - 1.0;
    r[1] = T(100.0);
    return !is_burnt;
  }
  mutable bool is_away = false;
  mutable bool is_burnt = false;
};

TEST(NewtonSolverRoughProblems, AStartThatFailsAgainCostsNoDecrease) {
  double x = 0.0;
  ceres::Problem problem;
  auto* functor = new BurnsBridges;
  problem.AddResidualBlock(
      new AutoDiffSecondOrderCostFunction<BurnsBridges, 2, 1>(functor),
      nullptr,
      &x);
  NewtonSolver::Options options;
  options.max_trust_region_radius = 0.01;
  options.initial_trust_region_radius = 0.01;
  NewtonSolver::Summary summary;
  Solve(options, &problem, &summary);
  EXPECT_TRUE(functor->is_burnt);  // the search did begin again
  EXPECT_EQ(summary.stop_reason, StopReason::kEvaluationFailed)
      << summary.FullReport();
  EXPECT_GT(x, 0.1);
  EXPECT_EQ(summary.final_cost, 0.5 * ((x - 1.0) * (x - 1.0) + 1e4));
  EXPECT_EQ(summary.final_gradient_max_norm, std::abs(x - 1.0));
}

}  // namespace
}  // namespace ceres_newton
