// The predicates of testing.h that look at many random points.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <string>
#include <vector>

#include "ceres/manifold.h"
#include "ceres/rotation.h"
#include "ceres_newton/autodiff_second_order_cost_function.h"
#include "ceres_newton/autodiff_second_order_function.h"
#include "ceres_newton/objective_term.h"
#include "ceres_newton/testing.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

// x^3 sin(y); its Hessian is wrong where y > 2.
class WrongSomewhere : public SecondOrderFunction {
 public:
  int NumParameters() const override { return 2; }
  bool EvaluateHessian(const double* x,
                       double* cost,
                       double* gradient,
                       double* hessian) const override {
    const double a = x[0];
    const double s = std::sin(x[1]);
    const double c = std::cos(x[1]);
    *cost = a * a * a * s;
    if (gradient != nullptr) {
      gradient[0] = 3.0 * a * a * s;
      gradient[1] = a * a * a * c;
    }
    if (hessian != nullptr) {
      hessian[0] = (x[1] > 2.0 ? 3.0 : 6.0) * a * s;
      hessian[1] = hessian[2] = 3.0 * a * a * c;
      hessian[3] = -a * a * a * s;
    }
    return true;
  }
};

TEST(IsHessianCorrectInBox, FindsTheRegionThatIsWrong) {
  EXPECT_TRUE(IsHessianCorrectInBox(WrongSomewhere(), {0.5, 0.5}, {2.0, 1.9}));
  const ::testing::AssertionResult result =
      IsHessianCorrectInBox(WrongSomewhere(), {0.5, 0.5}, {2.0, 3.0});
  EXPECT_FALSE(result);
  const std::string message = result.message();
  EXPECT_NE(message.find("at random point"), std::string::npos) << message;
  EXPECT_NE(message.find("block 0 = {"), std::string::npos) << message;
  EXPECT_NE(message.find("(0, 0)"), std::string::npos) << message;
  // The same seed, the same points.
  EXPECT_EQ(message,
            std::string(
                IsHessianCorrectInBox(WrongSomewhere(), {0.5, 0.5}, {2.0, 3.0})
                    .message()));
}

struct Cube {
  template <typename T>
  bool operator()(const T* x, T* value) const {
    value[0] = x[0] * x[0] * x[0];
    return true;
  }
};

TEST(IsHessianCorrectInBox, TakesOneParameterInBraces) {
  EXPECT_TRUE(IsHessianCorrectInBox(
      AutoDiffSecondOrderFunction<Cube, 1>(new Cube), {0.5}, {2.0}));
}

TEST(IsHessianCorrectInBox, RefusesBoxesThatAreNone) {
  const WrongSomewhere function;
  for (const std::vector<double>& upper :
       std::vector<std::vector<double>>{{2.0}, {0.0, 3.0}, {2.0, INFINITY}}) {
    const ::testing::AssertionResult result =
        IsHessianCorrectInBox(function, {0.5, 0.5}, upper);
    EXPECT_FALSE(result);
    EXPECT_NE(std::string(result.message()).find("box"), std::string::npos);
  }
}

struct Rotate {
  template <typename T>
  bool operator()(const T* q, const T* p, T* r) const {
    ceres::QuaternionRotatePoint(q, p, r);
    return true;
  }
};
using RotateCost = AutoDiffSecondOrderCostFunction<Rotate, 3, 4, 3>;

TEST(IsHessianCorrectInBox, TakesCostFunctionsAndTerms) {
  EXPECT_TRUE(IsHessianCorrectInBox(RotateCost(new Rotate),
                                    {{0.1, 0.1, 0.1, 0.1}, {-1.0, -1.0, -1.0}},
                                    {{1.0, 1.0, 1.0, 1.0}, {1.0, 1.0, 1.0}},
                                    5));
  class Term : public ObjectiveTerm {
   public:
    Term() { *mutable_parameter_block_sizes() = {1, 1}; }
    bool Evaluate(double const* const* parameters,
                  double* value,
                  double** gradients,
                  double** hessians) const override {
      const double x = parameters[0][0];
      const double y = parameters[1][0];
      *value = x * y * y;
      if (gradients != nullptr) {
        if (gradients[0] != nullptr) gradients[0][0] = y * y;
        if (gradients[1] != nullptr) gradients[1][0] = 2.0 * x * y;
      }
      if (hessians != nullptr) {
        if (hessians[0] != nullptr) hessians[0][0] = 0.0;
        if (hessians[1] != nullptr) hessians[1][0] = 2.0 * y;
        if (hessians[3] != nullptr) hessians[3][0] = 2.0 * x;
      }
      return true;
    }
  };
  EXPECT_TRUE(IsHessianCorrectInBox(Term(), {{-1.0}, {0.5}}, {{1.0}, {2.0}}));
}

TEST(IsHessianCorrectOnManifolds, StaysOnThem) {
  const ceres::QuaternionManifold quaternions;
  const double q[] = {0.8, 0.2, -0.4, 0.4};
  const double p[] = {1.0, -2.0, 0.5};
  const double* const center[] = {q, p};
  EXPECT_TRUE(IsHessianCorrectOnManifolds(
      RotateCost(new Rotate), {&quaternions, nullptr}, center, 0.5, 5));
}

}  // namespace
}  // namespace ceres_newton
