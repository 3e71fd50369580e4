// A scalar functor f: R^n -> R with exact gradient and Hessian.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_AUTODIFF_SECOND_ORDER_FUNCTION_H_
#define CERES_NEWTON_AUTODIFF_SECOND_ORDER_FUNCTION_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "ceres/types.h"
#include "ceres_newton/internal/block_derivatives.h"
#include "ceres_newton/internal/check.h"
#include "ceres_newton/internal/first_order_sweeps.h"
#include "ceres_newton/internal/functor_ownership.h"
#include "ceres_newton/jet_family.h"
#include "ceres_newton/second_order_function.h"

namespace ceres_newton {

// The second-order sibling of ceres::AutoDiffFirstOrderFunction.  It takes the
// same functors, unchanged: a class with
//
//   template <typename T>
//   bool operator()(const T* x, T* cost) const;
//
// that writes f(x) to *cost, or returns false where it cannot.  For example
//
//   struct Rosenbrock {
//     template <typename T>
//     bool operator()(const T* x, T* cost) const {
//       const T a = 1.0 - x[0];
//       const T b = x[1] - x[0] * x[0];
//       cost[0] = a * a + 100.0 * b * b;
//       return true;
//     }
//   };
//
//   AutoDiffSecondOrderFunction<Rosenbrock, 2> function;
//   const double x[] = {-1.2, 1.0};
//   double cost, gradient[2], hessian[4];
//   function.EvaluateHessian(x, &cost, gradient, hessian);
//
// Derivatives are exact up to rounding, and the Hessian is symmetric bit by
// bit.
//
// kNumParameters is n, or ceres::DYNAMIC; then the constructors take n >= 1
// too:
//
//   AutoDiffSecondOrderFunction<Chain, ceres::DYNAMIC> function(new Chain,
//                                                               100);
//
// Cost of a Hessian: one call of the functor for n <= 32 known at compile time,
// or n <= 8 otherwise; above, k (k - 1) / 2 calls with k = ceil(n / 4).  Large
// n is the business of a ceres::Problem of many small terms.  Of a gradient: one
// call for fixed n <= 64, else ceil(n / 16), or ceil(n / 8) for ceres::DYNAMIC.
//
// Thread-safe if the functor's operator() is.
template <typename Functor, int kNumParameters>
class AutoDiffSecondOrderFunction final : public SecondOrderFunction {
  static_assert(kNumParameters > 0 || kNumParameters == ceres::DYNAMIC,
                "kNumParameters must be positive or ceres::DYNAMIC.");

 public:
  // functor must not be null.  It is deleted with this object, unless ownership
  // is ceres::DO_NOT_TAKE_OWNERSHIP; then it must outlive it.
  explicit AutoDiffSecondOrderFunction(
      const Functor* functor,
      ceres::Ownership ownership = ceres::TAKE_OWNERSHIP)
      : functor_(internal::HoldFunctor(functor, ownership)),
        num_parameters_(kNumParameters) {
    static_assert(
        kNumParameters != ceres::DYNAMIC,
        "With ceres::DYNAMIC parameters their number is an argument of "
        "the constructor.");
  }
  explicit AutoDiffSecondOrderFunction(std::unique_ptr<Functor> functor)
      : AutoDiffSecondOrderFunction(functor.release()) {}

  // Builds the functor from the arguments of its constructor.
  template <
      typename... Args,
      std::enable_if_t<kNumParameters != ceres::DYNAMIC &&
                       internal::IsInPlace<Functor, Args...>::value>* = nullptr>
  explicit AutoDiffSecondOrderFunction(Args&&... args)
      : AutoDiffSecondOrderFunction(new Functor(std::forward<Args>(args)...)) {}

  // The same for ceres::DYNAMIC, with the number of parameters, at least 1.
  AutoDiffSecondOrderFunction(
      const Functor* functor,
      int num_parameters,
      ceres::Ownership ownership = ceres::TAKE_OWNERSHIP)
      : functor_(internal::HoldFunctor(functor, ownership)),
        num_parameters_(num_parameters) {
    static_assert(kNumParameters == ceres::DYNAMIC,
                  "The number of parameters is an argument of the constructor "
                  "only with ceres::DYNAMIC.");
    CERES_NEWTON_CHECK(num_parameters >= 1,
                       "The number of parameters must be positive, but it is " +
                           std::to_string(num_parameters) + ".");
  }
  AutoDiffSecondOrderFunction(std::unique_ptr<Functor> functor,
                              int num_parameters)
      : AutoDiffSecondOrderFunction(functor.release(), num_parameters) {}
  template <
      typename... Args,
      std::enable_if_t<kNumParameters == ceres::DYNAMIC &&
                       internal::IsInPlace<Functor, Args...>::value>* = nullptr>
  explicit AutoDiffSecondOrderFunction(int num_parameters, Args&&... args)
      : AutoDiffSecondOrderFunction(new Functor(std::forward<Args>(args)...),
                                    num_parameters) {}

  // If no Hessian is wanted, plain first-order Jets are used, and if no
  // gradient either, plain numbers.
  bool EvaluateHessian(const double* x,
                       double* cost,
                       double* gradient,
                       double* hessian) const override {
    CERES_NEWTON_CHECK(x != nullptr && cost != nullptr,
                       "x and cost must not be null.");
    if (hessian != nullptr) {
      return EvaluateSecondOrder(x, cost, gradient, hessian);
    }
    if (gradient != nullptr) {
      return internal::DifferentiateOnce<kGradientStride, kNumParameters>(
          functor(), x, num_parameters_, cost, gradient);
    }
    return functor()(x, cost);
  }

  int NumParameters() const override { return num_parameters_; }

  const Functor& functor() const { return *functor_; }

 private:
  using Family = typename internal::FunctorJetFamily<Functor>::type;

  // First-order Jets are as long as the gradient, as in Ceres, up to this
  // length; longer gradients and those of unknown length are cut into strips.
  static constexpr int kMaxGradientStride = 64;
  static constexpr int kGradientStride = kNumParameters == ceres::DYNAMIC ? 8
                                         : kNumParameters <= kMaxGradientStride
                                             ? kNumParameters
                                             : 16;

  bool EvaluateSecondOrder(const double* x,
                           double* cost,
                           double* gradient,
                           double* hessian) const {
    auto evaluate = [this](auto const* const* blocks, auto* y) {
      using T = std::remove_pointer_t<decltype(y)>;
      *y = internal::SecondOrderTraits<T>::Constant(
          std::numeric_limits<double>::quiet_NaN());
      return functor()(blocks[0], y);
    };
    double* gradients[] = {gradient};
    double* hessians[] = {hessian};
    if constexpr (kNumParameters != ceres::DYNAMIC) {
      return internal::
          DifferentiateBlocks<Family, internal::StaticBlocks<kNumParameters>>(
              &x, evaluate, cost, gradients, hessians);
    } else {
      using T = typename Family::template Scalar<internal::kStripPairWidth>;
      return internal::DifferentiateBlocksByStrips<T>(
          std::vector<int32_t>{num_parameters_},
          &x,
          evaluate,
          cost,
          gradients,
          hessians);
    }
  }

  internal::FunctorPointer<Functor> functor_;
  int num_parameters_;
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_AUTODIFF_SECOND_ORDER_FUNCTION_H_
