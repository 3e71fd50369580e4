// What Ceres minimizes with first derivatives alone, and a sentence for who
// passes it to Solve.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_FIRST_ORDER_PROBLEM_H_
#define CERES_NEWTON_INTERNAL_FIRST_ORDER_PROBLEM_H_

#include <type_traits>

#include "ceres/first_order_function.h"
#include "ceres/gradient_problem.h"
#include "ceres_newton/second_order_function.h"

namespace ceres_newton {
namespace internal {

template <typename P>
constexpr bool kIsFirstOrderProblem =
    std::is_base_of<ceres::GradientProblem, P>::value ||
    (std::is_base_of<ceres::FirstOrderFunction, P>::value &&
     !std::is_base_of<SecondOrderFunction, P>::value);

// The return type of a Solve for such problems; for all others there is none,
// so that they never see it.
template <typename P, bool kIsFirstOrder = kIsFirstOrderProblem<P>>
struct FirstOrderProblem {};
template <typename P>
struct FirstOrderProblem<P, true> {
  static_assert(
      sizeof(P) == 0,  // never
      "ceres_newton::Solve needs a function with second derivatives.  Of a "
      "functor with a template operator(), pass an "
      "AutoDiffSecondOrderFunction<Functor, n> in place of a "
      "ceres::AutoDiffFirstOrderFunction<Functor, n>.  Wrap any other "
      "ceres::FirstOrderFunction in a "
      "NumericDiffSecondOrderFunction(&function, "
      "ceres::DO_NOT_TAKE_OWNERSHIP), or derive it from SecondOrderFunction.  "
      "There is no ceres::GradientProblem around the function.");
  using Refused = void;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_FIRST_ORDER_PROBLEM_H_
