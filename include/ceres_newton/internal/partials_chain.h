// The chain rule, to any order, for functions of one or two numbers that know
// their partial derivatives at a point:
//
//   y = f(x_0)   or   y = f(x_0, x_1),   x_m and y of a scalar type T.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_PARTIALS_CHAIN_H_
#define CERES_NEWTON_INTERNAL_PARTIALS_CHAIN_H_

#include <algorithm>
#include <array>
#include <cstddef>

#include "ceres/jet.h"
#include "ceres_newton/internal/inner_jet.h"
#include "ceres_newton/internal/second_order_jet.h"

namespace ceres_newton {
namespace internal {

// Differentiated order[m] times by the m-th argument.
template <size_t kNumArguments>
using PartialOrder = std::array<int, kNumArguments>;

// The same, and once more by argument m.
template <size_t kNumArguments>
PartialOrder<kNumArguments> Raise(PartialOrder<kNumArguments> order, size_t m) {
  ++order[m];
  return order;
}

// PartialsChain<T> has, for every scalar T of Ceres and of this library, nested
// to any depth,
//
//   static constexpr int kOrder;      how many orders of derivatives T carries
//   static double Value(const T& x);  the plain value
//   static void Apply(f, order, x, T* y);
//
// where y = the partial derivative `order` of f at x (f itself for zeros), and
// f is a vector-valued function, expanded at the plain values of x:
//
//   static constexpr int kDimension;                 the number of values y
//   const double* operator()(const PartialOrder<M>& order) const;
//
// for all orders with a sum of at most kOrder.  Values and first derivatives
// are computed as by the usual rule for ceres::Jet<double, N>, bit by bit.
template <typename T>
struct PartialsChain;

template <>
struct PartialsChain<double> {
  static constexpr int kOrder = 0;

  static double Value(double x) { return x; }

  template <typename Partials, size_t M>
  static void Apply(const Partials& f,
                    const PartialOrder<M>& order,
                    const std::array<const double*, M>& /* x */,
                    double* y) {
    std::copy_n(f(order), Partials::kDimension, y);
  }
};

// f(a + v) = f(a) + sum_m df/dx_m(a) v_m.
template <typename U, int N>
struct PartialsChain<ceres::Jet<U, N>> {
  using Jet = ceres::Jet<U, N>;
  using Below = PartialsChain<U>;
  static constexpr int kOrder = 1 + Below::kOrder;

  static double Value(const Jet& x) { return Below::Value(x.a); }

  template <typename Partials, size_t M>
  static void Apply(const Partials& f,
                    const PartialOrder<M>& order,
                    const std::array<const Jet*, M>& x,
                    Jet* y) {
    static_assert(M == 1 || M == 2, "One or two arguments.");
    constexpr int kDimension = Partials::kDimension;
    std::array<const U*, M> a;
    for (size_t m = 0; m < M; ++m) {
      a[m] = &x[m]->a;
    }
    U value[kDimension];
    U slope[M][kDimension];
    Below::Apply(f, order, a, value);
    for (size_t m = 0; m < M; ++m) {
      Below::Apply(f, Raise(order, m), a, slope[m]);
    }
    for (int d = 0; d < kDimension; ++d) {
      y[d].a = value[d];
      if constexpr (M == 1) {
        y[d].v = slope[0][d] * x[0]->v;
      } else {
        y[d].v = slope[0][d] * x[0]->v + slope[1][d] * x[1]->v;
      }
    }
  }
};

template <int N, typename S>
struct PartialsChain<InnerJet<N, S>> {
  using Jet = typename InnerJet<N, S>::Jet;
  using Wrapped = PartialsChain<Jet>;
  static constexpr int kOrder = Wrapped::kOrder;

  static double Value(const InnerJet<N, S>& x) {
    return Wrapped::Value(x.jet());
  }

  template <typename Partials, size_t M>
  static void Apply(const Partials& f,
                    const PartialOrder<M>& order,
                    const std::array<const InnerJet<N, S>*, M>& x,
                    InnerJet<N, S>* y) {
    std::array<const Jet*, M> jets;
    for (size_t m = 0; m < M; ++m) {
      jets[m] = &x[m]->jet();
    }
    Jet results[Partials::kDimension];
    Wrapped::Apply(f, order, jets, results);
    for (int d = 0; d < Partials::kDimension; ++d) {
      y[d] = InnerJet<N, S>(results[d]);
    }
  }
};

template <int N, typename S, typename E>
struct PartialsChain<ceres::Jet<SecondOrder<N, S, E>, N>> {
  using Number = SecondOrder<N, S, E>;
  using Jet = ceres::Jet<Number, N>;
  using Below = PartialsChain<S>;
  static constexpr int kOrder = 2 + Below::kOrder;

  static double Value(const Jet& x) { return Below::Value(x.a.value()); }

  template <typename Partials, size_t M>
  static void Apply(const Partials& f,
                    const PartialOrder<M>& order,
                    const std::array<const Jet*, M>& x,
                    Jet* y) {
    static_assert(M == 1 || M == 2, "One or two arguments.");
    constexpr int kDimension = Partials::kDimension;
    std::array<const S*, M> a;
    for (size_t m = 0; m < M; ++m) {
      a[m] = &x[m]->a.value();
    }
    S value[kDimension];
    S first[M][kDimension];
    S second[M][M][kDimension];  // the upper triangle
    Below::Apply(f, order, a, value);
    for (size_t m = 0; m < M; ++m) {
      const PartialOrder<M> raised = Raise(order, m);
      Below::Apply(f, raised, a, first[m]);
      for (size_t n = m; n < M; ++n) {
        Below::Apply(f, Raise(raised, n), a, second[m][n]);
      }
    }
    for (int d = 0; d < kDimension; ++d) {
      if constexpr (M == 1) {
        y[d] =
            Jet(Number::Chain(x[0]->a, value[d], first[0][d], second[0][0][d]),
                Jet::v);
      } else {
        y[d] = Jet(Number::Chain(x[0]->a,
                                 x[1]->a,
                                 value[d],
                                 first[0][d],
                                 first[1][d],
                                 second[0][0][d],
                                 second[0][1][d],
                                 second[1][1][d]),
                   Jet::v);
      }
    }
  }
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_PARTIALS_CHAIN_H_
