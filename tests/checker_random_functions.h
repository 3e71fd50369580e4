// Random correct functions without end, cheap ones.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_CHECKER_RANDOM_FUNCTIONS_H_
#define CERES_NEWTON_TESTS_CHECKER_RANDOM_FUNCTIONS_H_

#include <cmath>
#include <random>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/second_order_function.h"

namespace ceres_newton {

// f(x) = output_scale sum_i c_i phi_i(a_i'y + b_i) with y_j = x_j / scale_j and
// phi_i one of sin, exp, square, cube, log(1 + u^2), 1 / (1 + u^2), tanh and
// sqrt(1 + u^2): 1 to 6 parameters, 1 to 5 terms, some a_ij zero, scales from
// 1e-8 to 1e8.
class RandomFunction : public SecondOrderFunction {
 public:
  explicit RandomFunction(std::mt19937* random) {
    const auto uniform = [random](double low, double high) {
      return std::uniform_real_distribution<double>(low, high)(*random);
    };
    const int n = std::uniform_int_distribution<int>(1, 6)(*random);
    const int num_terms = std::uniform_int_distribution<int>(1, 5)(*random);
    output_scale_ = std::pow(10.0, uniform(-8.0, 8.0));
    const double scale = std::pow(10.0, uniform(-8.0, 8.0));
    scales_ = Eigen::VectorXd(n);
    x_ = Eigen::VectorXd(n);
    for (int j = 0; j < n; ++j) {
      // Parameters of one block are of one kind, within a factor of 10.
      scales_[j] = scale * std::pow(10.0, uniform(-0.5, 0.5));
      x_[j] = scales_[j] * uniform(-1.5, 1.5);
    }
    if (n > 1 && uniform(0.0, 1.0) < 0.1) {
      x_[0] = 0.0;
    }
    for (int i = 0; i < num_terms; ++i) {
      Term term;
      term.phi = std::uniform_int_distribution<int>(0, 7)(*random);
      term.factor = uniform(-2.0, 2.0);
      term.offset = uniform(-1.0, 1.0);
      term.a = Eigen::VectorXd(n);
      for (int j = 0; j < n; ++j) {
        term.a[j] = uniform(0.0, 1.0) < 0.25 ? 0.0 : uniform(-1.2, 1.2);
      }
      terms_.push_back(term);
    }
  }

  const Eigen::VectorXd& x() const { return x_; }
  int num_gradient_evaluations() const { return num_gradient_evaluations_; }

  int NumParameters() const override { return static_cast<int>(x_.size()); }

  bool EvaluateHessian(const double* x,
                       double* cost,
                       double* gradient,
                       double* hessian) const override {
    const int n = NumParameters();
    const Eigen::VectorXd y =
        Eigen::Map<const Eigen::VectorXd>(x, n).cwiseQuotient(scales_);
    *cost = 0.0;
    Eigen::VectorXd g = Eigen::VectorXd::Zero(n);
    Eigen::MatrixXd h = Eigen::MatrixXd::Zero(n, n);
    for (const Term& term : terms_) {
      double derivatives[3];
      Phi(term.phi, term.a.dot(y) + term.offset, derivatives);
      *cost += output_scale_ * term.factor * derivatives[0];
      g += output_scale_ * term.factor * derivatives[1] * term.a;
      if (hessian != nullptr) {
        h += output_scale_ * term.factor * derivatives[2] * term.a *
             term.a.transpose();
      }
    }
    if (gradient != nullptr) {
      ++num_gradient_evaluations_;
      Eigen::Map<Eigen::VectorXd>(gradient, n) = g.cwiseQuotient(scales_);
    }
    if (hessian != nullptr) {
      const auto inverse = scales_.cwiseInverse();
      Eigen::Map<Eigen::MatrixXd>(hessian, n, n) =
          inverse.asDiagonal() * h * inverse.asDiagonal();
    }
    return true;
  }

 private:
  struct Term {
    int phi = 0;
    double factor = 0.0;
    double offset = 0.0;
    Eigen::VectorXd a;
  };

  // phi(u), phi'(u), phi''(u).
  static void Phi(int which, double u, double* d) {
    const double s = 1.0 + u * u;
    const double t = std::tanh(u);
    const double table[8][3] = {
        {std::sin(u), std::cos(u), -std::sin(u)},
        {std::exp(u), std::exp(u), std::exp(u)},
        {u * u, 2.0 * u, 2.0},
        {u * u * u, 3.0 * u * u, 6.0 * u},
        {std::log(s), 2.0 * u / s, 2.0 * (1.0 - u * u) / (s * s)},
        {1.0 / s, -2.0 * u / (s * s), (6.0 * u * u - 2.0) / (s * s * s)},
        {t, 1.0 - t * t, -2.0 * t * (1.0 - t * t)},
        {std::sqrt(s), u / std::sqrt(s), 1.0 / (s * std::sqrt(s))}};
    for (int i = 0; i < 3; ++i) {
      d[i] = table[which][i];
    }
  }

  double output_scale_ = 1.0;
  Eigen::VectorXd scales_;
  Eigen::VectorXd x_;
  std::vector<Term> terms_;
  mutable int num_gradient_evaluations_ = 0;
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_CHECKER_RANDOM_FUNCTIONS_H_
