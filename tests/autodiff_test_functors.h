// Functors for the tests of the AutoDiff providers.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_AUTODIFF_TEST_FUNCTORS_H_
#define CERES_NEWTON_TESTS_AUTODIFF_TEST_FUNCTORS_H_

#include <atomic>

#include "ceres/jet.h"

namespace ceres_newton {

// Three residuals that couple x (2), y (3) and z (1) in all ways; false for
// x[0] > 100.  All arguments are used nonlinearly.
struct CoupledResiduals {
  static constexpr int kNumResiduals = 3;

  template <typename T>
  bool operator()(const T* x, const T* y, const T* z, T* residuals) const {
    if (x[0] > 100.0) {
      return false;
    }
    residuals[0] = x[0] * y[0] * y[1] + ceres::sin(x[1]) - 2.0;
    residuals[1] = ceres::exp(0.3 * z[0] * x[0]) - y[2] * y[2];
    residuals[2] = z[0] * z[0] * y[1] + T(3) * x[1] * y[2];
    return true;
  }

  // The same for ceres::DynamicAutoDiffCostFunction.
  template <typename T>
  bool operator()(T const* const* parameters, T* residuals) const {
    return (*this)(parameters[0], parameters[1], parameters[2], residuals);
  }
};

// Counts the functors alive and the calls.
class CountedFunctor {
 public:
  explicit CountedFunctor(double scale = 1.0) : scale_(scale) { ++num_alive; }
  CountedFunctor(const CountedFunctor& other) : scale_(other.scale_) {
    ++num_alive;
  }
  ~CountedFunctor() { --num_alive; }

  template <typename T>
  bool operator()(const T* x, T* y) const {
    ++num_calls;
    y[0] = scale_ * x[0] * x[0] * x[1];
    return true;
  }
  template <typename T>
  bool operator()(T const* const* parameters, T* y) const {
    return (*this)(parameters[0], y);
  }

  static inline std::atomic<int> num_alive{0};
  static inline std::atomic<int> num_calls{0};

 private:
  double scale_;
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_AUTODIFF_TEST_FUNCTORS_H_
