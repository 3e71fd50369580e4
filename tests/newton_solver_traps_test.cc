// Functions and starts on which solvers claim what is not so: an exact saddle,
// a gradient orthogonal to the way out, a wall, no minimum at all.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/hessian.h"
#include "ceres_newton/newton_solver.h"
#include "gtest/gtest.h"
#include "solver_test_functions.h"

namespace ceres_newton {
namespace {

using testing::kNaN;
using testing::TestFunction;

// f as a function of n variables, by automatic differentiation; false where it
// is not finite.
template <typename F>
TestFunction Function(int n, const F& f) {
  return TestFunction(
      n, [f](const Eigen::VectorXd& x, testing::Derivatives* derivatives) {
        const auto d = Differentiate(f, x);
        derivatives->cost = d.value;
        derivatives->gradient = d.gradient;
        derivatives->hessian = d.hessian;
        return std::isfinite(d.value);
      });
}

enum class Truth {
  kMinimum,     // must be found, and said
  kDegenerate,  // CONVERGENCE only as kDegenerateSecondOrderPoint
  kUnbounded,   // must be said
  kFailure,     // must be said
};

struct Trap {
  const char* name;
  TestFunction function;
  std::vector<double> start;
  Truth truth;
  double minimum = 0.0;
  double tolerance = 1e-9;
};

std::vector<Trap> Traps() {
  std::vector<Trap> traps;
  const auto well = [](const auto& t) { return t * t * (t * t - 1.0); };
  traps.push_back(
      {"exact saddle",
       Function(2, [well](const auto& x) { return well(x(0)) + x(1) * x(1); }),
       {0.0, 0.0},
       Truth::kMinimum,
       -0.25});
  traps.push_back(
      {"gradient along the ridge",
       Function(2, [well](const auto& x) { return well(x(0)) + x(1) * x(1); }),
       {0.0, 3.0},
       Truth::kMinimum,
       -0.25});
  traps.push_back({"hard case in twelve variables",
                   Function(12,
                            [well](const auto& x) {
                              auto sum = well(x(0));
                              for (int i = 1; i < 12; ++i) {
                                sum += (1.0 + i) * x(i) * x(i);
                              }
                              return sum;
                            }),
                   {0, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1},
                   Truth::kMinimum,
                   -0.25});
  traps.push_back({"product of factors at zero",
                   Function(2,
                            [](const auto& x) {
                              const auto r = x(0) * x(1) - 2.0;
                              return r * r;
                            }),
                   {0.0, 0.0},
                   Truth::kDegenerate,
                   0.0});
  traps.push_back({"monkey saddle",
                   Function(2,
                            [](const auto& x) {
                              return x(0) * x(0) * x(0) -
                                     3.0 * x(0) * x(1) * x(1);
                            }),
                   {0.0, 0.0},
                   Truth::kDegenerate,
                   0.0});
  traps.push_back({"maximum in one variable",
                   Function(1, [](const auto& x) { return cos(x(0)); }),
                   {0.0},
                   Truth::kMinimum,
                   -1.0});
  traps.push_back({"domain of a logarithm",
                   Function(1,
                            [](const auto& x) {
                              using std::log;
                              return x(0) - log(x(0));
                            }),
                   {20.0},
                   Truth::kMinimum,
                   1.0});
  traps.push_back({"edge of that domain",
                   Function(1,
                            [](const auto& x) {
                              using std::log;
                              return x(0) - log(x(0));
                            }),
                   {1e-9},
                   Truth::kMinimum,
                   1.0});
  traps.push_back({"linear",
                   Function(2, [](const auto& x) { return x(0) - 2.0 * x(1); }),
                   {1.0, 1.0},
                   Truth::kUnbounded});
  traps.push_back(
      {"cubic",
       Function(1, [](const auto& x) { return x(0) * x(0) * x(0); }),
       {-1.0},
       Truth::kUnbounded});
  traps.push_back({"flat valley x^8",
                   Function(1,
                            [](const auto& x) {
                              const auto square = x(0) * x(0);
                              return square * square * square * square;
                            }),
                   {1.0},
                   Truth::kDegenerate,
                   0.0});
  traps.push_back(
      {"Gaussian well from its flank",
       Function(1, [](const auto& x) { return -exp(-0.5 * x(0) * x(0)); }),
       {2.5},
       Truth::kMinimum,
       -1.0});
  traps.push_back({"scales of 1e8",
                   Function(2,
                            [](const auto& x) {
                              const auto u = 1e8 * x(0);
                              const auto v = 1e-8 * x(1);
                              const auto r = v - u * u;
                              return (1.0 - u) * (1.0 - u) + 100.0 * r * r;
                            }),
                   {-1.2e-8, 1e8},
                   Truth::kMinimum,
                   0.0});
  traps.push_back({"constant",
                   Function(3, [](const auto& x) { return 0.0 * x(0) + 5.0; }),
                   {1.0, 2.0, 3.0},
                   Truth::kDegenerate,
                   5.0});
  traps.push_back({"start 1e8 away",
                   Function(2,
                            [](const auto& x) {
                              const auto a = x(0) - 1.0;
                              return a * a * a * a + a * a + x(1) * x(1);
                            }),
                   {1e8, -1e8},
                   Truth::kMinimum,
                   0.0});
  traps.push_back({"values of 1e150",
                   Function(1,
                            [](const auto& x) {
                              const auto a = 1e75 * (x(0) - 1.0);
                              return a * a;
                            }),
                   {3.0},
                   Truth::kMinimum,
                   0.0});
  traps.push_back({"NaN at the start",
                   Function(1,
                            [](const auto& x) {
                              using std::log;
                              return log(x(0));
                            }),
                   {-1.0},
                   Truth::kFailure});
  traps.push_back({"start that is NaN",
                   Function(1, [](const auto& x) { return x(0) * x(0); }),
                   {kNaN},
                   Truth::kFailure});
  traps.push_back({"offset of 1e9",
                   Function(2,
                            [](const auto& x) {
                              const auto r = x(1) - x(0) * x(0);
                              return (1.0 - x(0)) * (1.0 - x(0)) +
                                     100.0 * r * r + 1e9;
                            }),
                   {-1.2, 1.0},
                   Truth::kMinimum,
                   1e9,
                   1e-6});
  traps.push_back(
      {"unbounded at an exact saddle",
       Function(2, [](const auto& x) { return x(0) * x(0) - x(1) * x(1); }),
       {0.0, 0.0},
       Truth::kUnbounded});
  return traps;
}

TEST(NewtonSolverTraps, NoFalseSuccess) {
  int num_met = 0;
  const std::vector<Trap> traps = Traps();
  for (const Trap& trap : traps) {
    SCOPED_TRACE(trap.name);
    std::vector<double> x = trap.start;
    NewtonSolver::Summary summary;
    Solve(NewtonSolver::Options(), trap.function, x.data(), &summary);
    const bool is_at_minimum =
        std::abs(summary.final_cost - trap.minimum) <= trap.tolerance;
    const bool says_minimum = summary.termination_type == ceres::CONVERGENCE &&
                              summary.certificate.is_minimum;
    switch (trap.truth) {
      case Truth::kMinimum:
        EXPECT_TRUE(is_at_minimum && says_minimum) << summary.FullReport();
        num_met += is_at_minimum && says_minimum;
        break;
      case Truth::kDegenerate: {
        // A minimum with a singular Hessian, or no minimum at all: found, and
        // not sold as a strict one.
        EXPECT_FALSE(says_minimum && !is_at_minimum) << summary.FullReport();
        EXPECT_TRUE(is_at_minimum) << summary.FullReport();
        EXPECT_EQ(
            summary.stop_reason == StopReason::kDegenerateSecondOrderPoint,
            !summary.certificate.is_minimum)
            << summary.FullReport();
        num_met += is_at_minimum;
        break;
      }
      case Truth::kUnbounded:
        EXPECT_EQ(summary.stop_reason, StopReason::kUnbounded)
            << summary.FullReport();
        num_met += summary.stop_reason == StopReason::kUnbounded;
        break;
      case Truth::kFailure:
        EXPECT_EQ(summary.termination_type, ceres::FAILURE);
        EXPECT_EQ(summary.stop_reason, StopReason::kNonFiniteStart);
        num_met += summary.termination_type == ceres::FAILURE;
        break;
    }
  }
  EXPECT_EQ(num_met, static_cast<int>(traps.size()));
  EXPECT_EQ(traps.size(), 20u);
}

// |x - 1/3| + x^2: the Hessian says 2 on both sides, the gradient jumps.  The
// kink is the minimum, and no smooth one: it must not be certified.
TEST(NewtonSolverTraps, AKinkIsNoSmoothMinimum) {
  const TestFunction function = Function(1, [](const auto& x) {
    using std::abs;
    return abs(x(0) - 1.0 / 3.0) + 0.5 * x(0) * x(0);
  });
  double x = 4.0;
  NewtonSolver::Summary summary;
  Solve(NewtonSolver::Options(), function, &x, &summary);
  EXPECT_NE(summary.termination_type, ceres::CONVERGENCE)
      << summary.FullReport();
  EXPECT_NEAR(x, 1.0 / 3.0, 1e-6);
}

}  // namespace
}  // namespace ceres_newton
