// What two translation units compute, each with a limit of inlined functors of
// its own (unrolled_limit_test.cc).
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_UNROLLED_LIMIT_H_
#define CERES_NEWTON_TESTS_UNROLLED_LIMIT_H_

#include <string>
#include <typeinfo>
#include <vector>

#include "ceres/rotation.h"
#include "ceres_newton/second_order.h"

namespace ceres_newton {

struct LimitResults {
  std::string scalar;           // the type's name
  std::vector<double> numbers;  // derivatives
};

// With N <= 8 variables: operations, a power of two numbers and a rotation,
// functions whose names hardly say which engine they were compiled for.
template <int N>
static LimitResults EvaluateWithLimit() {
  using T = ceres::Jet<SecondOrder<N>, N>;
  T x[N];
  for (int i = 0; i < N; ++i) {
    x[i] = T(SecondOrder<N>(0.25 + 0.125 * i), i);
  }
  T rotated[3];
  ceres::AngleAxisRotatePoint(x, x, rotated);
  const T y = pow(x[0], x[1]) * rotated[2] + sin(x[2]) / x[N - 1];
  LimitResults results = {typeid(T).name(), {y.a.value()}};
  for (int i = 0; i < N; ++i) {
    results.numbers.push_back(y.a.gradient(i));
    for (int j = 0; j < N; ++j) {
      results.numbers.push_back(y.a.hessian(i, j));
    }
  }
  return results;
}

// Defined in unrolled_limit_low.cc, with a limit of 2.
LimitResults EvaluateThreeWithLowLimit();
LimitResults EvaluateSixWithLowLimit();

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_UNROLLED_LIMIT_H_
