// Recordings on tapes: their length, nesting, memory and threads, through the
// functions and classes that open them.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/internal/recording_scope.h"

#include <cmath>
#include <random>
#include <thread>
#include <type_traits>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/autodiff_second_order_cost_function.h"
#include "ceres_newton/autodiff_second_order_function.h"
#include "ceres_newton/hessian.h"
#include "ceres_newton/jet_family.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

// A long chain of all kinds of operations.
struct Chain {
  template <typename T>
  bool operator()(const T* x, T* y) const {
    using std::atan2;
    using std::exp;
    using std::hypot;
    using std::pow;
    using std::sin;
    T sum = 1.0 + 0.1 * x[0];
    for (int k = 0; k < length; ++k) {
      const T& a = x[k % n];
      const T& b = x[(3 * k + 1) % n];
      const T u = sin(a * sum) / (2.0 + b * b);
      const T v = exp(-0.1 * a) - atan2(b, 1.5 + a * a);
      sum = 0.5 * sum + 0.1 * u * v + 0.05 * hypot(a - b, T(1.0)) +
            0.01 * pow(2.0 + a, b) - 0.02 * u;
    }
    *y = sum * sum;
    return true;
  }
  int n;
  int length;
};

struct Result {
  explicit Result(int n) : gradient(n), hessian(n, n) {}
  double value;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;
};

template <typename Functor, int N>
Result Evaluate(Functor* functor, const Eigen::VectorXd& x) {
  const AutoDiffSecondOrderFunction<Functor, N> function(
      functor, ceres::DO_NOT_TAKE_OWNERSHIP);
  Result result(N);
  EXPECT_TRUE(function.EvaluateHessian(
      x.data(), &result.value, result.gradient.data(), result.hessian.data()));
  return result;
}

Eigen::VectorXd Point(int n) {
  std::mt19937 generator(n);
  std::uniform_real_distribution<double> uniform(-0.9, 0.9);
  return Eigen::VectorXd::NullaryExpr(n, [&] { return uniform(generator); });
}

template <int N>
void ExpectAgreesWithNestedJets(int length) {
  using T = internal::SweepScalar<FusedJets, N>;
  static_assert(std::is_same_v<T, internal::TapedJet<N>>);
  SCOPED_TRACE(N);
  Chain chain{N, length};
  WithNestedJets<Chain> nested{Chain{N, length}};
  const Eigen::VectorXd x = Point(N);
  const Result taped = Evaluate<Chain, N>(&chain, x);
  const Result expected = Evaluate<WithNestedJets<Chain>, N>(&nested, x);
  constexpr double kTolerance = 1e-14;
  EXPECT_NEAR(
      taped.value, expected.value, kTolerance * std::abs(expected.value));
  EXPECT_LE((taped.gradient - expected.gradient).norm(),
            kTolerance * expected.gradient.norm());
  EXPECT_LE((taped.hessian - expected.hessian).norm(),
            kTolerance * expected.hessian.norm());
  EXPECT_EQ(taped.hessian, taped.hessian.transpose());
}

TEST(RecordingScope, HessiansAgreeWithNestedJets) {
  ExpectAgreesWithNestedJets<9>(30);
  ExpectAgreesWithNestedJets<12>(30);
  ExpectAgreesWithNestedJets<17>(60);
}

// Some 140000 nodes of a quarter of a kilobyte: many chunks of memory.
TEST(RecordingScope, RecordingsOfAnyLength) {
  ExpectAgreesWithNestedJets<12>(10000);
}

// A function that differentiates others inside, of as many variables and of
// others, of taped numbers and of plain ones.
struct Nesting {
  template <typename T>
  bool operator()(const T* x, T* y) const {
    using std::sin;
    const auto cubes = [](const auto& v) {
      auto sum = v[0] * v[1] * v[2];
      for (int i = 0; i < v.size(); ++i) {
        sum += v[i] * v[i] * v[i];
      }
      return sum;
    };
    const Eigen::Matrix<double, N, 1> same = Eigen::VectorXd::Ones(N);
    const Eigen::Matrix<double, 11, 1> other = Eigen::VectorXd::Ones(11);
    const double six = differentiates ? Hessian(cubes, same)(3, 3) : 6.0;
    T sum = six * x[0] * x[1];
    sum += (differentiates ? Hessian(cubes, other)(4, 4) : 6.0) * sin(x[2]);
    const Eigen::Matrix<T, 3, 1> part(x[3], x[4], x[5]);
    if (differentiates) {
      sum += Hessian(cubes, part)(1, 1) * Hessian(cubes, part)(0, 1);
    } else {
      sum += 6.0 * x[4] * x[5];
    }
    *y = sum * sum;
    return true;
  }
  static constexpr int N = 10;
  bool differentiates;
};

TEST(RecordingScope, Nests) {
  Nesting nesting{true};
  Nesting plain{false};
  const Eigen::VectorXd x = Point(10);
  for (int trial = 0; trial < 2; ++trial) {
    const Result actual = Evaluate<Nesting, 10>(&nesting, x);
    const Result expected = Evaluate<Nesting, 10>(&plain, x);
    EXPECT_NEAR(actual.value, expected.value, 1e-14 * expected.value);
    EXPECT_LE((actual.gradient - expected.gradient).norm(), 1e-13);
    EXPECT_LE((actual.hessian - expected.hessian).norm(), 1e-13);
  }
}

// Functions of as many variables as the one around, differentiated at every
// step of it: inner sweeps end where inner recordings begin.  Each takes the
// same time then, else 20000 of them would walk 4e8 nodes.
struct ManyInnerCalls {
  template <typename T>
  bool operator()(const T* x, T* y) const {
    using std::sin;
    const auto inner = [](const auto& v) {
      auto product = v[0] * v[1];
      for (int i = 2; i < v.size(); ++i) {
        product += v[i] * v[i - 1];
      }
      return product * product;
    };
    const Eigen::Matrix<double, 9, 1> ones = Eigen::VectorXd::Ones(9);
    // 2 (dp/dv_0 dp/dv_1 + p) with p = 8.
    const double expected = 2.0 * (1.0 * 2.0 + 8.0);
    T sum = x[0] * x[1];
    for (int k = 0; k < num_calls; ++k) {
      const double c = differentiates ? Hessian(inner, ones)(0, 1) : expected;
      sum = 0.5 * sum + (c / expected) * x[k % 9] * sin(x[(k + 1) % 9]);
    }
    *y = sum * sum;
    return true;
  }
  int num_calls;
  bool differentiates;
};

TEST(RecordingScope, ManyInnerRecordings) {
  ManyInnerCalls nested{20000, true};
  ManyInnerCalls plain{20000, false};
  const Eigen::VectorXd x = Point(9);
  const Result actual = Evaluate<ManyInnerCalls, 9>(&nested, x);
  const Result expected = Evaluate<ManyInnerCalls, 9>(&plain, x);
  EXPECT_EQ(actual.value, expected.value);
  EXPECT_EQ(actual.gradient, expected.gradient);
  EXPECT_EQ(actual.hessian, expected.hessian);
}

// The nodes that an inner sweep visits are those of its recording.
TEST(RecordingScope, InnerSweepsEndWhereTheirRecordingBegins) {
  using T = internal::TapedJet<9>;
  const internal::RecordingScope<T> outer;
  const T x(0.7, 0), y(0.4, 1);
  T sum = x * y;
  for (int k = 0; k < 1000; ++k) {  // several chunks of memory
    sum = sum * x + y;
  }
  const auto num_visited = [](const T& z) {
    int result = 0;
    internal::Tape<9>::Arena()->ForEachNodeDownFrom(
        z.a.engine().root().node, [&](internal::TapeNode*) { ++result; });
    return result;
  };
  const int num_outer = num_visited(sum);
  EXPECT_GE(num_outer, 2001);
  {
    const internal::RecordingScope<T> inner;
    EXPECT_EQ(num_visited(x * y + x), 2);
    EXPECT_EQ(num_visited(sum), num_outer);  // used as it is
    EXPECT_EQ(num_visited(sum + x * y), num_outer + 4);
    EXPECT_EQ(num_visited(x), 0);
  }
  EXPECT_EQ(num_visited(sum + x), num_outer + 1);
}

// A number from the function around, used as it is inside, is another scalar of
// the same type.  That mixes up their variables, but must not spoil the outer
// recording.
struct Mixing {
  template <typename T>
  bool operator()(const T* x, T* y) const {
    using Vector = Eigen::Matrix<double, 9, 1>;
    const T product = x[0] * x[1];
    if (mixes) {
      const Vector ones = Vector::Ones();
      Hessian(
          [&](const auto& v) {
            if constexpr (std::is_same_v<std::decay_t<decltype(v[0])>, T>) {
              return v[0] * product;
            } else {
              return v[0];
            }
          },
          ones);
    }
    *y = product * x[2];
    return true;
  }
  bool mixes;
};

TEST(RecordingScope, InnerSweepsLeaveTheOuterTapeClean) {
  Mixing mixing{true};
  Mixing plain{false};
  const Eigen::VectorXd x = Point(9);
  EXPECT_EQ((Evaluate<Mixing, 9>(&mixing, x).hessian),
            (Evaluate<Mixing, 9>(&plain, x).hessian));
}

// A singular point is forgotten when its recording ends.
TEST(RecordingScope, SingularPointsEndWithTheirRecording) {
  using T = internal::TapedJet<9>;
  const internal::RecordingScope<T> outer;
  const T x(0.0, 0);
  {
    const internal::RecordingScope<T> inner;
    EXPECT_TRUE(std::isinf(sqrt(T(0.0, 1)).a.hessian(1, 1)));
    EXPECT_TRUE(internal::Tape<9>::cursor()->is_singular);
  }
  EXPECT_FALSE(internal::Tape<9>::cursor()->is_singular);
  EXPECT_EQ((x * x).a.hessian(0, 0), 2.0);
}

// All residual Hessians from one recording, one of them singular.
struct ManyResiduals {
  template <typename T>
  bool operator()(const T* x, const T* y, T* r) const {
    using std::sqrt;
    r[0] = x[0] * y[1] * y[1];
    r[1] = sqrt(x[1]) * y[0];
    r[2] = r[0] * x[2] + y[4];
    r[3] = T(1.0);
    return true;
  }
};

TEST(RecordingScope, ResidualsAreRootsOfTheSameRecording) {
  const AutoDiffSecondOrderCostFunction<ManyResiduals, 4, 4, 5> function;
  const double x[] = {2.0, 0.0, 3.0, 1.0};
  const double y[] = {0.5, 0.7, 0.1, 0.2, 0.3};
  const double* const parameters[] = {x, y};
  std::vector<double> xx(4 * 16), xy(4 * 20), yy(4 * 25);
  double* hessians[] = {xx.data(), xy.data(), nullptr, yy.data()};
  ASSERT_TRUE(function.EvaluateResidualHessians(parameters, hessians));
  EXPECT_NEAR(xy[0 * 20 + 0 * 5 + 1], 1.4, 1e-15);
  EXPECT_NEAR(yy[0 * 25 + 1 * 5 + 1], 4.0, 1e-15);
  EXPECT_EQ(xx[0 * 16 + 1 * 4 + 1], 0.0);
  EXPECT_TRUE(std::isinf(xx[1 * 16 + 1 * 4 + 1]));
  EXPECT_TRUE(std::isinf(xy[1 * 20 + 1 * 5 + 0]));
  EXPECT_NEAR(xx[2 * 16 + 0 * 4 + 2], 0.49, 1e-15);
  EXPECT_NEAR(yy[2 * 25 + 1 * 5 + 1], 12.0, 1e-14);
  for (int k = 0; k < 16; ++k) {
    EXPECT_EQ(xx[3 * 16 + k], 0.0);
    EXPECT_TRUE(std::isfinite(xx[2 * 16 + k]));
  }
  // Weight zero takes a singular residual out.
  const double weights[] = {1.0, 0.0, 1.0, 1.0};
  ASSERT_TRUE(function.EvaluateHessians(parameters, weights, hessians));
  EXPECT_NEAR(yy[1 * 5 + 1], 16.0, 1e-14);
  EXPECT_EQ(xx[1 * 4 + 1], 0.0);
}

TEST(RecordingScope, ThreadsHaveTapesOfTheirOwn) {
  Chain chain{12, 50};
  const Eigen::VectorXd x = Point(12);
  const Result expected = Evaluate<Chain, 12>(&chain, x);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int k = 0; k < 50; ++k) {
        EXPECT_EQ((Evaluate<Chain, 12>(&chain, x).hessian), expected.hessian);
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
}

TEST(RecordingScopeDeathTest, NumbersBelongToTheirThread) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  using T = internal::TapedJet<9>;
  EXPECT_DEATH_IF_SUPPORTED(
      {
        const internal::RecordingScope<T> recording;
        const T x(0.7, 0);
        const T y(0.4, 1);
        std::thread([&x, &y] { static_cast<void>(x * y); }).join();
      },
      "in another thread");
  EXPECT_DEATH_IF_SUPPORTED(
      {
        const internal::RecordingScope<T> recording;
        std::thread([] { static_cast<void>(T(0.7, 0)); }).join();
      },
      "in another thread");
}

// Neither can their derivatives be read there, nor after the recording.
TEST(RecordingScopeDeathTest, DerivativesAreReadInTheRecording) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  using T = internal::TapedJet<9>;
  EXPECT_DEATH_IF_SUPPORTED(
      {
        const internal::RecordingScope<T> recording;
        const T f = T(0.7, 0) * T(0.4, 1);
        std::thread([&f] { static_cast<void>(f.a.hessian(0, 1)); }).join();
      },
      "in another thread");
  EXPECT_DEATH_IF_SUPPORTED(
      {
        T f;
        {
          const internal::RecordingScope<T> recording;
          f = T(0.7, 0) * T(0.4, 1);
        }
        static_cast<void>(f.a.hessian(0, 1));
      },
      "outside of the call");
}

}  // namespace
}  // namespace ceres_newton
