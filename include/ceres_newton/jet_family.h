// Which scalar carries the second derivatives; most users need not choose.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_JET_FAMILY_H_
#define CERES_NEWTON_JET_FAMILY_H_

#include <type_traits>
#include <utility>

#include "ceres_newton/nested_jet.h"
#include "ceres_newton/second_order.h"

namespace ceres_newton {

// The scalars functors are run with: value, gradient and Hessian in one fused
// number (second_order.h).
struct FusedJets {
  template <int N, typename S = double>
  using Scalar = ceres::Jet<SecondOrder<N, S>, N>;
};

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

// From this number of variables on, a number on a tape is faster.
inline constexpr int kMinTapedVariables = 9;

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
