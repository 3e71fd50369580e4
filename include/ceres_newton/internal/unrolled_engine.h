// The engine behind SecondOrder<N> for few variables: plain numbers with
// constant indices, every rule inlined, so that the compiler keeps them in
// registers and leaves out what is structurally zero.
//
// Each number carries its structure: one bit for each entry of the gradient and
// of the upper triangle of the Hessian that may be other than zero.  Where the
// compiler knows those bits of all operands, because it sees how they were made
// from variables and constants, an operation computes exactly the entries that
// exist, nothing is tested at run time, and the bits themselves vanish.
// Polynomials then cost what derivatives written by hand cost.  (The compiler
// may not do this by itself: 0 * x is no zero if x is infinite.)  Where it does
// not know them (numbers that come from memory, loops that were not unrolled)
// all entries are computed and the result is dense; tests of the bits at run
// time would cost more than they save.
//
// Infinities and NaN stay in the variables of the singular term.  With known
// structure that holds by itself.  Dense numbers carry the flag singular() and
// are then treated entry by entry, as by RowsEngine: there the structure is
// what derivatives are zero.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_UNROLLED_ENGINE_H_
#define CERES_NEWTON_INTERNAL_UNROLLED_ENGINE_H_

#include <cstdint>

#include "ceres_newton/internal/simd_lanes.h"
#include "ceres_newton/internal/unroll.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// The interface is that of RowsEngine, and so is the layout of its raw data,
// for rows of lanes of width 1.  Trivially copyable.
template <int N>
class UnrolledEngine {
  static_assert(N >= 1 && N <= 6, "The structure takes 31 bits.");

 public:
  static constexpr int kWidth = 1;
  static constexpr int kPaddedSize = N;
  static constexpr int kHessianSize = N * (N + 1) / 2;
  static constexpr int RowBegin(int i) { return i * N - i * (i - 1) / 2; }

  CERES_NEWTON_ALWAYS_INLINE UnrolledEngine() : UnrolledEngine(0.0) {}

  // A constant.
  CERES_NEWTON_ALWAYS_INLINE explicit UnrolledEngine(double value)
      : value_(value), structure_(0), singular_(false) {
    ClearGradient();
    ClearHessian();
  }

  // The k-th variable.
  CERES_NEWTON_ALWAYS_INLINE UnrolledEngine(double value, int k)
      : value_(value), structure_(Structure(1) << k), singular_(false) {
    Unroll<N>([&](auto i) CERES_NEWTON_INLINE_LAMBDA {
      gradient_[i] = i == k ? 1.0 : 0.0;
    });
    ClearHessian();
  }

  CERES_NEWTON_ALWAYS_INLINE const double& value() const { return value_; }
  int order() const { return structure_ == 0 ? 0 : HasHessian() ? 2 : 1; }
  CERES_NEWTON_ALWAYS_INLINE bool singular() const { return singular_; }

  CERES_NEWTON_ALWAYS_INLINE double gradient(int i) const {
    return gradient_[i];
  }
  CERES_NEWTON_ALWAYS_INLINE double hessian(int i, int j) const {
    return hessian_[i <= j ? RowBegin(i) + j - i : RowBegin(j) + i - j];
  }

  // Does the number depend on variable i, as far as two derivatives can tell?
  CERES_NEWTON_ALWAYS_INLINE bool DependsOn(int i) const {
    bool depends = gradient_[i] != 0.0;
    Unroll<N>([&](auto j) CERES_NEWTON_INLINE_LAMBDA {
      depends = depends || hessian(i, j) != 0.0;
    });
    return (structure_ & GradientBit(i)) != 0 && depends;
  }

  CERES_NEWTON_ALWAYS_INLINE void AddToValue(double s) { value_ += s; }
  CERES_NEWTON_ALWAYS_INLINE void SetValue(double s) { value_ = s; }

  // The rules of calculus: see RowsEngine.
  void SetScaled(double a, const UnrolledEngine& x);
  void SetSum(const UnrolledEngine& x, const UnrolledEngine& y, double sign);
  void SetProduct(const UnrolledEngine& x, const UnrolledEngine& y);
  void SetQuotient(const UnrolledEngine& x, const UnrolledEngine& y);
  void SetChain(const UnrolledEngine& x, double f, double f1, double f2);
  void SetChain(const UnrolledEngine& x,
                const UnrolledEngine& y,
                double f,
                double fx,
                double fy,
                double fxx,
                double fxy,
                double fyy);

  // Raw access for composite rules.  Writers set the value, all N gradient
  // entries and all kHessianSize entries, then the order, 0 or 2.
  const double* gradient_data() const { return gradient_; }
  const double* hessian_data() const { return hessian_; }
  double* mutable_gradient_data() { return gradient_; }
  double* mutable_hessian_data() { return hessian_; }
  void SetOrder(int order, bool singular) {
    structure_ = order == 0 ? 0 : kDense;
    singular_ = singular;
    if (order == 0) {
      ClearGradient();
    }
    if (order < 2) {
      ClearHessian();
    }
  }

 private:
  // Bits GradientBit(i) and HessianBit(k), k the place in hessian_.  A number
  // with a Hessian entry (i, j) has the bits of gradient entries i and j.
  using Structure = uint32_t;
  static constexpr Structure GradientBit(int i) { return Structure(1) << i; }
  static constexpr Structure HessianBit(int k) {
    return Structure(1) << (N + k);
  }
  // All entries, and the mark that zeros may be among them.
  static constexpr Structure kDenseBit = Structure(1) << 31;
  static constexpr Structure kHessianBits = ((Structure(1) << kHessianSize) - 1)
                                            << N;
  static constexpr Structure kDense = ~Structure(0);

  static constexpr int Row(int k) {
    int i = 0;
    while (i + 1 < N && RowBegin(i + 1) <= k) {
      ++i;
    }
    return i;
  }
  static constexpr int Column(int k) { return k - RowBegin(Row(k)) + Row(k); }

  // The structure as far as the compiler knows it.
  CERES_NEWTON_ALWAYS_INLINE Structure KnownStructure() const {
    return __builtin_constant_p(structure_) ? structure_ : kDense;
  }

  static CERES_NEWTON_ALWAYS_INLINE bool IsKnownZero(double a) {
    return __builtin_constant_p(a) && a == 0.0;
  }

  // Does the term a g_i h_j exist, at place k of the Hessian, for gradients of
  // numbers with the structures sg and sh?
  template <int k>
  static CERES_NEWTON_ALWAYS_INLINE bool HasTerm(double a,
                                                 Structure sg,
                                                 Structure sh) {
    constexpr Structure kGradientBit = GradientBit(Row(k));
    constexpr Structure kOtherBit = GradientBit(Column(k));
    return !IsKnownZero(a) && (sg & kGradientBit) != 0 && (sh & kOtherBit) != 0;
  }

  template <typename... Coefficients>
  static CERES_NEWTON_ALWAYS_INLINE bool AllFinite(Coefficients... a) {
    return ((a - a) + ...) == 0.0;
  }

  // x + y of those that exist.
  static CERES_NEWTON_ALWAYS_INLINE double Add(bool has_x,
                                               double x,
                                               bool has_y,
                                               double y) {
    return has_x ? (has_y ? x + y : x) : (has_y ? y : 0.0);
  }

  CERES_NEWTON_ALWAYS_INLINE void ClearGradient() {
    Unroll<N>([&](auto i) CERES_NEWTON_INLINE_LAMBDA { gradient_[i] = 0.0; });
  }
  CERES_NEWTON_ALWAYS_INLINE void ClearHessian() {
    Unroll<kHessianSize>([&](auto k)
                             CERES_NEWTON_INLINE_LAMBDA { hessian_[k] = 0.0; });
  }

  // Does the number have a Hessian?  The one bit worth a test at run time.
  CERES_NEWTON_ALWAYS_INLINE bool HasHessian() const {
    return (structure_ & kHessianBits) != 0;
  }

  // Adds a times the Hessian of x, whose known structure is `structure`.
  CERES_NEWTON_ALWAYS_INLINE void AddHessian(const UnrolledEngine& x,
                                             Structure structure,
                                             double a);

  // Sets the structure of the result, and zeros outside of it.
  CERES_NEWTON_ALWAYS_INLINE void SetStructure(Structure structure,
                                               bool has_hessian);

  // The general rule entry by entry, leaving out zeros.  Arguments go by value:
  // the address of a number would keep it out of registers.
  static UnrolledEngine SingularChain(UnrolledEngine x,
                                      UnrolledEngine y,
                                      double f,
                                      double fx,
                                      double fy,
                                      double fxx,
                                      double fxy,
                                      double fyy);

  double value_;
  double gradient_[N];
  double hessian_[kHessianSize];
  Structure structure_;
  bool singular_;
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#include "ceres_newton/internal/unrolled_engine_rules.h"  // IWYU pragma: export

#endif  // CERES_NEWTON_INTERNAL_UNROLLED_ENGINE_H_
