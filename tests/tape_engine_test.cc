// The second-order scalar on a tape.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/internal/tape_engine.h"

#include <cmath>
#include <limits>
#include <tuple>

#include "ceres_newton/internal/recording_scope.h"
#include "ceres_newton/second_order.h"
#include "taped_jets.h"

namespace ceres_newton {

template <int N, typename S = double>
using Scalar = TapedJets::Scalar<N, S>;

namespace {

template <int... Ns>
using Recordings =
    std::tuple<internal::RecordingScope<internal::TapedJet<Ns>>...>;

// The numbers of the tests shared with the other scalars live as long as the
// program.
const Recordings<1, 2, 3, 4, 5, 7, 8, 9, 12, 19> recordings;

}  // namespace
}  // namespace ceres_newton

#include "second_order_checks.h"

namespace ceres_newton {
namespace {

using internal::Tape;

TEST(TapeEngine, ConstantsMultiplesAndShiftsNeedNoNode) {
  const Scalar<9> x(0.7, 0);
  const char* const top = Tape<9>::cursor()->top;
  Scalar<9> y = 2.0 * (3.0 - x / 4.0) + 1.0;
  y *= Scalar<9>(5.0);
  y = y + y - 0.5 * y;
  y += Scalar<9>(3.0) * sin(Scalar<9>(2.0));
  EXPECT_TRUE((y - y).a.IsConstant());
  EXPECT_TRUE((0.0 * y).a.IsConstant());
  EXPECT_EQ(Tape<9>::cursor()->top, top);
  EXPECT_EQ(y.a.gradient(0), -3.75);
  EXPECT_EQ(y.a.hessian(0, 0), 0.0);
}

// Neither do functions of one node.
TEST(TapeEngine, FunctionsOfOneNumberNeedNoNode) {
  const Scalar<9> x(0.7, 0), y(0.4, 1);
  const Scalar<9> s = x * y;
  const char* const top = Tape<9>::cursor()->top;
  const Scalar<9> f =
      sin(s * s) / s + exp(s) * log(2.0 + s) - atan2(s, 1.0 + s);
  EXPECT_EQ(Tape<9>::cursor()->top, top);
  using One = ceres::Jet<SecondOrder<1>, 1>;
  const One t(0.28, 0);
  const One g = sin(t * t) / t + exp(t) * log(2.0 + t) - atan2(t, 1.0 + t);
  const double g1 = g.a.gradient(0);
  const double g2 = g.a.hessian(0, 0);
  EXPECT_NEAR(f.a.gradient(0), 0.4 * g1, 1e-15);
  EXPECT_NEAR(f.a.gradient(1), 0.7 * g1, 1e-15);
  EXPECT_NEAR(f.a.hessian(0, 0), 0.16 * g2, 1e-14);
  EXPECT_NEAR(f.a.hessian(0, 1), g1 + 0.28 * g2, 1e-14);
  EXPECT_NEAR(f.a.hessian(1, 1), 0.49 * g2, 1e-14);
}

// Squares at zero have a curvature, but no slope.
TEST(TapeEngine, CurvatureWithoutSlope) {
  const Scalar<9> x(0.0, 0), y(0.4, 1);
  const Scalar<9> square = x * x;
  EXPECT_EQ(square.a.gradient(0), 0.0);
  EXPECT_EQ(square.a.hessian(0, 0), 2.0);
  EXPECT_EQ((square * y).a.hessian(0, 0), 0.8);
  EXPECT_EQ((square + y * y).a.hessian(0, 0), 2.0);
  EXPECT_EQ((square + y * y).a.hessian(1, 1), 2.0);
  EXPECT_EQ((cos(x) * exp(y)).a.hessian(0, 0), -std::exp(0.4));
  EXPECT_EQ((square / y).a.hessian(0, 0), 5.0);
}

// What is infinite in one number must not meet the zero curvature of another.
TEST(TapeEngine, CurvedNumbersMeetSingularOnes) {
  const internal::RecordingScope<Scalar<9>> recording;
  const double infinity = std::numeric_limits<double>::infinity();
  const Scalar<9> x(0.0, 0), y(0.4, 1), z(0.3, 2);
  const Scalar<9> f = sqrt(x) + y * y * z + (y + z) * (y + z);
  EXPECT_EQ(f.a.gradient(0), infinity);
  EXPECT_EQ(f.a.hessian(0, 0), -infinity);
  EXPECT_NEAR(f.a.hessian(1, 1), 2.6, 1e-15);
  EXPECT_NEAR(f.a.hessian(1, 2), 2.8, 1e-15);
  EXPECT_EQ(f.a.hessian(2, 2), 2.0);
  EXPECT_EQ(f.a.hessian(0, 1), 0.0);
  const Scalar<9> g = (y * y) * Scalar<9>(infinity, 3) + z * z;
  EXPECT_EQ(g.a.hessian(1, 1), infinity);
  EXPECT_EQ(g.a.hessian(2, 2), 2.0);
  EXPECT_EQ(g.a.hessian(1, 2), 0.0);
  EXPECT_EQ(g.a.hessian(3, 3), 0.0);
  // As with ceres::Jet, 0 * inf is NaN, here and there.
  const Scalar<9> zero = 0.0 * sqrt(x) + y * y;
  EXPECT_TRUE(std::isnan(zero.a.gradient(0)));
  EXPECT_TRUE(std::isnan(zero.a.hessian(0, 0)));
  EXPECT_EQ(zero.a.hessian(1, 1), 2.0);
}

// A multiple is kept as a factor until that could overflow or vanish.
TEST(TapeEngine, FactorsOfAnySizeMultiply) {
  const Scalar<9> x(0.7, 0);
  Scalar<9> y = x * x;
  for (int i = 0; i < 10; ++i) {
    y *= 1e-60;
  }
  EXPECT_EQ(y.a.hessian(0, 0), 0.0);  // 1e-600
  y = x * x * 1e-200;
  EXPECT_NEAR((y * 1e200).a.hessian(0, 0), 2.0, 1e-14);
  EXPECT_NEAR((y * 1e100 * 1e100).a.hessian(0, 0), 2.0, 1e-14);
  y = (1e200 * x) * (1e-200 * x);
  EXPECT_NEAR(y.a.gradient(0), 1.4, 1e-15);
  EXPECT_NEAR(y.a.hessian(0, 0), 2.0, 1e-14);
  y = exp(1e-150 * x) * 1e150;
  EXPECT_NEAR(y.a.gradient(0), 1.0, 1e-15);
}

// Scaling by infinity or NaN concerns the variables of the number alone.
TEST(TapeEngine, FactorsThatAreNotFiniteStayLocal) {
  const double infinity = std::numeric_limits<double>::infinity();
  const Scalar<9> x(0.7, 0), y(0.4, 1);
  const internal::RecordingScope<Scalar<9>> recording;
  const Scalar<9> f = infinity * x + y * y;
  EXPECT_EQ(f.a.gradient(0), infinity);
  EXPECT_EQ(f.a.gradient(1), 0.8);
  EXPECT_EQ(f.a.gradient(2), 0.0);
  EXPECT_EQ(f.a.hessian(1, 1), 2.0);
  EXPECT_EQ(f.a.hessian(0, 1), 0.0);
}

// Hessians of several numbers in turn, and of one that was read before.
TEST(TapeEngine, AnyNumberIsARoot) {
  const Scalar<9> x(0.7, 0), y(0.4, 1);
  const Scalar<9> p = x * x * y;
  EXPECT_NEAR(p.a.hessian(0, 0), 0.8, 1e-15);
  const Scalar<9> q = p * p + y;
  EXPECT_NEAR(q.a.hessian(0, 0), 12.0 * 0.49 * 0.16, 1e-14);
  EXPECT_NEAR(q.a.hessian(1, 1), 2.0 * 0.2401, 1e-15);
  EXPECT_NEAR(p.a.hessian(0, 0), 0.8, 1e-15);
  EXPECT_NEAR((-3.0 * p).a.hessian(0, 1), -3.0 * 1.4, 1e-14);
  EXPECT_EQ(p.a.hessian(1, 1), 0.0);
}

}  // namespace
}  // namespace ceres_newton
