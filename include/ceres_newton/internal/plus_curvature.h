// The second derivatives of a manifold's Plus.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_PLUS_CURVATURE_H_
#define CERES_NEWTON_INTERNAL_PLUS_CURVATURE_H_

#include <cmath>
#include <memory>
#include <vector>

#include "ceres/autodiff_manifold.h"
#include "ceres/manifold.h"
#include "ceres_newton/internal/second_order_traits.h"
#include "ceres_newton/jet_family.h"

namespace ceres_newton {
namespace internal {

// D2Plus_c = d2 Plus(x, delta)_c / d delta^2 at delta = 0, for each entry c of
// Plus.  The Hessian of delta -> f(Plus(x, delta)) at 0 is
//
//   P'H P + sum_c g_c D2Plus_c,     P = dPlus / d delta,
//
// and the second term does not vanish at a minimum on the manifold either,
// because there g is normal to it, not zero.
//
// All methods are const and thread-safe if the manifold's are.
class PlusCurvature {
 public:
  virtual ~PlusCurvature() = default;

  // Writes ambient_size symmetric t x t matrices, t being the tangent size:
  // hessians[(c * t + i) * t + j].  Returns false if Plus cannot be evaluated
  // around x or something is not finite.
  virtual bool Evaluate(const double* x, double* hessians) const = 0;

  // Plus is affine in delta: there is nothing to evaluate.
  virtual bool is_zero() const { return false; }
};

// By automatic differentiation of the functor of a ceres::AutoDiffManifold.
template <typename Functor, int kAmbientSize, int kTangentSize>
class AutoDiffPlusCurvature final : public PlusCurvature {
 public:
  // The functor is not owned and must outlive this object.
  explicit AutoDiffPlusCurvature(const Functor* functor) : functor_(functor) {}

  bool Evaluate(const double* x, double* hessians) const override {
    using T =
        typename FunctorJetFamily<Functor>::type::template Scalar<kTangentSize>;
    using Traits = SecondOrderTraits<T>;
    std::vector<T> point(kAmbientSize);
    std::vector<T> delta(kTangentSize);
    std::vector<T> result(kAmbientSize);
    for (int c = 0; c < kAmbientSize; ++c) {
      point[c] = Traits::Constant(x[c]);
    }
    for (int i = 0; i < kTangentSize; ++i) {
      delta[i] = Traits::Variable(0.0, i);
    }
    if (!functor_->Plus(point.data(), delta.data(), result.data())) {
      return false;
    }
    bool is_finite = true;
    for (int c = 0; c < kAmbientSize; ++c) {
      for (int i = 0; i < kTangentSize; ++i) {
        for (int j = 0; j < kTangentSize; ++j) {
          const double value = Traits::Hessian(result[c], i, j);
          is_finite = is_finite && std::isfinite(value);
          *hessians++ = value;
        }
      }
    }
    return is_finite;
  }

 private:
  const Functor* const functor_;
};

// Makes the above for a manifold of exactly the type Manifold (a dynamic_cast
// asks), else null.
template <typename Manifold>
struct ManifoldProbe {
  static constexpr bool kIsAutoDiffManifold = false;
};

template <typename Functor, int kAmbientSize, int kTangentSize>
struct ManifoldProbe<
    ceres::AutoDiffManifold<Functor, kAmbientSize, kTangentSize>> {
  static constexpr bool kIsAutoDiffManifold = true;

  static std::unique_ptr<PlusCurvature> MakeCurvature(
      const ceres::Manifold* manifold) {
    const auto* autodiff = dynamic_cast<
        const ceres::AutoDiffManifold<Functor, kAmbientSize, kTangentSize>*>(
        manifold);
    if (autodiff == nullptr) {
      return nullptr;
    }
    return std::make_unique<
        AutoDiffPlusCurvature<Functor, kAmbientSize, kTangentSize>>(
        &autodiff->functor());
  }
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_PLUS_CURVATURE_H_
