// SPDX-License-Identifier: BSD-3-Clause

#include "manifold_curvature.h"

#include <algorithm>
#include <utility>

#include "Eigen/Core"
#include "ceres/line_manifold.h"
#include "ceres/sphere_manifold.h"
#include "ceres/types.h"
#include "numeric_plus_curvature.h"

namespace ceres_newton {
namespace internal {
namespace {

using RowMajorMatrix =
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

class ZeroCurvature final : public PlusCurvature {
 public:
  explicit ZeroCurvature(const ceres::Manifold& manifold)
      : num_values_(manifold.AmbientSize() * manifold.TangentSize() *
                    manifold.TangentSize()) {}
  bool Evaluate(const double*, double* hessians) const override {
    std::fill_n(hessians, num_values_, 0.0);
    return true;
  }
  bool is_zero() const override { return true; }

 private:
  const int num_values_;
};

// D2Plus_c = -x_c I for unit quaternions: to second order, Plus multiplies x by
// (1 - |delta|^2 / 2, delta).
class QuaternionCurvature final : public PlusCurvature {
 public:
  bool Evaluate(const double* x, double* hessians) const override {
    for (int c = 0; c < 4; ++c) {
      Eigen::Map<Eigen::Matrix3d>(hessians + 9 * c) =
          -x[c] * Eigen::Matrix3d::Identity();
    }
    return true;
  }
};

// D2Plus_c = -P'P d_c / |d|^2 for a direction d: Plus runs along a great
// circle, whose acceleration points to the centre.  The form holds for the
// scale of delta of any version of Ceres.  Writes one matrix for each entry of
// d, with zeros for the tangent dimensions of other parts of x, whose
// derivatives in `jacobian`, the rows of PlusJacobian for d, are zero.
bool WriteGreatCircles(const Eigen::Ref<const Eigen::VectorXd>& d,
                       RowMajorMatrix jacobian,
                       double* hessians) {
  const int tangent_size = static_cast<int>(jacobian.cols());
  // In the units of the radius nothing overflows.
  jacobian /= d.stableNorm();
  RowMajorMatrix metric = jacobian.transpose() * jacobian;
  metric.triangularView<Eigen::StrictlyLower>() = metric.transpose();
  for (int c = 0; c < d.size(); ++c) {
    Eigen::Map<RowMajorMatrix>(hessians + c * tangent_size * tangent_size,
                               tangent_size,
                               tangent_size) = -d(c) * metric;
  }
  return metric.allFinite() && d.allFinite();
}

// A direction, which Plus turns, after `num_flat` entries to which Plus adds a
// linear function of delta: none on a sphere, the origin of a line.
class DirectionCurvature final : public PlusCurvature {
 public:
  DirectionCurvature(const ceres::Manifold* manifold, int num_flat)
      : manifold_(manifold), num_flat_(num_flat) {}
  bool Evaluate(const double* x, double* hessians) const override {
    const int size = manifold_->AmbientSize();
    const int tangent_size = manifold_->TangentSize();
    RowMajorMatrix jacobian(size, tangent_size);
    if (!manifold_->PlusJacobian(x, jacobian.data())) {
      return false;
    }
    const int num_flat_values = num_flat_ * tangent_size * tangent_size;
    std::fill_n(hessians, num_flat_values, 0.0);
    return WriteGreatCircles(
        Eigen::Map<const Eigen::VectorXd>(x + num_flat_, size - num_flat_),
        jacobian.bottomRows(size - num_flat_),
        hessians + num_flat_values);
  }

 private:
  const ceres::Manifold* const manifold_;
  const int num_flat_;
};

template <int... kSizes>
bool IsEuclidean(const ceres::Manifold* manifold,
                 std::integer_sequence<int, kSizes...>) {
  return dynamic_cast<const ceres::EuclideanManifold<ceres::DYNAMIC>*>(
             manifold) != nullptr ||
         ((dynamic_cast<const ceres::EuclideanManifold<kSizes + 1>*>(
               manifold) != nullptr) ||
          ...);
}

template <template <int> class Manifold, int... kSizes>
bool IsOneOf(const ceres::Manifold* manifold,
             std::integer_sequence<int, kSizes...>) {
  return dynamic_cast<const Manifold<ceres::DYNAMIC>*>(manifold) != nullptr ||
         ((dynamic_cast<const Manifold<kSizes + 2>*>(manifold) != nullptr) ||
          ...);
}

}  // namespace

std::unique_ptr<PlusCurvature> MakePlusCurvature(
    const ceres::Manifold* manifold, const HessianRegistry& registry) {
  constexpr auto kSizes = std::make_integer_sequence<int, 16>();
  if (auto exact = registry.FindCurvature(manifold)) {
    return std::make_unique<VerifiedCurvature>(manifold, std::move(exact));
  }
  if (dynamic_cast<const ceres::SubsetManifold*>(manifold) != nullptr ||
      IsEuclidean(manifold, kSizes)) {
    return std::make_unique<ZeroCurvature>(*manifold);
  }
  if (dynamic_cast<const ceres::QuaternionManifold*>(manifold) != nullptr ||
      dynamic_cast<const ceres::EigenQuaternionManifold*>(manifold) !=
          nullptr) {
    return std::make_unique<QuaternionCurvature>();
  }
  if (IsOneOf<ceres::SphereManifold>(manifold, kSizes)) {
    return std::make_unique<DirectionCurvature>(manifold, 0);
  }
  if (IsOneOf<ceres::LineManifold>(manifold, kSizes)) {
    return std::make_unique<DirectionCurvature>(manifold,
                                                manifold->AmbientSize() / 2);
  }
  return std::make_unique<NumericPlusCurvature>(manifold);
}

}  // namespace internal
}  // namespace ceres_newton
