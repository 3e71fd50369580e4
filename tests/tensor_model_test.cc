// SPDX-License-Identifier: BSD-3-Clause

#include "tensor_model.h"

#include <cmath>
#include <random>
#include <vector>

#include "Eigen/Cholesky"
#include "Eigen/Core"
#include "eigen_subproblem_solver.h"
#include "gtest/gtest.h"
#include "tensor_subproblem_solver.h"

namespace ceres_newton {
namespace internal {
namespace {

using LongVector = Eigen::Matrix<long double, Eigen::Dynamic, 1>;

// rho(z) = c log(1 + z / c), Cauchy's loss.
constexpr double kLossScale = 0.7;

ResidualExpansion RandomBlock(const std::vector<int>& variables,
                              int num_residuals,
                              bool has_loss,
                              std::mt19937* random) {
  std::normal_distribution<double> normal;
  const auto draw = [&] { return normal(*random); };
  const int size = static_cast<int>(variables.size());
  ResidualExpansion block;
  block.variables = variables;
  block.residuals = Eigen::VectorXd::NullaryExpr(num_residuals, draw);
  block.jacobian = Eigen::MatrixXd::NullaryExpr(num_residuals, size, draw);
  for (int k = 0; k < num_residuals; ++k) {
    const Eigen::MatrixXd a = Eigen::MatrixXd::NullaryExpr(size, size, draw);
    block.hessians.push_back(a + a.transpose());
  }
  if (has_loss) {
    block.loss = [](double z, double rho[3]) {
      rho[0] = kLossScale * std::log1p(z / kLossScale);
      rho[1] = 1.0 / (1.0 + z / kLossScale);
      rho[2] = -rho[1] * rho[1] / kLossScale;
    };
  }
  return block;
}

// Two blocks that share a variable, in another order, and a rest.
TensorModel RandomModel(bool has_loss, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  TensorModel model;
  ProblemExpansion* expansion = model.mutable_expansion();
  expansion->Reset(4);
  expansion->blocks.push_back(RandomBlock({2, 0}, 3, has_loss, &random));
  expansion->blocks.push_back(RandomBlock({1, 2, 3}, 2, false, &random));
  expansion->rest_gradient << 0.3, -0.2, 0.0, 0.5;
  const Eigen::Matrix4d a =
      Eigen::Matrix4d::NullaryExpr([&] { return normal(random); });
  expansion->rest_hessian = a + a.transpose();
  return model;
}

// The definition of m(s), in long double.
long double Value(TensorModel model, const LongVector& s) {
  const ProblemExpansion& expansion = *model.mutable_expansion();
  long double value =
      s.dot(expansion.rest_gradient.cast<long double>()) +
      0.5L * s.dot(expansion.rest_hessian.cast<long double>() * s);
  for (const ResidualExpansion& block : expansion.blocks) {
    long double z = 0.0L;
    for (int k = 0; k < block.residuals.size(); ++k) {
      long double t = block.residuals(k);
      for (size_t i = 0; i < block.variables.size(); ++i) {
        const long double s_i = s(block.variables[i]);
        t += block.jacobian(k, i) * s_i;
        for (size_t j = 0; j < block.variables.size(); ++j) {
          t += 0.5L * block.hessians[k](i, j) * s_i * s(block.variables[j]);
        }
      }
      z += t * t;
    }
    value += 0.5L * (block.loss ? kLossScale * log1pl(z / kLossScale) : z);
  }
  return value;
}

TEST(TensorModel, DecreaseIsAccurateForStepsOfAllSizes) {
  for (const bool has_loss : {false, true}) {
    const TensorModel model = RandomModel(has_loss, 5);
    for (double size = 10.0; size > 1e-9; size *= 0.1) {
      const Eigen::Vector4d s = size * Eigen::Vector4d(0.3, -1.0, 0.7, 0.2);
      const LongVector long_s = s.cast<long double>();
      const double expected = static_cast<double>(
          Value(model, LongVector::Zero(4)) - Value(model, long_s));
      // The oracle cancels too, at 1e-19.
      EXPECT_NEAR(
          model.Decrease(s), expected, 1e-9 * std::abs(expected) + 1e-17)
          << "size " << size;
    }
  }
}

// A loss that bends within a hundred-thousandth of z.
TEST(TensorModel, DecreaseKnowsLossesThatBendSharply) {
  const double b = 1e-6;
  TensorModel model;
  ProblemExpansion* expansion = model.mutable_expansion();
  expansion->Reset(1);
  ResidualExpansion block;
  block.variables = {0};
  block.residuals = Eigen::VectorXd::Ones(1);
  block.jacobian = Eigen::MatrixXd::Ones(1, 1);
  block.hessians = {Eigen::MatrixXd::Zero(1, 1)};
  // rho(z) = b log(1 + exp((z - 1) / b)), as ceres::TolerantLoss(1, b).
  block.loss = [b](double z, double rho[3]) {
    const double e = std::exp((z - 1.0) / b);
    rho[0] = b * std::log1p(e);
    rho[1] = e / (1.0 + e);
    rho[2] = rho[1] / (1.0 + e) / b;
  };
  expansion->blocks.push_back(block);
  for (const double s : {4e-6, 1e-6, 1e-7, -1e-7, -1e-6, -4e-6}) {
    const double growth = 2.0 * s + s * s;
    const double expected =
        0.5 * b * (std::log(2.0) - std::log1p(std::exp(growth / b)));
    EXPECT_NEAR(model.Decrease(Eigen::VectorXd::Constant(1, s)),
                expected,
                1e-8 * std::abs(expected))
        << "step " << s;
  }
}

TEST(TensorModel, ExpandsAroundAnyStep) {
  constexpr long double kStep = 1e-4L;
  for (const bool has_loss : {false, true}) {
    const TensorModel model = RandomModel(has_loss, 6);
    const Eigen::Vector4d s(0.4, -0.3, 0.2, 0.9);
    QuadraticModel expansion;
    model.Expand(s, &expansion);
    EXPECT_NEAR(expansion.cost, -model.Decrease(s), 1e-13);
    EXPECT_EQ(expansion.hessian, expansion.hessian.transpose());
    const auto at = [&](int i, long double a, int j, long double b) {
      LongVector point = s.cast<long double>();
      point(i) += a;
      point(j) += b;
      return Value(model, point);
    };
    for (int i = 0; i < 4; ++i) {
      const long double slope =
          (at(i, kStep, i, 0.0L) - at(i, -kStep, i, 0.0L)) / (2.0L * kStep);
      EXPECT_NEAR(expansion.gradient(i), static_cast<double>(slope), 1e-5);
      for (int j = 0; j < 4; ++j) {
        const long double curvature =
            (at(i, kStep, j, kStep) - at(i, kStep, j, -kStep) -
             at(i, -kStep, j, kStep) + at(i, -kStep, j, -kStep)) /
            (4.0L * kStep * kStep);
        EXPECT_NEAR(
            expansion.hessian(i, j), static_cast<double>(curvature), 1e-5);
      }
    }
  }
}

TEST(TensorModel, GaussNewtonMatrixIsTheHessianOfLinearResiduals) {
  for (const bool has_loss : {false, true}) {
    TensorModel model = RandomModel(has_loss, 7);
    Eigen::MatrixXd gauss_newton;
    model.GaussNewtonMatrix(&gauss_newton);
    for (ResidualExpansion& block : model.mutable_expansion()->blocks) {
      for (Eigen::MatrixXd& hessian : block.hessians) {
        hessian.setZero();
      }
    }
    QuadraticModel expansion;
    model.Expand(Eigen::Vector4d::Zero(), &expansion);
    EXPECT_LT((expansion.hessian - gauss_newton).norm(), 1e-13);
  }
}

struct TensorCase {
  TensorModel model;
  QuadraticModel gauss_newton;
  Eigen::VectorXd scaling;
};

TensorCase MakeCase(bool has_loss, unsigned seed) {
  TensorCase c;
  c.model = RandomModel(has_loss, seed);
  // Residuals alone, so that the Gauss-Newton matrix is semidefinite.
  c.model.mutable_expansion()->rest_gradient.setZero();
  c.model.mutable_expansion()->rest_hessian.setZero();
  c.model.Expand(Eigen::Vector4d::Zero(), &c.gauss_newton);
  c.model.GaussNewtonMatrix(&c.gauss_newton.hessian);
  c.scaling = c.gauss_newton.hessian.diagonal().cwiseAbs().cwiseSqrt();
  return c;
}

TEST(TensorSubproblemSolver, StepsAreStationaryAndShort) {
  EigenSubproblemSolver eigen;
  BoundedSubproblemSolver bounded(&eigen);
  TensorSubproblemSolver solver(&bounded);
  int num_steps = 0;
  for (unsigned seed = 0; seed < 500; ++seed) {
    const TensorCase c = MakeCase(seed % 2 == 1, seed);
    const double radius = std::pow(10.0, static_cast<int>(seed % 6) - 4);
    TrustRegionStep step;
    if (!solver.Solve(
            c.model, c.gauss_newton, c.scaling, StepBounds(), radius, &step)) {
      continue;
    }
    ++num_steps;
    EXPECT_LE(step.scaled_norm, radius * (1.0 + 1e-12));
    EXPECT_GT(step.predicted_decrease, 0.0);
    EXPECT_EQ(step.predicted_decrease, c.model.Decrease(step.step));
    QuadraticModel expansion;
    c.model.Expand(step.step, &expansion);
    const Eigen::VectorXd slope =
        expansion.gradient +
        step.lambda * c.scaling.cwiseAbs2().cwiseProduct(step.step);
    EXPECT_LT(slope.norm(), 1e-4 * c.gauss_newton.gradient.norm())
        << "seed " << seed;
  }
  EXPECT_GT(num_steps, 480);
}

TEST(TensorSubproblemSolver, WithLinearResidualsIsLevenbergMarquardt) {
  EigenSubproblemSolver eigen;
  BoundedSubproblemSolver bounded(&eigen);
  TensorSubproblemSolver solver(&bounded);
  for (unsigned seed = 0; seed < 1000; ++seed) {
    TensorCase c = MakeCase(false, seed);
    for (ResidualExpansion& block : c.model.mutable_expansion()->blocks) {
      for (Eigen::MatrixXd& hessian : block.hessians) {
        hessian.setZero();
      }
    }
    const double radius = std::pow(10.0, static_cast<int>(seed % 5) - 2);
    TrustRegionStep step;
    TrustRegionStep expected;
    ASSERT_TRUE(solver.Solve(
        c.model, c.gauss_newton, c.scaling, StepBounds(), radius, &step));
    ASSERT_TRUE(eigen.SetModel(c.gauss_newton, c.scaling));
    ASSERT_TRUE(eigen.Solve(radius, &expected));
    EXPECT_LT((step.step - expected.step).norm(), 1e-6 * expected.step.norm())
        << "seed " << seed;
    EXPECT_EQ(step.lambda, expected.lambda);
  }
}

TEST(TensorSubproblemSolver, LeavesStationaryPointsToTheQuadraticModel) {
  TensorCase c = MakeCase(false, 1);
  for (ResidualExpansion& block : c.model.mutable_expansion()->blocks) {
    block.residuals.setZero();
  }
  c.gauss_newton.gradient.setZero();
  EigenSubproblemSolver eigen;
  BoundedSubproblemSolver bounded(&eigen);
  TensorSubproblemSolver solver(&bounded);
  TrustRegionStep step;
  EXPECT_FALSE(solver.Solve(
      c.model, c.gauss_newton, c.scaling, StepBounds(), 1.0, &step));
  EXPECT_LE(step.num_factorizations, 1);
}

TEST(TensorSubproblemSolver, RespectsBounds) {
  EigenSubproblemSolver eigen;
  BoundedSubproblemSolver bounded(&eigen);
  TensorSubproblemSolver solver(&bounded);
  StepBounds bounds;
  bounds.lower = Eigen::Vector4d(-0.01, 0.0, -0.02, 0.0);
  bounds.upper = Eigen::Vector4d(0.01, 0.03, 0.0, 0.0);
  for (unsigned seed = 0; seed < 100; ++seed) {
    const TensorCase c = MakeCase(false, seed);
    TrustRegionStep step;
    if (solver.Solve(c.model, c.gauss_newton, c.scaling, bounds, 1.0, &step)) {
      EXPECT_EQ(step.step, bounds.Clamp(step.step)) << "seed " << seed;
      EXPECT_GT(step.predicted_decrease, 0.0);
    }
  }
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
