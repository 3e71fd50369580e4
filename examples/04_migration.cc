// The same program with ceres::Solve and with ceres_newton::Solve: a rotation
// and a scale that take points to their images, one of which is wrong.  The
// problem has a loss function, a manifold, bounds and a constant parameter
// block, and is built once, by Ceres alone.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <cmath>
#include <cstdio>
#include <iostream>

#include "ceres/ceres.h"
#include "ceres/rotation.h"
#include "ceres_newton/ceres_newton.h"

namespace {

constexpr int kNumPoints = 6;
constexpr double kPoints[kNumPoints][3] = {{1.0, 0.2, -0.3},
                                           {-0.4, 1.1, 0.5},
                                           {0.3, -0.6, 0.9},
                                           {-1.2, -0.1, 0.4},
                                           {0.7, 0.8, 1.0},
                                           {0.1, 0.5, -1.3}};
constexpr double kTrueRotation[4] = {0.5, -0.5, 0.1, 0.7};  // of length 1
constexpr double kTrueScale = 1.5;
constexpr double kTrueShift[3] = {0.1, -0.2, 0.3};

// r = scale R(q) point + shift - image.
struct ImageResidual {
  template <typename T>
  bool operator()(const T* q, const T* scale, const T* shift, T* r) const {
    const T from[3] = {T(point[0]), T(point[1]), T(point[2])};
    T rotated[3];
    ceres::QuaternionRotatePoint(q, from, rotated);
    for (int i = 0; i < 3; ++i) {
      r[i] = scale[0] * rotated[i] + shift[i] - image[i];
    }
    return true;
  }
  double point[3];
  double image[3];
};
using ImageCost = ceres::AutoDiffCostFunction<ImageResidual, 3, 4, 1, 3>;

struct Parameters {
  double rotation[4] = {1.0, 0.0, 0.0, 0.0};
  double scale = 1.0;
  double shift[3] = {kTrueShift[0], kTrueShift[1], kTrueShift[2]};
};

// No word of ceres-newton here.
void BuildProblem(Parameters* p, ceres::Problem* problem) {
  for (int k = 0; k < kNumPoints; ++k) {
    ImageResidual residual;
    double rotated[3];
    ceres::QuaternionRotatePoint(kTrueRotation, kPoints[k], rotated);
    for (int i = 0; i < 3; ++i) {
      residual.point[i] = kPoints[k][i];
      residual.image[i] = kTrueScale * rotated[i] + kTrueShift[i];
    }
    if (k == 0) {
      residual.image[0] += 20.0;  // a wrong match
    }
    problem->AddResidualBlock(new ImageCost(new ImageResidual(residual)),
                              new ceres::CauchyLoss(0.1),
                              p->rotation,
                              &p->scale,
                              p->shift);
  }
  problem->SetManifold(p->rotation, new ceres::QuaternionManifold);
  problem->SetParameterLowerBound(&p->scale, 0, 0.5);
  problem->SetParameterUpperBound(&p->scale, 0, 2.0);
  problem->SetParameterBlockConstant(p->shift);
}

}  // namespace

int main() {
  {
    Parameters p;
    ceres::Problem problem;
    BuildProblem(&p, &problem);
    ceres::Solver::Options options;
    ceres::Solver::Summary summary;
    ceres::Solve(options, &problem, &summary);
    std::cout << summary.BriefReport() << "\n";
    std::printf("scale = %.12f\n", p.scale);
  }

  Parameters p;
  ceres::Problem problem;
  BuildProblem(&p, &problem);
  ceres_newton::NewtonSolver::Options options;
  options.RegisterAutoDiff<ImageCost>();  // exact Hessians of these blocks
  ceres_newton::NewtonSolver::Summary summary;
  ceres_newton::Solve(options, &problem, &summary);
  std::cout << summary.BriefReport() << "\n";
  std::printf("scale = %.12f\n", p.scale);
  return summary.certificate.is_minimum && std::fabs(p.scale - 1.5) < 1e-2 ? 0
                                                                           : 1;
}
