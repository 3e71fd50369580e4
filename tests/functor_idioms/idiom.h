// A functor idiom: one function body as users write it, templated on the
// scalar.
//
//   CERES_NEWTON_IDIOM(AddNumbers, 2, { r = 1.0 + x[0] * x[1]; })
//
// makes struct AddNumbers with kNumVariables = 2 and
// template <typename T> T operator()(const T* x) const, which returns r.
//
// This header knows nothing of the library.  Each test file includes
// this header, its idioms, then idiom_checks.h, which includes the
// library's headers; it is compiled twice, with the library's headers before
// the idioms and (CERES_NEWTON_HEADER_LAST) after them.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_FUNCTOR_IDIOMS_IDIOM_H_
#define CERES_NEWTON_TESTS_FUNCTOR_IDIOMS_IDIOM_H_

#ifndef CERES_NEWTON_HEADER_LAST
#include "ceres_newton/nested_jet.h"
#include "ceres_newton/second_order.h"
#endif

// The body is the variadic part, because it may contain commas.
#define CERES_NEWTON_IDIOM(Name, num_variables, ...)    \
  struct Name {                                         \
    static constexpr int kNumVariables = num_variables; \
    template <typename T>                               \
    T operator()(const T* x) const {                    \
      T r;                                              \
      __VA_ARGS__                                       \
      return r;                                         \
    }                                                   \
  };

#endif  // CERES_NEWTON_TESTS_FUNCTOR_IDIOMS_IDIOM_H_
