// The functions of <cmath>, and Ceres' additions to them, on InnerJet.  Ceres'
// templates for the outer Jet find them by argument-dependent lookup.
//
// Each applies Ceres' own rule to the wrapped Jet, except for the powers
// (power.h), abs and copysign, whose rules fail at zero.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_INNER_JET_MATH_H_
#define CERES_NEWTON_INTERNAL_INNER_JET_MATH_H_

#include "ceres/jet.h"
#include "ceres_newton/internal/inner_jet.h"

namespace ceres_newton {

#define CERES_NEWTON_DEFINE_UNARY(name)          \
  template <int N, typename S>                   \
  InnerJet<N, S> name(const InnerJet<N, S>& x) { \
    using ceres::name;                           \
    return InnerJet<N, S>(name(x.jet()));        \
  }
CERES_NEWTON_DEFINE_UNARY(acos)
CERES_NEWTON_DEFINE_UNARY(asin)
CERES_NEWTON_DEFINE_UNARY(atan)
CERES_NEWTON_DEFINE_UNARY(BesselJ0)
CERES_NEWTON_DEFINE_UNARY(BesselJ1)
CERES_NEWTON_DEFINE_UNARY(cbrt)
CERES_NEWTON_DEFINE_UNARY(ceil)
CERES_NEWTON_DEFINE_UNARY(cos)
CERES_NEWTON_DEFINE_UNARY(cosh)
CERES_NEWTON_DEFINE_UNARY(erf)
CERES_NEWTON_DEFINE_UNARY(erfc)
CERES_NEWTON_DEFINE_UNARY(exp)
CERES_NEWTON_DEFINE_UNARY(exp2)
CERES_NEWTON_DEFINE_UNARY(expm1)
CERES_NEWTON_DEFINE_UNARY(floor)
CERES_NEWTON_DEFINE_UNARY(log)
CERES_NEWTON_DEFINE_UNARY(log10)
CERES_NEWTON_DEFINE_UNARY(log1p)
CERES_NEWTON_DEFINE_UNARY(log2)
CERES_NEWTON_DEFINE_UNARY(norm)
CERES_NEWTON_DEFINE_UNARY(sin)
CERES_NEWTON_DEFINE_UNARY(sinh)
CERES_NEWTON_DEFINE_UNARY(sqrt)
CERES_NEWTON_DEFINE_UNARY(tan)
CERES_NEWTON_DEFINE_UNARY(tanh)
#undef CERES_NEWTON_DEFINE_UNARY

template <int N, typename S>
InnerJet<N, S> BesselJn(int order, const InnerJet<N, S>& x) {
  using ceres::BesselJn;
  return InnerJet<N, S>(BesselJn(order, x.jet()));
}

template <int N, typename S>
InnerJet<N, S> atan2(const InnerJet<N, S>& y, const InnerJet<N, S>& x) {
  using ceres::atan2;
  return InnerJet<N, S>(atan2(y.jet(), x.jet()));
}

template <int N, typename S>
InnerJet<N, S> hypot(const InnerJet<N, S>& x, const InnerJet<N, S>& y) {
  using ceres::hypot;
  return InnerJet<N, S>(hypot(x.jet(), y.jet()));
}

template <int N, typename S>
InnerJet<N, S> hypot(const InnerJet<N, S>& x,
                     const InnerJet<N, S>& y,
                     const InnerJet<N, S>& z) {
  using ceres::hypot;
  return InnerJet<N, S>(hypot(x.jet(), y.jet(), z.jet()));
}

template <int N, typename S>
InnerJet<N, S> fma(const InnerJet<N, S>& x,
                   const InnerJet<N, S>& y,
                   const InnerJet<N, S>& z) {
  using ceres::fma;
  return InnerJet<N, S>(fma(x.jet(), y.jet(), z.jet()));
}

// C++20's, which Ceres defines on Jets where the language has them.
template <int N, typename S>
InnerJet<N, S> lerp(const InnerJet<N, S>& x,
                    const InnerJet<N, S>& y,
                    const InnerJet<N, S>& t) {
  return x + t * (y - x);
}

template <int N, typename S>
InnerJet<N, S> midpoint(const InnerJet<N, S>& x, const InnerJet<N, S>& y) {
  return 0.5 * x + 0.5 * y;
}

// Classification looks at the value only, as on Jets.
#define CERES_NEWTON_DEFINE_CLASSIFICATION(type, name) \
  template <int N, typename S>                         \
  type name(const InnerJet<N, S>& x) {                 \
    using ceres::name;                                 \
    return name(x.value());                            \
  }
CERES_NEWTON_DEFINE_CLASSIFICATION(int, fpclassify)
CERES_NEWTON_DEFINE_CLASSIFICATION(bool, isfinite)
CERES_NEWTON_DEFINE_CLASSIFICATION(bool, isinf)
CERES_NEWTON_DEFINE_CLASSIFICATION(bool, isnan)
CERES_NEWTON_DEFINE_CLASSIFICATION(bool, isnormal)
CERES_NEWTON_DEFINE_CLASSIFICATION(bool, signbit)
#undef CERES_NEWTON_DEFINE_CLASSIFICATION

// The quiet comparisons; Ceres calls them with an InnerJet and a double too.
#define CERES_NEWTON_DEFINE_COMPARISON(name)                    \
  template <int N, typename S>                                  \
  bool name(const InnerJet<N, S>& x, const InnerJet<N, S>& y) { \
    using ceres::name;                                          \
    return name(x.value(), y.value());                          \
  }                                                             \
  template <int N, typename S>                                  \
  bool name(const InnerJet<N, S>& x, double y) {                \
    using ceres::name;                                          \
    return name(x.value(), y);                                  \
  }                                                             \
  template <int N, typename S>                                  \
  bool name(double x, const InnerJet<N, S>& y) {                \
    using ceres::name;                                          \
    return name(x, y.value());                                  \
  }
CERES_NEWTON_DEFINE_COMPARISON(isgreater)
CERES_NEWTON_DEFINE_COMPARISON(isgreaterequal)
CERES_NEWTON_DEFINE_COMPARISON(isless)
CERES_NEWTON_DEFINE_COMPARISON(islessequal)
CERES_NEWTON_DEFINE_COMPARISON(islessgreater)
CERES_NEWTON_DEFINE_COMPARISON(isunordered)
#undef CERES_NEWTON_DEFINE_COMPARISON

// |x| is x or -x, so all of its second derivatives are those of x, at zero too
// (where the first are those for x = +0 or x = -0, as on Jets).
template <int N, typename S>
InnerJet<N, S> abs(const InnerJet<N, S>& x) {
  return signbit(x) ? -x : x;
}

// Without the Dirac term in y, which Ceres' rule for abs calls with a constant
// magnitude: there it would make an infinite second derivative at zero.
template <int N, typename S>
InnerJet<N, S> copysign(const InnerJet<N, S>& x, const InnerJet<N, S>& y) {
  return signbit(x) == signbit(y) ? x : -x;
}

}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_INNER_JET_MATH_H_
