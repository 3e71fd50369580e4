// Functors for the tests of the AutoDiff objective terms.  Each can be called
// with single blocks and with an array of them.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_TESTS_OBJECTIVE_TERM_FUNCTORS_H_
#define CERES_NEWTON_TESTS_OBJECTIVE_TERM_FUNCTORS_H_

#include <cmath>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

#include "ceres/jet.h"

namespace ceres_newton {

// Couples x (2), y (3) and z (1) in all ways, negative at most points; false
// for x[0] > 100.
struct CoupledTerm {
  // With anything that has operator[] for the blocks.
  template <typename X, typename Y, typename Z>
  static auto Value(const X& x, const Y& y, const Z& z) {
    using std::exp;
    using std::sin;
    return x[0] * y[0] * y[1] + sin(x[1] * z[0]) - exp(0.3 * z[0] * x[0]) -
           y[2] * y[2] * (3.0 * x[1] + z[0] * z[0]);
  }

  template <typename T>
  bool operator()(const T* x, const T* y, const T* z, T* value) const {
    if (x[0] > 100.0) {
      return false;
    }
    value[0] = Value(x, y, z);
    return true;
  }
  template <typename T>
  bool operator()(T const* const* parameters, T* value) const {
    return (*this)(parameters[0], parameters[1], parameters[2], value);
  }
};

// f = exp(1/2 sum_k c_k x_k^2), c_k = (-1)^k / (k + 1), of one to five blocks,
// k running over all their numbers.  So
//
//   g_k = f c_k x_k,   H_kl = f (c_k x_k c_l x_l + c_k [k = l]).
class ExponentialTerm {
 public:
  explicit ExponentialTerm(std::vector<int> sizes) : sizes_(std::move(sizes)) {}

  static double Coefficient(int k) {
    return (k % 2 == 0 ? 1.0 : -1.0) / (k + 1);
  }

  template <typename T>
  bool operator()(T const* const* blocks, T* value) const {
    T sum(0.0);
    int k = 0;
    for (size_t i = 0; i < sizes_.size(); ++i) {
      for (int r = 0; r < sizes_[i]; ++r, ++k) {
        sum += 0.5 * Coefficient(k) * blocks[i][r] * blocks[i][r];
      }
    }
    using std::exp;
    value[0] = exp(sum);
    return true;
  }

  template <typename T>
  bool operator()(const T* a, T* value) const {
    return Collect(value, a);
  }
  template <typename T>
  bool operator()(const T* a, const T* b, T* value) const {
    return Collect(value, a, b);
  }
  template <typename T>
  bool operator()(const T* a, const T* b, const T* c, T* value) const {
    return Collect(value, a, b, c);
  }
  template <typename T>
  bool operator()(
      const T* a, const T* b, const T* c, const T* d, T* value) const {
    return Collect(value, a, b, c, d);
  }
  template <typename T>
  bool operator()(const T* a,
                  const T* b,
                  const T* c,
                  const T* d,
                  const T* e,
                  T* value) const {
    return Collect(value, a, b, c, d, e);
  }

 private:
  template <typename T, typename... Blocks>
  bool Collect(T* value, Blocks... blocks) const {
    const T* const array[] = {blocks...};
    return (*this)(array, value);
  }

  std::vector<int> sizes_;
};

// f = x^2 y, of one block or two, which counts its calls by the order of the
// scalar.
class OrderCounter {
 public:
  template <typename T>
  bool operator()(const T* x, const T* y, T* value) const {
    ++num_calls[Order<T>::value];
    value[0] = x[0] * x[0] * y[0];
    return true;
  }
  template <typename T>
  bool operator()(const T* xy, T* value) const {
    return (*this)(xy, xy + 1, value);
  }
  template <typename T>
  bool operator()(T const* const* parameters, T* value) const {
    return (*this)(parameters[0], value);
  }

  // num_calls[k]: with scalars of order k.
  mutable int num_calls[3] = {};

 private:
  template <typename T>
  struct Order : std::integral_constant<int, 2> {};
  template <int N>
  struct Order<ceres::Jet<double, N>> : std::integral_constant<int, 1> {};
};
template <>
struct OrderCounter::Order<double> : std::integral_constant<int, 0> {};

// Writes nothing.
struct ForgetfulTerm {
  template <typename T>
  bool operator()(const T* /*x*/, T* /*value*/) const {
    return true;
  }
  template <typename T>
  bool operator()(T const* const* /*parameters*/, T* /*value*/) const {
    return true;
  }
};

// sqrt(x0) + x0 y0 + y0^2, singular in x at 0 alone.
struct RootTerm {
  template <typename T>
  bool operator()(const T* x, const T* y, T* value) const {
    using std::sqrt;
    value[0] = sqrt(x[0]) + x[0] * y[0] + y[0] * y[0];
    return true;
  }
  template <typename T>
  bool operator()(T const* const* parameters, T* value) const {
    return (*this)(parameters[0], parameters[1], value);
  }
};

// x0^y0 + x1^2.5.
struct PowerTerm {
  template <typename T>
  bool operator()(const T* x, const T* y, T* value) const {
    using std::pow;
    value[0] = pow(x[0], y[0]) + pow(x[1], 2.5);
    return true;
  }
  template <typename T>
  bool operator()(T const* const* parameters, T* value) const {
    return (*this)(parameters[0], parameters[1], value);
  }
};

}  // namespace ceres_newton

#endif  // CERES_NEWTON_TESTS_OBJECTIVE_TERM_FUNCTORS_H_
