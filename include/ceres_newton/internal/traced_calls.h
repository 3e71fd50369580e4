// Traced numbers through what is no arithmetic: the rotations of
// ceres/rotation.h, cost functions called as functors, and interpolators.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_TRACED_CALLS_H_
#define CERES_NEWTON_INTERNAL_TRACED_CALLS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ceres/cost_function.h"
#include "ceres/rotation.h"
#include "ceres_newton/internal/cost_function_chain.h"
#include "ceres_newton/internal/partials_chain.h"
#include "ceres_newton/internal/rotation_templates.h"
#include "ceres_newton/internal/smooth_functions.h"
#include "ceres_newton/internal/traced_jet.h"
#include "ceres_newton/internal/traced_jet_traits.h"

namespace ceres_newton {
namespace internal {

// A result of which only its value is known, and that it may depend in any way
// on all that `sum` is the sum of.
inline TracedJet Opaque(const TracedJet& sum, double value) {
  return TracedJet(TracedNumber::Of(sum.a, value, kCurvedInX), TracedJet::v);
}

// The smooth functions of rotation_templates.h.
template <>
struct SmoothChain<TracedJet> {
  template <typename Family>
  static TracedJet Apply(int k, const TracedJet& x) {
    return Opaque(x, internal::Apply<Family>(k, x.a.value()));
  }
};

// Not by operations, which depend on the size of the angle.
inline void TracedAngleAxis(const TracedJet* quaternion, TracedJet* w) {
  const TracedJet* q = quaternion;
  const double values[4] = {
      q[0].a.value(), q[1].a.value(), q[2].a.value(), q[3].a.value()};
  double result[3];
  ceres::QuaternionToAngleAxis(values, result);
  const TracedJet all = q[0] + q[1] + q[2] + q[3];
  for (int i = 0; i < 3; ++i) {
    w[i] = Opaque(all, result[i]);
  }
}

template <>
struct CostFunctionChain<TracedJet> {
  static bool Evaluate(const ceres::CostFunction& cost_function,
                       TracedJet const* const* inputs,
                       TracedJet* residuals) {
    const std::vector<int32_t>& sizes = cost_function.parameter_block_sizes();
    std::vector<std::vector<double>> values;
    std::vector<const double*> blocks;
    TracedJet all;
    for (size_t i = 0; i < sizes.size(); ++i) {
      values.emplace_back();
      for (int j = 0; j < sizes[i]; ++j) {
        values[i].push_back(inputs[i][j].a.value());
        all += inputs[i][j];
      }
    }
    for (const std::vector<double>& block : values) {
      blocks.push_back(block.data());
    }
    std::vector<double> results(cost_function.num_residuals());
    if (!cost_function.Evaluate(blocks.data(), results.data(), nullptr)) {
      return false;
    }
    for (size_t q = 0; q < results.size(); ++q) {
      residuals[q] = Opaque(all, results[q]);
    }
    return true;
  }
};

// The interpolators.
template <>
struct PartialsChain<TracedJet> {
  static constexpr int kOrder = 0;

  static double Value(const TracedJet& x) { return x.a.value(); }

  template <typename Partials, size_t M>
  static void Apply(const Partials& f,
                    const PartialOrder<M>& order,
                    const std::array<const TracedJet*, M>& x,
                    TracedJet* y) {
    TracedJet all;
    for (const TracedJet* x_m : x) {
      all += *x_m;
    }
    const double* values = f(order);
    for (int d = 0; d < Partials::kDimension; ++d) {
      y[d] = Opaque(all, values[d]);
    }
  }
};

namespace tracing {

inline void AngleAxisRotatePoint(const TracedJet* angle_axis,
                                 const TracedJet* point,
                                 TracedJet* result) {
  internal::RotatePointByOperations(angle_axis, point, result);
}
inline void AngleAxisToQuaternion(const TracedJet* angle_axis,
                                  TracedJet* quaternion) {
  internal::QuaternionByOperations(angle_axis, quaternion);
}
inline void QuaternionToAngleAxis(const TracedJet* quaternion,
                                  TracedJet* angle_axis) {
  internal::TracedAngleAxis(quaternion, angle_axis);
}

}  // namespace tracing
}  // namespace internal
}  // namespace ceres_newton

namespace ceres {

template <>
inline void AngleAxisRotatePoint(
    const ceres_newton::internal::TracedJet* angle_axis,
    const ceres_newton::internal::TracedJet* pt,
    ceres_newton::internal::TracedJet* result) {
  ceres_newton::internal::RotatePointByOperations(angle_axis, pt, result);
}
template <>
inline void AngleAxisToQuaternion(
    const ceres_newton::internal::TracedJet* angle_axis,
    ceres_newton::internal::TracedJet* quaternion) {
  ceres_newton::internal::QuaternionByOperations(angle_axis, quaternion);
}
template <>
inline void QuaternionToAngleAxis(
    const ceres_newton::internal::TracedJet* quaternion,
    ceres_newton::internal::TracedJet* angle_axis) {
  ceres_newton::internal::TracedAngleAxis(quaternion, angle_axis);
}

#define CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(rows, cols)                    \
  template <>                                                                  \
  inline void AngleAxisToRotationMatrix(                                       \
      const ceres_newton::internal::TracedJet* angle_axis,                     \
      const MatrixAdapter<ceres_newton::internal::TracedJet, rows, cols>& R) { \
    ceres_newton::internal::RotationMatrixByOperations(angle_axis, R);         \
  }
CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(1, 3)
CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(3, 1)
CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(1, 4)
CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX(4, 1)
#undef CERES_NEWTON_SPECIALIZE_ROTATION_MATRIX

}  // namespace ceres

#endif  // CERES_NEWTON_INTERNAL_TRACED_CALLS_H_
