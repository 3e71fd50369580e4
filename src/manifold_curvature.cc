// SPDX-License-Identifier: BSD-3-Clause

#include "manifold_curvature.h"

#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "Eigen/Core"
#include "ceres/sphere_manifold.h"
#include "ceres/types.h"

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

// D2Plus_c = -P'P x_c / |x|^2: Plus runs along a great circle, whose
// acceleration points to the centre.  The form holds for the scale of delta of
// any version of Ceres.
class SphereCurvature final : public PlusCurvature {
 public:
  explicit SphereCurvature(const ceres::Manifold* manifold)
      : manifold_(manifold) {}
  bool Evaluate(const double* x, double* hessians) const override {
    const int size = manifold_->AmbientSize();
    const int tangent_size = manifold_->TangentSize();
    RowMajorMatrix jacobian(size, tangent_size);
    if (!manifold_->PlusJacobian(x, jacobian.data())) {
      return false;
    }
    const Eigen::Map<const Eigen::VectorXd> point(x, size);
    const double radius = point.stableNorm();
    // In the units of the radius nothing overflows.
    jacobian /= radius;
    RowMajorMatrix metric = jacobian.transpose() * jacobian;
    metric.triangularView<Eigen::StrictlyLower>() = metric.transpose();
    for (int c = 0; c < size; ++c) {
      Eigen::Map<RowMajorMatrix>(hessians + c * tangent_size * tangent_size,
                                 tangent_size,
                                 tangent_size) = -x[c] * metric;
    }
    return metric.allFinite();
  }

 private:
  const ceres::Manifold* const manifold_;
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

template <int... kSizes>
bool IsSphere(const ceres::Manifold* manifold,
              std::integer_sequence<int, kSizes...>) {
  return dynamic_cast<const ceres::SphereManifold<ceres::DYNAMIC>*>(manifold) !=
             nullptr ||
         ((dynamic_cast<const ceres::SphereManifold<kSizes + 3>*>(manifold) !=
           nullptr) ||
          ...);
}

// Second derivatives along a line, one for each entry of Plus.
struct LineCurvature {
  Eigen::VectorXd value;
  double error = std::numeric_limits<double>::infinity();
};

// One tableau with steps h, h / 2, ...; improves *best.  Returns false if Plus
// cannot be evaluated.
bool Extrapolate(const ceres::Manifold& manifold,
                 const double* x,
                 const Eigen::VectorXd& direction,
                 double h,
                 LineCurvature* best) {
  constexpr int kNumLevels = 5;
  const int size = manifold.AmbientSize();
  Eigen::VectorXd center(size);
  const Eigen::VectorXd zero = Eigen::VectorXd::Zero(direction.size());
  if (!manifold.Plus(x, zero.data(), center.data())) {
    return false;
  }
  std::array<Eigen::VectorXd, kNumLevels> row;
  for (int level = 0; level < kNumLevels; ++level, h *= 0.5) {
    const Eigen::VectorXd step = h * direction;
    const Eigen::VectorXd opposite = -step;
    Eigen::VectorXd forward(size);
    Eigen::VectorXd backward(size);
    if (!manifold.Plus(x, step.data(), forward.data()) ||
        !manifold.Plus(x, opposite.data(), backward.data())) {
      return false;
    }
    Eigen::VectorXd entry =
        ((forward - center) + (backward - center)) / (h * h);
    double power = 4.0;
    for (int k = 0; k < level; ++k, power *= 4.0) {
      const Eigen::VectorXd next = entry + (entry - row[k]) / (power - 1.0);
      const double error = std::max((next - entry).lpNorm<Eigen::Infinity>(),
                                    (next - row[k]).lpNorm<Eigen::Infinity>());
      row[k] = std::exchange(entry, next);
      if (error < best->error) {  // false for NaN
        best->error = error;
        best->value = entry;
      }
    }
    row[level] = entry;
  }
  return true;
}

// d'D2Plus_c d for all c.
bool DifferentiateLine(const ceres::Manifold& manifold,
                       const double* x,
                       const Eigen::VectorXd& direction,
                       LineCurvature* result) {
  *result = LineCurvature();
  for (const double h : {0.1, 0.02, 1e-3}) {
    Extrapolate(manifold, x, direction, h, result);
  }
  return std::isfinite(result->error) && result->value.allFinite();
}

}  // namespace

bool NumericPlusCurvature::Evaluate(const double* x, double* hessians) const {
  const int size = manifold_->AmbientSize();
  const int tangent_size = manifold_->TangentSize();
  RowMajorMatrix jacobian(size, tangent_size);
  if (!manifold_->PlusJacobian(x, jacobian.data()) || !jacobian.allFinite()) {
    return false;
  }
  const double length = Eigen::Map<const Eigen::VectorXd>(x, size).stableNorm();
  Eigen::VectorXd unit(tangent_size);
  for (int i = 0; i < tangent_size; ++i) {
    const double speed = jacobian.col(i).stableNorm();
    unit(i) = length > 0.0 && speed > 0.0 ? length / speed : 1.0;
  }
  const auto write = [&](int i, int j, const Eigen::VectorXd& values) {
    for (int c = 0; c < size; ++c) {
      double* block = hessians + c * tangent_size * tangent_size;
      block[i * tangent_size + j] = block[j * tangent_size + i] =
          values(c) / unit(i) / unit(j);
    }
  };
  LineCurvature plus;
  LineCurvature minus;
  for (int i = 0; i < tangent_size; ++i) {
    Eigen::VectorXd direction = Eigen::VectorXd::Zero(tangent_size);
    direction(i) = unit(i);
    if (!DifferentiateLine(*manifold_, x, direction, &plus)) {
      return false;
    }
    write(i, i, plus.value);
    for (int j = 0; j < i; ++j) {
      direction(j) = unit(j);
      if (!DifferentiateLine(*manifold_, x, direction, &plus)) {
        return false;
      }
      direction(j) = -unit(j);
      if (!DifferentiateLine(*manifold_, x, direction, &minus)) {
        return false;
      }
      direction(j) = 0.0;
      write(i, j, 0.25 * (plus.value - minus.value));
    }
  }
  return true;
}

std::unique_ptr<PlusCurvature> MakePlusCurvature(
    const ceres::Manifold* manifold, const HessianRegistry& registry) {
  constexpr auto kSizes = std::make_integer_sequence<int, 16>();
  if (auto exact = registry.FindCurvature(manifold)) {
    return exact;
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
  if (IsSphere(manifold, kSizes)) {
    return std::make_unique<SphereCurvature>(manifold);
  }
  return std::make_unique<NumericPlusCurvature>(manifold);
}

}  // namespace internal
}  // namespace ceres_newton
