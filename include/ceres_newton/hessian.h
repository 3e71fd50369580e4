// Exact second derivatives of a function, in one line:
//
//   const auto f = [](const auto& x) { return x[0] * x[0] * sin(x[1]); };
//   const Eigen::Matrix2d H = ceres_newton::Hessian(f, Eigen::Vector2d(1, 2));
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_HESSIAN_H_
#define CERES_NEWTON_HESSIAN_H_

#include <cstddef>
#include <tuple>
#include <utility>
#include <vector>

#include "ceres_newton/block_hessian.h"
#include "ceres_newton/internal/differentiate.h"
#include "ceres_newton/internal/higher_derivatives.h"
#include "ceres_newton/jet_family.h"

namespace ceres_newton {

// All functions of this header share these rules.
//
// The function.  f is called with each argument in a scalar type T of ours: a
// number x arrives as T, an Eigen object as the Eigen matrix (or array) of T of
// the same shape.  So it is a generic lambda, or an object with a template
// operator().  It returns one number: T, a double or int, or a 1 x 1 Eigen
// expression.  Mathematical functions are called unqualified (sin(x), pow(x,
// 3)) or as ceres::sin(x).  Ceres' advice holds: comparisons look at values,
// and where a function has no derivative the result is a one-sided one or NaN.
// Each operation's own second derivatives must stay in the range of double: log
// between 1e-154 and 1e154, division by x between 1e-102 and 1e102, say; beyond,
// entries come out infinite, NaN or zero.
//
// The arguments.  double (or float, which is promoted), or any dense Eigen
// object of these: vectors and matrices of fixed or dynamic size, expressions,
// Map, Ref, Block.  Empty ones are fine.  The R x C elements of a matrix count
// row by row, element (r, c) being variable r * C + c, whatever its storage
// order.
//
// The results.  Evaluated matrices, never expressions.  Hessians are symmetric
// bit by bit.
//
// Nesting.  f may itself call these functions on its arguments, to any depth;
// the inner results then have entries of type T and keep the outer derivatives.
// The scalar types of inner and outer differentiation then differ, so their
// perturbations cannot be confused.  Inside the inner function, convert an
// outer number x that it captures by U(x), where U is the inner scalar.  An
// inner function that captures outer numbers must have arguments of the outer
// scalar, T(1.0) in place of 1.0: with plain numbers inner and outer scalar may
// be the same type, and their derivatives are confused, without a message.
//
//   // g(x) = determinant of the Hessian of f at x
//   const auto g = [&f](const auto& x) { return Hessian(f, x).determinant(); };
//   const Eigen::MatrixXd H = Hessian(g, x);
//
// The cost.  One call of f, whatever the number of variables n.  Beyond 8 (or
// 16, in arguments of fixed size) the operations of that call are logged, 16 to
// 72 bytes each, and the Hessian is n / 16 sweeps over the log, of which each
// skips what has no part in it.  The memory of the largest log, and of its
// sweeps, is kept for the next call until the thread ends.  A number times 0 is
// a constant there, where Jets make NaN of an infinite derivative.  Sums of
// many small terms are far cheaper as a ceres::Problem, term by term.
//
// What f must not do.  Beyond 8 variables, and in HessianVectorProduct, it must
// do its arithmetic in the thread it is called in, and keep none of its numbers
// (see FusedJets).
//
// The scalar.  Hessian<NestedJets>(f, x), and so on, computes the same with
// Ceres' own Jets nested twice, as a second opinion.  With these, and where a
// function that is differentiated calls these functions on its arguments, more
// than 8 variables take k (k - 1) / 2 calls, k = ceil(n / 4), and f must return
// the same value in each.
//
// Everything is thread-safe as far as f is.

// The result of Differentiate() for f: R^n -> R.
template <typename S, typename Gradient, typename HessianMatrix>
struct Derivatives {
  S value;
  Gradient gradient;
  HessianMatrix hessian;
};

// Value, gradient and Hessian of f(x) in one go:
//
//   value     f(x)
//   gradient  df/dx in the shape of x
//   hessian   d2f/dx dx, n x n for a vector or matrix x of n elements; a number
//             for a number x
template <typename Family = internal::DefaultJets, typename F, typename X>
auto Differentiate(F&& f, const X& x) {
  const internal::Arguments<X> arguments{internal::Argument<X>(x)};
  auto dense = internal::DifferentiateDense<Family>(f, arguments);
  using S = internal::BaseScalar<X>;
  auto gradient =
      internal::InShapeOf<S>(std::get<0>(arguments), dense.gradient, 0);
  if constexpr (internal::kIsDense<X>) {
    return Derivatives<S, decltype(gradient), decltype(dense.hessian)>{
        dense.value, std::move(gradient), std::move(dense.hessian)};
  } else {
    return Derivatives<S, S, S>{dense.value, gradient, dense.hessian(0, 0)};
  }
}

// Value, gradient and Hessian of f(x_0, x_1, ...) in one go:
//
//   value     f(x_0, x_1, ...)
//   gradient  gradient[i] = df/dx_i as a vector of n_i elements
//   hessian   BasicBlockHessian with the blocks d2f/dx_i dx_j
template <typename Family = internal::DefaultJets,
          typename F,
          typename X,
          typename Y,
          typename... Rest>
auto Differentiate(F&& f, const X& x, const Y& y, const Rest&... rest) {
  using S = internal::BaseScalar<X, Y, Rest...>;
  using Vector = Eigen::Matrix<S, Eigen::Dynamic, 1>;
  const internal::Arguments<X, Y, Rest...> arguments{
      internal::Argument<X>(x),
      internal::Argument<Y>(y),
      internal::Argument<Rest>(rest)...};
  const auto dense = internal::DifferentiateDense<Family>(f, arguments);
  const std::vector<int> sizes = internal::Sizes(arguments);
  std::vector<Vector> gradient;
  int offset = 0;
  for (const int size : sizes) {
    gradient.push_back(dense.gradient.segment(offset, size));
    offset += size;
  }
  return Derivatives<S, std::vector<Vector>, BasicBlockHessian<S>>{
      dense.value,
      std::move(gradient),
      BasicBlockHessian<S>(sizes, dense.hessian)};
}

// The Hessian of f(x): a number for a number x, else n x n.  Of f(x_0, x_1,
// ...): BlockHessian (or BasicBlockHessian<T> when nested).
//
//   double h = Hessian([](auto x) { return exp(x); }, 1.0);
//   Eigen::MatrixXd H = Hessian(f, x);
//   BlockHessian B = Hessian(g, camera, point);       // B(0, 1): 9 x 3
template <typename Family = internal::DefaultJets, typename F, typename... Xs>
auto Hessian(F&& f, const Xs&... xs) {
  static_assert(sizeof...(Xs) > 0, "Hessian(f, x) needs a point x.");
  return Differentiate<Family>(f, xs...).hessian;
}

// The product H v of the Hessian of f at x with v, which has the shape of x (as
// the result has), without forming H.
//
// One call of f and one sweep over its operations, 6 to 9 ns for each of them.
// (With NestedJets, ceil(n / 3) calls.)
template <typename Family = internal::DefaultJets,
          typename F,
          typename X,
          typename V>
auto HessianVectorProduct(F&& f, const X& x, const V& v) {
  return std::get<0>(internal::HessianVectorProducts<Family>(
      f,
      internal::Arguments<X>{internal::Argument<X>(x)},
      internal::Arguments<V>{internal::Argument<V>(v)}));
}

// The same for several arguments, H_i0 v_0 + H_i1 v_1 + ... for each i:
//
//   const auto [px, py] =
//       HessianVectorProduct(f, std::tie(x, y), std::tie(vx, vy));
template <typename Family = internal::DefaultJets,
          typename F,
          typename... Xs,
          typename... Vs>
auto HessianVectorProduct(F&& f,
                          const std::tuple<Xs...>& xs,
                          const std::tuple<Vs...>& vs) {
  return internal::HessianVectorProducts<Family>(
      f, internal::MakeArguments(xs), internal::MakeArguments(vs));
}

// The tensor of third (K = 3) or fourth (K = 4) derivatives of f at x, where
// t(i, j, k) = d3f / dx_i dx_j dx_k, and t.size() = n.
//
//   const auto t = DerivativeTensor<3>(f, x);
//   double d = t(0, 0, 1);
//
// Each distinct entry is computed once, from about n Hessians for K = 3 and
// n^2 / 2 for K = 4: meant for small n.
template <int K,
          typename Family = internal::DefaultJets,
          typename F,
          typename X>
auto DerivativeTensor(F&& f, const X& x) {
  using S = internal::BaseScalar<X>;
  const internal::Arguments<X> arguments{internal::Argument<X>(x)};
  return internal::DifferentiateHessian<K, internal::ResolveFamily<Family, S>>(
      f, arguments, internal::Flatten<S>(arguments));
}

}  // namespace ceres_newton

#endif  // CERES_NEWTON_HESSIAN_H_
