// What stands behind HessianVectorProduct and DerivativeTensor.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_HIGHER_DERIVATIVES_H_
#define CERES_NEWTON_INTERNAL_HIGHER_DERIVATIVES_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "ceres_newton/internal/check.h"
#include "ceres_newton/internal/differentiate.h"

namespace ceres_newton {

// A symmetric tensor of K-th derivatives, t(i, j, k, ...) = dKf / dx_i dx_j ...
//
// Indices run over 0 .. size() - 1 in any order: each set of indices is stored
// once, so t is symmetric bit by bit.
template <typename Scalar, int K>
class SymmetricTensor {
 public:
  explicit SymmetricTensor(int size)
      : size_(size), entries_(NumEntries(size), Scalar(0.0)) {}

  // The number of variables n (not of entries).
  int size() const { return size_; }

  template <typename... Indices>
  const Scalar& operator()(Indices... indices) const {
    static_assert(sizeof...(Indices) == K,
                  "A tensor of K-th derivatives takes K indices.");
    return entries_[Position({static_cast<int>(indices)...})];
  }
  template <typename... Indices>
  Scalar& operator()(Indices... indices) {
    static_assert(sizeof...(Indices) == K,
                  "A tensor of K-th derivatives takes K indices.");
    return entries_[Position({static_cast<int>(indices)...})];
  }

 private:
  static std::int64_t Binomial(std::int64_t n, int k) {
    std::int64_t result = 1;
    for (int i = 1; i <= k; ++i) {
      result = result * (n - k + i) / i;
    }
    return result;
  }
  // Far more than there is memory for, and Binomial() does not overflow.
  static constexpr int kMaxSize = 40000;
  static std::int64_t NumEntries(int size) {
    CERES_NEWTON_CHECK(size <= kMaxSize,
                       "The derivatives of order " + std::to_string(K) +
                           " in " + std::to_string(size) +
                           " variables are too many.");
    return Binomial(std::int64_t{size} + K - 1, K);
  }

  // Sorted i_1 <= i_2 <= ... have the rank sum_m C(i_m + m - 1, m) (Knuth,
  // TAOCP 4A, 7.2.1.3, combinatorial number system).
  std::int64_t Position(std::array<int, K> indices) const {
    std::sort(indices.begin(), indices.end());
    CERES_NEWTON_CHECK(
        indices.front() >= 0 && indices.back() < size_,
        "A derivative with respect to variable " +
            std::to_string(indices.front() < 0 ? indices.front()
                                               : indices.back()) +
            " was asked for, but there are " + std::to_string(size_) +
            " variables.");
    std::int64_t position = 0;
    for (int m = 1; m <= K; ++m) {
      position += Binomial(std::int64_t{indices[m - 1]} + m - 1, m);
    }
    return position;
  }

  int size_;
  std::vector<Scalar> entries_;
};

namespace internal {

// --- Hessian times vector ---------------------------------------------------

// Input i as x_i + v_i t, with t the last variable of T, plus possibly a
// variable of its own.
template <typename T>
class DirectionSeeds {
 public:
  using Base = typename SecondOrderTraits<T>::Base;

  DirectionSeeds(const Base* x, const Base* direction, int num_inputs)
      : seeds_(x, num_inputs),
        direction_(direction),
        t_(SecondOrderTraits<T>::Variable(
            Base(0.0), SecondOrderTraits<T>::kNumVariables - 1)) {}

  ChosenVariables<T>& variables() { return seeds_; }

  T operator()(int i) const {
    T x = seeds_(i);
    x += t_ * SecondOrderTraits<T>::Constant(direction_[i]);
    return x;
  }

 private:
  ChosenVariables<T> seeds_;
  const Base* direction_;
  const T t_;
};

template <typename... Xs, typename... Vs, size_t... kIndices>
void CheckSameShapes(const Arguments<Xs...>& arguments,
                     const Arguments<Vs...>& directions,
                     std::index_sequence<kIndices...>) {
  static_assert(sizeof...(Xs) == sizeof...(Vs),
                "HessianVectorProduct needs one direction for each argument.");
  (std::get<kIndices>(arguments).CheckSameShape(std::get<kIndices>(directions)),
   ...);
}

// H v, for x and v as rows of numbers: d/dt of the gradient at x + t v.
//
// Room for four variables is best: a sweep carries the 15 numbers of t and
// three variables, five for each entry of the product; other widths carry more.
template <typename Family, typename F, typename X, typename... As>
void MultiplyInStrips(F& f,
                      const Arguments<As...>& arguments,
                      const X& x,
                      const X& direction,
                      X* product) {
  using T = typename Family::template Scalar<4, typename X::Scalar>;
  constexpr int kWidth = 3;
  const int size = static_cast<int>(x.size());
  DirectionSeeds<T> seeds(x.data(), direction.data(), size);
  for (int begin = 0; begin < size; begin += kWidth) {
    const int width = std::min(kWidth, size - begin);
    for (int k = 0; k < width; ++k) {
      seeds.variables().Choose(begin + k, k);
    }
    const T y = CallAtSeeds<T>(f, seeds, arguments);
    for (int k = 0; k < width; ++k) {
      (*product)(begin + k) = SecondOrderTraits<T>::Hessian(y, k, kWidth);
      seeds.variables().Release(begin + k);
    }
  }
}

// The same from the log of one call, for doubles.
template <typename F, typename X, typename... As>
void MultiplyFromLog(F& f,
                     const Arguments<As...>& arguments,
                     const X& x,
                     const X& direction,
                     X* product) {
  const LogScope scope(static_cast<int>(x.size()));
  const LoggedJet y = CallAtSeeds<LoggedJet>(
      f, LoggedVariables(scope, x.data(), direction.data()), arguments);
  MultiplyLogged(scope, y.a.engine(), direction.data(), product->data());
}

// The way is chosen as in DifferentiateDense.
template <typename Family, typename F, typename X, typename... As>
X MultiplyByHessian(F& f,
                    const Arguments<As...>& arguments,
                    const X& x,
                    const X& direction) {
  constexpr int n = X::SizeAtCompileTime;
  X product = x;
  if constexpr (!kHasLog<Family, typename X::Scalar> ||
                (n != Eigen::Dynamic && n <= kMaxVariablesInProductStrip)) {
    MultiplyInStrips<Family>(f, arguments, x, direction, &product);
  } else if constexpr (n != Eigen::Dynamic) {
    MultiplyFromLog(f, arguments, x, direction, &product);
  } else if (x.size() > kMaxVariablesInProductStrip) {
    MultiplyFromLog(f, arguments, x, direction, &product);
  } else {
    MultiplyInStrips<Family>(f, arguments, x, direction, &product);
  }
  return product;
}

// The products of hessian.h, each in the shape of its argument.
template <typename Family, typename F, typename... Xs, typename... Vs>
auto HessianVectorProducts(F& f,
                           const Arguments<Xs...>& arguments,
                           const Arguments<Vs...>& directions) {
  using S = typename CommonScalar<BaseScalar<Xs...>, BaseScalar<Vs...>>::type;
  CheckSameShapes(arguments, directions, std::index_sequence_for<Xs...>());
  const auto x = Flatten<S>(arguments);
  const std::decay_t<decltype(x)> direction = Flatten<S>(directions);
  const auto product =
      MultiplyByHessian<ResolveFamily<Family, S>>(f, arguments, x, direction);
  int first = 0;
  const auto take = [&product, &first](const auto& argument) {
    const int begin = first;
    first += argument.size();
    return InShapeOf<S>(argument, product, begin);
  };
  return std::apply(
      [&take](const auto&... a) {
        return std::tuple<decltype(InShapeOf<S>(a, product, 0))...>{take(a)...};
      },
      arguments);
}

// --- Third and fourth derivatives -------------------------------------------

// Takes from a Hessian whose entries are themselves differentiable numbers the
// derivative in the outer directions.
template <typename S1, typename Take>
struct TensorSink {
  bool WantsGradient(int) const { return false; }
  bool WantsHessian(int, int) const { return true; }
  void SetValue(const S1&) {}
  void SetGradient(int, const S1&) {}
  void SetHessian(int i, int j, const S1& y) { take(i, j, y); }

  Take take;
};

// Calls take(i, j, h) for all i <= j < num_variables, where h = d2f/dx_i dx_j
// as a number S1 that knows its derivatives in the outer variables: inputs k
// and l (k <= l) are outer variables 0 and 1, or both 0 if they are the same.
template <typename Family,
          typename S1,
          typename F,
          typename X,
          typename Take,
          typename... As>
void HessianWithOuterVariables(F& f,
                               const Arguments<As...>& arguments,
                               const X& x,
                               int k,
                               int l,
                               int num_variables,
                               Take take) {
  using OuterTraits = SecondOrderTraits<S1>;
  constexpr int n = TotalFixedSize<As...>();
  constexpr int kWidth = n >= 1 && n <= kSmallWidth ? n : kSmallWidth;
  using T = typename Family::template Scalar<kWidth, S1>;
  std::vector<S1> outer_x;
  for (int i = 0; i < x.size(); ++i) {
    outer_x.push_back(i == k   ? OuterTraits::Variable(x(i), 0)
                      : i == l ? OuterTraits::Variable(x(i), 1)
                               : OuterTraits::Constant(x(i)));
  }
  TensorSink<S1, Take> sink{take};
  DifferentiateByStrips<T>(f,
                           arguments,
                           outer_x.data(),
                           static_cast<int>(outer_x.size()),
                           FirstIntegers(num_variables),
                           &sink);
}

// Differentiates the Hessian once more (K = 3) or twice more (K = 4).  With the
// outer indices k <= l fixed, only inner indices up to k are new.
template <int K, typename Family, typename F, typename X, typename... As>
auto DifferentiateHessian(F& f, const Arguments<As...>& arguments, const X& x) {
  static_assert(K == 3 || K == 4,
                "DerivativeTensor<K> has K = 3 or 4: Differentiate() has the "
                "lower ones, calls of Hessian() inside f the higher ones.");
  using S = typename X::Scalar;
  const int size = static_cast<int>(x.size());
  SymmetricTensor<S, K> tensor(size);
  for (int k = 0; k < size; ++k) {
    if constexpr (K == 3) {
      using S1 = typename Family::template Scalar<1, S>;
      HessianWithOuterVariables<Family, S1>(
          f, arguments, x, k, k, k + 1, [&](int i, int j, const S1& h) {
            tensor(i, j, k) = SecondOrderTraits<S1>::Gradient(h, 0);
          });
    } else {
      using S1 = typename Family::template Scalar<2, S>;
      for (int l = k; l < size; ++l) {
        HessianWithOuterVariables<Family, S1>(
            f, arguments, x, k, l, k + 1, [&](int i, int j, const S1& h) {
              tensor(i, j, k, l) =
                  SecondOrderTraits<S1>::Hessian(h, 0, k == l ? 0 : 1);
            });
      }
    }
  }
  return tensor;
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_HIGHER_DERIVATIVES_H_
