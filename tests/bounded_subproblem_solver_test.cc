// SPDX-License-Identifier: BSD-3-Clause

#include "bounded_subproblem_solver.h"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "Eigen/Cholesky"
#include "Eigen/Core"
#include "eigen_subproblem_solver.h"
#include "gtest/gtest.h"
#include "newton_instruments.h"

namespace ceres_newton {
namespace internal {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Case {
  QuadraticModel model;
  Eigen::VectorXd scaling;
  StepBounds bounds;
};

// A random symmetric Hessian, positive definite or of any inertia, and bounds
// of all kinds around the point: active, near, far, none, both equal.
Case RandomCase(int n, bool is_convex, std::mt19937* random) {
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  const auto draw = [&] { return normal(*random); };
  Case c;
  const Eigen::MatrixXd a =
      Eigen::MatrixXd::NullaryExpr(n, n, [&] { return draw(); });
  c.model.hessian = is_convex
                        ? Eigen::MatrixXd(a * a.transpose() +
                                          0.1 * Eigen::MatrixXd::Identity(n, n))
                        : Eigen::MatrixXd(a + a.transpose());
  c.model.gradient = Eigen::VectorXd::NullaryExpr(n, [&] { return draw(); });
  c.scaling = Eigen::VectorXd::NullaryExpr(
      n, [&] { return std::exp(normal(*random)); });
  c.bounds.lower.resize(n);
  c.bounds.upper.resize(n);
  for (int i = 0; i < n; ++i) {
    const auto room = [&] {
      const double kind = uniform(*random);
      return kind < 0.3 ? 0.0 : kind < 0.8 ? uniform(*random) : kInfinity;
    };
    c.bounds.lower(i) = -room();
    c.bounds.upper(i) = room();
  }
  return c;
}

TrustRegionStep Solve(const Case& c, double radius) {
  EigenSubproblemSolver eigen;
  BoundedSubproblemSolver solver(&eigen);
  TrustRegionStep step;
  EXPECT_TRUE(solver.SetModel(c.model, c.scaling, c.bounds));
  EXPECT_TRUE(solver.Solve(radius, &step));
  return step;
}

// The least value of a convex model in the box, by looking at all 3^n faces.
double LeastValueByEnumeration(const Case& c) {
  const int n = c.model.size();
  double least = kInfinity;
  int num_faces = 1;
  for (int i = 0; i < n; ++i) {
    num_faces *= 3;
  }
  for (int face = 0; face < num_faces; ++face) {
    Eigen::VectorXd s = Eigen::VectorXd::Zero(n);
    std::vector<int> free;
    bool exists = true;
    for (int i = 0, code = face; i < n; ++i, code /= 3) {
      if (code % 3 == 0) {
        free.push_back(i);
      } else {
        s(i) = code % 3 == 1 ? c.bounds.lower(i) : c.bounds.upper(i);
        exists = exists && std::isfinite(s(i));
      }
    }
    if (!exists) {
      continue;
    }
    const int m = static_cast<int>(free.size());
    Eigen::MatrixXd h(m, m);
    Eigen::VectorXd g(m);
    const Eigen::VectorXd slope = c.model.gradient + c.model.hessian * s;
    for (int j = 0; j < m; ++j) {
      g(j) = slope(free[j]);
      for (int i = 0; i < m; ++i) {
        h(i, j) = c.model.hessian(free[i], free[j]);
      }
    }
    const Eigen::VectorXd z = -h.ldlt().solve(g);
    for (int j = 0; j < m; ++j) {
      s(free[j]) = z(j);
    }
    if ((s.array() >= c.bounds.lower.array()).all() &&
        (s.array() <= c.bounds.upper.array()).all()) {
      least = std::min(least, -c.model.Decrease(s));
    }
  }
  return least;
}

void ExpectFeasible(const Case& c, const TrustRegionStep& step, double radius) {
  EXPECT_TRUE((step.step.array() >= c.bounds.lower.array()).all());
  EXPECT_TRUE((step.step.array() <= c.bounds.upper.array()).all());
  const double length = step.step.cwiseProduct(c.scaling).stableNorm();
  EXPECT_LE(length, radius * (1.0 + 1e-12));
  EXPECT_NEAR(step.scaled_norm, length, 1e-12 * length);
  EXPECT_NEAR(step.predicted_decrease,
              c.model.Decrease(step.step),
              1e-10 * (1.0 + std::abs(step.predicted_decrease)));
}

TEST(BoundedSubproblemSolver, WithoutBoundsIsTheOtherSolver) {
  std::mt19937 random(1);
  for (int i = 0; i < 50; ++i) {
    Case c = RandomCase(1 + i % 6, i % 2 == 0, &random);
    c.bounds = StepBounds();
    const TrustRegionStep step = Solve(c, 0.7);
    EigenSubproblemSolver eigen;
    TrustRegionStep expected;
    ASSERT_TRUE(eigen.SetModel(c.model, c.scaling));
    ASSERT_TRUE(eigen.Solve(0.7, &expected));
    EXPECT_EQ(step.step, expected.step);
    EXPECT_EQ(step.lambda, expected.lambda);
    EXPECT_EQ(step.predicted_decrease, expected.predicted_decrease);
  }
}

TEST(BoundedSubproblemSolver, FindsTheMinimumOfConvexModels) {
  std::mt19937 random(2);
  constexpr double kRadius = 1e8;  // does not matter
  for (int i = 0; i < 5000; ++i) {
    const Case c = RandomCase(1 + i % 5, true, &random);
    const TrustRegionStep step = Solve(c, kRadius);
    ExpectFeasible(c, step, kRadius);
    const double least = LeastValueByEnumeration(c);
    EXPECT_NEAR(-step.predicted_decrease, least, 1e-9 * (1.0 + std::abs(least)))
        << "case " << i;
  }
}

// At least a tenth of what the best point on the projected path of steepest
// descent, sampled finely, gives.
TEST(BoundedSubproblemSolver, IsNoWorseThanTheCauchyPoint) {
  std::mt19937 random(3);
  for (int i = 0; i < 2000; ++i) {
    const Case c = RandomCase(1 + i % 6, i % 3 == 0, &random);
    const double radius = std::pow(10.0, i % 7 - 3);
    const TrustRegionStep step = Solve(c, radius);
    ExpectFeasible(c, step, radius);
    const Eigen::VectorXd descent = -c.bounds.Project(c.model.gradient)
                                         .cwiseQuotient(c.scaling)
                                         .cwiseQuotient(c.scaling);
    const double length = descent.cwiseProduct(c.scaling).norm();
    double best = 0.0;
    for (double t = 1.0; t > 1e-9 && length > 0.0; t *= 0.8) {
      const Eigen::VectorXd point =
          c.bounds.Clamp(t * radius / length * descent);
      best = std::max(best, c.model.Decrease(point));
    }
    EXPECT_GE(step.predicted_decrease, 0.1 * best) << "case " << i;
    EXPECT_GE(step.predicted_decrease, 0.0);
  }
}

TEST(BoundedSubproblemSolver, LeavesASaddleOnTheOpenSide) {
  // Curvature -1 along x, which a bound closes on one side.
  for (const double side : {-1.0, 1.0}) {
    Case c;
    c.model.gradient = Eigen::Vector2d::Zero();
    c.model.hessian = Eigen::Vector2d(-1.0, 1.0).asDiagonal();
    c.scaling = Eigen::Vector2d::Ones();
    c.bounds.lower = Eigen::Vector2d(side > 0.0 ? 0.0 : -kInfinity, -kInfinity);
    c.bounds.upper = Eigen::Vector2d(side > 0.0 ? kInfinity : 0.0, kInfinity);
    const TrustRegionStep step = Solve(c, 0.5);
    EXPECT_NEAR(step.step(0), 0.5 * side, 1e-12);
    EXPECT_NEAR(step.step(1), 0.0, 1e-12);
    EXPECT_TRUE(step.negative_curvature);
  }
}

TEST(BoundedSubproblemSolver, TriesBothWaysOnEveryFace) {
  // The direction of most negative curvature is closed both ways; on the face
  // x = 0 the way down along y is open: H_yy / 2 * 0.25 = -0.375.
  Case c;
  c.model.gradient = Eigen::Vector2d::Zero();
  c.model.hessian.resize(2, 2);
  c.model.hessian << 0.5, 1.0, 1.0, -3.0;
  c.scaling = Eigen::Vector2d::Ones();
  c.bounds.lower = Eigen::Vector2d(-0.5, -0.5);
  c.bounds.upper = Eigen::Vector2d::Zero();
  const TrustRegionStep step = Solve(c, 1.0);
  EXPECT_NEAR(step.predicted_decrease, 0.375, 1e-12);
  EXPECT_EQ(step.step, Eigen::VectorXd(Eigen::Vector2d(0.0, -0.5)));
}

TEST(BoundedSubproblemSolver, SurvivesRadiiWhoseSquaresOverflow) {
  for (const double radius : {1e160, 1e300, 1e-200}) {
    std::mt19937 random(4);
    for (int i = 0; i < 50; ++i) {
      const Case c = RandomCase(3, true, &random);
      ExpectFeasible(c, Solve(c, radius), radius);
    }
  }
}

TEST(BoundedSubproblemSolver, CauchyStepsEndWhereTheirFirstSizeOverflows) {
  Case c;
  c.model.gradient = Eigen::VectorXd::Constant(1, 1e-150);
  c.model.hessian = Eigen::MatrixXd::Identity(1, 1);
  c.scaling = Eigen::VectorXd::Ones(1);
  c.bounds.lower = Eigen::VectorXd::Constant(1, -1.0);
  c.bounds.upper = Eigen::VectorXd::Constant(1, kInfinity);
  const TrustRegionStep step = Solve(c, 1e200);
  EXPECT_NEAR(step.step(0), -1e-150, 1e-162);
}

// One bound for each decomposition would be too slow.
TEST(BoundedSubproblemSolver, MeetsManyBoundsAtOnce) {
  constexpr int kSize = 60;
  std::mt19937 random(5);
  std::normal_distribution<double> normal;
  Case c;
  const Eigen::MatrixXd a = Eigen::MatrixXd::NullaryExpr(
      kSize, kSize, [&] { return 0.02 * normal(random); });
  c.model.hessian = a * a.transpose() + Eigen::MatrixXd::Identity(kSize, kSize);
  c.model.gradient =
      Eigen::VectorXd::NullaryExpr(kSize, [&] { return 5.0 + normal(random); });
  c.scaling = Eigen::VectorXd::Ones(kSize);
  c.bounds.lower = Eigen::VectorXd::Constant(kSize, -1.0);
  c.bounds.upper = Eigen::VectorXd::Constant(kSize, 1.0);
  const TrustRegionStep step = Solve(c, 1e3);
  EXPECT_EQ(step.step, c.bounds.lower);
  EXPECT_LE(step.num_factorizations, 5);
}

// Breaks down the second time, and leaves the step as it finds it.
class SolvesOnce : public SubproblemSolver {
 public:
  bool SetModel(const QuadraticModel& model,
                const Eigen::VectorXd& scaling) override {
    return eigen_.SetModel(model, scaling);
  }
  bool Solve(double radius, TrustRegionStep* step) override {
    return ++num_calls == 1 && eigen_.Solve(radius, step);
  }
  int num_calls = 0;

 private:
  EigenSubproblemSolver eigen_;
};

TEST(BoundedSubproblemSolver, CountsNoFactorizationTwiceAtABreakdown) {
  Case c;
  c.model.gradient = Eigen::Vector2d(-2.0, -1.0);
  c.model.hessian = Eigen::Matrix2d::Identity();
  c.scaling = Eigen::Vector2d::Ones();
  c.bounds.lower = Eigen::Vector2d(-1.0, -1.0);
  c.bounds.upper = Eigen::Vector2d(1.0, 2.0);  // a face to go on along
  SolvesOnce once;
  CountingSubproblemSolver counting(&once);
  BoundedSubproblemSolver solver(&counting);
  TrustRegionStep step;
  ASSERT_TRUE(solver.SetModel(c.model, c.scaling, c.bounds));
  EXPECT_FALSE(solver.Solve(10.0, &step));
  EXPECT_EQ(once.num_calls, 2);
  EXPECT_EQ(counting.num_factorizations(), 1);
}

TEST(BoundedSubproblemSolver, WithoutFreeVariablesStays) {
  Case c;
  c.model.gradient = Eigen::Vector2d(1.0, -1.0);
  c.model.hessian = Eigen::Matrix2d::Identity();
  c.scaling = Eigen::Vector2d::Ones();
  c.bounds.lower = Eigen::Vector2d(0.0, 0.0);
  c.bounds.upper = Eigen::Vector2d(1.0, 0.0);
  const TrustRegionStep step = Solve(c, 1.0);
  EXPECT_EQ(step.step, Eigen::VectorXd(Eigen::Vector2d::Zero()));
  EXPECT_EQ(step.predicted_decrease, 0.0);
  EXPECT_EQ(step.lambda, 0.0);
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
