// Where the second derivatives of a manifold's Plus come from.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_MANIFOLD_CURVATURE_H_
#define CERES_NEWTON_SRC_MANIFOLD_CURVATURE_H_

#include <memory>

#include "ceres/manifold.h"
#include "ceres_newton/internal/hessian_registry.h"
#include "ceres_newton/internal/plus_curvature.h"

namespace ceres_newton {
namespace internal {

// The curvature of the manifold, which is not owned and must outlive it:
//
//   - zero for EuclideanManifold (sizes 1 to 16 and dynamic) and
//     SubsetManifold;
//   - closed forms for QuaternionManifold and EigenQuaternionManifold, and for
//     SphereManifold and LineManifold (sizes 2 to 17 and dynamic);
//   - by automatic differentiation for AutoDiffManifolds of a registered type,
//     if Plus does not contradict it (VerifiedCurvature);
//   - else NumericPlusCurvature.
std::unique_ptr<PlusCurvature> MakePlusCurvature(
    const ceres::Manifold* manifold, const HessianRegistry& registry);

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_MANIFOLD_CURVATURE_H_
