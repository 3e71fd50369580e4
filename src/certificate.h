// Second-order conditions at a point: inertia and lowest curvature of a
// Hessian.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_CERTIFICATE_H_
#define CERES_NEWTON_SRC_CERTIFICATE_H_

#include "Eigen/Core"
#include "ceres_newton/second_order_certificate.h"

namespace ceres_newton {
namespace internal {

struct CertificateResult {
  SecondOrderCertificate certificate;

  // The direction v, |D v| = 1, of least curvature v'H v among all such; its
  // largest component of D v is positive.  Empty for n = 0.  The way to leave a
  // saddle or a maximum along +v or -v.
  Eigen::VectorXd lowest_direction;

  // v'H v, the smallest eigenvalue of D^-1 H D^-1: negative, beyond rounding,
  // if and only if certificate.num_negative > 0.
  double lowest_curvature = 0.0;
};

// Computes the certificate of a symmetric Hessian from eigendecompositions.
//
//   hessian  H, n x n, symmetric; its lower triangle is read
//   scaling  the diagonal of D, n positive values
//
// Returns false if the Hessian is not finite or a decomposition failed; *result
// then holds no certificate (counts -1).
bool ComputeCertificate(const Eigen::MatrixXd& hessian,
                        const Eigen::VectorXd& scaling,
                        CertificateResult* result);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_CERTIFICATE_H_
