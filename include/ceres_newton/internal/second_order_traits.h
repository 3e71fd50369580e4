// The one door between the second-order scalars and everything that uses them:
// how a variable is made and how derivatives are read back.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_SECOND_ORDER_TRAITS_H_
#define CERES_NEWTON_INTERNAL_SECOND_ORDER_TRAITS_H_

#include "ceres_newton/internal/unroll.h"

namespace ceres_newton {
namespace internal {

// Specialized beside each scalar T (ceres::Jet<SecondOrder<N, S>, N> in
// second_order.h, NestedJet<N, S> in nested_jet.h) with
//
//   static constexpr int kNumVariables;   N
//   using Base;                           S: double, or a scalar when nested
//   static T Variable(const S& value, int k);         the k-th variable
//   static T Constant(const S& value);
//   static S Value(const T& x);
//   static S Gradient(const T& x, int i);             dx/dt_i
//   static S Hessian(const T& x, int i, int j);       d2x/dt_i dt_j, any i, j
template <typename T>
struct SecondOrderTraits;

// Second derivatives of one number by variables i <= j, to read many of them.
// Specialized where reading them one by one costs more.  To be used while x
// lives and is unchanged, and before another number of the same T is read.
template <typename T>
class HessianReader {
 public:
  explicit HessianReader(const T& x) : x_(x) {}
  CERES_NEWTON_ALWAYS_INLINE auto operator()(int i, int j) const {
    return SecondOrderTraits<T>::Hessian(x_, i, j);
  }

 private:
  const T& x_;
};

// Does the compiler make the best code for T where it sees the variables, the
// function and the use of the derivatives as a whole?  (Specialized beside such
// scalars; see unrolled_engine.h.)
template <typename T>
inline constexpr bool kWantsFlattening = false;

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_SECOND_ORDER_TRAITS_H_
