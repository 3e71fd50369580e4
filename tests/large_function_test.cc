// Functions of many variables, differentiated from the log of one call: against
// Ceres' own Jets nested twice, and where that log could go wrong.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/internal/large_function.h"

#include <cmath>
#include <limits>
#include <thread>
#include <tuple>
#include <type_traits>
#include <vector>

#include "Eigen/Core"
#include "ceres/rotation.h"
#include "ceres_newton/autodiff_second_order_cost_function.h"
#include "ceres_newton/cost_function_to_functor.h"
#include "ceres_newton/hessian.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Sums of a few hundred terms in another order.
constexpr double kTolerance = 1e-13;

VectorXd Point(int n) {
  VectorXd x(n);
  for (int i = 0; i < n; ++i) {
    x[i] = 0.5 + 0.4 * std::sin(1.0 + i * i);
  }
  return x;
}

// Compares with NestedJets, product included.
template <typename F>
void ExpectSameAsNestedJets(const F& f, const VectorXd& x) {
  SCOPED_TRACE(testing::Message() << x.size() << " variables");
  const auto expected = Differentiate<NestedJets>(f, x);
  const auto actual = Differentiate(f, x);
  EXPECT_DOUBLE_EQ(actual.value, expected.value);
  EXPECT_LE((actual.gradient - expected.gradient).norm(),
            kTolerance * expected.gradient.norm());
  EXPECT_LE((actual.hessian - expected.hessian).norm(),
            kTolerance * expected.hessian.norm());
  EXPECT_EQ(actual.hessian, actual.hessian.transpose());
  const VectorXd v = Point(x.size() + 1).tail(x.size());
  const VectorXd product = expected.hessian * v;
  EXPECT_LE((HessianVectorProduct(f, x, v) - product).norm(),
            kTolerance * (1.0 + product.norm()));
}

constexpr auto kDense = [](const auto& x) {
  auto sum = 1.0 + 0.1 * x[0];
  for (int i = 0; i < x.size(); ++i) {
    sum = sum + 0.1 * sin(x[i] * sum) * exp(-x[i]) + 0.2 * x[i] / (1.0 + sum);
  }
  return sum * sum;
};

constexpr auto kSparse = [](const auto& x) {
  auto sum = x[0] * 0.0;
  for (int i = 0; i + 1 < x.size(); ++i) {
    const auto a = 1.0 - x[i];
    const auto b = x[i + 1] - x[i] * x[i];
    sum += a * a + 100.0 * b * b;
  }
  return sum;
};

// Sums of sums, some used once, some more often, some by functions.
constexpr auto kSums = [](const auto& x) {
  auto sum = x[0] + x[1];
  auto total = sum;
  for (int i = 2; i < x.size(); ++i) {
    sum += (i % 3) * x[i] - 0.5 * x[i - 1];
    if (i % 5 == 0) {
      total += tanh(sum) + 2.0 * sum * x[i];
      total += sum - x[i - 2] + (x[i] - x[i]);
    }
  }
  return total * (1.0 + 0.01 * total);
};

TEST(LargeFunction, SizesAroundTheStrips) {
  for (const int n : {9, 16, 17, 32, 33, 70}) {
    ExpectSameAsNestedJets(kDense, Point(n));
    ExpectSameAsNestedJets(kSparse, Point(n));
    ExpectSameAsNestedJets(kSums, Point(n));
  }
}

TEST(LargeFunction, FewOfTheVariablesMatter) {
  ExpectSameAsNestedJets([](const auto& x) { return x[3] * x[17] * x[17]; },
                         Point(40));
  const auto linear = [](const auto& x) { return 2.0 * x[7] - x[30]; };
  const auto d = Differentiate(linear, Point(40));
  EXPECT_EQ(d.gradient[7], 2.0);
  EXPECT_EQ(d.gradient[30], -1.0);
  EXPECT_EQ(d.gradient.cwiseAbs().sum(), 3.0);
  EXPECT_EQ(d.hessian, MatrixXd::Zero(40, 40));
  const auto variable = [](const auto& x) { return x[12]; };
  EXPECT_EQ(Differentiate(variable, Point(40)).gradient[12], 1.0);
  EXPECT_EQ(HessianVectorProduct(variable, Point(40), Point(40)),
            VectorXd::Zero(40));
  const auto constant = [](const auto&) { return 3.0; };
  EXPECT_EQ(Differentiate(constant, Point(40)).gradient, VectorXd::Zero(40));
  EXPECT_EQ(HessianVectorProduct(constant, Point(40), Point(40)),
            VectorXd::Zero(40));
}

TEST(LargeFunction, BranchesAreThoseOfThePoint) {
  const auto f = [](const auto& x) {
    auto sum = x[0] * x[0];
    for (int i = 1; i < x.size(); ++i) {
      if (x[i] > x[i - 1]) {
        sum += x[i] * x[i - 1];
      } else {
        sum += exp(x[i]);
      }
    }
    return sum;
  };
  ExpectSameAsNestedJets(f, Point(50));
  ExpectSameAsNestedJets(f, -Point(50));
}

TEST(LargeFunction, Rotations) {
  const auto f = [](const auto& x) {
    using T = std::decay_t<decltype(x[0])>;
    T sum(0.0);
    for (int i = 0; i + 6 <= x.size(); i += 6) {
      T rotated[3], quaternion[4], back[3];
      ceres::AngleAxisRotatePoint(&x[i], &x[i + 3], rotated);
      ceres::AngleAxisToQuaternion(&x[i], quaternion);
      ceres::QuaternionToAngleAxis(quaternion, back);
      sum += rotated[0] * rotated[1] + rotated[2] * back[0] + back[1] * back[2];
      sum += ceres::pow(x[i], x[i + 1]);
    }
    return sum;
  };
  ExpectSameAsNestedJets(f, Point(30));
}

// Singular terms stay in their variables, and where a term has no derivative
// the result is not finite.
TEST(LargeFunction, SingularTerms) {
  const auto f = [](const auto& x) {
    auto sum = sqrt(x[4]) + x[5] * x[6];
    for (int i = 0; i < x.size(); ++i) {
      sum += x[i] * x[i];
    }
    return sum;
  };
  VectorXd x = Point(20);
  x[4] = 0.0;
  const auto d = Differentiate(f, x);
  for (int i = 0; i < 20; ++i) {
    for (int j = 0; j < 20; ++j) {
      const double expected = i == 4 && j == 4             ? -kInfinity
                              : i == j                     ? 2.0
                              : i + j == 11 && i * j == 30 ? 1.0
                                                           : 0.0;
      EXPECT_EQ(d.hessian(i, j), expected) << i << ", " << j;
    }
  }
  EXPECT_EQ(d.gradient[4], kInfinity);
  EXPECT_EQ(d.gradient[3], 2.0 * x[3]);
  const VectorXd product = HessianVectorProduct(f, x, Point(20));
  EXPECT_EQ(product[4], -kInfinity);
  EXPECT_EQ(product[3], 2.0 * Point(20)[3]);

  const auto norm = [](const auto& y) {
    return sqrt(y.squaredNorm()) + y[0] * y[1];
  };
  EXPECT_TRUE(Hessian(norm, VectorXd::Zero(20)).hasNaN());
}

// Where Jets make NaN of 0 times an infinite derivative, nothing is left of a
// term that is constant: but of one that has no value.
TEST(LargeFunction, ZeroTimesAnInfiniteDerivative) {
  VectorXd x = Point(20);
  x[4] = 0.0;
  const auto f = [](const auto& y) { return 0.0 * sqrt(y[4]) + y[5] * y[5]; };
  const auto d = Differentiate(f, x);
  EXPECT_EQ(d.gradient[4], 0.0);
  EXPECT_EQ(d.hessian(4, 4), 0.0);
  EXPECT_EQ(d.hessian(5, 5), 2.0);
  const auto g = [](const auto& y) { return 0.0 * log(y[4]) + y[5] * y[5]; };
  const auto e = Differentiate(g, x);
  EXPECT_TRUE(std::isnan(e.value));
  EXPECT_TRUE(std::isnan(e.gradient[4]));
  EXPECT_TRUE(std::isnan(e.hessian(4, 4)));
  EXPECT_EQ(e.hessian(5, 5), 2.0);
}

struct CurvedResiduals {
  template <typename T>
  bool operator()(const T* y, T* r) const {
    using std::exp;
    using std::sin;
    r[0] = y[0] * sin(y[1] * y[2]) + y[3];
    r[1] = exp(0.3 * y[2]) * y[0] * y[3] * y[3];
    return true;
  }
};

// Cost functions with exact Hessians, with arguments that are curved, constant
// and repeated.
TEST(LargeFunction, CostFunctionsInside) {
  const CostFunctionToFunctor<2, 4> wrapped(
      new AutoDiffSecondOrderCostFunction<CurvedResiduals, 2, 4>(
          new CurvedResiduals));
  const auto f = [&wrapped](const auto& x) {
    using T = std::decay_t<decltype(x[0])>;
    T sum = x[0] * x[1];
    for (int i = 0; i + 3 < x.size(); i += 2) {
      const T y[] = {x[i] * x[i + 1] - 0.3 * x[i + 2],
                     x[i + 3],
                     i % 4 == 0 ? T(0.7) : -2.0 * x[i + 3],
                     sin(x[i])};
      T r[2];
      EXPECT_TRUE(wrapped(y, r));
      sum += r[0] * r[1] + tanh(r[0]) * x[i];
    }
    return sum;
  };
  ExpectSameAsNestedJets(f, Point(9));
  ExpectSameAsNestedJets(f, Point(40));
}

// Jets of one variable by name, whatever the number of variables: arrays of
// T::DIMENSION numbers are small, and variables cannot be made of it.
TEST(LargeFunction, DimensionIsOne) {
  using T = internal::LoggedJet;
  static_assert(T::DIMENSION == 1, "");
  static_assert(!std::is_constructible_v<internal::LoggedEngine, double, int>,
                "");
  const auto f = [](const auto& x) {
    using U = std::decay_t<decltype(x[0])>;
    Eigen::Matrix<U, U::DIMENSION, 1> sums;
    sums.setConstant(U(1.0));
    for (int i = 0; i < x.size(); ++i) {
      sums[i % U::DIMENSION] *= 1.0 + 0.1 * x[i] * x[i];
    }
    return U(sums.prod());
  };
  ExpectSameAsNestedJets(f, Point(30));
}

// Nested runs share the log of the thread.
TEST(LargeFunction, RunsInsideRuns) {
  const VectorXd inner_point = Point(12);
  const auto f = [&inner_point](const auto& x) {
    const MatrixXd inner = Hessian(kDense, inner_point);  // of constants
    return inner(0, 1) * kDense(x) + x[1];
  };
  const double factor = Hessian(kDense, inner_point)(0, 1);
  EXPECT_LE(
      (Hessian(f, Point(20)) - factor * Hessian(kDense, Point(20))).norm(),
      kTolerance * Hessian(kDense, Point(20)).norm());

  // A number of the outer run is constant in the inner one, used directly.
  const auto g = [&inner_point](const auto& x) {
    const auto inner = [&x](const auto& y) {
      using T = std::decay_t<decltype(y[0])>;
      T sum(0.0);
      for (int i = 0; i < y.size(); ++i) {
        if constexpr (std::is_same_v<T, std::decay_t<decltype(x[0])>>) {
          sum += y[i] * y[i] * x[0] + sin(x[1]) * y[i];
        }
      }
      return sum;
    };
    const MatrixXd h = Hessian(inner, inner_point);
    return x[0] * h(3, 3) + x[1] * h(2, 3);
  };
  const auto d = Differentiate(g, Point(20));
  EXPECT_EQ(d.gradient[0], 2.0 * Point(20)[0]);
  EXPECT_EQ(d.gradient[1], 0.0);

  // So in products, where both runs have a direction.
  const auto p = [&inner_point](const auto& x) {
    const auto inner = [&x](const auto& y) {
      using T = std::decay_t<decltype(y[0])>;
      T sum(0.0);
      for (int i = 0; i < y.size(); ++i) {
        if constexpr (std::is_same_v<T, std::decay_t<decltype(x[0])>>) {
          sum += y[i] * y[i] * x[0];
        }
      }
      return sum;
    };
    const VectorXd ones = VectorXd::Ones(inner_point.size());
    return x[0] * HessianVectorProduct(inner, inner_point, ones)[3];
  };
  const double slope = 2.0 * Point(20)[0];
  EXPECT_EQ(Differentiate(p, Point(20)).gradient[0], slope);
  EXPECT_EQ(HessianVectorProduct(p, Point(20), VectorXd(VectorXd::Ones(20))),
            VectorXd(VectorXd::Zero(20)));

  // And differentiated through, by other scalars.
  const auto trace = [](const auto& x) { return Hessian(kSums, x).trace(); };
  ExpectSameAsNestedJets(trace, Point(11));
}

TEST(LargeFunction, Threads) {
  const MatrixXd expected = Hessian(kDense, Point(40));
  std::vector<std::thread> threads;
  std::vector<MatrixXd> actual(4);
  for (MatrixXd& h : actual) {
    threads.emplace_back([&h] { h = Hessian(kDense, Point(40)); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (const MatrixXd& h : actual) {
    EXPECT_EQ(h, expected);
  }
}

TEST(LargeFunction, SeveralArgumentsAndFixedSizes) {
  const Eigen::Matrix<double, 5, 8> w = Eigen::Matrix<double, 5, 8>::Random();
  const Eigen::Matrix<double, 8, 1> b = Eigen::Matrix<double, 8, 1>::Random();
  const auto f = [](const auto& m, const auto& y, const auto& s) {
    return (m * y).squaredNorm() * exp(s);
  };
  const auto actual = Differentiate(f, w, b, 0.3);
  const auto expected = Differentiate<NestedJets>(f, w, b, 0.3);
  EXPECT_LE((actual.hessian.dense() - expected.hessian.dense()).norm(),
            kTolerance * expected.hessian.dense().norm());
}

}  // namespace
}  // namespace ceres_newton
