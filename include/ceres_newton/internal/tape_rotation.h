// The rotation of a point by an angle-axis vector as one operation on the tape:
//
//   r(w, p) = C_0(t) p + C_1(t) w x p + C_2(t) (w'p) w,   t = w'w
//
// (Rodrigues' formula; C_k: see StumpffFamily).  By single operations it is
// some forty nodes.  Here its Jacobian is taken when it is recorded, and its
// Hessian in the sweep, where only the one of adjoint'r is needed.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_TAPE_ROTATION_H_
#define CERES_NEWTON_INTERNAL_TAPE_ROTATION_H_

#include <cmath>

#include "ceres_newton/internal/rotation_derivatives.h"
#include "ceres_newton/internal/tape_arena.h"
#include "ceres_newton/internal/tape_node.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

struct Cross3 {
  Cross3(const double* a, const double* b)
      : v{a[1] * b[2] - a[2] * b[1],
          a[2] * b[0] - a[0] * b[2],
          a[0] * b[1] - a[1] * b[0]} {}
  double v[3];
};

inline double Dot3(const double* a, const double* b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

// Sets r(w, p), for x = (w, p) and c = (C_0, C_1, C_2), and its 3 x 6 Jacobian.
inline void RotatePointJacobian(const double* x,
                                const Taylor2* c,
                                double* r,
                                double (*jacobian)[6]) {
  const double* const w = x;
  const double* const p = x + 3;
  const Taylor2& c0 = c[0];
  const Taylor2& c1 = c[1];
  const Taylor2& c2 = c[2];
  const Cross3 m(w, p);
  const double along = Dot3(w, p);
  for (int q = 0; q < 3; ++q) {
    r[q] = c0.f * p[q] + c1.f * m.v[q] + c2.f * along * w[q];
    // dr_q/dt
    const double e = c0.f1 * p[q] + c1.f1 * m.v[q] + c2.f1 * along * w[q];
    for (int k = 0; k < 3; ++k) {
      jacobian[q][k] = 2.0 * w[k] * e + c2.f * p[k] * w[q];
      jacobian[q][3 + k] = c2.f * w[q] * w[k];
    }
    jacobian[q][q] += c2.f * along;
    jacobian[q][3 + q] += c0.f;
    const int a = (q + 1) % 3;
    const int b = (q + 2) % 3;
    jacobian[q][a] += c1.f * p[b];
    jacobian[q][b] -= c1.f * p[a];
    jacobian[q][3 + b] += c1.f * w[a];
    jacobian[q][3 + a] -= c1.f * w[b];
  }
}

// The Hessian of g'r by w (rows and columns 0 to 2) and p (columns 3 to 5);
// that by p alone is zero.
inline void RotatePointHessian(const double* x,
                               const Taylor2* c,
                               const double* g,
                               double (*hessian)[6]) {
  const double* const w = x;
  const double* const p = x + 3;
  const Taylor2& c0 = c[0];
  const Taylor2& c1 = c[1];
  const Taylor2& c2 = c[2];
  // g'r = C_0 g'p + C_1 w'(p x g) + C_2 (w'p) (g'w)
  const Cross3 pg(p, g);
  const Cross3 gw(g, w);
  const double along = Dot3(w, p);
  const double gw_dot = Dot3(g, w);
  const double u0 = Dot3(g, p);
  const double u1 = Dot3(w, pg.v);
  const double u2 = along * gw_dot;
  const double slope = c0.f1 * u0 + c1.f1 * u1 + c2.f1 * u2;
  const double bend = c0.f2 * u0 + c1.f2 * u1 + c2.f2 * u2;
  double by_t_and_w[3];  // the mixed second derivatives at fixed coefficients
  double by_t_and_p[3];
  for (int k = 0; k < 3; ++k) {
    by_t_and_w[k] = c1.f1 * pg.v[k] + c2.f1 * (gw_dot * p[k] + along * g[k]);
    by_t_and_p[k] = c0.f1 * g[k] + c1.f1 * gw.v[k] + c2.f1 * gw_dot * w[k];
  }
  for (int k = 0; k < 3; ++k) {
    for (int l = 0; l < 3; ++l) {
      hessian[k][l] = 4.0 * bend * (w[k] * w[l]) +
                      2.0 * (w[k] * by_t_and_w[l] + w[l] * by_t_and_w[k]) +
                      c2.f * (p[k] * g[l] + p[l] * g[k]);
      hessian[k][3 + l] = 2.0 * w[k] * by_t_and_p[l] + c2.f * g[k] * w[l];
    }
    hessian[k][k] += 2.0 * slope;
    hessian[k][3 + k] += c2.f * gw_dot;
    const int a = (k + 1) % 3;
    const int b = (k + 2) % 3;
    hessian[k][3 + a] += c1.f * g[b];
    hessian[k][3 + b] -= c1.f * g[a];
  }
}

// Makes the result nodes of composite number `slot`, whose operands and
// rotation are set, from the Jacobian by the nodes.
inline void RecordRotation(TapeCursor* cursor, int slot) {
  using Lane = TapeLayout::Lane;
  const TapeComposite& f = cursor->arena->composite(slot);
  uint64_t variables = 0;
  const Lane* t[6];
  for (int k = 0; k < 6; ++k) {
    variables |= f.operands[k]->variables;
    t[k] = reinterpret_cast<const Lane*>(f.operands[k]->tangent());
  }
  const int num_lanes = TapeLayout::NumLanes(cursor->arena->num_variables());
  for (int q = 0; q < 3; ++q) {
    TapeNode* const y = f.results[q];
    y->rule = q == 0 ? TapeRule::kComposite : TapeRule::kResult;
    y->slot = slot;
    y->num_linear_terms = kNotLinear;
    y->a = y->b = f.results[0];
    y->fa = y->fb = 0.0;
    y->variables = variables;
    const double* const slopes = f.rotation.jacobian[q];
    Lane* const ty = reinterpret_cast<Lane*>(y->tangent());
    for (int i = 0; i < num_lanes; ++i) {
      ty[i] = t[0][i] * slopes[0] + t[1][i] * slopes[1] + t[2][i] * slopes[2] +
              t[3][i] * slopes[3] + t[4][i] * slopes[4] + t[5][i] * slopes[5];
    }
  }
}

// The part of TapeSweep that a rotation plays; see SweepComposite.
[[gnu::noinline]] inline void SweepRotation(const TapeArena& arena,
                                            const TapeComposite& f) {
  using Lane = TapeLayout::Lane;
  const TapeRotation& rotation = f.rotation;
  const int num_lanes = TapeLayout::NumLanes(arena.num_variables());
  double g[3];
  Lane* uy[3];
  for (int q = 0; q < 3; ++q) {
    TapeNode* const y = f.results[q];
    g[q] = y->adjoint;
    uy[q] = reinterpret_cast<Lane*>(y->tangent()) + num_lanes;
    y->adjoint = 0.0;
    y->reached = 0;
  }
  double h[3][6];
  RotatePointHessian(rotation.x, rotation.coefficient, g, h);
  const Lane* t[6];
  Lane* ux[6];
  for (int k = 0; k < 6; ++k) {
    TapeNode* const x = f.operands[k];
    x->reached = kAdjointReached | kAdjointTangentReached;
    x->adjoint += rotation.jacobian[0][k] * g[0] +
                  rotation.jacobian[1][k] * g[1] +
                  rotation.jacobian[2][k] * g[2];
    t[k] = reinterpret_cast<const Lane*>(x->tangent());
    ux[k] = reinterpret_cast<Lane*>(x->tangent()) + num_lanes;
    for (int l = 0; l < 3; ++l) {
      h[l][k] *= rotation.scale[l] * rotation.scale[k];
    }
  }
  for (int i = 0; i < num_lanes; ++i) {
    const Lane u0 = uy[0][i];
    const Lane u1 = uy[1][i];
    const Lane u2 = uy[2][i];
    uy[0][i] = uy[1][i] = uy[2][i] = Lane{};
    const Lane t0 = t[0][i];
    const Lane t1 = t[1][i];
    const Lane t2 = t[2][i];
    for (int k = 0; k < 6; ++k) {
      // Operands may be the same, so each is read after the last is written.
      Lane sum = ux[k][i] + u0 * rotation.jacobian[0][k] +
                 u1 * rotation.jacobian[1][k] + u2 * rotation.jacobian[2][k] +
                 t0 * h[0][k] + t1 * h[1][k] + t2 * h[2][k];
      if (k < 3) {
        sum += t[3][i] * h[k][3] + t[4][i] * h[k][4] + t[5][i] * h[k][5];
      }
      ux[k][i] = sum;
    }
  }
}

// The same composite by its Jacobian and Hessian, for the careful sweep.
inline void ExpandRotation(TapeComposite* f) {
  const TapeRotation& rotation = f->rotation;
  LocalDerivatives local;
  RotatePointDerivatives(rotation.x, &local);
  f->jacobian.clear();
  f->hessian.clear();
  for (int q = 0; q < 3; ++q) {
    for (int k = 0; k < 6; ++k) {
      f->jacobian.push_back(rotation.jacobian[q][k]);
      for (int l = 0; l < 6; ++l) {
        f->hessian.push_back(local.hessian[q][k][l] * rotation.scale[k] *
                             rotation.scale[l]);
      }
    }
  }
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_TAPE_ROTATION_H_
