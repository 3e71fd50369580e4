// Functions and starts that misbehave: the solver names what is wrong, does not
// hang, and leaves x no worse than it found it.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <random>
#include <stdexcept>
#include <string>

#include "ceres_newton/newton_solver.h"
#include "gtest/gtest.h"
#include "solver_test_functions.h"

namespace ceres_newton {
namespace {

using testing::Derivatives;
using testing::kInfinity;
using testing::kNaN;
using testing::Rosenbrock;
using testing::Scalar;
using testing::TestFunction;

// Rosenbrock's function, spoilt by a lambda (x, derivatives) -> evaluable?
template <typename Spoil>
TestFunction SpoiltRosenbrock(Spoil spoil) {
  const TestFunction rosenbrock = Rosenbrock();
  return TestFunction(2, [=](const Eigen::VectorXd& x, Derivatives* d) {
    rosenbrock.EvaluateHessian(
        x.data(), &d->cost, d->gradient.data(), d->hessian.data());
    return spoil(x, d);
  });
}

const Eigen::Vector2d kStart(-1.2, 1.0);

bool IsStart(const Eigen::VectorXd& x) { return x == kStart; }

NewtonSolver::Summary Minimize(const SecondOrderFunction& function,
                               Eigen::VectorXd* x) {
  NewtonSolver::Summary summary;
  Solve(NewtonSolver::Options(), function, x->data(), &summary);
  return summary;
}

void ExpectCleanFailure(const SecondOrderFunction& function,
                        const std::string& what) {
  Eigen::VectorXd x = kStart;
  const NewtonSolver::Summary summary = Minimize(function, &x);
  EXPECT_EQ(summary.termination_type, ceres::FAILURE);
  EXPECT_EQ(summary.stop_reason, StopReason::kNonFiniteStart);
  EXPECT_FALSE(summary.IsSolutionUsable());
  EXPECT_NE(summary.message.find(what), std::string::npos) << summary.message;
  EXPECT_TRUE(IsStart(x));
  EXPECT_TRUE(summary.iterations.empty());
  EXPECT_EQ(summary.certificate.num_positive, -1);
  EXPECT_EQ(summary.num_evaluation_failures, 1);
}

TEST(NewtonSolverBadStart, ReturnsFalse) {
  ExpectCleanFailure(
      SpoiltRosenbrock([](const auto&, Derivatives*) { return false; }),
      "the function returned false");
}

TEST(NewtonSolverBadStart, CostIsNotFinite) {
  ExpectCleanFailure(SpoiltRosenbrock([](const auto&, Derivatives* d) {
                       d->cost = kNaN;
                       return true;
                     }),
                     "the cost is nan");
  ExpectCleanFailure(SpoiltRosenbrock([](const auto&, Derivatives* d) {
                       d->cost = -kInfinity;
                       return true;
                     }),
                     "the cost is -inf");
}

TEST(NewtonSolverBadStart, GradientIsNotFinite) {
  ExpectCleanFailure(SpoiltRosenbrock([](const auto&, Derivatives* d) {
                       d->gradient(1) = kNaN;
                       return true;
                     }),
                     "entry 1 of the gradient is nan");
}

TEST(NewtonSolverBadStart, HessianIsNotFinite) {
  ExpectCleanFailure(SpoiltRosenbrock([](const auto&, Derivatives* d) {
                       d->hessian(1, 1) = kInfinity;
                       return true;
                     }),
                     "entry (1, 1) of the Hessian is inf");
}

TEST(NewtonSolverBadStart, StartItselfIsNan) {
  Eigen::VectorXd x = Eigen::Vector2d(kNaN, 1.0);
  const NewtonSolver::Summary summary = Minimize(Rosenbrock(), &x);
  EXPECT_EQ(summary.stop_reason, StopReason::kNonFiniteStart);
  EXPECT_TRUE(std::isnan(x(0)));
}

// Each way to fail at every point but the start.
TEST(NewtonSolverBadTrial, EveryTrialFails) {
  const std::function<bool(Derivatives*)> failures[] = {
      [](Derivatives*) { return false; },
      [](Derivatives* d) {
        d->cost = kNaN;
        return true;
      },
      [](Derivatives* d) {
        d->cost = kInfinity;
        return true;
      },
      [](Derivatives* d) {
        d->cost = -kInfinity;
        return true;
      },
      [](Derivatives* d) {
        d->gradient(0) = kNaN;
        return true;
      },
      [](Derivatives* d) {
        d->hessian(0, 0) = kNaN;
        return true;
      },
  };
  for (const auto& fail : failures) {
    Eigen::VectorXd x = kStart;
    const NewtonSolver::Summary summary =
        Minimize(SpoiltRosenbrock([&](const auto& point, Derivatives* d) {
                   return IsStart(point) || fail(d);
                 }),
                 &x);
    EXPECT_EQ(summary.stop_reason, StopReason::kEvaluationFailed);
    EXPECT_EQ(summary.termination_type, ceres::NO_CONVERGENCE);
    EXPECT_TRUE(IsStart(x));
    EXPECT_GT(summary.num_evaluation_failures, 5);
    EXPECT_LT(summary.iterations.size(), 40u);
    EXPECT_EQ(summary.num_successful_steps, 0);
    // The start is good, so it has a certificate.
    EXPECT_EQ(summary.certificate.num_positive, 2);
  }
}

// A hole around the end of the first Newton step.
TEST(NewtonSolverBadTrial, FailingTrialsShortenTheStep) {
  const std::function<bool(Derivatives*)> failures[] = {
      [](Derivatives*) { return false; },
      [](Derivatives* d) {
        d->cost = kNaN;
        return true;
      },
      [](Derivatives* d) {
        d->gradient(0) = kInfinity;
        return true;
      },
      [](Derivatives* d) {
        d->hessian(1, 0) = kNaN;
        return true;
      },
  };
  for (const auto& fail : failures) {
    Eigen::VectorXd x = kStart;
    const NewtonSolver::Summary summary = Minimize(
        SpoiltRosenbrock([&](const auto& point, Derivatives* d) {
          return (point - Eigen::Vector2d(-1.175, 1.38)).norm() > 0.05 ||
                 fail(d);
        }),
        &x);
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
    EXPECT_LT((x - Eigen::Vector2d(1.0, 1.0)).norm(), 1e-12);
    EXPECT_GT(summary.num_evaluation_failures, 0);
  }
}

TEST(NewtonSolverBadTrial, RandomFailuresAreSurvived) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    Eigen::VectorXd x = kStart;
    const NewtonSolver::Summary summary =
        Minimize(SpoiltRosenbrock([&](const auto& point, Derivatives* d) {
                   if (IsStart(point)) {
                     return true;
                   }
                   switch (random() % 20) {
                     case 0:
                       return false;
                     case 1:
                       d->cost = kNaN;
                       return true;
                     case 2:
                       d->gradient(random() % 2) = kNaN;
                       return true;
                     default:
                       return true;
                   }
                 }),
                 &x);
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE) << seed;
    EXPECT_LT((x - Eigen::Vector2d(1.0, 1.0)).norm(), 1e-12) << seed;
  }
}

TEST(NewtonSolverBadTrial, DomainOfTheLogarithmIsRespected) {
  // x - log x from far away; the first Newton steps lead to x < 0.
  for (const double start : {3.0, 100.0, 1e6, 1e-6}) {
    Eigen::VectorXd x = Eigen::VectorXd::Constant(1, start);
    const NewtonSolver::Summary summary =
        Minimize(TestFunction(1,
                              [](const Eigen::VectorXd& p, Derivatives* d) {
                                d->cost = p(0) - std::log(p(0));
                                d->gradient(0) = 1.0 - 1.0 / p(0);
                                d->hessian(0, 0) = 1.0 / (p(0) * p(0));
                                return p(0) > 0.0;
                              }),
                 &x);
    EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE) << start;
    EXPECT_NEAR(x(0), 1.0, 1e-12) << start;
  }
}

TEST(NewtonSolverBadTrial, OverflowIsSurvived) {
  // 2 cosh x: from 700 a too long step overflows, and 1e304 is an honest cost.
  Eigen::VectorXd x = Eigen::VectorXd::Constant(1, 700.0);
  const NewtonSolver::Summary summary =
      Minimize(Scalar([](double t) { return std::exp(t) + std::exp(-t); },
                      [](double t) { return std::exp(t) - std::exp(-t); },
                      [](double t) { return std::exp(t) + std::exp(-t); }),
               &x);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE)
      << summary.FullReport();
  EXPECT_NEAR(summary.final_cost, 2.0, 1e-12);
}

TEST(NewtonSolverBadTrial, UnitsThatDifferByTenToTheSixteen) {
  Eigen::VectorXd x = Eigen::Vector2d(-1.2e8, 1e-8);
  const NewtonSolver::Summary summary =
      Minimize(Rosenbrock(0.0, 1e-8, 1e8), &x);
  EXPECT_EQ(summary.termination_type, ceres::CONVERGENCE);
  EXPECT_NEAR(x(0) * 1e-8, 1.0, 1e-12);
  EXPECT_NEAR(x(1) * 1e8, 1.0, 1e-12);
}

// |x - 1|^1.5 + (y + 2)^2: the second derivative is infinite at the minimum.
TEST(NewtonSolverBadTrial, KinkOfTheSecondDerivative) {
  Eigen::VectorXd x = Eigen::Vector2d(3.0, 3.0);
  const NewtonSolver::Summary summary = Minimize(
      TestFunction(2,
                   [](const Eigen::VectorXd& p, Derivatives* d) {
                     const double t = p(0);
                     const double u = p(1) + 2.0;
                     const double root = std::sqrt(std::abs(t));
                     d->cost = root * root * root + u * u;
                     d->gradient << std::copysign(1.5 * root, t), 2.0 * u;
                     d->hessian << 0.75 / root, 0.0, 0.0, 2.0;
                     return true;
                   }),
      &x);
  EXPECT_LT(summary.final_cost, 1e-20) << summary.FullReport();
  EXPECT_TRUE(std::isfinite(x(0)));
  EXPECT_LT(summary.iterations.size(), 200u);
}

TEST(NewtonSolverException, PassesThroughAndLeavesTheStart) {
  for (const bool update_state : {false, true}) {
    Eigen::VectorXd x = kStart;
    int num_calls = 0;
    const TestFunction function =
        SpoiltRosenbrock([&](const auto&, Derivatives*) {
          if (++num_calls == 12) {
            throw std::runtime_error("call 12");
          }
          return true;
        });
    NewtonSolver::Options options;
    options.update_state_every_iteration = update_state;
    NewtonSolver::Summary summary;
    EXPECT_THROW(Solve(options, function, x.data(), &summary),
                 std::runtime_error);
    EXPECT_EQ(IsStart(x), !update_state);
    EXPECT_EQ(summary.termination_type, ceres::FAILURE);
    double cost, start_cost;
    ASSERT_TRUE(Rosenbrock().Evaluate(x.data(), &cost, nullptr));
    ASSERT_TRUE(Rosenbrock().Evaluate(kStart.data(), &start_cost, nullptr));
    EXPECT_LE(cost, start_cost);
  }
}

TEST(NewtonSolverDeathTest, NullPointersAbortWithASentence) {
  const TestFunction function = Rosenbrock();
  const NewtonSolver::Options options;
  NewtonSolver::Summary summary;
  double x[] = {0.0, 0.0};
  ceres::Problem problem;
  EXPECT_DEATH_IF_SUPPORTED(Solve(options, function, nullptr, &summary),
                            "Solve needs the parameters to start from");
  EXPECT_DEATH_IF_SUPPORTED(Solve(options, function, x, nullptr),
                            "Solve needs a summary to fill");
  EXPECT_DEATH_IF_SUPPORTED(
      Solve(options, static_cast<ceres::Problem*>(nullptr), &summary),
      "Solve needs a problem");
  EXPECT_DEATH_IF_SUPPORTED(Solve(options, &problem, nullptr),
                            "Solve needs a summary to fill");
  EXPECT_DEATH_IF_SUPPORTED(options.IsValid(nullptr),
                            "a place for its message");
}

TEST(NewtonSolverDeathTest, NegativeSizesAbortWithASentence) {
  class Negative : public SecondOrderFunction {
    bool EvaluateHessian(const double*,
                         double*,
                         double*,
                         double*) const override {
      return false;
    }
    int NumParameters() const override { return -2; }
  } function;
  double x = 0.0;
  NewtonSolver::Summary summary;
  EXPECT_DEATH_IF_SUPPORTED(
      Solve(NewtonSolver::Options(), function, &x, &summary),
      "NumParameters\\(\\) is -2");
}

}  // namespace
}  // namespace ceres_newton
