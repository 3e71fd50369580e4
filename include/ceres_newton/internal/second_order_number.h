// The second-order scalar: ceres::Jet<SecondOrder<N>, N>, a Ceres Jet that
// carries exact second derivatives.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_SECOND_ORDER_NUMBER_H_
#define CERES_NEWTON_INTERNAL_SECOND_ORDER_NUMBER_H_

#include <ostream>
#include <type_traits>

#include "ceres_newton/internal/second_order_engine.h"
#include "ceres_newton/internal/unroll.h"

namespace ceres_newton {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// One number x(t) with its value, its gradient dx/dt_i and its Hessian
// d2x/dt_i dt_j in N variables t at one point: "two Ceres Jets nested" in one,
// with the Hessian stored once.
//
// Users meet it as the inner number of T = ceres::Jet<SecondOrder<N>, N>, which
// every functor written for Ceres accepts in place of ceres::Jet<double, N>:
//
//   using T = ceres::Jet<ceres_newton::SecondOrder<2>, 2>;
//   const T x(0.7, 0), y(0.4, 1);           // values and variable numbers
//   const T f = sin(x) * y + 2.0 * x * x;
//   f.a.value();                            // f
//   f.a.gradient(0);                        // df/dx
//   f.a.hessian(0, 1);                      // d2f/dx dy
//
// The part f.v of a Jet exists only so that generic code such as
// Jet(f(x.a), f'(x.a) * x.v) compiles; the derivatives live in f.a.  A rule
// written by hand for first derivatives, c * x.v with a double c, is a compile
// error, because its second derivatives would be wrong.  Ceres has such rules
// in CostFunctionToFunctor and in its cubic interpolators, for which this
// library has drop-in classes of the same names.
//
// Comparisons look at the value alone.  T(x.a) has the value of x and no
// derivatives, as with ceres::Jet.
//
// Where f has no second derivative the result is inf or nan, for the variables
// the singular term depends on and no others (unless intermediate results
// overflow).  A variable by which both derivatives of the term's operand are
// zero counts as one that it does not depend on: cbrt(x * x * x) at 0 gets the
// derivative 0, where it is 1.  (Numbers in a log know, and get nan.)  Where a
// limit exists it is returned: pow(x, 2.0) and pow(x, T(2)) at 0 have the
// Hessian 2, pow(x * x, 1.5) has 0.  abs(x) has the Hessian 0 everywhere.
//
//   N  number of variables, at least 1
//   S  double, or the scalar of an outer differentiation when these are nested
//   EngineT  how derivatives are held: in the number itself, or on a tape
//            (tape_engine.h)
template <int N,
          typename S = double,
          typename EngineT = typename internal::SecondOrderEngine<N, S>::Type>
class SecondOrder {
 public:
  using Engine = EngineT;

  // A constant.  Implicit, so that T(2.0), T(2) and 2.0 * x mean what they say.
  SecondOrder() = default;
  template <typename A,
            std::enable_if_t<std::is_arithmetic<A>::value>* = nullptr>
  SecondOrder(A value)  // NOLINT(google-explicit-constructor)
      : engine_(S(static_cast<double>(value))) {}
  template <typename A,
            std::enable_if_t<std::is_same<A, S>::value &&
                             !std::is_arithmetic<A>::value>* = nullptr>
  SecondOrder(const A& value)  // NOLINT(google-explicit-constructor)
      : engine_(value) {}

  // The variable t_k, 0 <= k < N.
  SecondOrder(const S& value, int k) : engine_(value, k) {}

  CERES_NEWTON_ALWAYS_INLINE const S& value() const { return engine_.value(); }
  CERES_NEWTON_ALWAYS_INLINE S gradient(int i) const {
    return engine_.gradient(i);
  }
  CERES_NEWTON_ALWAYS_INLINE S hessian(int i, int j) const {
    return engine_.hessian(i, j);
  }

  // f(x) by the chain rule from f, f' and f'' at x.value().
  static SecondOrder Chain(const SecondOrder& x,
                           const S& f,
                           const S& f1,
                           const S& f2) {
    SecondOrder r;
    r.engine_.SetChain(x.engine_, f, f1, f2);
    return r;
  }

  // f(x, y) from the value and the partial derivatives of f.
  static SecondOrder Chain(const SecondOrder& x,
                           const SecondOrder& y,
                           const S& f,
                           const S& fx,
                           const S& fy,
                           const S& fxx,
                           const S& fxy,
                           const S& fyy) {
    SecondOrder r;
    r.engine_.SetChain(x.engine_, y.engine_, f, fx, fy, fxx, fxy, fyy);
    return r;
  }

  // True if every derivative is exactly zero.
  bool IsConstant() const {
    for (int i = 0; i < N; ++i) {
      if (engine_.DependsOn(i)) {
        return false;
      }
    }
    return true;
  }

  SecondOrder& operator+=(const SecondOrder& y) {
    engine_.SetSum(engine_, y.engine_, 1.0);
    return *this;
  }
  SecondOrder& operator-=(const SecondOrder& y) {
    engine_.SetSum(engine_, y.engine_, -1.0);
    return *this;
  }
  SecondOrder& operator*=(const SecondOrder& y) { return *this = *this * y; }
  SecondOrder& operator/=(const SecondOrder& y) { return *this = *this / y; }
  SecondOrder& operator+=(double s) {
    engine_.AddToValue(S(s));
    return *this;
  }
  SecondOrder& operator-=(double s) {
    engine_.AddToValue(S(-s));
    return *this;
  }
  SecondOrder& operator*=(double s) {
    engine_.SetScaled(S(s), engine_);
    return *this;
  }
  SecondOrder& operator/=(double s) { return *this = *this / s; }

  friend const SecondOrder& operator+(const SecondOrder& x) { return x; }
  friend SecondOrder operator-(const SecondOrder& x) {
    SecondOrder r;
    r.engine_.SetScaled(S(-1.0), x.engine_);
    return r;
  }
  friend SecondOrder operator+(const SecondOrder& x, const SecondOrder& y) {
    SecondOrder r;
    r.engine_.SetSum(x.engine_, y.engine_, 1.0);
    return r;
  }
  friend SecondOrder operator-(const SecondOrder& x, const SecondOrder& y) {
    SecondOrder r;
    r.engine_.SetSum(x.engine_, y.engine_, -1.0);
    return r;
  }
  friend SecondOrder operator*(const SecondOrder& x, const SecondOrder& y) {
    SecondOrder r;
    r.engine_.SetProduct(x.engine_, y.engine_);
    return r;
  }
  friend SecondOrder operator/(const SecondOrder& x, const SecondOrder& y) {
    SecondOrder r;
    r.engine_.SetQuotient(x.engine_, y.engine_);
    return r;
  }

  friend SecondOrder operator+(const SecondOrder& x, double s) {
    SecondOrder r(x);
    r += s;
    return r;
  }
  friend SecondOrder operator+(double s, const SecondOrder& x) { return x + s; }
  friend SecondOrder operator-(const SecondOrder& x, double s) {
    return x + -s;
  }
  friend SecondOrder operator-(double s, const SecondOrder& x) {
    SecondOrder r;
    r.engine_.SetScaled(S(-1.0), x.engine_);
    r += s;
    return r;
  }
  friend SecondOrder operator*(const SecondOrder& x, double s) {
    SecondOrder r;
    r.engine_.SetScaled(S(s), x.engine_);
    return r;
  }
  friend SecondOrder operator*(double s, const SecondOrder& x) { return x * s; }
  friend SecondOrder operator/(const SecondOrder& x, double s) {
    SecondOrder r;
    r.engine_.SetScaled(S(1.0 / s), x.engine_);
    r.engine_.SetValue(x.value() / s);  // rounded once
    return r;
  }
  friend SecondOrder operator/(double s, const SecondOrder& x) {
    SecondOrder r;
    r.engine_.SetQuotient(Engine(S(s)), x.engine_);
    return r;
  }

  // For composite rules on raw derivative rows.
  const Engine& engine() const { return engine_; }
  Engine* mutable_engine() { return &engine_; }

 private:
  Engine engine_;
};

// Comparisons of values, with SecondOrder and double in either place.
#define CERES_NEWTON_DEFINE_COMPARISON(op)                           \
  template <int N, typename S, typename E>                           \
  inline bool operator op(const SecondOrder<N, S, E>& x,             \
                          const SecondOrder<N, S, E>& y) {           \
    return x.value() op y.value();                                   \
  }                                                                  \
  template <int N, typename S, typename E>                           \
  inline bool operator op(const SecondOrder<N, S, E>& x, double y) { \
    return x.value() op y;                                           \
  }                                                                  \
  template <int N, typename S, typename E>                           \
  inline bool operator op(double x, const SecondOrder<N, S, E>& y) { \
    return x op y.value();                                           \
  }
CERES_NEWTON_DEFINE_COMPARISON(<)   // NOLINT
CERES_NEWTON_DEFINE_COMPARISON(<=)  // NOLINT
CERES_NEWTON_DEFINE_COMPARISON(>)   // NOLINT
CERES_NEWTON_DEFINE_COMPARISON(>=)  // NOLINT
CERES_NEWTON_DEFINE_COMPARISON(==)  // NOLINT
CERES_NEWTON_DEFINE_COMPARISON(!=)  // NOLINT
#undef CERES_NEWTON_DEFINE_COMPARISON

// Prints [value ; gradient ; upper triangle of the Hessian by rows].
template <int N, typename S, typename E>
std::ostream& operator<<(std::ostream& s, const SecondOrder<N, S, E>& x) {
  s << "[" << x.value() << " ; ";
  for (int i = 0; i < N; ++i) {
    s << (i > 0 ? ", " : "") << x.gradient(i);
  }
  s << " ; ";
  for (int i = 0; i < N; ++i) {
    for (int j = i; j < N; ++j) {
      s << (j > 0 ? ", " : "") << x.hessian(i, j);
    }
  }
  return s << "]";
}

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_SECOND_ORDER_NUMBER_H_
