// The HessianChecker on cost functions of parameters on manifolds.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres/manifold.h"
#include "ceres_newton/hessian_checker.h"
#include "checker_test_functions.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

constexpr double kPrecision = 1e-6;

// Two blocks: a unit quaternion and a vector.
class HessianCheckerManifold : public ::testing::Test {
 protected:
  HessianCheckerManifold() : function_(2, {4, 3}) {
    Eigen::Map<Eigen::Vector4d> q(parameters_.block(0));
    q.normalize();
    quaternion_ = q;
  }

  bool Probe(const std::vector<const ceres::Manifold*>* manifolds) {
    const HessianChecker checker(
        &function_, manifolds, ceres::NumericDiffOptions());
    return checker.Probe(parameters_.pointers(), kPrecision, &results_);
  }

  TestCostFunction function_;
  TestParameters parameters_{{4, 3}};
  Eigen::Vector4d quaternion_;
  ceres::QuaternionManifold quaternion_manifold_;
  ceres::EuclideanManifold<3> euclidean_manifold_;
  HessianChecker::ProbeResults results_;
};

TEST_F(HessianCheckerManifold, ReportsTangentBlocks) {
  const std::vector<const ceres::Manifold*> manifolds = {&quaternion_manifold_,
                                                         nullptr};
  ASSERT_TRUE(Probe(&manifolds)) << results_.error_log;
  TestMatrix plus_jacobian(4, 3);
  quaternion_manifold_.PlusJacobian(parameters_.block(0), plus_jacobian.data());
  for (int k = 0; k < 2; ++k) {
    EXPECT_TRUE(results_.local_hessians[k][0].isApprox(
        plus_jacobian.transpose() * results_.hessians[k][0] * plus_jacobian,
        1e-14));
    EXPECT_TRUE(results_.local_hessians[k][1].isApprox(
        plus_jacobian.transpose() * results_.hessians[k][1], 1e-14));
    EXPECT_EQ(results_.local_hessians[k][2].size(), 0);
    EXPECT_GT(results_.local_numeric_hessian_errors[k][0].minCoeff(), 0.0);
    EXPECT_GT(results_.local_numeric_hessian_errors[k][1].minCoeff(), 0.0);
    EXPECT_EQ(results_.local_hessians[k][3], results_.hessians[k][3]);
  }
  EXPECT_TRUE(results_.local_jacobians[0].isApprox(
      results_.jacobians[0] * plus_jacobian, 1e-14));
}

TEST_F(HessianCheckerManifold, EuclideanManifoldsChangeNothing) {
  ASSERT_TRUE(Probe(nullptr)) << results_.error_log;
  const auto ambient = results_.hessians;
  const std::vector<const ceres::Manifold*> manifolds = {nullptr,
                                                         &euclidean_manifold_};
  ASSERT_TRUE(Probe(&manifolds)) << results_.error_log;
  EXPECT_EQ(results_.local_hessians, ambient);
}

TEST_F(HessianCheckerManifold, IgnoresErrorsAcrossTheTangentSpace) {
  function_.tamper_hessians = [this](const double* weights, double** hessians) {
    if (hessians[0] != nullptr) {
      Eigen::Map<TestMatrix>(hessians[0], 4, 4) +=
          (weights[0] + weights[1]) * quaternion_ * quaternion_.transpose();
    }
    return true;
  };
  EXPECT_FALSE(Probe(nullptr));
  const std::vector<const ceres::Manifold*> manifolds = {&quaternion_manifold_,
                                                         &euclidean_manifold_};
  EXPECT_TRUE(Probe(&manifolds)) << results_.error_log;
}

TEST_F(HessianCheckerManifold, FindsErrorsInTheTangentSpace) {
  function_.tamper_hessians = [](const double*, double** hessians) {
    if (hessians[1] != nullptr) {
      hessians[1][4] *= 1.001;
    }
    return true;
  };
  const std::vector<const ceres::Manifold*> manifolds = {&quaternion_manifold_,
                                                         nullptr};
  EXPECT_FALSE(Probe(&manifolds));
  EXPECT_TRUE(Contains(results_.error_log,
                       {"Hessian of residual 0, block (0, 1) (3 x 3)"}));
  // Column 1 of the ambient block is wrong, hence of the tangent one.
  EXPECT_EQ(results_.worst_entry.col, 1);
}

}  // namespace
}  // namespace ceres_newton
