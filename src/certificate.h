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

// The last step to the point of a certificate, by which one can tell how well
// the Hessian of the limit is known.  At the end of a valley of minima, where
// the limit has an eigenvalue of zero, the one at the point is as large as the
// way that is left, and of any sign.
struct ApproachToPoint {
  Eigen::VectorXd step;            // s, n values; empty if there was none
  Eigen::MatrixXd hessian_change;  // over s
  Eigen::VectorXd gradient;        // g at the point
};

// Computes the certificate of a symmetric Hessian from eigendecompositions.
//
//   hessian  H, n x n, symmetric; its lower triangle is read
//   scaling  the diagonal of D, n positive values
//   approach  eigenvalues of D^-1 H D^-1 below 1e-8 of the largest (null
//             directions) also count as zero if, along their eigenvectors, they
//             are within 8 times what H is expected to change on Newton's step
//             p from the point: the last change times |D p| / |D s|, p without
//             null directions, and s too if the eigenvalue is positive.  (A
//             negative one is not to be hidden by a step along itself.)
//
// Returns false if the Hessian is not finite or a decomposition failed; *result
// then holds no certificate (counts -1).
bool ComputeCertificate(const Eigen::MatrixXd& hessian,
                        const Eigen::VectorXd& scaling,
                        const ApproachToPoint& approach,
                        CertificateResult* result);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_CERTIFICATE_H_
