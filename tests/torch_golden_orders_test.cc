// Derivatives of third and higher order, and functions that differentiate
// inside, against PyTorch's create_graph.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <string>
#include <vector>

#include "Eigen/LU"
#include "ceres_newton/hessian.h"
#include "gtest/gtest.h"
#include "torch_golden_data.h"
#include "torch_golden_functions.h"

namespace ceres_newton {
namespace {

constexpr auto kQuartic = [](const auto& x) {
  return pow(x[0], 4) + pow(x[1], 4) + x[0] * x[0] * x[1] * x[1];
};
constexpr auto kExpSinProduct = [](const auto& x) {
  return exp(sin(x[0]) * x[1]) + pow(x[2], 3) * x[0];
};
constexpr auto kLogDetGram = [](const auto& x) {
  using T = ScalarOf<decltype(x)>;
  Eigen::Matrix<T, 2, 2> gram = x * x.transpose();
  gram(0, 0) += 1.0;
  gram(1, 1) += 1.0;
  return log(gram.determinant());
};
constexpr auto kExpSin = [](const auto& x) { return exp(sin(x)); };

// The golden entry of that name, or null if there is no file.
const GoldenDerivatives* FindDerivatives(const std::string& name) {
  const GoldenData* data = LoadGoldenData();
  if (data == nullptr) {
    return nullptr;
  }
  const GoldenDerivatives* found = FindByName(data->higher_order, name);
  EXPECT_NE(found, nullptr) << name;
  return found;
}

void ExpectNear(double got, double expected) {
  // Fourth derivatives of sums of terms of order 1e3: a digit more than at
  // second order.
  EXPECT_NEAR(got, expected, 1e-11 * (1.0 + std::abs(expected)));
}
void ExpectNear(const Eigen::VectorXd& got, const GoldenTensor& expected) {
  ASSERT_EQ(got.size(), expected.size());
  for (int i = 0; i < expected.size(); ++i) {
    ExpectNear(got[i], expected.data[i]);
  }
}

// The four functions of the file, each at its own point.
template <typename Check>
void ForEachFunction(const std::string& prefix, const Check& check) {
  const auto run = [&](const std::string& name, const auto& f, auto shape) {
    SCOPED_TRACE(prefix + name);
    const GoldenDerivatives* golden = FindDerivatives(prefix + name);
    ASSERT_NE(golden, nullptr);
    using X = decltype(shape);
    check(f, FromTensor<X>(golden->input), *golden);
  };
  run("poly4", kQuartic, Vec<2>());
  run("exp_sin_prod", kExpSinProduct, Vec<3>());
  run("rosen3", kRosenbrock, Vec<3>());
  run("mat22_logdet", kLogDetGram, Mat<2, 2>());
}

TEST(TorchGoldenOrders, HessianOfSumOfHessian) {
  if (LoadGoldenData() == nullptr) {
    GTEST_SKIP() << kNoGoldenData;
  }
  ForEachFunction(
      "hessian_of_sum_of_hessian_",
      [](const auto& f, const auto& x, const GoldenDerivatives& golden) {
        const auto sum = [&f](const auto& y) { return Hessian(f, y).sum(); };
        const auto d = Differentiate(sum, x);
        ExpectNear(d.value, golden.results.at("sum_hessian").data[0]);
        ExpectNear(ByRows(d.hessian), golden.results.at("hessian"));
      });
}

TEST(TorchGoldenOrders, GradientAndHessianOfTraceOfHessian) {
  if (LoadGoldenData() == nullptr) {
    GTEST_SKIP() << kNoGoldenData;
  }
  ForEachFunction(
      "grad_trace_hessian_",
      [](const auto& f, const auto& x, const GoldenDerivatives& golden) {
        const auto trace = [&f](const auto& y) {
          return Hessian(f, y).trace();
        };
        const auto d = Differentiate(trace, x);
        ExpectNear(d.value, golden.results.at("trace").data[0]);
        ExpectNear(ByRows(d.gradient), golden.results.at("grad"));
        ExpectNear(ByRows(d.hessian), golden.results.at("hess"));
      });
}

TEST(TorchGoldenOrders, TensorsOfThirdAndFourthDerivatives) {
  if (LoadGoldenData() == nullptr) {
    GTEST_SKIP() << kNoGoldenData;
  }
  ForEachFunction(
      "third_fourth_tensor_",
      [](const auto& f, const auto& x, const GoldenDerivatives& golden) {
        const auto third = DerivativeTensor<3>(f, x);
        const auto fourth = DerivativeTensor<4>(f, x);
        const int n = third.size();
        ASSERT_EQ(fourth.size(), n);
        Eigen::VectorXd third_by_rows(n * n * n);
        Eigen::VectorXd fourth_by_rows(n * n * n * n);
        for (int m = 0; m < fourth_by_rows.size(); ++m) {
          const int i = m / (n * n * n);
          const int j = m / (n * n) % n;
          const int k = m / n % n;
          const int l = m % n;
          fourth_by_rows[m] = fourth(i, j, k, l);
          third_by_rows[m % (n * n * n)] = third(j, k, l);
        }
        ExpectNear(third_by_rows, golden.results.at("third"));
        ExpectNear(fourth_by_rows, golden.results.at("fourth"));
      });
}

// Orders 0 to 8 of one function of one variable, by fourfold nesting.
TEST(TorchGoldenOrders, EightDerivativesOfOneVariable) {
  const GoldenDerivatives* golden =
      FindDerivatives("scalar_derivatives_0_to_8");
  if (golden == nullptr) {
    GTEST_SKIP() << kNoGoldenData;
  }
  const double x = golden->input.data[0];
  const auto second = [](const auto& y) { return Hessian(kExpSin, y); };
  const auto fourth = [&second](const auto& y) { return Hessian(second, y); };
  const auto sixth = [&fourth](const auto& y) { return Hessian(fourth, y); };
  const auto d0 = Differentiate(kExpSin, x);
  const auto d2 = Differentiate(second, x);
  const auto d4 = Differentiate(fourth, x);
  const auto d6 = Differentiate(sixth, x);
  Eigen::VectorXd derivatives(9);
  derivatives << d0.value, d0.gradient, d0.hessian, d2.gradient, d2.hessian,
      d4.gradient, d4.hessian, d6.gradient, d6.hessian;
  ExpectNear(derivatives, golden->results.at("ders"));
}

// f(x) = |dg/dy at x|^2.
TEST(TorchGoldenOrders, FunctionThatTakesAGradient) {
  const GoldenDerivatives* golden = FindDerivatives("nested_ad_grad_norm_sq");
  if (golden == nullptr) {
    GTEST_SKIP() << kNoGoldenData;
  }
  const auto g = [](const auto& y) {
    return pow(y[0], 3) + pow(y[1], 3) + y[0] * y[1];
  };
  const auto f = [&g](const auto& x) {
    return Differentiate(g, x).gradient.squaredNorm();
  };
  const auto d = Differentiate(f, FromTensor<Vec<2>>(golden->input));
  ExpectNear(d.value, golden->results.at("value").data[0]);
  ExpectNear(ByRows(d.hessian), golden->results.at("hessian"));
}

// h(x) = x d/dy (x^2 y^2) at y = 1, which is 2 x^3.  Were the perturbations of
// x and y one and the same, another number would come out.
TEST(TorchGoldenOrders, PerturbationsAreNotConfused) {
  const GoldenDerivatives* golden = FindDerivatives("perturbation_confusion");
  if (golden == nullptr) {
    GTEST_SKIP() << kNoGoldenData;
  }
  const auto h = [](const auto& x) {
    using T = std::decay_t<decltype(x)>;
    const auto inner = [&x](const auto& y) {
      const std::decay_t<decltype(y)> outer(x);
      return outer * outer * y * y;
    };
    return x * Differentiate(inner, T(1.0)).gradient;
  };
  ExpectNear(Hessian(h, golden->input.data[0]),
             golden->results.at("hessian").data[0]);
}

TEST(TorchGoldenOrders, HessianOfDeterminantOfHessian) {
  const GoldenDerivatives* golden = FindDerivatives("det_of_hessian");
  if (golden == nullptr) {
    GTEST_SKIP() << kNoGoldenData;
  }
  const auto determinant = [](const auto& x) {
    return Hessian(kQuartic, x).determinant();
  };
  const auto d = Differentiate(determinant, FromTensor<Vec<2>>(golden->input));
  ExpectNear(d.value, golden->results.at("value").data[0]);
  ExpectNear(ByRows(d.hessian), golden->results.at("hessian"));
}

// The tests above cover every entry of the file.
TEST(TorchGoldenOrders, NoEntryIsForgotten) {
  const GoldenData* data = LoadGoldenData();
  if (data == nullptr) {
    GTEST_SKIP() << kNoGoldenData;
  }
  EXPECT_EQ(data->higher_order.size(), 3 * 4 + 4);
  EXPECT_EQ(data->products.size(), 6);
  EXPECT_EQ(data->vector_valued.size(), 2);
}

}  // namespace
}  // namespace ceres_newton
