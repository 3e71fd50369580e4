// SPDX-License-Identifier: BSD-3-Clause

#include "bounded_problems.h"

#include <cmath>
#include <limits>
#include <utility>

#include "more_garbow_hillstrom.h"

namespace ceres_newton {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Problem 12 of More, Garbow & Hillstrom with its first three residuals.
struct Box3 {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    using std::exp;
    for (int i = 0; i < 3; ++i) {
      const double t = 0.1 * (i + 1);
      r[i] = exp(-t * x[0]) - exp(-t * x[1]) -
             x[2] * (std::exp(-t) - std::exp(-10.0 * t));
    }
    return true;
  }
};

// Rosenbrock's function, for problems 1 and 2 of Hock & Schittkowski.
struct Valley {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = 10.0 * (x[1] - x[0] * x[0]);
    r[1] = 1.0 - x[0];
    return true;
  }
};

struct HockSchittkowski3 {
  template <typename T>
  bool operator()(const T* x, T* f) const {
    f[0] = x[1] + 1e-5 * (x[1] - x[0]) * (x[1] - x[0]);
    return true;
  }
};

struct HockSchittkowski4 {
  template <typename T>
  bool operator()(const T* x, T* f) const {
    const T u = x[0] + 1.0;
    f[0] = u * u * u / 3.0 + x[1];
    return true;
  }
};

struct HockSchittkowski5 {
  template <typename T>
  bool operator()(const T* x, T* f) const {
    using std::sin;
    const T difference = x[0] - x[1];
    f[0] = sin(x[0] + x[1]) + difference * difference - 1.5 * x[0] +
           2.5 * x[1] + 1.0;
    return true;
  }
};

struct HockSchittkowski25 {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    using std::exp;
    using std::pow;
    for (int i = 1; i <= 99; ++i) {
      const double u = 25.0 + std::pow(-50.0 * std::log(0.01 * i), 2.0 / 3.0);
      r[i - 1] = exp(-pow(u - x[1], x[2]) / x[0]) - 0.01 * i;
    }
    return true;
  }
};

struct HockSchittkowski45 {
  template <typename T>
  bool operator()(const T* x, T* f) const {
    f[0] = 2.0 - x[0] * x[1] * x[2] * x[3] * x[4] / 120.0;
    return true;
  }
};

struct HockSchittkowski110 {
  template <typename T>
  bool operator()(const T* x, T* f) const {
    using std::log;
    using std::pow;
    T sum(0.0);
    T product(1.0);
    for (int i = 0; i < 10; ++i) {
      const T a = log(x[i] - 2.0);
      const T b = log(10.0 - x[i]);
      sum += a * a + b * b;
      product *= x[i];
    }
    f[0] = sum - pow(product, 0.2);
    return true;
  }
};

template <typename Functor, int kNumResiduals, int kNumParameters>
BoundedProblem Squares(const std::string& name,
                       const std::vector<double>& start,
                       const std::vector<double>& lower,
                       const std::vector<double>& upper,
                       double minimum,
                       double tolerance) {
  BoundedProblem problem{
      name, start, lower, upper, minimum, {}, tolerance, nullptr, nullptr};
  problem.make_residuals = [] {
    return std::make_unique<AutoDiffSecondOrderCostFunction<Functor,
                                                            kNumResiduals,
                                                            kNumParameters>>(
        new Functor);
  };
  return problem;
}

template <typename Functor, int kNumParameters>
BoundedProblem Scalar(const std::string& name,
                      const std::vector<double>& start,
                      const std::vector<double>& lower,
                      const std::vector<double>& upper,
                      double minimum,
                      double tolerance) {
  BoundedProblem problem{
      name, start, lower, upper, minimum, {}, tolerance, nullptr, nullptr};
  problem.make_term = [] {
    return std::make_unique<AutoDiffObjectiveTerm<Functor, kNumParameters>>(
        new Functor);
  };
  return problem;
}

// A problem of the table in a box.
BoundedProblem Boxed(const std::vector<TestProblem>& table,
                     const std::string& name,
                     const std::vector<double>& lower,
                     const std::vector<double>& upper,
                     double minimum,
                     double tolerance) {
  for (const TestProblem& problem : table) {
    if (problem.name == name) {
      return {name,
              problem.start,
              lower,
              upper,
              minimum,
              {},
              tolerance,
              problem.make_cost_function,
              nullptr};
    }
  }
  return {};
}

}  // namespace

std::vector<BoundedProblem> BoundedProblems() {
  const std::vector<TestProblem> table = MoreGarbowHillstromProblems();
  std::vector<BoundedProblem> problems = {
      // 1.5125900e-10 in print is right to five digits only.  This is
      // f(x_1, 9) at the root x_1 = 1.11111111126295e-5 of df/dx_1, by Newton's
      // method with 50 digits; df/dx_2 = -3.0e-9 there, so the bound holds.
      Boxed(table,
            "PowellBadlyScaled",
            {0, 1},
            {1, 9},
            1.51259367243967e-10,
            1e-19),
      Boxed(table, "BrownBadlyScaled", {0, 3e-5}, {1e6, 100}, 784.0, 1e-5),
      Boxed(table, "Beale", {0.6, 0.5}, {10, 100}, 0.0, 1e-12),
      Boxed(table,
            "HelicalValley",
            {-100, -1, -1},
            {0.8, 1, 1},
            0.99042212,
            1e-8),
      Boxed(table,
            "Gaussian",
            {0.398, 1, -0.5},
            {4.2, 2, 0.1},
            1.12793e-8,
            5e-14),
      Squares<Box3, 3, 3>(
          "Box3", {0, 10, 20}, {0, 5, 0}, {2, 9.5, 20}, 3.0998153e-6, 1e-13),
      Boxed(table,
            "Wood",
            {-100, -100, -100, -100},
            {0, 10, 100, 100},
            1.5567008,
            1e-7),
      Boxed(table,
            "BrownDennis",
            {-10, 0, -100, -20},
            {100, 15, 0, 0.2},
            8.8860479e4,
            1e-3),
      Boxed(table,
            "BiggsExp6",
            {0, 0, 0, 1, 0, 0},
            {2, 8, 1, 7, 5, 5},
            5.3209865e-4,
            1e-11),
      Squares<Valley, 2, 2>("HockSchittkowski1",
                            {-2, 1},
                            {-kInfinity, -1.5},
                            {kInfinity, kInfinity},
                            0.0,
                            1e-12),
      Squares<Valley, 2, 2>("HockSchittkowski2",
                            {-2, 1},
                            {-kInfinity, 1.5},
                            {kInfinity, kInfinity},
                            0.0504261879,
                            1e-10),
      Scalar<HockSchittkowski3, 2>("HockSchittkowski3",
                                   {10, 1},
                                   {-kInfinity, 0},
                                   {kInfinity, kInfinity},
                                   0.0,
                                   1e-12),
      Scalar<HockSchittkowski4, 2>("HockSchittkowski4",
                                   {1.125, 0.125},
                                   {1, 0},
                                   {kInfinity, kInfinity},
                                   8.0 / 3.0,
                                   1e-12),
      Scalar<HockSchittkowski5, 2>(
          "HockSchittkowski5",
          {0, 0},
          {-1.5, -3},
          {4, 3},
          -std::sqrt(3.0) / 2.0 - std::acos(-1.0) / 3.0,
          1e-12),
      Squares<HockSchittkowski25, 99, 3>("HockSchittkowski25",
                                         {100, 12.5, 3},
                                         {0.1, 0, 0},
                                         {100, 25.6, 5},
                                         0.0,
                                         1e-12),
      Scalar<HockSchittkowski45, 5>("HockSchittkowski45",
                                    {2, 2, 2, 2, 2},
                                    {0, 0, 0, 0, 0},
                                    {1, 2, 3, 4, 5},
                                    1.0,
                                    1e-12),
      Scalar<HockSchittkowski110, 10>("HockSchittkowski110",
                                      std::vector<double>(10, 9.0),
                                      std::vector<double>(10, 2.001),
                                      std::vector<double>(10, 9.999),
                                      -45.77846971,
                                      1e-8)};
  BoundedProblem wood =
      Boxed(table, "Wood", {-10, -10, -10, -10}, {10, 10, 10, 10}, 0.0, 1e-12);
  wood.name = "HockSchittkowski38";  // the same function
  problems.push_back(std::move(wood));
  for (BoundedProblem& problem : problems) {
    if (problem.name == "HockSchittkowski2") {
      // At (a, 1.5), a < 0 the solution of 400 a (a^2 - 1.5) = 2 (1 - a): the
      // start lies in its valley.
      problem.other_minima.push_back(4.9412293179974);
    }
  }
  return problems;
}

}  // namespace ceres_newton
