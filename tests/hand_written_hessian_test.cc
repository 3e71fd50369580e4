// The functions of examples/02_hand_written_hessian: second derivatives written
// by hand are checked at points in general position, and a wrong one is found
// out.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "../examples/hand_written_functions.h"
#include "ceres_newton/testing.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

TEST(HandWrittenHessian, HimmelblauIsCorrect) {
  const Himmelblau function;
  const double points[][2] = {{1.5, -0.5}, {-3.0, 2.0}, {0.1, 0.2}};
  for (const auto& x : points) {
    EXPECT_TRUE(IsHessianCorrect(function, x));
  }
}

TEST(HandWrittenHessian, HimmelblauHasItsMinimumAtThreeTwo) {
  const double x[] = {3.0, 2.0};
  double cost;
  double gradient[2];
  double hessian[4];
  ASSERT_TRUE(Himmelblau().EvaluateHessian(x, &cost, gradient, hessian));
  EXPECT_EQ(cost, 0.0);
  EXPECT_EQ(gradient[0], 0.0);
  EXPECT_EQ(gradient[1], 0.0);
  EXPECT_GT(hessian[0], 0.0);
  EXPECT_GT(hessian[0] * hessian[3] - hessian[1] * hessian[2], 0.0);
}

TEST(HandWrittenHessian, RangeIsCorrect) {
  const RangeCostFunction range(2.0);
  const double p[] = {1.0, 2.0};
  const double q[][2] = {{-0.5, 0.25}, {1.5, 3.0}, {100.0, -40.0}};
  for (const auto& beacon : q) {
    const double* parameters[] = {p, beacon};
    EXPECT_TRUE(IsHessianCorrect(range, parameters));
  }
}

// Moving both points together changes no distance: with this move as the vector
// (v, v), every Hessian maps it to zero.
TEST(HandWrittenHessian, RangeIsInvariantUnderTranslation) {
  const RangeCostFunction range(2.0);
  const double p[] = {1.0, 2.0};
  const double q[] = {-0.5, 0.25};
  const double* parameters[] = {p, q};
  const double weight = 1.0;
  double pp[4];
  double pq[4];
  double qq[4];
  double* hessians[] = {pp, pq, nullptr, qq};
  ASSERT_TRUE(range.EvaluateHessians(parameters, &weight, hessians));
  for (int k = 0; k < 4; ++k) {
    EXPECT_EQ(pp[k] + pq[k], 0.0);
    EXPECT_EQ(pq[k] + qq[k], 0.0);
  }
}

TEST(HandWrittenHessian, RangeRefusesItsKink) {
  const RangeCostFunction range(2.0);
  const double p[] = {1.0, 2.0};
  const double* parameters[] = {p, p};
  double residual;
  EXPECT_FALSE(range.Evaluate(parameters, &residual, nullptr));
}

// A sign error in the mixed derivative.
class WrongHimmelblau : public Himmelblau {
 public:
  bool EvaluateHessian(const double* x,
                       double* cost,
                       double* gradient,
                       double* hessian) const override {
    if (!Himmelblau::EvaluateHessian(x, cost, gradient, hessian)) {
      return false;
    }
    if (hessian != nullptr) {
      hessian[1] = hessian[2] = 4.0 * (x[0] - x[1]);
    }
    return true;
  }
};

TEST(HandWrittenHessian, SignErrorIsFound) {
  const double x[] = {1.5, -0.5};
  EXPECT_FALSE(IsHessianCorrect(WrongHimmelblau(), x));
}

}  // namespace
}  // namespace ceres_newton
