// What stands behind hessian.h: a generic callable of any arguments becomes a
// function of one row of numbers, which is differentiated in sweeps.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_DIFFERENTIATE_H_
#define CERES_NEWTON_INTERNAL_DIFFERENTIATE_H_

#include <cstddef>
#include <numeric>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "Eigen/Core"
#include "ceres_newton/internal/check.h"
#include "ceres_newton/internal/derivative_sweeps.h"
#include "ceres_newton/internal/hessian_arguments.h"
#include "ceres_newton/internal/large_function.h"
#include "ceres_newton/internal/recording_scope.h"
#include "ceres_newton/internal/second_order_traits.h"
#include "ceres_newton/internal/simd_lanes.h"
#include "ceres_newton/jet_family.h"

namespace ceres_newton {
namespace internal {

// --- The choice of the scalar -----------------------------------------------

// The default of Hessian<Family>: the family of the outer differentiation, or
// FusedJets.
struct DefaultJets {};

template <typename S>
struct IsNestedJet : std::false_type {};
template <int N, typename S>
struct IsNestedJet<NestedJet<N, S>> : std::true_type {};

template <typename Family, typename S>
using ResolveFamily = std::conditional_t<
    std::is_same_v<Family, DefaultJets>,
    std::conditional_t<IsNestedJet<S>::value, NestedJets, FusedJets>,
    Family>;

// Up to this fixed number of variables a function is instantiated for exactly
// that number and called once.
inline constexpr int kMaxVariablesInOneSweep = 16;

// Sizes known at run time only, and larger ones, use one of two scalars: every
// further one would have the compiler instantiate the user's function once
// more.  In strips, width N handles (1 + N + N (N + 1) / 2) / (N / 2)^2 numbers
// for each new entry of the Hessian: 3.8 at 4, 2.8 at 8, 2.4 at 16.
inline constexpr int kSmallWidth = 4;
inline constexpr int kLargeWidth = 8;

// As kMaxVariablesInStrips, for products of the Hessian with a vector, for
// which strips are one call up to here; at four variables both take the same
// time.
inline constexpr int kMaxVariablesInProductStrip = 3;

// Are functions differentiated from a log of their operations?
template <typename Jets, typename S>
inline constexpr bool kHasLog =
    std::is_same_v<Jets, FusedJets>&& std::is_same_v<S, double>;

// --- The function of one row of numbers -------------------------------------

template <typename>
inline constexpr bool kAlwaysFalse = false;

// The value of f as a T, from whatever f returns.
template <typename T, typename Result>
T ToScalar(const Result& result) {
  using Base = typename SecondOrderTraits<T>::Base;
  if constexpr (std::is_same_v<Result, T>) {
    return result;
  } else if constexpr (std::is_arithmetic_v<Result>) {
    return T(static_cast<double>(result));
  } else if constexpr (std::is_same_v<Result, Base>) {
    return SecondOrderTraits<T>::Constant(result);
  } else if constexpr (kIsDense<Result>) {
    static_assert(Result::SizeAtCompileTime == 1 ||
                      Result::SizeAtCompileTime == Eigen::Dynamic,
                  "f must return one number, but it returns a vector or matrix "
                  "of fixed size; differentiate its entries one by one.");
    CERES_NEWTON_CHECK(result.rows() == 1 && result.cols() == 1,
                       "f must return one number, but it returned a " +
                           std::to_string(result.rows()) + " x " +
                           std::to_string(result.cols()) + " matrix.");
    return ToScalar<T>(result.eval()(0, 0));
  } else if constexpr (std::is_constructible_v<T, const Result&>) {
    return T(result);
  } else {
    static_assert(
        kAlwaysFalse<Result>,
        "f must return one number: the scalar T it was called with, a "
        "double, or a 1 x 1 Eigen expression of these.");
  }
}

template <typename... As>
using Arguments = std::tuple<Argument<As>...>;

template <typename... As>
auto MakeArguments(const std::tuple<As...>& values) {
  return std::apply(
      [](const auto&... a) {
        return Arguments<std::decay_t<decltype(a)>...>{
            Argument<std::decay_t<decltype(a)>>(a)...};
      },
      values);
}

template <typename... As>
using BaseScalar =
    typename CommonScalar<typename Argument<As>::Scalar...>::type;

// n_0, n_1, ...
template <typename... As>
std::vector<int> Sizes(const Arguments<As...>& arguments) {
  return std::apply(
      [](const auto&... a) { return std::vector<int>{a.size()...}; },
      arguments);
}

// All numbers of all arguments, one after the other.
template <typename S, typename... As>
auto Flatten(const Arguments<As...>& arguments) {
  constexpr int n = TotalFixedSize<As...>();
  constexpr int kRows =
      n == Eigen::Dynamic ? n : FixedSizeOrDynamic(n, 1, sizeof(S));
  Eigen::Matrix<S, kRows, 1> flat;
  flat.resize(std::apply([](const auto&... a) { return (a.size() + ... + 0); },
                         arguments));
  int next = 0;
  const auto append = [&flat, &next](const auto& argument) {
    for (int i = 0; i < argument.size(); ++i) {
      flat(next++) = S(argument[i]);
    }
  };
  std::apply([&append](const auto&... a) { (append(a), ...); }, arguments);
  return flat;
}

// f at arguments whose numbers are seed(0), seed(1), ...
template <typename T, typename F, typename Seeds, typename... As>
T CallAtSeeds(F& f, const Seeds& seed, const Arguments<As...>& arguments) {
  static_assert(
      std::is_invocable_v<F&,
                          const typename Argument<As>::template Rebound<T>&...>,
      "f cannot be called with differentiable arguments.  Make it a generic "
      "lambda, [](const auto& x) { ... }, or give it a template operator(): "
      "each argument arrives as the scalar T or as an Eigen matrix of T in the "
      "shape "
      "that was passed.");
  int first = 0;
  const auto build = [&seed, &first](const auto& argument) {
    const int begin = first;
    first += argument.size();
    return argument.template Build<T>(seed, begin);
  };
  // Braces keep the order of evaluation from left to right.
  const std::tuple<typename Argument<As>::template Rebound<T>...> built =
      std::apply(
          [&build](const auto&... a) {
            return std::tuple<typename Argument<As>::template Rebound<T>...>{
                build(a)...};
          },
          arguments);
  return std::apply(
      [&f](const auto&... a) -> T { return ToScalar<T>(f(a...)); }, built);
}

// --- Value, gradient and Hessian --------------------------------------------

// Its layout depends on how Eigen aligns.
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// Of a function of n numbers (Eigen::Dynamic allowed): gradient n, hessian n x
// n, symmetric bit by bit.
template <typename S, int n>
struct DenseDerivatives {
  static constexpr int kRows =
      FixedSizeOrDynamic(n, n, sizeof(S)) == Eigen::Dynamic ? Eigen::Dynamic
                                                            : n;

  explicit DenseDerivatives(int size) {
    gradient.resize(size);
    hessian.resize(size, size);
  }

  // The sink of StripSweeps.
  bool WantsGradient(int) const { return true; }
  bool WantsHessian(int, int) const { return true; }
  void SetValue(const S& y) { value = y; }
  void SetGradient(int i, const S& y) { gradient(i) = y; }
  void SetHessian(int i, int j, const S& y) {
    hessian(i, j) = y;
    hessian(j, i) = y;
  }

  S value;
  Eigen::Matrix<S, kRows, 1> gradient;
  Eigen::Matrix<S, kRows, kRows> hessian;
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE

inline std::vector<int> FirstIntegers(int n) {
  std::vector<int> result(n);
  std::iota(result.begin(), result.end(), 0);
  return result;
}

// One call of f with all n variables in T.
template <typename T, typename F, typename S, int n, typename... As>
void DifferentiateInOneSweep(F& f,
                             const Arguments<As...>& arguments,
                             const S* x,
                             DenseDerivatives<S, n>* result) {
  using Traits = SecondOrderTraits<T>;
  const RecordingScope<T> recording;
  const T y = CallAtSeeds<T>(f, AllVariables<T>(x), arguments);
  result->SetValue(Traits::Value(y));
  const HessianReader<T> read_hessian(y);
  for (int i = 0; i < n; ++i) {
    result->SetGradient(i, Traits::Gradient(y, i));
  }
  if constexpr (kCopiesSymmetricBlocks<T>) {
    read_hessian.CopySymmetricBlock(0, n, result->hessian.data());
  } else {
    for (int i = 0; i < n; ++i) {
      for (int j = i; j < n; ++j) {
        result->SetHessian(i, j, read_hessian(i, j));
      }
    }
  }
}

template <typename T, typename F, typename S, typename Sink, typename... As>
void DifferentiateByStrips(F& f,
                           const Arguments<As...>& arguments,
                           const S* x,
                           int num_inputs,
                           const std::vector<int>& variables,
                           Sink* sink) {
  auto evaluate = [&f, &arguments](const auto& seed, T* y) {
    *y = CallAtSeeds<T>(f, seed, arguments);
    return true;
  };
  SweepByStrips<T>(x, num_inputs, variables, evaluate, *sink);
}

// From the log of one call, for S = double.
template <typename F, int n, typename... As>
void DifferentiateFromLog(F& f,
                          const Arguments<As...>& arguments,
                          const double* x,
                          int size,
                          DenseDerivatives<double, n>* result) {
  const LogScope scope(size);
  const LoggedJet y =
      CallAtSeeds<LoggedJet>(f, LoggedVariables(scope, x, nullptr), arguments);
  result->SetValue(y.a.value());
  DifferentiateLogged(
      scope, y.a.engine(), result->gradient.data(), result->hessian.data());
}

// In strips, of one of two widths.
template <typename Jets, typename F, typename S, int n, typename... As>
void DifferentiateInStrips(F& f,
                           const Arguments<As...>& arguments,
                           const S* x,
                           int size,
                           DenseDerivatives<S, n>* result) {
  if constexpr (n == 0 || n == Eigen::Dynamic) {
    if (size <= kSmallWidth) {
      using T = typename Jets::template Scalar<kSmallWidth, S>;
      DifferentiateByStrips<T>(
          f, arguments, x, size, FirstIntegers(size), result);
      return;
    }
  }
  if constexpr (n != 0) {
    using T = typename Jets::template Scalar<kLargeWidth, S>;
    DifferentiateByStrips<T>(
        f, arguments, x, size, FirstIntegers(size), result);
  }
}

// Value, gradient and Hessian of f with respect to all numbers in `arguments`:
// the one place where the way is chosen.
template <typename Family, typename F, typename... As>
auto DifferentiateDense(F& f, const Arguments<As...>& arguments) {
  using S = BaseScalar<As...>;
  using Jets = ResolveFamily<Family, S>;
  constexpr int n = TotalFixedSize<As...>();
  const auto x = Flatten<S>(arguments);
  const int size = static_cast<int>(x.size());
  DenseDerivatives<S, n> result(size);
  if constexpr (n >= 1 && n <= kMaxVariablesInOneSweep) {
    using T = SweepScalar<Jets, n, S>;
    DifferentiateInOneSweep<T>(f, arguments, x.data(), &result);
  } else if constexpr (n == 0 || !kHasLog<Jets, S>) {
    DifferentiateInStrips<Jets>(f, arguments, x.data(), size, &result);
  } else if constexpr (n != Eigen::Dynamic) {
    DifferentiateFromLog(f, arguments, x.data(), size, &result);
  } else if (size > kMaxVariablesInStrips) {
    DifferentiateFromLog(f, arguments, x.data(), size, &result);
  } else {
    DifferentiateInStrips<Jets>(f, arguments, x.data(), size, &result);
  }
  return result;
}

// The part of a flat gradient that belongs to an argument, in its shape.
template <typename S, typename A, typename Flat>
auto InShapeOf(const Argument<A>& argument, const Flat& flat, int first) {
  return argument.template Build<S>([&flat](int i) { return flat(i); }, first);
}

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_INTERNAL_DIFFERENTIATE_H_
