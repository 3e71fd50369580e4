// Values, Jacobians and Hessians of the functions of ceres/rotation.h in plain
// numbers, accurate at and near zero rotation.
//
// No templates: one copy serves the specializations of rotation.h for all N.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_ROTATION_DERIVATIVES_H_
#define CERES_NEWTON_INTERNAL_ROTATION_DERIVATIVES_H_

#include <cmath>

#include "ceres_newton/internal/smooth_functions.h"

namespace ceres_newton {
namespace internal {

// A function of up to 6 numbers with up to 9 results, to second order.
struct LocalDerivatives {
  static constexpr int kMaxArguments = 6;
  static constexpr int kMaxResults = 9;

  double value[kMaxResults] = {};
  double jacobian[kMaxResults][kMaxArguments] = {};
  // Symmetric: both triangles are filled.
  double hessian[kMaxResults][kMaxArguments][kMaxArguments] = {};
};

// A smooth function of one variable: value and two derivatives.
struct Taylor2 {
  double f;
  double f1;
  double f2;
};

// C_0, C_1 and C_2 of t (see StumpffFamily) to second order.
struct RodriguesCoefficients {
  explicit RodriguesCoefficients(double t) {
    double c[7];
    StumpffFunctions(t, c);
    for (int k = 0; k < 3; ++k) {
      const double curvature =
          k * (k + 2) * c[k + 4] - (2 * k + 1) * c[k + 3] + c[k + 2];
      coefficient[k] = {
          c[k], 0.5 * (k * c[k + 2] - c[k + 1]), 0.25 * curvature};
    }
  }
  Taylor2 coefficient[3];
};

// The part of component q of R(w) p that a coefficient f(t), t = |w|^2, times a
// vector u(w, p) makes: adds f u[q] with its derivatives.  u is bilinear or, in
// w, quadratic; du[k] and ddu[k][l] are the derivatives of its component q.
inline void AddScaledComponent(const Taylor2& f,
                               const double* w,
                               double u,
                               const double du[6],
                               const double ddu[6][6],
                               double* value,
                               double jacobian[6],
                               double hessian[6][6]) {
  *value += f.f * u;
  for (int k = 0; k < 6; ++k) {
    const double tk = k < 3 ? 2.0 * w[k] : 0.0;  // dt/dx_k
    jacobian[k] += f.f * du[k] + f.f1 * tk * u;
    for (int l = 0; l < 6; ++l) {
      const double tl = l < 3 ? 2.0 * w[l] : 0.0;
      const double tkl = k == l && k < 3 ? 2.0 : 0.0;
      hessian[k][l] += f.f * ddu[k][l] + f.f1 * (tk * du[l] + tl * du[k]) +
                       (f.f2 * tk * tl + f.f1 * tkl) * u;
    }
  }
}

// Arguments (w, p), results R(w) p (Rodrigues' formula):
//   C_0(t) p + C_1(t) w x p + C_2(t) (w'p) w.
inline void RotatePointDerivatives(const double* x, LocalDerivatives* y) {
  const double* w = x;
  const double* p = x + 3;
  const RodriguesCoefficients c(w[0] * w[0] + w[1] * w[1] + w[2] * w[2]);
  const double w_dot_p = w[0] * p[0] + w[1] * p[1] + w[2] * p[2];
  for (int q = 0; q < 3; ++q) {
    // p_q
    double du[6] = {};
    double ddu[6][6] = {};
    du[3 + q] = 1.0;
    AddScaledComponent(c.coefficient[0],
                       w,
                       p[q],
                       du,
                       ddu,
                       &y->value[q],
                       y->jacobian[q],
                       y->hessian[q]);
    // (w x p)_q = w_a p_b - w_b p_a with (q, a, b) cyclic.
    const int a = (q + 1) % 3;
    const int b = (q + 2) % 3;
    du[3 + q] = 0.0;
    du[a] = p[b];
    du[b] = -p[a];
    du[3 + b] = w[a];
    du[3 + a] = -w[b];
    ddu[a][3 + b] = ddu[3 + b][a] = 1.0;
    ddu[b][3 + a] = ddu[3 + a][b] = -1.0;
    AddScaledComponent(c.coefficient[1],
                       w,
                       w[a] * p[b] - w[b] * p[a],
                       du,
                       ddu,
                       &y->value[q],
                       y->jacobian[q],
                       y->hessian[q]);
    // (w'p) w_q
    ddu[a][3 + b] = ddu[3 + b][a] = 0.0;
    ddu[b][3 + a] = ddu[3 + a][b] = 0.0;
    for (int k = 0; k < 3; ++k) {
      du[k] = p[k] * w[q] + (k == q ? w_dot_p : 0.0);
      du[3 + k] = w[k] * w[q];
    }
    for (int k = 0; k < 3; ++k) {
      ddu[k][q] += p[k];
      ddu[q][k] += p[k];
      ddu[k][3 + k] += w[q];
      ddu[3 + k][k] += w[q];
      ddu[q][3 + k] += w[k];
      ddu[3 + k][q] += w[k];
    }
    AddScaledComponent(c.coefficient[2],
                       w,
                       w_dot_p * w[q],
                       du,
                       ddu,
                       &y->value[q],
                       y->jacobian[q],
                       y->hessian[q]);
  }
}

// Argument w, results R(w) by columns: column j is the rotated unit vector e_j.
inline void RotationMatrixDerivatives(const double* w, LocalDerivatives* y) {
  for (int j = 0; j < 3; ++j) {
    const double x[6] = {w[0],
                         w[1],
                         w[2],
                         j == 0 ? 1.0 : 0.0,
                         j == 1 ? 1.0 : 0.0,
                         j == 2 ? 1.0 : 0.0};
    LocalDerivatives column;
    RotatePointDerivatives(x, &column);
    for (int q = 0; q < 3; ++q) {
      y->value[3 * j + q] = column.value[q];
      for (int k = 0; k < 3; ++k) {
        y->jacobian[3 * j + q][k] = column.jacobian[q][k];
        for (int l = 0; l < 3; ++l) {
          y->hessian[3 * j + q][k][l] = column.hessian[q][k][l];
        }
      }
    }
  }
}

// Argument w, results the quaternion (cos(theta/2), sin(theta/2) w / theta)
// = (C_0(t/4), C_1(t/4) w / 2).
inline void QuaternionDerivatives(const double* w, LocalDerivatives* y) {
  const RodriguesCoefficients c(0.25 *
                                (w[0] * w[0] + w[1] * w[1] + w[2] * w[2]));
  // As functions of t: d/dt = 1/4 d/d(t/4).
  const Taylor2 cosine = {c.coefficient[0].f,
                          c.coefficient[0].f1 / 4.0,
                          c.coefficient[0].f2 / 16.0};
  const Taylor2 sine = {c.coefficient[1].f / 2.0,
                        c.coefficient[1].f1 / 8.0,
                        c.coefficient[1].f2 / 32.0};
  const double zero[6][6] = {};
  for (int q = 0; q < 4; ++q) {
    double du[6] = {};
    if (q > 0) {
      du[q - 1] = 1.0;
    }
    AddScaledComponent(q == 0 ? cosine : sine,
                       w,
                       q == 0 ? 1.0 : w[q - 1],
                       du,
                       zero,
                       &y->value[q],
                       y->jacobian[q],
                       y->hessian[q]);
  }
}

// Argument q, results k(s, c) (q1, q2, q3) with c = q0, s = q1^2 + q2^2 + q3^2
// and
//   k = 2 atan(sqrt(s) / c) / sqrt(s),
// the angle between -pi and pi.  With n = s + c^2, for c > 0,
//   k_c = -2 / n,  k_cc = 4 c / n^2,  k_sc = 2 / n^2,
// and k_s, k_ss follow from G_1, G_2 (see AtanFamily) for s < c^2, else
// directly.
inline void AngleAxisDerivatives(const double* x, LocalDerivatives* y) {
  const double sign = x[0] < 0.0 ? -1.0 : 1.0;
  const double c = sign * x[0];
  const double s = x[1] * x[1] + x[2] * x[2] + x[3] * x[3];
  const double n = s + c * c;
  double k;
  double ks;
  double kss;
  if (s < c * c) {
    const double c2 = c * c;
    k = 2.0 * AtanFamily::Value(0, s / c2) / c;
    ks = -2.0 * AtanFamily::Value(1, s / c2) / (c2 * c);
    kss = 4.0 * AtanFamily::Value(2, s / c2) / (c2 * c2 * c);
  } else {
    const double sine = std::sqrt(s);
    k = 2.0 * std::atan2(sine, c) / sine;
    ks = (2.0 * c / n - k) / (2.0 * s);
    kss = -(2.0 * c / (n * n) + 3.0 * ks) / (2.0 * s);
  }
  // k is odd in c.
  k *= sign;
  ks *= sign;
  kss *= sign;
  const double kc = -2.0 / n;
  const double kcc = sign * 4.0 * c / (n * n);
  const double ksc = 2.0 / (n * n);

  // Derivatives of k in q.
  double dk[4] = {kc, 2.0 * x[1] * ks, 2.0 * x[2] * ks, 2.0 * x[3] * ks};
  double ddk[4][4];
  ddk[0][0] = kcc;
  for (int i = 1; i < 4; ++i) {
    ddk[0][i] = ddk[i][0] = 2.0 * x[i] * ksc;
    for (int j = 1; j < 4; ++j) {
      ddk[i][j] = 4.0 * x[i] * x[j] * kss + (i == j ? 2.0 * ks : 0.0);
    }
  }
  for (int q = 0; q < 3; ++q) {
    const int p = q + 1;
    y->value[q] = k * x[p];
    for (int i = 0; i < 4; ++i) {
      y->jacobian[q][i] = dk[i] * x[p] + (i == p ? k : 0.0);
      for (int j = 0; j < 4; ++j) {
        y->hessian[q][i][j] =
            ddk[i][j] * x[p] + (i == p ? dk[j] : 0.0) + (j == p ? dk[i] : 0.0);
      }
    }
  }
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_ROTATION_DERIVATIVES_H_
