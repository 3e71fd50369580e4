// Hessians, products and derivatives of higher order against PyTorch's.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "ceres_newton/hessian.h"
#include "gtest/gtest.h"
#include "torch_golden_data.h"
#include "torch_golden_functions.h"

namespace ceres_newton {
namespace {

std::vector<GoldenFunction> AllGoldenFunctions() {
  std::vector<GoldenFunction> all;
  for (const auto& list : {ElementaryGoldenFunctions(),
                           MatrixGoldenFunctions(),
                           SpecialGoldenFunctions(),
                           KinkGoldenFunctions()}) {
    all.insert(all.end(), list.begin(), list.end());
  }
  return all;
}

// |got - expected| <= tolerance (1 + |expected|), or the same NaN or infinity.
::testing::AssertionResult IsNear(double got,
                                  double expected,
                                  double tolerance) {
  if (std::isnan(expected)   ? std::isnan(got)
      : std::isinf(expected) ? got == expected
                             : std::abs(got - expected) <=
                                   tolerance * (1.0 + std::abs(expected))) {
    return ::testing::AssertionSuccess();
  }
  return ::testing::AssertionFailure()
         << "got " << got << ", expected " << expected << ", difference "
         << got - expected;
}

void ExpectNear(const GoldenResult& got,
                const Eigen::VectorXd& gradient,
                const Eigen::MatrixXd& hessian,
                double tolerance) {
  const Eigen::Index n = gradient.size();
  ASSERT_EQ(got.gradient.size(), n);
  ASSERT_EQ(got.hessian.rows(), n);
  ASSERT_EQ(got.hessian.cols(), n);
  for (Eigen::Index i = 0; i < n; ++i) {
    EXPECT_TRUE(IsNear(got.gradient[i], gradient[i], tolerance))
        << "gradient " << i;
    for (Eigen::Index j = 0; j < n; ++j) {
      EXPECT_TRUE(IsNear(got.hessian(i, j), hessian(i, j), tolerance))
          << "Hessian " << i << ", " << j;
    }
  }
}

class TorchGoldenTest : public ::testing::TestWithParam<GoldenFunction> {};

TEST_P(TorchGoldenTest, GradientAndHessianAgree) {
  const GoldenFunction& function = GetParam();
  const GoldenData* data = LoadGoldenData();
  if (data == nullptr) {
    GTEST_SKIP() << kNoGoldenData;
  }
  const GoldenCase* found = FindByName(data->cases, function.name);
  ASSERT_NE(found, nullptr) << "The file has no case " << function.name;
  GoldenCase golden = *found;
  if (function.correct != nullptr) {
    function.correct(&golden);
  }
  const GoldenResult got = function.evaluate(golden);
  EXPECT_TRUE(IsNear(got.value, golden.value, function.tolerance));
  ExpectNear(got, golden.gradient, golden.hessian, function.tolerance);
}

INSTANTIATE_TEST_SUITE_P(
    AllCases,
    TorchGoldenTest,
    ::testing::ValuesIn(AllGoldenFunctions()),
    [](const ::testing::TestParamInfo<GoldenFunction>& info) {
      std::string name = info.param.name;
      name.erase(std::remove(name.begin(), name.end(), '_'), name.end());
      return name;
    });

TEST(TorchGoldenData, EveryCaseHasAFunction) {
  const GoldenData* data = LoadGoldenData();
  if (data == nullptr) {
    GTEST_SKIP() << kNoGoldenData;
  }
  std::set<std::string> names;
  for (const GoldenFunction& function : AllGoldenFunctions()) {
    EXPECT_TRUE(names.insert(function.name).second)
        << function.name << " is there twice";
  }
  EXPECT_EQ(data->cases.size(), 95);
  for (const GoldenCase& golden : data->cases) {
    EXPECT_EQ(names.count(golden.name), 1) << golden.name << " has no function";
  }
  EXPECT_EQ(names.size(), data->cases.size());
}

// The remedy for norm_sq_at0.
TEST(TorchGoldenData, SquaredNormIsSmoothAtZero) {
  const Eigen::Matrix2d hessian =
      Hessian([](const auto& x) { return x.squaredNorm(); }, Vec<2>(0.0, 0.0));
  EXPECT_EQ(hessian, Eigen::Matrix2d(2.0 * Eigen::Matrix2d::Identity()));
}

// --- Products ---------------------------------------------------------------

template <typename... Xs, typename F>
void ExpectProductAgrees(const std::string& name, const F& f) {
  SCOPED_TRACE(name);
  const GoldenData* data = LoadGoldenData();
  if (data == nullptr) {
    GTEST_SKIP() << kNoGoldenData;
  }
  const GoldenProduct* golden = FindByName(data->products, name);
  ASSERT_NE(golden, nullptr);
  const auto product =
      HessianVectorProduct(f,
                           FromTensors<Xs...>(golden->inputs),
                           FromTensors<Xs...>(golden->direction));
  size_t i = 0;
  const auto expect_near = [golden, &i](const auto& part) {
    const GoldenTensor& expected = golden->product.at(i++);
    const Eigen::VectorXd got = ByRows(part);
    ASSERT_EQ(got.size(), expected.size());
    for (int k = 0; k < expected.size(); ++k) {
      EXPECT_TRUE(IsNear(got[k], expected.data[k], kGoldenTolerance));
    }
  };
  std::apply([&](const auto&... parts) { (expect_near(parts), ...); }, product);
}

TEST(TorchGoldenProducts, OfOneArgument) {
  ExpectProductAgrees<Vec<3>>("hvp_vec", [](const auto& x) {
    return pow(x[0], 3) + pow(x[1], 3) + pow(x[2], 3) + x.prod();
  });
  ExpectProductAgrees<Mat<2, 2>>("hvp_mat22", [](const auto& x) {
    ScalarOf<decltype(x)> sum = x(0, 0) * x(1, 1) - x(0, 1) * x(1, 0);
    for (int i = 0; i < 4; ++i) {
      sum += 2.0 * pow(x(i / 2, i % 2), 3) - pow(x(i / 2, i % 2), 2);
    }
    return sum;
  });
  ExpectProductAgrees<Vec<10>>("hvp_rosen10", kRosenbrock);
}

TEST(TorchGoldenProducts, OfSeveralArguments) {
  ExpectProductAgrees<Vec<1>, Vec<1>>(
      "hvp_tuple_xy", [](const auto& x, const auto& y) {
        return 2.0 * x[0] * pow(y[0], 2) + pow(x[0], 3) - 10.0;
      });
  ExpectProductAgrees<Vec<2>, Mat<2, 2>>(
      "hvp_tuple_vec_mat", [](const auto& x, const auto& m) {
        return (m * x).squaredNorm() + exp(x.sum()) * m.trace();
      });
  ExpectProductAgrees<Mat<4, 3>, Vec<4>, Mat<1, 4>, Vec<1>>("hvp_mlp21",
                                                            kTanhNetwork);
}

// --- Vector-valued functions ------------------------------------------------

// One Hessian for each entry, as functorch and jax do.
template <typename... Xs, typename F>
void ExpectEntriesAgree(const std::string& name, const F& f) {
  SCOPED_TRACE(name);
  const GoldenData* data = LoadGoldenData();
  if (data == nullptr) {
    GTEST_SKIP() << kNoGoldenData;
  }
  const GoldenVectorCase* golden = FindByName(data->vector_valued, name);
  ASSERT_NE(golden, nullptr);
  for (int k = 0; k < golden->value.size(); ++k) {
    const auto entry = [&f, k](const auto&... x) { return f(x...)[k]; };
    const GoldenResult got = std::apply(
        [&entry](const auto&... x) { return DifferentiateGolden(entry, x...); },
        FromTensors<Xs...>(golden->inputs));
    EXPECT_TRUE(IsNear(got.value, golden->value.data[k], kGoldenTolerance));
    ExpectNear(got, got.gradient, golden->hessians[k], kGoldenTolerance);
  }
}

TEST(TorchGoldenVectors, EachEntryHasItsHessian) {
  ExpectEntriesAgree<Vec<2>>("vec_out2", [](const auto& x) {
    using T = ScalarOf<decltype(x)>;
    return Eigen::Matrix<T, 2, 1>(x[0] * x[0] * x[1], sin(x[1]) * x[0]);
  });
  ExpectEntriesAgree<Vec<2>, Vec<1>>(
      "vec_out3_two_inputs", [](const auto& x, const auto& y) {
        using T = ScalarOf<decltype(x)>;
        return Eigen::Matrix<T, 3, 1>(
            x[0] * y[0], x[1] * x[1] * exp(y[0]), x.squaredNorm());
      });
}

}  // namespace
}  // namespace ceres_newton
