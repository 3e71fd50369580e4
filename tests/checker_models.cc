// SPDX-License-Identifier: BSD-3-Clause

#include "checker_models.h"

#include <cmath>
#include <random>
#include <utility>

#include "ceres/rotation.h"
#include "ceres_newton/autodiff_second_order_cost_function.h"

namespace ceres_newton {
namespace {

// For plain numbers; those of numbers that differentiate are found by their
// types.
using std::cos;
using std::exp;
using std::log;
using std::sin;
using std::tanh;

struct Quartic {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = x[0] * x[0] * (x[0] * x[0] - 2.0) + 0.3 * x[0];
    return true;
  }
};

struct Rosenbrock {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = 10.0 * (x[1] - x[0] * x[0]);
    r[1] = (1.0 - x[0]) * (1.0 + 0.1 * x[1] * x[1]);
    return true;
  }
};

// 1/2 sum log(1 + residual^2) of an exponential decay: Cauchy's loss.
struct RobustDecay {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = T(0.0);
    for (int i = 0; i < 8; ++i) {
      const double t = 0.25 * i;
      const T residual =
          x[0] * exp(-x[1] * t) + x[2] - (i == 3 ? 4.0 : 1.0 / (1.0 + t));
      r[0] += 0.5 * log(1.0 + residual * residual);
    }
    return true;
  }
};

struct PowellSingular {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = (x[0] + 10.0 * x[1]) * x[3];
    r[1] = (x[2] - x[3]) * (x[2] - x[3]);
    r[2] = (x[1] - 2.0 * x[2]) * (x[1] - 2.0 * x[2]);
    r[3] = (x[0] - x[3]) * (x[0] - x[3]);
    return true;
  }
};

struct Wood {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    const T a = x[1] - x[0] * x[0];
    const T b = x[3] - x[2] * x[2];
    const T c = x[1] + x[3] - 2.0;
    const T d = x[1] - x[3];
    r[0] = 100.0 * a * a + (1.0 - x[0]) * (1.0 - x[0]) + 90.0 * b * b +
           (1.0 - x[2]) * (1.0 - x[2]) + 10.0 * c * c + 0.1 * d * d;
    return true;
  }
};

struct BiggsExp6 {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    for (int i = 0; i < 6; ++i) {
      const double t = 0.1 * (i + 1);
      r[i] =
          x[2] * exp(-t * x[0]) - x[3] * exp(-t * x[1]) + x[5] * exp(-t * x[4]);
    }
    return true;
  }
};

// A camera (angle-axis, position) and a point: its image.
struct Projection {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    T p[3];
    ceres::AngleAxisRotatePoint(x, x + 6, p);
    const T depth = p[2] + x[5] + 5.0;
    r[0] = (p[0] + x[3]) / depth;
    r[1] = (p[1] + x[4]) / depth;
    return true;
  }
};

struct Trigonometric {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    for (int k = 0; k < 3; ++k) {
      r[k] = T(0.0);
      for (int i = 0; i < 10; ++i) {
        r[k] += cos((1.0 + 0.2 * k) * x[i]) + 0.1 * sin(x[i] * x[(i + k) % 10]);
      }
    }
    return true;
  }
};

struct LennardJones {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = T(0.0);
    for (int a = 0; a < 5; ++a) {
      for (int b = 0; b < a; ++b) {
        T square(0.0);
        for (int c = 0; c < 3; ++c) {
          const T d = x[3 * a + c] - x[3 * b + c];
          square += d * d;
        }
        const T s6 = 1.0 / (square * square * square);
        r[0] += 4.0 * (s6 * s6 - s6);
      }
    }
    return true;
  }
};

struct ChainedRosenbrock {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = T(0.0);
    for (int i = 0; i + 1 < 20; ++i) {
      const T a = x[i + 1] - x[i] * x[i];
      r[0] += 100.0 * a * a + (1.0 - x[i]) * (1.0 - x[i]);
    }
    return true;
  }
};

// One hidden layer of five neurons, three inputs, at two samples.
struct Network {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    const double inputs[2][3] = {{0.3, -0.8, 1.1}, {-0.6, 0.5, 0.9}};
    for (int k = 0; k < 2; ++k) {
      r[k] = T(0.0);
      for (int i = 0; i < 5; ++i) {
        T sum = x[20 + i] * 0.5;
        for (int c = 0; c < 3; ++c) {
          sum += x[3 * i + c] * inputs[k][c];
        }
        r[k] += x[15 + i] * tanh(sum);
      }
    }
    return true;
  }
};

struct Logistic {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = T(0.0);
    for (int k = 0; k < 10; ++k) {
      T sum(0.0);
      for (int i = 0; i < 30; ++i) {
        sum += std::sin(1.0 + 3.0 * i + 7.0 * k) * x[i];
      }
      r[0] += log(1.0 + exp(sum)) - (k % 3 == 0 ? 1.0 : 0.0) * sum;
    }
    return true;
  }
};

struct LogSumExp {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    T sum(0.0);
    T squares(0.0);
    for (int i = 0; i < 50; ++i) {
      sum += exp(x[i]);
      squares += (1.0 + i) * x[i] * x[i];
    }
    r[0] = log(sum) + 0.01 * squares;
    return true;
  }
};

struct Broyden {
  template <typename T>
  bool operator()(const T* x, T* r) const {
    r[0] = T(0.0);
    for (int i = 0; i < 50; ++i) {
      T e = (3.0 - 2.0 * x[i]) * x[i] + 1.0;
      e -= i > 0 ? x[i - 1] : T(0.0);
      e -= i < 49 ? 2.0 * x[i + 1] : T(0.0);
      r[0] += e * e;
    }
    return true;
  }
};

template <typename Functor, int kNumResiduals, int kNumParameters>
CheckerModel Make(const std::string& name, std::vector<int32_t> block_sizes) {
  std::mt19937 random(17);
  std::uniform_real_distribution<double> uniform(0.3, 1.3);
  std::bernoulli_distribution coin(0.3);
  Eigen::VectorXd y(kNumParameters);
  for (int i = 0; i < kNumParameters; ++i) {
    y[i] = (coin(random) ? -1.0 : 1.0) * uniform(random);
  }
  return CheckerModel(
      name,
      std::make_shared<AutoDiffSecondOrderCostFunction<Functor,
                                                       kNumResiduals,
                                                       kNumParameters>>(
          new Functor),
      std::move(block_sizes),
      y);
}

}  // namespace

CheckerModel::CheckerModel(std::string name,
                           std::shared_ptr<const SecondOrderCostFunction> g,
                           std::vector<int32_t> block_sizes,
                           Eigen::VectorXd y)
    : name_(std::move(name)),
      g_(std::move(g)),
      block_sizes_(std::move(block_sizes)),
      y_(std::move(y)),
      scales_(Eigen::VectorXd::Ones(y_.size())) {}

CheckerModel CheckerModel::Scaled(const Eigen::VectorXd& scales,
                                  double output_scale) const {
  CheckerModel scaled = *this;
  scaled.scales_ = scales;
  scaled.output_scale_ = output_scale;
  return scaled;
}

CheckerModel CheckerModel::AtZero() const {
  CheckerModel moved = *this;
  moved.y_[0] = 0.0;
  return moved;
}

void CheckerModel::Evaluate(const Eigen::VectorXd& x,
                            bool with_hessians,
                            ModelDerivatives* derivatives) const {
  const int m = num_residuals();
  const int n = num_parameters();
  const Eigen::VectorXd y = x.cwiseQuotient(scales_);
  const Eigen::VectorXd inverse = scales_.cwiseInverse();
  const double* const parameters[] = {y.data()};
  using RowMajor =
      Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  RowMajor matrix(m, n);
  double* pointers[] = {matrix.data()};
  derivatives->residuals.resize(m);
  g_->Evaluate(parameters, derivatives->residuals.data(), pointers);
  derivatives->residuals *= output_scale_;
  derivatives->jacobian = output_scale_ * matrix * inverse.asDiagonal();
  derivatives->hessians.clear();
  for (int k = 0; with_hessians && k < m; ++k) {
    const Eigen::VectorXd weights = Eigen::VectorXd::Unit(m, k);
    matrix.resize(n, n);
    pointers[0] = matrix.data();
    g_->EvaluateHessians(parameters, weights.data(), pointers);
    derivatives->hessians.push_back(output_scale_ * inverse.asDiagonal() *
                                    matrix * inverse.asDiagonal());
  }
}

std::vector<CheckerModel> MakeCheckerModels() {
  return {Make<Quartic, 1, 1>("quartic", {1}),
          Make<Rosenbrock, 2, 2>("Rosenbrock", {2}),
          Make<RobustDecay, 1, 3>("robust decay", {3}),
          Make<PowellSingular, 4, 4>("Powell singular", {2, 2}),
          Make<Wood, 1, 4>("Wood", {4}),
          Make<BiggsExp6, 6, 6>("Biggs EXP6", {2, 1, 3}),
          Make<Projection, 2, 9>("projection", {3, 3, 3}),
          Make<Trigonometric, 3, 10>("trigonometric", {4, 6}),
          Make<LennardJones, 1, 15>("Lennard-Jones", {3, 3, 3, 3, 3}),
          Make<ChainedRosenbrock, 1, 20>("chained Rosenbrock", {20}),
          Make<Network, 2, 25>("network", {15, 10}),
          Make<Logistic, 1, 30>("logistic", {30}),
          Make<LogSumExp, 1, 50>("log-sum-exp", {50}),
          Make<Broyden, 1, 50>("Broyden", {20, 30})};
}

}  // namespace ceres_newton
