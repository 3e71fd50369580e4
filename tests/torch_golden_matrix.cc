// PyTorch's cases of the group matrix.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "Eigen/LU"
#include "torch_golden_functions.h"

namespace ceres_newton {
namespace {

// The trace of exp(A) by its series, which has converged after 20 terms for the
// norm below one that A has here.
const auto kTraceOfExponential = [](const auto& a) {
  using Matrix = std::decay_t<decltype(a)>;
  Matrix power = Matrix::Identity();
  Matrix sum = Matrix::Identity();
  for (int k = 1; k <= 20; ++k) {
    power = (power * a).eval() / ScalarOf<decltype(a)>(k);
    sum += power;
  }
  return sum.trace();
};

// The larger eigenvalue of B + B', B of size 2 x 2.
const auto kLargestEigenvalue = [](const auto& b) {
  const auto p = 2.0 * b(0, 0);
  const auto q = b(0, 1) + b(1, 0);
  const auto r = 2.0 * b(1, 1);
  const auto half_difference = 0.5 * (p - r);
  return 0.5 * (p + r) + sqrt(half_difference * half_difference + q * q);
};

}  // namespace

std::vector<GoldenFunction> MatrixGoldenFunctions() {
  return {
      Golden<Mat<3, 3>>("logdet3",
                        [](const auto& a) { return log(a.determinant()); }),
      Golden<Mat<3, 3>>("det3", [](const auto& a) { return a.determinant(); }),
      Golden<Mat<3, 3>>("trace_inv3",
                        [](const auto& a) { return a.inverse().trace(); }),
      Golden<Mat<2, 3>>("logdet_gram_23",
                        [](const auto& b) {
                          using T = ScalarOf<decltype(b)>;
                          Eigen::Matrix<T, 2, 2> gram = b * b.transpose();
                          gram(0, 0) += 1.0;
                          gram(1, 1) += 1.0;
                          return log(gram.determinant());
                        }),
      Golden<Vec<3>>("quadform_x",
                     [](const auto& x) {
                       using T = ScalarOf<decltype(x)>;
                       const Mat<3, 3> a =
                           LoadGoldenData()->constants.at("A3").Matrix(3, 3);
                       return T(0.5 * x.dot(a.template cast<T>() * x));
                     }),
      Golden<Vec<2>, Mat<2, 2>>(
          "quadform_xA",
          [](const auto& x, const auto& a) { return x.dot(a * x); }),
      Golden<Mat<2, 2>>("frobenius", [](const auto& a) { return a.norm(); }),
      Golden<Mat<2, 2>>("trace_expm", kTraceOfExponential),
      Golden<Mat<2, 2>>("eigh_max", kLargestEigenvalue),
  };
}

}  // namespace ceres_newton
