// Gradients and Hessians of problems on manifolds.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "ceres/autodiff_manifold.h"
#include "ceres/manifold.h"
#include "ceres/problem.h"
#include "ceres/rotation.h"
#include "ceres/sphere_manifold.h"
#include "ceres_newton/objective_term.h"
#include "ceres_newton/second_order_cost_function.h"
#include "gtest/gtest.h"
#include "problem_objective.h"
#include "tensor_model.h"

namespace ceres_newton {
namespace internal {
namespace {

// A rotated and scaled point against a direction.
struct RotationResidual {
  template <typename T>
  bool operator()(const T* q, const T* direction, const T* s, T* r) const {
    T rotated[3];
    ceres::UnitQuaternionRotatePoint(q, s, rotated);
    for (int i = 0; i < 3; ++i) {
      r[i] = rotated[i] - 1.3 * direction[i] + 0.1 * (i + 1.0);
    }
    return true;
  }
};

struct Coupling {
  template <typename T>
  bool operator()(const T* q, const T* s, T* value) const {
    using std::exp;
    value[0] = exp(0.3 * q[1] * s[0]) - q[2] * s[1] * s[2];
    return true;
  }
};

class ManifoldProblem {
 public:
  ManifoldProblem() : newton_problem_(&problem_) {
    using Cost = AutoDiffSecondOrderCostFunction<RotationResidual, 3, 4, 3, 3>;
    problem_.AddResidualBlock(new Cost(new RotationResidual),
                              new ceres::CauchyLoss(0.8),
                              q_,
                              direction_,
                              s_);
    problem_.AddResidualBlock(
        new Cost(new RotationResidual), nullptr, q_, direction_, fixed_);
    problem_.SetManifold(q_, new ceres::QuaternionManifold);
    problem_.SetManifold(direction_, new ceres::SphereManifold<3>);
    problem_.SetManifold(s_, new ceres::SubsetManifold(3, {1}));
    problem_.SetParameterBlockConstant(fixed_);
    newton_problem_.AddObjectiveTerm(
        std::make_unique<AutoDiffObjectiveTerm<Coupling, 4, 3>>(new Coupling),
        {q_, s_});
    std::string error;
    objective_ = ProblemObjective::Create(&problem_,
                                          &newton_problem_,
                                          HessianFallback::kRefuse,
                                          HessianRegistry(),
                                          nullptr,
                                          &error);
    EXPECT_NE(objective_, nullptr) << error;
  }

  ProblemObjective& objective() { return *objective_; }

  // The cost at x (+) step.
  double CostAt(const Eigen::VectorXd& step) {
    Eigen::VectorXd candidate;
    std::string error;
    double cost = 0.0;
    EXPECT_TRUE(objective_->Plus(objective_->x(), step, &candidate));
    EXPECT_TRUE(
        objective_->Evaluate(candidate, &cost, nullptr, nullptr, &error))
        << error;
    return cost;
  }

 private:
  double q_[4] = {0.8, 0.2, -0.4, 0.4};  // of length 1
  double direction_[3] = {0.36, -0.48, 0.8};
  double s_[3] = {0.7, -1.1, 0.4};
  double fixed_[3] = {-0.2, 0.5, 0.9};
  ceres::Problem problem_;
  NewtonProblem newton_problem_;
  std::unique_ptr<ProblemObjective> objective_;
};

// d/dt f(t) at 0 by central differences, extrapolated three times.
template <typename F>
double Derivative(const F& f) {
  double h = 0.05;
  double row[5];
  for (int level = 0; level < 5; ++level, h *= 0.5) {
    double entry = (f(h) - f(-h)) / (2.0 * h);
    double power = 4.0;
    for (int k = 0; k < level; ++k, power *= 4.0) {
      const double next = entry + (entry - row[k]) / (power - 1.0);
      row[k] = entry;
      entry = next;
    }
    row[level] = entry;
  }
  return row[4];
}

TEST(ProblemObjectiveManifold, SizesAreThoseOfTheTangentSpace) {
  ManifoldProblem test;
  EXPECT_EQ(test.objective().num_parameters(), 10);
  EXPECT_EQ(test.objective().num_tangent_parameters(), 7);
}

TEST(ProblemObjectiveManifold, DerivativesAreThoseOfCostAlongPlus) {
  ManifoldProblem test;
  ProblemObjective& objective = test.objective();
  double cost = 0.0;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;
  std::string error;
  ASSERT_TRUE(
      objective.Evaluate(objective.x(), &cost, &gradient, &hessian, &error))
      << error;
  const int n = objective.num_tangent_parameters();
  ASSERT_EQ(gradient.size(), n);
  ASSERT_EQ(hessian.rows(), n);
  EXPECT_EQ(hessian, hessian.transpose());
  const double scale = hessian.norm();
  for (int i = 0; i < n; ++i) {
    const auto unit_i = Eigen::VectorXd::Unit(n, i);
    EXPECT_NEAR(gradient(i),
                Derivative([&](double t) { return test.CostAt(t * unit_i); }),
                1e-8 * scale);
    for (int j = 0; j < n; ++j) {
      const auto unit_j = Eigen::VectorXd::Unit(n, j);
      const double expected = Derivative([&](double a) {
        return Derivative(
            [&](double b) { return test.CostAt(a * unit_i + b * unit_j); });
      });
      EXPECT_NEAR(hessian(i, j), expected, 1e-8 * scale)
          << "entry (" << i << ", " << j << ")";
    }
  }
}

TEST(ProblemObjectiveManifold, ExpansionHasTheSameDerivatives) {
  ManifoldProblem test;
  ProblemObjective& objective = test.objective();
  double cost = 0.0;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;
  Eigen::MatrixXd gauss_newton;
  std::string error;
  TensorModel model;
  ASSERT_TRUE(
      objective.Evaluate(objective.x(), &cost, &gradient, &hessian, &error));
  ASSERT_TRUE(objective.EvaluateExpansion(
      objective.x(), model.mutable_expansion(), &error))
      << error;
  const int n = objective.num_tangent_parameters();
  QuadraticModel expansion;
  model.Expand(Eigen::VectorXd::Zero(n), &expansion);
  EXPECT_LT((expansion.gradient - gradient).norm(), 1e-13 * gradient.norm());
  EXPECT_LT((expansion.hessian - hessian).norm(), 1e-13 * hessian.norm());

  // The model errs in the third order: an eighth for half of the step.
  const Eigen::VectorXd direction = Eigen::VectorXd::LinSpaced(n, -1.0, 0.7);
  const auto error_at = [&](double t) {
    return std::abs(test.CostAt(t * direction) - cost +
                    model.Decrease(t * direction));
  };
  EXPECT_NEAR(error_at(4e-3) / error_at(2e-3), 8.0, 0.4);
}

// The second derivatives of Plus are no detail: without them the Hessian is off
// by percents.
TEST(ProblemObjectiveManifold, CurvatureOfPlusMatters) {
  ManifoldProblem test;
  double cost = 0.0;
  Eigen::MatrixXd hessian;
  Eigen::MatrixXd gauss_newton;
  std::string error;
  ASSERT_TRUE(test.objective().Evaluate(
      test.objective().x(), &cost, nullptr, &hessian, &error));
  ASSERT_TRUE(test.objective().EvaluateGaussNewton(
      test.objective().x(), &gauss_newton, &error));
  EXPECT_GT((hessian - gauss_newton).norm(), 0.05 * hessian.norm());
}

// Couples two entries of x with z.
struct WideResidual {
  template <typename T>
  bool operator()(T const* const* blocks, T* r) const {
    using std::sin;
    const T* x = blocks[0];
    const T* z = blocks[1];
    r[0] = z[0] - z[1];
    for (int i = 0; i < kSize; ++i) {
      r[0] += 0.1 * (i + 1.0) * sin(x[i] * x[(i + 7) % kSize]) * z[i % 2];
    }
    return true;
  }
  static constexpr int kSize = 40;
};

// A manifold that holds entries has their rows and columns left out, exactly.
TEST(ProblemObjectiveManifold, LargeBlockIsPulledBack) {
  constexpr int n = WideResidual::kSize;
  std::vector<double> x(n);
  std::vector<double> z = {0.4, -0.9};
  std::vector<int> constant_entries;
  std::vector<int> free_entries;
  for (int i = 0; i < n; ++i) {
    x[i] = std::cos(1.7 * i);
    (i % 3 == 1 ? constant_entries : free_entries).push_back(i);
  }
  free_entries.insert(free_entries.end(), {n, n + 1});  // those of z
  Eigen::VectorXd gradients[2];
  Eigen::MatrixXd hessians[2];
  for (const bool has_manifold : {false, true}) {
    ceres::Problem problem;
    auto* cost_function =
        new DynamicAutoDiffSecondOrderCostFunction<WideResidual>(
            new WideResidual);
    cost_function->AddParameterBlock(n);
    cost_function->AddParameterBlock(2);
    cost_function->SetNumResiduals(1);
    problem.AddResidualBlock(cost_function, nullptr, x.data(), z.data());
    if (has_manifold) {
      problem.SetManifold(x.data(),
                          new ceres::SubsetManifold(n, constant_entries));
    }
    std::string error;
    const auto objective = ProblemObjective::Create(
        &problem, HessianFallback::kRefuse, HessianRegistry(), &error);
    ASSERT_NE(objective, nullptr) << error;
    double cost = 0.0;
    ASSERT_TRUE(objective->Evaluate(objective->x(),
                                    &cost,
                                    &gradients[has_manifold],
                                    &hessians[has_manifold],
                                    &error))
        << error;
  }
  const int num_free = static_cast<int>(free_entries.size());
  ASSERT_EQ(hessians[1].rows(), num_free);
  for (int i = 0; i < num_free; ++i) {
    EXPECT_EQ(gradients[1][i], gradients[0][free_entries[i]]);
    for (int j = 0; j < num_free; ++j) {
      EXPECT_EQ(hessians[1](i, j),
                hessians[0](free_entries[i], free_entries[j]));
    }
  }
  EXPECT_GT(hessians[1].norm(), 1.0);
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
