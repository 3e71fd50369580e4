// SPDX-License-Identifier: BSD-3-Clause

#include "ceres_newton/dependencies.h"

#include <array>
#include <string>
#include <type_traits>
#include <vector>

#include "Eigen/Dense"
#include "ceres/autodiff_cost_function.h"
#include "ceres_newton/cost_function_to_functor.h"
#include "ceres_newton/cubic_interpolation.h"
#include "gtest/gtest.h"

namespace ceres_newton {
namespace {

using BoolMatrix = Dependencies::BoolMatrix;
using Eigen::Vector2d;
using Eigen::Vector3d;
using Eigen::Vector4d;
using Eigen::VectorXd;

// The rows of a pattern, "x" for true.
std::string Pattern(const BoolMatrix& matrix) {
  std::string result;
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    result += i > 0 ? "|" : "";
    for (Eigen::Index j = 0; j < matrix.cols(); ++j) {
      result += matrix(i, j) ? 'x' : '.';
    }
  }
  return result;
}

template <typename F, typename X>
std::string HessianPattern(const F& f, const X& x) {
  return Pattern(FindDependencies(f, x).hessian);
}

const auto kChainedRosenbrock = [](const auto& x) {
  using T = std::decay_t<decltype(x[0])>;
  T sum(0.0);
  for (int i = 0; i + 1 < x.size(); ++i) {
    const T a = 1.0 - x[i];
    const T b = x[i + 1] - x[i] * x[i];
    sum += a * a + 100.0 * b * b;
  }
  return sum;
};

TEST(Dependencies, ChainedRosenbrockIsTridiagonal) {
  EXPECT_EQ(HessianPattern(kChainedRosenbrock, VectorXd(VectorXd::Zero(5))),
            "xx...|xxx..|.xxx.|..xxx|...xx");
}

TEST(Dependencies, ManyInputsAreCheap) {
  const int n = 2000;
  const Dependencies d =
      FindDependencies(kChainedRosenbrock, VectorXd(VectorXd::Ones(n)));
  EXPECT_EQ(d.hessian.count(), 3 * n - 2);
  EXPECT_TRUE(d.value.all());
}

TEST(Dependencies, BilinearIsOffDiagonal) {
  const auto f = [](const auto& x, const auto& y) { return 2 * x * -y / 3; };
  const Dependencies d = FindDependencies(f, 1.0, 2.0);
  EXPECT_EQ(Pattern(d.hessian), ".x|x.");
  EXPECT_EQ(Pattern(d.value), "xx");
  EXPECT_FALSE(d.HasConstantGradient(0));
  EXPECT_TRUE(CheckDependencies(d).ok);
  EXPECT_EQ(CheckDependencies(d).message, "");
}

TEST(Dependencies, SeparableIsDiagonal) {
  const auto f = [](const auto& x) {
    return x[0] * x[0] + pow(x[1], 3) + exp(2.0 * x[2]);
  };
  EXPECT_EQ(HessianPattern(f, Vector3d(1, 2, 3)), "x..|.x.|..x");
  EXPECT_EQ(CheckDependencies(f, Vector3d(1, 2, 3)).message, "");
}

TEST(Dependencies, LinearInputsHaveConstantGradients) {
  const auto f = [](const auto& x) {
    return 3 * x[0] - x[1] / 2.0 + 1 + x[2] * x[2];
  };
  const Dependencies d = FindDependencies(f, Vector3d(1, 2, 3));
  EXPECT_EQ(Pattern(d.hessian), "...|...|..x");
  EXPECT_TRUE(d.HasConstantGradient(0));
  EXPECT_TRUE(d.HasConstantGradient(1));
  EXPECT_FALSE(d.HasConstantGradient(2));
  const DependencyReport report = CheckDependencies(d);
  EXPECT_TRUE(report.ok);
  EXPECT_EQ(report.linear_inputs, (std::vector<int>{0, 1}));
  EXPECT_EQ(report.message,
            "Warning: all second derivatives are zero with respect to x[0] and "
            "x[1].\n");
}

TEST(Dependencies, QuotientsAreLinearInTheNumerator) {
  const auto f = [](const auto& x) { return x[0] / x[1] + 1.0 / x[2]; };
  EXPECT_EQ(HessianPattern(f, Vector3d(1, 2, 3)), ".x.|xx.|..x");
}

TEST(Dependencies, PowersSeeConstantExponents) {
  const auto f = [](const auto& x) {
    using T = std::decay_t<decltype(x[0])>;
    return pow(x[0], 0) + pow(x[1], 1.0) + pow(x[2], T(2.0)) + pow(2.0, x[3]);
  };
  const Dependencies d = FindDependencies(f, Vector4d::Zero().eval());
  EXPECT_EQ(Pattern(d.value), ".xxx");
  EXPECT_EQ(Pattern(d.hessian), "....|....|..x.|...x");
  const auto both = [](const auto& x) { return pow(x[0], x[1]); };
  EXPECT_EQ(HessianPattern(both, Vector2d(0, 2)), "xx|xx");
  EXPECT_FALSE(FindDependencies(both, Vector2d(0, 2)).branches_on_values);
}

TEST(Dependencies, OnlyOperationsThatReachTheResultCount) {
  const auto f = [](const auto& x) {
    auto unused = x[0] * x[1];
    unused += exp(x[1]);
    return x[1] * x[1] + 0.0 * unused;
  };
  const Dependencies d = FindDependencies(f, Vector2d(1, 2));
  EXPECT_EQ(Pattern(d.value), ".x");
  EXPECT_EQ(Pattern(d.hessian), "..|.x");
}

TEST(Dependencies, ConstantsDependOnNothing) {
  const auto f = [](const auto&) { return 3.0; };
  const DependencyReport report = CheckDependencies(f, Vector2d(1, 2));
  EXPECT_FALSE(report.ok);
  EXPECT_EQ(report.independent_inputs, (std::vector<int>{0, 1}));
  EXPECT_EQ(report.constant_outputs, std::vector<int>{0});
  EXPECT_EQ(report.message, "The value does not depend on x[0] and x[1].\n");
}

TEST(Dependencies, DetachedValuesAreIndependentAndReported) {
  const auto f = [](const auto& x) {
    using T = std::decay_t<decltype(x[0])>;
    return T(x[0].a) * x[1] * x[1];
  };
  const Dependencies d = FindDependencies(f, Vector2d(1, 2));
  EXPECT_TRUE(d.detaches_values);
  EXPECT_EQ(Pattern(d.value), ".x");
  const std::string message = CheckDependencies(d).message;
  EXPECT_EQ(message.find("The value does not depend on x[0].\nWarning: "), 0);
  static_assert(!std::is_convertible_v<internal::TracedJet, double>);
  static_assert(!std::is_constructible_v<double, internal::TracedJet>);
}

TEST(Dependencies, BranchesAreReported) {
  const auto guard = [](const auto& x) {
    return isfinite(x[0]) && !isnan(x[1]) ? x[0] * x[1] : x[0];
  };
  EXPECT_FALSE(FindDependencies(guard, Vector2d(1, 2)).branches_on_values);
  const auto branch = [](const auto& x) {
    return x[0] < 1 ? x[0] * x[0] : x[1] * 1.0;
  };
  const Dependencies d = FindDependencies(branch, Vector2d(2, 1));
  EXPECT_TRUE(d.branches_on_values);
  EXPECT_EQ(Pattern(d.value), ".x");
  EXPECT_NE(CheckDependencies(d).message.find("compares or rounds"),
            std::string::npos);
  const auto constants = [](const auto& x) {
    using T = std::decay_t<decltype(x[0])>;
    return T(1.0) < T(2.0) ? x[0] : x[1];
  };
  EXPECT_FALSE(FindDependencies(constants, Vector2d(2, 1)).branches_on_values);
}

TEST(Dependencies, KinksAndSteps) {
  const auto f = [](const auto& x) {
    return abs(x[0]) + ceres::abs(x[1]) + floor(x[2]) + ceres::ceil(x[3]);
  };
  const Dependencies d = FindDependencies(f, Vector4d(1, 2, 3, 4));
  EXPECT_EQ(Pattern(d.value), "xx..");
  EXPECT_FALSE(d.hessian.any());
  EXPECT_TRUE(d.branches_on_values);
  const auto choice = [](const auto& x) {
    return fmax(x[0] * x[0], x[1]) + ceres::fmin(x[2] * x[3], 0.0);
  };
  EXPECT_EQ(HessianPattern(choice, Vector4d(1, 5, 3, 4)),
            "x...|....|...x|..x.");
}

TEST(Dependencies, SeveralArgumentsAndOutputs) {
  const auto f = [](const auto& x, const auto& m) {
    using T = std::decay_t<decltype(x)>;
    return Eigen::Matrix<T, 3, 1>(x * m(1, 0), m(0, 1) + 1.0, T(5.0));
  };
  const Dependencies d = FindDependencies(f, 2.0, Eigen::Matrix2d::Ones());
  EXPECT_EQ(d.block_sizes, (std::vector<int>{1, 4}));
  EXPECT_EQ(Pattern(d.value), "x..x.|..x..|.....");
  EXPECT_EQ(Pattern(d.output_hessians[0]), "...x.|.....|.....|x....|.....");
  EXPECT_FALSE(d.output_hessians[1].any());
  const DependencyReport report = CheckDependencies(d);
  EXPECT_EQ(report.independent_inputs, (std::vector<int>{1, 4}));
  EXPECT_EQ(report.linear_inputs, std::vector<int>{2});
  EXPECT_EQ(report.message,
            "The value does not depend on x1[0] and x1[3].\n"
            "No input enters output 2.\n"
            "Warning: all second derivatives are zero with respect to "
            "x1[1].\n");
}

struct ExponentialResidual {
  template <typename T>
  bool operator()(const T* m, const T* c, T* residual) const {
    residual[0] = 2.0 - ceres::exp(m[0] * 3.0) - c[0];
    residual[1] = c[1] * ceres::sin(c[2]);
    return !fails;
  }
  bool fails = false;
};

TEST(Dependencies, CostFunctors) {
  const double m[] = {1.0};
  const double c[] = {1.0, 2.0, 3.0};
  const Dependencies d =
      FindCostDependencies<2, 1, 3>(ExponentialResidual(), {m, c});
  EXPECT_TRUE(d.success);
  EXPECT_EQ(Pattern(d.value), "xx..|..xx");
  EXPECT_EQ(Pattern(d.output_hessians[0]), "x...|....|....|....");
  EXPECT_EQ(Pattern(d.hessian), "x...|....|...x|..xx");
  EXPECT_EQ(Pattern(d.SquaredNormHessian()), "xx..|xx..|..xx|..xx");
  EXPECT_EQ(d.InputName(3), "x1[2]");
  const Dependencies failed =
      FindCostDependencies<2, 1, 3>(ExponentialResidual{true}, {m, c});
  EXPECT_FALSE(failed.success);
  EXPECT_FALSE(failed.value.any());
  EXPECT_EQ(CheckDependencies(failed).message, "The functor returned false.\n");
}

TEST(Dependencies, DynamicCostFunctors) {
  const auto functor = [](auto const* const* x, auto* y) {
    y[0] = x[0][0] * x[1][1];
    return true;
  };
  const double a[] = {1.0};
  const double b[] = {1.0, 2.0};
  const Dependencies d =
      FindDynamicCostDependencies(functor, 2, {1, 2}, {a, b});
  EXPECT_EQ(Pattern(d.value), "x.x|...");  // the second residual is forgotten
  EXPECT_EQ(Pattern(d.hessian), "..x|...|x..");
  EXPECT_DEATH(FindDynamicCostDependencies(functor, 2, {1, 2}, {a}),
               "2 parameter blocks");
}

TEST(Dependencies, CostFunctionsMayDependOnEverything) {
  const CostFunctionToFunctor<2, 1, 3> functor(
      new ceres::AutoDiffCostFunction<ExponentialResidual, 2, 1, 3>(
          new ExponentialResidual()));
  const double m[] = {1.0};
  const double c[] = {1.0, 2.0, 3.0};
  const Dependencies d = FindCostDependencies<2, 1, 3>(functor, {m, c});
  EXPECT_TRUE(d.value.all());
  EXPECT_TRUE(d.hessian.all());
}

TEST(Dependencies, Interpolators) {
  const std::array<double, 6> data = {1, 3, 2, 5, 4, 6};
  const ceres::Grid1D<double> grid(data.data(), 0, 6);
  const CubicInterpolator<ceres::Grid1D<double>> interpolator(grid);
  const auto f = [&interpolator](const auto& x) {
    std::decay_t<decltype(x[0])> y;
    interpolator.Evaluate(x[0] + x[1], &y);
    return y + x[2];
  };
  EXPECT_EQ(HessianPattern(f, Vector3d(1.2, 1.3, 1)), "xx.|xx.|...");
}

}  // namespace
}  // namespace ceres_newton
