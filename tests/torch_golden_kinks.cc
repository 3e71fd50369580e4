// PyTorch's cases of the group kink: points where a formula is singular,
// branches or overflows.  Where PyTorch's result is not the true derivative,
// the truth is given here; where there is none, what our documentation
// promises.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <algorithm>
#include <limits>

#include "Eigen/LU"
#include "torch_golden_functions.h"

namespace ceres_newton {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

// A function of one number, summed over the elements of x.
template <typename F>
auto SumOf(const F& f) {
  return [f](const auto& x) {
    ScalarOf<decltype(x)> sum(0.0);
    for (int i = 0; i < x.size(); ++i) {
      sum += f(x[i]);
    }
    return sum;
  };
}

// Absolute values and what is made of them.  At 0 our abs() continues the
// branch x >= 0 with second derivative 0.
void AddAbsoluteValues(std::vector<GoldenFunction>* list) {
  list->push_back(
      GoldenWithTruth<Vec<3>>("abs_at0",
                              {{1, 1, -1}, std::vector<double>(9, 0.0)},
                              SumOf([](const auto& x) { return abs(x); })));
  list->push_back(Golden<Vec<2>>(
      "abs_cubed_at0", SumOf([](const auto& x) { return pow(abs(x), 3); })));
  list->push_back(
      GoldenWithTruth<Vec<3>>("x_abs_x_at0",
                              {{0, 2, 2}, {2, 0, 0, 0, 2, 0, 0, 0, -2}},
                              SumOf([](const auto& x) { return x * abs(x); })));
  list->push_back(Golden<Vec<4>>("huber_at_delta", SumOf([](const auto& x) {
                                   using T = std::decay_t<decltype(x)>;
                                   return abs(x) < 1.0 ? T(0.5 * x * x)
                                                       : T(abs(x) - 0.5);
                                 })));
  list->push_back(Golden<Vec<2>>("cbrt_via_pow", SumOf([](const auto& x) {
                                   return (x < 0.0 ? -1.0 : 1.0) *
                                          pow(abs(x), 1.0 / 3.0);
                                 })));
}

// Branches: the derivative is that of the branch taken.
void AddBranches(std::vector<GoldenFunction>* list) {
  const auto relu = [](const auto& x) {
    using T = std::decay_t<decltype(x)>;
    return x > 0.0 ? x : T(0.0);
  };
  list->push_back(Golden<Vec<3>>("relu_at0", SumOf(relu)));
  list->push_back(Golden<Vec<3>>("relu_sq_at0", SumOf([relu](const auto& x) {
                                   return relu(x) * relu(x);
                                 })));
  list->push_back(Golden<Vec<3>>("clamp_at_bound", SumOf([](const auto& x) {
                                   using T = std::decay_t<decltype(x)>;
                                   const T clamped = x < 0.0 ? T(0.0) : x;
                                   return clamped * clamped;
                                 })));
  // PyTorch averages at ties.  std::max takes its first argument.
  list->push_back(GoldenWithTruth<Vec<2>>(
      "max_tie", {{2, 0}, {2, 0, 0, 0}}, [](const auto& x) {
        using T = ScalarOf<decltype(x)>;
        return std::max(T(x[0] * x[0]), T(pow(x[1], 3)));
      }));
  list->push_back(GoldenWithTruth<Vec<2>>(
      "amax_tie", {{2, 0}, {2, 0, 0, 0}}, [](const auto& x) {
        using T = ScalarOf<decltype(x)>;
        return std::max(T(x[0] * x[0]), T(x[1] * x[1]));
      }));
  list->push_back(Golden<Vec<2>>("branch_tie", [](const auto& x) {
    using T = ScalarOf<decltype(x)>;
    return x[0] > x[1] ? T(x[0] * x[0] * x[1]) : T(x[0] * pow(x[1], 3));
  }));
  list->push_back(Golden<Vec<2>>("branch_on_equality", [](const auto& x) {
    using T = ScalarOf<decltype(x)>;
    return x[0] == 1.0 ? T(x[0] * x[0] + x[1] * x[1])
                       : T(pow(x[0], 3) + pow(x[1], 3));
  }));
  // Peano's function: the true mixed derivatives at 0 are 1 and -1, depending
  // on the order, which no symmetric Hessian can show.
  list->push_back(Golden<Vec<2>>("nonsym_peano", [](const auto& x) {
    using T = ScalarOf<decltype(x)>;
    const T r2 = x.squaredNorm();
    return r2 == 0.0 ? T(0.0)
                     : T(x[0] * x[1] * (x[0] * x[0] - x[1] * x[1]) / r2);
  }));
  list->push_back(Golden<Vec<3>>("sort_weighted", [](const auto& x) {
    auto sorted = x.eval();
    std::sort(sorted.data(), sorted.data() + sorted.size());
    return pow(sorted[0], 2) + 2.0 * pow(sorted[1], 2) +
           3.0 * pow(sorted[2], 2);
  }));
  // floor, rounding and the sign are constants beside a jump.
  list->push_back(Golden<Vec<2>>("floor_round_sign", SumOf([](const auto& x) {
                                   const double sign = x < 0.0 ? -1.0 : 1.0;
                                   return floor(x) * x + floor(x + 0.5) * x +
                                          sign * x;
                                 })));
  list->push_back(Golden<Vec<2>>("fmod", [](const auto& x) {
    return pow(x[0] - floor(x[0] / x[1]) * x[1], 2);
  }));
}

// Powers at 0: the limits from the right, infinite ones included.
void AddPowers(std::vector<GoldenFunction>* list) {
  const auto power = [](double exponent) {
    return SumOf([exponent](const auto& x) { return pow(x, exponent); });
  };
  list->push_back(Golden<Vec<2>>("pow2_at0", power(2.0)));
  list->push_back(Golden<Vec<2>>("pow1_at0", power(1.0)));
  list->push_back(Golden<Vec<2>>("pow0_at0", power(0.0)));
  list->push_back(Golden<Vec<1>>("pow3_at0", power(3.0)));
  list->push_back(Golden<Vec<1>>("pow1p5_at0", power(1.5)));
  list->push_back(Golden<Vec<1>>("pow2p5_at0", power(2.5)));
  list->push_back(Golden<Vec<1>>("pow0p5_at0", power(0.5)));
  list->push_back(Golden<Vec<1>>("pow_const_base",
                                 [](const auto& x) { return pow(2.0, x[0]); }));
  const auto x_to_y = [](const auto& x) { return pow(x[0], x[1]); };
  list->push_back(
      GoldenWithTruth<Vec<2>>("pow_xy_at_0_2", {{0, 0}, {2, 0, 0, 0}}, x_to_y));
  list->push_back(
      GoldenWithTruth<Vec<2>>("pow_xy_at_0_3", {{0, 0}, {0, 0, 0, 0}}, x_to_y));
  list->push_back(GoldenWithTruth<Vec<2>>(
      "pow_xy_at_0_1", {{1, 0}, {0, -kInf, -kInf, 0}}, x_to_y));
  list->push_back(GoldenWithTruth<Vec<2>>(
      "pow_xy_neg_base", {{-4, kNaN}, {2, kNaN, kNaN, kNaN}}, x_to_y));
}

// Roots, norms and logarithms at their branch points: infinite where the limit
// is, NaN where there is none.
void AddRootsAndLogarithms(std::vector<GoldenFunction>* list) {
  const GoldenTruth no_second_derivative = {{kNaN, kNaN},
                                            {kNaN, kNaN, kNaN, kNaN}};
  list->push_back(
      GoldenWithTruth<Vec<2>>("sqrt_at0",
                              {{kInf, 0.25}, {-kInf, 0, 0, -0.03125}},
                              SumOf([](const auto& x) { return sqrt(x); })));
  list->push_back(GoldenWithTruth<Vec<2>>(
      "sqrt_xx_at0", no_second_derivative, [](const auto& x) {
        return sqrt(x[0] * x[0] + x[1] * x[1]);
      }));
  const auto norm = [](const auto& x) { return x.norm(); };
  list->push_back(
      GoldenWithTruth<Vec<2>>("norm_at0", no_second_derivative, norm));
  list->push_back(
      GoldenWithTruth<Vec<2>>("linalg_norm_at0", no_second_derivative, norm));
  // The function is smooth but not this formula; see SquaredNormIsSmoothAtZero.
  list->push_back(GoldenWithTruth<Vec<2>>(
      "norm_sq_at0", no_second_derivative, [](const auto& x) {
        return x.norm() * x.norm();
      }));
  list->push_back(Golden<Vec<2>>("norm_3_4", norm));
  list->push_back(GoldenWithTruth<Vec<2>>(
      "hypot_at0", no_second_derivative, [](const auto& x) {
        return hypot(x[0], x[1]);
      }));
  list->push_back(GoldenWithTruth<Vec<2>>(
      "atan2_at0", no_second_derivative, [](const auto& x) {
        return atan2(x[0], x[1]);
      }));
  list->push_back(
      Golden<Vec<1>>("log_at0", [](const auto& x) { return log(x[0]); }));
  list->push_back(Golden<Vec<1>>(
      "xlogx_at0", [](const auto& x) { return x[0] * log(x[0]); }));
  // The branch at 0 is a constant.
  list->push_back(
      GoldenWithTruth<Vec<1>>("xlogy_at0", {{0}, {0}}, [](const auto& x) {
        using T = ScalarOf<decltype(x)>;
        return x[0] == 0.0 ? T(0.0) : T(x[0] * log(x[0]));
      }));
  list->push_back(
      Golden<Vec<1>>("acos_at1", [](const auto& x) { return acos(x[0]); }));
}

// Removable singularities and overflow.
void AddCancellation(std::vector<GoldenFunction>* list) {
  list->push_back(Golden<Vec<1>>(
      "sinc_naive_at0", [](const auto& x) { return sin(x[0]) / x[0]; }));
  // The branch at 0 is a constant, so its Hessian is 0 and not -1/3.
  list->push_back(
      GoldenWithTruth<Vec<1>>("sinc_where_at0", {{0}, {0}}, [](const auto& x) {
        using T = ScalarOf<decltype(x)>;
        return x[0] == 0.0 ? T(1.0) : T(sin(x[0]) / x[0]);
      }));
  // With a branch of second order, sin(pi x) / (pi x) is right: -pi^2 / 3.
  const double pi = 3.14159265358979323846;
  list->push_back(GoldenWithTruth<Vec<1>>(
      "sinc_at0", {{0}, {-pi * pi / 3.0}}, [pi](const auto& x) {
        using T = ScalarOf<decltype(x)>;
        const T y = pi * x[0];
        return abs(y) < 1e-4 ? T(1.0 - y * y / 6.0) : T(sin(y) / y);
      }));
  // exp(-|x|) cannot overflow.
  list->push_back(Golden<Vec<2>>("softplus_large", SumOf([](const auto& x) {
                                   using T = std::decay_t<decltype(x)>;
                                   return x > 0.0 ? T(x + log1p(exp(-x)))
                                                  : T(log1p(exp(x)));
                                 })));
  list->push_back(Golden<Vec<2>>("sigmoid_large", SumOf([](const auto& x) {
                                   using T = std::decay_t<decltype(x)>;
                                   return x > 0.0 ? T(1.0 / (1.0 + exp(-x)))
                                                  : T(exp(x) / (1.0 + exp(x)));
                                 })));
  // The naive formula overflows for x[1] = -800 and says so, there only.
  list->push_back(GoldenWithTruth<Vec<2>>(
      "exp_over_naive", {{0, kNaN}, {0, 0, 0, kNaN}}, SumOf([](const auto& x) {
        return 1.0 / (1.0 + exp(-x));
      })));
  const auto determinant = [](const auto& a) { return a.determinant(); };
  // PyTorch's gradient of a singular determinant is 0, by way of its inverse.
  list->push_back(GoldenWithTruth<Mat<2, 2>>(
      "det_singular", {{4, -2, -2, 1}, {}}, determinant));
  list->push_back(Golden<Mat<3, 3>>("det_identity3", determinant));
}

}  // namespace

std::vector<GoldenFunction> KinkGoldenFunctions() {
  std::vector<GoldenFunction> list;
  AddAbsoluteValues(&list);
  AddBranches(&list);
  AddPowers(&list);
  AddRootsAndLogarithms(&list);
  AddCancellation(&list);
  return list;
}

}  // namespace ceres_newton
