// The engine behind SecondOrder<N> for a handful of variables: the rows of
// RowsEngine, with rules that the compiler specializes where it knows which
// variables the operands depend on.
//
// Each number carries its structure: one bit for each variable that it may
// depend on, and one that says whether it has a Hessian.  Where the compiler
// knows those bits of all operands, because it sees how they were made from
// variables and constants, an operation computes the rows that exist, in
// registers, and nothing is tested at run time.  Elsewhere (numbers that come
// from memory, loops that were not unrolled) the rules of RowsEngine are
// called, as functions: functors so large that the compiler loses track
// therefore become ordinary code, and take no more time to compile.
//
// Why not one bit for each entry, as UnrolledEngine has it?  There is code for
// every entry then, 21 for 6 variables: 200 operations took 20 s to compile,
// and 800 minutes.  Here there is code for every lane, 6 to 12.
//
// Infinities and NaN stay in the variables of the singular term: with known
// structure, what is multiplied is cut to the columns the factor depends on.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifndef CERES_NEWTON_INTERNAL_STRUCTURED_ENGINE_H_
#define CERES_NEWTON_INTERNAL_STRUCTURED_ENGINE_H_

#include <cstdint>

#include "ceres_newton/internal/lane_masks.h"
#include "ceres_newton/internal/rows_engine.h"
#include "ceres_newton/internal/unroll.h"

namespace ceres_newton {
namespace internal {
inline namespace CERES_NEWTON_SIMD_NAMESPACE {

// The interface and the raw data are those of RowsEngine.
template <int N>
class StructuredEngine : public RowsEngine<N, double> {
 public:
  using Rows = RowsEngine<N, double>;
  using LaneType = typename Rows::LaneType;
  using Rows::kHessianSize;
  using Rows::kNumLanes;
  using Rows::kPaddedSize;
  using Rows::kWidth;
  using Rows::RowBegin;

  CERES_NEWTON_ALWAYS_INLINE StructuredEngine() : structure_(0) {}

  // A constant.
  CERES_NEWTON_ALWAYS_INLINE explicit StructuredEngine(double value)
      : Rows(value), structure_(0) {}

  // The k-th variable.
  CERES_NEWTON_ALWAYS_INLINE StructuredEngine(double value, int k)
      : Rows(value), structure_(Structure(1) << k) {
    order_ = 1;
    Unroll<kNumLanes>([&](auto c) CERES_NEWTON_INLINE_LAMBDA {
      GradientLane(c) = LaneMasks<kWidth>::Unit(k - c * kWidth);
    });
  }

  CERES_NEWTON_ALWAYS_INLINE double gradient(int i) const {
    return order_ == 0 ? 0.0 : GradientLane(i / kWidth)[i % kWidth];
  }
  CERES_NEWTON_ALWAYS_INLINE double hessian(int i, int j) const {
    return order_ < 2 ? 0.0 : i <= j ? Entry(i, j) : Entry(j, i);
  }

  // Does the number depend on variable i, as far as two derivatives can tell?
  CERES_NEWTON_ALWAYS_INLINE bool DependsOn(int i) const {
    return (structure_ & (Structure(1) << i)) != 0 && HasNonzero(*this, i);
  }

  // The rules of calculus: see RowsEngine.
  void SetScaled(double a, const StructuredEngine& x);
  void SetSum(const StructuredEngine& x,
              const StructuredEngine& y,
              double sign);
  void SetProduct(const StructuredEngine& x, const StructuredEngine& y);
  void SetQuotient(const StructuredEngine& x, const StructuredEngine& y);
  void SetChain(const StructuredEngine& x, double f, double f1, double f2);
  void SetChain(const StructuredEngine& x,
                const StructuredEngine& y,
                double f,
                double fx,
                double fy,
                double fxx,
                double fxy,
                double fyy);

  void SetOrder(int order, bool singular) {
    Rows::SetOrder(order, singular);
    structure_ = kUnknown;
  }

 private:
  using Rows::gradient_;
  using Rows::hessian_;
  using Rows::LaneAt;
  using Rows::order_;
  using Rows::singular_;
  using Rows::value_;
  using Masks = LaneMasks<kWidth>;
  using MaskType = typename Masks::MaskType;

  // Bit i: variable i, all of them if kHasHessian is the only one known.
  using Structure = uint32_t;
  static constexpr Structure kVariables = (Structure(1) << N) - 1;
  static constexpr Structure kHasHessian = Structure(1) << N;
  static constexpr Structure kIsUnknown = Structure(1) << (N + 1);
  static constexpr Structure kUnknown = kVariables | kHasHessian | kIsUnknown;

  // The columns of the variables in `structure`, in lanes.  What is multiplied
  // by a coefficient that may be infinite is cut to them.
  struct Columns {
    CERES_NEWTON_ALWAYS_INLINE explicit Columns(Structure structure) {
      Unroll<kNumLanes>([&](auto c) CERES_NEWTON_INLINE_LAMBDA {
        // Those behind the last variable hold anything.
        mask[c] = Masks::Places((structure | ~kVariables) >> (c * kWidth));
      });
    }
    CERES_NEWTON_ALWAYS_INLINE LaneType Cut(LaneType h, int c) const {
      return Masks::Cut(h, mask[c]);
    }
    MaskType mask[kNumLanes];
  };

  // The gradient of an operand, or a combination of such, and the variables it
  // may differ from zero in.
  struct Gradient {
    Structure variables;
    LaneType lane[kNumLanes];
  };

  // Does the compiler know the structure?
  CERES_NEWTON_ALWAYS_INLINE bool IsKnown() const {
    return __builtin_constant_p(structure_) && (structure_ & kIsUnknown) == 0;
  }
  CERES_NEWTON_ALWAYS_INLINE void SetStructure(Structure structure) {
    structure_ = structure;
    order_ = (structure & kHasHessian) ? 2 : structure != 0 ? 1 : 0;
  }
  static CERES_NEWTON_ALWAYS_INLINE bool IsKnownZero(double a) {
    return __builtin_constant_p(a) && a == 0.0;
  }
  template <typename... Coefficients>
  static CERES_NEWTON_ALWAYS_INLINE bool AllFinite(Coefficients... a) {
    return ((a - a) + ...) == 0.0;
  }

  static CERES_NEWTON_ALWAYS_INLINE bool Has(Structure s, int i) {
    return (s & (Structure(1) << i)) != 0;
  }

  CERES_NEWTON_ALWAYS_INLINE LaneType& GradientLane(int c) {
    return LaneAt(gradient_ + c * kWidth);
  }
  CERES_NEWTON_ALWAYS_INLINE const LaneType& GradientLane(int c) const {
    return LaneAt(gradient_ + c * kWidth);
  }
  // The lane c of row i.
  static constexpr int LaneIndex(int i, int c) {
    return RowBegin(i) + (c - i / kWidth) * kWidth;
  }
  CERES_NEWTON_ALWAYS_INLINE double Entry(int i, int j) const {  // i <= j
    return LaneAt(hessian_ + LaneIndex(i, j / kWidth))[j % kWidth];
  }

  CERES_NEWTON_ALWAYS_INLINE Gradient GradientOf() const;
  // a x, and a x + b y, of those that exist.
  static Gradient Multiple(double a, const Gradient& x);
  static Gradient Combination(double a,
                              const Gradient& x,
                              double b,
                              const Gradient& y);
  void SetGradient(const Gradient& g);

  // H = a H_x + b H_y + p u' + q v'.
  void SetHessian(double a,
                  const StructuredEngine& x,
                  double b,
                  const StructuredEngine& y,
                  const Gradient& p,
                  const Gradient& u,
                  const Gradient& q,
                  const Gradient& v);

  // A chain rule that is not regular.  Arguments go by value: the address of a
  // number would keep it out of registers.
  static Rows SingularChain(Rows x, double f, double f1, double f2);
  static Rows SingularChain(Rows x,
                            Rows y,
                            double f,
                            double fx,
                            double fy,
                            double fxx,
                            double fxy,
                            double fyy);

  // The rules of RowsEngine, as functions.
  static bool HasNonzero(const Rows& x, int i);
  static void ScaleAtRunTime(double a, const Rows& x, Rows* r);
  static void AddAtRunTime(const Rows& x, const Rows& y, double s, Rows* r);
  static void MultiplyAtRunTime(const Rows& x, const Rows& y, Rows* r);
  static void DivideAtRunTime(const Rows& x, const Rows& y, Rows* r);
  static void ChainAtRunTime(
      const Rows& x, double f, double f1, double f2, Rows* r);
  static void ChainAtRunTime(const Rows& x,
                             const Rows& y,
                             double f,
                             double fx,
                             double fy,
                             double fxx,
                             double fxy,
                             double fyy,
                             Rows* r);

  Structure structure_;
};

}  // namespace CERES_NEWTON_SIMD_NAMESPACE
}  // namespace internal
}  // namespace ceres_newton

#include "ceres_newton/internal/structured_engine_calls.h"  // IWYU pragma: export
#include "ceres_newton/internal/structured_engine_rules.h"  // IWYU pragma: export

#endif  // CERES_NEWTON_INTERNAL_STRUCTURED_ENGINE_H_
