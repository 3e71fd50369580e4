// PyTorch's cases of the groups ml, ceres and special.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>

#include "Eigen/Geometry"
#include "torch_golden_functions.h"

namespace ceres_newton {
namespace {

// log(sum exp(z)), shifted by the largest entry lest it overflow.
const auto kLogSumExp = [](const auto& z) {
  using T = ScalarOf<decltype(z)>;
  T largest = z[0];
  for (int i = 1; i < z.size(); ++i) {
    if (z[i] > largest) {
      largest = z[i];
    }
  }
  T sum(0.0);
  for (int i = 0; i < z.size(); ++i) {
    sum += exp(z[i] - largest);
  }
  return T(largest + log(sum));
};

// Mean cross entropy of the softmax of W x + b over the rows of X4 and lab.
const auto kSoftmaxCrossEntropy = [](const auto& w, const auto& b) {
  using T = ScalarOf<decltype(w)>;
  const GoldenData& data = *LoadGoldenData();
  const Eigen::MatrixXd inputs = data.constants.at("X4").Matrix(5, 4);
  const std::vector<double>& labels = data.constants.at("lab").data;
  T sum(0.0);
  for (int row = 0; row < 5; ++row) {
    const Eigen::Matrix<T, 3, 1> z =
        w * inputs.row(row).transpose().template cast<T>() + b;
    sum += kLogSumExp(z) - z[static_cast<int>(labels[row])];
  }
  return sum / 5.0;
};

// Half the squared reprojection error of the camera model of BAL (Agarwal et
// al. 2010), the rotation by Rodrigues' formula.
const auto kReprojection = [](const auto& camera, const auto& point) {
  using T = ScalarOf<decltype(camera)>;
  using Vector3 = Eigen::Matrix<T, 3, 1>;
  const Vector3 w = camera.template head<3>();
  const T theta = w.norm();
  const Vector3 axis = w / theta;
  const Vector3 q = point * cos(theta) + axis.cross(point) * sin(theta) +
                    axis * (axis.dot(point) * (1.0 - cos(theta))) +
                    camera.template segment<3>(3);
  const T u = -q[0] / q[2];
  const T v = -q[1] / q[2];
  const T r2 = u * u + v * v;
  const T scale = camera[6] * (1.0 + camera[7] * r2 + camera[8] * r2 * r2);
  const T error_u = scale * u + 50.0;
  const T error_v = scale * v - 30.0;
  return T(0.5 * (error_u * error_u + error_v * error_v));
};

// log Gamma near 5/2, which jet.h does not offer: the Taylor polynomial of
// second order has the value and the derivatives psi and psi' (Abramowitz &
// Stegun 1964, 6.3 and 6.4; the digits by mpmath).
constexpr double kDigamma = 0.70315664064524319;
constexpr double kTrigamma = 0.49035775610023486;
const auto kLogGamma = [](const auto& x) {
  const double center = 2.5;
  const auto step = x - center;
  return std::lgamma(center) + kDigamma * step + 0.5 * kTrigamma * step * step;
};

const auto kSpecialFunctions = [](const auto& x) {
  // asinh(x) = log(x + sqrt(x^2 + 1)).
  const auto asinh_5 = log(x[5] + sqrt(x[5] * x[5] + 1.0));
  const auto sigmoid = 1.0 / (1.0 + exp(-x[6]));
  const auto softplus = log1p(exp(x[7]));
  return erf(x[0]) + kLogGamma(x[1]) + log1p(x[2]) + expm1(x[3]) +
         atan(x[4]) * asinh_5 + sigmoid + softplus;
};

const auto kTrigonometry = [](const auto& x) {
  return tan(x[0]) * acos(x[1]) + asin(x[1]) * sinh(x[2]) +
         cosh(x[2]) / tanh(x[0]) + hypot(x[0], x[2]) + atan2(x[1], x[2]);
};

}  // namespace

std::vector<GoldenFunction> SpecialGoldenFunctions() {
  // The Hessian of the reprojection has entries up to 2e4 and sums that cancel;
  // PyTorch's is unsymmetric by 5e-12.
  const double reprojection_tolerance = 1e-10;
  // PyTorch's trigamma is wrong in the tenth digit.
  GoldenFunction special = Golden<Vec<8>>("special", kSpecialFunctions);
  special.correct = [](GoldenCase* golden) {
    golden->hessian(1, 1) = kTrigamma;
  };
  return {
      special,
      Golden<Mat<3, 4>, Vec<3>>("softmax_ce", kSoftmaxCrossEntropy),
      Golden<Mat<4, 3>, Vec<4>, Mat<1, 4>, Vec<1>>("mlp21", kTanhNetwork),
      Golden<Vec<4>>("logsumexp", kLogSumExp),
      Golden<Vec<9>, Vec<3>>(
          "reprojection_bal", kReprojection, reprojection_tolerance),
      Golden<Vec<3>>("trig", kTrigonometry),
      Golden<Vec<2>>("pow_xy", [](const auto& x) { return pow(x[0], x[1]); }),
      Golden<Vec<1>>(
          "pow_neg_base_int",
          [](const auto& x) { return pow(x[0], 3) + pow(x[0], -2); }),
  };
}

}  // namespace ceres_newton
