// SPDX-License-Identifier: BSD-3-Clause

#include "certificate.h"

#include <algorithm>
#include <cmath>

#include "Eigen/Eigenvalues"
#include "scaled_model.h"

namespace ceres_newton {
namespace internal {
namespace {

using EigenSolver = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>;

// The smallest eigenvalue of a positive definite H = D M D, M = V diag(mu) V':
// the reciprocal of the largest eigenvalue of H^-1 = D^-1 M^-1 D^-1.  Its
// relative error is that of M^-1 however badly H is scaled, whereas a
// decomposition of H would lose an eigenvalue below eps |H|, sign and all.
// Returns NaN on failure.
double SmallestEigenvalueOfDefinite(const EigenSolver& scaled,
                                    const Eigen::VectorXd& scaling) {
  const Eigen::MatrixXd root =
      scaling.cwiseInverse().asDiagonal() * scaled.eigenvectors() *
      scaled.eigenvalues().cwiseSqrt().cwiseInverse().asDiagonal();
  Eigen::MatrixXd inverse;
  const double unit = ScaleHessian(
      root * root.transpose(), Eigen::VectorXd::Ones(scaling.size()), &inverse);
  const EigenSolver decomposition(inverse, Eigen::EigenvaluesOnly);
  if (decomposition.info() != Eigen::Success) {
    return std::nan("");
  }
  return 1.0 / decomposition.eigenvalues().tail<1>()(0) / unit;
}

// The smallest eigenvalue of an H with negative eigenvalues.  The Rayleigh
// quotients of the directions of negative curvature bound it from above without
// cancellation; they keep its sign right where rounding would hide it.
double SmallestEigenvalueOfIndefinite(const Eigen::MatrixXd& hessian,
                                      const EigenSolver& scaled,
                                      double scaled_unit,
                                      int num_negative,
                                      const Eigen::VectorXd& scaling) {
  Eigen::MatrixXd plain;
  const double unit =
      ScaleHessian(hessian, Eigen::VectorXd::Ones(scaling.size()), &plain);
  const EigenSolver decomposition(plain, Eigen::EigenvaluesOnly);
  if (decomposition.info() != Eigen::Success) {
    return std::nan("");
  }
  double smallest = decomposition.eigenvalues()(0) * unit;
  for (int i = 0; i < num_negative; ++i) {
    const double length =
        scaled.eigenvectors().col(i).cwiseQuotient(scaling).stableNorm();
    smallest = std::min(
        smallest, scaled.eigenvalues()(i) / length / length * scaled_unit);
  }
  return smallest;
}

// How much each eigenvalue of D^-1 H D^-1 / unit is expected to change on the
// way that is left: see ComputeCertificate.
Eigen::VectorXd ExpectedChanges(const EigenSolver& scaled,
                                double unit,
                                const Eigen::VectorXd& scaling,
                                const ApproachToPoint& approach) {
  constexpr double kNull = 1e-8;
  constexpr double kSafety = 8.0;
  const int n = static_cast<int>(scaling.size());
  Eigen::VectorXd changes = Eigen::VectorXd::Zero(n);
  if (approach.step.size() == 0) {
    return changes;
  }
  const Eigen::VectorXd& eigenvalues = scaled.eigenvalues();
  const Eigen::MatrixXd directions =
      scaling.cwiseInverse().asDiagonal() * scaled.eigenvectors();
  const double least = kNull * eigenvalues.cwiseAbs().maxCoeff();
  // Both steps in the coordinates of the eigenvectors, without null directions.
  Eigen::VectorXd newton_step = directions.transpose() * approach.gradient;
  Eigen::VectorXd step =
      scaled.eigenvectors().transpose() * approach.step.cwiseProduct(scaling);
  for (int i = 0; i < n; ++i) {
    const bool is_null = std::abs(eigenvalues(i)) <= least;
    newton_step(i) = is_null ? 0.0 : newton_step(i) / eigenvalues(i) / unit;
    step(i) = is_null ? 0.0 : step(i);
  }
  const double left = newton_step.stableNorm();
  const double range_length = step.stableNorm();
  const double whole_length = approach.step.cwiseProduct(scaling).stableNorm();
  for (int i = 0; i < n; ++i) {
    if (std::abs(eigenvalues(i)) <= least) {
      const double change =
          directions.col(i).dot(approach.hessian_change * directions.col(i));
      const double length = eigenvalues(i) > 0.0 ? range_length : whole_length;
      const double fraction = left < length ? left / length : left > 0.0;
      changes(i) = kSafety * fraction * std::abs(change) / unit;
    }
  }
  return changes.allFinite() ? changes : Eigen::VectorXd::Zero(n);
}

}  // namespace

bool ComputeCertificate(const Eigen::MatrixXd& hessian,
                        const Eigen::VectorXd& scaling,
                        const ApproachToPoint& approach,
                        CertificateResult* result) {
  *result = CertificateResult();
  const int n = static_cast<int>(scaling.size());
  Eigen::MatrixXd scaled_hessian;
  const double unit = ScaleHessian(hessian, scaling, &scaled_hessian);
  if (!std::isfinite(unit)) {
    return false;
  }
  SecondOrderCertificate certificate;
  certificate.num_negative = certificate.num_zero = certificate.num_positive =
      0;
  certificate.is_minimum = true;
  if (n == 0) {
    result->certificate = certificate;
    return true;
  }
  const EigenSolver scaled(scaled_hessian);
  if (scaled.info() != Eigen::Success) {
    return false;
  }
  const Eigen::VectorXd& eigenvalues = scaled.eigenvalues();
  const double rounding =
      EigenvalueRoundingLevel(n, eigenvalues.cwiseAbs().maxCoeff());
  const Eigen::VectorXd changes =
      ExpectedChanges(scaled, unit, scaling, approach);
  for (int i = 0; i < n; ++i) {
    const double eigenvalue = eigenvalues(i);
    if (std::abs(eigenvalue) <= std::max(rounding, changes(i))) {
      ++certificate.num_zero;
    } else if (eigenvalue < 0.0) {
      ++certificate.num_negative;
    } else {
      ++certificate.num_positive;
    }
  }
  certificate.is_minimum = certificate.num_positive == n;
  if (certificate.is_minimum) {
    certificate.smallest_eigenvalue =
        SmallestEigenvalueOfDefinite(scaled, scaling) * unit;
  } else if (certificate.num_negative > 0) {
    certificate.smallest_eigenvalue = SmallestEigenvalueOfIndefinite(
        hessian, scaled, unit, certificate.num_negative, scaling);
  }
  if (std::isnan(certificate.smallest_eigenvalue)) {
    return false;
  }
  Eigen::VectorXd lowest = scaled.eigenvectors().col(0);
  NormalizeSign(&lowest);
  result->lowest_direction = lowest.cwiseQuotient(scaling);
  result->lowest_curvature = eigenvalues(0) * unit;
  result->certificate = certificate;
  return true;
}

}  // namespace internal
}  // namespace ceres_newton
