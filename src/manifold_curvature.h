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
//   SubsetManifold;
//   - closed forms for QuaternionManifold and EigenQuaternionManifold, and for
//     SphereManifold (sizes 3 to 18 and dynamic);
//   - exact by automatic differentiation for AutoDiffManifolds of a registered
//     type;
//   - else NumericPlusCurvature.
std::unique_ptr<PlusCurvature> MakePlusCurvature(
    const ceres::Manifold* manifold, const HessianRegistry& registry);

// By second differences of Plus along e_i and e_i +- e_j, extrapolated to step
// zero (Richardson 1911):
//
//   D(h) = (Plus(x, h d) - 2 Plus(x, 0) + Plus(x, -h d)) / h^2
//        = d'D2Plus d + c_2 h^2 + c_4 h^4 + ...
//
// A step of 1 moves x by |x|, the scale on which a manifold is curved as a
// rule; where Plus cannot be evaluated, or for the better error estimate, steps
// are smaller.  About 1e-10 relative to |x| for smooth manifolds; exactly
// symmetric. Calls Plus about 30 t^2 times for t tangent dimensions.
class NumericPlusCurvature final : public PlusCurvature {
 public:
  // Not owned; must outlive this object.
  explicit NumericPlusCurvature(const ceres::Manifold* manifold)
      : manifold_(manifold) {}

  bool Evaluate(const double* x, double* hessians) const override;

 private:
  const ceres::Manifold* const manifold_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_MANIFOLD_CURVATURE_H_
