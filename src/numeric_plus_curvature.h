// The second derivatives of Plus from its values.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_SRC_NUMERIC_PLUS_CURVATURE_H_
#define CERES_NEWTON_SRC_NUMERIC_PLUS_CURVATURE_H_

#include <memory>
#include <utility>

#include "ceres/manifold.h"
#include "ceres_newton/internal/plus_curvature.h"

namespace ceres_newton {
namespace internal {

// By second differences of Plus along the axes and 4-point differences for
// pairs of axes:
//
//   (Plus(h e_i) - 2 Plus(0) + Plus(-h e_i)) / h^2,
//   (Plus(h e_i + k e_j) - Plus(h e_i - k e_j)
//    - Plus(-h e_i + k e_j) + Plus(-h e_i - k e_j)) / (4 h k),
//
// extrapolated to step zero (SecondDifference).  Each axis has steps of its own
// size, up to those that move x by 1 + |x|: a rotation beside a distant
// translation is turned by about 1, the other moved by its length.  Smaller
// steps are taken where Plus cannot be evaluated.
//
// About 1e-10 for smooth manifolds, relative to |P_i| / h_i for the largest
// step h_i along which Plus is smooth, and as far as the rounding of Plus
// allows.  Exactly symmetric.  Returns false where Plus has a kink.  Calls Plus
// about 20 t + 20 t^2 times for t tangent dimensions, two or three times that
// if the lengths in x differ by 1e6.
class NumericPlusCurvature final : public PlusCurvature {
 public:
  // Not owned; must outlive this object.
  explicit NumericPlusCurvature(const ceres::Manifold* manifold)
      : manifold_(manifold) {}

  bool Evaluate(const double* x, double* hessians) const override;

  // Whether one second difference along a direction without zeros speaks
  // clearly against `hessians`.  Calls Plus about 20 times.
  bool Contradicts(const double* x, const double* hessians) const;

 private:
  const ceres::Manifold* const manifold_;
};

// Derivatives by automatic differentiation at delta = 0 miss the curvature if
// the functor branches there, say to return x unchanged or by a first-order
// series.  Where Plus contradicts the exact curvature, this is that of
// NumericPlusCurvature.
class VerifiedCurvature final : public PlusCurvature {
 public:
  // The manifold is not owned and must outlive this object.
  VerifiedCurvature(const ceres::Manifold* manifold,
                    std::unique_ptr<PlusCurvature> exact)
      : numeric_(manifold), exact_(std::move(exact)) {}

  bool Evaluate(const double* x, double* hessians) const override {
    return exact_->Evaluate(x, hessians) &&
           (!numeric_.Contradicts(x, hessians) ||
            numeric_.Evaluate(x, hessians));
  }
  bool is_zero() const override { return exact_->is_zero(); }

 private:
  const NumericPlusCurvature numeric_;
  const std::unique_ptr<PlusCurvature> exact_;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_SRC_NUMERIC_PLUS_CURVATURE_H_
