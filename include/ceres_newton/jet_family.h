// Which scalar carries the second derivatives; most users need not choose.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_JET_FAMILY_H_
#define CERES_NEWTON_JET_FAMILY_H_

#include <type_traits>
#include <utility>

#include "ceres_newton/internal/simd_lanes.h"
#include "ceres_newton/nested_jet.h"
#include "ceres_newton/second_order.h"

namespace ceres_newton {

// Which engine stands behind it depends on flags and macros, so whatever is a
// template of the family is named after those, too.
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// The scalars functors are run with: value, gradient and Hessian in one fused
// number (second_order.h).
//
// Scalar<N, S> is complete in itself.  Functors and functions of more than 8
// variables, and functions whose product with a vector is asked for, are called
// with siblings of it that record operations in memory of the calling thread (a
// tape, or the log of one call) and take derivatives from that record, in O(N)
// numbers for each operation in place of O(N^2).  They look the same to
// functors, but their numbers end with the call and stay in its thread.  A
// functor that keeps some in a static variable, or hands them to other threads
// of its own, must be wrapped in WithNestedJets.  Most such uses end the
// program with a sentence that says so; an operation on one kept number alone
// need not be noticed, and its derivatives are wrong.
struct FusedJets {
  template <int N, typename S = double>
  using Scalar = ceres::Jet<SecondOrder<N, S>, N>;
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE

// Ceres' own Jets, nested twice (nested_jet.h): slower, but a second opinion on
// any derivative this library computes.
//
//   Eigen::MatrixXd H = Hessian<NestedJets>(f, x);
struct NestedJets {
  template <int N, typename S = double>
  using Scalar = NestedJet<N, S>;
};

// A functor that AutoDiffSecondOrderFunction and the AutoDiff cost functions
// differentiate with NestedJets:
//
//   AutoDiffSecondOrderFunction<WithNestedJets<Rosenbrock>, 2> reference;
//
// It is constructed with the arguments of Functor's constructor.
template <typename Functor>
class WithNestedJets {
 public:
  template <
      typename... Args,
      std::enable_if_t<std::is_constructible_v<Functor, Args&&...>>* = nullptr>
  explicit WithNestedJets(Args&&... args)
      : functor_(std::forward<Args>(args)...) {}

  template <typename... Args>
  bool operator()(Args... pointers) const {
    return functor_(pointers...);
  }

 private:
  Functor functor_;
};

namespace internal {

// From this number of variables on, a number on a tape is used.  On the kernels
// of benchmarks/ and chains like them, it took 1/2 the time of RowsEngine with
// 9 to 14 variables, 1/7 with 30, about as much with 6 to 8, and more below.
inline constexpr int kMinTapedVariables = 9;
static_assert(kMinTapedVariables == 9,
              "early_bound_calls.h lists the sizes from 9 on.");

// The scalar with which a function is called that is differentiated by N
// variables, inside a RecordingScope.
template <typename Family, int N, typename S = double, typename = void>
struct SweepScalarOf {
  using type = typename Family::template Scalar<N, S>;
};
template <int N>
struct SweepScalarOf<
    FusedJets,
    N,
    double,
    std::enable_if_t<N >= kMinTapedVariables && N <= kMaxTapeVariables>> {
  using type = TapedJet<N>;
};
template <typename Family, int N, typename S = double>
using SweepScalar = typename SweepScalarOf<Family, N, S>::type;

// The family with which a functor's Hessian is computed.
template <typename Functor>
struct FunctorJetFamily {
  using type = FusedJets;
};
template <typename Functor>
struct FunctorJetFamily<const Functor> : FunctorJetFamily<Functor> {};
template <typename Functor>
struct FunctorJetFamily<WithNestedJets<Functor>> {
  using type = NestedJets;
};

}  // namespace internal
}  // namespace ceres_newton

#endif  // CERES_NEWTON_JET_FAMILY_H_
