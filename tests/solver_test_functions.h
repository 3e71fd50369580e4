// Functions with hand-written derivatives for the tests of the solver.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_SOLVER_TEST_FUNCTIONS_H_
#define CERES_NEWTON_TESTS_SOLVER_TEST_FUNCTIONS_H_

#include <cmath>
#include <functional>
#include <limits>
#include <ostream>
#include <utility>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/second_order_function.h"
#include "ceres_newton/types.h"

namespace ceres_newton {

// GoogleTest prints the names.
inline void PrintTo(StopReason reason, std::ostream* os) {
  *os << ToString(reason);
}

namespace testing {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Value, gradient and Hessian at one point.
struct Derivatives {
  explicit Derivatives(int n)
      : gradient(Eigen::VectorXd::Zero(n)),
        hessian(Eigen::MatrixXd::Zero(n, n)) {}
  double cost = 0.0;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;
};

// A SecondOrderFunction from a lambda that fills Derivatives and returns
// whether it could.
class TestFunction : public SecondOrderFunction {
 public:
  using Body =
      std::function<bool(const Eigen::VectorXd& x, Derivatives* derivatives)>;

  TestFunction(int size, Body body) : size_(size), body_(std::move(body)) {}

  bool EvaluateHessian(const double* x,
                       double* cost,
                       double* gradient,
                       double* hessian) const override {
    Derivatives derivatives(size_);
    if (!body_(Eigen::Map<const Eigen::VectorXd>(x, size_), &derivatives)) {
      return false;
    }
    *cost = derivatives.cost;
    if (gradient != nullptr) {
      Eigen::Map<Eigen::VectorXd>(gradient, size_) = derivatives.gradient;
    }
    if (hessian != nullptr) {
      // Symmetric, so the order of storage is no matter.
      Eigen::Map<Eigen::MatrixXd>(hessian, size_, size_) = derivatives.hessian;
    }
    return true;
  }

  int NumParameters() const override { return size_; }

 private:
  const int size_;
  const Body body_;
};

// A function of one variable from its value, first and second derivative.
inline TestFunction Scalar(std::function<double(double)> f,
                           std::function<double(double)> df,
                           std::function<double(double)> d2f) {
  return TestFunction(1, [=](const Eigen::VectorXd& x, Derivatives* d) {
    d->cost = f(x(0));
    d->gradient(0) = df(x(0));
    d->hessian(0, 0) = d2f(x(0));
    return true;
  });
}

// f(x) = sum_i f_i(x_i).
struct Term {
  std::function<double(double)> f, df, d2f;
};
inline TestFunction Separable(std::vector<Term> terms) {
  const int n = static_cast<int>(terms.size());
  return TestFunction(n, [=](const Eigen::VectorXd& x, Derivatives* d) {
    for (int i = 0; i < n; ++i) {
      d->cost += terms[i].f(x(i));
      d->gradient(i) = terms[i].df(x(i));
      d->hessian(i, i) = terms[i].d2f(x(i));
    }
    return true;
  });
}

// c/2 (x - a)^2.
inline Term Parabola(double c, double a) {
  return {[=](double x) { return 0.5 * c * (x - a) * (x - a); },
          [=](double x) { return c * (x - a); },
          [=](double) { return c; }};
}

// x^4 - x^2: a maximum at 0, minima -1/4 at +-sqrt(1/2).
inline Term DoubleWell() {
  return {[](double x) { return x * x * (x * x - 1.0); },
          [](double x) { return 4.0 * x * x * x - 2.0 * x; },
          [](double x) { return 12.0 * x * x - 2.0; }};
}

// 1/2 x'A x - b'x + c.
inline TestFunction Quadratic(const Eigen::MatrixXd& a,
                              const Eigen::VectorXd& b,
                              double c = 0.0) {
  return TestFunction(static_cast<int>(b.size()),
                      [=](const Eigen::VectorXd& x, Derivatives* d) {
                        d->cost = 0.5 * x.dot(a * x) - b.dot(x) + c;
                        d->gradient = a * x - b;
                        d->hessian = a;
                        return true;
                      });
}

// (1 - u)^2 + 100 (v - u^2)^2 + offset with u = scale_0 x_0, v = scale_1 x_1
// (Rosenbrock 1960).
inline TestFunction Rosenbrock(double offset = 0.0,
                               double scale_0 = 1.0,
                               double scale_1 = 1.0) {
  return TestFunction(2, [=](const Eigen::VectorXd& x, Derivatives* d) {
    const double u = scale_0 * x(0);
    const double v = scale_1 * x(1);
    const double r = v - u * u;
    d->cost = (1.0 - u) * (1.0 - u) + 100.0 * r * r + offset;
    d->gradient(0) = scale_0 * (-2.0 * (1.0 - u) - 400.0 * u * r);
    d->gradient(1) = scale_1 * 200.0 * r;
    d->hessian(0, 0) = scale_0 * scale_0 * (2.0 - 400.0 * r + 800.0 * u * u);
    d->hessian(0, 1) = d->hessian(1, 0) = scale_0 * scale_1 * -400.0 * u;
    d->hessian(1, 1) = scale_1 * scale_1 * 200.0;
    return true;
  });
}

// x^3 - 3 x y^2, the monkey saddle: at 0 gradient and Hessian vanish.
inline TestFunction MonkeySaddle() {
  return TestFunction(2, [](const Eigen::VectorXd& x, Derivatives* d) {
    d->cost = x(0) * x(0) * x(0) - 3.0 * x(0) * x(1) * x(1);
    d->gradient << 3.0 * (x(0) * x(0) - x(1) * x(1)), -6.0 * x(0) * x(1);
    d->hessian << 6.0 * x(0), -6.0 * x(1), -6.0 * x(1), -6.0 * x(0);
    return true;
  });
}

// (x0 + 10 x1)^2 + 5 (x2 - x3)^2 + (x1 - 2 x2)^4 + 10 (x0 - x3)^4 + offset
// (Powell 1962): at the minimum 0 the Hessian has rank 2.
inline TestFunction PowellSingular(double offset = 0.0) {
  return TestFunction(4, [=](const Eigen::VectorXd& x, Derivatives* d) {
    const Eigen::Vector4d directions[] = {
        {1, 10, 0, 0}, {0, 0, 1, -1}, {0, 1, -2, 0}, {1, 0, 0, -1}};
    const double weights[] = {1.0, 5.0, 1.0, 10.0};
    d->cost = offset;
    for (int k = 0; k < 4; ++k) {
      const Eigen::Vector4d& a = directions[k];
      const double t = a.dot(x);
      const bool is_square = k < 2;
      d->cost += weights[k] * (is_square ? t * t : t * t * t * t);
      d->gradient += weights[k] * (is_square ? 2.0 * t : 4.0 * t * t * t) * a;
      d->hessian +=
          weights[k] * (is_square ? 2.0 : 12.0 * t * t) * a * a.transpose();
    }
    return true;
  });
}

}  // namespace testing
}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_SOLVER_TEST_FUNCTIONS_H_
