// SPDX-License-Identifier: BSD-3-Clause

#include "numeric_reference.h"

#include <cmath>

#include "checker_test_functions.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace internal {
namespace {

TEST(NumericReference, ErrorsBoundTheDifferencesToTheExactDerivatives) {
  for (const double scale : {1e-6, 1e-3, 1.0, 1e3, 1e6}) {
    const std::vector<int32_t> sizes = {3, 1, 2};
    const TestCostFunction function(2, sizes, scale);
    const TestParameters parameters(sizes, scale);
    const auto checked = MakeCheckedFunction(&function);
    NumericReference reference;
    std::string error;
    ASSERT_TRUE(ComputeNumericReference(*checked,
                                        parameters.pointers(),
                                        ceres::NumericDiffOptions(),
                                        &reference,
                                        &error))
        << error;
    for (int k = 0; k < 2; ++k) {
      const Eigen::VectorXd weights = Eigen::VectorXd::Unit(2, k);
      for (int i = 0; i < 3; ++i) {
        for (int j = i; j < 3; ++j) {
          TestMatrix exact(sizes[i], sizes[j]);
          std::vector<double*> pointers(9, nullptr);
          pointers[i * 3 + j] = exact.data();
          function.EvaluateHessians(
              parameters.pointers(), weights.data(), pointers.data());
          const TestMatrix& numeric = reference.hessians[k][i * 3 + j];
          const TestMatrix& bound = reference.hessian_errors[k][i * 3 + j];
          EXPECT_TRUE(((numeric - exact).array().abs() <= bound.array()).all())
              << "scale " << scale << ", residual " << k << ", block (" << i
              << ", " << j << ")\n"
              << numeric - exact << "\nbound\n"
              << bound;
          // Small enough to see a relative error of 1e-7 in any entry.
          EXPECT_LT((bound.array() / exact.array().abs()).maxCoeff(), 1e-7);
        }
      }
    }
  }
}

// d2/dx2 of sin(a x) + 0.8e12 x^2 at 5e-7.  For some a, the first steps of
// Ridders' method, 0.01, 0.005, ..., hit nearly whole periods of the sine.
TEST(NumericReference, IsNotDeceivedByOscillationsWithinTheFirstSteps) {
  constexpr double kCurvature = 1.6e12;
  for (int i = 0; i < 200; ++i) {
    const double frequency = 2e5 + 4.1e3 * i;
    TestFunction function(1);
    function.value = [=](const Eigen::VectorXd& x) {
      return std::sin(frequency * x[0]) + 0.5 * kCurvature * x[0] * x[0];
    };
    function.gradient = [=](const Eigen::VectorXd& x) {
      return Eigen::VectorXd::Constant(
          1, frequency * std::cos(frequency * x[0]) + kCurvature * x[0]);
    };
    const auto checked = MakeCheckedFunction(&function);
    const double x = 5e-7;
    const double* const parameters[] = {&x};
    NumericReference reference;
    std::string error;
    ASSERT_TRUE(ComputeNumericReference(
        *checked, parameters, ceres::NumericDiffOptions(), &reference, &error));
    const double expected =
        kCurvature - frequency * frequency * std::sin(frequency * x);
    EXPECT_NEAR(reference.hessians[0][0](0, 0) / expected, 1.0, 1e-8)
        << "frequency " << frequency;
  }
}

// 1e6 x + 1e-6 x y: d(df/dx)/dy is lost in the rounding of df/dx, d(df/dy)/dx
// is not.
TEST(NumericReference, TakesTheBetterOneOfTwoMixedDerivatives) {
  for (const int small : {0, 1}) {
    const int large = 1 - small;
    TestFunction function(2);
    function.value = [=](const Eigen::VectorXd& x) {
      return 1e6 * x[large] + 1e-6 * x[0] * x[1];
    };
    function.gradient = [=](const Eigen::VectorXd& x) {
      Eigen::VectorXd gradient(2);
      gradient[large] = 1e6 + 1e-6 * x[small];
      gradient[small] = 1e-6 * x[large];
      return gradient;
    };
    const auto checked = MakeCheckedFunction(&function);
    const double x[] = {0.7, 0.4};
    const double* const parameters[] = {x};
    NumericReference reference;
    std::string error;
    ASSERT_TRUE(ComputeNumericReference(
        *checked, parameters, ceres::NumericDiffOptions(), &reference, &error));
    const TestMatrix& hessian = reference.hessians[0][0];
    EXPECT_NEAR(hessian(0, 1), 1e-6, 1e-14);
    EXPECT_EQ(hessian(0, 1), hessian(1, 0));
    EXPECT_LT(reference.hessian_errors[0][0](0, 1), 1e-14);
  }
}

}  // namespace
}  // namespace internal
}  // namespace ceres_newton
